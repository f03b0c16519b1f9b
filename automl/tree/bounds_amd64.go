//go:build !purego

package tree

import "golang.org/x/sys/cpu"

// vectors reports whether the processor has the instructions that tryFours uses.
var vectors = cpu.X86.HasAVX2

// best is the key of the best cut among those with the given sums left; see plain. Four cuts
// are tried at a time with the same operations, so that the result is the same to the bit.
func (g *gains) best(sums []uint64, start, floor uint64) uint64 {
	whole := len(sums) &^ 3
	if whole < 8 || !vectors {
		return g.plain(sums, start, floor, 0)
	}
	var f four
	for i := range 4 {
		f.shift[i], f.slope[i], f.h[i] = g.shift, g.slope, g.h
		f.start[i], f.key[i], f.place[i] = start, floor, uint64(254-i)
	}
	tryFours(&f, &sums[0], whole)
	for _, k := range f.key {
		floor = max(floor, k)
	}
	return g.plain(sums[whole:], start, floor, whole)
}

// four is what four cuts at a time are tried with; bounds_amd64.s knows its layout.
type four struct {
	shift, slope, h   [4]float64
	start, key, place [4]uint64
}

// tryFours brings f's keys and places up to date with n sums, a multiple of four above 0.
//
//go:noescape
func tryFours(f *four, sums *uint64, n int)

// add adds to gain what each cut gains; see addPlain. Four cuts are worked out at a time with
// the same operations, so that the result is the same to the bit.
func (l *line) add(sums []uint64, gain []float64) {
	whole := len(sums) &^ 3
	if whole == 0 || !vectors || l.l1 != 0 {
		l.addPlain(sums, gain)
		return
	}
	addFours(l, &sums[0], &gain[0], whole)
	l.addPlain(sums[whole:], gain[whole:])
}

// addFours adds to gain for n sums, a multiple of four above 0; bounds_amd64.s knows the
// layout of a line.
//
//go:noescape
func addFours(l *line, sums *uint64, gain *float64, n int)
