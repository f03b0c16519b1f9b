package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"winnow/app/flow"
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
	r.sh.Do(flow.GoTo{Step: flow.Use})
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
