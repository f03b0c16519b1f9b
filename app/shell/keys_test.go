package shell

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"winnow/app/fake"
	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
)

// press does what a shortcut does; the canvas of tests takes none itself.
func (r *rig) press(key fyne.KeyName, mod fyne.KeyModifier) {
	r.t.Helper()
	k := &desktop.CustomShortcut{KeyName: key, Modifier: mod}
	f := r.sh.keys[k.ShortcutName()]
	if f == nil {
		r.t.Fatalf("%s does nothing", k.ShortcutName())
	}
	f()
}

func TestTheWizardWorksByKeyboard(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	ctrl := fyne.KeyModifierShortcutDefault
	r.press(fyne.KeyReturn, ctrl)
	if s := r.sh.State().Step; s != flow.Goal {
		t.Fatalf("step after the main button = %d", s)
	}
	r.goal("churn")
	r.press(fyne.Key1, ctrl)
	if s := r.sh.State().Step; s != flow.Data {
		t.Errorf("step = %d, want Data", s)
	}
	r.press(fyne.Key6, ctrl)
	if s := r.sh.State().Step; s != flow.Data {
		t.Errorf("went to step %d, which is not there yet", s)
	}
	r.sh.Do(flow.Undo{})
	if r.sh.State().Target != "" {
		t.Error("undo kept the target")
	}
	r.press(fyne.KeyZ, ctrl|fyne.KeyModifierShift)
	if r.sh.State().Target != "churn" {
		t.Error("redo did not bring the target back")
	}
	zoom := r.sh.look.Zoom
	r.press(fyne.KeyPlus, ctrl)
	if r.sh.look.Zoom <= zoom {
		t.Errorf("zoom = %v after Ctrl++", r.sh.look.Zoom)
	}
	r.press(fyne.KeyN, ctrl)
	if s := r.sh.State(); s.Step != flow.Start || s.Path != "" {
		t.Errorf("step %d, path %q after a new project", s.Step, s.Path)
	}
}

func TestDroppedFiles(t *testing.T) {
	r := newRig(t)
	drop := func(path string) { r.sh.dropped(fyne.NewPos(500, 300), []fyne.URI{storage.NewFileURI(path)}) }
	r.sh.dropped(fyne.NewPos(0, 0), nil)
	drop("/data/churn.csv")
	r.until("open", func(s *flow.State) bool { return s.Overview.Has })
	r.goal("churn")
	r.train()
	drop("/data/new.csv")
	if r.sh.win.Canvas().Overlays().Top() == nil {
		t.Error("a file dropped on a finished project is taken without asking")
	}
	test.Tap(find(t, r.sh.win.Canvas().Overlays().Top(), words.Cancel))
	drop("/models/other.winnow")
	test.Tap(find(t, r.sh.win.Canvas().Overlays().Top(), words.Cancel))
	if s := r.sh.State(); s.ModelPath != "" || s.Run == nil {
		t.Error("results are given up for a dropped model without asking")
	}
	if s := r.sh.State(); r.sh.win.Canvas().Overlays().Top() != nil || s.Path != "/data/churn.csv" || s.PredictPath != "" {
		t.Errorf("after Cancel: %q, %q", s.Path, s.PredictPath)
	}
	drop("/data/other.csv")
	test.Tap(find(t, r.sh.win.Canvas().Overlays().Top(), words.DropPredict2))
	r.until("predicted", func(s *flow.State) bool { return s.Predict.Has && !s.Predict.Busy })
	if s := r.sh.State(); s.Step != flow.Use || s.PredictPath != "/data/other.csv" {
		t.Errorf("step %d predicts %q", s.Step, s.PredictPath)
	}
	drop("/data/new.csv")
	r.until("predicted", func(s *flow.State) bool { return s.Predict.Has && !s.Predict.Busy })
	if p := r.sh.State().PredictPath; p != "/data/new.csv" {
		t.Errorf("path to predict = %q", p)
	}
}

func TestLeavingAStepClosesWhatItOpened(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.sh.showKeys()
	if r.sh.win.Canvas().Overlays().Top() == nil {
		t.Fatal("the list of keys does not open")
	}
	r.sh.Do(flow.GoTo{Step: flow.Goal})
	if r.sh.win.Canvas().Overlays().Top() != nil {
		t.Error("the list stays over the next step")
	}
}

// find returns the button with that label.
func find(t *testing.T, in fyne.CanvasObject, label string) *widget.Button {
	t.Helper()
	for _, o := range test.LaidOutObjects(in) {
		if b, ok := o.(*widget.Button); ok && b.Text == label {
			return b
		}
	}
	t.Fatalf("there is no button %q", label)
	return nil
}

func TestDroppedModel(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.sh.dropped(fyne.NewPos(500, 300), []fyne.URI{storage.NewFileURI("/models/churn.winnow")})
	r.shot("model-empty")
	r.sh.dropped(fyne.NewPos(500, 300), []fyne.URI{storage.NewFileURI("/data/new.csv")})
	r.until("predicted", func(s *flow.State) bool { return s.Predict.Has && !s.Predict.Busy })
	r.shot("model-predicted")
	r.sh.pick = func(p pickRequest) { p.done("/out/" + p.name) }
	r.sh.primary()
	r.until("written", func(s *flow.State) bool { return s.Written != "" })
	last := r.svc.Written[len(r.svc.Written)-1]
	if last.Model != "/models/churn.winnow" || last.Run != "" || last.Data != "/data/new.csv" || last.Out != "/out/churn-predictions.csv" {
		t.Errorf("asked for %+v", last)
	}
	if list := r.sh.Recent(); list[0].Path != "/models/churn.winnow" {
		t.Errorf("recent files %+v", list)
	}
	for _, step := range append([]flow.Step{flow.Start}, flow.Steps...) {
		r.sh.Do(flow.GoTo{Step: step})
	}
}

func TestRowsKeptAsideAreShownAndSaved(t *testing.T) {
	r := newRig(t)
	r.open("/data/messy.csv")
	test.Tap(find(t, r.sh.win.Content(), words.ShowBadRows))
	r.shot("data-kept-aside")
	out := filepath.Join(t.TempDir(), "aside.csv")
	r.sh.pick = func(p pickRequest) {
		if p.name != "messy-kept-aside.csv" || !p.save {
			t.Errorf("asked for %+v", p)
		}
		p.done(out)
	}
	test.Tap(find(t, r.sh.win.Canvas().Overlays().Top(), words.SaveAsCSV))
	r.until("saved", func(*flow.State) bool {
		_, err := os.Stat(out)
		return err == nil && len(r.sh.toasts.Messages()) > 0
	})
	got, err := os.ReadFile(out)
	if want := "Line,Reason,Text\n812,11 fields instead of 13,\"0812-XK,Female,0,12\"\n"; err != nil || string(got) != want {
		t.Errorf("saved %q, want %q (%v)", got, want, err)
	}
}

func TestDecisionsAreBackAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "churn.csv"), filepath.Join(dir, "other.csv")
	for _, p := range []string{path, other} {
		if err := os.WriteFile(p, []byte("a,b\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t)
	var write func()
	writes := 0
	r.sh.diary.after = func(_ time.Duration, f func()) func() {
		writes++
		write = f
		return func() {}
	}
	r.open(path)
	if write != nil {
		t.Error("a file that was only looked at is written down")
	}
	r.goal("churn")
	r.sh.Do(flow.UseColumns{Columns: []string{"gender"}})
	if got, _ := r.sh.Continue(); got != "" {
		t.Errorf("written at once: %q", got)
	}
	write()
	r.open(other)
	r.goal("contract")
	r.sh.quit()

	again := newShell(r.sh.app, r.svc, nil, r.sh.prefs, func(f func()) { r.in <- f })
	t.Cleanup(again.cancel)
	if p, target := again.Continue(); p != other || target != "contract" {
		t.Errorf("continues with %q, predicting %q", p, target)
	}
	again.OpenFile(path)
	if s := again.State(); s.Path != path || s.Target != "churn" || !s.IsDropped("gender") || s.Undoable() != "" {
		t.Errorf("target %q, without %v", s.Target, s.Drop)
	}
	if len(again.toasts.Messages()) != 1 {
		t.Error("nobody is told that earlier decisions are back")
	}
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	if p, _ := again.Continue(); p != path {
		t.Errorf("continues with %q though it is gone", p)
	}
}

// TestAMappingOutlivesTheProgram keeps a mapping, opens the same file in a program begun anew, and
// finds that the models of its first run are given it.
func TestAMappingOutlivesTheProgram(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	m := automl.Mapping{Rename: map[string]string{"tenure_months": "months"}}
	r.sh.KeepMapping(m)
	r.until("kept", func(s *flow.State) bool { return s.Kept != nil })
	if got := r.svc.Mapped; len(got) != 1 || got[0].Run == "" || got[0].Model != "" {
		t.Fatalf("kept with %+v", got)
	}
	r.sh.diary.flush()
	svc := fake.New()
	again := &rig{t: t, svc: svc, in: make(chan func(), 4096)}
	again.sh = newShell(r.sh.app, svc, samples(), r.sh.app.Preferences(), func(f func()) { again.in <- f })
	again.sh.later = r.sh.later
	again.sh.toasts.After = r.sh.later
	t.Cleanup(again.sh.cancel)
	again.open("/data/churn.csv")
	again.goal("churn")
	again.train()
	if got := svc.Mapped; len(got) != 1 || got[0].Run == "" || !reflect.DeepEqual(got[0].Mapping, m) {
		t.Errorf("after a new start the models are given %+v", got)
	}
}

func TestCopyAsCommand(t *testing.T) {
	r := newRig(t)
	r.sh.copyCommand(r.sh.State().RunCommand())
	if got := r.sh.app.Clipboard().Content(); got != "" {
		t.Errorf("copied %q without a project", got)
	}
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Results})
	r.until("report", func(s *flow.State) bool { return s.Report.Has && !s.Report.Busy })
	test.Tap(find(t, r.sh.win.Content(), words.CopyCommand))
	if got := r.sh.app.Clipboard().Content(); !strings.HasPrefix(got, "winnow train --target=churn") {
		t.Errorf("copied %q", got)
	}
}
