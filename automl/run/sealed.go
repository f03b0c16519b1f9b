package run

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/split"
	"winnow/automl/store"
)

// seal sets rows apart for the final test, before anything is fitted or split.
func (s *setup) seal() error {
	if s.job.Sealed == 0 {
		return nil
	}
	spec, err := s.spec()
	if err != nil {
		return err
	}
	spec.Kind, spec.Holdout = automl.SplitHoldout, s.job.Sealed
	spec.Seed = num.RNG(s.job.Seed, "sealed").Uint64()
	parts, _, err := split.Make(spec)
	if err != nil {
		return err
	}
	if len(parts[0].Train) < minRows {
		return automl.Errorf("train", automl.BadUsage, "With a share of %g set apart, only %d rows are left to learn from.", s.job.Sealed, len(parts[0].Train)).
			WithHint("Set fewer rows apart for the final test, or none.")
	}
	s.rows, s.sealed = parts[0].Train, parts[0].Valid
	s.base.Rows = s.rows
	s.note("%d rows are set apart for the final test; nothing is fitted on them.", len(s.sealed))
	return nil
}

// Reveal scores a model on the rows set apart, once; later calls give the first answer.
func (r *Run) Reveal(ctx context.Context, id string) (*automl.FinalTest, error) {
	if len(r.sealed) == 0 {
		return nil, automl.Errorf("results", automl.BadUsage, "No rows were set apart for a final test.").
			WithHint("Train again with a share of the rows set apart.")
	}
	select {
	case <-r.done:
	default:
		return nil, automl.Errorf("results", automl.BadUsage, "The final test opens once the training is over.")
	}
	board := r.Leaderboard()
	i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil, unknownModel(id)
	}
	if board.Rows[i].Test != nil {
		return board.Rows[i].Test, nil
	}
	node, oof, err := r.usable(id)
	if err != nil {
		return nil, err
	}
	values, err := r.predictWide(node, r.sealed)
	if err != nil {
		return nil, err
	}
	p := &automl.Prediction{Width: r.base.PredictionWidth(), Values: values}
	if r.needsThreshold() {
		p.Threshold = r.threshold(oof, r.scored)
	}
	t, err := r.finalTest(&board.Rows[i], p)
	if err != nil {
		return nil, err
	}
	return r.keepTest(t)
}

// keepTest notes an opening, in memory and beside the run; of two at the same time the
// first stays.
func (r *Run) keepTest(t *automl.FinalTest) (*automl.FinalTest, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if first := r.tests[t.Model]; first != nil {
		return first, nil
	}
	if r.store != nil {
		raw, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		if err := store.WriteFile(filepath.Join(r.store.Dir(), "final-test-"+t.Model+".json"), raw); err != nil {
			return nil, err
		}
	}
	if r.tests == nil {
		r.tests = map[string]*automl.FinalTest{}
	}
	r.tests[t.Model] = t
	return t, nil
}

// openedBefore reads what was opened before the run was taken up again.
func (r *Run) openedBefore() error {
	paths, err := filepath.Glob(filepath.Join(r.store.Dir(), "final-test-*.json"))
	if err != nil {
		return err
	}
	r.tests = map[string]*automl.FinalTest{}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			return automl.Errorf("train", automl.NoResource, "The record of a final test cannot be read: %w.", err)
		}
		t := &automl.FinalTest{}
		if json.Unmarshal(raw, t) == nil && t.Model != "" {
			r.tests[t.Model] = t
		}
	}
	return nil
}

// finalTest scores predictions of the rows set apart and holds the score against the
// cross-validated one: the difference of two independent estimates, each with its standard
// error.
func (r *Run) finalTest(row *automl.ModelRow, p *automl.Prediction) (*automl.FinalTest, error) {
	y := r.targetOf(r.sealed)
	t := &automl.FinalTest{Model: row.ID, Metric: r.metric.ID, Rows: len(r.sealed), Opened: time.Now().UTC(), Scores: map[string]float64{}}
	score, err := r.metric.Score(y, p)
	if err != nil || math.IsNaN(score) {
		return nil, automl.Errorf("results", automl.BadData, "The score is not defined on the %d rows set apart.", len(r.sealed)).
			WithHint("They may lack one of the classes.")
	}
	t.Score, t.Low, t.High = score, score, score
	for _, m := range r.cat.MetricsFor(r.job.Task) {
		if s, err := m.Score(y, p); err == nil && !math.IsNaN(s) && !math.IsInf(s, 0) {
			t.Scores[m.ID] = s
		}
	}
	if low, high := resampled(r.metric, y, p, r.job.Seed); !math.IsNaN(low) {
		lowest, highest := min(r.metric.Best, r.metric.Worst), max(r.metric.Best, r.metric.Worst)
		t.Low, t.High = min(max(low, lowest), highest), min(max(high, lowest), highest)
	}
	spread := math.Hypot((t.High-t.Low)/2, (row.High-row.Low)/2)
	t.Differs = spread > 0 && math.Abs(score-row.Score) > spread
	t.Notice = r.agreement(t, row)
	return t, nil
}

// agreement says in words how the final test and the cross-validation go together.
func (r *Run) agreement(t *automl.FinalTest, row *automl.ModelRow) string {
	both := fmt.Sprintf("Final test %s, cross-validation %s", short(t.Score), short(row.Score))
	switch {
	case !t.Differs:
		return both + ": they agree within chance."
	case r.metric.Better(t.Score, row.Score):
		return both + ": the final test is better than chance explains; the rows set apart may be easier than the others."
	}
	return both + ": the final test is worse than chance explains. Trust the final test, and look for what sets these rows apart."
}
