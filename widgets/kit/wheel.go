package kit

import (
	"image"

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

// Scrolls finds the scroll areas within an object at the corner of a window that have more to
// show above or below, the outer ones first, and tells where each is seen, in the window.
func Scrolls(o fyne.CanvasObject, visit func(area *container.Scroll, seen image.Rectangle)) {
	var walk func(o fyne.CanvasObject, at fyne.Position, seen image.Rectangle)
	walk = func(o fyne.CanvasObject, at fyne.Position, seen image.Rectangle) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, at, seen)
			}
		case *container.Scroll:
			size := o.Size()
			seen = seen.Intersect(image.Rect(int(at.X), int(at.Y), int(at.X+size.Width+0.5), int(at.Y+size.Height+0.5)))
			if o.Content != nil && o.Content.Size().Height > size.Height+0.5 {
				visit(o, seen)
			}
			walk(o.Content, at, seen)
		case *container.AppTabs:
			if t := o.Selected(); t != nil {
				walk(t.Content, at, seen)
			}
		case interface{ Inside() fyne.CanvasObject }:
			walk(o.Inside(), at, seen)
		}
	}
	size := o.Size()
	walk(o, fyne.Position{}.Subtract(o.Position()), image.Rect(0, 0, int(size.Width+0.5), int(size.Height+0.5)))
}
