package linear

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

type lossKind uint8

const (
	squared lossKind = iota
	logistic
	softmax
)

// problem is a loss to be minimised: the weighted mean over rows, as a function of k*p
// weights, output by output, and k intercepts after them.
type problem struct {
	x       *matrix
	loss    lossKind
	k       int       // outputs
	y       []float64 // target of each row: class, or (target - center) / spread
	w       []float64 // weight of each row
	total   float64   // sum of w
	center  float64
	spread  float64
	d       *automl.Dataset
	widest  int  // cells of the widest problem that this one is held against; 0: none
	still   bool // the target never changes, so that there is nothing to learn
	workers int

	eta []float64 // buffer: scores, then residuals
}

func newProblem(x *matrix, d *automl.Dataset, env automl.Env) *problem {
	p := &problem{x: x, d: d, k: 1, y: make([]float64, x.n), w: make([]float64, x.n), spread: 1, workers: env.Workers}
	switch d.Task {
	case automl.Binary:
		p.loss = logistic
	case automl.Multiclass:
		p.loss, p.k = softmax, d.Classes
	}
	p.still = true
	for i, r := range d.Rows {
		p.y[i], p.w[i] = d.Y[r], d.Weight(r)
		p.total += p.w[i]
		p.still = p.still && p.y[i] == p.y[0]
	}
	if p.loss == squared {
		p.standardise()
	}
	return p
}

// standardise brings the target to mean 0 and deviation 1.
func (p *problem) standardise() {
	if p.total == 0 {
		return
	}
	top := 0.0
	for _, v := range p.y {
		top = max(top, math.Abs(v))
	}
	if top == 0 {
		return
	}
	mean, m2 := 0.0, 0.0
	for i, v := range p.y {
		mean += float64(p.w[i] * (v / top))
	}
	mean /= p.total
	for i, v := range p.y {
		d := v/top - mean
		m2 += float64(p.w[i] * d * d)
	}
	p.center = mean * top
	if p.still {
		p.center = p.y[0]
	}
	if s := math.Sqrt(m2/p.total) * top; s > 0 {
		p.spread = s
	}
	for i, v := range p.y {
		p.y[i] = (v/top - mean) * top / p.spread
	}
}

// on is the same problem with other row weights.
func (p *problem) on(w []float64) *problem {
	q := *p
	q.w, q.total, q.eta = w, 0, nil
	for _, v := range w {
		q.total += v
	}
	return &q
}

// take is the problem of the given rows, which ascend.
func (p *problem) take(rows []int32) *problem {
	q := *p
	q.x = p.x.take(rows)
	q.y, q.w, q.total, q.eta = make([]float64, len(rows)), make([]float64, len(rows)), 0, nil
	for i, r := range rows {
		q.y[i], q.w[i] = p.y[r], p.w[r]
		q.total += q.w[i]
	}
	return &q
}

// size is the number of weights and intercepts.
func (p *problem) size() int { return p.k * (p.x.p + 1) }

// start is the model without weights: intercepts alone, at their best. Where a class has
// no rows, every class is taken to have half a row more.
func (p *problem) start() []float64 {
	out := make([]float64, p.size())
	b := out[p.k*p.x.p:]
	if p.loss == squared {
		for i, v := range p.y {
			if p.total > 0 {
				b[0] += float64(p.w[i]*v) / p.total
			}
		}
		return out
	}
	classes := max(p.k, 2)
	share := make([]float64, classes)
	for i, v := range p.y {
		share[int(v)] += p.w[i]
	}
	more := 0.0
	if slices.Contains(share, 0) {
		more = 0.5
	}
	for c := range share {
		share[c] = math.Log(share[c] + more)
	}
	if p.loss == logistic {
		b[0] = share[1] - share[0]
		return out
	}
	copy(b, share)
	return out
}

// value is the mean loss at m, and its gradient when g is not nil.
func (p *problem) value(ctx context.Context, m, g []float64) (float64, error) {
	n := p.x.n
	if p.eta == nil {
		p.eta = make([]float64, p.k*n)
	}
	for o := range p.k {
		b, e := m[p.k*p.x.p+o], p.eta[o*n:(o+1)*n]
		for i := range e {
			e[i] = b
		}
	}
	if err := p.x.times(ctx, p.workers, p.k, m, p.eta); err != nil {
		return 0, err
	}
	sum, err := p.residuals(ctx)
	if err != nil {
		return 0, err
	}
	if g == nil {
		return sum / p.total, nil
	}
	if err := p.x.transposed(ctx, p.workers, p.k, p.eta, g); err != nil {
		return 0, err
	}
	for o := range p.k {
		t := 0.0
		for _, e := range p.eta[o*n : (o+1)*n] {
			t += e
		}
		g[p.k*p.x.p+o] = t
	}
	for j := range g {
		g[j] /= p.total
	}
	return sum / p.total, nil
}

// residuals turns scores into weighted derivatives of the loss and returns its sum, which
// does not depend on workers.
func (p *problem) residuals(ctx context.Context) (float64, error) {
	sums := make([]float64, (p.x.n+rowChunk-1)/rowChunk)
	err := num.ForEach(ctx, p.x.useful(p.workers), len(sums), func(c int) error {
		sums[c] = p.residualsOf(c*rowChunk, min((c+1)*rowChunk, p.x.n))
		return nil
	})
	return sum(sums), err
}

// mostFactors is so few that numbers of at most 2 have a finite product: half of what would not.
const mostFactors = 512

// residualsOf does so for rows from up to, not including, to.
func (p *problem) residualsOf(from, to int) float64 {
	sum := 0.0
	switch p.loss {
	case squared:
		for i := from; i < to; i++ {
			d := p.eta[i] - p.y[i]
			sum += float64(0.5 * p.w[i] * d * d)
			p.eta[i] = p.w[i] * d
		}
	case logistic:
		// The sum of w (ln(1+exp(e)) - y e), without overflow. Logarithms of rows of one weight next to
		// each other are taken of their product, which stays finite: each factor is at most 2.
		product, weight, factors := 1.0, 0.0, 0
		for i := from; i < to; i++ {
			e := p.eta[i]
			t := math.Exp(-math.Abs(e))
			sum += float64(p.w[i] * (max(e, 0) - float64(p.y[i]*e)))
			if p.w[i] != weight || factors == mostFactors {
				sum += float64(weight * math.Log(product))
				product, weight, factors = 1, p.w[i], 0
			}
			product *= 1 + t
			factors++
			q := 1 / (1 + t)
			if e < 0 {
				q = t / (1 + t)
			}
			p.eta[i] = p.w[i] * (q - p.y[i])
		}
		sum += float64(weight * math.Log(product))
	case softmax:
		for i := from; i < to; i++ {
			sum += float64(p.w[i] * p.softmaxRow(i))
		}
	}
	return sum
}

func (p *problem) softmaxRow(i int) float64 {
	n, y := p.x.n, int(p.y[i])
	top := math.Inf(-1)
	for o := range p.k {
		top = max(top, p.eta[o*n+i])
	}
	own, sum := p.eta[y*n+i]-top, 0.0
	for o := range p.k {
		e := math.Exp(p.eta[o*n+i] - top)
		p.eta[o*n+i] = e
		sum += e
	}
	for o := range p.k {
		q := p.eta[o*n+i] / sum
		if o == y {
			q--
		}
		p.eta[o*n+i] = p.w[i] * q
	}
	return math.Log(sum) - own
}
