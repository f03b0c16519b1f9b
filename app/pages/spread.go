package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "winnow/app/theme"
	"winnow/widgets/kit"
)

// spread shades the part of a range in which the middle half of the values lies.
type spread struct {
	widget.BaseWidget
	from, to float64 // shares of the width
}

func newSpread(from, to float64) *spread {
	s := &spread{from: from, to: to}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is for Fyne.
func (s *spread) CreateRenderer() fyne.WidgetRenderer {
	r := &spreadRenderer{s: s, all: canvas.NewRectangle(nil), middle: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type spreadRenderer struct {
	s           *spread
	all, middle *canvas.Rectangle
}

func (r *spreadRenderer) Destroy()           {}
func (r *spreadRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 4) }

func (r *spreadRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.all, r.middle}
}

func (r *spreadRenderer) Layout(size fyne.Size) {
	r.all.Resize(size)
	r.middle.Move(fyne.NewPos(float32(r.s.from)*size.Width, 0))
	r.middle.Resize(fyne.NewSize(max(float32(r.s.to-r.s.from)*size.Width, 2), size.Height))
}

func (r *spreadRenderer) Refresh() {
	r.all.FillColor = theme.ColorForWidget(look.Line, r.s)
	r.middle.FillColor = kit.Fade(theme.ColorForWidget(theme.ColorNamePrimary, r.s), 0.45)
	r.all.CornerRadius, r.middle.CornerRadius = 2, 2
	r.all.Refresh()
	r.middle.Refresh()
}
