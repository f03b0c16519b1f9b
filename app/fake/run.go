package fake

import (
	"context"
	"fmt"
	"math"
	"time"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// run is one scripted training.
type run struct {
	id    string
	job   automl.Job
	stop  chan struct{}
	ended chan struct{}
	board automl.Leaderboard
}

type part struct {
	name, algorithm string
	score           float64
	sec             float64
	readable        int
	fail, skip      string
}

var script = []part{
	{name: "Guess from the average", algorithm: "baseline", score: 0.5, sec: 0.1, readable: 3},
	{name: "Linear model", algorithm: "linear", score: 0.842, sec: 2.3, readable: 3},
	{name: "Gradient boosting", algorithm: "gradient_boosting", score: 0.858, sec: 6.1, readable: 2},
	{name: "Random forest", algorithm: "random_forest", score: 0.849, sec: 9.4, readable: 2},
	{name: "Nearest neighbours", algorithm: "knn", skip: "It would take longer than the time left."},
	{name: "Gradient boosting, deeper", algorithm: "gradient_boosting", score: 0.861, sec: 8.8, readable: 2},
	{name: "Neural network", algorithm: "mlp", fail: "The training diverged: the loss grew without bound."},
	{name: "Extra trees", algorithm: "extra_trees", score: 0.846, sec: 7.9, readable: 2},
}

// Plan counts the columns that job uses.
func (s *Service) Plan(ctx context.Context, _ string, job automl.Job) (*automl.Plan, error) {
	if job.Target == "" {
		return nil, automl.Errorf("plan", automl.BadUsage, "There is no column to predict.")
	}
	task, classes := guess(s.RowCount, job.Target, job.Task)
	job.Task = task
	if job.Metric == "" {
		job.Metric = automl.DefaultMetric(task)
	}
	p := &automl.Plan{Job: job, Rows: s.RowCount, Columns: len(fields) - 1 - len(job.Drop), Split: "5 folds, stratified by class",
		Models: 12, Bytes: 220e6, Free: 6.2e9}
	for _, c := range classes {
		p.Classes = append(p.Classes, c.Value)
	}
	return p, ctx.Err()
}

// Start plays the script from a goroutine.
func (s *Service) Start(ctx context.Context, data string, job automl.Job, observe func(automl.Event)) (string, error) {
	plan, err := s.Plan(ctx, data, job)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.next++
	r := &run{id: fmt.Sprintf("r%d", s.next), job: plan.Job, stop: make(chan struct{}), ended: make(chan struct{})}
	s.runs[r.id] = r
	s.mu.Unlock()
	go s.play(r, plan, observe)
	return r.id, nil
}

// Release lets every training that waits go on.
func (s *Service) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Hold = 0
	for _, r := range s.runs {
		r.halt()
	}
}

func (r *run) halt() {
	select {
	case <-r.stop:
	default:
		close(r.stop)
	}
}

func (s *Service) play(r *run, plan *automl.Plan, observe func(automl.Event)) {
	defer close(r.ended)
	seq := 0
	at := time.Duration(0)
	say := func(e automl.Event) {
		seq++
		e.Seq, e.Elapsed = seq, at
		if plan.Job.Budget > 0 {
			e.Share = min(float64(at)/float64(plan.Job.Budget), 1)
		}
		observe(e)
	}
	say(automl.Event{Kind: automl.RunStarted, Plan: plan})
	say(automl.Event{Kind: automl.StageChanged, Stage: automl.Training, Text: "Training models"})
	for i, p := range script {
		say(automl.Event{Kind: automl.TrialQueued, Trial: i + 1, Folds: 5, Model: &automl.ModelRow{ID: fmt.Sprintf("m%d", i+1), Name: p.name}})
	}
	m, _ := s.catalog.Metric(plan.Job.Metric, plan.Job.Task)
	s.mu.Lock()
	hold := s.Hold
	s.mu.Unlock()
	var best *automl.ModelRow
	var rows []automl.ModelRow
	for i, p := range script {
		if hold > 0 && i == hold {
			say(automl.Event{Kind: automl.TrialStarted, Trial: i + 1})
			say(automl.Event{Kind: automl.FoldDone, Trial: i + 1, Fold: 1, Folds: 5, Score: scoreOf(m, p.score)})
			say(automl.Event{Kind: automl.FoldDone, Trial: i + 1, Fold: 2, Folds: 5, Score: scoreOf(m, p.score)})
			<-r.stop
			break
		}
		at += time.Duration(p.sec * float64(time.Second))
		row := s.trial(i, p, m, say)
		if row == nil {
			continue
		}
		rows = append(rows, *row)
		if best == nil || m.Better(row.Score, best.Score) {
			best = row
			say(automl.Event{Kind: automl.BestChanged, Model: row})
		}
	}
	say(automl.Event{Kind: automl.StageChanged, Stage: automl.Refitting, Text: "Fitting the best model on all rows"})
	s.mu.Lock()
	r.board = board(plan.Job.Metric, m, rows)
	s.mu.Unlock()
	say(automl.Event{Kind: automl.RunDone, Kept: len(rows), Model: best})
}

// scoreOf turns the script's ROC AUC into something like the metric.
func scoreOf(m *automl.Metric, auc float64) float64 {
	if m.Best > m.Worst {
		return auc
	}
	return math.Round((1-auc)*2000) / 1000
}

func (s *Service) trial(i int, p part, m *automl.Metric, say func(automl.Event)) *automl.ModelRow {
	say(automl.Event{Kind: automl.TrialStarted, Trial: i + 1})
	if p.skip != "" {
		say(automl.Event{Kind: automl.TrialSkipped, Trial: i + 1, Text: p.skip})
		return nil
	}
	if p.fail != "" {
		say(automl.Event{Kind: automl.TrialFailed, Trial: i + 1, Text: p.fail})
		return nil
	}
	rng := num.RNG(1, "fake", fmt.Sprint(i))
	row := &automl.ModelRow{ID: fmt.Sprintf("m%d", i+1), Name: p.name, Algorithm: p.algorithm, State: automl.Done,
		Score: scoreOf(m, p.score), FitSec: p.sec, PredictMs: 1 + p.sec/3, Bytes: int64(40000 * p.sec), Readable: p.readable,
		Usable: true, Settings: automl.Settings{{Name: "learning_rate", Value: "0.05"}, {Name: "leaves", Value: "31"}}}
	row.Low, row.High = row.Score-0.009, row.Score+0.009
	row.Scores = map[string]float64{"accuracy": p.score - 0.05, "f1": p.score - 0.21, "logloss": 0.41, "auc": p.score}
	if i == 0 {
		row.ID, row.Baseline, row.Low, row.High = "baseline", true, row.Score, row.Score
	}
	for f := range 5 {
		v := row.Score
		if i > 0 {
			v += (rng.Float64() - 0.5) * 0.02
		}
		row.Folds = append(row.Folds, v)
		say(automl.Event{Kind: automl.FoldDone, Trial: i + 1, Fold: f + 1, Folds: 5, Score: v})
	}
	say(automl.Event{Kind: automl.TrialDone, Trial: i + 1, Model: row})
	return row
}

func board(metric string, m *automl.Metric, rows []automl.ModelRow) automl.Leaderboard {
	b := automl.Leaderboard{Metric: metric}
	var base []automl.ModelRow
	for _, r := range rows {
		if r.Baseline {
			base = append(base, r)
			continue
		}
		at := len(b.Rows)
		for at > 0 && m.Better(r.Score, b.Rows[at-1].Score) {
			at--
		}
		b.Rows = append(b.Rows[:at], append([]automl.ModelRow{r}, b.Rows[at:]...)...)
	}
	b.Rows = append(b.Rows, base...)
	for i := range b.Rows {
		b.Rows[i].Rank = i + 1
		b.Rows[i].Tied = !b.Rows[i].Baseline && math.Abs(b.Rows[i].Score-b.Rows[0].Score) < 0.005
	}
	if len(b.Rows) > 0 {
		b.Recommended = b.Rows[0].ID
		b.Reason = "It has the best score, and no simpler model comes close enough."
		if len(b.Rows) > 2 && b.Rows[1].Tied {
			b.Recommended = b.Rows[1].ID
			b.Reason = "It is not worse than the best beyond chance, and simpler and faster."
		}
	}
	return b
}

func (s *Service) run(id string) (*run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.runs[id]
	if !ok {
		return nil, automl.Errorf("run", automl.NotFound, "There is no run %q.", id)
	}
	return r, nil
}

// Stop ends a run that waits.
func (s *Service) Stop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.runs[id]; ok {
		r.halt()
	}
}

// Wait returns when the script is over.
func (s *Service) Wait(ctx context.Context, id string) error {
	r, err := s.run(id)
	if err != nil {
		return err
	}
	select {
	case <-r.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Leaderboard is the scripted one.
func (s *Service) Leaderboard(id string) (*automl.Leaderboard, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := r.board
	return &b, nil
}

// Report makes up predictions that fit the script's scores.
func (s *Service) Report(ctx context.Context, id, model string) (*automl.Report, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rep := &automl.Report{Job: r.job}
	for _, row := range r.board.Rows {
		if row.ID == model {
			rep.Row = row
		}
	}
	if m, ok := s.catalog.Metric(r.job.Metric, r.job.Task); ok {
		rep.Metric = *m
	}
	_, classes := guess(s.RowCount, r.job.Target, r.job.Task)
	for _, c := range classes {
		rep.Target.Classes = append(rep.Target.Classes, c.Value)
	}
	rep.Target.Task = r.job.Task
	rng := num.RNG(2, "fake")
	rep.Prediction.Width = r.job.Task.PredictionWidth(len(classes))
	for i := range 1000 {
		y := 0.0
		if rng.Float64() < 0.26 {
			y = 1
		}
		p := min(max(0.18+0.45*y+(rng.Float64()-0.5)*0.6, 0.01), 0.99)
		rep.Rows = append(rep.Rows, int32(i))
		rep.Fold = append(rep.Fold, int32(i%5))
		rep.Target.Y = append(rep.Target.Y, y)
		switch rep.Prediction.Width {
		case 1:
			rep.Prediction.Values = append(rep.Prediction.Values, p)
		default:
			for k := range rep.Prediction.Width {
				rep.Prediction.Values = append(rep.Prediction.Values, 1/float64(k+2))
			}
		}
	}
	for i, c := range []string{"tenure_months", "contract", "monthly_charges", "support_calls", "payment_method", "senior"} {
		rep.Importance = append(rep.Importance, automl.Importance{Column: c, Drop: 0.061 / float64(i+1), Std: 0.003})
		rep.Schema = append(rep.Schema, c)
	}
	if rep.Target.Task == automl.Binary {
		rep.Sureness = Sureness()
	}
	return rep, ctx.Err()
}

// Chart draws the catalogue's chart.
func (s *Service) Chart(ctx context.Context, id string, r *automl.Report, o automl.ChartOptions) (*figure.Figure, error) {
	for _, c := range s.catalog.Charts {
		if c.ID == id {
			return c.Draw(r, o)
		}
	}
	return nil, automl.Errorf("chart", automl.NotFound, "There is no chart %q.", id)
}

// Save notes the path.
func (s *Service) Save(ctx context.Context, _, _, path string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Saved = append(s.Saved, path)
	return ctx.Err()
}
