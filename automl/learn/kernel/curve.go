package kernel

import (
	"context"
	"math"
	"slices"
)

// curve is a logistic or multinomial regression on scores with one slope for all, fitted to
// what is predicted for each row from the others (Platt 1999).
type curve struct {
	p     *points
	score []float64 // k columns of n
	at    []float64 // the slope, then k shifts
}

func newCurve(p *points, score []float64) *curve {
	return &curve{p: p, score: score, at: append([]float64{1}, make([]float64, p.k)...)}
}

func (c *curve) slope() float64   { return c.at[0] }
func (c *curve) shift() []float64 { return c.at[1:] }

// belief is how many rows' worth of shifts as they begin are added, and sure how little of
// the slope, so that both stay finite where no class is ever mistaken.
const belief, sure = 1, 0.1

// fit takes steps of Newton's method, each halved until it lowers the loss.
func (c *curve) fit(ctx context.Context) error {
	start := slices.Clone(c.at)
	size := len(c.at)
	for range 50 {
		if err := ctx.Err(); err != nil {
			return err
		}
		loss, g, h := c.look(c.at, start, true)
		if err := h.factor(ctx, 1); err != nil {
			return ctx.Err()
		}
		step := slices.Clone(g)
		h.solve(step)
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
func (c *curve) look(at, start []float64, deep bool) (loss float64, g []float64, h *triangle) {
	k, n := c.p.k, c.p.n
	g, h = make([]float64, len(at)), newTriangle(len(at))
	for i := range at {
		d := at[i] - start[i]
		weight := float64(belief)
		if i == 0 {
			weight = sure
		}
		loss += 0.5 * weight * d * d
		g[i] = weight * d
		h.row(i)[i] = weight
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
		return max(e, 0) + math.Log1p(t) - c.p.y[i]*e
	}
	top, sum, own := math.Inf(-1), 0.0, 0.0
	for o := range q {
		q[o] = at[0]*c.score[o*n+i] + at[1+o]
		top = max(top, q[o])
		own += c.p.y[o*n+i] * q[o]
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
func (c *curve) curvature(i int, q, g []float64, h *triangle) {
	k, n, w := c.p.k, c.p.n, c.p.w[i]
	mean := 0.0 // of the scores
	for o, v := range q {
		mean += v * c.score[o*n+i]
	}
	for o, v := range q {
		s := c.score[o*n+i]
		e := w * (v - c.p.y[o*n+i])
		g[0] += e * s
		g[1+o] += e
		if k == 1 {
			v *= 1 - v
			h.row(0)[0] += w * v * s * s
			h.row(1)[0] += w * v * s
			h.row(1)[1] += w * v
			return
		}
		h.row(0)[0] += w * v * (s - mean) * (s - mean)
		h.row(1 + o)[0] += w * v * (s - mean)
		for m := range o + 1 {
			h.row(1 + o)[1+m] -= w * v * q[m]
		}
		h.row(1 + o)[1+o] += w * v
	}
}
