package chartview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"winnow/automl/figure"
	"winnow/widgets/kit"
)

// window is the part of a figure that is shown; the zero value is all of it.
type window struct{ x0, x1, y0, y1 float64 }

func (w window) whole() bool { return w == window{} }

// of is the figure with its axes cut to the window. Axes of categories stay whole.
func (w window) of(f *figure.Figure) *figure.Figure {
	if w.whole() {
		return f
	}
	out := *f
	if len(f.X.Categories) == 0 {
		out.X.Min, out.X.Max = w.x0, w.x1
	}
	if len(f.Y.Categories) == 0 {
		out.Y.Min, out.Y.Max = w.y0, w.y1
	}
	return &out
}

// How much one step of the wheel or a key zooms, and how far in at most.
const (
	zoomStep = 1.25
	zoomMost = 200.0
)

// zooming reports whether the wheel is for the chart although the page could scroll: it is zoomed
// into, or the person says so with Ctrl or Cmd.
func (p *plot) zooming() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return !p.window.whole() || ok && d.CurrentKeyModifiers()&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0
}

// Scrolled zooms about the pointer, or scrolls what the chart lies in.
func (p *plot) Scrolled(e *fyne.ScrollEvent) {
	if !p.zooming() {
		if around := kit.Scroller(p, e.AbsolutePosition); around != nil {
			around.Scrolled(e)
			return
		}
	}
	if e.Scrolled.DY == 0 || p.pic == nil {
		return
	}
	by := zoomStep
	if e.Scrolled.DY > 0 {
		by = 1 / zoomStep
	}
	s := p.pixels()
	x, y := p.pic.FromPixel(float64(e.Position.X)*s, float64(e.Position.Y)*s)
	p.zoom(by, x, y)
}

func (p *plot) zoomMiddle(by float64) {
	if p.pic == nil {
		return
	}
	b := p.pic.Plot()
	x, y := p.pic.FromPixel(float64(b.Min.X+b.Max.X)/2, float64(b.Min.Y+b.Max.Y)/2)
	p.zoom(by, x, y)
}

// zoom makes the window larger by a factor, with one value in its place.
func (p *plot) zoom(by, x, y float64) {
	w, ok := p.present()
	if !ok || math.IsNaN(x) || math.IsNaN(y) || p.fig.X.Scale == figure.Log || p.fig.Y.Scale == figure.Log {
		return
	}
	all := p.full
	next := window{x + (w.x0-x)*by, x + (w.x1-x)*by, y + (w.y0-y)*by, y + (w.y1-y)*by}
	if next.x1-next.x0 < (all.x1-all.x0)/zoomMost {
		return
	}
	if next.x1-next.x0 >= all.x1-all.x0 {
		next = window{}
	}
	p.setWindow(next)
}

// present is the window as last drawn; the first one drawn is the whole figure.
func (p *plot) present() (window, bool) {
	if p.pic == nil || p.have.fig != p.fig {
		return window{}, false
	}
	x0, x1, y0, y1, ok := p.pic.Span()
	if !ok {
		return window{}, false
	}
	w := p.window
	if w.whole() {
		w = window{x0, x1, y0, y1}
		p.full = w
	}
	return w, true
}

// setWindow shows a part of the figure, drawn in the background.
func (p *plot) setWindow(w window) {
	if p.window == w {
		return
	}
	p.window = w
	if p.view.whole.Hidden != w.whole() {
		p.view.whole.Hidden = w.whole()
		p.view.root.Refresh()
	}
	p.clear()
	p.raster.Refresh()
}

// Dragged moves the window of a figure that is zoomed into.
func (p *plot) Dragged(e *fyne.DragEvent) {
	w, ok := p.present()
	if !ok || p.window.whole() {
		return
	}
	b := p.pic.Plot()
	s := p.pixels()
	dx := -float64(e.Dragged.DX) * s / math.Max(float64(b.Dx()), 1) * (w.x1 - w.x0)
	dy := float64(e.Dragged.DY) * s / math.Max(float64(b.Dy()), 1) * (w.y1 - w.y0)
	p.setWindow(window{w.x0 + dx, w.x1 + dx, w.y0 + dy, w.y1 + dy})
}

// DragEnd does nothing: the window is where it was moved to.
func (p *plot) DragEnd() {}
