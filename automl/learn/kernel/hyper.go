package kernel

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// hyper is the covariance of the targets of two rows, in units of the variance of all:
// signal times the kernel, line times the mean product of their columns, constant, and
// noise for a row with itself.
type hyper struct {
	kernel  graph.KernelFunc
	signal  float64
	line    float64
	noise   float64
	lengths []float64
}

// constant is the variance of the mean: of the size of the targets.
func (h *hyper) constant() float64 { return 1 }

// leastNoise keeps the covariance of many rows invertible.
const leastNoise = 1e-5

// The numbers that are searched: logarithms of the strengths, of the length that columns
// have in common, and by how much each column's differs.
const (
	atSignal = iota
	atLine
	atNoise
	atLength
	atColumns
)

// beliefs are what the numbers are taken to be before any data is seen, and how surely: the
// mean and the deviation of a normal distribution. The common length grows with the root of
// the number of columns, as distances do (Hvarfner, Hellsten and Nardi 2024, section 4).
func beliefs(p *points, freedom float64) (mean, deviation []float64) {
	mean = []float64{0, math.Log(0.3), math.Log(0.1), 0.7 + 0.5*math.Log(float64(p.d))}
	deviation = []float64{1.5, 2, 2, 1}
	if freedom > 0 {
		for range p.groups {
			mean, deviation = append(mean, 0), append(deviation, freedom)
		}
	}
	return mean, deviation
}

func newHyper(kernel graph.KernelFunc, p *points, theta []float64) *hyper {
	h := &hyper{kernel: kernel, signal: math.Exp(theta[atSignal]), line: math.Exp(theta[atLine]),
		noise: leastNoise + math.Exp(theta[atNoise]), lengths: make([]float64, p.d)}
	for j := range h.lengths {
		t := theta[atLength]
		if len(theta) > atColumns {
			t += theta[atColumns+p.group[j]]
		}
		h.lengths[j] = math.Exp(t)
	}
	return h
}

// scaled sets to to the points divided by the lengths.
func (h *hyper) scaled(p *points, to []float64) {
	for i := range p.n {
		for j, l := range h.lengths {
			to[i*p.d+j] = p.x[i*p.d+j]/l + p.mean[j]/l
		}
	}
}

// covariance sets to to that of the targets of the points, of which z is scaled.
func (h *hyper) covariance(ctx context.Context, p *points, z []float64, workers int, to *triangle) error {
	return num.ForEach(ctx, workers, (p.n+block-1)/block, func(b int) error {
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			h.covariances(p, z, i, to.row(i))
		}
		return nil
	})
}

// covariances sets to to those of the targets of point i with points 0 to i.
func (h *hyper) covariances(p *points, z []float64, i int, to []float64) {
	d := p.d
	zi, xi := z[i*d:(i+1)*d], p.x[i*d:(i+1)*d]
	to = to[:i+1]
	for j := range to {
		to[j] = squaredDistance(zi, z[j*d:(j+1)*d])
	}
	h.kernel.Ats(to)
	for j, like := range to {
		to[j] = float64(h.signal*like) + float64(h.line*floats.Dot(xi, p.x[j*d:(j+1)*d])/float64(d)) + h.constant()
	}
	to[i] += h.noise / p.w[i]
}

// squaredDistance is that of two scaled points.
func squaredDistance(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	j := 0
	for ; j+4 <= len(a); j += 4 {
		d0, d1, d2, d3 := a[j]-b[j], a[j+1]-b[j+1], a[j+2]-b[j+2], a[j+3]-b[j+3]
		s0, s1, s2, s3 = s0+float64(d0*d0), s1+float64(d1*d1), s2+float64(d2*d2), s3+float64(d3*d3)
	}
	for ; j < len(a); j++ {
		d := a[j] - b[j]
		s0 += float64(d * d)
	}
	return (s0 + s1) + (s2 + s3)
}
