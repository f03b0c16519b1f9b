package shell

import (
	"context"
	"slices"
	"sync"
	"time"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/toast"
)

// previewRows is how many rows the grid of the data step shows.
const previewRows = 200

// ask starts everything that the state needs and that is not under way.
func (s *Shell) ask() {
	n := s.state.Needs()
	if n != (flow.Needs{}) {
		s.state = flow.Reduce(s.state, flow.Asked{Needs: n})
		s.start(n)
	}
	if s.state.Step == flow.Use && s.state.PredictPath != "" && !s.state.Predict.Busy && s.state.Predict.Err == nil &&
		s.state.Predict.Key != s.state.PredictKey() {
		s.predict("")
	}
}

func (s *Shell) start(n flow.Needs) {
	path, read, target, task, job := s.state.Path, s.state.Read, s.state.Target, s.state.Task, s.state.Job()
	data := ""
	if d := s.state.Loaded(); d != nil {
		data = d.ID
	}
	if n.Preview != "" {
		s.stopTasks("open", "overview", "profile", "plan")
		s.task("preview", func(ctx context.Context) flow.Action {
			d, cells, err := s.svc.Preview(ctx, path, previewRows, read)
			return flow.GotPreview{Key: n.Preview, Sample: flow.Sample{Data: d, Cells: cells}, Err: err}
		})
	}
	if n.Open != "" {
		read.Progress = s.reading(n.Open)
		s.task("open", func(ctx context.Context) flow.Action {
			d, err := s.svc.Open(ctx, path, read)
			return flow.GotData{Key: n.Open, Data: d, Err: err}
		})
	}
	if n.Overview != "" {
		s.task("overview", func(ctx context.Context) flow.Action {
			p, err := s.svc.Profile(ctx, data, "", "")
			return flow.GotProfile{Key: n.Overview, Profile: p, Err: err}
		})
	}
	if n.Profile != "" {
		s.task("profile", func(ctx context.Context) flow.Action {
			p, err := s.svc.Profile(ctx, data, target, task)
			return flow.GotProfile{Key: n.Profile, Profile: p, Err: err}
		})
	}
	if n.Plan != "" {
		s.task("plan", func(ctx context.Context) flow.Action {
			p, err := s.svc.Plan(ctx, data, job)
			return flow.GotPlan{Key: n.Plan, Plan: p, Err: err}
		})
	}
	if n.Report != "" {
		run, model := s.state.Run.ID, s.state.ModelNow().ID
		s.task("report", func(ctx context.Context) flow.Action {
			r, err := s.svc.Report(ctx, run, model)
			return flow.GotReport{Key: n.Report, Report: r, Err: err}
		})
	}
}

// task runs work away from the window and applies the action that it returns. A task of
// the same name that is still at work is told to stop; its answer is dropped by its key.
func (s *Shell) task(name string, work func(ctx context.Context) flow.Action) {
	s.stopTasks(name)
	ctx, cancel := context.WithCancel(s.ctx)
	s.tasks[name] = cancel
	go func() {
		a := work(ctx)
		s.post(func() { s.Do(a) })
	}()
}

func (s *Shell) stopTasks(names ...string) {
	for _, n := range names {
		if cancel, ok := s.tasks[n]; ok {
			cancel()
			delete(s.tasks, n)
		}
	}
}

// reading returns a callback that shows the progress of reading, seldom enough.
func (s *Shell) reading(key string) func(done, total int64) {
	return sparse(func(done, total int64) {
		s.post(func() { s.Do(flow.Progress{Key: key, Done: done, Total: total}) })
	})
}

// keep notes a table that the engine holds, and closes those that nothing needs any more.
func (s *Shell) keep(a flow.GotData) {
	if a.Err == nil && a.Data != nil {
		s.held = append(s.held, a.Data.ID)
	}
	s.release()
	if d := s.state.Loaded(); d != nil && s.state.Run == nil {
		s.remember()
	}
}

// release closes the tables that neither the state nor its run uses.
func (s *Shell) release() {
	var used []string
	if s.state.Data.Value != nil {
		used = append(used, s.state.Data.Value.ID)
	}
	if s.state.Run != nil {
		used = append(used, s.state.Run.Data)
	}
	var rest, drop []string
	for _, id := range s.held {
		if slices.Contains(used, id) {
			rest = append(rest, id)
		} else {
			drop = append(drop, id)
		}
	}
	s.held = rest
	if len(drop) > 0 {
		go func() {
			for _, id := range drop {
				s.svc.Close(id)
			}
		}()
	}
}

// abandon ends what belongs to the project that was left.
func (s *Shell) abandon() {
	for name := range s.tasks {
		s.stopTasks(name)
	}
	s.gen++
	s.last = ""
	for range s.toasts.Messages() {
		s.toasts.Dismiss()
	}
	s.release()
}

// train starts a run with the present choices.
func (s *Shell) train() {
	if s.state.Run != nil && s.state.Run.Active() {
		return
	}
	if s.state.Loaded() == nil || s.state.Known() == nil {
		return
	}
	s.gen++
	gen := s.gen
	s.Do(flow.RunBegun{})
	data, job, mapping := s.state.Run.Data, s.state.Run.Job, s.state.Mapping
	mine := func(a flow.Action) func() {
		return func() {
			if s.gen == gen {
				s.Do(a)
			}
		}
	}
	b := newBridge(s.post, func(events []automl.Event) { mine(flow.Events{Events: events})() })
	go func() {
		id, err := s.svc.Start(s.ctx, data, job, b.observe)
		if err == nil && !mapping.Empty() {
			err = s.svc.SaveMapping(s.ctx, automl.MappingRequest{Run: id, Mapping: *mapping})
		}
		s.post(mine(flow.RunAccepted{ID: id, Err: err}))
		if err != nil {
			return
		}
		err = s.svc.Wait(s.ctx, id)
		b.flush()
		if err != nil {
			s.post(mine(flow.RunOver{Err: err}))
			return
		}
		board, err := s.svc.Leaderboard(id)
		s.post(mine(flow.RunOver{Board: board, Err: err}))
	}()
}

// stop ends the run and keeps what is finished.
func (s *Shell) stop() {
	r := s.state.Run
	if r == nil || !r.Active() {
		return
	}
	s.Do(flow.Stopping{})
	if r.ID != "" {
		id := r.ID
		go s.svc.Stop(id)
	}
}

// predict predicts the chosen file; an empty out only looks.
func (s *Shell) predict(out string) {
	key := s.state.PredictKey()
	req := s.state.PredictRequest(out)
	switch m := s.state.ModelNow(); {
	case req.Data == "":
		return
	case s.state.ModelPath != "":
		req.Model = s.state.ModelPath
	case m != nil:
		req.Run, req.Row = s.state.Run.ID, m.ID
	default:
		return
	}
	s.share = 0
	req.Progress = sparse(func(done, total int64) {
		s.post(func() {
			if total > 0 {
				s.share = float64(done) / float64(total)
				s.showJob()
			}
		})
	})
	stop := make(chan struct{})
	if out != "" {
		req.Stop = stop
	}
	s.task("predict", func(ctx context.Context) flow.Action {
		sum, err := s.svc.Predict(ctx, req)
		return flow.Predicted{Key: key, Summary: sum, Err: err}
	})
	if out != "" { // what is written by then is kept
		s.tasks["predict"] = sync.OnceFunc(func() { close(stop) })
	}
	s.Do(flow.Predicting{Key: key})
}

// SaveModel asks where to save the model looked at.
func (s *Shell) SaveModel() {
	if s.state.ModelNow() == nil {
		return
	}
	s.pick(pickRequest{title: words.SaveModel, save: true, name: s.state.Name + ".winnow", done: s.saveModel})
}

func (s *Shell) saveModel(path string) {
	m := s.state.ModelNow()
	if m == nil {
		return
	}
	run, model := s.state.Run.ID, m.ID
	s.away(func() error { return s.svc.Save(s.ctx, run, model, path) }, func() {
		s.Do(flow.SavedTo{Path: path})
		s.toasts.Post(toast.Message{Text: words.SavedTo(words.ModelSaved, path), Kind: toast.Success})
	})
}

// away runs work away from the window; an error is told, else done is called.
func (s *Shell) away(work func() error, done func()) {
	go func() {
		err := work()
		s.post(func() {
			if err != nil {
				s.tell(err)
				return
			}
			done()
		})
	}()
}

// tell shows an error as a message that stays.
func (s *Shell) tell(err error) {
	if automl.KindOf(err) == automl.Stopped {
		return
	}
	msg, hint := words.Problem(err)
	s.toasts.Post(toast.Message{Text: msg + " " + hint, Kind: toast.Error, Action: words.CopyDetails, Do: func() { s.Copy(words.Details(err)) }})
}

// Chart draws a chart away from the window.
func (s *Shell) Chart(chart string, r *automl.Report, o automl.ChartOptions, done func(*figure.Figure, error)) {
	s.busy++
	go func() {
		f, err := s.svc.Chart(s.ctx, chart, r, o)
		s.post(func() {
			s.busy--
			done(f, err)
			s.wake()
		})
	}()
}

// Rows fetches rows of an open table away from the window.
func (s *Shell) Rows(data string, from, n int, done func([][]string, error)) {
	var cells [][]string
	var err error
	s.Background(func() { cells, err = s.svc.Rows(s.ctx, data, from, n) }, func() { done(cells, err) })
}

// Background runs work away from the window and then done on its goroutine.
func (s *Shell) Background(work, done func()) {
	s.busy++
	go func() {
		work()
		s.post(func() {
			s.busy--
			done()
			s.wake()
		})
	}()
}

// Later calls f after a while.
func (s *Shell) Later(d time.Duration, f func()) {
	if s.later != nil {
		s.later(d, f)
		return
	}
	time.AfterFunc(d, func() {
		if s.ctx.Err() == nil {
			s.post(f)
		}
	})
}

// keepThreshold lets the engine know from which probability the model looked at says yes.
func (s *Shell) keepThreshold(value float64) {
	m := s.state.ModelNow()
	if m == nil || s.state.TaskNow() != automl.Binary && s.state.Run.Job.Task != automl.Binary {
		return
	}
	run, model := s.state.Run.ID, m.ID
	var err error
	s.Background(func() { err = s.svc.SetThreshold(run, model, value) }, func() {
		if err != nil {
			s.tell(err)
		}
	})
}

// Reveal opens the final test of a model.
func (s *Shell) Reveal(model string) {
	if s.state.Run == nil || s.state.Opening.Busy {
		return
	}
	run := s.state.Run.ID
	s.task("reveal", func(ctx context.Context) flow.Action {
		t, err := s.svc.Reveal(ctx, run, model)
		return flow.Revealed{Run: run, Model: model, Test: t, Err: err}
	})
	s.Do(flow.Revealing{Model: model})
}

// Compare holds two models of the run against each other.
func (s *Shell) Compare(a, b string, done func(*automl.Difference, error)) {
	if s.state.Run == nil {
		return
	}
	run := s.state.Run.ID
	var d *automl.Difference
	var err error
	s.Background(func() { d, err = s.svc.Compare(run, a, b) }, func() { done(d, err) })
}

// RowsAt fetches rows of an open table by their numbers.
func (s *Shell) RowsAt(data string, rows []int32, done func([][]string, error)) {
	var cells [][]string
	var err error
	s.Background(func() { cells, err = s.svc.RowsAt(s.ctx, data, rows) }, func() { done(cells, err) })
}

// Segments asks where a model errs more than elsewhere.
func (s *Shell) Segments(model string, done func([]automl.Segment, error)) {
	if s.state.Run == nil {
		return
	}
	run := s.state.Run.ID
	var list []automl.Segment
	var err error
	s.Background(func() { list, err = s.svc.Segments(s.ctx, run, model) }, func() { done(list, err) })
}

// Query asks the engine away from the window.
func (s *Shell) Query(work func(ctx context.Context, svc automl.Service), done func()) {
	s.Background(func() { work(s.ctx, s.svc) }, done)
}

// Catalog is the engine's.
func (s *Shell) Catalog() *automl.Catalog { return s.svc.Catalog() }
