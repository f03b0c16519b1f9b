package prep

import (
	"context"
	"math"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	// codesLeast and codesMost are how many distinct values a column of codes has: fewer are
	// told apart by a few splits, and more would make a table that is larger than it is worth.
	codesLeast, codesMost = 10, 20_000
	// codesRepeat is in how many rows a code stands on average at least: in less its mean says
	// nothing.
	codesRepeat = 2
	// codesSize is how large a code may be: its neighbours at half a step are then exact in
	// single precision, in which other programs compare.
	codesSize = 1 << 22
	// codesRows is about how many rows codes are judged by: more than other columns, since a
	// code has few of them.
	codesRows = 40_000
	// codesBelief is how many rows' worth of belief in nothing the mean of a code is judged with.
	codesBelief = 50
)

// codeLike reports whether a column of numbers may be one of codes: all numbers of the rows
// are whole, there are some dozen to thousands of them, and they come again and again.
func codeLike(base *automl.Feature, rows []int32) bool {
	if base.Kind != automl.Numeric || base.Moment || base.Nums == nil {
		return false
	}
	seen, filled := map[float64]bool{}, 0
	for _, r := range rows {
		v := base.Nums[r]
		if v != v {
			continue
		}
		if v != math.Trunc(v) || math.Abs(v) > codesSize {
			return false
		}
		if seen[v] = true; len(seen) > codesMost {
			return false
		}
		filled++
	}
	return len(seen) >= codesLeast && filled >= codesRepeat*len(seen)
}

// FindCodes names the numbers of a data set that are better read as codes, by the rows of it
// that are in use.
func FindCodes(ctx context.Context, d *automl.Dataset, env automl.Env) ([]string, error) {
	f := &fitting{ctx: ctx, train: d, o: For(automl.Needs{}), env: env}
	columns, err := f.screen()
	if err != nil {
		return nil, err
	}
	like, _, err := f.codes(columns)
	var names []string
	for _, c := range like {
		names = append(names, c.Name)
	}
	return names, err
}

// withCodes adds to the columns a category for each number that is better read as a code, or
// puts it in the number's place.
func (f *fitting) withCodes(columns []*automl.Feature) ([]*automl.Feature, error) {
	numbers, codes, err := f.codes(columns)
	if err != nil {
		return nil, err
	}
	if f.o.Codes == CodesOnly {
		columns = slices.DeleteFunc(slices.Clone(columns), func(c *automl.Feature) bool { return slices.Contains(numbers, c) })
	}
	return slices.Concat(columns, codes), nil
}

// codes finds the numbers that are better read as codes, and makes categories of them. The
// rows of a value must agree more than chance would have it about what the columns one by
// one leave of the target: surely in one column, and rather than not in the others.
func (f *fitting) codes(columns []*automl.Feature) (numbers, codes []*automl.Feature, err error) {
	var like []*automl.Feature
	for _, c := range columns {
		if codeLike(c, f.train.Rows) {
			like = append(like, c)
		}
	}
	if len(like) == 0 {
		return nil, nil, nil
	}
	j, err := f.judging(columns, thinRows(f.train.Rows, codesRows))
	if err != nil {
		return nil, nil, err
	}
	coded, sure := make([]*automl.Feature, len(like)), make([]float64, len(like))
	err = num.ForEach(f.ctx, f.env.Workers, len(like), func(i int) error {
		coded[i] = f.coded(like[i])
		sure[i] = j.agreement(j.levels(coded[i]))
		return f.ctx.Err()
	})
	if err != nil || slices.Max(sure) < surely {
		return nil, nil, err
	}
	for i, c := range coded {
		if sure[i] > 0 {
			numbers, codes = append(numbers, like[i]), append(codes, c)
		}
	}
	return numbers, codes, nil
}

// agreement is by how many standard errors the rows of a code agree about what is left of the
// goals: the products of each row's own and the mean of the other parts, which counts less the
// fewer rows it is of. Unlike by how much these means lower the loss, it does not hang on how
// far they are drawn toward 0.
func (j *judging) agreement(codes []int32, most int) float64 {
	sum, w := make([]float64, most*crossFolds), make([]float64, most*crossFolds)
	products := make([]float64, len(codes))
	for _, y := range j.left {
		clear(sum)
		clear(w)
		for i, c := range codes {
			at := int(c)*crossFolds + int(j.part[i])
			sum[at] += float64(j.w[i] * y[i])
			w[at] += j.w[i]
		}
		for i, c := range codes {
			others, weight := 0.0, 0.0
			for p := range crossFolds {
				if p != int(j.part[i]) {
					others += sum[int(c)*crossFolds+p]
					weight += w[int(c)*crossFolds+p]
				}
			}
			products[i] += float64(j.w[i]*y[i]) * others / (weight + codesBelief)
		}
	}
	total, squares := 0.0, 0.0
	for _, p := range products {
		total += p
		squares += float64(p * p)
	}
	return total / math.Sqrt(max(squares, 1e-300))
}

// coded is a number as a category: its levels are the values that the rows of train hold, and
// any other value is missing.
func (f *fitting) coded(base *automl.Feature) *automl.Feature {
	seen := map[float64]float64{} // rows by value
	for _, r := range f.train.Rows {
		if v := base.Nums[r]; v == v {
			seen[v]++
		}
	}
	values := make([]float64, 0, len(seen))
	for v := range seen {
		values = append(values, v)
	}
	slices.Sort(values)
	at := make(map[float64]int32, len(values))
	levels := make([]string, len(values))
	for k, v := range values {
		at[v] = int32(k)
		levels[k] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	codes := make([]int32, f.train.Space)
	for r := range codes {
		codes[r] = -1
		if k, ok := at[base.Nums[r]]; ok {
			codes[r] = k
		}
	}
	return &automl.Feature{Name: base.Name + " as a code", Kind: automl.Categorical, Codes: codes, Levels: levels,
		From: base.From, Ref: graph.Ref{Node: codeNode(base.Ref, values, seen)}}
}

// codeNode gives the place of a number among ascending whole ones, missing for any other. It
// is made of the operators that there are: a table over the parts between the values, which
// gives what lies between two of them a place behind the last, and a list of the places.
func codeNode(ref graph.Ref, values []float64, rows map[float64]float64) *graph.Node {
	beyond := float64(len(values))
	var bounds []float64
	places, cover := []float64{beyond}, []float32{0} // of missing values
	part := func(limit, place, rows float64) {
		bounds, places, cover = append(bounds, limit), append(places, place), append(cover, float32(rows))
	}
	for k, v := range values {
		if k == 0 || values[k-1] != v-1 {
			part(v-0.5, beyond, 0)
		}
		part(v+0.5, float64(k), rows[v])
	}
	places, cover = append(places, beyond), append(cover, 0)
	shape := &graph.Shapes{Width: 1, Base: []float64{0}, Column: []int32{0}, Places: []int32{int32(len(places))},
		Bounds: bounds, BoundEnds: []int32{int32(len(bounds))}, LevelEnds: []int32{0}, IsLevels: []uint8{0},
		First: []int32{0}, Second: []int32{-1}, Values: places, Cover: cover}
	known := &graph.TargetEncode{Unseen: []float64{math.NaN()}, Missing: []float64{math.NaN()}}
	for k := range values {
		known.Table = append(known.Table, float64(k))
	}
	return graph.Apply(known, graph.Apply(shape, graph.Pick([]graph.Ref{ref})))
}

// Coded reports whether a prepared data set reads a number as a code.
func Coded(d *automl.Dataset) bool {
	found := false
	for _, f := range d.Features {
		graph.Walk(f.Ref.Node, func(n *graph.Node) {
			_, ok := n.Op.(*graph.Shapes)
			found = found || ok
		})
	}
	return found
}
