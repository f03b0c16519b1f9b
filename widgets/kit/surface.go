package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Surface is an area with content that can be tapped, and chosen by Enter or Space once
// it has the focus. It speaks through OnTapped. Fields may be changed before Refresh.
type Surface struct {
	widget.BaseWidget
	Content  fyne.CanvasObject
	OnTapped func()
	// OnKey is asked first for keys while the surface has the focus; true means done.
	OnKey func(*fyne.KeyEvent) bool
	// Fill and Border are colours of the theme; empty means none.
	Fill     fyne.ThemeColorName
	Border   fyne.ThemeColorName
	Radius   float32
	Pad      float32   // around the content
	Min      fyne.Size // least size, before the zoom
	Selected bool
	Disabled bool

	hovered bool
	focused bool
}

var (
	_ fyne.Tappable      = (*Surface)(nil)
	_ fyne.Focusable     = (*Surface)(nil)
	_ desktop.Hoverable  = (*Surface)(nil)
	_ desktop.Cursorable = (*Surface)(nil)
)

// NewSurface makes a surface around content.
func NewSurface(content fyne.CanvasObject, tapped func()) *Surface {
	s := &Surface{Content: content, OnTapped: tapped, Radius: 6, Pad: 6}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped chooses the surface and gives it the focus.
func (s *Surface) Tapped(*fyne.PointEvent) {
	if s.Disabled {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
	s.choose()
}

func (s *Surface) choose() {
	if !s.Disabled && s.OnTapped != nil {
		s.OnTapped()
	}
}

// MouseIn shows that the surface can be tapped.
func (s *Surface) MouseIn(*desktop.MouseEvent) {
	s.hovered = !s.Disabled && s.OnTapped != nil
	s.Refresh()
}

// MouseMoved does nothing.
func (s *Surface) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends the hover.
func (s *Surface) MouseOut() {
	s.hovered = false
	s.Refresh()
}

// Cursor is a hand where there is something to tap.
func (s *Surface) Cursor() desktop.Cursor {
	if s.Disabled || s.OnTapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained shows the focus ring.
func (s *Surface) FocusGained() {
	s.focused = true
	s.Refresh()
}

// FocusLost hides the focus ring.
func (s *Surface) FocusLost() {
	s.focused = false
	s.Refresh()
}

// Focused reports whether the surface has the focus.
func (s *Surface) Focused() bool { return s.focused }

// TypedRune does nothing.
func (s *Surface) TypedRune(rune) {}

// TypedKey chooses on Enter and Space.
func (s *Surface) TypedKey(e *fyne.KeyEvent) {
	if s.OnKey != nil && s.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.choose()
	}
}

// CreateRenderer is for Fyne.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{s: s, back: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type surfaceRenderer struct {
	s    *Surface
	back *canvas.Rectangle
	ring *canvas.Rectangle
}

func (r *surfaceRenderer) Destroy() {}

func (r *surfaceRenderer) Objects() []fyne.CanvasObject {
	if r.s.Content == nil {
		return []fyne.CanvasObject{r.back, r.ring}
	}
	return []fyne.CanvasObject{r.back, r.s.Content, r.ring}
}

func (r *surfaceRenderer) MinSize() fyne.Size {
	z := Zoom(r.s)
	m := fyne.NewSize(r.s.Min.Width*z, r.s.Min.Height*z)
	if r.s.Content != nil {
		m = m.Max(r.s.Content.MinSize().AddWidthHeight(2*r.s.Pad, 2*r.s.Pad))
	}
	if r.s.OnTapped != nil {
		m = m.Max(fyne.NewSize(Target, Target))
	}
	return m
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.ring.Move(fyne.NewPos(1, 1))
	r.ring.Resize(size.SubtractWidthHeight(2, 2))
	if r.s.Content != nil {
		r.s.Content.Move(fyne.NewPos(r.s.Pad, r.s.Pad))
		inner := size.SubtractWidthHeight(2*r.s.Pad, 2*r.s.Pad)
		if r.s.Content.Size() != inner {
			r.s.Content.Resize(inner)
			// Why: wrapped text knows its height only once it has its width.
			r.s.Content.Refresh()
		}
	}
}

func (r *surfaceRenderer) Refresh() {
	s := r.s
	r.back.CornerRadius, r.ring.CornerRadius = s.Radius, s.Radius
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = nil, nil, 0
	if s.Fill != "" {
		r.back.FillColor = theme.ColorForWidget(s.Fill, s)
	}
	switch {
	case s.Selected:
		r.back.FillColor = theme.ColorForWidget(theme.ColorNameSelection, s)
	case s.hovered:
		r.back.FillColor = theme.ColorForWidget(theme.ColorNameHover, s)
	}
	if s.Border != "" {
		r.back.StrokeColor, r.back.StrokeWidth = theme.ColorForWidget(s.Border, s), 1
	}
	r.ring.StrokeWidth = 0
	if s.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.ColorForWidget(theme.ColorNamePrimary, s), Ring
	}
	r.back.Refresh()
	r.ring.Refresh()
	if s.Content != nil {
		s.Content.Refresh()
	}
	r.Layout(s.Size())
}
