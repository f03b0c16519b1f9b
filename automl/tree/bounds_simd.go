//go:build goexperiment.simd && amd64

package tree

import "simd/archsimd"

// vectors reports whether the processor has the instructions that best uses.
var vectors = archsimd.X86.AVX2()

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
	f.try(sums[:whole])
	for _, k := range f.key {
		floor = max(floor, k)
	}
	return g.plain(sums[whole:], start, floor, whole)
}

// four is what four cuts at a time are tried with.
type four struct {
	shift, slope, h   [4]float64
	start, key, place [4]uint64
}

// Constants of four lanes.
var (
	lowHalves = [4]uint64{1<<32 - 1, 1<<32 - 1, 1<<32 - 1, 1<<32 - 1}
	readers   = [4]uint64{readAs, readAs, readAs, readAs}
	signeds   = [4]uint64{signed, signed, signed, signed}
	halves    = [4]uint64{32, 32, 32, 32}
	lowBytes  = [4]uint64{255, 255, 255, 255}
	fours     = [4]uint64{4, 4, 4, 4}
	readTops  = [4]float64{readTop, readTop, readTop, readTop}
)

// try brings key up to date with some sums, a multiple of four. Why no scalar numbers here:
// the compiler moves them with instructions that are slow among these.
//
//go:noinline
func (f *four) try(sums []uint64) {
	low, read, sign := archsimd.LoadUint64x4(&lowHalves), archsimd.LoadUint64x4(&readers), archsimd.LoadUint64x4(&signeds)
	half, bytes, step := archsimd.LoadUint64x4(&halves), archsimd.LoadUint64x4(&lowBytes), archsimd.LoadUint64x4(&fours)
	top, shift := archsimd.LoadFloat64x4(&readTops), archsimd.LoadFloat64x4(&f.shift)
	slope, all := archsimd.LoadFloat64x4(&f.slope), archsimd.LoadFloat64x4(&f.h)
	start, key, place := archsimd.LoadUint64x4(&f.start), archsimd.LoadUint64x4(&f.key).AsInt64x4(), archsimd.LoadUint64x4(&f.place)
	for len(sums) >= 4 {
		w := archsimd.LoadUint64x4((*[4]uint64)(sums)).Add(start)
		sums = sums[4:]
		h := w.And(low).Or(read).AsFloat64x4().Sub(shift)
		d := w.ShiftRight(half).Xor(sign).AsFloat64x4().Sub(top).Sub(slope.Mul(h))
		gain := d.Mul(d).Div(h.Mul(all.Sub(h)))
		k := gain.AsUint64x4().AndNot(bytes).Or(place).AsInt64x4()
		key = k.Merge(key, k.Greater(key))
		place = place.Sub(step)
	}
	key.AsUint64x4().Store(&f.key)
	archsimd.ClearAVXUpperBits()
}
