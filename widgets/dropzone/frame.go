package dropzone

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// frame is a dashed border made of short bars.
type frame struct{ widget.BaseWidget }

func newFrame() *frame {
	f := &frame{}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is for Fyne.
func (f *frame) CreateRenderer() fyne.WidgetRenderer { return &frameRenderer{f: f} }

type frameRenderer struct {
	f    *frame
	bars []*canvas.Rectangle
}

const (
	dash  = 9
	inset = 8 // from the edge
	thick = 1.5
)

func (r *frameRenderer) Destroy()           {}
func (r *frameRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *frameRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.bars))
	for i, b := range r.bars {
		out[i] = b
	}
	return out
}

func (r *frameRenderer) Layout(size fyne.Size) {
	w, h := size.Width-2*inset, size.Height-2*inset
	if w <= 0 || h <= 0 {
		return
	}
	across, down := count(w), count(h)
	for len(r.bars) < 2*(across+down) {
		r.bars = append(r.bars, canvas.NewRectangle(nil))
	}
	r.bars = r.bars[:2*(across+down)]
	k := 0
	put := func(x, y, w, h float32) {
		r.bars[k].Move(fyne.NewPos(x, y))
		r.bars[k].Resize(fyne.NewSize(w, h))
		k++
	}
	for i := range across {
		x, long := stretch(w, across, i)
		put(inset+x, inset, long, thick)
		put(inset+x, size.Height-inset-thick, long, thick)
	}
	for i := range down {
		y, long := stretch(h, down, i)
		put(inset, inset+y, thick, long)
		put(size.Width-inset-thick, inset+y, thick, long)
	}
	r.tint()
}

// count is the number of dashes along a side; stretch places one of them, so that every
// side begins and ends with a dash.
func count(side float32) int { return max(int(side/(2*dash)), 2) }

func stretch(side float32, n, i int) (at, long float32) {
	unit := side / float32(2*n-1)
	return float32(2*i) * unit, unit
}

func (r *frameRenderer) tint() {
	c := theme.ColorForWidget(theme.ColorNameInputBorder, r.f)
	for _, b := range r.bars {
		b.FillColor = c
	}
}

func (r *frameRenderer) Refresh() {
	r.tint()
	canvas.Refresh(r.f)
}
