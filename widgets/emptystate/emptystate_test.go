package emptystate

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestState(t *testing.T) {
	test.NewTempApp(t)
	tapped := 0
	s := New(theme.FolderIcon(), "There is no data yet.", "Open…", func() { tapped++ })
	test.NewTempWindow(t, s)
	test.Tap(s.button)
	if tapped != 1 {
		t.Errorf("tapped %d times", tapped)
	}
	s.Set("There is nothing to do.", "")
	if s.button.Visible() || s.sentence.Text != "There is nothing to do." {
		t.Errorf("button shown %v, sentence %q", s.button.Visible(), s.sentence.Text)
	}
	if New(theme.FolderIcon(), "Nothing.", "", nil).button.Visible() {
		t.Error("a button without an action is shown")
	}
}
