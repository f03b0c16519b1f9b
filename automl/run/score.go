package run

import (
	"math"

	"winnow/automl"
	"winnow/automl/calibrate"
)

// gather turns the folds of a finished trial into its out-of-fold predictions (the mean
// where folds are repeated), its score and its line of the leaderboard.
func (r *Run) gather(t *trial) {
	t.oof = r.outOfFold(func(fold int) []float64 { return t.folds[fold].values })
	fit, ms, bytes := 0.0, 0.0, int64(0)
	for _, f := range t.folds {
		fit += f.fitSec
		ms += f.predictMs / float64(len(t.folds))
		bytes = max(bytes, f.bytes)
	}
	t.row.FitSec, t.row.PredictMs, t.row.Bytes = fit, ms, bytes
	r.score(&t.row, t.oof, func(fold int) []float64 { return t.folds[fold].values })
	for i := range t.folds {
		if i < len(t.row.Folds) {
			t.folds[i].score = t.row.Folds[i]
		}
	}
	r.putAway(t)
}

// outOfFold lays the predictions of the folds' valid rows out over the run's scored rows,
// in order; a row in several valid parts gets their mean.
func (r *Run) outOfFold(values func(fold int) []float64) *automl.Prediction {
	width := r.base.PredictionWidth()
	at := r.places()
	p := &automl.Prediction{Width: width, Values: make([]float64, len(r.scored)*width)}
	times := make([]float64, len(r.scored))
	for k, f := range r.folds {
		v := values(k)
		for i, row := range f.Valid {
			place := int(at[row])
			times[place]++
			for c := range width {
				p.Values[place*width+c] += v[i*width+c]
			}
		}
	}
	for i, n := range times {
		for c := range width {
			p.Values[i*width+c] /= n
		}
	}
	return p
}

// places maps a row of the table to its place among the scored rows.
func (s *setup) places() []int32 {
	at := make([]int32, s.table.Rows())
	for i, row := range s.scored {
		at[row] = int32(i)
	}
	return at
}

// score fills in the scores of a line: of each fold, their mean with its interval, and
// every metric of the task on the out-of-fold predictions. With many classes and rows, metrics
// other than the job's look at a part of the rows.
func (r *Run) score(row *automl.ModelRow, oof *automl.Prediction, values func(fold int) []float64) {
	row.Folds = row.Folds[:0]
	for k, f := range r.folds {
		p := &automl.Prediction{Width: oof.Width, Values: values(k)}
		if r.needsThreshold() {
			p.Threshold = r.thresholdWithout(oof, f.Valid)
		}
		if s, err := r.metric.Score(r.targetOf(f.Valid), p); err == nil && !math.IsNaN(s) {
			row.Folds = append(row.Folds, s)
		}
	}
	all := r.targetOf(r.scored)
	whole := *oof
	if r.needsThreshold() && len(r.folds) > 1 { // on a single part it could only be chosen on the rows it is scored on
		whole.Threshold = r.threshold(oof, r.scored)
	}
	row.Scores = map[string]float64{}
	few, some := all, &whole
	if n := r.fewer(len(r.scored), 1); n < len(r.scored) {
		few, some = r.part(&whole, thinned(r.scored, n))
	}
	for _, m := range r.cat.MetricsFor(r.job.Task) {
		y, p := all, &whole
		if m.ID != r.metric.ID {
			y, p = few, some
		}
		if s := r.unranked(m, row, oof.Width, values); !math.IsNaN(s) {
			row.Scores[m.ID] = s
		} else if s, err := m.Score(y, p); err == nil && !math.IsNaN(s) && !math.IsInf(s, 0) {
			row.Scores[m.ID] = s
		}
	}
	if len(row.Folds) == 0 {
		row.Folds = append(row.Folds, row.Scores[r.metric.ID])
	}
	f := r.folds[0]
	row.Score, row.Low, row.High = interval(row.Folds, len(f.Train), len(f.Valid))
	if len(row.Folds) == 1 {
		if low, high := resampled(r.metric, all, &whole, r.job.Seed); !math.IsNaN(low) {
			row.Low, row.High = low, high
		}
	}
	if r.needsThreshold() { // each fold's threshold was chosen without it, that of all rows was not
		row.Scores[r.metric.ID] = row.Score
	}
	r.clip(row)
}

// unranked is what guessing scores by a metric of order: the mean over the folds. It says the
// same of every row of a fold, and its answers of two folds differ by the rows left out alone: held
// against each other they are in the wrong order, below guessing. NaN for what needs no such care.
func (r *Run) unranked(m *automl.Metric, row *automl.ModelRow, width int, values func(fold int) []float64) float64 {
	if !m.Ranks || !row.Baseline {
		return math.NaN()
	}
	sum, n := 0.0, 0.0
	for k, f := range r.folds {
		if s, err := m.Score(r.targetOf(f.Valid), &automl.Prediction{Width: width, Values: values(k)}); err == nil {
			sum, n = sum+s, n+1
		}
	}
	return sum / n
}

// clip keeps an interval within the range of the metric.
func (r *Run) clip(row *automl.ModelRow) {
	low, high := min(r.metric.Best, r.metric.Worst), max(r.metric.Best, r.metric.Worst)
	row.Low, row.High = min(max(row.Low, low), high), min(max(row.High, low), high)
}

// needsThreshold reports whether the job's metric looks at yes or no, so that the
// probability from which to say yes is part of the model.
func (r *Run) needsThreshold() bool { return r.job.Task == automl.Binary && r.metric.NeedsClass }

// thresholdWithout chooses the threshold on all scored rows but the given ones, so that
// they can be scored by it. Where there are no others it stays at one half.
func (r *Run) thresholdWithout(oof *automl.Prediction, rows []int32) float64 {
	return r.threshold(oof, r.others(rows))
}

func (r *Run) threshold(oof *automl.Prediction, rows []int32) float64 {
	if oof.Threshold > 0 { // it belongs to the model
		return oof.Threshold
	}
	if len(rows) == 0 {
		return 0.5
	}
	at := r.places()
	p := &automl.Prediction{Width: 1, Values: make([]float64, len(rows))}
	for i, row := range rows {
		p.Values[i] = oof.Values[at[row]]
	}
	t, err := calibrate.Threshold(r.targetOf(rows), p, r.metric)
	if err != nil {
		return 0.5
	}
	return t
}
