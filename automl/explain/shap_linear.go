package explain

import (
	"context"

	"winnow/automl/graph"
)

// linearGame shares out sums of which each summand depends on one column, or is a product
// of two such. The share of a summand is the difference from its mean over the background,
// exactly (Štrumbelj and Kononenko 2014, section 3.1). Of a product of l(a) and r(b) the
// column a has half of l(a)·mean(r) - mean(l·r) and half of l(a)·r(b) - mean(l)·r(b).
type linearGame struct {
	outputs, columns int
	sum              *graph.Node // of each player, its summands by output
	player           []int32
	mean             []float64
	factors          *graph.Node // the left and right factors of all pairs, in turn
	pairs            []pairTerm
	who              [][2]int32
	factorMean       []float64
	productMean      []float64 // by pair
}

func (p *parts) termSharer(back *graph.Frame, columns int) (*linearGame, error) {
	g := &linearGame{outputs: p.outputs, columns: columns}
	if err := g.gather(p, back); err != nil {
		return nil, err
	}
	return g, g.multiply(p, back)
}

// gather makes one linear node for each player.
func (g *linearGame) gather(p *parts, back *graph.Frame) error {
	refs, coefs := make([][]graph.Ref, g.columns), make([][][]float64, g.columns)
	for _, t := range p.terms {
		if who := p.origin[t.ref.Node][t.ref.Column]; who >= 0 {
			refs[who], coefs[who] = append(refs[who], t.ref), append(coefs[who], t.coef)
		} else if err := p.settle(t, back); err != nil {
			return err
		}
	}
	var all []graph.Ref
	for who, r := range refs {
		if len(r) == 0 {
			continue
		}
		op := &graph.Linear{Bias: make([]float64, g.outputs)}
		for k := range g.outputs {
			for _, c := range coefs[who] {
				op.Weights = append(op.Weights, c[k])
			}
		}
		n := graph.Apply(op, graph.Pick(r))
		for k := range g.outputs {
			all = append(all, graph.Ref{Node: n, Column: k})
		}
		g.player = append(g.player, int32(who))
	}
	if len(all) == 0 {
		return nil
	}
	g.sum = graph.Pick(all)
	var err error
	g.mean, err = means(g.sum, back)
	return err
}

// settle adds a summand that depends on no column to what is constant.
func (p *parts) settle(t term, back *graph.Frame) error {
	v, err := means(graph.Pick([]graph.Ref{t.ref}), back)
	if err != nil {
		return err
	}
	for k, c := range t.coef {
		p.constant[k] += c * v[0]
	}
	return nil
}

// multiply makes ready the products.
func (g *linearGame) multiply(p *parts, back *graph.Frame) error {
	g.pairs = p.pairs
	if len(g.pairs) == 0 {
		return nil
	}
	var refs []graph.Ref
	for _, t := range g.pairs {
		refs = append(refs, t.left, t.right)
		g.who = append(g.who, [2]int32{p.origin[t.left.Node][t.left.Column], p.origin[t.right.Node][t.right.Column]})
	}
	g.factors = graph.Pick(refs)
	var err error
	if g.factorMean, err = means(g.factors, back); err != nil {
		return err
	}
	op := &graph.Product{}
	for i := range g.pairs {
		op.Left, op.Right = append(op.Left, int32(2*i)), append(op.Right, int32(2*i+1))
	}
	g.productMean, err = means(graph.Apply(op, g.factors), back)
	return err
}

func (g *linearGame) base() []float64 {
	out := make([]float64, g.outputs)
	for i := range g.player {
		for k := range out {
			out[k] += g.mean[i*g.outputs+k]
		}
	}
	for i, t := range g.pairs {
		for k, c := range t.coef {
			out[k] += c * g.productMean[i]
		}
	}
	return out
}

func (g *linearGame) add(_ context.Context, frame *graph.Frame, rows []int32, dst []float64) error {
	if g.sum != nil {
		width := len(g.mean)
		v := make([]float64, len(rows)*width)
		if err := evaluate(g.sum, frame, rows, v); err != nil {
			return err
		}
		for i := range rows {
			for j, who := range g.player {
				for k := range g.outputs {
					at := j*g.outputs + k
					dst[(i*g.outputs+k)*g.columns+int(who)] += v[i*width+at] - g.mean[at]
				}
			}
		}
	}
	if g.factors == nil {
		return nil
	}
	width := len(g.factorMean)
	v := make([]float64, len(rows)*width)
	if err := evaluate(g.factors, frame, rows, v); err != nil {
		return err
	}
	for i := range rows {
		for j, t := range g.pairs {
			a, b := v[i*width+2*j], v[i*width+2*j+1]
			meanA, meanB := g.factorMean[2*j], g.factorMean[2*j+1]
			first := (a*meanB - g.productMean[j] + a*b - meanA*b) / 2
			second := (meanA*b - g.productMean[j] + a*b - a*meanB) / 2
			for k, c := range t.coef {
				row := dst[(i*g.outputs+k)*g.columns:]
				row[g.who[j][0]] += c * first
				row[g.who[j][1]] += c * second
			}
		}
	}
	return nil
}
