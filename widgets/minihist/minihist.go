// Package minihist is a distribution in a few pixels: the heights of a histogram's bins.
package minihist

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// maxBars is how many bars are drawn at most; more bins are added up.
const maxBars = 24

// Hist draws bins from left to right. It says nothing and takes no focus.
type Hist struct {
	widget.BaseWidget
	// Min is the smallest size; the zero value means 60 by 18.
	Min  fyne.Size
	bins []float64
}

// New makes a histogram of these bin counts; negative and NaN counts are taken as 0.
func New(bins []float64) *Hist {
	h := &Hist{}
	h.ExtendBaseWidget(h)
	h.Set(bins)
	return h
}

// Set shows other bins.
func (h *Hist) Set(bins []float64) {
	h.bins = merge(bins)
	h.Refresh()
}

// Bars is the number of bars drawn.
func (h *Hist) Bars() int { return len(h.bins) }

func merge(bins []float64) []float64 {
	n := min(len(bins), maxBars)
	out := make([]float64, n)
	for i, v := range bins {
		if v > 0 && !math.IsInf(v, 0) {
			out[i*n/len(bins)] += v
		}
	}
	return out
}

// CreateRenderer is for Fyne.
func (h *Hist) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{h: h, base: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type renderer struct {
	h    *Hist
	base *canvas.Rectangle
	bars []*canvas.Rectangle
}

func (r *renderer) Destroy() {}

func (r *renderer) MinSize() fyne.Size {
	if r.h.Min.IsZero() {
		return fyne.NewSize(60, 18)
	}
	return r.h.Min
}

func (r *renderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.base}
	for _, b := range r.bars {
		out = append(out, b)
	}
	return out
}

func (r *renderer) Layout(size fyne.Size) {
	top := 0.0
	for _, v := range r.h.bins {
		top = math.Max(top, v)
	}
	n := float32(len(r.bars))
	for i, b := range r.bars {
		height := float32(0)
		if top > 0 {
			height = float32(r.h.bins[i]/top) * (size.Height - 1)
		}
		if r.h.bins[i] > 0 {
			height = max(height, 1)
		}
		pitch := size.Width / n
		b.Move(fyne.NewPos(float32(i)*pitch, size.Height-1-height))
		b.Resize(fyne.NewSize(max(pitch-1, 1), height))
	}
	r.base.Move(fyne.NewPos(0, size.Height-1))
	r.base.Resize(fyne.NewSize(size.Width, 1))
}

func (r *renderer) Refresh() {
	for len(r.bars) < len(r.h.bins) {
		r.bars = append(r.bars, canvas.NewRectangle(nil))
	}
	r.bars = r.bars[:len(r.h.bins)]
	for _, b := range r.bars {
		b.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, r.h)
		b.CornerRadius = 1
	}
	r.base.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, r.h)
	r.Layout(r.h.Size())
	canvas.Refresh(r.h)
}
