package graph

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkTrees answers rows of 50 columns by 100 trees of 31 leaves, all together and
// each alone. An iteration is a row.
func BenchmarkTrees(b *testing.B) {
	const n = 4096
	rng := rand.New(rand.NewPCG(1, 0))
	for _, kind := range []string{"mixed", "numbers"} {
		frame, in := mixedRows(rng, 50, n)
		o := grown(rng, 50, 0, 1, 1, false)
		for range 100 {
			o.Roots, o.Output = append(o.Roots, int32(len(o.Feature))), append(o.Output, 0)
			o.grow(rng, 31)
		}
		o.Cover = make([]float32, len(o.Feature))
		if kind == "numbers" {
			for i := range o.Set {
				o.Set[i] = -1
			}
		}
		p := mustPlan(b, Apply(o, in), frame)
		out := make([]float64, n)
		b.Run(kind+"/batch", func(b *testing.B) {
			for i := 0; i < b.N; i += n {
				p.Range(0, n, out)
			}
		})
		b.Run(kind+"/alone", func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				p.Range(i%n, i%n+1, out)
			}
		})
	}
}
