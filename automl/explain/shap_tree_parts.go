package explain

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
)

// treeSharer shares out what a tree ensemble adds.
type treeSharer struct {
	game    *treeGame
	workers int
	coef    [][]float64
	in      *graph.Node // the columns that the trees look at
	start   []float64   // base, by output of the whole
	back    []float64   // the background's rows; nil: what the training rows were in each branch
}

func (p *parts) treeSharer(t treePart, back *graph.Frame, columns int, o ShapleyOptions) (*treeSharer, error) {
	g := &treeGame{op: t.op, most: columns, player: p.origin[t.in], place: make([]int32, t.op.Width)}
	s := &treeSharer{game: g, workers: o.Workers, coef: t.coef, start: make([]float64, p.outputs)}
	var refs []graph.Ref
	for _, c := range splitColumns(t.op) {
		g.place[c] = int32(len(refs))
		refs = append(refs, graph.Ref{Node: t.in, Column: int(c)})
	}
	var base []float64
	if g.width = len(refs); g.width == 0 {
		base = g.pathBase()
	} else {
		s.in = graph.Pick(refs)
		if o.Method == automl.ExplainBackground {
			back = o.first(back, treesBack)
			s.back = make([]float64, back.Rows*g.width)
			if err := evaluate(s.in, back, everyRow(back), s.back); err != nil {
				return nil, err
			}
			base = g.backBase(s.back)
		} else {
			base = g.pathBase()
		}
	}
	for k := range s.start {
		s.start[k] = dot(t.coef[k], base)
	}
	return s, nil
}

func (s *treeSharer) base() []float64 { return s.start }

func (s *treeSharer) add(ctx context.Context, frame *graph.Frame, rows []int32, dst []float64) error {
	if s.in == nil {
		return nil
	}
	g := s.game
	x := make([]float64, len(rows)*g.width)
	if err := evaluate(s.in, frame, rows, x); err != nil {
		return err
	}
	outputs := len(g.op.Base)
	own := make([]float64, len(rows)*outputs*g.most)
	var err error
	if s.back != nil {
		err = g.backShares(ctx, s.workers, len(rows), x, s.back, own)
	} else {
		err = g.pathShares(ctx, s.workers, len(rows), x, own)
	}
	if err != nil {
		return err
	}
	for i := range rows {
		for k, coef := range s.coef {
			to := dst[(i*len(s.coef)+k)*g.most:][:g.most]
			for j, c := range coef {
				if c == 0 {
					continue
				}
				for at, v := range own[(i*outputs+j)*g.most:][:g.most] {
					to[at] += c * v
				}
			}
		}
	}
	return nil
}

// pathBase is what the trees answer when nothing is known, by what the training rows were.
func (g *treeGame) pathBase() []float64 {
	o := g.op
	w := 1
	if o.Vector {
		w = len(o.Base)
	}
	out := make([]float64, len(o.Base))
	var visit func(n int32, share float64, to []float64)
	visit = func(n int32, share float64, to []float64) {
		if o.Feature[n] < 0 {
			for k := range to {
				to[k] += share * float64(o.Values[int(o.Left[n])*w+k])
			}
			return
		}
		left, right := coverShares(o, n)
		visit(o.Left[n], share*left, to)
		visit(o.Right[n], share*right, to)
	}
	for t, r := range o.Roots {
		to := out
		if !o.Vector {
			to = out[o.Output[t] : o.Output[t]+1]
		}
		visit(r, 1, to)
	}
	for k := range out {
		out[k] = o.Base[k] + o.Scale*out[k]
	}
	return out
}
