package source

import (
	"context"
	"fmt"

	"winnow/automl/num"
	"winnow/automl/table"
)

// column is a finished column with what is to be said about it.
type column struct {
	field      table.Field
	data       table.Column
	notices    []string
	unreadable int
	redo       bool // the plan did not hold: read it again as words
	comma      bool
}

// assembler turns the parts of a loaded file into columns.
type assembler struct {
	*loaded
	plans  []plan
	names  []string
	fixed  map[string]table.Field
	miss   *missing
	lean   leaning
	worker int
}

// columns builds the columns at the given places, each from its parts, which it gives up
// as it goes so that the file is never in memory twice.
func (a *assembler) columns(ctx context.Context, places []int, out []column) error {
	return num.ForEach(ctx, a.worker, len(places), func(k int) error {
		i := places[k]
		out[i] = a.column(ctx, i)
		for _, p := range a.parts {
			p.parts[i] = part{}
		}
		for _, s := range a.slabs {
			s.parts[i] = part{}
		}
		return ctx.Err() // a column that was broken off is none
	})
}

func (a *assembler) column(ctx context.Context, i int) column {
	p := a.plans[i]
	switch p.mode {
	case numberCells:
		return a.numbers(i, p)
	case timeCells:
		return a.times(i, p)
	case textCells:
		return a.texts(ctx, i, p)
	default:
		return a.words(ctx, i, p)
	}
}

// tally sums up the rare cells of a column.
type tally struct {
	odd      int
	texts    []string
	infinite int
	codes    bool
}

func (a *assembler) tally(i int) tally {
	var t tally
	for _, p := range a.parts {
		r := p.parts[i].rare
		if r == nil {
			continue
		}
		t.odd += r.oddCount
		t.infinite += len(r.infinite)
		t.codes = t.codes || r.codes
		for _, o := range r.odd {
			if len(t.texts) < oddLimit {
				t.texts = append(t.texts, o.text)
			}
		}
	}
	return t
}

// join puts the numbers of all parts end to end.
func (a *assembler) join(i int) []float64 {
	out, n := room(a.loaded, i, numbersOf), 0
	for _, p := range a.parts {
		piece := p.parts[i].nums
		if len(piece) > 0 && &piece[0] != &out[n] {
			copy(out[n:], piece)
		}
		n += len(piece)
	}
	return out
}

func (a *assembler) numbers(i int, p plan) column {
	t := a.tally(i)
	if !p.fixed {
		if t.codes || a.numeric(t.texts) {
			return column{redo: true}
		}
		if t.odd > oddRows {
			return column{redo: true}
		}
	}
	c := table.NewSpeltNumbers(a.join(i), p.zeros)
	present := c.Len() - c.MissingCount() + t.odd + t.infinite
	out := column{field: table.Field{Name: a.names[i], Kind: table.Number, Format: p.form.format()}, data: c}
	out.comma = p.form.decimal == ','
	if p.fixed {
		out.field.Reason, out.unreadable = fixedReason, t.odd
		return out
	}
	if !fewOdd(t.odd, present) || present == t.infinite && present > 0 {
		return column{redo: true}
	}
	out.field.Reason = numberReason(p.form, t.odd, present)
	if present == 0 {
		out.field.Reason = "No row has a value."
	}
	if p.form.suffix == "%" {
		out.notices = append(out.notices, percentNotice)
	}
	if t.infinite > 0 {
		out.notices = append(out.notices, infiniteNotice(t.infinite))
	}
	if t.odd > 0 {
		out.notices = append(out.notices, oddNotice(t.odd, t.texts, "number"))
	}
	return out
}

const fixedReason = "The kind was given."

// numeric reports whether one of the texts is a number in another spelling.
func (a *assembler) numeric(texts []string) bool {
	for _, s := range texts {
		core, _, _, _ := unsign([]byte(s))
		for _, m := range numerals {
			if _, r := m.read(core); r != notNumber {
				return true
			}
		}
	}
	return false
}

// oddNotice tells of values that were taken as missing.
func oddNotice(n int, texts []string, what string) string {
	return fmt.Sprintf("has %s, such as %q, that %s; taken as missing", plural(n, "value"), clip(texts[0]), isNo(n, what))
}

func isNo(n int, what string) string {
	if n == 1 {
		return "is no " + what
	}
	return "are no " + what + "s"
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func clip(s string) string {
	if len(s) > 40 {
		return beginning([]byte(s[:40])) + "…"
	}
	return s
}

func (a *assembler) times(i int, p plan) column {
	t := a.tally(i)
	if !p.fixed {
		if t.odd > oddRows {
			return column{redo: true}
		}
		for _, s := range t.texts {
			if len(layouts(s)) > 0 {
				return column{redo: true}
			}
		}
	}
	c := table.NewTimes(a.join(i), p.layout)
	present := c.Len() - c.MissingCount() + t.odd
	out := column{field: table.Field{Name: a.names[i], Kind: table.Time, Format: table.Format{Layout: p.layout}}, data: c}
	if p.fixed {
		out.field.Reason, out.unreadable = fixedReason, t.odd
		return out
	}
	if !fewOdd(t.odd, present) {
		return column{redo: true}
	}
	out.field.Reason = timeReason(t.odd, present)
	if swapped(p.layout) != "" && a.either(c, p.layout) {
		out.notices = append(out.notices, orderNotice(p.layout))
	}
	if t.odd > 0 {
		out.notices = append(out.notices, oddNotice(t.odd, t.texts, "date"))
	}
	return out
}

// either reports whether every date of the column would also read with day and month
// exchanged: no day is beyond 12.
func (a *assembler) either(c *table.Times, layout string) bool {
	other := swapped(layout)
	for i := range c.Len() {
		if c.IsMissing(i) {
			continue
		}
		if _, ok := moment(c.Text(i), other); !ok {
			return false
		}
	}
	return true
}

// texts keeps a column as free text if all rows together still look like it.
func (a *assembler) texts(ctx context.Context, i int, p plan) column {
	values := make([]string, 0, a.rows)
	absent := make([]bool, 0, a.rows)
	words, letters, present := 0, 0, 0
	for _, q := range a.parts {
		t := q.parts[i].texts
		q.parts[i].texts = nil
		if t == nil {
			continue
		}
		all := string(t.bytes)
		from := uint32(0)
		for k, to := range t.ends {
			s := all[from:to]
			from = to
			values = append(values, s)
			absent = append(absent, t.absent[k])
			if !t.absent[k] {
				present++
				words += wordCount(s)
				letters += len(s)
			}
		}
	}
	if !p.fixed {
		if !a.stillText(ctx, values, absent, present) {
			return a.fromTexts(ctx, i, p, values, absent)
		}
	}
	out := column{field: table.Field{Name: a.names[i], Kind: table.Text, Reason: fixedReason}}
	if !p.fixed {
		out.field.Reason = textReason(float64(words) / float64(max(present, 1)))
	}
	out.data = table.NewTexts(values, anyTrue(absent))
	return out
}

// anyTrue is marks, or nil when none is set.
func anyTrue(marks []bool) []bool {
	for _, m := range marks {
		if m {
			return marks
		}
	}
	return nil
}

// stillText counts the distinct texts. It gives up counting, with the answer yes, as soon
// as so many are distinct that nothing else is possible.
func (a *assembler) stillText(ctx context.Context, texts []string, absent []bool, present int) bool {
	at := map[string]int32{}
	var v values
	for i, s := range texts {
		if absent[i] {
			continue
		}
		v.rows++
		if k, ok := at[s]; ok {
			v.counts[k]++
			continue
		}
		at[s] = int32(len(v.texts))
		v.texts = append(v.texts, s)
		v.counts = append(v.counts, 1)
		if len(v.texts) > 1000 && float64(len(v.texts)) > 0.35*float64(present) {
			break
		}
	}
	if v.rows < present {
		return inferWords(v).kind == table.Text
	}
	return v.rows > 0 && infer(ctx, v, a.lean).kind == table.Text
}

// fromTexts makes words of a column that turned out not to be free text.
func (a *assembler) fromTexts(ctx context.Context, i int, p plan, texts []string, absent []bool) column {
	d := newDictionary()
	codes := make([]int32, len(texts))
	for k, s := range texts {
		codes[k] = -1
		if !absent[k] {
			codes[k] = d.code([]byte(s))
		}
	}
	counts := make([]int, len(d.texts))
	for _, c := range codes {
		if c >= 0 {
			counts[c]++
		}
	}
	return a.fromWords(ctx, i, p, codes, d.texts, counts)
}
