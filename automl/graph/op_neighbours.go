package graph

import (
	"fmt"
	"sync/atomic"
)

// Neighbours predicts the weighted mean of the targets of the nearest stored points by
// Euclidean distance: as many of them as together have weight K. A point counts with its
// weight, and unless Uniform divided by its distance plus Soft. To their votes come those of Belief
// further rows of the mean distance with the target Prior.
type Neighbours struct {
	Points  []float32 // one row per point
	Weight  []float64 // of each point, above 0
	Target  []float64 // one row of len(Prior) numbers per point
	Prior   []float64
	K       float64 // weight of the points that vote, above 0
	Soft    float64 // distance, above 0
	Belief  float64 // at least 0
	Uniform bool

	blocks atomic.Pointer[[]float32] // the points as within reads them
}

// ID is "neighbours".
func (*Neighbours) ID() string { return "neighbours" }

// Shape has one column per number of a target.
func (o *Neighbours) Shape(in []Shape) (Shape, error) {
	n, w := len(o.Weight), len(o.Prior)
	if n == 0 || w == 0 || len(o.Target) != n*w || len(o.Points)%n != 0 {
		return Shape{}, fmt.Errorf("%d numbers and %d targets for %d points", len(o.Points), len(o.Target), n)
	}
	if !(o.K > 0) || !(o.Soft > 0) || !(o.Belief >= 0) {
		return Shape{}, fmt.Errorf("limits that are not above 0")
	}
	for i, v := range o.Weight {
		if !(v > 0) {
			return Shape{}, fmt.Errorf("the weight of point %d is not above 0", i)
		}
	}
	return Shape{Width: w}, oneNumeric(in, len(o.Points)/n)
}

// Fields declares the state.
func (o *Neighbours) Fields(f *Fields) {
	f.Float32s("points", &o.Points)
	f.Floats("weight", &o.Weight)
	f.Floats("target", &o.Target)
	f.Floats("prior", &o.Prior)
	f.Float("k", &o.K)
	f.Float("soft", &o.Soft)
	f.Float("belief", &o.Belief)
	f.Bool("uniform", &o.Uniform)
}

type neighbourBuffers struct {
	query []float32
	near  Nearest
}

// Eval asks for each row.
func (o *Neighbours) Eval(s *Scratch, in []Block, out Block) {
	xs := in[0].Nums
	b := Keep(s, o, func() *neighbourBuffers { return &neighbourBuffers{query: make([]float32, len(xs))} })
	for i := range out.N {
		for j, x := range xs {
			b.query[j] = float32(x[i])
		}
		b.near.Search(o, b.query, o.K)
		o.vote(&b.near, i, out)
	}
}

func (o *Neighbours) vote(near *Nearest, i int, out Block) {
	width := len(o.Prior)
	for k := range out.Nums {
		out.Nums[k][i] = 0
	}
	rest, votes, rows := o.K, 0.0, 0.0
	for _, c := range near.Found {
		amount := min(o.Weight[c.Point], rest)
		v := amount
		if !o.Uniform {
			v /= c.Distance + o.Soft
		}
		for k := range out.Nums {
			out.Nums[k][i] += float64(v * o.Target[int(c.Point)*width+k])
		}
		votes += v
		rows += amount
		if rest -= amount; rest <= 0 {
			break
		}
	}
	belief := 1.0
	if rows > 0 {
		belief = o.Belief * votes / rows
	}
	for k := range out.Nums {
		out.Nums[k][i] = (out.Nums[k][i] + float64(belief*o.Prior[k])) / (votes + belief)
	}
}
