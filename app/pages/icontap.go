package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// iconTap is a small mark that can be tapped. It takes no focus: what it does can be done
// by keyboard on the row that it stands in.
type iconTap struct {
	widget.BaseWidget
	icon   fyne.Resource
	glyph  string // in place of an icon
	tapped func()
}

var _ desktop.Cursorable = (*iconTap)(nil)

func newIconTap(icon fyne.Resource, glyph string, tapped func()) *iconTap {
	t := &iconTap{icon: icon, glyph: glyph, tapped: tapped}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped is for Fyne.
func (t *iconTap) Tapped(*fyne.PointEvent) {
	if t.tapped != nil {
		t.tapped()
	}
}

// Cursor is a hand.
func (t *iconTap) Cursor() desktop.Cursor { return desktop.PointerCursor }

// popUp shows a menu below the mark.
func (t *iconTap) popUp(m *fyne.Menu) {
	d := fyne.CurrentApp().Driver()
	if c := d.CanvasForObject(t); c != nil {
		widget.ShowPopUpMenuAtPosition(m, c, d.AbsolutePositionForObject(t).AddXY(0, t.Size().Height))
	}
}

// MinSize is large enough to be hit.
func (t *iconTap) MinSize() fyne.Size { return fyne.NewSize(kit.Target-2, kit.Target) }

// CreateRenderer is for Fyne.
func (t *iconTap) CreateRenderer() fyne.WidgetRenderer {
	if t.icon != nil {
		return widget.NewSimpleRenderer(container.NewCenter(widget.NewIcon(t.icon)))
	}
	return widget.NewSimpleRenderer(container.NewCenter(newInk(t.glyph, theme.ColorNamePrimary, theme.SizeNameSubHeadingText, true)))
}
