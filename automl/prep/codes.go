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
	// codesCells bounds these rows times columns.
	codesCells = 2_000_000
	// codesBelief is how many rows' worth of belief in nothing the mean of a code is judged with.
	codesBelief = 50
)

// codeLike is the values of a column that may be one of codes, else nil: all numbers of the
// rows are whole, there are some dozen to thousands of them, and they come again and again.
func codeLike(base *automl.Feature, rows []int32) *codeBook {
	if base.Kind != automl.Numeric || base.Moment || base.Nums == nil {
		return nil
	}
	b, other := newCodeBook(base.Nums, rows)
	n, filled := len(b.values), 0.0
	for _, k := range b.rows {
		filled += k
	}
	if other || n < codesLeast || n > codesMost || filled < codesRepeat*float64(n) {
		return nil
	}
	return b
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
	rows := thinRows(f.train.Rows, min(codesRows, max(screenRows, codesCells/max(len(columns), 1))))
	books := make([]*codeBook, len(columns))
	err = num.ForEach(f.ctx, f.env.Workers, len(columns), func(i int) error {
		books[i] = codeLike(columns[i], rows)
		return f.ctx.Err()
	})
	if err != nil || !slices.ContainsFunc(books, func(b *codeBook) bool { return b != nil }) {
		return nil, nil, err
	}
	j, err := f.judging(columns, rows)
	if err != nil {
		return nil, nil, err
	}
	sure := make([]float64, len(columns))
	err = num.ForEach(f.ctx, f.env.Workers, len(columns), func(i int) error {
		if b := books[i]; b != nil {
			places := make([]int32, len(rows))
			for k, r := range rows {
				if places[k] = b.at(columns[i].Nums[r]); places[k] < 0 {
					places[k] = int32(len(b.values))
				}
			}
			sure[i] = j.agreement(j.without(i), places, len(b.values)+1)
		}
		return f.ctx.Err()
	})
	if err != nil || slices.Max(sure) < luck(len(columns)) {
		return nil, nil, err
	}
	for i, c := range columns {
		if sure[i] > 0 {
			numbers = append(numbers, c)
		}
	}
	codes = make([]*automl.Feature, len(numbers))
	return numbers, codes, num.ForEach(f.ctx, f.env.Workers, len(numbers), func(i int) error {
		codes[i] = f.coded(numbers[i])
		return f.ctx.Err()
	})
}

// luck is the agreement that the most lucky of n columns hardly reaches.
func luck(n int) float64 { return math.Sqrt(surely*surely + 2*math.Log(float64(n))) }

// agreement is by how many standard errors the rows of a code agree about the goals, or what is
// left of them: the products of each row's own and the mean of the other parts, which counts less the
// fewer rows it is of. Unlike by how much these means lower the loss, it does not hang on how
// far they are drawn toward 0.
func (j *judging) agreement(goals [][]float64, codes []int32, most int) float64 {
	sum, w := make([]float64, most*crossFolds), make([]float64, most*crossFolds)
	products := make([]float64, len(codes))
	for _, y := range goals {
		j.sums(y, codes, sum, w)
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
	return total / math.Sqrt(max(2*squares, 1e-300))
}

// coded is a number as a category: its levels are the values that the rows of train hold, and
// any other value is missing.
func (f *fitting) coded(base *automl.Feature) *automl.Feature {
	book, _ := newCodeBook(base.Nums, f.train.Rows)
	levels := make([]string, len(book.values))
	for k, v := range book.values {
		levels[k] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	codes := make([]int32, f.train.Space)
	for r := range codes {
		codes[r] = book.at(base.Nums[r])
	}
	return &automl.Feature{Name: base.Name + " as a code", Kind: automl.Categorical, Codes: codes, Levels: levels,
		From: base.From, Ref: graph.Ref{Node: book.node(base.Ref)}}
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
