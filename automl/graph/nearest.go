package graph

import (
	"cmp"
	"math"
	"slices"
)

// Neighbour is a stored point and how far it is.
type Neighbour struct {
	Point    int32
	Distance float64
}

// Nearest finds near points; it keeps its memory from one search to the next.
type Nearest struct {
	Found []Neighbour // nearest first; of equally near ones the first stored
	heap  []Neighbour // the farthest on top; squared distances
	dist  [blockPoints]float32
}

// blockPoints is the number of points that are compared at once.
const blockPoints = 8

// Search fills Found with the nearest points of o to query that together have at least
// the given weight, or with all. Points at no finite distance are not found.
func (n *Nearest) Search(o *Neighbours, query []float32, weight float64) {
	n.heap = n.heap[:0]
	have := 0.0
	limit := float32(math.MaxFloat32)
	for at := 0; at < len(o.Weight); at += blockPoints {
		if at = o.within(at, query, limit, &n.dist); at >= len(o.Weight) {
			break
		}
		for k, w := range o.Weight[at:min(at+blockPoints, len(o.Weight))] {
			if !(n.dist[k] < limit) {
				continue
			}
			n.push(Neighbour{int32(at + k), float64(n.dist[k])})
			have += w
			for len(n.heap) > 0 && have-o.Weight[n.heap[0].Point] >= weight {
				have -= o.Weight[n.pop().Point]
			}
			if have >= weight {
				limit = float32(n.heap[0].Distance)
			}
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

// withinPlain looks, from the given point on, which begins a block, for the first block with a
// point nearer than limit, a squared distance. It returns the block's first point and puts the
// squared distances of its points into dist; of those beyond limit it may put any number that is
// at least limit. Without such a block it returns what is no point.
func (o *Neighbours) withinPlain(from int, query []float32, limit float32, dist *[blockPoints]float32) int {
	d := len(query)
	for ; from < len(o.Weight); from += blockPoints {
		found := false
		for k := range min(blockPoints, len(o.Weight)-from) {
			p := from + k
			dist[k] = squaredDistance(query, o.Points[p*d:(p+1)*d], limit)
			found = found || dist[k] < limit
		}
		if found {
			break
		}
	}
	return from
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
