package shell

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"winnow/app/fake"
	"winnow/app/flow"
	"winnow/app/pages"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/toast"
)

// rig is a window under test whose posted functions run on the test's goroutine.
type rig struct {
	t   *testing.T
	svc *fake.Service
	sh  *Shell
	in  chan func()
}

func newRig(t *testing.T) *rig {
	t.Helper()
	a := test.NewTempApp(t)
	r := &rig{t: t, svc: fake.New(), in: make(chan func(), 4096)}
	r.sh = newShell(a, r.svc, samples(), a.Preferences(), func(f func()) { r.in <- f })
	r.sh.later = func(time.Duration, func()) func() { return func() {} }
	r.sh.toasts.After = r.sh.later
	t.Cleanup(r.sh.cancel)
	r.sh.win.Show()
	r.sh.win.Resize(fyne.NewSize(1280, 800))
	return r
}

func samples() []Sample {
	return []Sample{
		{Name: "Customers who leave", Help: "Will a customer cancel? Yes or no.", Target: "churn", Path: "/samples/churn.csv"},
		{Name: "Kinds of contract", Help: "Which of three contracts suits?", Target: "contract", Path: "/samples/contract.csv"},
		{Name: "Monthly charges", Help: "How much will a customer pay?", Target: "monthly_charges", Path: "/samples/charges.csv"},
		{Name: "A messy file", Help: "Odd rows and odd letters.", Target: "churn", Path: "/samples/messy.csv"},
	}
}

// until runs what is posted until the state is so and nothing is being drawn.
func (r *rig) until(what string, cond func(*flow.State) bool) {
	r.t.Helper()
	late := time.After(20 * time.Second)
	for !cond(r.sh.State()) || r.sh.busy > 0 {
		select {
		case f := <-r.in:
			f()
		case <-late:
			r.t.Fatalf("never: %s", what)
		}
	}
	r.drain()
}

func (r *rig) drain() {
	for {
		select {
		case f := <-r.in:
			f()
		default:
			return
		}
	}
}

// shot writes what the window shows to the folder named by WINNOW_SHOTS, for people to look
// at; without it nothing is written.
func (r *rig) shot(name string) {
	r.t.Helper()
	r.drain()
	dir := os.Getenv("WINNOW_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	r.sh.win.Canvas().Capture() // charts are asked for by the first painting
	r.until("charts", func(*flow.State) bool { return true })
	if err := png.Encode(f, r.sh.win.Canvas().Capture()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) open(path string) {
	r.t.Helper()
	r.sh.OpenFile(path)
	r.until("file open", func(s *flow.State) bool { return s.Overview.Has && s.Needs() == flow.Needs{} && !s.Data.Busy })
}

func (r *rig) goal(column string) {
	r.t.Helper()
	r.sh.Do(flow.GoTo{Step: flow.Goal})
	r.sh.Do(flow.SetTarget{Column: column})
	r.until("goal examined", func(s *flow.State) bool { return s.Known() != nil && s.Plan.Has && !s.Plan.Busy })
}

func (r *rig) train() {
	r.t.Helper()
	r.sh.Do(flow.GoTo{Step: flow.Prepare})
	r.sh.primary()
	r.until("training over", func(s *flow.State) bool { return s.Run != nil && len(s.Run.Board.Rows) > 0 })
}

func TestWalkTheWholeWizard(t *testing.T) {
	for _, c := range []struct {
		target string
		task   automl.Task
	}{{"churn", automl.Binary}, {"contract", automl.Multiclass}, {"monthly_charges", automl.Regression}} {
		t.Run(c.target, func(t *testing.T) {
			r := newRig(t)
			r.shot(c.target + "-0-start")
			r.open("/data/churn.csv")
			r.shot(c.target + "-1-data")
			r.sh.primary()
			r.shot(c.target + "-2-goal-empty")
			r.goal(c.target)
			r.shot(c.target + "-2-goal")
			if got := r.sh.State().TaskNow(); got != c.task {
				t.Fatalf("task = %q, want %q", got, c.task)
			}
			r.sh.primary()
			r.shot(c.target + "-3-prepare")
			r.sh.Do(flow.FixAll{})
			r.until("plan after fixes", func(s *flow.State) bool { return s.Plan.Has && s.Plan.Err == nil && s.Primary().Why == "" })
			r.shot(c.target + "-3-prepare-fixed")
			r.sh.primary()
			r.until("training over", func(s *flow.State) bool { return s.Run != nil && len(s.Run.Board.Rows) > 0 })
			r.shot(c.target + "-4-train-done")
			r.sh.primary()
			r.until("report", func(s *flow.State) bool { return s.Step == flow.Results && s.Report.Has && !s.Report.Busy })
			r.shot(c.target + "-5-results")
			r.walkTabs(c.target)
			r.sh.primary()
			r.shot(c.target + "-6-use")
			r.sh.Do(flow.PickPredict{Path: "/data/new.csv"})
			r.until("prediction", func(s *flow.State) bool { return s.Predict.Has && !s.Predict.Busy })
			r.shot(c.target + "-6-use-file")
			r.sh.pick = func(p pickRequest) { p.done("/out/" + p.name) }
			r.sh.primary()
			r.until("written", func(s *flow.State) bool { return s.Written != "" })
			if got := r.sh.State().Written; got != "/out/churn-predictions.csv" {
				t.Errorf("written to %q", got)
			}
			r.sh.SaveModel()
			r.until("saved", func(s *flow.State) bool { return s.SavedModel != "" })
			if len(r.svc.Saved) != 1 || r.svc.Saved[0] != "/out/churn.winnow" {
				t.Errorf("saved to %v", r.svc.Saved)
			}
			r.sh.SaveReport()
			r.until("report saved", func(*flow.State) bool {
				return slices.ContainsFunc(r.sh.toasts.Messages(), func(m toast.Message) bool { return strings.Contains(m.Text, "churn-report.html") })
			})
			if got := r.svc.Reported; len(got) != 1 || got[0].Out != "/out/churn-report.html" || got[0].Row == "" {
				t.Errorf("reports asked for: %+v", got)
			}
			for _, step := range flow.Steps {
				if st := r.sh.State().Status(step); st != flow.Done {
					t.Errorf("status of %s = %d, want done", words.StepNames[step], st)
				}
			}
		})
	}
}

// walkTabs opens every tab of the results.
func (r *rig) walkTabs(target string) {
	for _, c := range r.svc.Catalog().Charts {
		if !c.Tasks.Has(r.sh.State().TaskNow()) {
			continue
		}
		r.sh.page(flow.Results).(interface{ SelectTab(string) }).SelectTab(c.Name)
		r.until("chart "+c.ID, func(*flow.State) bool { return true })
		r.shot(target + "-5-results-" + c.ID)
	}
	if target != "churn" {
		return
	}
	for _, tab := range []string{words.TabSummary, words.TabDecision, words.TabErrors, words.WorstName, words.CloseName, words.TabEffects,
		words.TabWhatIf, words.TabFairness, words.TabRecipe} {
		r.sh.page(flow.Results).(interface{ SelectTab(string) }).SelectTab(tab)
		r.until(tab, func(*flow.State) bool { return true })
		r.shot(target + "-5-results-" + tab)
	}
	r.sh.Do(flow.ShowBoard{})
	rows, _ := r.sh.State().Board()
	r.sh.Do(flow.PickCompared{ID: rows[0].ID})
	r.sh.Do(flow.PickCompared{ID: rows[1].ID})
	r.sh.Do(flow.ShowCompared{On: true})
	r.until("comparison", func(*flow.State) bool { return true })
	r.shot(target + "-5-results-compared")
	r.sh.Do(flow.ShowCompared{})
}

// TestResultsAreDecidedUpon reveals the final test, moves the threshold, deletes a model and
// brings it back, as a person would.
func TestResultsAreDecidedUpon(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Results})
	r.until("report", func(s *flow.State) bool { return s.Report.Has && !s.Report.Busy })
	id := r.sh.State().ModelNow().ID
	r.sh.Reveal(id)
	r.until("final test", func(s *flow.State) bool { return s.Run.Row(id).Test != nil })
	r.sh.Do(flow.ShowModel{ID: id})
	r.sh.Do(flow.SetThreshold{Value: 0.3})
	r.until("threshold", func(*flow.State) bool { return true })
	if got := r.svc.Decided[id]; got != 0.3 {
		t.Errorf("the engine keeps the threshold %v", got)
	}
	rows, _ := r.sh.State().Board()
	r.sh.Do(flow.MarkModel{ID: rows[2].ID, Mark: flow.Mark{Deleted: true}})
	if r.sh.State().Deleted() != 1 || len(r.sh.toasts.Messages()) == 0 {
		t.Error("the model is still listed, or nothing tells that it is not")
	}
	r.sh.Do(flow.Undo{})
	if r.sh.State().Deleted() != 0 {
		t.Error("undo does not bring the model back")
	}
}

func TestStopKeepsWhatIsFinished(t *testing.T) {
	r := newRig(t)
	r.svc.Hold = 4
	r.open("/data/churn.csv")
	r.goal("churn")
	r.sh.Do(flow.GoTo{Step: flow.Prepare})
	r.sh.primary()
	r.until("three models done", func(s *flow.State) bool {
		if s.Run == nil {
			return false
		}
		done, running, _, _ := s.Run.Counts()
		return done == 4 && running == 1
	})
	r.shot("train-running")
	if d := r.sh.State().Primary(); d.Deed != flow.StopRun {
		t.Fatalf("primary = %+v", d)
	}
	r.sh.primary()
	r.shot("train-stopping")
	r.until("over", func(s *flow.State) bool { return s.Run.Ended() && len(s.Run.Board.Rows) > 0 })
	if n := len(r.sh.State().Run.Board.Rows); n != 4 {
		t.Errorf("%d models kept, want 4", n)
	}
	if len(r.sh.toasts.Messages()) == 0 {
		t.Error("nobody is told that the training is over")
	}
}

func TestErrorsAreSentences(t *testing.T) {
	r := newRig(t)
	r.sh.OpenFile("/data/missing.csv")
	r.until("error", func(s *flow.State) bool { return s.Preview.Err != nil })
	r.shot("data-error")
	if why := r.sh.State().Primary().Why; why != words.WhyDataError {
		t.Errorf("why = %q", why)
	}
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	r.sh.Do(flow.PickPredict{Path: "/data/missing.csv"})
	r.until("prediction error", func(s *flow.State) bool { return s.Predict.Err != nil })
	r.shot("use-error")
	r.sh.Do(flow.PickPredict{Path: "/data/absent.csv"})
	r.until("absent column", func(s *flow.State) bool { return s.Predict.Has && !s.Predict.Busy && s.Predict.Err == nil })
	r.shot("use-absent")
	if why := r.sh.State().Primary().Why; !strings.Contains(why, "tenure_months") {
		t.Errorf("why = %q", why)
	}
}

func TestOtherStates(t *testing.T) {
	r := newRig(t)
	r.open("/data/tiny.csv")
	r.shot("data-tiny")
	r.open("/data/messy.csv")
	r.shot("data-messy")
	r.sh.Do(flow.GoTo{Step: flow.Goal})
	r.sh.Do(flow.SetTarget{Column: "country"})
	r.until("examined", func(s *flow.State) bool { return s.Known() != nil })
	r.shot("goal-blocked")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Results})
	r.until("report", func(s *flow.State) bool { return s.Report.Has && !s.Report.Busy })
	r.sh.Do(flow.UseColumns{Columns: []string{"gender"}})
	r.until("plan", func(s *flow.State) bool { return !s.Plan.Busy })
	r.shot("results-stale")
	if !r.sh.State().OutOfDate() {
		t.Error("results are not out of date")
	}
	r.sh.toggleGuide()
	r.shot("results-no-guide")
	r.sh.toggleGuide()
}

func TestTablesAreClosedWhenNothingNeedsThem(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.sh.Do(flow.SetRead{Read: automl.ReadOptions{Delimiter: ";"}})
	r.until("read again", func(s *flow.State) bool { return s.Loaded() != nil && s.Overview.Key == s.Loaded().ID })
	r.open("/data/other.csv")
	late := time.After(10 * time.Second)
	for r.svc.Opened() != 1 {
		select {
		case f := <-r.in:
			f()
		case <-late:
			t.Fatalf("%d tables are open, want 1", r.svc.Opened())
		default:
		}
	}
}

func TestLooksInDarkAndAtEveryZoom(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	for _, look := range []struct {
		name string
		mode string
		zoom float32
	}{{"dark", "dark", 1}, {"z150", "light", 1.5}, {"z200", "light", 2}, {"contrast", "contrast", 1}} {
		r.sh.setLook("light", 1)
		r.sh.setLook(lookMode(look.mode), look.zoom)
		for _, step := range append([]flow.Step{flow.Start}, flow.Steps...) {
			r.sh.Do(flow.GoTo{Step: step})
			r.until("shown", func(s *flow.State) bool { return !s.Report.Busy })
			r.shot(look.name + "-" + words.StepNames[step])
		}
	}
}

func TestMinimumWindow(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.win.Resize(fyne.NewSize(1000, 640))
	for _, step := range append([]flow.Step{flow.Start}, flow.Steps...) {
		r.sh.Do(flow.GoTo{Step: step})
		r.until("shown", func(s *flow.State) bool { return !s.Report.Busy })
		r.shot("small-" + words.StepNames[step])
		f := &r.sh.frame
		if need, room := f.page.MinSize(), f.page.Size(); need.Width > room.Width || need.Height > room.Height || room.Height > 640-80 {
			t.Errorf("%s needs %v of %v in the smallest window", words.StepNames[step], need, room)
		}
	}
}

func TestEveryRowCanBeLookedAt(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	p := r.sh.page(flow.Data).(*pages.Data)
	for _, row := range []int{0, 199, 200, 3210, 7042} {
		p.GoToRow(row)
		r.sh.win.Canvas().Capture() // cells ask when they are painted
		r.until("rows there", func(*flow.State) bool { return p.CellText(row, 0) != "…" })
		want, err := r.svc.Rows(t.Context(), r.sh.State().Loaded().ID, row, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.CellText(row, 0); got != want[0][0] {
			t.Errorf("row %d shows %q, want %q", row, got, want[0][0])
		}
	}
}

func TestRecentIsRemembered(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	list := r.sh.Recent()
	if len(list) != 1 || list[0].Path != "/data/churn.csv" || !list[0].Gone || !strings.Contains(list[0].Note, "7,043 rows") {
		t.Errorf("recent = %+v", list)
	}
}

func TestScript(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	script := strings.Join([]string{"# the whole job", "open /data/churn.csv", "target churn", "fix", "effort 5", "train", "wait", "results",
		"screenshot results", "tab What matters", "ask fairness contract", "screenshot fairness", "ask flip", "screenshot flip",
		"predict /data/new.csv /out/p.csv", "save /out/m.winnow", "theme dark", "zoom 115", "size 1100x700", "step 1", "screenshot data"}, "\n")
	var out bytes.Buffer
	done := make(chan error, 1)
	go func() { done <- r.sh.Script(context.Background(), strings.NewReader(script), dir, &out) }()
	late := time.After(60 * time.Second)
	for {
		select {
		case f := <-r.in:
			f()
			continue
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
		case <-late:
			t.Fatalf("the script hangs after\n%s", out.String())
		}
		break
	}
	for _, name := range []string{"results.png", "fairness.png", "flip.png", "data.png"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() < 10000 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if s := r.sh.State(); s.Written != "/out/p.csv" || s.SavedModel != "/out/m.winnow" || s.Job().Budget != 5*time.Second {
		t.Errorf("written %q, saved %q, budget %v", s.Written, s.SavedModel, s.Job().Budget)
	}
}

func TestScriptSaysWhatIsWrong(t *testing.T) {
	r := newRig(t)
	for _, script := range []string{"dance", "ask weather", "open /data/missing.csv", "effort soon", "step 9", "size big"} {
		done := make(chan error, 1)
		go func() {
			done <- r.sh.Script(context.Background(), strings.NewReader(script), t.TempDir(), &bytes.Buffer{})
		}()
		for err := error(nil); ; {
			select {
			case f := <-r.in:
				f()
				continue
			case err = <-done:
			}
			if err == nil || !strings.Contains(err.Error(), script) {
				t.Errorf("%s: error %v", script, err)
			}
			break
		}
	}
}
