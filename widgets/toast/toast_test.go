package toast

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// timers stands in for the clock.
type timers struct {
	waits   []time.Duration
	pending []func()
	stopped int
}

func (c *timers) after(d time.Duration, f func()) func() {
	c.waits = append(c.waits, d)
	c.pending = append(c.pending, f)
	return func() { c.stopped++ }
}

func TestMessagesComeAndGo(t *testing.T) {
	test.NewTempApp(t)
	c := &timers{}
	h := NewHost()
	h.After = c.after
	test.NewTempWindow(t, h).Resize(fyne.NewSize(600, 400))
	h.Post(Message{Text: "one"})
	h.Post(Message{Text: "bad", Kind: Error})
	if len(c.waits) != 1 || c.waits[0] != 6*time.Second {
		t.Errorf("waits = %v: an error must stay, all else goes after 6 s", c.waits)
	}
	c.pending[0]()
	if m := h.Messages(); len(m) != 1 || m[0].Text != "bad" {
		t.Errorf("messages = %v", m)
	}
	c.pending[0]()
	h.Dismiss()
	h.Dismiss()
	if len(h.Messages()) != 0 {
		t.Error("a message stays after it was dismissed")
	}
	for _, s := range []string{"a", "b", "c", "d"} {
		h.Post(Message{Text: s})
	}
	if m := h.Messages(); len(m) != 3 || m[0].Text != "b" {
		t.Errorf("messages = %v, want the last three", m)
	}
}

func TestActionAndPassingThrough(t *testing.T) {
	test.NewTempApp(t)
	c := &timers{}
	h := NewHost()
	h.After = c.after
	below := 0
	page := widget.NewButton("below", func() { below++ })
	w := test.NewTempWindow(t, container.NewStack(page, h))
	w.Resize(fyne.NewSize(600, 400))
	undone := 0
	h.Post(Message{Text: "Left out.", Action: "Undo", Do: func() { undone++ }})
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 40))
	if below != 1 {
		t.Error("the page below cannot be used")
	}
	var undo *widget.Button
	for _, o := range test.LaidOutObjects(h) {
		if b, ok := o.(*widget.Button); ok && b.Text == "Undo" {
			undo = b
		}
	}
	if undo == nil {
		t.Fatal("there is no Undo")
	}
	test.Tap(undo)
	if undone != 1 || len(h.Messages()) != 0 {
		t.Errorf("undone %d times, %d messages left", undone, len(h.Messages()))
	}
}
