package kernel

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// others is what the process predicts for each point from all others, output by output
// (Rasmussen and Williams 2006, eq. 5.12).
func (f *fitted) others(ctx context.Context, workers int) ([]float64, error) {
	u, err := f.l.inverted(ctx, workers)
	if err != nil {
		return nil, err
	}
	p := f.p
	out := make([]float64, p.n*p.k)
	err = num.ForEach(ctx, workers, (p.n+block-1)/block, func(b int) error {
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			diagonal := 0.0
			for _, v := range u.row(i)[i:] {
				diagonal += float64(v * v)
			}
			for o := range p.k {
				out[o*p.n+i] = p.y[o*p.n+i] - f.alpha[o*p.n+i]/diagonal
			}
		}
		return nil
	})
	return out, err
}

// classes is the pipeline that turns the outputs into probabilities: the logistic function,
// or softmax, of slope times each output plus a shift, fitted to what is predicted for each
// row from the others (Platt 1999).
func (f *fitted) classes(ctx context.Context, train *automl.Dataset, workers int) (*graph.Node, error) {
	loo, err := f.others(ctx, workers)
	if err != nil {
		return nil, err
	}
	c := newCurve(f.p, loo)
	if err := c.fit(ctx); err != nil {
		return nil, err
	}
	link := &graph.Link{Func: graph.Softmax, Slope: 1}
	if f.p.k == 1 {
		link.Func = graph.Logistic
	}
	return graph.Apply(link, f.node(train, c.slope(), c.shift())), nil
}

// curve is a logistic or multinomial regression on the outputs with one slope.
type curve struct {
	p     *points
	score []float64 // k columns of n
	share []float64 // of each class in each point: k columns, or that of class 1
	at    []float64 // the slope, then k shifts
}

func newCurve(p *points, score []float64) *curve {
	c := &curve{p: p, score: score, share: make([]float64, p.n*p.k), at: make([]float64, 1+p.k)}
	for o := range p.k {
		for i := range p.n {
			c.share[o*p.n+i] = min(max(p.y[o*p.n+i]*p.scale+p.center[o], 0), 1)
		}
	}
	c.at[0] = 1
	for o, v := range p.prior {
		c.at[1+o] = math.Log(v)
		if p.k == 1 {
			c.at[1+o] = math.Log(v / (1 - v))
		}
	}
	return c
}

func (c *curve) slope() float64   { return c.at[0] }
func (c *curve) shift() []float64 { return c.at[1:] }

// belief is how many rows' worth of shifts as they begin are added, so that a class that is
// never mistaken keeps finite ones.
const belief = 1

// fit takes steps of Newton's method, each halved until it lowers the loss.
func (c *curve) fit(ctx context.Context) error {
	start := append([]float64(nil), c.at...)
	size := len(c.at)
	for range 50 {
		if err := ctx.Err(); err != nil {
			return err
		}
		loss, g, h := c.look(c.at, start, true)
		if err := h.factor(ctx, 1); err != nil {
			return ctx.Err()
		}
		step := h.forward(g)
		h.backward(step)
		slope := 0.0
		for i := range size {
			slope += float64(step[i] * g[i])
		}
		if slope < 1e-9 {
			return nil
		}
		next, share := make([]float64, size), 1.0
		for ; share > 1e-6; share /= 2 {
			for i := range next {
				next[i] = c.at[i] - float64(share*step[i])
			}
			if v, _, _ := c.look(next, start, false); v < loss-1e-4*share*slope {
				break
			}
		}
		if share <= 1e-6 {
			return nil
		}
		c.at = next
	}
	return nil
}

// look is the loss at a slope and shifts, with its gradient and curvature when deep.
func (c *curve) look(at, start []float64, deep bool) (loss float64, g []float64, h *square) {
	k, n := c.p.k, c.p.n
	g, h = make([]float64, len(at)), newSquare(len(at))
	for i := range at {
		d := at[i] - start[i]
		weight := float64(belief)
		if i == 0 {
			weight = 1e-4
		}
		loss += 0.5 * weight * d * d
		g[i] = weight * d
		h.a[i*h.n+i] = weight
	}
	q := make([]float64, k)
	for i := range n {
		loss += float64(c.p.w[i] * c.row(at, i, q))
		if !deep {
			continue
		}
		c.curvature(i, q, g, h)
	}
	return loss, g, h
}

// row is the loss of point i; it sets q to the probabilities.
func (c *curve) row(at []float64, i int, q []float64) float64 {
	k, n := c.p.k, c.p.n
	if k == 1 {
		e := at[0]*c.score[i] + at[1]
		t := math.Exp(-math.Abs(e))
		q[0] = 1 / (1 + t)
		if e < 0 {
			q[0] = t / (1 + t)
		}
		return max(e, 0) + math.Log1p(t) - c.share[i]*e
	}
	top, sum, own := math.Inf(-1), 0.0, 0.0
	for o := range q {
		q[o] = at[0]*c.score[o*n+i] + at[1+o]
		top = max(top, q[o])
		own += c.share[o*n+i] * q[o]
	}
	for o := range q {
		q[o] = math.Exp(q[o] - top)
		sum += q[o]
	}
	for o := range q {
		q[o] /= sum
	}
	return math.Log(sum) + top - own
}

// curvature adds point i's part of gradient and curvature.
func (c *curve) curvature(i int, q, g []float64, h *square) {
	k, n, w := c.p.k, c.p.n, c.p.w[i]
	mean := 0.0 // of the scores
	for o, v := range q {
		mean += v * c.score[o*n+i]
	}
	for o, v := range q {
		s := c.score[o*n+i]
		e := w * (v - c.share[o*n+i])
		g[0] += e * s
		g[1+o] += e
		if k == 1 {
			v *= 1 - v
			h.a[0] += w * v * s * s
			h.a[h.n] += w * v * s
			h.a[h.n+1] += w * v
			return
		}
		h.a[0] += w * v * (s - mean) * (s - mean)
		h.a[(1+o)*h.n] += w * v * (s - mean)
		for m := range o + 1 {
			h.a[(1+o)*h.n+1+m] -= w * v * q[m]
		}
		h.a[(1+o)*h.n+1+o] += w * v
	}
}
