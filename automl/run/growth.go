package run

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync/atomic"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/num"
	"winnow/automl/prep"
)

// growthShares are the parts of a fold's training rows that are learnt from, before all.
var growthShares = []float64{0.125, 0.25, 0.5, 0.75}

const (
	growthFolds = 5  // at most
	growthLeast = 30 // rows to learn from
	// growthWorth is the share of the loss that twice the rows must save to be worth it.
	growthWorth = 0.01
)

// Growth fits a model's recipe on growing parts of each fold's training rows, each part
// within the next, and scores it on the fold's held-out rows. Of an ensemble the best member
// is fitted. An empty id means the recommended model.
func (r *Run) Growth(ctx context.Context, id string, progress func(done, total int)) (*automl.Growth, error) {
	if id == "" {
		id = r.Leaderboard().Recommended
	}
	t := r.growing(id)
	if t == nil {
		return nil, unknownModel(id)
	}
	if t.number == 0 {
		return nil, automl.Errorf("results", automl.BadUsage, "The baseline looks at no column, so that rows do not matter to it.")
	}
	m := r.metric
	if m.NeedsClass {
		m = r.blendMetric()
	}
	folds := min(len(r.folds), growthFolds)
	var shares []float64
	for _, s := range growthShares {
		if s*float64(len(r.folds[0].Train)) >= growthLeast {
			shares = append(shares, s)
		}
	}
	if len(shares) < 2 {
		return nil, automl.Errorf("results", automl.BadData, "There are too few rows for a learning curve.")
	}
	scores := make([][]float64, len(shares)+1)
	rows := make([]float64, len(shares)+1)
	for i := range scores {
		scores[i] = make([]float64, folds)
	}
	var done atomic.Int64
	total := len(shares) * folds
	err := num.ForEach(ctx, r.job.Threads, total, func(i int) error {
		k, share := i%folds, len(shares)-1-i/folds
		part := r.firstOf(k, shares[share])
		score, err := r.scorePart(ctx, t, k, part, m)
		scores[share][k] = score
		if progress != nil {
			progress(int(done.Add(1)), total)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	last := len(shares)
	for k := range folds {
		values, err := r.foldValues(t, k)
		if err != nil {
			return nil, err
		}
		p := &automl.Prediction{Width: r.base.PredictionWidth(), Values: values}
		if scores[last][k], err = m.Score(r.targetOf(r.folds[k].Valid), p); err != nil {
			return nil, err
		}
		for i, s := range append(slices.Clone(shares), 1) {
			rows[i] += math.Round(s*float64(len(r.folds[k].Train))) / float64(folds)
		}
	}
	return r.growth(t, m, append(shares, 1), rows, scores), nil
}

// growing is the trial that a model's learning curve is of.
func (r *Run) growing(id string) *trial {
	members := r.membersOf(id)
	if len(members) == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	best := members[0]
	for _, t := range members {
		if t.state == automl.Done && r.metric.Better(t.row.Score, best.row.Score) {
			best = t
		}
	}
	if best.state != automl.Done {
		return nil
	}
	return best
}

// firstOf is the first share of a fold's training rows in a random order, the same share of
// each class; where the split is by time the latest rows.
func (r *Run) firstOf(fold int, share float64) []int32 {
	train := r.folds[fold].Train
	n := int(math.Round(share * float64(len(train))))
	if r.job.Time != "" {
		return r.latest(train, n)
	}
	order := num.Perm(num.RNG(r.job.Seed, "growth", fold), len(train))
	if r.job.Task.IsClassification() {
		seen, counts := make([]float64, r.base.Classes), make([]float64, r.base.Classes)
		for _, row := range train {
			counts[int(r.base.Y[row])]++
		}
		rank := make([]float64, len(train))
		for _, i := range order {
			k := int(r.base.Y[train[i]])
			seen[k]++
			rank[i] = (seen[k] - 0.5) / counts[k]
		}
		slices.SortStableFunc(order, func(a, b int32) int {
			switch {
			case rank[a] < rank[b]:
				return -1
			case rank[a] > rank[b]:
				return 1
			}
			return 0
		})
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = train[order[i]]
	}
	slices.Sort(out)
	return out
}

// latest are the n latest of some rows.
func (r *Run) latest(rows []int32, n int) []int32 {
	times, err := order(r.table, r.job.Time)
	if err != nil { // the split by time has refused it before
		return rows[len(rows)-n:]
	}
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b int32) int { return cmp.Compare(times[a], times[b]) })
	out = out[len(out)-n:]
	slices.Sort(out)
	return out
}

// scorePart fits a trial's recipe on some rows and scores it on a fold's held-out rows.
func (r *Run) scorePart(ctx context.Context, t *trial, fold int, rows []int32, m *automl.Metric) (score float64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = automl.Errorf("fit", automl.Internal, "The fit broke off: %v.", p)
		}
	}()
	ds, err := prep.Fit(ctx, r.base.With(rows), t.prep, automl.Env{Seed: num.Seed(r.job.Seed, "prep", fold), Workers: 1})
	if err != nil {
		return 0, err
	}
	node, err := t.learner.Fit(ctx, ds, automl.Env{Seed: num.Seed(r.job.Seed, t.candidate.Key(), fold), Workers: 1})
	if err != nil {
		return 0, err
	}
	valid := r.folds[fold].Valid
	values, err := r.predict(node, valid)
	if err != nil {
		return 0, err
	}
	return m.Score(r.targetOf(valid), &automl.Prediction{Width: r.base.PredictionWidth(), Values: values})
}

// growth draws the curve through the scores.
func (r *Run) growth(t *trial, m *automl.Metric, shares, rows []float64, scores [][]float64) *automl.Growth {
	g := &automl.Growth{Model: t.row.Name, Metric: m.ID}
	f := r.folds[0]
	perfect := 0.0
	if !math.IsInf(m.Best, 0) {
		perfect = m.Best
	}
	losses := make([]float64, len(shares))
	for i := range shares {
		p := automl.GrowthPoint{Rows: int(math.Round(rows[i])), Share: shares[i], Folds: scores[i]}
		p.Score, p.Low, p.High = interval(scores[i], int(rows[i]), len(f.Valid))
		least, most := min(m.Best, m.Worst), max(m.Best, m.Worst)
		p.Low, p.High = max(p.Low, least), min(p.High, most) // no score lies beyond
		g.Points = append(g.Points, p)
		losses[i] = math.Abs(p.Score - perfect)
	}
	g.Limit, g.Factor, g.Power = explain.PowerLaw(rows, losses)
	last := len(shares) - 1
	twice := g.Limit + g.Factor*math.Pow(2*rows[last], -g.Power)
	g.Twice = perfect + twice
	if m.Best > m.Worst {
		g.Twice = perfect - twice
	}
	half := slices.Index(shares, 0.5)
	gains := make([]float64, len(scores[last]))
	for k := range gains {
		gains[k] = m.Loss(scores[half][k]) - m.Loss(scores[last][k])
	}
	_, low, _ := interval(gains, len(f.Train), len(f.Valid))
	g.Helps = low > 0 && losses[last]-twice > growthWorth*losses[last]
	g.Sentence = explain.GrowthSentence(g, m)
	return g
}
