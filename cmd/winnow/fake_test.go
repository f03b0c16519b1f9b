package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"winnow/automl"
	"winnow/automl/table"
)

// fakeService plays a short run. Methods that a command does not need are those of the nil
// interface and panic.
type fakeService struct {
	automl.Service
	mu      sync.Mutex
	job     automl.Job
	request automl.PredictRequest
	stopped chan struct{}
	hold    bool // the run ends only when it is stopped
	deaf    bool // the run does not end when it is stopped
	openErr error
	predErr error
	saved   string
}

func newFake() *fakeService { return &fakeService{stopped: make(chan struct{})} }

func (f *fakeService) Catalog() *automl.Catalog {
	return &automl.Catalog{
		Algorithms: []automl.Algorithm{{ID: "linear"}, {ID: "baseline"}},
		Metrics:    []automl.Metric{{ID: "auc", Tasks: automl.TaskSet{automl.Binary}}, {ID: "rmse", Tasks: automl.TaskSet{automl.Regression}}},
	}
}

func (f *fakeService) Open(_ context.Context, path string, _ automl.ReadOptions) (*automl.Data, error) {
	if f.openErr != nil {
		return nil, f.openErr
	}
	return &automl.Data{ID: "d1", Rows: 1200, Fields: []table.Field{{Name: "size"}, {Name: "bought"}, {Name: "refund"}, {Name: "id"}, {Name: "name"}},
		Report: automl.ReadReport{Path: path, BadCount: 2, BadRows: []automl.BadRow{{Line: 7, Reason: "3 fields instead of 2"}}}}, nil
}

func (f *fakeService) Close(string) {}

func (f *fakeService) Profile(_ context.Context, _, target string, _ automl.Task) (*automl.Profile, error) {
	p := &automl.Profile{Rows: 1200, Target: target, Columns: []automl.ColumnProfile{{Name: "size", Kind: table.Number, Reason: "Every value is a number.", Missing: 30, Distinct: 900, Min: 1, Median: 2.5, Max: 1234567}}}
	if target == "bought" {
		p.Task, p.Classes = automl.Binary, []automl.ValueCount{{Value: "no", Count: 800}, {Value: "yes", Count: 400}}
		p.Findings = []automl.Finding{{ID: "leakage", Severity: automl.High, Columns: []string{"refund"}, Title: "It gives the answer away", Message: "refund says it.", Fix: "Leave it out.", Drop: []string{"refund"}}}
	}
	return p, nil
}

func (f *fakeService) Start(_ context.Context, _ string, job automl.Job, observe func(automl.Event)) (string, error) {
	f.mu.Lock()
	f.job = job
	f.mu.Unlock()
	if job.Task == "" {
		job.Task = automl.Binary
	}
	if job.Metric == "" {
		job.Metric = "auc"
	}
	row := automl.ModelRow{ID: "m1", Name: "Linear model", State: automl.Done, Score: 0.8125, FitSec: 1.5}
	for i, e := range []automl.Event{
		{Kind: automl.RunStarted, Plan: &automl.Plan{Job: job, Rows: 1198, Columns: 1, Split: "5 folds", Models: 2}},
		{Kind: automl.TrialDone, Trial: 1, Model: &row, Share: 0.5},
		{Kind: automl.BestChanged, Model: &row},
		{Kind: automl.TrialFailed, Trial: 2, Text: "it diverged"},
	} {
		e.Seq = i + 1
		observe(e)
	}
	return "r1", nil
}

func (f *fakeService) Stop(string) {
	if !f.deaf {
		close(f.stopped)
	}
}

func (f *fakeService) Wait(ctx context.Context, _ string) error {
	if !f.hold {
		return nil
	}
	select {
	case <-f.stopped:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *fakeService) Leaderboard(string) (*automl.Leaderboard, error) {
	return &automl.Leaderboard{Metric: "auc", Recommended: "m1", Reason: "It scores best.", Rows: []automl.ModelRow{
		{ID: "m1", Rank: 1, Name: "Linear model", State: automl.Done, Score: 0.8125, Low: 0.8, High: 0.825, FitSec: 1.5},
		{ID: "m2", Name: "Network", State: automl.Failed, Error: "it diverged"},
		{ID: "m3", Name: "Forest", State: automl.Waiting},
		{ID: "m4", Name: "Trees", State: automl.Skipped, Error: "too slow."},
		{ID: "m5", Name: "More trees", State: automl.Skipped, Error: "too slow."},
		{ID: "baseline", Name: "Baseline", State: automl.Done, Score: 0.5, Baseline: true},
	}}, nil
}

func (f *fakeService) Save(_ context.Context, _, _, path string) error {
	f.saved = path
	return os.WriteFile(path, []byte("model"), 0o600)
}

func (f *fakeService) Predict(_ context.Context, req automl.PredictRequest) (*automl.PredictSummary, error) {
	f.request = req
	sum := &automl.PredictSummary{Rows: 2, Columns: []string{"prediction"}, Preview: [][]string{{"no"}, {"yes"}}, Out: req.Out,
		Matches: []automl.Match{{Column: "size", State: automl.MatchAbsent}},
		Counts:  []automl.ValueCount{{Value: "no", Count: 1}, {Value: "yes", Count: 1}}, Notes: []string{"Two rows look odd."}, Scores: map[string]float64{"auc": 0.75}}
	if f.predErr != nil {
		return sum, f.predErr
	}
	return sum, os.WriteFile(req.Out, []byte("prediction\nno\nyes\n"), 0o600)
}

func (f *fakeService) Evaluate(_ context.Context, _ automl.EvaluateRequest) (*automl.Evaluation, error) {
	before, half := 0.848, 0.5
	if f.predErr != nil {
		return &automl.Evaluation{Matches: []automl.Match{{Column: "size", State: automl.MatchAbsent}}}, f.predErr
	}
	return &automl.Evaluation{Rows: 120, Outside: 3, Metric: "auc",
		Scores:  []automl.FileScore{{Metric: "auc", Name: "ROC AUC", Score: 0.842, Low: 0.771, High: 0.905, Before: &before}},
		Classes: []automl.ClassScore{{Class: "no", Rows: 90, Predicted: 120, Right: 60, Precision: &half, Recall: &half, F1: &half}, {Class: "yes"}},
		Trust:   &automl.Trustworthy{Brier: 0.14, Error: 0.041, Right: 0.79, Sure: 0.8},
		Covered: []automl.Coverage{{Level: 0.9, Rows: 120, Inside: 107, Low: 0.823, High: 0.936, Named: 109, Sizes: []int{0, 84, 36}}}}, nil
}

// command is what came of one command line.
type command struct {
	code     int
	out, err string
}

// execute runs a command line on svc in a folder of its own.
func execute(t *testing.T, svc automl.Service, interrupts <-chan os.Signal, args ...string) command {
	t.Helper()
	var out, errOut bytes.Buffer
	a := &app{
		newService:  func() automl.Service { return svc },
		openDesktop: func(args []string) error { return errors.New("opened") },
		out:         &out, err: &errOut, interrupts: interrupts,
	}
	return command{code: a.run(args), out: out.String(), err: errOut.String()}
}

// afterStart sends interrupts once the run has started.
type afterStart struct {
	*fakeService
	interrupts chan os.Signal
	send       int
}

func (s *afterStart) Start(ctx context.Context, data string, job automl.Job, observe func(automl.Event)) (string, error) {
	id, err := s.fakeService.Start(ctx, data, job, observe)
	for range s.send {
		s.interrupts <- os.Interrupt
	}
	return id, err
}
