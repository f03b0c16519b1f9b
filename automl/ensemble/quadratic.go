package ensemble

import (
	"context"
	"math"
	"runtime"

	"winnow/automl"
	"winnow/automl/num"
)

// quadratic scores by mean squared error, which for a mean of models follows from the
// products of their residuals: after one pass over the rows each step costs nothing.
type quadratic struct {
	product [][]float64 // mean over rows of the product of two models' residuals
	root    bool
	row     []float64 // sums of product over the models taken, by model
	all     float64   // sum of product over pairs of models taken
	taken   float64
}

// newQuadratic serves RMSE and the Brier score.
func newQuadratic(t automl.Target, preds []*automl.Prediction, m *automl.Metric) (*quadratic, bool) {
	if m.ID != "rmse" && m.ID != "brier" || preds[0].Width != 1 {
		return nil, false
	}
	for _, p := range preds {
		// A model without a finite score must be refused one by one.
		if _, err := m.Score(t, p); err != nil {
			return nil, false
		}
	}
	var total float64
	for i := range t.Y {
		total += weight(t, i)
	}
	n := len(preds)
	q := &quadratic{root: m.ID == "rmse", row: make([]float64, n), product: make([][]float64, n)}
	for j := range n {
		q.product[j] = make([]float64, n)
	}
	// Nothing in the loop can fail.
	_ = num.ForEach(context.Background(), runtime.GOMAXPROCS(0), n, func(a int) error {
		residual := make([]float64, len(t.Y))
		for i, v := range preds[a].Values {
			residual[i] = weight(t, i) * (v - t.Y[i]) / total
		}
		for b := range a + 1 {
			var s float64
			for i, v := range preds[b].Values {
				s += residual[i] * (v - t.Y[i])
			}
			q.product[a][b] = s
		}
		return nil
	})
	for a := range n {
		for b := range a {
			q.product[b][a] = q.product[a][b]
		}
	}
	return q, true
}

func weight(t automl.Target, i int) float64 {
	if t.W == nil {
		return 1
	}
	return t.W[i]
}

func (q *quadratic) try(model int) (float64, error) {
	k := q.taken + 1
	v := max((q.all+2*q.row[model]+q.product[model][model])/(k*k), 0)
	if q.root {
		v = math.Sqrt(v)
	}
	return v, nil
}

func (q *quadratic) take(model int) {
	q.all += 2*q.row[model] + q.product[model][model]
	for j := range q.row {
		q.row[j] += q.product[j][model]
	}
	q.taken++
}
