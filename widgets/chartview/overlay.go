package chartview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"winnow/widgets/kit"
)

// maxLines is how many lines the values under the pointer take at most.
const maxLines = 4

// overlay is the crosshair, the ring around the value, the box with its words and the
// focus ring: a few objects that move, never a new picture.
type overlay struct {
	p          *plot
	across, up *canvas.Line
	ring       *canvas.Circle
	box        *canvas.Rectangle
	lines      [maxLines]*canvas.Text
	focus      *canvas.Rectangle
}

func newOverlay(p *plot) *overlay {
	o := &overlay{
		p: p, across: canvas.NewLine(nil), up: canvas.NewLine(nil), ring: canvas.NewCircle(nil),
		box: canvas.NewRectangle(nil), focus: canvas.NewRectangle(nil),
	}
	for i := range o.lines {
		o.lines[i] = canvas.NewText("", nil)
	}
	o.hide()
	return o
}

func (o *overlay) objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{o.across, o.up, o.ring, o.box}
	for _, t := range o.lines {
		out = append(out, t)
	}
	return append(out, o.focus)
}

func (o *overlay) hide() {
	for _, obj := range o.objects() {
		obj.Hide()
	}
}

// show brings the overlay in step with the plot's hit and focus.
func (o *overlay) show() {
	p := o.p
	o.focus.Hidden = !p.focused
	if p.focused {
		o.focus.StrokeColor = theme.ColorForWidget(theme.ColorNamePrimary, p)
		o.focus.StrokeWidth = kit.Ring
		o.focus.CornerRadius = 4
		o.focus.Move(fyne.NewPos(1, 1))
		o.focus.Resize(p.Size().SubtractWidthHeight(2, 2))
	}
	o.focus.Refresh()
	on := p.hitOK && p.pic != nil
	for _, obj := range []fyne.CanvasObject{o.across, o.up, o.ring, o.box} {
		if on {
			obj.Show()
		} else {
			obj.Hide()
		}
	}
	if !on {
		for _, t := range o.lines {
			t.Hide()
		}
		return
	}
	o.place()
}

func (o *overlay) place() {
	p := o.p
	s := float32(1 / p.pixels())
	at := fyne.NewPos(float32(p.hit.X)*s, float32(p.hit.Y)*s)
	b := p.pic.Plot()
	left, right := float32(b.Min.X)*s, float32(b.Max.X)*s
	top, bottom := float32(b.Min.Y)*s, float32(b.Max.Y)*s
	faint := kit.Fade(theme.ColorForWidget(theme.ColorNameForeground, p), 0.35)
	o.across.StrokeColor, o.up.StrokeColor = faint, faint
	o.across.StrokeWidth, o.up.StrokeWidth = 1, 1
	o.across.Position1, o.across.Position2 = fyne.NewPos(left, at.Y), fyne.NewPos(right, at.Y)
	o.up.Position1, o.up.Position2 = fyne.NewPos(at.X, top), fyne.NewPos(at.X, bottom)
	o.ring.StrokeColor = theme.ColorForWidget(theme.ColorNameForeground, p)
	o.ring.StrokeWidth = 2
	o.ring.Resize(fyne.NewSize(11, 11))
	o.ring.Move(at.SubtractXY(5.5, 5.5))
	o.words(at)
	for _, obj := range []fyne.CanvasObject{o.across, o.up, o.ring, o.box} {
		obj.Refresh()
	}
}

// words fills the box and puts it beside the value, inside the widget.
func (o *overlay) words(at fyne.Position) {
	p := o.p
	z := kit.Zoom(p)
	pad, pitch := 8*z, 17*z
	width := float32(0)
	n := min(len(p.hit.Lines), maxLines)
	for i, t := range o.lines {
		t.Hidden = i >= n
		if i >= n {
			continue
		}
		t.TextSize = 12 * z
		t.TextStyle = fyne.TextStyle{Bold: i == 0 && n > 2}
		t.Text = kit.FitText(p.hit.Lines[i], t.TextSize, t.TextStyle, p.Size().Width*0.7)
		t.Color = theme.ColorForWidget(theme.ColorNameForeground, p)
		width = max(width, fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width)
	}
	size := fyne.NewSize(width+2*pad, float32(n)*pitch+pad)
	pos := at.AddXY(14, 10)
	if pos.X+size.Width > p.Size().Width {
		pos.X = at.X - 14 - size.Width
	}
	if pos.Y+size.Height > p.Size().Height {
		pos.Y = at.Y - 10 - size.Height
	}
	pos.X, pos.Y = max(pos.X, 0), max(pos.Y, 0)
	o.box.FillColor = theme.ColorForWidget(theme.ColorNameOverlayBackground, p)
	o.box.StrokeColor = theme.ColorForWidget(theme.ColorNameSeparator, p)
	o.box.StrokeWidth = 1
	o.box.CornerRadius = 4
	o.box.Resize(size)
	o.box.Move(pos)
	for i := range n {
		o.lines[i].Move(pos.AddXY(pad, pad/2+float32(i)*pitch))
		o.lines[i].Refresh()
	}
}
