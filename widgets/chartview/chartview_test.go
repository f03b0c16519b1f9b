package chartview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"winnow/automl/figure"
	"winnow/widgets/kit"
)

func line(n int) *figure.Figure {
	s := figure.Series{Name: "Mine", Mark: figure.Line}
	for i := range n {
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, float64(i*i))
	}
	return &figure.Figure{Title: "Squares", Sentence: "They grow.", X: figure.Axis{Title: "n"}, Y: figure.Axis{Title: "n²"}, Series: []figure.Series{s}}
}

func shown(t *testing.T, f *figure.Figure) (*View, fyne.Window) {
	t.Helper()
	test.NewTempApp(t)
	v := New()
	v.Async = kit.Inline
	v.SetFigure(f)
	w := test.NewTempWindow(t, v)
	w.Resize(fyne.NewSize(600, 400))
	w.Canvas().Capture()
	return v, w
}

func TestHoverShowsValueAndNeverDrawsAnew(t *testing.T) {
	v, w := shown(t, line(5))
	before := v.plot.pic
	if before == nil {
		t.Fatal("the figure was not drawn")
	}
	x, y := before.ToPixel(2, 4)
	s := v.plot.pixels()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.plot).AddXY(float32(x/s)+2, float32(y/s))
	test.MoveMouse(w.Canvas(), at)
	if !v.plot.hitOK || v.plot.hit.Index != 2 {
		t.Fatalf("hit = %+v, %v, want value 2", v.plot.hit, v.plot.hitOK)
	}
	var words []string
	for _, l := range v.plot.overlay.lines {
		if l.Visible() {
			words = append(words, l.Text)
		}
	}
	if got := strings.Join(words, " | "); got != "Mine | n: 2.000 | n²: 4.00" {
		t.Errorf("words = %q", got)
	}
	w.Canvas().Capture()
	test.WidgetRenderer(v.plot).Layout(v.plot.Size()) // as a window does when words come up
	if !v.plot.hitOK || !v.plot.overlay.box.Visible() {
		t.Error("the values go as soon as they come")
	}
	if v.plot.pic != before {
		t.Error("moving the pointer drew the picture anew")
	}
	v.plot.MouseOut()
	if v.plot.overlay.box.Visible() {
		t.Error("the words stay after the pointer left")
	}
}

func TestKeysWalk(t *testing.T) {
	v, w := shown(t, line(3))
	w.Canvas().Focus(v.plot)
	for _, want := range []int{0, 1, 2, 2} {
		v.plot.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
		if v.plot.hit.Index != want {
			t.Errorf("value under the keyboard is %d, want %d", v.plot.hit.Index, want)
		}
	}
	if !v.plot.overlay.focus.Visible() {
		t.Error("no focus ring")
	}
	v.plot.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if v.plot.hitOK {
		t.Error("Escape keeps the value")
	}
}

func TestTableAndCallbacks(t *testing.T) {
	v, w := shown(t, line(4))
	if v.copied.Visible() || v.saved.Visible() {
		t.Error("buttons without a callback are shown")
	}
	var copied, saved *figure.Figure
	v.OnCopy = func(f *figure.Figure) { copied = f }
	v.OnSave = func(f *figure.Figure, _ string) { saved = f }
	v.Refresh()
	test.Tap(v.copied)
	test.Tap(v.saved)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("the kinds of file are not offered")
	}
	w.Canvas().Overlays().Top().Hide()
	v.kinds().Items[1].Action()
	if copied != v.Figure() || saved != v.Figure() || copied == nil {
		t.Error("the callbacks did not get the figure")
	}
	test.Tap(v.asTable)
	if !v.TableShown() || v.plot.Visible() || v.asTable.Text != "As chart" {
		t.Errorf("table shown %v, plot shown %v, button %q", v.TableShown(), v.plot.Visible(), v.asTable.Text)
	}
	if rows, cols := v.table.Length(); rows != 4 || cols != 3 {
		t.Errorf("table of %d by %d, want 4 by 3", rows, cols)
	}
	test.Tap(v.asTable)
	if v.TableShown() || !v.plot.Visible() {
		t.Error("the chart did not come back")
	}
}

func TestEmptyAndNil(t *testing.T) {
	v, w := shown(t, &figure.Figure{Title: "T", Empty: "Nothing yet."})
	if !v.asTable.Disabled() {
		t.Error("an empty figure offers a table")
	}
	v.SetFigure(nil)
	w.Canvas().Capture()
	v.SetFigure(line(3))
	w.Canvas().Capture()
	if v.asTable.Disabled() || v.plot.have.fig != v.Figure() {
		t.Error("the figure that came later is not shown")
	}
}

// TestLatestFigureWins lets two figures arrive while one is being drawn: the first drawing
// ends, the last figure is drawn next, and the one between never.
func TestLatestFigureWins(t *testing.T) {
	test.NewTempApp(t)
	type job struct{ work, done func() }
	var queue []job
	v := New()
	v.Async = func(work, done func()) { queue = append(queue, job{work, done}) }
	w := test.NewTempWindow(t, v)
	w.Resize(fyne.NewSize(600, 400))
	figures := []*figure.Figure{line(2), line(3), line(4)}
	for _, f := range figures {
		v.SetFigure(f)
		w.Canvas().Capture()
	}
	if len(queue) != 1 {
		t.Fatalf("%d drawings at once, want 1", len(queue))
	}
	for len(queue) > 0 {
		j := queue[0]
		queue = queue[1:]
		j.work()
		j.done()
		w.Canvas().Capture()
	}
	if v.plot.have.fig != figures[2] {
		t.Error("the last figure is not the one shown")
	}
}
