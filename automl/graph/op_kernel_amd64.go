//go:build !purego

package graph

// addTermVectors does what addTerms does, with the same operations, for as many rows as go four at a
// time, and says how many.
func addTermVectors(y, rest, like []float64, c, coarse float64) int {
	n := len(like) &^ 3
	if n == 0 || !wideVectors {
		return 0
	}
	addTermFours(&y[:n][0], &rest[:n][0], &like[0], c, coarse, n)
	return n
}

// distancesTogether does what squaredDistances does, with the same operations, unless the rows are too
// few for it to be worth it. It puts what it makes of what stands in for missing rows after dist.
func distancesTogether(dist, z, point []float64) bool {
	if !wideVectors || len(dist) < leastRows || len(point) == 0 {
		return false
	}
	_ = z[len(point)*kernelRows-1]
	for i := 0; i < len(dist); i += vectorRows {
		distancesOfMany((*[vectorRows]float64)(dist[i:i+vectorRows]), &z[i], &point[0], len(point))
	}
	return true
}

// addTermFours adds for n rows, a multiple of four above 0.
//
//go:noescape
func addTermFours(y, rest, like *float64, c, coarse float64, n int)

// distancesOfMany sets dist to those of sixteen rows, of which z is the first column's first.
// op_kernel_amd64.s knows how far apart the columns are.
//
//go:noescape
func distancesOfMany(dist *[vectorRows]float64, z, point *float64, columns int)
