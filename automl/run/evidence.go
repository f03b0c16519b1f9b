package run

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// evidenceValues is the most predicted values that a model keeps: with many classes it keeps
// fewer rows.
const evidenceValues = 100_000

// evidence is what a model keeps of the table and of the rows that were scored.
func (r *Run) evidence(oof *automl.Prediction) *automl.Evidence {
	e := &automl.Evidence{
		TableRows: r.table.Rows(), LeftOut: r.plan.Left, Sealed: len(r.sealed), Split: r.plan.Split,
		Notes: r.plan.Notes, Scored: len(r.scored), Columns: r.columnCards(),
	}
	for k, name := range r.classes {
		e.Classes = append(e.Classes, automl.ValueCount{Value: name, Count: r.counts[k]})
	}
	places := r.evidencePlaces(oof)
	folds := r.foldOfScored()
	all := r.targetOf(r.scored)
	e.Target = automl.Target{Task: all.Task, Classes: all.Classes}
	e.Prediction = automl.Prediction{Width: oof.Width, Threshold: oof.Threshold}
	round := func(v float64) float64 { return v }
	if all.Task == automl.Regression {
		round = rounder(all.Y)
	}
	for _, i := range places {
		e.Target.Y = append(e.Target.Y, round(all.Y[i]))
		if all.W != nil {
			e.Target.W = append(e.Target.W, all.W[i])
		}
		e.Fold = append(e.Fold, folds[i])
		for _, v := range oof.Row(i) {
			e.Prediction.Values = append(e.Prediction.Values, round(v))
		}
	}
	return e
}

// evidencePlaces chooses the scored rows that are kept, as places among them, in the order of
// what was predicted.
func (r *Run) evidencePlaces(oof *automl.Prediction) []int {
	n := len(r.scored)
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	if most := min(automl.EvidenceRows, max(200, evidenceValues/oof.Width)); n > most {
		rng := num.RNG(r.job.Seed, "evidence")
		for i := range most {
			j := i + rng.IntN(n-i)
			places[i], places[j] = places[j], places[i]
		}
		places = places[:most]
	}
	y := r.targetOf(r.scored).Y
	slices.SortFunc(places, func(a, b int) int {
		return cmp.Or(slices.Compare(oof.Row(a), oof.Row(b)), cmp.Compare(y[a], y[b]), cmp.Compare(a, b))
	})
	return places
}

// foldOfScored is the fold of each scored row; the first one for rows that are in several.
func (r *Run) foldOfScored() []int32 {
	out := make([]int32, len(r.scored))
	at := r.places()
	for k := len(r.folds) - 1; k >= 0; k-- {
		for _, row := range r.folds[k].Valid {
			out[at[row]] = int32(k)
		}
	}
	return out
}

// rounder rounds numbers to a step that no chart can show: at most a ten-thousandth of the
// spread of the middle half of y.
func rounder(y []float64) func(float64) float64 {
	sorted := slices.Sorted(slices.Values(y))
	n := len(sorted)
	spread := sorted[n*3/4] - sorted[n/4]
	if spread == 0 {
		spread = sorted[n-1] - sorted[0]
	}
	if !(spread > 0) || math.IsInf(spread, 0) {
		return func(v float64) float64 { return v }
	}
	power := math.Floor(math.Log10(spread)) - 4
	if power >= 0 {
		step := math.Pow(10, power)
		return func(v float64) float64 { return math.Round(v/step) * step }
	}
	parts := math.Pow(10, -power)
	return func(v float64) float64 {
		if w := v * parts; math.Abs(w) < 1<<52 {
			return math.Round(w) / parts
		}
		return v
	}
}

// columnCards says what became of each column of the table.
func (r *Run) columnCards() []automl.ColumnCard {
	j := &r.job
	out := make([]automl.ColumnCard, 0, r.table.Width())
	for i, f := range r.table.Fields() {
		p := &r.profile.Columns[i]
		c := automl.ColumnCard{Name: f.Name, Kind: f.Kind, Missing: p.Missing, Distinct: p.Distinct, Use: automl.UseNone}
		switch {
		case f.Name == j.Target:
			c.Use = automl.UseTarget
		case f.Name == j.Group:
			c.Use = automl.UseGroup
		case f.Name == j.Weight:
			c.Use = automl.UseWeight
		case slices.Contains(j.Drop, f.Name):
			c.Use = automl.UseDropped
		case slices.Contains(r.columns, i):
			c.Use = automl.UseInput
		}
		out = append(out, c)
	}
	return out
}
