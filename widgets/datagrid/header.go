package datagrid

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
	"winnow/widgets/minihist"
)

// header is the head of a column, or the number of a row. It is not hoverable, so that
// the table still sees the pointer at a column's edge and lets it be dragged.
type header struct {
	widget.BaseWidget
	g       *Grid
	id      widget.TableCellID
	focused bool

	icon *widget.Icon
	name *canvas.Text
	kind *canvas.Text
	sort *widget.Icon
	full *canvas.Rectangle // the bar of rows with a value
	gone *canvas.Rectangle // and of those without
	hist *minihist.Hist
	top  *canvas.Text
	row  *canvas.Text
	ring *canvas.Rectangle
}

var (
	_ fyne.Tappable      = (*header)(nil)
	_ fyne.Focusable     = (*header)(nil)
	_ desktop.Cursorable = (*header)(nil)
)

func newHeader(g *Grid) *header {
	h := &header{
		g: g, icon: widget.NewIcon(nil), hist: minihist.New(nil),
		full: canvas.NewRectangle(nil), gone: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
	}
	h.name, h.kind, h.sort = canvas.NewText("", nil), canvas.NewText("", nil), widget.NewIcon(nil)
	h.top, h.row = canvas.NewText("", nil), canvas.NewText("", nil)
	h.name.TextStyle.Bold = true
	h.row.Alignment = fyne.TextAlignTrailing
	h.ExtendBaseWidget(h)
	return h
}

func (h *header) show(id widget.TableCellID) {
	h.id = id
	h.Refresh()
}

// column is the column headed, or nil for a row's number and the corner.
func (h *header) column() *Column {
	if h.id.Row >= 0 || h.id.Col < 0 || h.id.Col >= len(h.g.columns) {
		return nil
	}
	return &h.g.columns[h.id.Col]
}

// sortRoom is the width at the right end of a header that sorts.
const sortRoom = 32

// Tapped chooses the column, or sorts by it at the right end.
func (h *header) Tapped(e *fyne.PointEvent) {
	if h.column() == nil {
		return
	}
	if h.g.OnSort != nil && (h.g.OnHeader == nil || e.Position.X > h.Size().Width-sortRoom) {
		h.sortBy()
		return
	}
	if h.g.OnHeader != nil {
		h.g.OnHeader(h.id.Col)
	}
}

func (h *header) sortBy() {
	order := Ascending
	if h.g.sortOrder == Ascending && h.g.sortCol == h.id.Col {
		order = Descending
	}
	if h.g.OnSort != nil {
		h.g.OnSort(h.id.Col, order)
	}
}

// Cursor is a hand over a column.
func (h *header) Cursor() desktop.Cursor {
	if h.column() != nil && (h.g.OnHeader != nil || h.g.OnSort != nil) {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained shows the focus ring.
func (h *header) FocusGained() { h.focused = true; h.Refresh() }

// FocusLost hides the focus ring.
func (h *header) FocusLost() { h.focused = false; h.Refresh() }

// TypedRune sorts on s.
func (h *header) TypedRune(r rune) {
	if (r == 's' || r == 'S') && h.column() != nil {
		h.sortBy()
	}
}

// TypedKey chooses the column on Enter and Space.
func (h *header) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if h.column() != nil && h.g.OnHeader != nil {
			h.g.OnHeader(h.id.Col)
		} else if h.column() != nil {
			h.sortBy()
		}
	}
}

// CreateRenderer is for Fyne.
func (h *header) CreateRenderer() fyne.WidgetRenderer { return &headerRenderer{h} }

type headerRenderer struct{ h *header }

// headHeight is the height of a column's head: name, kind with missing, distribution.
const headHeight = 76

func (r *headerRenderer) Destroy() {}

// MinSize is a row's. Why: Fyne makes all rows as high as the least height of a header;
// the head of the columns gets its own by SetRowHeight.
func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(40, kit.Target*kit.Zoom(r.h)) }

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	return []fyne.CanvasObject{h.icon, h.name, h.kind, h.sort, h.full, h.gone, h.hist, h.top, h.row, h.ring}
}

func (r *headerRenderer) Layout(s fyne.Size) {
	h, z := r.h, kit.Zoom(r.h)
	at := func(o fyne.CanvasObject, x, y float32) { o.Move(fyne.NewPos(x, y*z)) }
	left := float32(padX)
	if c := h.column(); c != nil && c.Icon != nil {
		left += 22 * z
	}
	at(h.icon, padX-2, 6)
	h.icon.Resize(fyne.NewSize(20*z, 20*z))
	at(h.name, left, 6)
	at(h.sort, s.Width-22*z, 8)
	h.sort.Resize(fyne.NewSize(16*z, 16*z))
	at(h.kind, padX, 27)
	bar := s.Width - 2*padX
	at(h.full, padX, 45)
	h.full.Resize(fyne.NewSize(bar, 3*z))
	if c := h.column(); c != nil && c.Missing > 0 {
		gone := max(bar*float32(min(c.Missing, 1)), 2)
		at(h.gone, padX+bar-gone, 45)
		h.gone.Resize(fyne.NewSize(gone, 3*z))
	}
	at(h.hist, padX, 52)
	h.hist.Resize(fyne.NewSize(bar, (headHeight-56)*z))
	at(h.top, padX, 53)
	h.row.Resize(fyne.NewSize(s.Width-padX, s.Height))
	h.ring.Move(fyne.NewPos(1, 1))
	h.ring.Resize(s.SubtractWidthHeight(2, 2))
}

func (r *headerRenderer) Refresh() {
	h := r.h
	c := h.column()
	for _, o := range []fyne.CanvasObject{h.icon, h.name, h.kind, h.sort, h.full, h.gone, h.hist, h.top} {
		setVisible(o, c != nil)
	}
	if c != nil && h.g.plain() {
		for _, o := range []fyne.CanvasObject{h.full, h.gone, h.hist} {
			setVisible(o, false)
		}
	}
	setVisible(h.row, h.id.Row >= 0)
	setVisible(h.ring, h.focused && c != nil)
	h.ring.StrokeColor, h.ring.StrokeWidth, h.ring.CornerRadius = theme.ColorForWidget(theme.ColorNamePrimary, h), kit.Ring, 4
	faint := theme.ColorForWidget(theme.ColorNamePlaceHolder, h)
	small := theme.SizeForWidget(theme.SizeNameCaptionText, h)
	if h.id.Row >= 0 {
		h.row.Text, h.row.Color, h.row.TextSize = count(h.g.offset()+h.id.Row+1), faint, small
	}
	if c != nil {
		r.column(c, small)
	}
	r.Layout(h.Size())
	canvas.Refresh(h)
}

func (r *headerRenderer) column(c *Column, small float32) {
	h := r.h
	width := h.Size().Width - 2*padX
	h.icon.SetResource(nil)
	if c.Icon != nil {
		h.icon.SetResource(theme.NewColoredResource(c.Icon, theme.ColorNamePlaceHolder))
		width -= 22 * kit.Zoom(h)
	}
	h.name.TextSize = theme.SizeForWidget(theme.SizeNameText, h)
	h.name.Color = theme.ColorForWidget(theme.ColorNameForeground, h)
	setVisible(h.sort, h.g.OnSort != nil)
	if h.g.OnSort != nil {
		order, tint := Unsorted, theme.ColorNamePlaceHolder
		if h.g.sortCol == h.id.Col && h.g.sortOrder != Unsorted {
			order, tint = h.g.sortOrder, theme.ColorNamePrimary
		}
		h.sort.SetResource(theme.NewColoredResource(arrows[order], tint))
		width -= 18 * kit.Zoom(h)
	}
	h.name.Text = kit.FitText(c.Name, h.name.TextSize, h.name.TextStyle, width)
	h.kind.Text = kit.FitText(h.caption(c), small, fyne.TextStyle{}, h.Size().Width-2*padX)
	h.kind.TextSize, h.kind.Color = small, theme.ColorForWidget(theme.ColorNamePlaceHolder, h)
	h.full.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, h)
	h.gone.FillColor = theme.ColorForWidget(theme.ColorNameWarning, h)
	setVisible(h.gone, c.Missing > 0)
	setVisible(h.hist, len(c.Bins) > 0)
	if len(c.Bins) > 0 {
		h.hist.Set(c.Bins)
	}
	setVisible(h.top, len(c.Bins) == 0 && c.Top != "")
	h.top.Text = kit.FitText(c.Top, small, fyne.TextStyle{}, h.Size().Width-2*padX)
	h.top.TextSize, h.top.Color = small, theme.ColorForWidget(theme.ColorNamePlaceHolder, h)
}

// arrows show how a column is sorted.
var arrows = map[Order]fyne.Resource{
	Unsorted:   arrow("sort-none", up+down),
	Ascending:  arrow("sort-up", up),
	Descending: arrow("sort-down", down),
}

const (
	up   = `<path fill="#000000" d="M12 3 L18 10 L6 10 Z"/>`
	down = `<path fill="#000000" d="M12 21 L6 14 L18 14 Z"/>`
)

func arrow(name, body string) fyne.Resource {
	return fyne.NewStaticResource(name+".svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+body+`</svg>`))
}

// caption is the kind and the share of missing values in words.
func (h *header) caption(c *Column) string {
	text := c.Kind
	if c.Note != "" {
		text = c.Note
	}
	if c.Missing <= 0 {
		return text
	}
	share := fmt.Sprintf("%.0f %% missing", c.Missing*100)
	if c.Missing < 0.005 {
		share = "<1 % missing"
	}
	if text == "" {
		return share
	}
	return text + " · " + share
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on != o.Visible() {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
