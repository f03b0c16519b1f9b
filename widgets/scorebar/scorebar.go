// Package scorebar draws one model's score with its interval on an axis that all rows of
// a leaderboard share.
package scorebar

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// Score is what a bar shows. Values that are NaN are left out.
type Score struct {
	Value     float64
	Low, High float64   // interval
	Folds     []float64 // score of each fold, as dots
	Baseline  float64   // of guessing, a dashed line; NaN for none
	Best      bool      // in the leading colour
}

// Axis is the range that all bars share.
type Axis struct{ Min, Max float64 }

// Common is the axis on which all these scores fit, with a little room.
func Common(scores []Score) Axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	for _, s := range scores {
		see(s.Value)
		see(s.Low)
		see(s.High)
		see(s.Baseline)
		for _, f := range s.Folds {
			see(f)
		}
	}
	if lo > hi {
		return Axis{0, 1}
	}
	room := (hi - lo) * 0.04
	if room == 0 {
		room = math.Max(math.Abs(lo)*0.1, 0.5)
	}
	return Axis{lo - room, hi + room}
}

// Bar draws one score: a band for the interval, small dots for the folds, a large one for
// the mean, a dashed line for the baseline. It says nothing and takes no focus.
type Bar struct {
	widget.BaseWidget
	score Score
	axis  Axis
}

// New makes an empty bar.
func New() *Bar {
	b := &Bar{score: Score{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Baseline: math.NaN()}}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows a score on an axis.
func (b *Bar) Set(s Score, a Axis) {
	b.score, b.axis = s, a
	b.Refresh()
}

// CreateRenderer is for Fyne.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{
		b: b, track: canvas.NewRectangle(nil), band: canvas.NewRectangle(nil), mean: canvas.NewCircle(nil),
	}
	for i := range r.base {
		r.base[i] = canvas.NewRectangle(nil)
	}
	r.Refresh()
	return r
}

type renderer struct {
	b     *Bar
	track *canvas.Rectangle
	band  *canvas.Rectangle
	base  [4]*canvas.Rectangle // dashes of the baseline
	dots  []*canvas.Circle
	mean  *canvas.Circle
}

func (r *renderer) Destroy()           {}
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(120, 24) }

func (r *renderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.track, r.band}
	for _, d := range r.base {
		out = append(out, d)
	}
	for _, d := range r.dots {
		out = append(out, d)
	}
	return append(out, r.mean)
}

// x is the place of a value; ok is false when it has none.
func (r *renderer) x(v float64, width float32) (at float32, ok bool) {
	a := r.b.axis
	if math.IsNaN(v) || math.IsInf(v, 0) || !(a.Max > a.Min) {
		return 0, false
	}
	const inset = 7
	share := math.Max(0, math.Min(1, (v-a.Min)/(a.Max-a.Min)))
	return inset + float32(share)*(width-2*inset), true
}

func (r *renderer) Layout(size fyne.Size) {
	s, mid := r.b.score, size.Height/2
	r.track.Move(fyne.NewPos(0, mid-0.5))
	r.track.Resize(fyne.NewSize(size.Width, 1))
	lo, okLo := r.x(s.Low, size.Width)
	hi, okHi := r.x(s.High, size.Width)
	r.band.Hidden = !okLo || !okHi
	r.band.Move(fyne.NewPos(min(lo, hi), mid-5))
	r.band.Resize(fyne.NewSize(max(abs(hi-lo), 2), 10))
	base, ok := r.x(s.Baseline, size.Width)
	for i, d := range r.base {
		d.Hidden = !ok
		pitch := size.Height / float32(len(r.base))
		d.Move(fyne.NewPos(base-0.75, float32(i)*pitch+pitch*0.2))
		d.Resize(fyne.NewSize(1.5, pitch*0.6))
	}
	for i, d := range r.dots {
		x, ok := r.x(s.Folds[i], size.Width)
		d.Hidden = !ok
		d.Resize(fyne.NewSize(5, 5))
		d.Move(fyne.NewPos(x-2.5, mid-2.5))
	}
	x, ok := r.x(s.Value, size.Width)
	r.mean.Hidden = !ok
	r.mean.Resize(fyne.NewSize(11, 11))
	r.mean.Move(fyne.NewPos(x-5.5, mid-5.5))
}

func abs(v float32) float32 { return max(v, -v) }

func (r *renderer) Refresh() {
	b := r.b
	for len(r.dots) < len(b.score.Folds) {
		r.dots = append(r.dots, canvas.NewCircle(nil))
	}
	r.dots = r.dots[:len(b.score.Folds)]
	tone := theme.ColorForWidget(theme.ColorNamePlaceHolder, b)
	if b.score.Best {
		tone = theme.ColorForWidget(theme.ColorNamePrimary, b)
	}
	r.track.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, b)
	r.band.FillColor = kit.Fade(tone, 0.28)
	r.band.CornerRadius = 5
	for _, d := range r.base {
		d.FillColor = theme.ColorForWidget(theme.ColorNameWarning, b)
	}
	for _, d := range r.dots {
		d.FillColor = kit.Fade(tone, 0.75)
	}
	r.mean.FillColor = tone
	r.mean.StrokeColor = theme.ColorForWidget(theme.ColorNameBackground, b)
	r.mean.StrokeWidth = 1.5
	r.Layout(b.Size())
	canvas.Refresh(b)
}
