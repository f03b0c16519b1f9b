// Package service is the in-process automl.Service: what the wizard, the command line and
// the HTTP server hold when everything happens in their own process.
package service

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/figure"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/profile"
	"winnow/automl/run"
	"winnow/automl/source"
	"winnow/automl/store"
	"winnow/automl/table"
)

// Options says where a service keeps things.
type Options struct {
	// RunsDir is the folder in which each run gets a folder of its own; empty keeps runs in
	// memory only.
	RunsDir string
	// AppVersion goes into saved models.
	AppVersion string
}

// Service is the engine in this process.
type Service struct {
	cat *automl.Catalog
	o   Options

	mu    sync.Mutex
	next  int
	data  map[string]*held
	runs  map[string]*run.Run
	final map[string]*automl.Model
	// mapped are the mappings kept with the models of runs, by run.
	mapped map[string]automl.Mapping

	counter counter
}

// runsKept is the number of runs that stay on disk.
const runsKept = 50

// held is an open table and what is known about it.
type held struct {
	table    *table.Table
	report   *automl.ReadReport
	profiles map[string]*automl.Profile
}

var _ automl.Service = (*Service)(nil)

// New makes a service that knows the algorithms, metrics and charts of cat.
// Old runs are removed beyond the number that is kept; failing to is no reason not to start.
func New(cat *automl.Catalog, o Options) *Service {
	if o.RunsDir != "" {
		_ = store.Prune(o.RunsDir, runsKept)
	}
	return &Service{cat: cat, o: o, data: map[string]*held{}, runs: map[string]*run.Run{}, final: map[string]*automl.Model{}, mapped: map[string]automl.Mapping{}}
}

// Catalog lists what there is.
func (s *Service) Catalog() *automl.Catalog { return s.cat }

// Preview reads the first rows of a file.
func (s *Service) Preview(ctx context.Context, path string, rows int, o automl.ReadOptions) (*automl.Data, [][]string, error) {
	t, rep, err := source.Preview(ctx, path, rows, o)
	if err != nil {
		return nil, nil, err
	}
	return describe("", t, rep), cells(t, 0, t.Rows()), nil
}

func describe(id string, t *table.Table, rep *automl.ReadReport) *automl.Data {
	return &automl.Data{ID: id, Report: *rep, Fields: t.Fields(), Rows: t.Rows(), Bytes: t.Bytes()}
}

func cells(t *table.Table, from, n int) [][]string {
	out := make([][]string, 0, n)
	for i := from; i < min(from+n, t.Rows()); i++ {
		row := make([]string, t.Width())
		for j := range row {
			row[j] = t.Column(j).Text(i)
		}
		out = append(out, row)
	}
	return out
}

// Open reads a whole file and keeps it.
func (s *Service) Open(ctx context.Context, path string, o automl.ReadOptions) (*automl.Data, error) {
	t, rep, err := source.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := fmt.Sprintf("d%d", s.next)
	s.data[id] = &held{table: t, report: rep, profiles: map[string]*automl.Profile{}}
	return describe(id, t, rep), nil
}

// Close lets go of a table. Runs on it go on.
func (s *Service) Close(data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.data, data)
}

func (s *Service) held(data string) (*held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.data[data]
	if !ok {
		return nil, automl.Errorf("data", automl.NotFound, "The data is not open any more.").WithHint("Open the file again.")
	}
	return h, nil
}

// Rows returns cells of an open table.
func (s *Service) Rows(_ context.Context, data string, from, n int) ([][]string, error) {
	h, err := s.held(data)
	if err != nil {
		return nil, err
	}
	if from < 0 || n < 0 {
		return nil, automl.Errorf("data", automl.BadUsage, "Rows from %d, %d of them, cannot be shown.", from, n)
	}
	return cells(h.table, from, n), nil
}

// Profile describes an open table; each combination of target and task once.
func (s *Service) Profile(ctx context.Context, data, target string, task automl.Task) (*automl.Profile, error) {
	h, err := s.held(data)
	if err != nil {
		return nil, err
	}
	if target != "" && task == "" {
		if task, _, err = profile.GuessTask(h.table, target); err != nil {
			return nil, err
		}
	}
	key := fmt.Sprintf("%q %s", target, task)
	s.mu.Lock()
	p, ok := h.profiles[key]
	s.mu.Unlock()
	if ok {
		return p, nil
	}
	p, err = profile.Describe(ctx, h.table, target, task)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h.profiles[key] = p
	return p, nil
}

func (s *Service) options(h *held, job automl.Job) run.Options {
	o := run.Options{Catalog: s.cat, AppVersion: s.o.AppVersion}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := h.profiles[fmt.Sprintf("%q %s", job.Target, job.Task)]; ok {
		o.Profile = p
	}
	return o
}

// Plan says what a run would do.
func (s *Service) Plan(ctx context.Context, data string, job automl.Job) (*automl.Plan, error) {
	h, err := s.held(data)
	if err != nil {
		return nil, err
	}
	return run.Plan(ctx, h.table, job, s.options(h, job))
}

// Start begins a run. It outlives ctx's end only when ctx has none: a caller that wants to
// keep what is finished calls Stop first.
func (s *Service) Start(ctx context.Context, data string, job automl.Job, observe func(automl.Event)) (string, error) {
	h, err := s.held(data)
	if err != nil {
		return "", err
	}
	o := s.options(h, job)
	o.Observe = observe
	s.mu.Lock()
	s.next++
	id := fmt.Sprintf("r%d", s.next)
	s.mu.Unlock()
	if s.o.RunsDir != "" {
		name := fmt.Sprintf("%s-%d-%s", time.Now().UTC().Format("20060102-150405"), os.Getpid(), id)
		o.Dir = filepath.Join(s.o.RunsDir, name)
	}
	r, err := run.Start(ctx, h.table, job, o)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[id] = r
	return id, nil
}

func (s *Service) run(id string) (*run.Run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.runs[id]
	if !ok {
		return nil, automl.Errorf("results", automl.NotFound, "There is no training %q.", id)
	}
	return r, nil
}

// Stop ends a run early and keeps what is finished.
func (s *Service) Stop(id string) {
	if r, err := s.run(id); err == nil {
		r.Stop()
	}
}

// Wait returns when a run has ended.
func (s *Service) Wait(ctx context.Context, id string) error {
	r, err := s.run(id)
	if err != nil {
		return err
	}
	return r.Wait(ctx)
}

// Leaderboard is the present state of a run's models.
func (s *Service) Leaderboard(id string) (*automl.Leaderboard, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	b := r.Leaderboard()
	return &b, nil
}

// Report gathers what is known about one model.
func (s *Service) Report(ctx context.Context, id, model string) (*automl.Report, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	return r.Report(ctx, model)
}

// Chart draws one chart of the catalogue.
func (s *Service) Chart(_ context.Context, chart string, rep *automl.Report, o automl.ChartOptions) (*figure.Figure, error) {
	for i := range s.cat.Charts {
		if s.cat.Charts[i].ID == chart {
			return s.cat.Charts[i].Draw(rep, o)
		}
	}
	return nil, automl.Errorf("chart", automl.NotFound, "There is no chart %q.", chart)
}

// model is a run's model ready to use, with the mapping that is kept with it.
func (s *Service) model(ctx context.Context, id, model string) (*automl.Model, error) {
	m, err := s.plain(ctx, id, model)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	mapping, ok := s.mapped[id]
	s.mu.Unlock()
	if ok {
		own := *m
		own.Schema.Mapping = fitting(&m.Schema, mapping)
		m = &own
	}
	return m, nil
}

// plain is a run's model without a mapping, put together once it is final.
func (s *Service) plain(ctx context.Context, id, model string) (*automl.Model, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	key := id + "/" + model
	s.mu.Lock()
	m, ok := s.final[key]
	s.mu.Unlock()
	if ok {
		return m, nil
	}
	m, err = r.Model(ctx, model)
	if err != nil {
		return nil, err
	}
	select {
	case <-r.Done():
		s.mu.Lock()
		s.final[key] = m
		s.mu.Unlock()
	default: // the leaderboard in it may still change
	}
	return m, nil
}

// Save writes a model as a .winnow file.
func (s *Service) Save(ctx context.Context, id, model, path string) error {
	m, err := s.model(ctx, id, model)
	if err != nil {
		return err
	}
	return modelfile.Save(path, m)
}

// Predict predicts a file with a saved model or a model of a run.
func (s *Service) Predict(ctx context.Context, req automl.PredictRequest) (*automl.PredictSummary, error) {
	m, err := s.named(ctx, req.Model, req.Run, req.Row)
	if err != nil {
		return nil, err
	}
	sum, err := predict.Run(ctx, m, s.cat, req)
	if sum != nil {
		drawDrift(sum, m.Schema.Target)
	}
	return sum, err
}

// drawDrift draws how a file's columns and answers are spread.
func drawDrift(sum *automl.PredictSummary, target string) {
	for i := range sum.Matches {
		if m := &sum.Matches[i]; m.Drift != nil {
			m.Drift.Figure = chart.Drift(m.Column, m.Drift.Bins)
		}
	}
	if len(sum.Answers) > 0 {
		sum.AnswersFigure = chart.Drift(target, sum.Answers)
	}
}
