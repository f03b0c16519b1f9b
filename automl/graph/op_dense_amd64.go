//go:build !purego

package graph

// together makes the sums of all outputs, unless the rows are too few for it to be worth it. It
// brings the inputs of some rows together, so that they stay in the first cache while all outputs
// read them, and does the same operations as add in the same order: the result is the same to the
// bit.
func (o *Dense) together(s *Scratch, xs [][]float64, out Block) bool {
	if !wideVectors || out.N < leastRows {
		return false
	}
	near := s.Floats(len(xs) * vectorRows)
	var sums [vectorRows]float64
	for i := 0; i < out.N; i += vectorRows {
		n := min(vectorRows, out.N-i)
		for j, x := range xs {
			to := near[j*vectorRows:][:vectorRows]
			clear(to[copy(to, x[i:i+n]):])
		}
		for k, y := range out.Nums {
			addMany(&sums, &near[0], &o.Weights[k*len(xs)], o.Bias[k], len(xs))
			copy(y[i:i+n], sums[:])
		}
	}
	return true
}

// addMany sets y to the bias and the weighted inputs x, sixteen of each column after another.
//
//go:noescape
func addMany(y *[vectorRows]float64, x *float64, w *float32, bias float64, width int)
