package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// bracket is one row's piece of the bracket that joins models tied with the best.
type bracket struct {
	widget.BaseWidget
	on, first, last bool
}

func newBracket(on, first, last bool) *bracket {
	b := &bracket{on: on, first: first, last: last}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is for Fyne.
func (b *bracket) CreateRenderer() fyne.WidgetRenderer {
	r := &bracketRenderer{b: b}
	for i := range r.lines {
		r.lines[i] = canvas.NewRectangle(theme.ColorForWidget(theme.ColorNamePrimary, b))
	}
	return r
}

type bracketRenderer struct {
	b     *bracket
	lines [3]*canvas.Rectangle // stem, upper and lower end
}

func (r *bracketRenderer) Destroy()           {}
func (r *bracketRenderer) MinSize() fyne.Size { return fyne.NewSize(6, 6) }

func (r *bracketRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.lines[0], r.lines[1], r.lines[2]}
}

func (r *bracketRenderer) Layout(size fyne.Size) {
	const thick = 2
	top, bottom := float32(0), size.Height
	if r.b.first {
		top = size.Height * 0.3
	}
	if r.b.last {
		bottom = size.Height * 0.7
	}
	r.lines[0].Move(fyne.NewPos(0, top))
	r.lines[0].Resize(fyne.NewSize(thick, bottom-top))
	r.lines[1].Move(fyne.NewPos(0, top))
	r.lines[2].Move(fyne.NewPos(0, bottom-thick))
	for i, l := range r.lines {
		l.Hidden = !r.b.on || i == 1 && !r.b.first || i == 2 && !r.b.last
		if i > 0 {
			l.Resize(fyne.NewSize(min(size.Width, 6), thick))
		}
	}
}

func (r *bracketRenderer) Refresh() {
	for _, l := range r.lines {
		l.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, r.b)
		l.Refresh()
	}
	r.Layout(r.b.Size())
}
