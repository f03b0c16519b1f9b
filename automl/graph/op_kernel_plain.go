//go:build !amd64 || purego

package graph

// addTermVectors leaves all rows to addTerms.
func addTermVectors(_, _, _ []float64, _, _ float64) int { return 0 }

// distanceVectors leaves all rows to squaredDistances.
func distanceVectors(_, _, _ []float64) int { return 0 }
