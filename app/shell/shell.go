// Package shell is the window of the wizard: step rail, top bar, guide, job bar, menus and
// the calls of the engine. It holds the one flow.State; pages show it.
package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/pages"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/jobbar"
	"winnow/widgets/steprail"
	"winnow/widgets/toast"
)

// Sample is a bundled data set.
type Sample = pages.Sample

// Shell is the window and what is behind it. All methods but those that say otherwise
// belong to the window's goroutine.
type Shell struct {
	app     fyne.App
	svc     automl.Service
	samples []Sample
	prefs   fyne.Preferences
	post    func(func())
	// pick asks for a path to open or to save to; tests replace it.
	pick func(p pickRequest)

	win     fyne.Window
	state   flow.State
	showing bool
	queue   []flow.Action
	waiters []*waiter

	ctx    context.Context
	cancel context.CancelFunc
	tasks  map[string]context.CancelFunc
	held   []string                                  // tables open in the engine
	gen    int                                       // number of the run that the state shows
	busy   int                                       // charts being drawn
	share  float64                                   // of the prediction under way
	later  func(time.Duration, func()) (stop func()) // of toasts; nil: a timer
	last   string                                    // last message of the job bar
	diary  *diary

	pages   map[flow.Step]pages.Page
	folder  pages.FolderWatch // that the Use step shows
	frame   frame
	rail    *steprail.Rail
	bar     *jobbar.Bar
	toasts  *toast.Host
	keys    map[string]func() // what each shortcut does, by its name
	current flow.Step
	tall    fyne.Size // least size of the page as last laid out
	look    look.Theme
}

// waiter is someone who waits for the state to be so.
type waiter struct {
	until func(*flow.State) bool
	done  chan struct{}
}

// New makes the window of an app; nothing is shown until Window().Show.
func New(a fyne.App, svc automl.Service, samples []Sample, prefs fyne.Preferences) *Shell {
	return newShell(a, svc, samples, prefs, fyne.Do)
}

func newShell(a fyne.App, svc automl.Service, samples []Sample, prefs fyne.Preferences, post func(func())) *Shell {
	s := &Shell{app: a, svc: svc, samples: samples, prefs: prefs, post: post, state: flow.New(), current: -1,
		tasks: map[string]context.CancelFunc{}, pages: map[flow.Step]pages.Page{}, diary: newDiary(prefs)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.pick = s.pickByDialog
	s.look = look.Theme{Mode: look.Mode(prefs.StringWithFallback("theme", string(look.Auto))), Zoom: float32(prefs.FloatWithFallback("zoom", 1))}
	a.Settings().SetTheme(s.look)
	s.win = a.NewWindow(words.AppName)
	s.win.SetMaster()
	s.build()
	s.win.Resize(fyne.NewSize(1280, 800))
	s.win.SetOnDropped(s.dropped)
	s.win.SetCloseIntercept(s.close)
	s.shortcuts()
	s.show()
	return s
}

// Window is the window.
func (s *Shell) Window() fyne.Window { return s.win }

// State is the present state; it must not be written to.
func (s *Shell) State() *flow.State { return &s.state }

// OpenFile starts a project on a table, with the decisions made for it before, or opens a
// saved model.
func (s *Shell) OpenFile(path string) {
	switch {
	case isModel(path):
		s.Do(flow.OpenModel{Path: path})
	case !s.restore(path):
		s.Do(flow.OpenFile{Path: path})
	}
}

// Do applies an action, asks the engine for what is then missing, and shows the result.
func (s *Shell) Do(a flow.Action) {
	if s.showing {
		s.queue = append(s.queue, a)
		return
	}
	s.apply(a)
	s.show()
	for len(s.queue) > 0 {
		next := s.queue[0]
		s.queue = s.queue[1:]
		s.apply(next)
		s.show()
	}
	s.wake()
}

func (s *Shell) apply(a flow.Action) {
	before := s.state
	s.state = flow.Reduce(s.state, a)
	s.noteChange(&before)
	s.after(&before, a)
	s.ask()
}

// after does what an action entails beside the state.
func (s *Shell) after(before *flow.State, a flow.Action) {
	switch a := a.(type) {
	case flow.OpenFile, flow.OpenModel, flow.Leave:
		if r := before.Run; r != nil && r.Active() && r.ID != "" {
			go s.svc.Stop(r.ID)
		}
		s.abandon()
		if m, ok := a.(flow.OpenModel); ok {
			s.put(pages.Recent{Path: absolute(m.Path), When: time.Now(), Note: words.SavedModelNote})
		}
	case flow.Undo:
		if what := before.Undoable(); what != "" {
			s.last = words.UndoWhat(what)
		}
	case flow.Redo:
		if what := before.Redoable(); what != "" {
			s.last = words.RedoWhat(what)
		}
	case flow.GotData:
		s.keep(a)
	case flow.SetThreshold:
		s.keepThreshold(a.Value)
	case flow.MarkModel:
		if a.Mark.Deleted && s.state.Mark(a.ID).Deleted {
			s.toasts.Post(toast.Message{Text: words.ModelDeleted, Action: words.Undo, Do: func() { s.Do(flow.Undo{}) }})
		}
	case flow.RunAccepted:
		if a.Err == nil && s.state.Run != nil && s.state.Run.Phase == flow.RunStopping {
			s.svc.Stop(a.ID)
		}
	case flow.RunOver:
		if s.state.Run != nil && s.state.Run.Ended() && len(before.Run.Board.Rows) == 0 {
			s.ended()
		}
	}
}

// ended tells the person that a training is over.
func (s *Shell) ended() {
	r := s.state.Run
	note := words.TrainedToast(r.Finished(), words.Duration(r.Elapsed))
	m := toast.Message{Text: note, Kind: toast.Success}
	if s.state.Step != flow.Results {
		m.Action, m.Do = words.SeeResults, func() { s.Do(flow.GoTo{Step: flow.Results}) }
	}
	s.toasts.Post(m)
	s.last = note
	if !s.state.OutOfDate() && r.Row(r.Board.Recommended) != nil {
		s.remember()
	}
}

// wake tells those who wait and whose condition now holds.
func (s *Shell) wake() {
	rest := s.waiters[:0]
	for _, w := range s.waiters {
		if w.until(&s.state) {
			close(w.done)
		} else {
			rest = append(rest, w)
		}
	}
	s.waiters = rest
}

// await blocks until the state is so, or ctx ends. It is called from any goroutine but the
// window's.
func (s *Shell) await(ctx context.Context, until func(*flow.State) bool) error {
	w := &waiter{until: until, done: make(chan struct{})}
	s.post(func() {
		s.waiters = append(s.waiters, w)
		s.wake()
	})
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Deed does what the primary button of some step does.
func (s *Shell) Deed(d flow.Deed) {
	switch d {
	case flow.NoDeed:
	case flow.BrowseData:
		s.pick(pickRequest{title: words.OpenTitle, model: true, done: s.OpenFile})
	case flow.GoNext:
		s.Do(flow.GoTo{Step: s.state.Next()})
	case flow.StartRun:
		s.train()
	case flow.StopRun:
		s.stop()
	case flow.BrowseToUse:
		s.pick(pickRequest{title: words.PredictTitle, done: func(p string) { s.Do(flow.PickPredict{Path: p}) }})
	case flow.CheckPredict:
		s.predict("")
	case flow.WritePredict:
		s.pick(pickRequest{title: words.SavePredictions, save: true, name: s.state.Name + "-predictions.csv", done: s.predict})
	}
}

// primary presses the main button if it can be used.
func (s *Shell) primary() {
	if p := s.state.Primary(); p.Why == "" {
		s.Deed(p.Deed)
	}
}

// page is the page of a step, made when it is first shown.
func (s *Shell) page(step flow.Step) pages.Page {
	if p, ok := s.pages[step]; ok {
		return p
	}
	var p pages.Page
	switch step {
	case flow.Data:
		p = pages.NewData(s)
	case flow.Goal:
		p = pages.NewGoal(s)
	case flow.Prepare:
		p = pages.NewPrepare(s)
	case flow.Train:
		p = pages.NewTrain(s)
	case flow.Results:
		p = pages.NewResults(s)
	case flow.Use:
		p = pages.NewUse(s)
	default:
		p = pages.NewStart(s)
	}
	s.pages[step] = p
	return p
}

// close asks before a training is lost.
func (s *Shell) close() {
	if s.state.Run != nil && s.state.Run.Active() {
		s.Ask(words.LeaveTitle, widget.NewLabel(words.LeaveBody), words.LeaveYes, words.StayHere, s.quit)
		return
	}
	s.quit()
}

func (s *Shell) quit() {
	s.cancel()
	if s.state.Run != nil && s.state.Run.Active() && s.state.Run.ID != "" {
		s.svc.Stop(s.state.Run.ID)
	}
	s.diary.flush()
	s.win.SetCloseIntercept(nil)
	s.win.Close()
}

// Watch keeps the memory shown in the job bar up to date until the window closes. It may
// be called from any goroutine.
func (s *Shell) Watch(memory func() (used, limit int64)) {
	tick := time.NewTicker(2 * time.Second)
	go func() {
		defer tick.Stop()
		for {
			select {
			case <-s.ctx.Done():
				return
			case <-tick.C:
				used, limit := memory()
				s.post(func() { s.bar.SetMemory(used, limit) })
			}
		}
	}()
}
