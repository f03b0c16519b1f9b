//go:build !purego

package graph

import "math"

// within does what withinPlain does, with the same sums.
func (o *Neighbours) within(from int, query []float32, limit float32, dist *[blockPoints]float32) int {
	if !wideVectors || len(query) == 0 {
		return o.withinPlain(from, query, limit, dist)
	}
	points := *o.inBlocks(len(query))
	at := from * len(query)
	left := (len(points) - at) / (len(query) * blockPoints)
	return from + blockPoints*skipBlocks(&points[at], &query[0], len(query), left, limit, dist)
}

// inBlocks is the points in blocks, each column by column. What is missing of the last block is
// infinitely far.
func (o *Neighbours) inBlocks(d int) *[]float32 {
	if b := o.blocks.Load(); b != nil {
		return b
	}
	n := len(o.Weight)
	b := make([]float32, (n+blockPoints-1)/blockPoints*blockPoints*d)
	for i := range b {
		b[i] = float32(math.Inf(1))
	}
	for p := range n {
		block := b[p/blockPoints*blockPoints*d:]
		for j, v := range o.Points[p*d : (p+1)*d] {
			block[j*blockPoints+p%blockPoints] = v
		}
	}
	o.blocks.Store(&b)
	return &b
}

// skipBlocks passes over blocks, of which there is at least one, until one has a point nearer than
// limit, puts the squared distances of its points into dist and returns how many it passed over.
//
//go:noescape
func skipBlocks(points, query *float32, dims, blocks int, limit float32, dist *[blockPoints]float32) int
