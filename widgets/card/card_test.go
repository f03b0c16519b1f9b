package card

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestCard(t *testing.T) {
	test.NewTempApp(t)
	tapped := 0
	c := New("Balanced", "Weighs both kinds of mistake alike, which is right for most questions.", nil, func() { tapped++ })
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(240, 160))
	test.Tap(c.surface)
	w.Canvas().Focus(c.surface)
	c.surface.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if tapped != 2 || c.Selected() {
		t.Errorf("chosen %d times, want 2; the card marks itself: %v", tapped, c.Selected())
	}
	c.SetSelected(true)
	if !c.Selected() || !c.mark.Visible() {
		t.Error("the chosen card has no tick")
	}
	c.SetDisabled(true)
	test.Tap(c.surface)
	if tapped != 2 {
		t.Error("a card that is greyed out can be chosen")
	}
	if c.subtitle.Size().Height < 30 {
		t.Errorf("the wrapped line is %v high", c.subtitle.Size().Height)
	}
	c.SetText("Other", "")
	if c.subtitle.Visible() {
		t.Error("an empty line takes room")
	}
}
