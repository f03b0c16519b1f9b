//go:build !amd64 || purego

package graph

// addTermVectors leaves all rows to addTerms.
func addTermVectors(_, _, _ []float64, _, _ float64) int { return 0 }

// distancesTogether leaves the rows to squaredDistances.
func distancesTogether(_, _, _ []float64) bool { return false }
