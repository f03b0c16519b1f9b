// Package run is the whole of a training: from a table and a job to scored models, an
// ensemble and a pipeline ready to predict. It decides nothing about learning itself; it
// splits, hands folds to workers, keeps the clock, and tells observers what happens.
package run

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/prep"
	"winnow/automl/profile"
	"winnow/automl/search"
	"winnow/automl/split"
	"winnow/automl/table"
)

// setup is everything about a run that is known before it starts and never changes.
type setup struct {
	cat     *automl.Catalog
	job     automl.Job // with everything found out filled in
	table   *table.Table
	hash    func() string // fingerprint of the table, worked out once
	columns []int         // inputs, as places in the table
	names   []string
	metric  *automl.Metric
	classes []string
	counts  []int
	rows    []int32      // rows with a target, to learn from
	sealed  []int32      // rows set apart for the final test
	frame   *graph.Frame // the inputs, then the table's other columns, as everyColumn has them
	base    *automl.Dataset
	folds   []split.Fold
	scored  []int32 // rows that are in some valid part, ascending
	plan    automl.Plan
	profile *automl.Profile
	remedy  *remedy // of every trial; nil for none
	queue   []search.Candidate
}

// minRows is the least number of rows with a target that training makes sense for.
const minRows = 10

// prepare turns a table and a job into a setup, or says what is wrong with them.
func prepare(ctx context.Context, t *table.Table, job automl.Job, o *Options) (*setup, error) {
	s := &setup{cat: o.Catalog, job: job, table: t, hash: sync.OnceValue(t.Fingerprint), profile: o.Profile}
	if err := s.checkJob(); err != nil {
		return nil, err
	}
	if err := s.target(); err != nil {
		return nil, err
	}
	if s.profile == nil || s.profile.Target != s.job.Target || s.profile.Task != s.job.Task {
		p, err := profile.Describe(ctx, t, s.job.Target, s.job.Task)
		if err != nil {
			return nil, err
		}
		s.profile = p
	}
	if err := s.inputs(); err != nil {
		return nil, err
	}
	if err := s.seal(); err != nil {
		return nil, err
	}
	if err := s.reweigh(); err != nil {
		return nil, err
	}
	s.queue = o.Candidates
	if len(s.queue) == 0 {
		var err error
		if s.queue, err = s.portfolio(ctx); err != nil {
			return nil, err
		}
	}
	if err := s.split(); err != nil {
		return nil, err
	}
	if len(s.queue) == 0 {
		return nil, automl.Errorf("train", automl.BadUsage, "None of the chosen algorithms can predict this kind of target.").
			WithHint("Choose among: %s.", strings.Join(algorithmIDs(s.cat, s.job.Task), ", "))
	}
	if s.job.Trials > 0 && len(s.queue) > s.job.Trials {
		s.queue = s.queue[:s.job.Trials]
	}
	s.fillPlan()
	return s, nil
}

func algorithmIDs(cat *automl.Catalog, task automl.Task) []string {
	var ids []string
	for _, a := range cat.Algorithms {
		if a.Tasks.Has(task) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

func (s *setup) checkJob() error {
	j := &s.job
	for _, name := range append([]string{j.Target, j.Group, j.Time, j.Weight}, j.Drop...) {
		if name != "" && s.table.Index(name) < 0 {
			return automl.Errorf("train", automl.BadUsage, "The data has no column %q.", name).
				WithHint("Its columns are: %s.", shortList(s.table.Names()))
		}
	}
	if j.Target == "" {
		return automl.Errorf("train", automl.BadUsage, "It is not said which column to predict.").
			WithHint("The columns are: %s.", shortList(s.table.Names()))
	}
	for _, id := range j.Algorithms {
		if _, ok := s.cat.Algorithm(id); !ok {
			var ids []string
			for _, a := range s.cat.Algorithms {
				ids = append(ids, a.ID)
			}
			return automl.Errorf("train", automl.BadUsage, "There is no algorithm %q.", id).
				WithHint("Choose among: %s.", strings.Join(ids, ", "))
		}
	}
	if j.Budget < 0 || j.PredictLimit < 0 || j.Trials < 0 || j.Folds < 0 || j.Threads < 0 || j.Folds == 1 {
		return automl.Errorf("train", automl.BadUsage, "Time, trials and threads must be above zero, and folds at least 2.")
	}
	if !(j.Sealed >= 0 && j.Sealed < 0.5) {
		return automl.Errorf("train", automl.BadUsage, "The share of rows set apart for the final test must be below one half, not %g.", j.Sealed)
	}
	if j.Prefer != automl.PreferBest && j.Prefer != automl.PreferSimplest {
		return automl.Errorf("train", automl.BadUsage, "There is no preference %q.", j.Prefer).WithHint("Leave it out, or say %q.", automl.PreferSimplest)
	}
	if j.Threads == 0 {
		j.Threads = runtime.GOMAXPROCS(0)
	}
	if j.Budget == 0 && j.Trials == 0 {
		j.Trials = 12
	}
	return nil
}

func shortList(names []string) string {
	if len(names) > 20 {
		return strings.Join(names[:20], ", ") + fmt.Sprintf(" and %d more", len(names)-20)
	}
	return strings.Join(names, ", ")
}

// target finds out the task, the classes and the metric.
func (s *setup) target() error {
	j := &s.job
	if j.Task == "" {
		task, _, err := profile.GuessTask(s.table, j.Target)
		if err != nil {
			return err
		}
		j.Task = task
	}
	enc, err := profile.EncodeTarget(s.table, j.Target, j.Task, j.Positive)
	if err != nil {
		return err
	}
	if len(enc.Rows) < minRows {
		return automl.Errorf("train", automl.BadData, "Only %d rows have a value in %q; at least %d are needed to learn from.", len(enc.Rows), j.Target, minRows)
	}
	s.rows, s.classes, s.counts = enc.Rows, enc.Classes, enc.Counts
	if j.Task == automl.Binary {
		j.Positive = s.classes[1]
	}
	if j.Metric == "" {
		j.Metric = automl.DefaultMetric(j.Task)
	}
	m, ok := s.cat.Metric(j.Metric, j.Task)
	if !ok {
		var ids []string
		for _, m := range s.cat.MetricsFor(j.Task) {
			ids = append(ids, m.ID)
		}
		return automl.Errorf("train", automl.BadUsage, "There is no metric %q for this kind of target.", j.Metric).
			WithHint("Choose among: %s.", strings.Join(ids, ", "))
	}
	s.metric = m
	s.base = &automl.Dataset{Task: j.Task, Classes: len(enc.Classes), Space: s.table.Rows(), Rows: enc.Rows, Y: enc.Y}
	return s.weights()
}

func (s *setup) weights() error {
	if s.job.Weight == "" {
		return nil
	}
	c, ok := s.table.Column(s.table.Index(s.job.Weight)).(*table.Numbers)
	if !ok {
		return automl.Errorf("train", automl.BadData, "The weight column %q does not hold numbers.", s.job.Weight)
	}
	w := make([]float64, c.Len())
	sum := 0.0
	for _, r := range s.rows {
		v := c.Values()[r]
		if !(v >= 0) || math.IsInf(v, 0) {
			return automl.Errorf("train", automl.BadData, "The weight column %q has a value in row %d that is missing, infinite or below zero.", s.job.Weight, r+1)
		}
		w[r] = v
		sum += v
	}
	if sum == 0 {
		return automl.Errorf("train", automl.BadData, "All weights in %q are zero.", s.job.Weight)
	}
	s.base.W = w
	return nil
}

// inputs chooses the columns to learn from: all but those with another role, those the
// person left out, and those that cannot help because they name the row or never change.
func (s *setup) inputs() error {
	skip := append([]string{s.job.Target, s.job.Group, s.job.Weight}, s.job.Drop...)
	var ids, constants []string
	for i, f := range s.table.Fields() {
		c := s.profile.Columns[i]
		switch {
		case slices.Contains(skip, f.Name):
		case c.Identifier:
			ids = append(ids, f.Name)
		case c.Constant && (c.Missing == 0 || c.Distinct == 0): // else the gaps may say something
			constants = append(constants, f.Name)
		default:
			s.columns = append(s.columns, i)
			s.names = append(s.names, f.Name)
		}
	}
	if len(ids) > 0 {
		s.note("Left out because they name rows rather than describe them: %s.", shortList(ids))
	}
	if len(constants) > 0 {
		s.note("Left out because they never change: %s.", shortList(constants))
	}
	if len(s.columns) == 0 {
		return automl.Errorf("train", automl.BadData, "No column is left to learn from.").
			WithHint("Columns that never change or that only name the row cannot help to predict %q.", s.job.Target)
	}
	s.base.Features = prep.Base(s.table, s.columns)
	s.frame = prep.Frame(s.table, s.everyColumn())
	return nil
}

func (s *setup) note(format string, args ...any) {
	s.plan.Notes = append(s.plan.Notes, fmt.Sprintf(format, args...))
}

// spec is what splits go by, whatever their kind.
func (s *setup) spec() (split.Spec, error) {
	spec := split.Spec{Seed: s.job.Seed, Rows: s.rows, Y: s.base.Y, Classes: s.base.Classes}
	if s.job.Group != "" {
		spec.Group = groupCodes(s.table.Column(s.table.Index(s.job.Group)))
	}
	if s.job.Time != "" {
		t, err := order(s.table, s.job.Time)
		if err != nil {
			return spec, err
		}
		spec.Time = t
	}
	return spec, nil
}

func (s *setup) split() error {
	j := &s.job
	spec, err := s.spec()
	if err != nil {
		return err
	}
	spec.Kind, spec.Folds, spec.Repeats, spec.Holdout = j.Split, j.Folds, j.Repeats, j.Holdout
	if j.Budget > 0 && j.Trials == 0 {
		spec.Most, spec.MostRepeats = s.foldsInTime(), s.dealsInTime()
	}
	folds, words, err := split.Make(spec)
	if err != nil {
		return err
	}
	s.folds, s.plan.Split = folds, words
	seen := make([]bool, s.table.Rows())
	for _, f := range folds {
		for _, r := range f.Valid {
			seen[r] = true
		}
	}
	for r, ok := range seen {
		if ok {
			s.scored = append(s.scored, int32(r))
		}
	}
	return nil
}

const (
	// several is how many candidates a run should get through whatever else it does.
	several = 8
	// fewFolds and manyFolds are in how many parts the rows are split when the time is short
	// and when it is not.
	fewFolds, manyFolds = 3, 5
	// dealsTaken is the share of the portfolio's forecast time that few rows take: some candidates
	// have nothing to do and some are given up. Measured .3 to .8.
	dealsTaken = 0.6
)

// foldWork is the forecast time in seconds of a trial's first fold, and of each later one,
// with so many rows to learn from; 0 where there is no forecast.
func (s *setup) foldWork(alg *automl.Algorithm, l automl.Learner, rows int) (first, later float64) {
	if alg.Cost == nil {
		return 0, 0
	}
	c := alg.Cost(rows, s.width(), s.base.Classes, l.Params())
	if alg.Settles && c.Settled > 0 {
		return c.Work, c.Settled
	}
	return c.Work, c.Work
}

// foldsInTime is in how many parts the rows are split at most, so that several candidates
// can be tried in the budget by their learners' own forecasts.
func (s *setup) foldsInTime() int {
	if s.workOf(s.queue[:min(several, len(s.queue))]) > s.time() {
		return fewFolds
	}
	return manyFolds
}

// dealsInTime is how often the rows are dealt into folds at most, so that as many candidates as
// so few rows are given can be tried in the budget by their learners' own forecasts; 0 where there
// is no forecast. Why: other kinds of models are worth more than the same ones scored more surely.
func (s *setup) dealsInTime() int {
	work := s.workOf(s.queue[:min(patience(len(s.rows)), len(s.queue))])
	if work == 0 {
		return 0
	}
	return max(1, int(s.time()/(dealsTaken*work)))
}

// time is how many seconds of work the budget is enough for.
func (s *setup) time() float64 { return s.job.Budget.Seconds() * float64(s.job.Threads) }

// workOf is the forecast time in seconds of the candidates' fits on all folds of one dealing.
func (s *setup) workOf(candidates []search.Candidate) float64 {
	work, n := 0.0, len(s.rows)*(manyFolds-1)/manyFolds
	for _, c := range candidates {
		l, alg, err := c.Learner(s.cat)
		if err != nil || tooLarge(alg, n, s.width()) != "" {
			continue
		}
		first, later := s.foldWork(alg, l, n)
		work += first + later*(manyFolds-1)
	}
	return work
}

// groupCodes numbers the distinct values of a column; a missing value is a group of its own.
func groupCodes(c table.Column) []int32 {
	codes := make([]int32, c.Len())
	at := map[string]int32{}
	for i := range codes {
		key := c.Text(i)
		if c.IsMissing(i) {
			key = fmt.Sprintf("\x00%d", i)
		}
		k, ok := at[key]
		if !ok {
			k = int32(len(at))
			at[key] = k
		}
		codes[i] = k
	}
	return codes
}

func order(t *table.Table, name string) ([]float64, error) {
	switch c := t.Column(t.Index(name)).(type) {
	case *table.Times:
		return c.Values(), nil
	case *table.Numbers:
		return c.Values(), nil
	}
	return nil, automl.Errorf("train", automl.BadData, "The time column %q holds neither dates nor numbers.", name)
}

func (s *setup) fillPlan() {
	s.plan.Job = s.job
	s.plan.Rows = len(s.rows)
	s.plan.Sealed = len(s.sealed)
	s.plan.Left = s.table.Rows() - len(s.rows) - len(s.sealed)
	s.plan.Columns = len(s.columns)
	s.plan.Classes = s.classes
	s.plan.Models = s.modelsInTime()
	s.plan.Bytes = s.forecast()
	s.plan.Free = freeMemory()
	if s.plan.Left > 0 {
		s.note("%d rows without a value in %q are left out.", s.plan.Left, s.job.Target)
	}
}

// width is how many columns a fit is given: of very many the most telling ones.
func (s *setup) width() int {
	o := prep.For(automl.Needs{})
	return o.Columns(len(s.columns))
}

// modelsInTime guesses how many candidates of the queue the budget is enough for, by the
// learners' own forecasts; all of them where there is no budget in time.
func (s *setup) modelsInTime() int {
	if s.job.Budget == 0 {
		return max(len(s.queue), s.job.Trials)
	}
	work, models := 0.0, 0
	for _, c := range s.queue {
		l, alg, err := c.Learner(s.cat)
		if err != nil || tooLarge(alg, len(s.folds[0].Train), s.width()) != "" {
			continue
		}
		first, later := s.foldWork(alg, l, len(s.folds[0].Train))
		work += first + later*float64(len(s.folds)-1)
		if work > s.job.Budget.Seconds()*float64(s.job.Threads) && models > 0 {
			break
		}
		models++
	}
	return models
}
