package knn

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// stored is the operator's points, and the rows that they are made of.
type stored struct {
	op    *graph.Neighbours
	task  automl.Task
	rows  []row
	dims  int
	width int
}

// row is a training row.
type row struct {
	point  int32
	hash   uint64
	y      float64
	weight float64
}

// store lays the rows out as points, in an order that depends on their values alone, with
// equal rows merged into one: then neither the order of rows matters nor whether a row
// stands twice or has weight 2. Of too many rows it takes a part by chance. Columns are
// divided by width.
func store(ctx context.Context, d *automl.Dataset, width []float64, seed uint64) (*stored, error) {
	s := &stored{task: d.Task, dims: len(d.Features), width: d.PredictionWidth()}
	values, rows, err := pack(ctx, d, width, seed)
	if err != nil {
		return nil, err
	}
	point := func(i int) []float32 { return values[i*s.dims : (i+1)*s.dims] }
	s.op = &graph.Neighbours{Prior: make([]float64, s.width)}
	total := 0.0
	for i, r := range rows {
		if i == 0 || !slices.Equal(point(i), point(i-1)) {
			s.op.Points = append(s.op.Points, point(i)...)
			s.op.Weight = append(s.op.Weight, 0)
			s.op.Target = append(s.op.Target, make([]float64, s.width)...)
		}
		p := len(s.op.Weight) - 1
		r.point = int32(p)
		s.rows = append(s.rows, r)
		s.add(s.op.Target[p*s.width:], s.op.Weight[p], r.y, r.weight)
		s.add(s.op.Prior, total, r.y, r.weight)
		s.op.Weight[p] += r.weight
		total += r.weight
	}
	if total == 0 {
		s.emptyPrior(d)
	}
	return s, nil
}

// pack reads the features as single-precision numbers, row by row, of as many rows as are
// kept, leaving out those without weight. Weights are brought to a mean of at least 1.
func pack(ctx context.Context, d *automl.Dataset, width []float64, seed uint64) ([]float32, []row, error) {
	var used []int32
	total := 0.0
	for _, r := range d.Rows {
		if w := d.Weight(r); w > 0 {
			used = append(used, r)
			total += w
		}
	}
	unit := 1.0
	if mean := total / float64(max(len(used), 1)); mean < 1 {
		unit = mean
	}
	hash, err := hashes(ctx, d, used, num.Seed(seed, "points"))
	if err != nil {
		return nil, nil, err
	}
	order := make([]int32, len(used))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(hash[a], hash[b]), cmp.Compare(d.Y[used[a]], d.Y[used[b]]), cmp.Compare(a, b))
	})
	dims := len(d.Features)
	order = order[:min(len(order), kept(dims))]
	values := make([]float32, len(order)*dims)
	rows := make([]row, len(order))
	for i, o := range order {
		r := used[o]
		rows[i] = row{hash: hash[o], y: d.Y[r], weight: d.Weight(r) / unit}
		for j, f := range d.Features {
			values[i*dims+j] = single(f.Nums[r] / width[j])
		}
	}
	return values, rows, ctx.Err()
}

// single is x in single precision; minus zero becomes zero, which it equals.
func single(x float64) float32 { return float32(x) + 0 }

// hashes gives each of the rows a number that depends on seed and its features alone.
func hashes(ctx context.Context, d *automl.Dataset, rows []int32, seed uint64) ([]uint64, error) {
	out := make([]uint64, len(rows))
	for i := range out {
		out[i] = seed
	}
	for _, f := range d.Features {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i, r := range rows {
			out[i] = mix(out[i] ^ uint64(math.Float32bits(single(f.Nums[r]))))
		}
	}
	return out, nil
}

// mix spreads the bits of x: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// add takes a target of weight w into a mean over weight have.
func (s *stored) add(mean []float64, have, y, w float64) {
	share := w / (have + w)
	for k := range s.width {
		mean[k] += (s.number(y, k) - mean[k]) * share
	}
}

// number is column k of the prediction that would be exactly right for target y.
func (s *stored) number(y float64, k int) float64 {
	switch s.task {
	case automl.Multiclass:
		if int(y) == k {
			return 1
		}
		return 0
	}
	return y
}

// emptyPrior is what is predicted when no row has any weight.
func (s *stored) emptyPrior(d *automl.Dataset) {
	for k := range s.op.Prior {
		if d.Task.IsClassification() {
			s.op.Prior[k] = 1 / float64(d.Classes)
		}
	}
}
