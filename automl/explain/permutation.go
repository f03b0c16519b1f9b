// Package explain asks a trained pipeline what it looks at.
package explain

import (
	"context"
	"math"
	"slices"
	"sync/atomic"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// Options say how thoroughly to look. The zero value means the defaults.
type Options struct {
	Repeats   int     // shuffles of each column; 0: 5
	MaxRows   int     // rows looked at, drawn at random when there are more; 0: 10,000
	Threshold float64 // of automl.Prediction; 0: 0.5
	Seed      uint64
	Workers   int // goroutines; below 1 counts as 1
	// Progress is called with the number of columns done, possibly from several goroutines
	// at once; may be nil.
	Progress func(done, total int)
}

// Why: on five shuffles of ten thousand rows the error of the mean drop is well below the
// drops that a person would act on, and a wide model still takes seconds.
const (
	defaultRepeats = 5
	defaultRows    = 10_000
)

// Permutation measures how much worse the score gets when the values of one column are
// shuffled among the rows, which breaks what they say about the target and leaves their
// distribution as it is (Breiman 2001, section 10). It is to be asked on rows that the
// pipeline was not trained on.
//
// Rows are rows of the frame, and target their truth, entry by entry. Names name the
// frame's columns; columns that the pipeline does not read have a drop of 0. The result
// has one entry per name, in their order, and depends on the data and the seed alone, not
// on Workers. The error is that of the metric, or of ctx.
func Permutation(ctx context.Context, out *graph.Node, frame *graph.Frame, rows []int32, names []string, target automl.Target, m *automl.Metric, o Options) ([]automl.Importance, error) {
	if o.Repeats <= 0 {
		o.Repeats = defaultRepeats
	}
	if o.MaxRows <= 0 {
		o.MaxRows = defaultRows
	}
	result := make([]automl.Importance, len(names))
	for i, n := range names {
		result[i].Column = n
	}
	rows, target = thin(rows, target, o)
	columns := graph.Inputs(out)
	p := &probe{out: out, frame: pick(frame, rows, columns), target: target, metric: m, options: o,
		benches: make(chan *bench, max(1, o.Workers))}
	b, err := p.bench()
	if err != nil {
		return nil, err
	}
	base, err := p.score(ctx, b.plan)
	if err != nil {
		return nil, err
	}
	p.benches <- b
	var done atomic.Int64
	err = num.ForEach(ctx, o.Workers, len(columns), func(i int) error {
		drops, err := p.drops(ctx, columns[i], base)
		if err != nil {
			return err
		}
		imp := &result[columns[i]]
		imp.Drop, imp.Std = meanStd(drops)
		if o.Progress != nil {
			o.Progress(int(done.Add(1)), len(columns))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// probe scores the pipeline on a small frame of its own.
type probe struct {
	out     *graph.Node
	frame   *graph.Frame
	target  automl.Target
	metric  *automl.Metric
	options Options
	benches chan *bench // not in use at present
}

// bench is what one worker scores with: making a plan for every column would take longer
// than scoring where there are thousands.
type bench struct {
	frame graph.Frame
	plan  *graph.Plan
}

// bench is a free bench, or a new one.
func (p *probe) bench() (*bench, error) {
	select {
	case b := <-p.benches:
		return b, nil
	default:
	}
	b := &bench{frame: *p.frame}
	b.frame.Cols = slices.Clone(p.frame.Cols)
	plan, err := graph.NewPlan(p.out, &b.frame)
	b.plan = plan
	return b, err
}

// drops are the losses of score of each shuffle of a column.
func (p *probe) drops(ctx context.Context, column int, base float64) ([]float64, error) {
	b, err := p.bench()
	if err != nil {
		return nil, err
	}
	drops := make([]float64, p.options.Repeats)
	for r := range drops {
		order := num.Perm(num.RNG(p.options.Seed, "permutation", column, r), b.frame.Rows)
		b.frame.Cols[column] = take(p.frame.Cols[column], order)
		score, err := p.score(ctx, b.plan)
		if err != nil {
			return nil, err
		}
		drops[r] = p.metric.Loss(score) - p.metric.Loss(base)
	}
	b.frame.Cols[column] = p.frame.Cols[column]
	select {
	case p.benches <- b:
	default:
	}
	return drops, nil
}

// stride is how many rows are evaluated between looks at the context.
const stride = 8 * graph.BatchRows

func (p *probe) score(ctx context.Context, plan *graph.Plan) (float64, error) {
	w, n := plan.Width(), p.frame.Rows
	pred := automl.Prediction{Width: w, Values: make([]float64, n*w), Threshold: p.options.Threshold}
	for from := 0; from < n; from += stride {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		plan.Range(from, min(n, from+stride), pred.Values[from*w:])
	}
	return p.metric.Score(p.target, &pred)
}

// thin keeps at most MaxRows of the rows, in their order.
func thin(rows []int32, target automl.Target, o Options) ([]int32, automl.Target) {
	if len(rows) <= o.MaxRows {
		return rows, target
	}
	places := num.Perm(num.RNG(o.Seed, "importance rows"), len(rows))[:o.MaxRows]
	slices.Sort(places)
	small := automl.Target{Task: target.Task, Classes: target.Classes, Y: gather(target.Y, places)}
	if target.W != nil {
		small.W = gather(target.W, places)
	}
	return gather(rows, places), small
}

// pick copies the rows of the columns that are read.
func pick(frame *graph.Frame, rows []int32, columns []int) *graph.Frame {
	small := &graph.Frame{Rows: len(rows), Cols: make([]graph.FrameColumn, len(frame.Cols))}
	for _, c := range columns {
		small.Cols[c] = take(frame.Cols[c], rows)
	}
	return small
}

func take(c graph.FrameColumn, rows []int32) graph.FrameColumn {
	switch {
	case c.Strs != nil:
		return graph.FrameColumn{Strs: gather(c.Strs, rows)}
	case c.Codes != nil:
		return graph.FrameColumn{Codes: gather(c.Codes, rows)}
	}
	return graph.FrameColumn{Nums: gather(c.Nums, rows)}
}

func gather[T any](values []T, places []int32) []T {
	out := make([]T, len(places))
	for i, p := range places {
		out[i] = values[p]
	}
	return out
}

// meanStd is the mean and the population standard deviation, as scikit-learn reports it.
func meanStd(v []float64) (mean, std float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		std += float64((x - mean) * (x - mean))
	}
	return mean, math.Sqrt(std / float64(len(v)))
}
