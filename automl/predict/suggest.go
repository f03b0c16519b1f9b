package predict

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"winnow/automl"
	"winnow/automl/table"
)

// likely is the likeness from which a column is suggested for an absent one.
const likely = 0.55

// suggest finds for each absent column the one of the file that may be meant, by its name and
// by what it holds, and notes it in the matches. No column is suggested twice.
func (in *input) suggest(s *automl.Schema) {
	type pair struct {
		column, place int
		score         float64
	}
	var pairs []pair
	for i := range in.matches {
		if in.matches[i].Found != "" || in.located.places[i] >= 0 {
			continue
		}
		for p, name := range in.look.Names() {
			if slices.Contains(in.located.places, p) || name == s.Target {
				continue
			}
			if score := likeness(&s.Columns[i], name, in.look.Column(p)); score >= likely {
				pairs = append(pairs, pair{i, p, score})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	taken := map[int]bool{}
	for _, p := range pairs {
		m := &in.matches[p.column]
		if m.Suggest == "" && !taken[p.place] {
			m.Suggest, taken[p.place] = in.look.Names()[p.place], true
		}
	}
}

// likeness is how likely a column of a file is the one that is needed, 0 to 1.
func likeness(c *automl.SchemaColumn, name string, col table.Column) float64 {
	holds, special := contents(c, col)
	if holds == 0 {
		return 0
	}
	score := 0.7*nameLikeness(c.Name, name) + 0.3*holds
	if special {
		score = max(score, holds)
	}
	return score
}

// contents is how well the values of a column of a file fit the needed one, 0 to 1; special is
// true when they fit hardly any other.
func contents(c *automl.SchemaColumn, col table.Column) (fit float64, special bool) {
	present := col.Len() - col.MissingCount()
	if present == 0 {
		return 0.2, false
	}
	var m automl.Match
	f := convert(c, col, automl.Conversion{}, &m)
	switch c.Kind {
	case table.Category, table.YesNo:
		known := float64(present-m.UnseenRows) / float64(present)
		met := map[int32]bool{}
		for _, k := range f.Codes {
			if k >= 0 && int(k) < len(c.Levels) {
				met[k] = true
			}
		}
		_, numeric := col.(*table.Numbers)
		return known, known >= 0.95 && len(met) >= 2 && !numeric && c.Kind == table.Category
	case table.Text:
		return 0.5, false
	case table.Number, table.Time:
	}
	values := present - m.Unreadable
	if 2*values < present {
		return 0, false
	}
	return 0.4 + 0.6*math.Max(0, float64(values-m.OutOfRange))/float64(present), false
}

// nameLikeness is how alike two names are, 0 to 1: by letters, or by their words in any order,
// where the beginning of a word counts as the word.
func nameLikeness(a, b string) float64 {
	x, y := []rune(folded(a)), []rune(folded(b))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	letters := 1 - float64(editDistance(x, y))/float64(max(len(x), len(y)))
	if short, long := string(x), string(y); min(len(x), len(y)) >= 3 {
		if len(short) > len(long) {
			short, long = long, short
		}
		if strings.HasPrefix(long, short) || strings.HasSuffix(long, short) {
			letters = max(letters, 0.7)
		}
	}
	p, q := nameWords(a), nameWords(b)
	if len(p) > len(q) {
		p, q = q, p
	}
	hit := 0.0
	for _, w := range p {
		if slices.ContainsFunc(q, func(v string) bool {
			return w == v || min(len(w), len(v)) >= 3 && (strings.HasPrefix(v, w) || strings.HasPrefix(w, v))
		}) {
			hit++
		}
	}
	words := 2 * hit / float64(len(p)+len(q))
	return max(letters, words)
}

// nameWords are the words of a name, without case: "monthlyCharges_EUR" has three.
func nameWords(name string) []string {
	var b strings.Builder
	var before rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			b.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
			fallthrough
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		before = r
	}
	return strings.Fields(b.String())
}
