package graph

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// grown is a random ensemble over columns of numbers (even) and of categories (odd) whose
// trees have up to the given number of leaves.
func grown(rng *rand.Rand, width, trees, leaves, outputs int, vector bool) *Trees {
	o := &Trees{Width: width, Vector: vector, Base: make([]float64, outputs), Scale: 0.1 + rng.Float64()}
	for k := range o.Base {
		o.Base[k] = rng.NormFloat64()
	}
	for range 1 + rng.IntN(4) {
		for range 1 + rng.IntN(3) {
			o.Sets = append(o.Sets, rng.Uint64())
		}
		o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
	}
	for range trees {
		o.Roots = append(o.Roots, int32(len(o.Feature)))
		o.Output = append(o.Output, int32(rng.IntN(outputs)))
		o.grow(rng, 1+rng.IntN(leaves))
	}
	o.Cover = make([]float32, len(o.Feature))
	return o
}

// grow appends a node with so many leaves below it.
func (o *Trees) grow(rng *rand.Rand, leaves int) int32 {
	at := int32(len(o.Feature))
	o.Feature, o.Left, o.Right = append(o.Feature, -1), append(o.Left, 0), append(o.Right, 0)
	o.Threshold, o.MissingLeft, o.Set = append(o.Threshold, 0), append(o.MissingLeft, 0), append(o.Set, -1)
	if leaves == 1 {
		o.Left[at] = int32(len(o.Values) / o.leafWidth())
		for range o.leafWidth() {
			o.Values = append(o.Values, float32(rng.NormFloat64()))
		}
		return at
	}
	f := rng.IntN(o.Width)
	o.Feature[at], o.MissingLeft[at] = int32(f), uint8(rng.IntN(2))
	if f%2 == 1 {
		o.Set[at] = int32(rng.IntN(len(o.SetEnds)))
	} else {
		o.Threshold[at] = value(rng)
		if math.IsNaN(o.Threshold[at]) {
			o.Threshold[at] = 0
		}
	}
	left := 1 + rng.IntN(leaves-1)
	l := o.grow(rng, left)
	r := o.grow(rng, leaves-left)
	o.Left[at], o.Right[at] = l, r
	return at
}

// value is a number that thresholds and rows often share.
func value(rng *rand.Rand) float64 {
	switch rng.IntN(12) {
	case 0:
		return math.NaN()
	case 1:
		return []float64{math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), math.MaxFloat64, -math.MaxFloat64}[rng.IntN(6)]
	case 2:
		return rng.NormFloat64()
	}
	return float64(rng.IntN(9)-4) / 2
}

// followed is what o answers for the row: each tree followed from its root.
func followed(o *Trees, row []float64) []float64 {
	out := make([]float64, len(o.Base))
	for t, at := range o.Roots {
		for o.Feature[at] >= 0 {
			at = o.Next(at, row[o.Feature[at]])
		}
		if !o.Vector {
			out[o.Output[t]] += float64(o.Values[o.Left[at]])
			continue
		}
		for k := range out {
			out[k] += float64(o.Values[int(o.Left[at])*len(out)+k])
		}
	}
	for k, v := range out {
		out[k] = o.Base[k] + float64(o.Scale*v)
	}
	return out
}

// TestTreesAreFollowed holds the answers for any number of rows, of several operators over
// the same columns, to those of following each row through each tree, to the bit.
func TestTreesAreFollowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		width := rapid.IntRange(1, 6).Draw(t, "width")
		n := rapid.SampledFrom([]int{1, 2, 3, siftRows - 1, siftRows, 64, 201, BatchRows, siftAsked + 90}).Draw(t, "rows")
		frame, in := mixedRows(rng, width, n)
		var ops []*Trees
		var refs []Ref
		for range rapid.IntRange(1, 3).Draw(t, "operators") {
			leaves := rapid.SampledFrom([]int{1, 2, 5, 31, 70, sieveLeaves, sieveLeaves + 40}).Draw(t, "leaves")
			o := grown(rng, width, rapid.IntRange(1, 9).Draw(t, "trees"), leaves, rapid.IntRange(1, 3).Draw(t, "outputs"), rapid.Bool().Draw(t, "vector"))
			node := Apply(o, in)
			for k := range o.Base {
				refs = append(refs, Ref{node, k})
			}
			ops = append(ops, o)
		}
		p := mustPlan(t, Pick(refs), frame)
		if rapid.Bool().Draw(t, "copy") {
			p = p.Copy()
		}
		got := make([]float64, n*p.Width())
		before := rapid.SampledFrom([]int{0, plainRows + 1, siftAsked}).Draw(t, "asked before")
		for p.Range(0, n, got); p.asked < before; {
			p.Range(0, n, got)
		}
		row := make([]float64, width)
		for i := range n {
			for j := range row {
				row[j] = frame.Cols[j].Nums[i]
			}
			var want []float64
			for _, o := range ops {
				want = append(want, followed(o, row)...)
			}
			for k, v := range want {
				if g := got[i*len(want)+k]; math.Float64bits(g) != math.Float64bits(v) {
					t.Fatalf("row %d of %d, %v: output %d is %v, followed %v", i, n, row, k, g, v)
				}
			}
		}
	})
}

// mixedRows draws columns of numbers (even) and of categories (odd).
func mixedRows(rng *rand.Rand, width, n int) (*Frame, *Node) {
	frame := &Frame{Rows: n}
	var refs []Ref
	for j := range width {
		col := make([]float64, n)
		for i := range col {
			if col[i] = value(rng); j%2 == 1 {
				col[i] = float64(rng.IntN(220))
			}
			if rng.IntN(10) == 0 {
				col[i] = math.NaN()
			}
		}
		frame.Cols = append(frame.Cols, FrameColumn{Nums: col})
		refs = append(refs, Ref{Node: Apply(&Input{Column: j})})
	}
	return frame, Pick(refs)
}
