package profile

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/table"
)

// What makes a column suspect. A link is 2*AUC-1 or R².
const (
	sureLink   = 0.98 // with this and sureRight a column tells the target by itself
	sureRight  = 0.98
	oddLink    = 0.95 // stronger than single columns honestly are, as a rule
	namedLink  = 0.15 // enough for a column that is called a score or an outcome
	sharedLink = 0.25 // enough for a column that is called like the target
	purity     = 0.98 // share of one class among the rows with one of two values
	coverage   = 0.2  // share of that class which those rows must hold
	fewestPure = 20   // rows
	// wideCoverage is that for a column with more than two values, where one that is pure is
	// often honest.
	wideCoverage = 0.5
	// Why: exp(-14) is one in a million: so unlikely must a pure value be by chance.
	unlikely = 14
)

// outcomeWords are words in a column's name that say that another model, or a person, has
// judged what is to be predicted, or that it is known only afterwards.
var outcomeWords = []string{"score", "scores", "decile", "risk", "predicted", "prediction", "predict", "pred", "prob", "proba", "probability", "forecast", "estimated", "estimate", "outcome", "result", "label", "target", "verdict", "diagnosis", "hat"}

// commonWords in names say nothing about kinship.
var commonWords = []string{"is", "has", "the", "of", "in", "two", "year", "years", "month", "day", "date", "time", "class", "type", "name", "number", "count", "total", "value", "target", "label", "id", "no", "num", "mean", "max", "min", "rate", "level", "status", "code", "flag", "group"}

// suspect is a column that looks like a leak.
type suspect struct {
	column  int
	sure    bool
	message string
	rank    float64
}

// question is the target as messages speak of it.
type question struct {
	name    string
	truth   *truth
	encoded *Encoded
}

// suspect looks at one column. Ok is false when nothing is wrong with it.
func (q *question) suspect(at int, f table.Field, column table.Column, c cells, s strength) (suspect, bool) {
	out := suspect{column: at, sure: true, rank: s.link}
	switch {
	case q.renames(c):
		out.message = fmt.Sprintf("%s is %s in other words: knowing only %s one can tell %s in %s of rows.", f.Name, q.name, f.Name, q.name, percent(max(s.right, s.link)))
		out.rank = 1
		return out, true
	case q.truth.classes > 0 && s.link >= sureLink && s.right >= sureRight:
		out.message = fmt.Sprintf("Knowing only %s one can tell %s in %s of rows.", f.Name, q.name, percent(s.right))
		return out, true
	case q.truth.classes == 0 && s.link >= sureLink:
		out.message = fmt.Sprintf("Knowing only %s one can tell %s of the ups and downs of %s.", f.Name, percent(s.link), q.name)
		return out, true
	}
	pure, message := q.pureValue(f.Name, column, c)
	if pure && c.n == 2 {
		out.message = message
		return out, true
	}
	if m, ok := q.pureGap(f.Name, c); ok {
		out.message = m
		return out, true
	}
	if m, ok := q.pureAway(f.Name, column, c); ok {
		out.message = m
		return out, true
	}
	out.sure = false
	switch word, family := firstWord(f.Name, outcomeWords), kin(f.Name, q.name); {
	case pure:
		out.message = message + " That can be honest, but often means that the value is given when the answer is known."
	case s.link >= oddLink:
		out.message = fmt.Sprintf("%s alone tells %s almost entirely (strength %.2f of 1). That can be honest, but often means that it was made from the answer.", f.Name, q.name, s.link)
	case family != "" && s.link >= sharedLink:
		out.message = fmt.Sprintf("%s shares the word %q with %s and goes along with it (strength %.2f of 1). It may be part of the answer, or be known only after it.", f.Name, family, q.name, s.link)
	case word != "" && s.link >= namedLink:
		out.message = fmt.Sprintf("By its name (%q) %s may be a judgement of the very thing that is to be predicted, made by somebody else or afterwards; it goes along with %s (strength %.2f of 1).", word, f.Name, q.name, s.link)
	default:
		return suspect{}, false
	}
	return out, true
}

// tally counts the rows of each piece, the missing ones last, by class.
func (q *question) tally(c cells) [][]float64 {
	out := make([][]float64, c.n+1)
	for at := range out {
		out[at] = make([]float64, q.truth.classes)
	}
	for i, code := range c.code {
		if code < 0 {
			code = int32(c.n)
		}
		out[code][int(q.truth.y[i])]++
	}
	return out
}

// renames reports whether values and classes go together one to one, but for one row in a
// thousand; for a number to predict, whether the two lie on a line.
func (q *question) renames(c cells) bool {
	if q.truth.classes == 0 {
		return len(c.nums) >= fewestPure && math.Abs(correlation(c.nums, q.truth.y)) > 0.99999
	}
	if !c.exact || c.n != q.truth.classes || len(q.truth.rows) < fewestPure {
		return false
	}
	var odd, all float64
	taken := make([]bool, q.truth.classes)
	for at, row := range q.tally(c) {
		best := 0
		for k, v := range row {
			all += v
			if v > row[best] {
				best = k
			}
		}
		for k, v := range row {
			if k != best || at == c.n {
				odd += v
			}
		}
		if at < c.n {
			if taken[best] {
				return false
			}
			taken[best] = true
		}
	}
	return odd <= 0.001*all
}

// correlation is that of Pearson over the rows that have both numbers, 0 when it has no
// meaning.
func correlation(a, b []float64) float64 {
	var n, ma, mb, va, vb, cov float64
	for i, x := range a {
		if y := b[i]; finite(x) && finite(y) {
			n++
			da, db := x-ma, y-mb
			ma += da / n
			mb += db / n
			va += da * (x - ma)
			vb += db * (y - mb)
			cov += da * (y - mb)
		}
	}
	if r := cov / math.Sqrt(va*vb); n > 2 && finite(r) {
		return r
	}
	return 0
}

// pureValue looks at columns of few values: does one of them go with one class alone, and
// hold a good part of that class? Of columns with more than two values it asks for more.
func (q *question) pureValue(name string, column table.Column, c cells) (bool, string) {
	if q.truth.classes == 0 || !c.exact || c.n < 2 || c.n > marks {
		return false, ""
	}
	least := coverage
	if c.n > 2 {
		least = wideCoverage
	}
	t := q.tally(c)
	all := make([]float64, q.truth.classes)
	for _, row := range t {
		for k, v := range row {
			all[k] += v
		}
	}
	for at := range c.n {
		if class, held, ok := pure(t[at], all); ok && held >= least {
			row := q.truth.rows[slices.Index(c.code, int32(at))]
			return true, fmt.Sprintf("%s = %s goes with %s = %s in %s of rows and holds %s of all rows of that class.",
				name, column.Text(int(row)), q.name, q.encoded.Classes[class], percent(t[at][class]/total(t[at])), percent(held))
		}
	}
	return false, ""
}

// pureGap asks the same of the rows where the column is missing and where it is not: a
// column that is filled in only after the fact.
func (q *question) pureGap(name string, c cells) (string, bool) {
	if q.truth.classes == 0 {
		return "", false
	}
	missing, present, all := make([]float64, q.truth.classes), make([]float64, q.truth.classes), make([]float64, q.truth.classes)
	for i, code := range c.code {
		k := int(q.truth.y[i])
		all[k]++
		if code < 0 {
			missing[k]++
		} else {
			present[k]++
		}
	}
	for i, side := range [][]float64{missing, present} {
		if class, held, ok := pure(side, all); ok && held >= coverage {
			return fmt.Sprintf("Where %s is %s, %s is %s in %s of rows, which are %s of all rows of that class: it seems to be filled in when the answer is known.",
				name, []string{"missing", "filled in"}[i], q.name, q.encoded.Classes[class], percent(side[class]/total(side)), percent(held)), true
		}
	}
	return "", false
}

// pure reports whether rows with these counts by class, out of all, are of one class, beyond
// what chance and that class's share of all rows would do. Held is their share of the class.
func pure(side, all []float64) (class int, held float64, ok bool) {
	n, everything := total(side), total(all)
	if n < fewestPure || n == everything {
		return 0, 0, false
	}
	for k, v := range side {
		if v > side[class] {
			class = k
		}
	}
	base, share := all[class]/everything, side[class]/n
	held = side[class] / all[class]
	if share < purity || 1-share > 0.1*(1-base) {
		return 0, 0, false
	}
	// Rows of other classes that chance would have put on this side, as a Poisson bound.
	expected, got := n*(1-base), n-side[class]
	chance := expected - got
	if got > 0 {
		chance -= got * math.Log(expected/got)
	}
	return class, held, chance >= unlikely
}

// pieces looks for yes/no columns that are a piece of a column that surely gives the answer
// away: one of their values stands exactly where that column has one certain value.
func (q *question) pieces(sure []suspect, fields []table.Field, all []cells) []suspect {
	var out []suspect
	known := map[int]bool{}
	for _, s := range sure {
		known[s.column] = true
	}
	for _, s := range sure {
		whole := all[s.column]
		if !whole.exact || whole.n < 3 || whole.n > maxClasses {
			continue
		}
		for at, c := range all {
			if known[at] || !c.exact || c.n != 2 || !pieceOf(c, whole) {
				continue
			}
			known[at] = true
			out = append(out, suspect{column: at, sure: true, rank: s.rank - 1, message: fmt.Sprintf(
				"%s is a piece of %s, which gives %s away: it has one of its two values exactly where %s has one certain value.",
				fields[at].Name, fields[s.column].Name, q.name, fields[s.column].Name)})
		}
	}
	return out
}

// pieceOf reports whether a value of c, which has two, stands where whole has one certain
// value and nowhere else, but for one row in two hundred of them.
func pieceOf(c, whole cells) bool {
	var sum [2]float64
	both := [2][]float64{make([]float64, whole.n), make([]float64, whole.n)}
	all := make([]float64, whole.n)
	for i, w := range whole.code {
		if w < 0 || c.code[i] < 0 {
			continue
		}
		sum[c.code[i]]++
		both[c.code[i]][w]++
		all[w]++
	}
	for v := range both {
		for w, n := range both[v] {
			if n >= fewestPure && n >= 0.995*sum[v] && n >= 0.995*all[w] {
				return true
			}
		}
	}
	return false
}

func total(counts []float64) float64 {
	var s float64
	for _, v := range counts {
		s += v
	}
	return s
}

func firstWord(name string, words []string) string {
	for _, t := range tokens(name) {
		if slices.Contains(words, t) {
			return t
		}
	}
	return ""
}

// kin is a telling word that both names hold, empty if none.
func kin(a, b string) string {
	other := tokens(b)
	for _, t := range tokens(a) {
		if len(t) >= 4 && slices.Contains(other, t) && !slices.Contains(commonWords, t) {
			return t
		}
	}
	return ""
}

// leaks turns suspects into findings: one for what is sure, one for what is only odd.
func leaks(suspects []suspect, fields []table.Field) []automl.Finding {
	slices.SortStableFunc(suspects, func(a, b suspect) int {
		switch {
		case a.rank > b.rank:
			return -1
		case a.rank < b.rank:
			return 1
		}
		return 0
	})
	var out []automl.Finding
	for _, s := range suspects {
		name := fields[s.column].Name
		f := automl.Finding{
			ID: "leakage", Severity: automl.High, Columns: []string{name}, Drop: []string{name},
			Title:   fmt.Sprintf("%s gives the answer away", name),
			Message: s.message + " When a new row comes, it will not be known, and the model will be of no use.",
			Fix:     fmt.Sprintf("Leave %s out, unless it is truly known before the answer is.", name),
		}
		if !s.sure {
			f.ID, f.Severity, f.Drop = "possible_leakage", automl.Medium, nil
			f.Title = fmt.Sprintf("%s may give the answer away", name)
			f.Message = s.message
			f.Fix = fmt.Sprintf("Ask when %s becomes known. If it is after the answer, or was made from it, leave it out.", name)
		}
		out = append(out, f)
	}
	return out
}
