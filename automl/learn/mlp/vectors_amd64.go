//go:build !purego

package mlp

import (
	"golang.org/x/sys/cpu"

	"winnow/automl/graph"
)

// vectors reports whether the processor has the instructions of vectors_amd64.s and
// curves_amd64.s. These do the same operations as the plain loops, eight at a time, so that
// results are the same to the bit; they know the layout of the structures given to them.
var vectors = cpu.X86.HasAVX2

// eights is how many of n numbers go eight at a time.
func eights(n int) int {
	if !vectors {
		return 0
	}
	return n &^ 7
}

// run works out the tiles.
func (t *tiles) run() {
	if !vectors {
		t.plain()
		return
	}
	runTiles(t)
}

//go:noescape
func runTiles(t *tiles)

// eights takes the step for as many parameters as go eight at a time, and says how many.
func (s *shift) eights() int {
	n := eights(len(s.grad))
	if n > 0 {
		shiftEights(s, n)
	}
	return n
}

//go:noescape
func shiftEights(s *shift, n int)

// activateEights activates as many of z as go eight at a time, and says how many.
func activateEights(f graph.Activation, z, slope []float32) int {
	n := eights(len(z))
	if n == 0 {
		return 0
	}
	switch f {
	case graph.SELU:
		seluEights(&curve, &z[0], &slope[0], n)
	case graph.Mish:
		mishEights(&curve, &z[0], &slope[0], n)
	case graph.SiLU:
		siluEights(&curve, &z[0], &slope[0], n)
	default:
		return 0
	}
	return n
}

//go:noescape
func seluEights(c *curves, z, slope *float32, n int)

//go:noescape
func mishEights(c *curves, z, slope *float32, n int)

//go:noescape
func siluEights(c *curves, z, slope *float32, n int)

type eight [8]float32

// curves are the numbers of exp32 and of the activations.
type curves struct {
	most, least, log2e, magic, ln2, ln2Low eight
	c6, c5, c4, c3, c2, one                eight // of the series
	bias                                   [8]uint32
	two, four, mishMost, scale, alpha      eight
}

var curve = curves{
	most: all(expMost), least: all(-expMost), log2e: all(expLog2e), magic: all(expMagic), ln2: all(expLn2), ln2Low: all(expLn2Low),
	c6: all(1.0 / 720), c5: all(1.0 / 120), c4: all(1.0 / 24), c3: all(1.0 / 6), c2: all(0.5), one: all(1),
	bias: [8]uint32{127, 127, 127, 127, 127, 127, 127, 127},
	two:  all(2), four: all(4), mishMost: all(mishMost), scale: all(graph.SELUScale), alpha: all(seluAlpha),
}

func all(v float32) eight { return eight{v, v, v, v, v, v, v, v} }

// addEights adds as many of b to a as go eight at a time, and says how many.
func addEights(a, b []float32) int {
	n := eights(min(len(a), len(b)))
	if n > 0 {
		addVectors(&a[0], &b[0], n)
	}
	return n
}

//go:noescape
func addVectors(a, b *float32, n int)

// timesEights sets as many of out to a*b as go eight at a time, and says how many.
func timesEights(out, a, b []float32) int {
	n := eights(min(len(out), len(a), len(b)))
	if n > 0 {
		timesVectors(&out[0], &a[0], &b[0], n)
	}
	return n
}

//go:noescape
func timesVectors(out, a, b *float32, n int)

// dotEights adds as many products of a and b to s as go eight at a time, and says how many.
func dotEights(s *[8]float32, a, b []float32) int {
	n := eights(min(len(a), len(b)))
	if n > 0 {
		dotVectors(s, &a[0], &b[0], n)
	}
	return n
}

//go:noescape
func dotVectors(s *[8]float32, a, b *float32, n int)

// eights decides on as many units as go eight at a time, and says how many.
func (d *lottery) eights(z, slope []float32) int {
	n := eights(len(z))
	if n > 0 {
		drawEights(d, &z[0], &slope[0], n)
	}
	return n
}

//go:noescape
func drawEights(d *lottery, z, slope *float32, n int)

// flipEights lays columns, each a step from the one before, ready as a panel, as many rows
// as go eight at a time, and says how many.
func flipEights(panel, columns []float32, step, depth int) int {
	n := eights(depth)
	if n > 0 {
		flipVectors(&panel[0], &columns[0], step, n)
	}
	return n
}

//go:noescape
func flipVectors(panel, columns *float32, step, n int)
