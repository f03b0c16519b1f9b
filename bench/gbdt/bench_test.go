// Package gbdt measures the gradient booster beside LightGBM on the same made data.
package gbdt

import (
	"context"
	"fmt"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/gbdt"
	"winnow/automl/num"
)

// made is a data set of the given size with a target that half of the columns bear on.
func made(task automl.Task, rows, cols int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(1, "bench")
	d := &automl.Dataset{Task: task, Space: rows, Y: make([]float64, rows)}
	frame := &graph.Frame{Rows: rows}
	score := make([]float64, rows)
	for j := range cols {
		v := make([]float64, rows)
		weight := rng.NormFloat64() * float64(j%2)
		for i := range v {
			v[i] = rng.NormFloat64()
			score[i] += weight * (v[i] + math.Abs(v[i])*math.Sin(3*v[i]))
		}
		d.Features = append(d.Features, &automl.Feature{Name: fmt.Sprint("x", j), Nums: v, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	for i := range d.Y {
		d.Rows = append(d.Rows, int32(i))
		d.Y[i] = score[i] + 3*rng.NormFloat64()
		if task == automl.Binary {
			d.Classes = 2
			if d.Y[i] > 0 {
				d.Y[i] = 1
			} else {
				d.Y[i] = 0
			}
		}
	}
	return d, frame
}

// plain are 100 rounds on all rows and columns, as compare.py has LightGBM do them.
var plain = automl.Settings{{Name: "growth", Value: "leaf"}, {Name: "random_strength", Value: "0"}, {Name: "learning_rate", Value: "0.1"}, {Name: "rounds", Value: "100"}, {Name: "feature_fraction", Value: "1"}, {Name: "row_fraction", Value: "1"}}

var sizes = []struct {
	task       automl.Task
	rows, cols int
}{
	{automl.Binary, 100_000, 50},
	{automl.Regression, 50_000, 20},
	{automl.Binary, 2_000, 20},
}

func BenchmarkFit(b *testing.B) {
	for _, s := range sizes {
		d, _ := made(s.task, s.rows, s.cols)
		b.Run(fmt.Sprintf("%s/rows=%d/cols=%d", s.task, s.rows, s.cols), func(b *testing.B) {
			for b.Loop() {
				l := gbdt.Algorithm().New()
				if err := l.Params().Set(plain); err != nil {
					b.Fatal(err)
				}
				if _, err := l.Fit(context.Background(), d, automl.Env{Seed: 1, Workers: 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPredict(b *testing.B) {
	d, frame := made(automl.Binary, 20_000, 50)
	l := gbdt.Algorithm().New()
	if err := l.Params().Set(plain); err != nil {
		b.Fatal(err)
	}
	out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1, Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		b.Fatal(err)
	}
	p := make([]float64, frame.Rows)
	b.Run("batch", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plan.Range(0, frame.Rows, p)
		}
		b.ReportMetric(float64(frame.Rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("row", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plan.Range(7, 8, p)
		}
	})
}
