package pages

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"winnow/widgets/chartview"
)

// beside sets two objects side by side: the left one gets a share of the width.
func beside(left, right fyne.CanvasObject, share float32) fyne.CanvasObject {
	return container.New(&shareLayout{share: share}, left, right)
}

// above sets two objects one above the other: the upper one gets a share of the height.
func above(upper, lower fyne.CanvasObject, share float32) fyne.CanvasObject {
	return container.New(&shareLayout{share: share, down: true}, upper, lower)
}

// shareLayout divides its space between two objects with a gap between them.
type shareLayout struct {
	share float32
	down  bool
}

// gap is the space between two parts of a page.
const gap float32 = 10

func (l *shareLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.down {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height+gap)
	}
	return fyne.NewSize(a.Width+b.Width+gap, max(a.Height, b.Height))
}

func (l *shareLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if l.down {
		h := fit(size.Height-gap, l.share, o[0].MinSize().Height, o[1].MinSize().Height)
		o[0].Move(fyne.NewPos(0, 0))
		o[0].Resize(fyne.NewSize(size.Width, h))
		o[1].Move(fyne.NewPos(0, h+gap))
		o[1].Resize(fyne.NewSize(size.Width, size.Height-h-gap))
		return
	}
	w := fit(size.Width-gap, l.share, o[0].MinSize().Width, o[1].MinSize().Width)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[1].Move(fyne.NewPos(w+gap, 0))
	o[1].Resize(fyne.NewSize(size.Width-w-gap, size.Height))
}

// fit is the length of the first of two parts, each at least as long as it needs.
func fit(total, share, first, second float32) float32 {
	return max(min(total*share, total-second), first)
}

// topped sets an object over another that gets the rest. The upper one learns its width
// before it is asked for its height. Why: wrapped text knows its height only then.
func topped(upper, lower fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&toppedLayout{}, upper, lower)
}

type toppedLayout struct{ width float32 }

func (l *toppedLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.width == 0 {
		a.Height = 0 // not known yet
	}
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

func (l *toppedLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height))
	h := o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(size.Width, h))
	o[0].Move(fyne.NewPos(0, 0))
	o[1].Move(fyne.NewPos(0, h))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-h, 0)))
}

// pileLayout puts objects below each other, each as wide as there is room. Each learns its width
// before it is asked for its height. Why: wrapped text knows its height only then, and would
// else leave a gap.
type pileLayout struct{ gap float32 }

func (l *pileLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		if size.Height > 0 {
			size.Height += l.gap
		}
		m := c.MinSize()
		size.Width, size.Height = max(size.Width, m.Width), size.Height+m.Height
	}
	return size
}

func (l *pileLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		h := c.MinSize().Height
		c.Resize(fyne.NewSize(size.Width, h))
		if known := c.MinSize().Height; known != h {
			h = known
			c.Resize(fyne.NewSize(size.Width, h))
		}
		c.Move(fyne.NewPos(0, y))
		y += h + l.gap
	}
}

// rowsLayout sets objects beside each other in as many rows as they need. The widest of them is
// its least width, whatever width it was given last. Why: with Fyne's own, a window that shows
// the rows once cannot be made narrower.
type rowsLayout struct{ gap, width float32 }

func (l *rowsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, c := range o {
		if c.Visible() {
			widest = max(widest, c.MinSize().Width)
		}
	}
	return fyne.NewSize(widest, l.arrange(o, max(l.width, widest), false))
}

func (l *rowsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.arrange(o, size.Width, true)
}

// arrange is the height of the rows at a width; with place it also moves the objects there.
func (l *rowsLayout) arrange(o []fyne.CanvasObject, width float32, place bool) float32 {
	x, y, tall := float32(0), float32(0), float32(0)
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		m := c.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, tall = 0, y+tall+l.gap, 0
		}
		if place {
			c.Resize(m)
			c.Move(fyne.NewPos(x, y))
		}
		x, tall = x+m.Width+l.gap, max(tall, m.Height)
	}
	return y + tall
}

// fitting sets objects beside each other and leaves out those that have no room.
func fitting(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&fittingLayout{}, objects...)
}

type fittingLayout struct{}

func (l *fittingLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		h = max(h, x.MinSize().Height)
	}
	return fyne.NewSize(10, h)
}

func (l *fittingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const between = 5
	x := float32(0)
	for _, c := range o {
		m := c.MinSize()
		if x+m.Width > size.Width && x > 0 {
			c.Hide()
			continue
		}
		c.Show()
		c.Resize(m)
		c.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		x += m.Width + between
	}
}

// squeezed lets an object be made less high than it asks for, down to a height at zoom 1.
func squeezed(o fyne.CanvasObject, height float32) fyne.CanvasObject {
	return container.New(&squeezeLayout{height}, o)
}

type squeezeLayout struct{ h float32 }

func (l *squeezeLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	most := l.h * zoom()
	if magnified() { // the window scrolls in any case
		most *= 1.4
	}
	return fyne.NewSize(m.Width, min(m.Height, most))
}

func (l *squeezeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// charted lets a chart be made less high than it asks for, but not so low that names of its
// rows have to be left out.
func charted(v *chartview.View) fyne.CanvasObject { return container.New(&chartLayout{v}, v) }

type chartLayout struct{ view *chartview.View }

func (l *chartLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	least := float32(leastChart)
	if magnified() { // the page scrolls in any case
		least = roomyChart
	}
	return fyne.NewSize(m.Width, min(m.Height+(least-leastChart)*zoom(), least*zoom()+l.view.Extra()))
}

func (l *chartLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// sized gives an object a smallest size.
func sized(o fyne.CanvasObject, w, h float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(w, h))
	return container.NewStack(r, o)
}

// zoom is how much larger than usual text is, so that sizes of our own grow with it.
func zoom() float32 { return theme.TextSize() / 14 }

// leastPart is the height of a part of a page that stands above another at least, in units at
// zoom 1.
const leastPart = 215

// magnified reports whether so much is shown so large that parts of a page have no room side by
// side, and the page scrolls.
func magnified() bool { return zoom() > 1.2 }

// fixedWidth lays its one object out at a width that follows the zoom.
func fixedWidth(o fyne.CanvasObject, w float32) fyne.CanvasObject {
	return container.New(&fixedLayout{w}, o)
}

type fixedLayout struct{ w float32 }

func (f *fixedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.w*zoom(), objects[0].MinSize().Height)
}

func (f *fixedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(f.w*zoom(), size.Height))
}
