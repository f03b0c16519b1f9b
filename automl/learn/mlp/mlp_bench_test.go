package mlp

import (
	"fmt"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// BenchmarkFit fits data sets of three shapes on one worker and reports the loss on as many
// rows that were not seen.
func BenchmarkFit(b *testing.B) {
	for _, c := range []struct {
		task                automl.Task
		rows, cols, classes int
		effort              float64
	}{
		{automl.Binary, 400, 5, 2, 1},
		{automl.Multiclass, 1150, 61, 10, 0.5},
		{automl.Regression, 12_000, 30, 0, 0.1},
	} {
		b.Run(fmt.Sprintf("%s/rows=%d/cols=%d", c.task, c.rows, c.cols), func(b *testing.B) {
			train, test, frame := curved(c.task, c.rows, c.cols, c.classes)
			l := newLearner()
			l.Effort = c.effort
			loss := 0.0
			for b.Loop() {
				out, err := l.Fit(b.Context(), train, automl.Env{Seed: 1, Workers: 1})
				if err != nil {
					b.Fatal(err)
				}
				loss = lossOf(b, out, frame, test)
			}
			b.ReportMetric(loss, "loss")
		})
	}
}

// curved makes data whose target, or scores of classes, bend in sums of the columns.
func curved(task automl.Task, rows, cols, classes int) (train, test *automl.Dataset, frame *graph.Frame) {
	rng := num.RNG(1, "curved", rows)
	d := &automl.Dataset{Task: task, Classes: classes, Space: 2 * rows, Y: make([]float64, 2*rows)}
	frame = &graph.Frame{Rows: 2 * rows}
	for j := range cols {
		x := make([]float64, 2*rows)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: x})
		d.Features = append(d.Features, &automl.Feature{Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
	}
	best := make([]float64, 2*rows)
	for k := range max(1, classes) {
		sums := make([]float64, 2*rows)
		for _, f := range d.Features {
			w := rng.NormFloat64() / math.Sqrt(float64(cols))
			for i, x := range f.Nums {
				sums[i] += w * x
			}
		}
		for i, s := range sums {
			switch v := s + 0.5*math.Sin(3*s) + 0.2*rng.NormFloat64(); {
			case task == automl.Regression:
				d.Y[i] = v
			case k == 0 || v > best[i]:
				best[i], d.Y[i] = v, float64(k)
			}
		}
	}
	order := num.Perm(rng, 2*rows)
	return d.With(order[:rows]), d.With(order[rows:]), frame
}
