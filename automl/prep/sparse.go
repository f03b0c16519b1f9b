package prep

import (
	"context"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// sparseRows is how many rows one step of deriveSparse works on.
const sparseRows = 1024

// entry is a number that is not zero.
type entry struct {
	row   int32
	value float64
}

// deriveSparse is derive for one operator on one text whose output is mostly zero: its
// features hold the other numbers alone, for rows only.
func deriveSparse(ctx context.Context, env automl.Env, rows []int32, base *automl.Feature, op graph.Op) ([]*automl.Feature, error) {
	node := graph.Apply(op, graph.Pick([]graph.Ref{base.Ref}))
	width := node.Shape().Width
	sorted := slices.Sorted(slices.Values(rows))
	parts := make([][][]entry, (len(sorted)+sparseRows-1)/sparseRows)
	err := num.ForEach(ctx, env.Workers, len(parts), func(c int) error {
		parts[c] = sparseChunk(base, op, width, sorted[c*sparseRows:min((c+1)*sparseRows, len(sorted))])
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	out := make([]*automl.Feature, width)
	for k := range out {
		n := 0
		for _, p := range parts {
			n += len(p[k])
		}
		s := &automl.Sparse{Rows: make([]int32, 0, n), Values: make([]float64, 0, n)}
		for _, p := range parts {
			for _, e := range p[k] {
				s.Rows, s.Values = append(s.Rows, e.row), append(s.Values, e.value)
			}
		}
		out[k] = &automl.Feature{Name: base.Name, From: base.From, Sparse: s, Ref: graph.Ref{Node: node, Column: k}}
	}
	return out, nil
}

// sparseChunk evaluates op on some rows, a batch at a time.
func sparseChunk(base *automl.Feature, op graph.Op, width int, rows []int32) [][]entry {
	const batch = 64
	out := make([][]entry, width)
	buffer := make([]float64, width*batch)
	view := graph.Block{Nums: make([][]float64, width)}
	texts := make([]string, batch)
	var s graph.Scratch
	for some := range slices.Chunk(rows, batch) {
		view.N = len(some)
		for k := range view.Nums {
			view.Nums[k] = buffer[k*batch : k*batch+view.N]
		}
		for i, r := range some {
			texts[i] = base.Strs[r]
		}
		op.Eval(&s, []graph.Block{{N: view.N, Strs: [][]string{texts[:view.N]}}}, view)
		for k, col := range view.Nums {
			for i, v := range col {
				if v != 0 {
					out[k] = append(out[k], entry{some[i], v})
				}
			}
		}
	}
	return out
}
