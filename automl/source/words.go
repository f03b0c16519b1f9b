package source

import (
	"context"
	"fmt"
	"math"
	"strings"

	"winnow/automl/table"
)

// sortedLevels is how many levels are put in order; more stay in the order in which the
// file names them.
const sortedLevels = 10_000

// words joins the codes of a column, whatever worker made them, in the order of the file.
func (a *assembler) words(ctx context.Context, i int, p plan) column {
	codes, n := room(a.loaded, i, codesOf), 0
	index := map[string]int32{}
	var texts []string
	var counts []int
	remap := make([][]int32, len(a.crew))
	for w, c := range a.crew {
		if c.dicts[i] != nil {
			remap[w] = make([]int32, len(c.dicts[i].texts))
			for k := range remap[w] {
				remap[w][k] = -1
			}
		}
	}
	for _, q := range a.parts {
		to, dict := remap[q.worker], a.crew[q.worker].dicts[i]
		out := codes[n:]
		n += len(q.parts[i].codes)
		for k, c := range q.parts[i].codes {
			if c < 0 {
				out[k] = -1
				continue
			}
			g := to[c]
			if g < 0 {
				s := dict.texts[c]
				known, ok := index[s]
				if !ok {
					known = int32(len(texts))
					index[s] = known
					texts, counts = append(texts, s), append(counts, 0)
				}
				g, to[c] = known, known
			}
			counts[g]++
			out[k] = g
		}
	}
	for _, c := range a.crew {
		c.dicts[i] = nil
	}
	return a.fromWords(ctx, i, p, codes, texts, counts)
}

// fromWords decides what a column of words is, by all of them, and builds it. It takes
// ownership of codes.
func (a *assembler) fromWords(ctx context.Context, i int, p plan, codes []int32, texts []string, counts []int) column {
	var v values
	none, spelt := 0, ""
	place := make([]int32, len(texts)) // in v, or -1
	for k, s := range texts {
		place[k] = -1
		if a.miss.is([]byte(s)) {
			if strings.EqualFold(s, "none") && counts[k] > none {
				none, spelt = counts[k], s
			}
			continue
		}
		place[k] = int32(len(v.texts))
		v.texts, v.counts, v.rows = append(v.texts, s), append(v.counts, counts[k]), v.rows+counts[k]
	}
	if len(v.texts) <= sortedLevels {
		order := levelOrder(v.texts)
		rank := make([]int32, len(order))
		sorted := values{rows: v.rows}
		for k, o := range order {
			rank[o] = int32(k)
			sorted.texts, sorted.counts = append(sorted.texts, v.texts[o]), append(sorted.counts, v.counts[o])
		}
		for k, p := range place {
			if p >= 0 {
				place[k] = rank[p]
			}
		}
		v = sorted
	}
	recode(codes, place)
	out := a.build(ctx, i, p, codes, v)
	if none*20 > len(codes) && out.field.Kind == table.Category {
		out.notices = append(out.notices, fmt.Sprintf("has the word %q in %s, which was read as missing", spelt, plural(none, "row")))
	}
	return out
}

// recode replaces each code by to[code]; missing stays missing.
func recode(codes, to []int32) {
	for k, c := range codes {
		if c >= 0 {
			codes[k] = to[c]
		}
	}
}

// build makes the column of the kind that its values ask for.
func (a *assembler) build(ctx context.Context, i int, p plan, codes []int32, v values) column {
	out := column{field: table.Field{Name: a.names[i]}}
	d := verdict{}
	if p.fixed {
		d.kind, d.reason = a.fixed[a.names[i]].Kind, fixedReason
	} else {
		d = infer(ctx, v, a.lean)
	}
	out.field.Kind, out.field.Reason, out.notices, out.comma = d.kind, d.reason, d.notices, d.comma
	switch d.kind {
	case table.Number:
		out.field.Format = d.form.format()
		nums, lost := decode(codes, v, func(s string) (float64, bool) {
			x, r := d.form.read([]byte(s))
			return x, r == isNumber
		}, d.form.isInfinite)
		out.data = table.NewSpeltNumbers(nums, d.zeros)
		if lost != "" {
			out.notices = append(out.notices, oddNotice(d.odd, []string{lost}, "number"))
		}
	case table.Time:
		out.field.Format.Layout = d.layout
		nums, lost := decode(codes, v, func(s string) (float64, bool) { return moment(s, d.layout) }, nil)
		out.data = table.NewTimes(nums, d.layout)
		if lost != "" {
			out.notices = append(out.notices, oddNotice(d.odd, []string{lost}, "date"))
		}
	case table.YesNo:
		out.data, out.unreadable = twoLevels(codes, v)
	case table.Text:
		out.data = spell(codes, v)
	case table.Category:
		out.data = table.NewCategories(codes, v.texts)
	}
	return out
}

// isInfinite reports whether the text is a number beyond the range.
func (f numberForm) isInfinite(s string) bool {
	_, r := f.read([]byte(s))
	return r == isInfinite
}

// decode turns codes into numbers by reading each distinct text once. It returns a text
// that could not be read, "" if there is none beside those that known accounts for.
func decode(codes []int32, v values, read func(string) (float64, bool), known func(string) bool) (nums []float64, lost string) {
	value := make([]float64, len(v.texts))
	for k, s := range v.texts {
		x, ok := read(s)
		if !ok {
			x = math.NaN()
			if lost == "" && (known == nil || !known(s)) {
				lost = s
			}
		}
		value[k] = x
	}
	nums = make([]float64, len(codes))
	for k, c := range codes {
		nums[k] = math.NaN()
		if c >= 0 {
			nums[k] = value[c]
		}
	}
	return nums, lost
}

// twoLevels makes a yes/no column: the level of no first. Letter cases of one word are one
// level. Words beyond two levels become missing and are counted.
func twoLevels(codes []int32, v values) (*table.Categories, int) {
	no, yes := yesNo(v)
	if no == "" {
		no, yes = twoWords(v)
	}
	var levels []string
	at := [2]int32{-1, -1}
	for k, word := range [2]string{no, yes} {
		if word != "" {
			at[k] = int32(len(levels))
			levels = append(levels, word)
		}
	}
	to := make([]int32, len(v.texts))
	lost := 0
	for k, s := range v.texts {
		switch {
		case no != "" && strings.EqualFold(s, no):
			to[k] = at[0]
		case yes != "" && strings.EqualFold(s, yes):
			to[k] = at[1]
		default:
			to[k] = -1
			lost += v.counts[k]
		}
	}
	recode(codes, to)
	return table.NewCategories(codes, levels), lost
}

// twoWords chooses the levels of a column that is yes/no by decree: the two words that
// mean no and yes if they are there, else the first two.
func twoWords(v values) (no, yes string) {
	for _, p := range opposites {
		a, _ := commonest(v, p[0])
		b, _ := commonest(v, p[1])
		if a != "" && b != "" || (a != "" || b != "") && len(v.texts) == 1 {
			return a, b
		}
	}
	if len(v.texts) > 0 {
		no = v.texts[0]
	}
	if len(v.texts) > 1 {
		yes = v.texts[1]
	}
	return no, yes
}

// spell makes free text of codes.
func spell(codes []int32, v values) *table.Texts {
	texts := make([]string, len(codes))
	absent := make([]bool, len(codes))
	for k, c := range codes {
		if c < 0 {
			absent[k] = true
		} else {
			texts[k] = v.texts[c]
		}
	}
	return table.NewTexts(texts, anyTrue(absent))
}
