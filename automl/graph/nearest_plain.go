//go:build !amd64 || purego

package graph

// within is withinPlain.
func (o *Neighbours) within(from int, query []float32, limit float32, dist *[blockPoints]float32) int {
	return o.withinPlain(from, query, limit, dist)
}
