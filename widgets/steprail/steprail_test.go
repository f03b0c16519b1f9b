package steprail

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"winnow/widgets/kit"
)

func TestRail(t *testing.T) {
	test.NewTempApp(t)
	var chosen []int
	r := New([]Step{{Name: "Data", Enabled: true}, {Name: "Goal"}, {Name: "Train", State: Done, Enabled: true}},
		func(i int) { chosen = append(chosen, i) })
	w := test.NewTempWindow(t, r)
	w.Resize(fyne.NewSize(200, 300))
	test.Tap(r.items[1].surface)
	if len(chosen) != 0 {
		t.Error("a step whose inputs are missing can be opened")
	}
	w.Canvas().Focus(r.items[0].surface)
	r.items[0].surface.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if w.Canvas().Focused() != r.items[2].surface {
		t.Error("Down does not skip the closed step")
	}
	r.items[2].surface.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(chosen) != 1 || chosen[0] != 2 {
		t.Errorf("chosen = %v, want step 2", chosen)
	}
	if r.Current() != 0 {
		t.Error("the rail moved by itself")
	}
	r.SetCurrent(2)
	r.Set(1, Step{Name: "Goal", State: Stale, Note: "out of date", Enabled: true})
	if got := r.Spoken(1); got != "2 Goal: out of date" {
		t.Errorf("Spoken = %q", got)
	}
	if !r.items[2].surface.Selected || r.items[0].surface.Selected {
		t.Error("the open step is not the marked one")
	}
	for i, it := range r.items {
		if m := it.surface.MinSize(); m.Height < kit.Target || m.Width < kit.Target {
			t.Errorf("step %d is %v, too small to tap", i, m)
		}
	}
}

func TestEveryStateHasItsIcon(t *testing.T) {
	seen := map[string]State{}
	for _, s := range []State{NotStarted, InProgress, Done, Attention, Stale} {
		if icons[s] == nil || tints[s] == "" {
			t.Fatalf("state %q lacks an icon or a tint", s)
		}
		if other, ok := seen[icons[s].Name()]; ok {
			t.Errorf("states %q and %q differ by colour alone", s, other)
		}
		seen[icons[s].Name()] = s
	}
}
