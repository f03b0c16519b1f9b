package mlp

import (
	"math"
	"slices"

	"winnow/automl/graph"
)

// steps are the pieces of numbers that a network may read beside the numbers themselves. A
// column is cut at quantiles of its values; for each piece there is an input that rises
// from -1 to 1 as the number crosses the piece and is flat elsewhere (the piecewise linear
// encoding of Gorishniy et al. 2022, section 3.2, moved to mean about 0). From these the
// network makes bends and near jumps where they are needed, which are hard to learn from
// the number alone.
type steps struct {
	column []int32 // of the inputs, ascending
	middle []float32
	half   []float32 // half the width of the piece
	per    []float32 // one over half
}

func (s *steps) len() int { return len(s.column) }

// cut adds the pieces of a column with these values, at most so many. A column of two
// values or fewer has none: it is a step by itself. The order of the values is lost.
func (s *steps) cut(column int32, values []float32, most int) {
	slices.Sort(values)
	var edges []float32
	for k := range most + 1 {
		v := values[k*(len(values)-1)/most]
		// Why not just above: one over the width must be a number.
		if len(edges) == 0 || v-edges[len(edges)-1] > 1e-30 {
			edges = append(edges, v)
		}
	}
	if len(edges) < 3 {
		return
	}
	for k, high := range edges[1:] {
		half := (high - edges[k]) / 2
		s.column = append(s.column, column)
		s.middle = append(s.middle, edges[k]+half)
		s.half = append(s.half, half)
		s.per = append(s.per, 1/half)
	}
}

// write computes the pieces of one row of inputs into out. Which side of a piece a number
// falls on cannot be foreseen, so the ends are picked without a branch: as whole numbers.
func (s *steps) write(out, in []float32) {
	out = out[:len(s.column)]
	middle, per := s.middle[:len(out)], s.per[:len(out)]
	top, bottom := math.Float32bits(1), math.Float32bits(-1)
	for k, j := range s.column {
		v := (in[j] - middle[k]) * per[k]
		b := math.Float32bits(v)
		if v > 1 {
			b = top
		}
		if v < -1 {
			b = bottom
		}
		out[k] = math.Float32frombits(b)
	}
}

// lower puts the pieces beside the inputs.
func (s *steps) lower(in *graph.Node) *graph.Node {
	if s.len() == 0 {
		return in
	}
	scale, clamp := &graph.Scale{}, &graph.Clamp{}
	var chosen, all []graph.Ref
	for k, j := range s.column {
		chosen = append(chosen, graph.Ref{Node: in, Column: int(j)})
		scale.Center = append(scale.Center, float64(s.middle[k]))
		scale.Width = append(scale.Width, float64(s.half[k]))
		clamp.Low, clamp.High = append(clamp.Low, -1), append(clamp.High, 1)
	}
	pieces := graph.Apply(clamp, graph.Apply(scale, graph.Pick(chosen)))
	for j := range in.Shape().Width {
		all = append(all, graph.Ref{Node: in, Column: j})
	}
	for k := range s.column {
		all = append(all, graph.Ref{Node: pieces, Column: k})
	}
	return graph.Pick(all)
}
