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

// sparseOp is an operator on one text whose output is mostly zero.
type sparseOp interface {
	graph.Op
	Entries(s *graph.Scratch, text string) (columns []int32, values []float64)
}

// entries are the numbers of some rows that are not zero, row by row.
type entries struct {
	rows, columns []int32
	values        []float64
}

// deriveSparse is derive for one operator on one text: its features hold the numbers that
// are not zero alone, for rows only.
func deriveSparse(ctx context.Context, env automl.Env, rows []int32, base *automl.Feature, op sparseOp) ([]*automl.Feature, error) {
	node := graph.Apply(op, graph.Pick([]graph.Ref{base.Ref}))
	sorted := slices.Sorted(slices.Values(rows))
	parts := make([]entries, (len(sorted)+sparseRows-1)/sparseRows)
	err := num.ForEach(ctx, env.Workers, len(parts), func(c int) error {
		var s graph.Scratch
		for _, r := range sorted[c*sparseRows : min((c+1)*sparseRows, len(sorted))] {
			columns, values := op.Entries(&s, base.Strs[r])
			parts[c].columns = append(parts[c].columns, columns...)
			parts[c].values = append(parts[c].values, values...)
			for range columns {
				parts[c].rows = append(parts[c].rows, r)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	out := make([]*automl.Feature, node.Shape().Width)
	held := make([]int, len(out))
	for _, p := range parts {
		for _, k := range p.columns {
			held[k]++
		}
	}
	for k := range out {
		s := &automl.Sparse{Rows: make([]int32, 0, held[k]), Values: make([]float64, 0, held[k])}
		out[k] = &automl.Feature{Name: base.Name, From: base.From, Sparse: s, Ref: graph.Ref{Node: node, Column: k}}
	}
	for _, p := range parts {
		for i, k := range p.columns {
			s := out[k].Sparse
			s.Rows, s.Values = append(s.Rows, p.rows[i]), append(s.Values, p.values[i])
		}
	}
	return out, nil
}
