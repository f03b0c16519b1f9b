//go:build !purego

package graph

import "golang.org/x/sys/cpu"

// wideVectors reports whether the processor has the instructions (AVX2) that this package's forms
// for several rows or points at a time are made of.
var wideVectors = cpu.X86.HasAVX2

// vectorRows is the number of rows that a layer and a kernel take at a time, and leastRows that from
// which it costs less than one by one although others stand in for those that are missing.
const (
	vectorRows = 16
	leastRows  = 4
)
