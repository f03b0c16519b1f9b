package gbdt

import (
	"slices"

	"winnow/automl"
)

// cost forecasts a fit from what a round takes.
func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	l := newLearner()
	knobs := l.Params()
	for _, q := range p {
		if i := slices.IndexFunc(knobs, func(k automl.Param) bool { return k.Name == q.Name }); i >= 0 {
			// Why ignored: a value that the knob refuses is not fitted either.
			_ = knobs[i].Set(q.Value())
		}
	}
	task := automl.Regression
	if classes > 2 {
		task = automl.Multiclass
	} else if classes == 2 {
		task = automl.Binary
	}
	l = l.suited(task, rows, cols)
	mostLeaves, _ := l.shape()
	outputs := 1.0
	if classes > 2 {
		outputs = float64(classes)
	}
	n, wide, leaves := float64(rows), float64((cols+7)/8*8), float64(mostLeaves)
	sets := min(leaves*wide*2048, 1<<29)
	passes := 2.0 // search and refit
	if rows < fewRows {
		passes, sets = 6, sets*5
	}
	// Why: boosting stops by itself after about this many rounds on most data.
	rounds := min(float64(l.MaxRounds), 12/l.Rate)
	// A level of the tree costs about half the rows; a leaf the scan of its histograms.
	perTree := n*(30e-9+3*wide*0.8e-9) + leaves*wide*600e-9
	trees := outputs
	if l.Multiclass == VectorLeaves {
		// Why: each output's derivatives and leaves are worked out all the same.
		trees, perTree = 1, perTree+n*outputs*60e-9
	}
	return automl.Cost{
		Bytes:   int64(n*(2*wide+24+24*outputs) + sets),
		Work:    passes * rounds * trees * perTree,
		Settled: rounds * trees * perTree,
	}
}
