package run

import (
	"winnow/automl"
	"winnow/automl/calibrate"
	"winnow/automl/graph"
)

// temper finds the slope that makes the ensemble's probabilities as sure as they should be,
// and the cross-validated predictions with it: each fold's with the slope of the others. It
// is 1, and the predictions stay, where that does not lower their log loss.
func (r *Run) temper(nested [][]float64) (slope float64, tempered [][]float64) {
	if !r.job.Task.IsClassification() || len(r.folds) < 2 {
		return 1, nested
	}
	oof := r.outOfFold(func(fold int) []float64 { return nested[fold] })
	tempered = make([][]float64, len(nested))
	for k, f := range r.folds {
		rest := r.others(f.Valid)
		s, err := calibrate.Temperature(r.part(oof, thinned(rest, r.fewer(len(rest), 1))))
		if err != nil {
			return 1, nested
		}
		tempered[k] = calibrate.Scale(&automl.Prediction{Width: oof.Width, Values: nested[k]}, s).Values
	}
	before, after := r.meanLosses(oof, nested, tempered)
	if after >= before {
		return 1, nested
	}
	slope, err := calibrate.Temperature(r.part(oof, thinned(r.scored, r.fewer(len(r.scored), 1))))
	if err != nil {
		return 1, nested
	}
	return slope, tempered
}

// part is the truth and the predictions of some of the scored rows.
func (r *Run) part(oof *automl.Prediction, rows []int32) (automl.Target, *automl.Prediction) {
	at := r.places()
	p := &automl.Prediction{Width: oof.Width, Values: make([]float64, 0, len(rows)*oof.Width)}
	for _, row := range rows {
		p.Values = append(p.Values, oof.Row(int(at[row]))...)
	}
	return r.targetOf(rows), p
}

// meanLosses are the mean losses of predictions that were laid out, and of others by fold. With
// many classes those are not laid out, too, which would take as much memory again.
func (r *Run) meanLosses(oof *automl.Prediction, values, others [][]float64) (first, second float64) {
	if !r.wide() {
		return r.meanLoss(oof), r.meanLoss(r.outOfFold(func(fold int) []float64 { return others[fold] }))
	}
	for k, f := range r.folds {
		y := r.targetOf(f.Valid)
		for i := range y.Y {
			w := 1.0
			if y.W != nil {
				w = y.W[i]
			}
			first += w * rowLoss(y, oof.Width, values[k], i)
			second += w * rowLoss(y, oof.Width, others[k], i)
		}
	}
	return first, second
}

// meanLoss is the log loss, or the mean squared error, over the scored rows.
func (r *Run) meanLoss(oof *automl.Prediction) float64 {
	y := r.targetOf(r.scored)
	sum, total := 0.0, 0.0
	for i := range y.Y {
		w := 1.0
		if y.W != nil {
			w = y.W[i]
		}
		sum += w * rowLoss(y, oof.Width, oof.Values, i)
		total += w
	}
	return sum / total
}

// scaled is a pipeline whose probabilities are made surer or flatter.
func scaled(node *graph.Node, task automl.Task, slope float64) *graph.Node {
	if slope == 1 {
		return node
	}
	if task == automl.Binary {
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: slope}, graph.Apply(&graph.Link{Func: graph.Logit, Slope: 1}, node))
	}
	return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: slope}, graph.Apply(&graph.Link{Func: graph.Log, Slope: 1}, node))
}
