package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "winnow/app/theme"
)

// meter is a thin bar that is full to a share from 0 to 1.
type meter struct {
	widget.BaseWidget
	share  float64
	height float32
	width  float32
	fill   fyne.ThemeColorName
}

func newMeter(share float64) *meter {
	m := &meter{share: share, height: 6, width: 40, fill: theme.ColorNamePrimary}
	m.ExtendBaseWidget(m)
	return m
}

func (m *meter) set(share float64) {
	if m.share != share {
		m.share = share
		m.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	r := &meterRenderer{m: m, track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil)}
	r.tint()
	return r
}

type meterRenderer struct {
	m          *meter
	track, bar *canvas.Rectangle
}

func (r *meterRenderer) tint() {
	r.track.FillColor = theme.ColorForWidget(look.Line, r.m)
	r.bar.FillColor = theme.ColorForWidget(r.m.fill, r.m)
	r.track.CornerRadius, r.bar.CornerRadius = r.m.height/2, r.m.height/2
}

func (r *meterRenderer) Destroy() {}

func (r *meterRenderer) MinSize() fyne.Size { return fyne.NewSize(r.m.width, r.m.height) }

func (r *meterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.bar}
}

func (r *meterRenderer) Layout(size fyne.Size) {
	y := (size.Height - r.m.height) / 2
	r.track.Move(fyne.NewPos(0, y))
	r.track.Resize(fyne.NewSize(size.Width, r.m.height))
	w := size.Width * float32(min(max(r.m.share, 0), 1))
	r.bar.Hidden = w < 0.5
	r.bar.Move(fyne.NewPos(0, y))
	r.bar.Resize(fyne.NewSize(max(w, r.m.height), r.m.height))
}

func (r *meterRenderer) Refresh() {
	r.tint()
	r.Layout(r.m.Size())
	r.track.Refresh()
	r.bar.Refresh()
}
