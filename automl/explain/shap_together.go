package explain

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	pairRows  = 500 // rows that are looked at, at most
	pairBlock = 32  // of them at a time, to bound memory
	pairsTold = 20
)

// Together says which two columns do most together: the mean size of their SHAP interaction
// value over rows and outputs, both halves of it (Lundberg et al. 2020), the largest first.
// It is the part of an answer that neither column gives by itself, on the scale that Shapley
// explains. Names are those of the frame's columns. The error is of kind BadUsage for a
// pipeline that is no sum of trees and of columns by themselves.
func Together(ctx context.Context, out *graph.Node, frame *graph.Frame, rows []int32, names []string, o ShapleyOptions) ([]automl.PairShare, error) {
	p := takeApart(out, o.Task)
	if len(p.rest)+len(p.shapes)+len(p.pairs) > 0 {
		return nil, automl.Errorf("explain", automl.BadUsage, "What two columns do together can be told of trees and of sums of them alone. This model does more: a step after its trees, or parts of another kind.").
			WithHint("Choose another model of gradient boosting, a forest or a decision tree.")
	}
	o.Method = automl.ExplainExact
	var trees []*treeSharer
	for _, t := range p.trees {
		s, err := p.treeSharer(t, frame, len(frame.Cols), o)
		if err != nil {
			return nil, err
		}
		trees = append(trees, s)
	}
	columns := len(frame.Cols)
	rows = evenly(rows, pairRows)
	sizes := make([]float64, columns*columns)
	both := make([]float64, pairBlock*p.outputs*columns*columns)
	for from := 0; from < len(rows); from += pairBlock {
		some := rows[from:min(len(rows), from+pairBlock)]
		clear(both)
		for _, s := range trees {
			if err := s.addPairs(ctx, frame, some, both); err != nil {
				return nil, err
			}
		}
		for i, v := range both[:len(some)*p.outputs*columns*columns] {
			sizes[i%(columns*columns)] += 2 * math.Abs(v) / float64(len(rows)*p.outputs)
		}
	}
	var told []automl.PairShare
	for a := range columns {
		for b := range a {
			if v := sizes[a*columns+b]; v > 0 {
				told = append(told, automl.PairShare{First: names[b], Second: names[a], Size: v})
			}
		}
	}
	slices.SortStableFunc(told, func(a, b automl.PairShare) int { return cmp.Compare(b.Size, a.Size) })
	return told[:min(len(told), pairsTold)], nil
}

// addPairs adds the interaction values to dst, by row, output of the whole, column and column.
func (s *treeSharer) addPairs(ctx context.Context, frame *graph.Frame, rows []int32, dst []float64) error {
	if s.in == nil {
		return nil
	}
	g := s.game
	x := make([]float64, len(rows)*g.width)
	if err := evaluate(s.in, frame, rows, x); err != nil {
		return err
	}
	outputs, cells := len(g.op.Base), g.most*g.most
	own := make([]float64, len(rows)*outputs*cells)
	if err := g.pathPairs(ctx, s.workers, len(rows), x, own); err != nil {
		return err
	}
	for i := range rows {
		for k, coef := range s.coef {
			to := dst[(i*len(s.coef)+k)*cells:][:cells]
			for j, c := range coef {
				for at, v := range own[(i*outputs+j)*cells:][:cells] {
					to[at] += c * v
				}
			}
		}
	}
	return nil
}

// evenly are so many rows at most, taken evenly.
func evenly(rows []int32, most int) []int32 {
	if len(rows) <= most {
		return rows
	}
	out := make([]int32, most)
	for i := range out {
		out[i] = rows[i*len(rows)/most]
	}
	return out
}
