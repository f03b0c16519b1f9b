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

// distanceVectors does what squaredDistances does, with the same operations, for as many rows as go
// four at a time, and says how many.
func distanceVectors(dist, z, point []float64) int {
	if !wideVectors || len(dist) < fewRows || len(point) == 0 {
		return 0
	}
	_ = z[len(point)*len(dist)-1]
	i := 0
	for ; i+manyRows <= len(dist); i += manyRows {
		distancesOfMany((*[manyRows]float64)(dist[i:]), &z[i], &point[0], len(point), len(dist))
	}
	for ; i+fewRows <= len(dist); i += fewRows {
		distancesOfFew((*[fewRows]float64)(dist[i:]), &z[i], &point[0], len(point), len(dist))
	}
	return i
}

// addTermFours adds for n rows, a multiple of four above 0.
//
//go:noescape
func addTermFours(y, rest, like *float64, c, coarse float64, n int)

// distancesOfMany sets dist to those of sixteen rows, whose columns begin so many numbers apart.
//
//go:noescape
func distancesOfMany(dist *[manyRows]float64, z, point *float64, columns, apart int)

// distancesOfFew does the same for four rows.
//
//go:noescape
func distancesOfFew(dist *[fewRows]float64, z, point *float64, columns, apart int)
