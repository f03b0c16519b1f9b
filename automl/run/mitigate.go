package run

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/fair"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// Mitigate makes a model that treats groups more alike than one of the run's does, and enters
// it into the leaderboard beside that. The run must be over.
func (r *Run) Mitigate(ctx context.Context, req automl.MitigateRequest) (*automl.Mitigation, error) {
	select {
	case <-r.done:
	default:
		return nil, automl.Errorf("fairness", automl.BadUsage, "A model can be made fairer once the training is over.")
	}
	original, err := r.original(req.Row)
	if err != nil {
		return nil, err
	}
	m := &remedy{kind: req.Remedy, columns: req.Columns, constraint: req.Constraint, strength: req.Strength, lot: req.Remedy == automl.Reduce || req.Remedy == automl.Threshold && req.Randomised}
	if m.constraint == "" {
		m.constraint = automl.DemographicParity
	}
	if m.strength == 0 {
		m.strength = 1
	}
	if err := r.checkRemedy(m, original); err != nil {
		return nil, err
	}
	if m.groups, err = r.grouping(req.Sensitive); err != nil {
		return nil, err
	}
	out := &automl.Mitigation{Original: *original}
	var t *trial
	if m.kind == automl.Threshold {
		t, err = r.threshed(m, original, req, out)
	} else {
		t, err = r.refitted(ctx, m, original, req.Progress)
	}
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.enter(t)
	out.Model = t.row
	r.compareTo(m, t, original, out)
	r.warn(m, out)
	return out, nil
}

// original is the finished model that is to be made fairer.
func (r *Run) original(id string) (*automl.ModelRow, error) {
	board := r.Leaderboard()
	if id == "" {
		id = board.Recommended
	}
	i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil, unknownModel(id)
	}
	return &board.Rows[i], nil
}

// checkRemedy refuses what cannot be done about a model.
func (r *Run) checkRemedy(m *remedy, row *automl.ModelRow) error {
	kinds := []automl.Remedy{automl.Reweigh, automl.Threshold, automl.Reduce, automl.Uncouple}
	switch {
	case !slices.Contains(kinds, m.kind):
		return automl.Errorf("fairness", automl.BadUsage, "There is no remedy %q.", m.kind).WithHint("Choose among %s, %s, %s and %s.", kinds[0], kinds[1], kinds[2], kinds[3])
	case (m.kind == automl.Threshold || m.kind == automl.Reduce) && r.job.Task != automl.Binary:
		return automl.Errorf("fairness", automl.BadUsage, "The remedy %q is for models of two classes.", m.kind).WithHint("%s", r.otherRemedies())
	case m.kind == automl.Reweigh && !r.job.Task.IsClassification():
		return automl.Errorf("fairness", automl.BadUsage, "Rows are reweighed by class, but %q is a number.", r.job.Target).WithHint("%s", r.otherRemedies())
	case row.Of != "":
		return automl.Errorf("fairness", automl.BadUsage, "“%s” was made fairer already.", row.Name).WithHint("Choose the model that it was made of.")
	case m.kind == automl.Threshold:
		return nil
	case row.ID == blendID || row.ID == distilID:
		return automl.Errorf("fairness", automl.BadUsage, "An ensemble, or what was distilled of it, cannot be trained again as a whole.").
			WithHint("%s", r.insteadOfBlend())
	case row.Baseline:
		return automl.Errorf("fairness", automl.BadUsage, "The baseline looks at no column, so training it again changes nothing.")
	case !(m.strength > 0 && m.strength <= 1):
		return automl.Errorf("fairness", automl.BadUsage, "The strength cannot be %v.", m.strength).WithHint("It is above 0 and at most 1.")
	}
	return nil
}

// otherRemedies says which ones there are for a task that not all are for.
func (r *Run) otherRemedies() string {
	if r.job.Task.IsClassification() {
		return fmt.Sprintf("For more than two classes choose %q or %q.", automl.Reweigh, automl.Uncouple)
	}
	return fmt.Sprintf("For a number choose %q.", automl.Uncouple)
}

func (r *Run) insteadOfBlend() string {
	if r.job.Task == automl.Binary {
		return fmt.Sprintf("Choose a single model, or the remedy %q, which works with any.", automl.Threshold)
	}
	return "Choose a single model."
}

// beside is a trial that stands beside an original.
func (r *Run) beside(of *trial, row *automl.ModelRow, m *remedy) *trial {
	t := &trial{number: of.number, candidate: of.candidate, alg: of.alg, learner: of.learner, prep: of.prep, state: automl.Done,
		folds: make([]foldResult, len(r.folds)), remedy: m}
	t.row = automl.ModelRow{Name: row.Name + ", " + remedyName(m.kind), Algorithm: row.Algorithm, Settings: row.Settings, State: automl.Done,
		Readable: row.Readable, Of: row.ID}
	m.mark(&t.row)
	t.row.Lot = m.lot
	return t
}

func remedyName(k automl.Remedy) string {
	switch k {
	case automl.Reweigh:
		return "reweighed"
	case automl.Threshold:
		return "a threshold for each group"
	case automl.Reduce:
		return "fitted under a constraint"
	}
	return "decorrelated"
}

// enter puts a model into the leaderboard under a name of its own.
func (r *Run) enter(t *trial) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 1
	for _, other := range r.trials {
		if other.row.Of == t.row.Of {
			n++
		}
	}
	t.row.ID = fmt.Sprintf("%s-fair%d", t.row.Of, n)
	r.trials = append(r.trials, t)
}

// refitted trains the original's learner again with the remedy, fold by fold and then for use.
func (r *Run) refitted(ctx context.Context, m *remedy, row *automl.ModelRow, tell func(done, total int64)) (*trial, error) {
	of, err := r.find(row.ID)
	if err != nil {
		return nil, err
	}
	t := r.beside(of, row, m)
	ending := func() (<-chan struct{}, func()) { return endAt(ctx.Done(), 0, false) }
	for k := range r.folds {
		if tell != nil {
			tell(int64(k), int64(len(r.folds)+1))
		}
		res, err := r.refitFold(t, k, ending)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.folds[k] = res
	}
	r.gather(t)
	if m.kind == automl.Reduce {
		r.fixed(t)
	}
	if err := r.makeFinal(t, r.job.Threads); err != nil {
		return nil, err
	}
	r.letGo(t)
	r.preps.clear()
	r.measure(&t.row, t.final)
	return t, nil
}

// refitFold is one fold of a refitted trial. A panic becomes an error.
func (r *Run) refitFold(t *trial, k int, ending func() (<-chan struct{}, func())) (res foldResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = automl.Errorf("fit", automl.Internal, "The fit broke off: %v.", p)
		}
	}()
	node, _, err := r.fit(t, k, r.job.Threads, ending)
	if err != nil {
		return res, err
	}
	values, err := r.predict(node, r.folds[k].Valid)
	if err != nil {
		return res, err
	}
	if slices.ContainsFunc(values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		return res, automl.Errorf("fit", automl.Internal, "The model diverged: some of its predictions are no numbers.")
	}
	return r.scoreFold(k, foldResult{values: values, bytes: graph.Bytes(node), model: r.attic.put(node)}), nil
}

// fixed makes one half the threshold of a model whose answers are made for it, and scores it
// so.
func (r *Run) fixed(t *trial) {
	t.oof.Threshold = 0.5
	r.score(&t.row, t.oof, func(fold int) []float64 { // never away: it answers for two classes
		_, p := r.part(t.oof, r.folds[fold].Valid)
		return p.Values
	})
}

// threshed puts thresholds for each group behind the original. Out-of-fold rows are decided by
// thresholds found without their fold.
func (r *Run) threshed(m *remedy, row *automl.ModelRow, req automl.MitigateRequest, out *automl.Mitigation) (*trial, error) {
	base, oof, err := r.usable(row.ID)
	if err != nil {
		return nil, err
	}
	of := r.baseline
	if row.ID != blendID {
		if of, err = r.find(row.ID); err != nil {
			return nil, err
		}
	}
	t := r.beside(of, row, m)
	find := func(rows []int32) (*fair.Thresholds, error) {
		y, p := r.part(oof, rows)
		return fair.Optimise(fair.Of(y, p, 1, r.groupsOf(m, rows), m.groups.Names), m.constraint, req.Objective)
	}
	for k, f := range r.folds {
		if t.folds[k], err = r.threshFold(m, oof, f.Valid, k, m.lot, find); err != nil {
			return nil, err
		}
	}
	r.gather(t)
	r.fixed(t)
	th, err := find(r.scored)
	if err != nil {
		return nil, err
	}
	out.Thresholds = th.Groups
	group := r.groupNode(m.groups)
	t.derived = func(base *graph.Node) *graph.Node { return th.Decide(base, group, m.lot) }
	t.final = t.derived(base)
	r.measure(&t.row, t.final)
	return t, nil
}

// groupsOf are the groups of rows of the table.
func (r *Run) groupsOf(m *remedy, rows []int32) []int32 {
	out := make([]int32, len(rows))
	for i, row := range rows {
		out[i] = m.groups.Of[row]
	}
	return out
}

// threshFold decides the rows of a fold by thresholds found on the others; where there are no
// others, each half of them by the other half's.
func (r *Run) threshFold(m *remedy, oof *automl.Prediction, valid []int32, k int, lot bool, find func(rows []int32) (*fair.Thresholds, error)) (foldResult, error) {
	values := make([]float64, len(valid))
	parts := [][2][]int32{{r.others(valid), valid}}
	if len(parts[0][0]) == 0 {
		var halves [2][]int32
		for i, row := range valid {
			halves[i%2] = append(halves[i%2], row)
		}
		parts = [][2][]int32{{halves[0], halves[1]}, {halves[1], halves[0]}}
	}
	at := map[int32]int{}
	for i, row := range valid {
		at[row] = i
	}
	for _, part := range parts {
		th, err := find(part[0])
		if err != nil {
			return foldResult{}, err
		}
		_, p := r.part(oof, part[1])
		decided, err := decide(th, p.Values, r.groupsOf(m, part[1]), lot)
		if err != nil {
			return foldResult{}, err
		}
		for i, row := range part[1] {
			values[at[row]] = decided[i]
		}
	}
	return r.scoreFold(k, foldResult{values: values}), nil
}

// decide applies thresholds to scores, by the graph that a model gets.
func decide(th *fair.Thresholds, scores []float64, group []int32, lot bool) ([]float64, error) {
	codes := graph.FrameColumn{Codes: group}
	frame := &graph.Frame{Rows: len(scores), Cols: []graph.FrameColumn{{Nums: scores}, codes}}
	plan, err := graph.NewPlan(th.Decide(graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1}), lot), frame)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(scores))
	plan.Range(0, len(scores), out)
	return out, nil
}

// compareTo says what was won and what it cost, on rows that neither model saw.
func (r *Run) compareTo(m *remedy, t *trial, row *automl.ModelRow, out *automl.Mitigation) {
	out.Score = automl.FairChange{Name: r.metric.Name, Before: row.Score, After: t.row.Score}
	good := "accuracy"
	if !r.job.Task.IsClassification() {
		good = "r2"
	}
	out.Accuracy = automl.FairChange{Name: good, Before: row.Scores[good], After: t.row.Scores[good]}
	if metric, ok := r.cat.Metric(good, r.job.Task); ok {
		out.Accuracy.Name = metric.Name
	}
	gap := func(id string) float64 {
		j, err := r.Judged(id)
		if err != nil {
			return 0
		}
		class := 1
		if len(r.classes) > 2 { // the rarest, as an audit has it where no class is named
			class = slices.Index(r.counts, slices.Min(r.counts))
		}
		rows := fair.Of(j.Target, &j.Prediction, class, r.groupsOf(m, r.scored), m.groups.Names)
		if j.Lot {
			rows.ByLot()
			out.Accuracy.After = fair.Accuracy(rows)
		}
		v, words, _ := fair.Gap(rows, m.constraint)
		out.Gap.Name = words
		return v
	}
	out.Gap.Before, out.Gap.After = gap(row.ID), gap(t.row.ID)
	out.Sentence = fmt.Sprintf("%s: from %s to %s. %s: from %s to %s; %s: from %s to %s, on rows that neither model saw.",
		out.Gap.Name, num.Spell(out.Gap.Before), num.Spell(out.Gap.After), out.Accuracy.Name, num.Spell(out.Accuracy.Before), num.Spell(out.Accuracy.After),
		out.Score.Name, num.Spell(out.Score.Before), num.Spell(out.Score.After))
}

// warn says what the new model asks of whoever uses it.
func (r *Run) warn(m *remedy, out *automl.Mitigation) {
	add := func(format string, args ...any) { out.Warnings = append(out.Warnings, fmt.Sprintf(format, args...)) }
	if m.kind == automl.Threshold || m.kind == automl.Uncouple {
		out.Needs = m.columns
		add("It needs %s when it predicts: a file without is refused. In some places the law forbids deciding by such columns even to make outcomes alike.", strings.Join(m.columns, ", "))
	}
	switch {
	case m.lot:
		add("It answers the probability with which a row is to be selected by lot. What it promises holds when a random number is drawn for each row; taken as yes from one half up it holds only roughly.")
	case m.kind == automl.Threshold:
		add("One threshold for each group makes the rates alike only as far as scores allow; they meet exactly by lot.")
		add("Its probabilities are moved so that one half is each group's threshold: they rank within a group, but are no longer to be taken at their word.")
	case m.kind == automl.Reweigh:
		add("Reweighing promises nothing about groups: look at what came of it.")
	case m.kind == automl.Uncouple:
		add("Only numbers are freed of what groups say about them; categories and texts stay as they are, and so does what is not linear.")
	}
}
