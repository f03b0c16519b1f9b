package fair

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/table"
)

const (
	alikeRows   = 2000 // rows that consistency is looked at on, at most
	alikeNear   = 5    // neighbours, of which the row itself is one, as AIF360 has it
	alikeLevels = 20   // levels of a category that are told apart
)

// Consistency is how alike rows that are alike are treated: 1 less the mean distance between
// a row's answer and the mean answer of the rows nearest to it (Zemel et al. 2013), with its
// 95 % interval. X holds the features of each row; of equally near rows the first count.
func Consistency(x [][]float64, answer []float64) automl.FairValue {
	n := len(x)
	near := min(alikeNear, n)
	each := make([]float64, n)
	best, dist := make([]int, near), make([]float64, near)
	for i := range x {
		for k := range dist {
			dist[k] = math.Inf(1)
		}
		for j := range x {
			d := 0.0
			for c, v := range x[i] {
				d += (v - x[j][c]) * (v - x[j][c])
			}
			for k := near - 1; k >= 0 && d < dist[k]; k-- {
				if k < near-1 {
					best[k+1], dist[k+1] = best[k], dist[k]
				}
				best[k], dist[k] = j, d
			}
		}
		mean := 0.0
		for _, j := range best {
			mean += answer[j] / float64(near)
		}
		each[i] = 1 - math.Abs(answer[i]-mean)
	}
	v := stat.Mean(each, nil)
	room := 0.0
	if n > 1 {
		room = 1.96 * stat.StdDev(each, nil) / math.Sqrt(float64(n))
	}
	return automl.FairValue{Value: v, Low: max(0, v-room), High: min(1, v+room)}
}

// AddConsistency looks at how alike a model that selects treats rows that are alike in its
// input columns, and adds that to the summaries: numbers count in units of their spread, and
// categories by being equal. Rows are those of t, in the order of r; of many some are looked at.
func AddConsistency(f *automl.Fairness, r *Rows, t *table.Table, rows []int32, columns []string) {
	if r.Regression {
		return
	}
	step := (len(rows) + alikeRows - 1) / alikeRows
	var some []int32
	var answer []float64
	for i := 0; i < len(rows); i += step {
		some = append(some, rows[i])
		answer = append(answer, r.Picked[i])
	}
	x := make([][]float64, len(some))
	for _, name := range columns {
		if at := t.Index(name); at >= 0 {
			encode(x, t.Column(at), some)
		}
	}
	if len(some) < alikeNear || len(x[0]) == 0 {
		return
	}
	v := Consistency(x, answer)
	f.Summaries = append(f.Summaries, automl.FairSummary{ID: "consistency", Name: "Consistency", Source: aif360, FairValue: v, Ideal: 1, Sure: v.High < 1,
		Help: "How alike rows are treated that are alike in the model's columns: 1 when each is treated as its nearest are."})
}

// encode appends a column's features to each row.
func encode(x [][]float64, col table.Column, rows []int32) {
	switch col := col.(type) {
	case *table.Categories:
		for k := range min(len(col.Levels()), alikeLevels) {
			for i, r := range rows {
				v := 0.0
				if col.Codes()[r] == int32(k) {
					v = math.Sqrt2 / 2 // two different levels are 1 apart
				}
				x[i] = append(x[i], v)
			}
		}
	case *table.Numbers:
		scaled(x, col.Values(), rows)
	case *table.Times:
		scaled(x, col.Values(), rows)
	}
}

func scaled(x [][]float64, values []float64, rows []int32) {
	var known []float64
	for _, r := range rows {
		if v := values[r]; !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	if len(known) < 2 || slices.Min(known) == slices.Max(known) {
		return
	}
	mean, spread := stat.MeanStdDev(known, nil)
	for i, r := range rows {
		v := values[r]
		if math.IsNaN(v) {
			v = mean
		}
		x[i] = append(x[i], (v-mean)/spread)
	}
}
