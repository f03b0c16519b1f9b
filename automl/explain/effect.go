package explain

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// EffectOptions say how thoroughly to look. Zero means the default.
type EffectOptions struct {
	Class  string // whose probability
	Rows   int    // looked at; 0: 1,000
	Points int    // of numbers and dates; 0: 40, of two columns 15
	Lines  int    // rows whose own lines are returned; 0: 50
}

// Why: the mean of a thousand rows is steady enough for a curve, and forty points of them
// are answered while a person waits.
const (
	effectRows   = 1000
	effectPoints = 40
	pairPoints   = 15
	effectLines  = 50
	localBins    = 40
	// pairCells bounds the answers that two columns of many levels ask for.
	pairCells = 900
)

// Effect puts values of a column into every row and averages the answers: partial dependence
// (Friedman 2001) with the single rows' lines (Goldstein et al. 2015) and the accumulated
// local effect (Apley and Zhu 2020). The curve is that of scikit-learn's partial_dependence
// by brute force on the same rows. The result depends on the data and the seed alone.
func Effect(ctx context.Context, s *Question, column string, o EffectOptions) (*automl.Effect, error) {
	w, err := s.effectOf(ctx, column, o, effectPoints)
	if err != nil {
		return nil, err
	}
	e := w.effect
	lines, err := w.lines(ctx, w.grid, w.at)
	if err != nil {
		return nil, err
	}
	e.Points = curve(w.grid, lines)
	if w.grid.gaps() {
		gone, err := w.answers(ctx, exchange{w.at, constant(w.grid.column, math.NaN(), len(w.rows))})
		if err != nil {
			return nil, err
		}
		m := mean(gone)
		e.Missing = &m
	}
	e.Lines = w.shown(lines, o.Lines)
	if e.Local, err = w.local(ctx); err != nil {
		return nil, err
	}
	e.Sentence = effectSentence(w, e)
	return e, nil
}

// effectWork is what the curves of a column are made with.
type effectWork struct {
	s      *Question
	panel  *panel
	rows   []int32
	at     int // the column
	grid   *grid
	q      output
	base   []float64 // the answers for the rows as they are
	effect *automl.Effect
}

func (s *Question) effectOf(ctx context.Context, column string, o EffectOptions, points int) (*effectWork, error) {
	w := &effectWork{s: s}
	var err error
	if w.at, err = s.column(column); err != nil {
		return nil, err
	}
	w.rows = s.rows(positive(o.Rows, effectRows))
	if len(w.rows) == 0 {
		return nil, automl.Errorf("explain", automl.BadData, "There are no rows to ask the model about.")
	}
	if w.grid, err = s.gridOf(w.at, w.rows, positive(o.Points, points)); err != nil {
		return nil, err
	}
	if w.panel, err = newPanel(s, w.rows); err != nil {
		return nil, err
	}
	all, err := w.panel.eval(ctx, nil)
	if err != nil {
		return nil, err
	}
	if w.q, err = s.ask(o.Class, all, w.panel.width); err != nil {
		return nil, err
	}
	w.base = pickClass(all, w.panel.width, w.q.column)
	w.effect = &automl.Effect{Column: column, Kind: w.grid.column.Kind, What: w.q.what, Class: w.q.class, Rows: len(w.rows), Base: mean(w.base)}
	return w, nil
}

func positive(v, other int) int {
	if v > 0 {
		return v
	}
	return other
}

// gridOf is the values of a column that are tried.
func (s *Question) gridOf(at int, rows []int32, points int) (*grid, error) {
	c := &s.Schema.Columns[at]
	if c.Kind == table.Text {
		return nil, automl.Errorf("explain", automl.BadUsage, "Column %q is free text: it has no values that could be tried one by one.", c.Name).
			WithHint("Ask for a column of numbers, dates or levels.")
	}
	if points < 2 {
		return nil, automl.Errorf("explain", automl.BadUsage, "A curve needs at least 2 points, not %d.", points)
	}
	own := make([]float64, len(rows))
	for i, r := range rows {
		own[i] = valueOf(&s.Frame.Cols[at], int(r))
		if isLevels(c) && own[i] >= float64(len(c.Levels)) {
			own[i] = math.NaN() // Why: a level that training never saw cannot be named
		}
	}
	g := newGrid(c, own, points)
	if len(g.values) == 0 {
		return nil, automl.Errorf("explain", automl.BadData, "Column %q has no value in any of the rows, so there is nothing to try.", c.Name)
	}
	return g, nil
}

// answers are the answers for every row with columns exchanged.
func (w *effectWork) answers(ctx context.Context, changes ...exchange) ([]float64, error) {
	all, err := w.panel.eval(ctx, nil, changes...)
	if err != nil {
		return nil, err
	}
	return pickClass(all, w.panel.width, w.q.column), nil
}

// lines are the answers for every row at each point of the grid: point by point.
func (w *effectWork) lines(ctx context.Context, g *grid, at int) ([][]float64, error) {
	out := make([][]float64, len(g.values))
	err := num.ForEach(ctx, w.s.Workers, len(out), func(i int) (err error) {
		out[i], err = w.answers(ctx, exchange{at, constant(g.column, g.values[i], len(w.rows))})
		return err
	})
	return out, err
}

// curve is the mean and spread of the answers at each point.
func curve(g *grid, lines [][]float64) []automl.EffectPoint {
	out := make([]automl.EffectPoint, len(lines))
	for i, v := range lines {
		p := g.point(i)
		p.Mean = mean(v)
		sorted := slices.Clone(v)
		slices.Sort(sorted)
		p.Low, p.High = quantileOf(sorted, 0.1), quantileOf(sorted, 0.9)
		out[i] = p
	}
	return out
}

// shown are the lines of rows spread evenly over the order of their answers, so that few of
// them stand for all.
func (w *effectWork) shown(lines [][]float64, most int) []automl.EffectLine {
	most = min(positive(most, effectLines), len(w.rows))
	order := make([]int, len(w.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case w.base[a] < w.base[b]:
			return -1
		case w.base[a] > w.base[b]:
			return 1
		}
		return 0
	})
	out := make([]automl.EffectLine, most)
	for k := range out {
		i := order[(2*k+1)*len(order)/(2*most)]
		l := automl.EffectLine{Index: int(w.rows[i]), Values: make([]float64, len(lines))}
		if own := w.grid.own[i]; !math.IsNaN(own) {
			l.Own, l.Known = own, true
		}
		for j := range lines {
			l.Values[j] = lines[j][i]
		}
		out[k] = l
	}
	return out
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
