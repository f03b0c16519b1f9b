package explain

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// similarRows is how many rows are returned.
const similarRows = 10

// Similar finds the rows most like a row, a frame of one row: by Gower's distance (1971),
// weighted by the columns' importance where it was measured. Skip is a row of the frame that
// is left out, below 0 for none. Cells and truth are the caller's to fill in.
func Similar(ctx context.Context, s *Question, row *graph.Frame, skip, count int) (*automl.Similar, error) {
	out := &automl.Similar{Columns: columnNames(s.Schema), Weights: s.weights()}
	for i := range s.Schema.Columns {
		out.Cells = append(out.Cells, cellOf(&s.Schema.Columns[i], &row.Cols[i]))
	}
	rows := slices.DeleteFunc(slices.Clone(s.rows(math.MaxInt)), func(r int32) bool { return int(r) == skip })
	away := make([]float64, len(rows))
	for c, w := range out.Weights {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if w == 0 {
			continue
		}
		d := differ(&s.Schema.Columns[c], &row.Cols[c], &s.Frame.Cols[c])
		for i, r := range rows {
			away[i] += float64(w * d(r))
		}
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(away[a], away[b]) })
	order = order[:min(len(order), positive(count, similarRows))]
	near := make([]int32, len(order))
	for k, i := range order {
		near[k] = rows[i]
	}
	answers, err := s.answers(ctx, near)
	if err != nil {
		return nil, err
	}
	own, err := (&Question{Out: s.Out, Frame: row, Schema: s.Schema, Threshold: s.Threshold}).answers(ctx, []int32{0})
	if err != nil {
		return nil, err
	}
	out.Now = own[0]
	for k, i := range order {
		out.Rows = append(out.Rows, automl.SimilarRow{At: int(rows[i]), Distance: min(away[i], 1), Answer: answers[k]})
	}
	return out, nil
}

// answers are what the model says about some rows of the frame.
func (s *Question) answers(ctx context.Context, rows []int32) ([]automl.Answer, error) {
	p, err := newPanel(s, rows)
	if err != nil {
		return nil, err
	}
	v, err := p.eval(ctx, nil)
	if err != nil {
		return nil, err
	}
	out := make([]automl.Answer, len(rows))
	for i := range out {
		out[i] = answerOf(s.Schema, v[i*p.width:(i+1)*p.width], s.Threshold)
	}
	return out, nil
}

// weights are the columns' shares of the importance, the same for all that are read where it
// was not measured.
func (s *Question) weights() []float64 {
	out := make([]float64, len(s.Schema.Columns))
	sum := 0.0
	for i, c := range s.Schema.Columns {
		out[i] = max(c.Weight, 0)
		sum += out[i]
	}
	if sum == 0 {
		for _, i := range graph.Inputs(s.Out) {
			out[i] = 1
			sum++
		}
	}
	for i := range out {
		out[i] /= max(sum, 1e-300)
	}
	return out
}

// differ is how far a row's value in a column lies from that of a row of the frame, 0 to 1.
func differ(c *automl.SchemaColumn, own, all *graph.FrameColumn) func(row int32) float64 {
	if c.Kind == table.Text {
		mine := wordSet(own.Strs[0])
		return func(row int32) float64 { return apart(mine, wordSet(all.Strs[row])) }
	}
	v := valueOf(own, 0)
	return func(row int32) float64 {
		w := valueOf(all, int(row))
		switch {
		case math.IsNaN(v) && math.IsNaN(w) || v == w:
			return 0
		case math.IsNaN(v) || math.IsNaN(w) || isLevels(c) || !(c.Max > c.Min):
			return 1
		}
		return min(math.Abs(v-w)/(c.Max-c.Min), 1)
	}
}

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(text)) {
		out[strings.Trim(w, ".,;:!?\"'()")] = true
	}
	return out
}

// apart is the share of the words of two texts that only one has (Jaccard 1912).
func apart(a, b map[string]bool) float64 {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return 1 - float64(both)/float64(all)
	}
	return 0
}

// SimilarSentence says what came of rows like this one, whose truth is known: so many of
// each class, or the numbers they span.
func SimilarSentence(s *automl.Schema, out *automl.Similar, truths []float64) string {
	if len(out.Rows) == 0 {
		return "There is no other row to compare with."
	}
	var known []float64
	for _, v := range truths {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	text := fmt.Sprintf("The model says %s.", out.Now.Text)
	if len(known) == 0 {
		return text + fmt.Sprintf(" The %d rows most like this one are at a distance of %s to %s.", len(out.Rows), num.Spell(out.Rows[0].Distance), num.Spell(out.Rows[len(out.Rows)-1].Distance))
	}
	if !s.Task.IsClassification() {
		slices.Sort(known)
		return text + fmt.Sprintf(" Of the %d rows most like this one “%s” was between %s and %s, %s on average.", len(known), s.Target, num.Spell(known[0]), num.Spell(known[len(known)-1]), num.Spell(mean(known)))
	}
	alike := 0
	for _, v := range known {
		if k := int(v); k < len(s.Classes) && s.Classes[k] == out.Now.Class {
			alike++
		}
	}
	return text + fmt.Sprintf(" Of the %d rows most like this one %d were “%s” too.", len(known), alike, out.Now.Class)
}

// sampleColumn draws values of a column from the rows, at random with replacement.
func (s *Question) sampleColumn(column int, rows []int32, n int) graph.FrameColumn {
	rng := num.RNG(s.Seed, "nearby", column)
	picks := make([]int32, n)
	for i := range picks {
		picks[i] = rows[rng.IntN(len(rows))]
	}
	return take(s.Frame.Cols[column], picks)
}
