package run

import (
	"context"
	"math"
	"time"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	bagRows  = 50000    // rows up to which the folds' models are averaged
	keepMost = 3 << 29  // bytes of fold models kept in all
	keepOne  = 64 << 20 // bytes of a single fold model kept for explaining

	spareRows = 100000 // training rows from which the held-back ones add next to nothing
	spareHeld = 8      // as many rows are trained on, for each held back, at least
)

// bagged reports whether the trial's final model is the mean of its folds' models rather
// than one more fit on all rows. It depends on the trial and the job alone, so that a run
// can be repeated to the bit.
func (r *Run) bagged(t *trial) bool {
	return r.mayBag(t) && r.light(t)
}

// mayBag reports whether the trial is bagged unless its models turn out too large.
func (r *Run) mayBag(t *trial) bool {
	return t.alg.Bagged && t.row.ID != distilID && len(r.folds) > 1 && len(r.rows) <= bagRows
}

// light reports whether the models of a trial's folds are small enough to be kept.
func (r *Run) light(t *trial) bool {
	sum := int64(0)
	for _, f := range t.folds {
		sum += f.bytes
	}
	return sum <= keepMost/int64(max(30, r.job.Trials))
}

// letGo drops the models of a finished trial's folds that nothing will ask for again.
func (r *Run) letGo(t *trial) {
	if r.bagged(t) || r.job.Distil && r.light(t) {
		return
	}
	for i := range t.folds {
		if i > 0 || t.folds[i].bytes > keepOne && !r.spared(t) {
			t.folds[i].forget()
		}
	}
}

// letLosersGo drops the large models of trials that no ensemble can choose any more. Should one
// be asked for, it is fitted again.
func (r *Run) letLosersGo() {
	in := map[*trial]bool{}
	for _, t := range r.contenders() {
		in[t] = true
	}
	for _, t := range r.trials {
		for i := range t.folds {
			if t.state == automl.Done && !in[t] && t.folds[i].bytes >= atticBytes {
				t.folds[i].forget()
			}
		}
	}
}

// finish makes the models usable that the run recommends: the members of the ensemble
// when it is at least as good as the best single model, else that model.
func (r *Run) finish() error {
	r.preps.clear()
	r.mu.Lock()
	best, b := r.bestTrial(), r.blend
	if c := r.contenders(); len(c) > 0 {
		best = c[0] // the best of those that predict as fast as the job wants
	}
	r.mu.Unlock()
	if best == nil {
		return automl.Errorf("train", automl.BadData, "No model could be trained: %s", r.baseline.reason)
	}
	if t := r.simplestTrial(); t != nil {
		if err := r.makeFinal(t, r.job.Threads); err == nil {
			return r.settleOn(t.id(), &t.row, t.final)
		} else if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
	}
	if t := r.worthyStudent(); t != nil {
		return r.settleOn(t.id(), &t.row, t.final)
	}
	if b != nil && !r.metric.Better(best.row.Score, b.row.Score) {
		if err := r.finishBlend(b); err == nil {
			return r.settleOn(blendID, &b.row, b.final)
		} else if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		r.mu.Lock()
		r.blend = nil
		r.mu.Unlock()
	}
	for _, t := range append([]*trial{best}, append(r.contenders(), r.baseline)...) {
		err := r.makeFinal(t, r.job.Threads)
		if err == nil {
			return r.settleOn(t.id(), &t.row, t.final)
		}
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		r.note("%s could not be fitted on all rows: %s", t.row.Name, reason(err))
	}
	return automl.Errorf("train", automl.Internal, "No model could be fitted on all rows.")
}

// settleOn makes a model that is ready the recommended one.
func (r *Run) settleOn(id string, row *automl.ModelRow, final *graph.Node) error {
	r.mu.Lock()
	r.chosen = id
	r.mu.Unlock()
	r.measure(row, final)
	if err := r.questionWinner(*row); err != nil {
		return err
	}
	graph.Rest(final)
	return nil
}

// finishBlend fits the members of the ensemble and puts it together. Members that cannot
// be fitted are left out.
func (r *Run) finishBlend(b *blend) error {
	failed := make([]bool, len(b.members))
	fits := 0
	for _, t := range b.members {
		if !r.bagged(t) {
			fits++
		}
	}
	inner := max(1, r.job.Threads/max(1, fits))
	err := num.ForEach(r.ctx, r.job.Threads, len(b.members), func(i int) error {
		if err := r.makeFinal(b.members[i], inner); err != nil {
			failed[i] = true
		}
		return r.ctx.Err()
	})
	if err != nil {
		return err
	}
	var nodes []*graph.Node
	var weights []float64
	for i, t := range b.members {
		if !failed[i] {
			nodes, weights = append(nodes, t.final), append(weights, b.weights[i])
		}
	}
	if len(nodes) == 0 {
		return automl.Errorf("train", automl.Internal, "No member of the ensemble could be fitted on all rows.")
	}
	normalise(weights)
	r.mu.Lock()
	b.final = scaled(sum(nodes, weights), r.job.Task, b.slope)
	r.mu.Unlock()
	return nil
}

// sum is the weighted sum of pipelines; of one, that pipeline itself.
func sum(nodes []*graph.Node, weights []float64) *graph.Node {
	if len(nodes) == 1 && weights[0] == 1 {
		return nodes[0]
	}
	return graph.Apply(&graph.Sum{Weights: weights}, nodes...)
}

// makeFinal makes a trial's model for new data.
func (r *Run) makeFinal(t *trial, workers int) (err error) {
	r.mu.Lock()
	ready := t.final != nil
	r.mu.Unlock()
	if ready {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = automl.Errorf("fit", automl.Internal, "The fit broke off: %v.", p)
		}
	}()
	var node *graph.Node
	if r.bagged(t) {
		node, err = r.bag(t, workers)
	} else if node = r.asItIs(t, workers); node == nil {
		node, err = r.whole(t, workers)
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	t.final, t.row.Usable = node, true
	r.mu.Unlock()
	return nil
}

// spared reports whether a trial's model may do without the fit on all rows: where very many
// rows were trained on and few held back, not the latest, the time is better spent on training.
func (r *Run) spared(t *trial) bool {
	if r.job.Budget == 0 || len(r.folds) != 1 || r.job.Time != "" || t.number == 0 || len(t.folds) != 1 {
		return false
	}
	trained, held := len(r.folds[0].Train), len(r.folds[0].Valid)
	return t.folds[0].model != nil && trained >= spareRows && trained >= spareHeld*held
}

// asItIs is the model that was trained beside the rows held back, where it may be used and there
// is no time for the fit on all rows; else nil.
func (r *Run) asItIs(t *trial, workers int) *graph.Node {
	left, timed := r.budgetLeft()
	if !timed || !r.spared(t) {
		return nil
	}
	r.mu.Lock()
	sec := r.finalSec(t) / math.Sqrt(float64(workers))
	r.mu.Unlock()
	if sec < (left - r.sureTime()).Seconds() {
		return nil
	}
	node := t.folds[0].model.take()
	if node != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.note("%s was trained on all rows but those held back.", t.row.Name)
	}
	return node
}

// whole is the fit on all rows.
func (r *Run) whole(t *trial, workers int) (*graph.Node, error) {
	node, cut, err := r.fit(t, allRows, workers, r.budgetEnd)
	if err != nil {
		return nil, err
	}
	return r.unlessCut(t, node, cut)
}

// unlessCut is a fit on all rows. Where that was cut short, and does worse on rows that it
// learnt from than the first fold's model does on the same, which did not, it is that fold's
// model: a fit that hardly began may answer the same for every row.
func (r *Run) unlessCut(t *trial, node *graph.Node, cut bool) (*graph.Node, error) {
	if !cut || len(t.folds) == 0 || !t.folds[0].scored {
		return node, nil
	}
	first := t.folds[0].model.take()
	if first == nil {
		return node, nil
	}
	values, err := r.predictWide(node, r.folds[0].Valid)
	if err != nil {
		return nil, err
	}
	now := r.scoreFold(0, foldResult{values: values})
	if now.scored && !r.metric.Better(t.folds[0].score, now.score) {
		return node, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.note("There was no time left to train %s on all rows: the model of its first fold is used.", t.row.Name)
	return first, nil
}

// bag is the mean of the folds' models; those of a resumed run are fitted again.
func (r *Run) bag(t *trial, workers int) (*graph.Node, error) {
	nodes := make([]*graph.Node, len(r.folds))
	weights := make([]float64, len(r.folds))
	for i := range r.folds {
		nodes[i], weights[i] = t.folds[i].model.take(), 1/float64(len(r.folds))
		if nodes[i] == nil {
			node, _, err := r.fit(t, i, workers, r.budgetEnd)
			if err != nil {
				return nil, err
			}
			nodes[i] = node
		}
	}
	return sum(nodes, weights), nil
}

// measure books the size and speed of a finished model.
func (r *Run) measure(row *automl.ModelRow, final *graph.Node) {
	rows := r.rows[:min(len(r.rows), 1000)]
	began := time.Now()
	if _, err := r.predict(final, rows); err != nil {
		return
	}
	ms := time.Since(began).Seconds() * 1e6 / float64(len(rows))
	r.mu.Lock()
	defer r.mu.Unlock()
	row.PredictMs, row.Bytes, row.Usable = ms, graph.Bytes(final), true
}

// questionWinner finds out which columns the recommended model uses and how far its answers
// can be trusted.
func (r *Run) questionWinner(row automl.ModelRow) error {
	if err := r.explainWinner(row); err != nil {
		return err
	}
	return r.sureWinner(row.ID)
}

// explainWinner measures which columns the recommended model uses, within a small share of
// the budget, where the models to do it with were kept. Without it the model is as good, so
// that only the run's own end is an error.
func (r *Run) explainWinner(row automl.ModelRow) error {
	for _, t := range r.membersOf(row.ID) {
		if t.folds[0].model == nil {
			return nil
		}
	}
	spend := importanceOnDemand
	if left, timed := r.clock.total(); timed {
		spend = min(spend, left/2, r.job.Budget/30)
	}
	spend = max(spend, 50*time.Millisecond)
	ctx, cancel := context.WithTimeout(r.ctx, 2*spend)
	defer cancel()
	if _, err := r.cachedImportance(ctx, row, spend); err != nil && r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	return nil
}

// membersOf are the trials that a model is made of.
func (r *Run) membersOf(id string) []*trial {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id == blendID && r.blend != nil {
		return r.blend.members
	}
	for _, t := range append([]*trial{r.baseline}, r.trials...) {
		if t.id() == id {
			return []*trial{t}
		}
	}
	return nil
}

// importance measures which columns a model uses, on rows that it never saw: the first
// fold's valid rows, with the models of that fold.
func (r *Run) importance(ctx context.Context, id string, o explain.Options) ([]automl.Importance, error) {
	node, err := r.foldNode(id)
	if err != nil {
		return nil, err
	}
	o.Seed = r.job.Seed
	valid := r.folds[0].Valid
	m := r.metric
	if m.NeedsClass {
		m = r.blendMetric()
	}
	var names []string // of the inputs, then of what a remedy may need besides
	for _, place := range r.everyColumn() {
		names = append(names, r.table.Field(place).Name)
	}
	imp, err := explain.Permutation(ctx, node, r.frame, valid, names, r.targetOf(valid), m, o)
	return imp[:min(len(imp), len(r.columns))], err
}

// foldNode is the pipeline that was fitted on the first fold's training rows. A model of
// which nothing is kept is fitted again.
func (r *Run) foldNode(id string) (*graph.Node, error) {
	if id == blendID {
		r.mu.Lock()
		b := r.blend
		r.mu.Unlock()
		if b == nil {
			return nil, unknownModel(id)
		}
		var nodes []*graph.Node
		for _, t := range b.members {
			n, err := r.foldNode(t.id())
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, n)
		}
		return scaled(sum(nodes, b.weights), r.job.Task, b.slope), nil
	}
	t, err := r.find(id)
	if err != nil {
		return nil, err
	}
	if t.derived != nil {
		base, err := r.foldNode(t.row.Of)
		if err != nil {
			return nil, err
		}
		return t.derived(base), nil
	}
	r.mu.Lock()
	kept := t.folds[0].model
	r.mu.Unlock()
	if node := kept.take(); node != nil {
		return node, nil
	}
	node, _, err := r.fit(t, 0, r.job.Threads, r.budgetEnd)
	return node, err
}

func unknownModel(id string) error {
	return automl.Errorf("results", automl.NotFound, "This run has no finished model %q.", id)
}

// find is the finished trial with an ID.
func (r *Run) find(id string) (*trial, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range append([]*trial{r.baseline}, r.trials...) {
		if t != nil && t.id() == id && t.state == automl.Done {
			return t, nil
		}
	}
	return nil, unknownModel(id)
}
