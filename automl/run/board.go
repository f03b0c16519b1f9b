package run

import (
	"cmp"
	"fmt"
	"slices"

	"winnow/automl"
)

// Leaderboard is the present state of the run's models: scored ones best first, then those
// at work, waiting, skipped and failed; the baseline last.
func (r *Run) Leaderboard() automl.Leaderboard {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := automl.Leaderboard{Metric: r.metric.ID}
	for _, t := range r.trials {
		b.Rows = append(b.Rows, t.row)
	}
	if r.blend != nil {
		b.Rows = append(b.Rows, r.blend.row)
	}
	slices.SortStableFunc(b.Rows, func(a, c automl.ModelRow) int {
		if d := cmp.Compare(stateOrder(a.State), stateOrder(c.State)); d != 0 || a.State != automl.Done {
			return d
		}
		return cmp.Compare(r.metric.Loss(a.Score), r.metric.Loss(c.Score))
	})
	f := r.folds[0]
	for i := range b.Rows {
		row := &b.Rows[i]
		if row.State == automl.Done {
			row.Rank = i + 1
			row.Tied = i > 0 && tied(b.Rows[0].Folds, row.Folds, len(f.Train), len(f.Valid))
		}
	}
	if r.baseline != nil {
		b.Rows = append(b.Rows, r.baseline.row)
	}
	for i := range b.Rows {
		b.Rows[i].Test = r.tests[b.Rows[i].ID]
	}
	b.Recommended, b.Reason = r.recommend(trained(b.Rows))
	if i := slices.IndexFunc(b.Rows, func(m automl.ModelRow) bool { return m.ID == b.Recommended }); i >= 0 && r.luck != nil && !b.Rows[i].Baseline {
		b.Corrected = r.luck.of(&b.Rows[i])
		b.Reason += " " + r.luck.words(b.Corrected)
	}
	return b
}

// trained are the rows of models that the training itself made.
func trained(rows []automl.ModelRow) []automl.ModelRow {
	return slices.DeleteFunc(slices.Clone(rows), func(m automl.ModelRow) bool { return m.Of != "" })
}

func stateOrder(s automl.State) int {
	return slices.Index([]automl.State{automl.Done, automl.Running, automl.Waiting, automl.Skipped, automl.Failed}, s)
}

// recommend names the model to take and why. It is called with the mutex held.
func (r *Run) recommend(rows []automl.ModelRow) (id, reason string) {
	id = r.best
	if r.chosen != "" {
		return r.chosen, r.why(rows)
	}
	if r.blend != nil && (r.blend.final != nil || r.best == "") {
		id = blendID
	}
	i := slices.IndexFunc(rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return "", ""
	}
	m := rows[i]
	switch {
	case m.Baseline:
		return id, "No model was finished that does better than guessing."
	case id == blendID:
		return id, fmt.Sprintf("It combines %d models and has the best cross-validated score.", len(r.blend.members))
	}
	return id, "It has the best cross-validated score."
}
