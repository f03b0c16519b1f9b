//go:build !amd64 || purego

package num

// expVectors is how many of the first numbers are done several at a time.
func expVectors([]float64) int { return 0 }

// expm1Vectors is the same of Expm1s.
func expm1Vectors([]float64) int { return 0 }
