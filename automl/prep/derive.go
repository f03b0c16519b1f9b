package prep

import (
	"context"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// chunkCells is about how many numbers one step of derive works on, so that its buffers
// stay small for tables of any width.
const chunkCells = 1 << 18

// derive applies a chain of operators to features side by side and returns one feature for
// each column of the result, evaluated by the very operators that will predict. Only
// chunks of the row space that hold some of rows are computed. The names and sources of
// the result are for the caller to set.
func derive(ctx context.Context, env automl.Env, space int, rows []int32, in []*automl.Feature, chain ...graph.Op) ([]*automl.Feature, error) {
	refs := make([]graph.Ref, len(in))
	shape := graph.Shape{Width: len(in), Text: in[0].Kind == automl.Textual}
	widest := len(in)
	for i, f := range in {
		refs[i] = f.Ref
	}
	node := graph.Pick(refs)
	widths := make([]int, len(chain))
	for k, op := range chain {
		next, err := op.Shape([]graph.Shape{shape})
		if err != nil {
			return nil, fmt.Errorf("prep: %s: %w", op.ID(), err)
		}
		shape = next
		node = graph.Apply(op, node)
		widths[k] = shape.Width
		widest = max(widest, shape.Width)
	}
	out := make([]*automl.Feature, shape.Width)
	for k := range out {
		out[k] = &automl.Feature{Nums: make([]float64, space), Ref: graph.Ref{Node: node, Column: k}}
		if len(in) == 1 {
			out[k].Name, out[k].From = in[0].Name, in[0].From
		} else if shape.Width == len(in) {
			out[k].Name, out[k].From = in[k].Name, in[k].From
		}
	}
	size := min(max(chunkCells/widest, 64), 4096)
	used := make([]bool, (space+size-1)/size)
	for _, r := range rows {
		used[int(r)/size] = true
	}
	return out, num.ForEach(ctx, env.Workers, len(used), func(c int) error {
		if used[c] {
			from, to := c*size, min((c+1)*size, space)
			evalChunk(in, out, from, to, chain, widths)
		}
		return nil
	})
}

// deriveAll applies op to one feature over the whole row space, for features that are kept
// for all who ask later: it cannot be cancelled, and what it returns is as shared as base.
func deriveAll(base *automl.Feature, space int, op graph.Op) []*automl.Feature {
	rows := make([]int32, space)
	for i := range rows {
		rows[i] = int32(i)
	}
	out, err := derive(context.Background(), automl.Env{}, space, rows, []*automl.Feature{base}, op)
	if err != nil {
		panic("prep: " + err.Error())
	}
	for _, f := range out {
		f.Shared = base.Shared
	}
	return out
}

// evalChunk computes rows from up to, not including, to.
func evalChunk(in, out []*automl.Feature, from, to int, chain []graph.Op, widths []int) {
	n := to - from
	block := graph.Block{N: n}
	for _, f := range in {
		switch f.Kind {
		case automl.Textual:
			block.Strs = append(block.Strs, f.Strs[from:to])
		case automl.Categorical:
			block.Nums = append(block.Nums, codesAsNumbers(f.Codes[from:to]))
		default:
			block.Nums = append(block.Nums, f.Nums[from:to])
		}
	}
	for k, op := range chain {
		next := graph.Block{N: n, Nums: make([][]float64, widths[k])}
		if k == len(chain)-1 {
			for i, f := range out {
				next.Nums[i] = f.Nums[from:to]
			}
		} else {
			all := make([]float64, n*widths[k])
			for i := range next.Nums {
				next.Nums[i] = all[i*n : (i+1)*n]
			}
		}
		var s graph.Scratch
		op.Eval(&s, []graph.Block{block}, next)
		block = next
	}
}

func codesAsNumbers(codes []int32) []float64 {
	out := make([]float64, len(codes))
	for i, c := range codes {
		if c < 0 {
			out[i] = math.NaN()
		} else {
			out[i] = float64(c)
		}
	}
	return out
}

// constant reports whether feature f has the same value in all of rows; missing is a value
// of its own.
func constant(f *automl.Feature, rows []int32) bool {
	if len(rows) == 0 {
		return true
	}
	first := rows[0]
	switch f.Kind {
	case automl.Categorical:
		return !slices.ContainsFunc(rows, func(r int32) bool { return f.Codes[r] != f.Codes[first] })
	case automl.Textual:
		return !slices.ContainsFunc(rows, func(r int32) bool { return f.Strs[r] != f.Strs[first] })
	}
	v := f.Nums[first]
	if math.IsNaN(v) {
		return !slices.ContainsFunc(rows, func(r int32) bool { return !math.IsNaN(f.Nums[r]) })
	}
	return !slices.ContainsFunc(rows, func(r int32) bool { return f.Nums[r] != v })
}

// dropConstant leaves out what never changes in rows.
func dropConstant(features []*automl.Feature, rows []int32) []*automl.Feature {
	var out []*automl.Feature
	for _, f := range features {
		if !constant(f, rows) {
			out = append(out, f)
		}
	}
	return out
}
