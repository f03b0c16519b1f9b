package explain

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// EffectPair puts pairs of values of two columns into every row and averages the answers: the
// partial dependence on both, with how much of it neither has alone. Of many levels the most
// frequent are looked at.
func EffectPair(ctx context.Context, s *Question, column, with string, o EffectOptions) (*automl.Effect, error) {
	if column == with {
		return nil, automl.Errorf("explain", automl.BadUsage, "Column %q cannot be paired with itself.", column)
	}
	w, err := s.effectOf(ctx, column, o, pairPoints)
	if err != nil {
		return nil, err
	}
	at, err := s.column(with)
	if err != nil {
		return nil, err
	}
	second, err := s.gridOf(at, w.rows, positive(o.Points, pairPoints))
	if err != nil {
		return nil, err
	}
	w.grid.most(int(math.Sqrt(pairCells)))
	second.most(pairCells / len(w.grid.values))
	e := w.effect
	e.With = with
	own, err := w.lines(ctx, w.grid, w.at)
	if err != nil {
		return nil, err
	}
	other, err := w.lines(ctx, second, at)
	if err != nil {
		return nil, err
	}
	e.Points = curve(w.grid, own)
	e.Pair = &automl.EffectPair{Second: curve(second, other), Shares: together(w.grid, second)}
	if e.Pair.Means, err = w.cells(ctx, second, at); err != nil {
		return nil, err
	}
	e.Pair.Interplay = interplay(e)
	e.Sentence = pairSentence(w, e)
	return e, nil
}

// most keeps the values with the most rows where there are more than n, in their order.
func (g *grid) most(n int) {
	if len(g.values) <= n {
		return
	}
	order := make([]int, len(g.values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.shares[b], g.shares[a]) })
	order = order[:n]
	slices.Sort(order)
	values, shares := make([]float64, n), make([]float64, n)
	for k, i := range order {
		values[k], shares[k] = g.values[i], g.shares[i]
	}
	g.values, g.shares = values, shares
}

// cells are the mean answers for each pair of values. Each worker puts the values of one row
// of cells into columns of its own.
func (w *effectWork) cells(ctx context.Context, second *grid, at int) ([][]float64, error) {
	others := make([]graph.FrameColumn, len(second.values))
	for j, v := range second.values {
		others[j] = constant(second.column, v, len(w.rows))
	}
	out := make([][]float64, len(w.grid.values))
	err := num.ForEach(ctx, w.s.Workers, len(out), func(i int) error {
		own := exchange{w.at, constant(w.grid.column, w.grid.values[i], len(w.rows))}
		out[i] = make([]float64, len(others))
		for j := range others {
			v, err := w.answers(ctx, own, exchange{at, others[j]})
			if err != nil {
				return err
			}
			out[i][j] = mean(v)
		}
		return nil
	})
	return out, err
}

// together is the share of rows near each pair of values.
func together(a, b *grid) [][]float64 {
	out := make([][]float64, len(a.values))
	for i := range out {
		out[i] = make([]float64, len(b.values))
	}
	for r := range a.own {
		i, j := a.place(a.own[r]), b.place(b.own[r])
		if i >= 0 && j >= 0 {
			out[i][j] += 1 / float64(len(a.own))
		}
	}
	return out
}

// place is the value that a row belongs to, -1 for none.
func (g *grid) place(v float64) int {
	switch {
	case math.IsNaN(v):
		return -1
	case isLevels(g.column):
		return slices.Index(g.values, v)
	}
	return g.nearest(v)
}

// interplay is the share of the joint curve's spread over the rows that is left when the two
// curves are taken off it.
func interplay(e *automl.Effect) float64 {
	var weight, both, one, two float64
	each := func(f func(share, joint, a, b float64)) {
		for i, row := range e.Pair.Means {
			for j, v := range row {
				f(e.Pair.Shares[i][j], v, e.Points[i].Mean, e.Pair.Second[j].Mean)
			}
		}
	}
	each(func(s, v, a, b float64) {
		weight += s
		both += float64(s * v)
		one += float64(s * a)
		two += float64(s * b)
	})
	if weight == 0 {
		return 0
	}
	both, one, two = both/weight, one/weight, two/weight
	var rest, all float64
	each(func(s, v, a, b float64) {
		d := (v - both) - (a - one) - (b - two)
		rest += float64(s * d * d)
		all += float64(s * (v - both) * (v - both))
	})
	if all <= 1e-24*max(1, both*both)*weight {
		return 0
	}
	return min(rest/all, 1)
}
