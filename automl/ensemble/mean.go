package ensemble

import (
	"sync"

	"winnow/automl"
)

// mean scores by averaging predictions row by row; it serves every metric.
type mean struct {
	target automl.Target
	preds  []*automl.Prediction
	metric *automl.Metric
	sum    []float64 // of the predictions taken
	taken  int
	room   sync.Pool // of *[]float64
}

func newMean(target automl.Target, preds []*automl.Prediction, m *automl.Metric) *mean {
	return &mean{target: target, preds: preds, metric: m, sum: make([]float64, len(preds[0].Values))}
}

func (a *mean) try(model int) (float64, error) {
	values, ok := a.room.Get().(*[]float64)
	if !ok {
		v := make([]float64, len(a.sum))
		values = &v
	}
	defer a.room.Put(values)
	p, n := a.preds[model], float64(a.taken+1)
	for i, v := range p.Values {
		(*values)[i] = (a.sum[i] + v) / n
	}
	return a.metric.Score(a.target, &automl.Prediction{Width: p.Width, Values: *values, Threshold: a.preds[0].Threshold})
}

func (a *mean) take(model int) {
	a.taken++
	for i, v := range a.preds[model].Values {
		a.sum[i] += v
	}
}
