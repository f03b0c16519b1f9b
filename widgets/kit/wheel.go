package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroller is the innermost scroll area around what the pointer is over that has more to show
// above or below; nil when there is none. At is in the window. Why: Fyne gives the wheel to the
// first thing under the pointer that takes it, and to nothing around it.
func Scroller(o fyne.CanvasObject, at fyne.Position) *container.Scroll {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	d := app.Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return nil
	}
	top := c.Overlays().Top()
	if top == nil {
		top = c.Content()
	}
	var found *container.Scroll
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case *container.Scroll:
			from, size := d.AbsolutePositionForObject(o), o.Size()
			if at.X < from.X || at.Y < from.Y || at.X >= from.X+size.Width || at.Y >= from.Y+size.Height {
				return
			}
			if o.Content != nil && o.Content.Size().Height > size.Height+0.5 {
				found = o
			}
			walk(o.Content)
		case *container.AppTabs:
			if t := o.Selected(); t != nil {
				walk(t.Content)
			}
		case interface{ Inside() fyne.CanvasObject }:
			walk(o.Inside())
		}
	}
	walk(top)
	return found
}
