package onnx

import (
	"math"
	"slices"

	"winnow/automl/graph"
)

// kernel compares every row with every point, column by column: the differences first,
// since a product of matrices would lose digits. The terms are added up as graph.Kernel does:
// first what adds up without rounding, then their last digits.
func (b *builder) kernel(o *graph.Kernel, x string) string {
	squared := b.kernelDistances(o, b.div(x, b.row(o.Lengths)))
	var alike string
	if o.Func == graph.RBF {
		alike = b.op("Exp", b.mul(b.num(-0.5), squared))
	} else {
		s := b.op("Sqrt", b.mul(b.num(5), squared))
		poly := b.add(b.add(b.num(1), s), b.div(b.mul(s, s), b.num(3)))
		alike = b.where(b.op("Greater", s, b.num(750)), b.num(0), b.mul(poly, b.op("Exp", b.op("Neg", s))))
	}
	outputs, coarse := len(o.Bias), b.num(o.Coarse())
	points := len(o.Coef) / outputs
	sums := make([]string, outputs)
	for k := range sums {
		coef := make([]float64, points)
		for p := range coef {
			coef[p] = o.Coef[p*outputs+k]
		}
		terms := b.mul(alike, b.row(coef))
		whole := b.sub(b.add(terms, coarse), coarse)
		sum := b.add(b.sumAlong(whole, 1, true), b.sumAlong(b.sub(terms, whole), 1, true))
		sums[k] = b.add(sum, b.num(o.Bias[k]))
	}
	return b.concat(sums)
}

// kernelDistances are the squared distances of every row, divided by the lengths, from every
// point: [rows, points].
func (b *builder) kernelDistances(o *graph.Kernel, z string) string {
	d := len(o.Lengths)
	column := make([]float64, len(o.Points)/d)
	square := func(j int) string {
		for p := range column {
			column[p] = o.Points[p*d+j]
		}
		diff := b.sub(b.pick(z, []int64{int64(j)}), b.row(column))
		return b.mul(diff, diff)
	}
	squared, j := "", 0
	put := func(part string) {
		if squared == "" {
			squared = part
			return
		}
		squared = b.add(squared, part)
	}
	for ; j+4 <= d; j += 4 { // as the graph does
		put(b.add(b.add(square(j), square(j+1)), b.add(square(j+2), square(j+3))))
	}
	for ; j < d; j++ {
		put(square(j))
	}
	return squared
}

// neighbours finds the nearest points as the graph does: distances in single precision,
// added up in the same order, of equally near points the first stored.
func (b *builder) neighbours(o *graph.Neighbours, x string) string {
	most := b.constant(singles([]float32{math.MaxFloat32}))
	dist := b.squaredDistances(o, b.cast(x, typeFloat))
	dist = b.where(b.op("Less", dist, most), dist, most)
	top := b.opsWith("TopK", "", []attribute{intAttr("axis", 1), intAttr("largest", 0), intAttr("sorted", 1)}, 2, dist, b.ints(voters(o)))
	near, at := top[0], top[1]

	n, width := int64(len(o.Weight)), int64(len(o.Prior))
	weight := b.look(b.constant(doubles(o.Weight, n)), at)
	before := b.opWith("CumSum", []attribute{intAttr("exclusive", 1)}, weight, b.constant(wholes([]int64{1})))
	rest := b.sub(b.num(o.K), before)
	amount := b.where(b.op("Less", weight, rest), weight, rest)
	counts := b.op("And", b.op("Less", near, most), b.op("Greater", rest, b.num(0)))
	amount = b.where(counts, amount, b.num(0))
	vote := amount
	if !o.Uniform {
		vote = b.div(amount, b.add(b.op("Sqrt", b.cast(near, typeDouble)), b.num(o.Soft)))
	}
	target := b.look(b.constant(doubles(o.Target, n, width)), at)
	total := b.sumAlong(b.mul(b.op("Unsqueeze", vote, b.ints(2)), target), 1, false)
	votes, rows := b.sumAlong(vote, 1, true), b.sumAlong(amount, 1, true)
	belief := b.where(b.op("Greater", rows, b.num(0)), b.div(b.mul(b.num(o.Belief), votes), rows), b.num(1))
	return b.div(b.add(total, b.mul(belief, b.row(o.Prior))), b.add(votes, belief))
}

// squaredDistances of every row from every point: [rows, points], single precision.
func (b *builder) squaredDistances(o *graph.Neighbours, x string) string {
	n := len(o.Weight)
	d := len(o.Points) / n
	var sums [4]string
	for j := range d {
		column := make([]float32, n)
		for p := range column {
			column[p] = o.Points[p*d+j]
		}
		diff := b.sub(b.pick(x, []int64{int64(j)}), b.constant(singles(column, 1, int64(n))))
		part, lane := b.mul(diff, diff), j%4
		if j >= d/8*8 { // the graph adds the columns after the last eight to one sum
			lane = 0
		}
		if sums[lane] == "" {
			sums[lane] = part
			continue
		}
		sums[lane] = b.add(sums[lane], part)
	}
	if sums[1] == "" {
		return sums[0]
	}
	return b.add(b.add(sums[0], sums[1]), b.add(sums[2], sums[3]))
}

// voters is how many points have weight K together whichever they are, or all.
func voters(o *graph.Neighbours) int64 {
	w := slices.Sorted(slices.Values(o.Weight))
	sum := 0.0
	for i, v := range w {
		if sum += v; sum >= o.K {
			return int64(min(i+2, len(w))) // Why one more: sums in another order differ in their last bits
		}
	}
	return int64(len(w))
}
