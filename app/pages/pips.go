package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "winnow/app/theme"
)

// maxPips is the number of folds that are drawn one by one.
const maxPips = 10

// pips are small squares, one a fold, filled when it is done.
type pips struct {
	widget.BaseWidget
	done, of int
	finished bool
}

func newPips() *pips {
	p := &pips{}
	p.ExtendBaseWidget(p)
	return p
}

func (p *pips) set(done, of int, finished bool) {
	if p.done != done || p.of != of || p.finished != finished {
		p.done, p.of, p.finished = done, of, finished
		p.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (p *pips) CreateRenderer() fyne.WidgetRenderer {
	r := &pipsRenderer{p: p}
	for range maxPips {
		r.dots = append(r.dots, canvas.NewRectangle(nil))
		r.objects = append(r.objects, r.dots[len(r.dots)-1])
	}
	r.tint()
	return r
}

type pipsRenderer struct {
	p       *pips
	dots    []*canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *pipsRenderer) tint() {
	of := r.p.of
	if of > maxPips {
		of = 0 // too many to draw; the words beside say how many
	}
	full := theme.ColorForWidget(theme.ColorNamePrimary, r.p)
	if r.p.finished {
		full = theme.ColorForWidget(theme.ColorNameSuccess, r.p)
	}
	for i, d := range r.dots {
		d.Hidden = i >= of
		d.CornerRadius = 2
		d.FillColor = theme.ColorForWidget(look.Line, r.p)
		if i < r.p.done {
			d.FillColor = full
		}
	}
}

func (r *pipsRenderer) Destroy()                     {}
func (r *pipsRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *pipsRenderer) MinSize() fyne.Size {
	n := min(max(r.p.of, 5), maxPips)
	return fyne.NewSize(float32(n)*11, 10)
}

func (r *pipsRenderer) Layout(size fyne.Size) {
	for i, d := range r.dots {
		d.Move(fyne.NewPos(float32(i)*11, (size.Height-8)/2))
		d.Resize(fyne.NewSize(8, 8))
	}
}

func (r *pipsRenderer) Refresh() {
	r.tint()
	for _, d := range r.dots {
		d.Refresh()
	}
}
