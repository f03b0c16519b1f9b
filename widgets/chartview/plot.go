package chartview

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/automl/figure"
	"winnow/automl/figure/draw"
	"winnow/widgets/kit"
)

// plot is the picture with the pointer's values over it. The picture is drawn in the
// background at device pixels whenever figure, size or colours change; moving the pointer
// only moves the overlay.
type plot struct {
	widget.BaseWidget
	view    *View
	fig     *figure.Figure
	raster  *canvas.Raster
	overlay *overlay
	pic     *draw.Picture
	have    order // what pic was drawn for
	want    order // what is wanted now
	busy    bool
	focused bool
	hit     draw.Hit
	hitOK   bool
	window  window
	full    window // all of the figure, in values
}

// order is everything a picture depends on.
type order struct {
	fig  *figure.Figure
	win  window
	w, h int
	dark bool
	back color.NRGBA
	unit float64 // pixels per unit
}

var (
	_ desktop.Hoverable   = (*plot)(nil)
	_ fyne.Focusable      = (*plot)(nil)
	_ fyne.Tappable       = (*plot)(nil)
	_ fyne.DoubleTappable = (*plot)(nil)
	_ fyne.Scrollable     = (*plot)(nil)
	_ fyne.Draggable      = (*plot)(nil)
)

func newPlot(v *View) *plot {
	p := &plot{view: v}
	p.ExtendBaseWidget(p)
	p.raster = canvas.NewRaster(p.image)
	p.overlay = newOverlay(p)
	return p
}

func (p *plot) set(f *figure.Figure) {
	p.fig, p.window = f, window{}
	p.clear()
	p.raster.Refresh()
}

// blank is shown until there is a picture.
var blank = image.NewRGBA(image.Rect(0, 0, 1, 1))

// image is asked by the painter for w by h device pixels, on the interface's goroutine.
func (p *plot) image(w, h int) image.Image {
	if p.fig == nil || w <= 0 || h <= 0 || p.raster.Size().Width <= 0 {
		return blank
	}
	back := color.NRGBAModel.Convert(theme.ColorForWidget(theme.ColorNameBackground, p)).(color.NRGBA)
	p.want = order{
		fig: p.fig, win: p.window, w: w, h: h, dark: kit.IsDark(p), back: back,
		unit: float64(w) / float64(p.raster.Size().Width) * float64(kit.Zoom(p)),
	}
	p.render()
	if p.pic == nil {
		return blank
	}
	return p.pic.Image
}

// render brings the picture in step with what is wanted, one drawing at a time.
func (p *plot) render() {
	if p.busy || p.have == p.want {
		return
	}
	p.busy = true
	o := p.want
	var pic *draw.Picture
	p.view.async()(func() {
		pic = render(o)
	}, func() {
		p.busy = false
		if pic == nil {
			return
		}
		p.pic, p.have = pic, o
		p.raster.Refresh() // Why: the painter asks again, and a stale picture is drawn anew
	})
}

func render(o order) *draw.Picture {
	pic, err := draw.Image(o.win.of(o.fig), draw.Options{
		Width: o.w, Height: o.h, Scale: o.unit, Dark: o.dark, Background: o.back, Clear: true,
	})
	if err != nil {
		pic, _ = draw.Image(&figure.Figure{Empty: err.Error()}, draw.Options{
			Width: 640, Height: 400, Dark: o.dark, Background: o.back, Clear: true,
		})
	}
	return pic
}

// MouseIn shows the values under the pointer.
func (p *plot) MouseIn(e *desktop.MouseEvent) { p.MouseMoved(e) }

// MouseMoved follows the pointer.
func (p *plot) MouseMoved(e *desktop.MouseEvent) {
	if p.pic == nil {
		return
	}
	s := p.pixels()
	p.hit, p.hitOK = p.pic.Nearest(float64(e.Position.X)*s, float64(e.Position.Y)*s)
	p.overlay.show()
}

// MouseOut hides the values.
func (p *plot) MouseOut() { p.clear() }

func (p *plot) clear() {
	p.hitOK = false
	p.overlay.show()
}

// pixels is how many pixels of the picture a unit is.
func (p *plot) pixels() float64 {
	if p.pic == nil || p.Size().Width <= 0 {
		return 1
	}
	return math.Max(float64(p.pic.Image.Bounds().Dx())/float64(p.Size().Width), 1e-3)
}

// Tapped takes the focus, so that the arrow keys walk along the values, and opens the rows
// behind the mark under the pointer.
func (p *plot) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
	if p.pic == nil {
		return
	}
	s := p.pixels()
	if p.hit, p.hitOK = p.pic.Nearest(float64(e.Position.X)*s, float64(e.Position.Y)*s); p.hitOK {
		p.overlay.show()
		p.pick()
	}
}

// DoubleTapped shows the whole figure again.
func (p *plot) DoubleTapped(*fyne.PointEvent) { p.setWindow(window{}) }

// pick opens the rows behind the present mark.
func (p *plot) pick() {
	if !p.hitOK || p.pic == nil || p.view.OnPick == nil {
		return
	}
	if rows := p.pic.Behind(p.hit); len(rows) > 0 {
		p.view.OnPick(p.hit.Lines, rows)
	}
}

// FocusGained shows the focus ring.
func (p *plot) FocusGained() {
	p.focused = true
	p.overlay.show()
}

// FocusLost hides the focus ring.
func (p *plot) FocusLost() {
	p.focused = false
	p.clear()
}

// TypedRune zooms: plus, minus, and zero for all; T shows the table.
func (p *plot) TypedRune(r rune) {
	switch r {
	case '+':
		p.zoomMiddle(1 / zoomStep)
	case '-':
		p.zoomMiddle(zoomStep)
	case '0':
		p.setWindow(window{})
	case 't', 'T':
		p.view.ShowTable(true)
	}
}

// TypedKey walks: left and right along a series, up and down between series; Enter opens
// the rows behind a mark.
func (p *plot) TypedKey(e *fyne.KeyEvent) {
	if p.pic == nil {
		return
	}
	along, between := 0, 0
	switch e.Name {
	case fyne.KeyRight:
		along = 1
	case fyne.KeyLeft:
		along = -1
	case fyne.KeyUp:
		between = -1
	case fyne.KeyDown:
		between = 1
	case fyne.KeyEscape:
		p.clear()
		return
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.pick()
		return
	default:
		return
	}
	if !p.hitOK {
		p.hit, p.hitOK = p.pic.First()
	} else if next, ok := p.pic.Step(p.hit, along, between); ok {
		p.hit = next
	}
	p.overlay.show()
}

// CreateRenderer is for Fyne.
func (p *plot) CreateRenderer() fyne.WidgetRenderer {
	return &plotRenderer{p: p}
}

type plotRenderer struct {
	p    *plot
	size fyne.Size // last laid out for
}

func (r *plotRenderer) Destroy() {}

func (r *plotRenderer) MinSize() fyne.Size { return fyne.NewSize(240, r.p.least()) }

const (
	leastPlot  = 180 // height of a plot at least, in units at zoom 1
	leastRow   = 18  // of each row of one that has rows with names, so that all of those show
	leastFrame = 60  // of what stands above and below the rows
	mostRows   = 20  // that a plot grows for
)

// least is the height below which names of rows would have to be left out.
func (p *plot) least() float32 {
	h := float32(leastPlot)
	if p.fig != nil {
		h = max(h, leastRow*float32(min(len(p.fig.Y.Categories), mostRows))+leastFrame)
	}
	return h * kit.Zoom(p)
}

// Extra is how much higher than usual the chart must be for the names of its rows.
func (v *View) Extra() float32 { return v.plot.least() - leastPlot*kit.Zoom(v) }

func (r *plotRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.p.raster}, r.p.overlay.objects()...)
}

func (r *plotRenderer) Layout(size fyne.Size) {
	r.p.raster.Resize(size)
	if r.size != size { // Why: words that come up ask for a layout too, and must stay
		r.size = size
		r.p.clear()
	}
}

func (r *plotRenderer) Refresh() {
	r.p.raster.Refresh()
	r.p.overlay.show()
}
