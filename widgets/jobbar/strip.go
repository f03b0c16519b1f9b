package jobbar

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// strip is a slim bar of how much is done, with the percentage beside it.
type strip struct {
	widget.BaseWidget
	share float64
}

func newStrip() *strip {
	s := &strip{}
	s.ExtendBaseWidget(s)
	return s
}

func (s *strip) set(share float64) {
	s.share = math.Max(0, math.Min(1, share))
	s.Refresh()
}

// CreateRenderer is for Fyne.
func (s *strip) CreateRenderer() fyne.WidgetRenderer {
	r := &stripRenderer{s: s, track: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.text.Alignment = fyne.TextAlignTrailing
	r.Refresh()
	return r
}

type stripRenderer struct {
	s           *strip
	track, done *canvas.Rectangle
	text        *canvas.Text
}

const (
	thick  = 6  // of the bar
	figure = 42 // room for the percentage
)

func (r *stripRenderer) Destroy() {}
func (r *stripRenderer) MinSize() fyne.Size {
	return fyne.NewSize(140+figure*kit.Zoom(r.s), 24*kit.Zoom(r.s))
}

func (r *stripRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.done, r.text}
}

func (r *stripRenderer) Layout(size fyne.Size) {
	room := figure * kit.Zoom(r.s)
	top, width := (size.Height-thick)/2, size.Width-room
	r.track.Move(fyne.NewPos(0, top))
	r.track.Resize(fyne.NewSize(width, thick))
	r.done.Move(fyne.NewPos(0, top))
	r.done.Resize(fyne.NewSize(width*float32(r.s.share), thick))
	r.text.Resize(fyne.NewSize(room, size.Height))
	r.text.Move(fyne.NewPos(width, 0))
}

func (r *stripRenderer) Refresh() {
	r.track.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, r.s)
	r.done.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, r.s)
	r.track.CornerRadius, r.done.CornerRadius = thick/2, thick/2
	r.text.Color = theme.ColorForWidget(theme.ColorNameForeground, r.s)
	r.text.TextSize = theme.SizeForWidget(theme.SizeNameCaptionText, r.s)
	r.text.Text = strconv.Itoa(int(r.s.share*100)) + " %"
	r.Layout(r.s.Size())
	canvas.Refresh(r.s)
}
