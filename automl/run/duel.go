package run

import (
	"context"
	"maps"
	"slices"

	"winnow/automl"
	"winnow/automl/explain"
)

// Duel holds the out-of-fold predictions of two models against each other, row by row and in
// parts by each input column. An empty a is the recommended model, an empty b the best other.
func (r *Run) Duel(ctx context.Context, a, b string) (*automl.Duel, error) {
	board := r.Leaderboard()
	if a == "" {
		a = board.Recommended
	}
	name := func(id string) string {
		i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
		if i < 0 {
			return ""
		}
		return board.Rows[i].Name
	}
	if b == "" {
		i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID != a && m.State == automl.Done })
		if i < 0 {
			return nil, automl.Errorf("results", automl.BadData, "There is no other model to compare with.")
		}
		b = board.Rows[i].ID
	}
	d := &automl.Duel{A: a, B: b, NameA: name(a), NameB: name(b), Loss: "log loss"}
	switch {
	case d.NameA == "":
		return nil, unknownModel(a)
	case d.NameB == "":
		return nil, unknownModel(b)
	case a == b:
		return nil, automl.Errorf("results", automl.BadUsage, "A model cannot be compared with itself.")
	}
	first, err := r.oofOf(a)
	if err != nil {
		return nil, err
	}
	second, err := r.oofOf(b)
	if err != nil {
		return nil, err
	}
	absolute := slices.Contains([]string{"mae", "median_ae", "mape"}, r.metric.ID)
	if r.job.Task == automl.Regression {
		if d.Loss = "squared error"; absolute {
			d.Loss = "absolute error"
		}
	}
	var parts []explain.DuelPart
	for k, place := range r.columns {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		cut := r.cut(r.table.Column(place))
		for _, part := range slices.Sorted(maps.Keys(cut)) {
			parts = append(parts, explain.DuelPart{Column: r.names[k], Part: part, At: cut[part]})
		}
	}
	y := r.targetOf(r.scored)
	d.Overall, d.Parts = explain.Duel(explain.RowLosses(y, first, absolute), explain.RowLosses(y, second, absolute), parts)
	d.Looked = len(d.Parts)
	d.Sentence = explain.DuelSentence(d)
	return d, nil
}
