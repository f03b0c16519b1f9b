package graph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
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

// Neighbour is a stored point and how far it is.
type Neighbour struct {
	Point    int32
	Distance float64
}

// Nearest finds near points; it keeps its memory from one search to the next.
type Nearest struct {
	Found []Neighbour // nearest first; of equally near ones the first stored
	heap  []Neighbour // the farthest on top; squared distances
}

// Search fills Found with the nearest points of o to query that together have at least
// the given weight, or with all. Points at no finite distance are not found.
func (n *Nearest) Search(o *Neighbours, query []float32, weight float64) {
	n.heap = n.heap[:0]
	d, have := len(query), 0.0
	limit := float32(math.MaxFloat32)
	for p := range o.Weight {
		dist := squaredDistance(query, o.Points[p*d:(p+1)*d], limit)
		if !(dist < limit) {
			continue
		}
		n.push(Neighbour{int32(p), float64(dist)})
		have += o.Weight[p]
		for len(n.heap) > 0 && have-o.Weight[n.heap[0].Point] >= weight {
			have -= o.Weight[n.pop().Point]
		}
		if have >= weight {
			limit = float32(n.heap[0].Distance)
		}
	}
	n.Found = append(n.Found[:0], n.heap...)
	slices.SortFunc(n.Found, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Point, b.Point))
	})
	for i := range n.Found {
		n.Found[i].Distance = math.Sqrt(n.Found[i].Distance)
	}
}

// squaredDistance gives up, with a number that is at least limit, as soon as it is
// reached.
func squaredDistance(a, b []float32, limit float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	j := 0
	for ; j+8 <= len(a); j += 8 {
		x, y := a[j:j+8:j+8], b[j:j+8:j+8]
		d0, d1, d2, d3 := x[0]-y[0], x[1]-y[1], x[2]-y[2], x[3]-y[3]
		s0, s1, s2, s3 = s0+float32(d0*d0), s1+float32(d1*d1), s2+float32(d2*d2), s3+float32(d3*d3)
		d0, d1, d2, d3 = x[4]-y[4], x[5]-y[5], x[6]-y[6], x[7]-y[7]
		s0, s1, s2, s3 = s0+float32(d0*d0), s1+float32(d1*d1), s2+float32(d2*d2), s3+float32(d3*d3)
		if s := (s0 + s1) + (s2 + s3); s >= limit {
			return s
		}
	}
	for ; j < len(a); j++ {
		d := a[j] - b[j]
		s0 += float32(d * d)
	}
	return (s0 + s1) + (s2 + s3)
}

// farther orders the heap: the farther on top, of equals the later stored.
func farther(a, b Neighbour) bool {
	return a.Distance > b.Distance || a.Distance == b.Distance && a.Point > b.Point
}

func (n *Nearest) push(c Neighbour) {
	n.heap = append(n.heap, c)
	for i := len(n.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !farther(n.heap[i], n.heap[up]) {
			return
		}
		n.heap[i], n.heap[up] = n.heap[up], n.heap[i]
		i = up
	}
}

func (n *Nearest) pop() Neighbour {
	top, last := n.heap[0], len(n.heap)-1
	n.heap[0] = n.heap[last]
	n.heap = n.heap[:last]
	for i := 0; ; {
		c := 2*i + 1
		if c >= last {
			return top
		}
		if c+1 < last && farther(n.heap[c+1], n.heap[c]) {
			c++
		}
		if !farther(n.heap[c], n.heap[i]) {
			return top
		}
		n.heap[i], n.heap[c] = n.heap[c], n.heap[i]
		i = c
	}
}
