package datagrid

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// grid is Fyne's table with whole rows chosen, keys for pages, and copying.
type grid struct {
	widget.Table
	g     *Grid
	ready bool // has been laid out with a height
	shift bool // held while the mouse went down
	row   int  // of the page, under the keyboard
	col   int
}

func newTable(g *Grid) *grid {
	t := &grid{g: g}
	t.ExtendBaseWidget(t)
	t.Length = func() (int, int) {
		// Why: with rows but no height, Fyne's table makes a separator for every row.
		if !t.ready {
			return 0, len(g.columns)
		}
		return g.onPage(), len(g.columns)
	}
	t.CreateCell = func() fyne.CanvasObject { return newCell(g) }
	t.UpdateCell = func(id widget.TableCellID, o fyne.CanvasObject) { o.(*cell).show(id) }
	t.ShowHeaderRow, t.ShowHeaderColumn = true, true
	t.CreateHeader = func() fyne.CanvasObject { return newHeader(g) }
	t.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) { o.(*header).show(id) }
	t.OnSelected = t.selected
	t.OnHighlighted = func(id widget.TableCellID) { t.row, t.col = id.Row, id.Col }
	t.SetColumnWidth(-1, 64*kit.Zoom(g))
	t.SetRowHeight(-1, g.headHeight())
	return t
}

// Resize lets the rows in once there is a height to show them in.
func (t *grid) Resize(s fyne.Size) {
	t.Table.Resize(s)
	if !t.ready && s.Height > 0 {
		t.ready = true
		t.Refresh()
	}
}

// MouseDown remembers whether the choice is to be extended.
func (t *grid) MouseDown(e *desktop.MouseEvent) {
	t.shift = e.Modifier&fyne.KeyModifierShift != 0
	t.Table.MouseDown(e)
}

func (t *grid) selected(id widget.TableCellID) {
	if id.Row < 0 {
		return
	}
	t.row, t.col = id.Row, id.Col
	row := t.g.offset() + id.Row
	if t.shift && t.g.first >= 0 {
		t.g.choose(min(t.g.first, row), max(t.g.last, row))
	} else {
		t.g.choose(row, row)
	}
	// Why: the same cell can be chosen again only after it was let go.
	t.UnselectAll()
}

// TypedKey adds Page Up and Down, Home, End and Enter to Fyne's arrows and Space.
func (t *grid) TypedKey(e *fyne.KeyEvent) {
	t.shift = false
	const step = 20
	switch e.Name {
	case fyne.KeyPageDown:
		t.jump(t.row + step)
	case fyne.KeyPageUp:
		t.jump(t.row - step)
	case fyne.KeyHome:
		t.jump(0)
	case fyne.KeyEnd:
		t.jump(t.g.onPage() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if t.g.OnOpen != nil && t.row < t.g.onPage() {
			t.g.OnOpen(t.g.offset() + t.row)
		}
	default:
		t.Table.TypedKey(e)
	}
}

func (t *grid) jump(row int) {
	t.Highlight(widget.TableCellID{Row: max(0, min(row, t.g.onPage()-1)), Col: t.col})
}

// TypedShortcut copies the chosen rows, or the row under the keyboard.
func (t *grid) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); !ok {
		return
	}
	if t.g.first < 0 && t.g.onPage() > 0 {
		row := t.g.offset() + min(t.row, t.g.onPage()-1)
		t.g.choose(row, row)
	}
	t.g.copyRows()
}

// cell is one cell: a canvas text rather than a label, which scrolls twice as fast.
type cell struct {
	widget.BaseWidget
	g    *Grid
	back *canvas.Rectangle
	text *canvas.Text
}

func newCell(g *Grid) *cell {
	c := &cell{g: g, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	c.ExtendBaseWidget(c)
	return c
}

func (c *cell) show(id widget.TableCellID) {
	g := c.g
	if id.Col >= len(g.columns) || id.Row >= g.onPage() {
		return
	}
	row := g.offset() + id.Row
	text := g.source.Cell(row, id.Col)
	ink := theme.ColorNameForeground
	if text == "" {
		text, ink = "–", theme.ColorNamePlaceHolder
	}
	c.text.TextSize = theme.SizeForWidget(theme.SizeNameText, c)
	c.text.Text = kit.FitText(kit.Ellipsis(flat(text), maxCell), c.text.TextSize, fyne.TextStyle{}, c.Size().Width-2*padX)
	c.text.Color = theme.ColorForWidget(ink, c)
	c.text.Alignment = fyne.TextAlignLeading
	if g.columns[id.Col].Right {
		c.text.Alignment = fyne.TextAlignTrailing
	}
	c.back.FillColor = color.Transparent
	if row >= g.first && row <= g.last {
		c.back.FillColor = theme.ColorForWidget(theme.ColorNameSelection, c)
	}
	c.back.Refresh()
	c.text.Refresh()
}

const padX = 8

// CreateRenderer is for Fyne.
func (c *cell) CreateRenderer() fyne.WidgetRenderer { return &cellRenderer{c} }

type cellRenderer struct{ c *cell }

func (r *cellRenderer) Destroy() {}
func (r *cellRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.back, r.c.text}
}

func (r *cellRenderer) MinSize() fyne.Size { return fyne.NewSize(40, kit.Target*kit.Zoom(r.c)) }
func (r *cellRenderer) Refresh()           { canvas.Refresh(r.c) }
func (r *cellRenderer) Layout(s fyne.Size) {
	r.c.back.Resize(s)
	r.c.text.Move(fyne.NewPos(padX, 0))
	r.c.text.Resize(fyne.NewSize(s.Width-2*padX, s.Height))
}
