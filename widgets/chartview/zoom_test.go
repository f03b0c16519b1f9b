package chartview

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"winnow/automl/figure"
	"winnow/widgets/kit"
)

func TestWheelZoomsAboutThePointer(t *testing.T) {
	v, w := shown(t, line(50))
	p := v.plot
	at := fyne.NewPos(300, 150)
	s := p.pixels()
	x, y := p.pic.FromPixel(float64(at.X)*s, float64(at.Y)*s)
	for range 3 {
		p.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(0, 10)})
		w.Canvas().Capture()
	}
	if p.window.whole() || v.whole.Hidden {
		t.Fatal("nothing was zoomed, or there is no way back")
	}
	gx, gy := p.pic.FromPixel(float64(at.X)*p.pixels(), float64(at.Y)*p.pixels())
	if math.Abs(gx-x) > 0.05 || math.Abs(gy-y) > 5 {
		t.Errorf("under the pointer is %v, %v, before %v, %v", gx, gy, x, y)
	}
	before := p.window
	p.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(20, 0)})
	if p.window.x0 >= before.x0 || math.Abs((p.window.x1-p.window.x0)-(before.x1-before.x0)) > 1e-9 {
		t.Errorf("dragged from %+v to %+v", before, p.window)
	}
	w.Canvas().Capture()
	p.DoubleTapped(&fyne.PointEvent{})
	if !p.window.whole() {
		t.Error("a double tap does not show all")
	}
	p.setWindow(before)
	w.Canvas().Capture()
	p.TypedRune('0')
	if !p.window.whole() || !v.whole.Hidden {
		t.Error("zero does not show all")
	}
	w.Canvas().Capture()
	p.TypedRune('+')
	for range 8 {
		p.TypedRune('-')
		w.Canvas().Capture()
	}
	if !p.window.whole() {
		t.Errorf("zooming out ends at %+v", p.window)
	}
}

// TestTheWheelScrollsThePageAround unless the chart is zoomed into or the page has no more.
func TestTheWheelScrollsThePageAround(t *testing.T) {
	test.NewTempApp(t)
	v := New()
	v.Async = kit.Inline
	v.SetFigure(line(50))
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(400, 300))
	below := canvas.NewRectangle(color.Transparent)
	page := container.NewVScroll(container.NewVBox(container.NewStack(room, v), below))
	w := test.NewTempWindow(t, container.NewStack(container.NewBorder(nil, nil, nil, nil, page)))
	w.Resize(fyne.NewSize(500, 350))
	w.Canvas().Capture()
	wheel := func(dy float32) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.plot).AddXY(200, 60)
		v.plot.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(200, 60), AbsolutePosition: at}, Scrolled: fyne.NewDelta(0, dy)})
		w.Canvas().Capture()
	}
	wheel(-10)
	wheel(10)
	if page.Offset.Y != 0 || v.plot.window.whole() {
		t.Fatalf("where all is shown the page scrolled to %v, and the chart shows %+v", page.Offset, v.plot.window)
	}
	v.plot.setWindow(window{})
	below.SetMinSize(fyne.NewSize(10, 500))
	page.Refresh()
	wheel(-10)
	if page.Offset.Y == 0 || !v.plot.window.whole() {
		t.Fatalf("the page scrolled to %v, and the chart shows %+v", page.Offset, v.plot.window)
	}
	page.ScrollToTop()
	v.plot.TypedRune('+')
	w.Canvas().Capture()
	before := v.plot.window
	wheel(10)
	if page.Offset.Y != 0 || v.plot.window == before {
		t.Errorf("zoomed into, the page scrolled to %v, and the chart shows %+v", page.Offset, v.plot.window)
	}
}

func TestTapOpensTheRowsBehind(t *testing.T) {
	f := &figure.Figure{Series: []figure.Series{{Mark: figure.Points, X: []float64{1, 2, 3}, Y: []float64{1, 2, 3}, Members: [][]int32{{7}, {8, 9}, nil}}}}
	v, _ := shown(t, f)
	var got []int32
	v.OnPick = func(_ []string, rows []int32) { got = rows }
	tap := func(i int) {
		x, y := v.plot.pic.ToPixel(f.Series[0].X[i], f.Series[0].Y[i])
		s := v.plot.pixels()
		v.plot.Tapped(&fyne.PointEvent{Position: fyne.NewPos(float32(x/s), float32(y/s))})
	}
	tap(1)
	if len(got) != 2 || got[0] != 8 {
		t.Errorf("rows %v", got)
	}
	got = nil
	tap(2)
	if got != nil {
		t.Errorf("a mark without rows opens %v", got)
	}
	v.plot.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	v.plot.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	v.plot.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(got) != 1 || got[0] != 7 {
		t.Errorf("Enter opens %v", got)
	}
}

// TestHexagonsKnowTheirRows adds up the rows behind every hexagon of a large cloud.
func TestHexagonsKnowTheirRows(t *testing.T) {
	const n = 8000
	s := figure.Series{Mark: figure.Points, Members: make([][]int32, n)}
	for i := range n {
		s.X, s.Y = append(s.X, float64(i%97)), append(s.Y, float64(i*31%89))
		s.Members[i] = []int32{int32(i)}
	}
	v, _ := shown(t, &figure.Figure{Series: []figure.Series{s}})
	seen := map[int32]bool{}
	hit, ok := v.plot.pic.First()
	for ok {
		for _, r := range v.plot.pic.Behind(hit) {
			if seen[r] {
				t.Fatalf("row %d lies behind two hexagons", r)
			}
			seen[r] = true
		}
		hit, ok = v.plot.pic.Step(hit, 1, 0)
	}
	if len(seen) != n {
		t.Errorf("%d rows lie behind hexagons, want %d", len(seen), n)
	}
}
