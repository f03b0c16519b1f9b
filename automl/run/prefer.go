package run

import (
	"cmp"
	"fmt"
	"slices"

	"winnow/automl"
)

// simplest is the model that is the easiest to follow among those not worse than the best
// beyond chance and within one standard error of it (Breiman et al. 1984, the 1-SE rule);
// of equally easy ones the best. It is empty where there is nothing to choose among.
func (r *Run) simplest() string {
	rows := r.doneRows()
	if len(rows) == 0 {
		return ""
	}
	best := &rows[0]
	f := r.folds[0]
	slack := standardError(best.Folds, len(f.Train), len(f.Valid))
	at := 0
	for i := range rows {
		m := &rows[i]
		near := r.metric.Loss(m.Score) <= r.metric.Loss(best.Score)+slack
		if near && tied(best.Folds, m.Folds, len(f.Train), len(f.Valid)) && easier(m, &rows[at]) {
			at = i
		}
	}
	return rows[at].ID
}

// simplestTrial is the trial that the job prefers for being easy to follow; nil where it
// has no such preference or prefers the ensemble.
func (r *Run) simplestTrial() *trial {
	if r.job.Prefer != automl.PreferSimplest {
		return nil
	}
	t, err := r.find(r.simplest())
	if err != nil {
		return nil
	}
	return t
}

// easier reports whether a model is easier to follow than another: an ensemble is harder
// than any single model.
func easier(a, b *automl.ModelRow) bool { return ease(a) > ease(b) }

func ease(m *automl.ModelRow) int {
	if m.ID == blendID {
		return 0
	}
	return m.Readable
}

// doneRows are the scored models without the baseline, best first.
func (r *Run) doneRows() []automl.ModelRow {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []automl.ModelRow
	for _, t := range r.contenders() {
		out = append(out, t.row)
	}
	if r.blend != nil {
		out = append(out, r.blend.row)
	}
	slices.SortStableFunc(out, func(a, b automl.ModelRow) int { return cmp.Compare(r.metric.Loss(a.Score), r.metric.Loss(b.Score)) })
	return out
}

// why says why the chosen model is recommended. It is called with the mutex held.
func (r *Run) why(rows []automl.ModelRow) string {
	find := func(id string) *automl.ModelRow {
		i := slices.IndexFunc(rows, func(m automl.ModelRow) bool { return m.ID == id })
		if i < 0 {
			return nil
		}
		return &rows[i]
	}
	m := find(r.chosen)
	switch {
	case m == nil:
		return ""
	case m.Baseline:
		return "No model was finished that does better than guessing."
	case m.ID != rows[0].ID && r.job.Prefer == automl.PreferSimplest && easier(m, &rows[0]):
		return fmt.Sprintf("Its score of %s is not worse than the best beyond chance (%s, %s), and it is easier to follow.",
			short(m.Score), rows[0].Name, short(rows[0].Score))
	case m.ID == distilID && r.blend != nil:
		return r.blend.whyDistilled(m)
	case m.ID == blendID:
		return fmt.Sprintf("It combines %d models and has the best cross-validated score.", len(r.blend.members))
	case m.ID == rows[0].ID:
		return "It has the best cross-validated score."
	}
	return "It has the best cross-validated score of those that could be made ready."
}

// SetThreshold keeps the probability from which a binary model says yes; 0 takes it back.
func (r *Run) SetThreshold(id string, threshold float64) error {
	if r.job.Task != automl.Binary {
		return automl.Errorf("results", automl.BadUsage, "Only a yes-or-no model has a threshold.")
	}
	if !(threshold >= 0 && threshold <= 1) {
		return automl.Errorf("results", automl.BadUsage, "A threshold is a probability from 0 to 1, not %g.", threshold)
	}
	if _, err := r.oofOf(id); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.decided == nil {
		r.decided = map[string]float64{}
	}
	r.decided[id] = threshold
	return nil
}

// decision is the threshold that the person chose for a model; 0 for none.
func (r *Run) decision(id string) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.decided[id]
}
