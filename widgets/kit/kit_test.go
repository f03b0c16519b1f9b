package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestSurface(t *testing.T) {
	test.NewTempApp(t)
	tapped := 0
	s := NewSurface(widget.NewLabel("x"), func() { tapped++ })
	w := test.NewTempWindow(t, s)
	if m := s.MinSize(); m.Width < Target || m.Height < Target {
		t.Errorf("least size %v is too small to tap", m)
	}
	test.Tap(s)
	if tapped != 1 || w.Canvas().Focused() != s {
		t.Error("a tap does not choose and focus")
	}
	r := test.WidgetRenderer(s).(*surfaceRenderer)
	if r.ring.StrokeWidth != Ring || r.ring.StrokeColor == nil {
		t.Error("no focus ring")
	}
	s.OnKey = func(e *fyne.KeyEvent) bool { return e.Name == fyne.KeySpace }
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	if tapped != 2 {
		t.Errorf("chosen %d times, want 2: the owner took Space", tapped)
	}
	s.Disabled = true
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	s.MouseIn(nil)
	if tapped != 2 || s.hovered || s.Cursor() != desktop.DefaultCursor {
		t.Error("a disabled surface answers")
	}
}

func TestText(t *testing.T) {
	test.NewTempApp(t)
	if got := Ellipsis("äöüß", 4); got != "äöüß" {
		t.Errorf("Ellipsis = %q", got)
	}
	if got := Ellipsis("äöüßx", 4); got != "äöü…" {
		t.Errorf("Ellipsis = %q", got)
	}
	long := "a rather long line of text"
	short := FitText(long, 14, fyne.TextStyle{}, 80)
	if w := fyne.MeasureText(short, 14, fyne.TextStyle{}).Width; w > 80 || short == long {
		t.Errorf("FitText = %q, %v wide", short, w)
	}
	if got := FitText("ok", 14, fyne.TextStyle{}, 80); got != "ok" {
		t.Errorf("FitText = %q", got)
	}
	if got := Fade(color.NRGBA{R: 1, A: 200}, 0.5); got != (color.NRGBA{R: 1, A: 100}) {
		t.Errorf("Fade = %v", got)
	}
}
