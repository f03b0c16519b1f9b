// Package datagrid shows the rows of a table of any length, a page at a time, asking for
// the text of the cells in view and no more.
package datagrid

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// PageRows is how many rows a page holds. Why: at the usual row height a Fyne table loses
// its place beyond 2^24 units, about 430,000 rows, and moving by key adds up the heights
// of all rows before.
const PageRows = 50_000

// maxCell is how many characters of a cell are shown and how many are measured.
const maxCell = 80

// Column describes one column.
type Column struct {
	Name    string
	Icon    fyne.Resource // of its kind; may be nil
	Kind    string        // its kind in a word: "Number"
	Right   bool          // aligned right, as numbers are
	Missing float64       // share of rows without a value, 0 to 1
	Bins    []float64     // counts of a small histogram; nil: Top is shown
	Top     string        // the most frequent values in words; may be empty
	Width   float32       // units; 0: by name and the first rows
	Note    string        // a word that replaces the kind, such as "Ignored"
}

// Source is where the cells come from. Rows and columns must not change while a grid
// shows the source: give it another one. Cell is called on the interface's goroutine for
// cells in view and must answer at once; an empty text is shown as missing.
type Source interface {
	Rows() int
	Columns() []Column
	Cell(row, col int) string
}

// Order is how a column is sorted.
type Order int

// The orders.
const (
	Unsorted Order = iota
	Ascending
	Descending
)

// Grid shows a source. It speaks through OnHeader when a header is chosen, OnSort when a
// sort arrow is chosen (the app answers with a sorted source and SetSort), OnSelect when
// the chosen rows change, OnOpen when Enter is pressed on a row, and OnCopy with the
// chosen rows, tabs between cells, on Ctrl+C; without OnCopy they go to the clipboard.
type Grid struct {
	widget.BaseWidget
	OnHeader func(col int)
	OnSort   func(col int, order Order)
	OnSelect func(first, last int) // rows of the source, inclusive; -1, -1: none
	OnOpen   func(row int)
	OnCopy   func(text string)

	source      Source
	columns     []Column
	widths      []float32
	page        int
	first, last int // chosen rows of the source, -1 for none
	sortCol     int
	sortOrder   Order

	table *grid
	pager *pager
	root  *fyne.Container
}

// New makes a grid; source may be nil.
func New(source Source) *Grid {
	g := &Grid{first: -1, last: -1}
	g.ExtendBaseWidget(g)
	g.table = newTable(g)
	g.pager = newPager(g)
	g.root = container.NewBorder(nil, g.pager.bar, nil, nil, g.table)
	g.SetSource(source)
	return g
}

// SetSource shows another source, from its first row, with nothing chosen.
func (g *Grid) SetSource(source Source) {
	g.source, g.columns, g.page = source, nil, 0
	g.first, g.last, g.sortOrder = -1, -1, Unsorted
	if source != nil {
		g.columns = source.Columns()
	}
	g.table.SetRowHeight(-1, g.headHeight())
	g.measure()
	g.table.UnselectAll()
	g.pager.show()
	g.table.Refresh()
	if g.table.ready {
		g.table.ScrollToTop()
	}
}

// Rows is the number of rows of the source.
func (g *Grid) Rows() int {
	if g.source == nil {
		return 0
	}
	return g.source.Rows()
}

// SetSort shows a column's header as sorted.
func (g *Grid) SetSort(col int, order Order) {
	g.sortCol, g.sortOrder = col, order
	g.table.Refresh()
}

// Select chooses a row of the source and brings it into view; -1 chooses none.
func (g *Grid) Select(row int) {
	if row < 0 || row >= g.Rows() {
		g.choose(-1, -1)
		return
	}
	g.turn(row / PageRows)
	g.choose(row, row)
	g.table.Highlight(widget.TableCellID{Row: row - g.offset(), Col: g.table.col})
}

// Selected is the chosen rows, inclusive; -1, -1 when there are none.
func (g *Grid) Selected() (first, last int) { return g.first, g.last }

func (g *Grid) choose(first, last int) {
	if first > last {
		first, last = last, first
	}
	if first == g.first && last == g.last {
		return
	}
	g.first, g.last = first, last
	g.table.Refresh()
	if g.OnSelect != nil {
		g.OnSelect(first, last)
	}
}

// Page is the page shown, from 0.
func (g *Grid) Page() int { return g.page }

// Pages is the number of pages, at least 1.
func (g *Grid) Pages() int { return max((g.Rows()+PageRows-1)/PageRows, 1) }

func (g *Grid) offset() int { return g.page * PageRows }

func (g *Grid) turn(page int) {
	page = max(0, min(page, g.Pages()-1))
	if page == g.page {
		return
	}
	g.page = page
	g.pager.show()
	g.table.Refresh()
	if g.table.ready {
		g.table.ScrollToTop()
	}
}

// onPage is the number of rows of the page shown.
func (g *Grid) onPage() int { return min(PageRows, g.Rows()-g.offset()) }

// Reload asks the source again for the cells in view, such as after rows arrived that
// were on their way. Rows and columns must be the same as before.
func (g *Grid) Reload() { g.table.Refresh() }

// MostCopied is how many rows are copied at most.
const MostCopied = 10_000

// Text is the chosen rows under the header, with tabs between cells; up to MostCopied.
func (g *Grid) Text() string {
	if g.first < 0 {
		return ""
	}
	var b strings.Builder
	for c, col := range g.columns {
		if c > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(flat(col.Name))
	}
	b.WriteByte('\n')
	for r := g.first; r <= g.last && r < g.first+MostCopied; r++ {
		for c := range g.columns {
			if c > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(flat(g.source.Cell(r, c)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func flat(s string) string { return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s) }

func (g *Grid) copyRows() {
	text := g.Text()
	if text == "" {
		return
	}
	if g.OnCopy != nil {
		g.OnCopy(text)
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
}

// measure sets the widths by the names and the first rows.
func (g *Grid) measure() {
	const sample = 60
	size := theme.SizeForWidget(theme.SizeNameText, g)
	g.widths = make([]float32, len(g.columns))
	for c, col := range g.columns {
		w := col.Width
		if w == 0 {
			w = fyne.MeasureText(col.Name, size, fyne.TextStyle{Bold: true}).Width + 62*kit.Zoom(g)
			for r := range min(g.Rows(), sample) {
				text := kit.Ellipsis(g.source.Cell(r, c), maxCell)
				w = max(w, fyne.MeasureText(text, size, fyne.TextStyle{}).Width+20)
			}
			w = max(96, min(w, 300*kit.Zoom(g)))
		}
		g.widths[c] = w
		g.table.SetColumnWidth(c, w)
	}
}

// plain reports whether there is nothing to say about the columns but their names.
func (g *Grid) plain() bool {
	return !slices.ContainsFunc(g.columns, func(c Column) bool {
		return c.Icon != nil || c.Kind+c.Top+c.Note != "" || c.Missing > 0 || len(c.Bins) > 0
	})
}

func (g *Grid) headHeight() float32 {
	if g.plain() {
		return kit.Target * kit.Zoom(g)
	}
	return headHeight * kit.Zoom(g)
}

// Refresh follows a changed theme and zoom.
func (g *Grid) Refresh() {
	g.table.SetRowHeight(-1, g.headHeight())
	g.measure()
	g.BaseWidget.Refresh()
}

// CreateRenderer is for Fyne.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.root) }

// pager is the bar below a source of several pages.
type pager struct {
	g     *Grid
	label *widget.Label
	prev  *widget.Button
	next  *widget.Button
	entry *widget.Entry
	bar   *fyne.Container
}

func newPager(g *Grid) *pager {
	p := &pager{g: g, label: widget.NewLabel("")}
	p.prev = widget.NewButtonWithIcon("", theme.NavigateBackIcon(), func() { g.turn(g.page - 1) })
	p.next = widget.NewButtonWithIcon("", theme.NavigateNextIcon(), func() { g.turn(g.page + 1) })
	p.entry = widget.NewEntry()
	p.entry.SetPlaceHolder("Go to row")
	p.entry.OnSubmitted = p.jump
	room := container.NewGridWrap(fyne.NewSize(p.entry.MinSize().Width+100, p.entry.MinSize().Height), p.entry)
	p.bar = container.NewBorder(nil, nil, nil, container.NewHBox(room, p.prev, p.next), p.label)
	return p
}

func (p *pager) jump(text string) {
	n, err := strconv.Atoi(strings.NewReplacer(",", "", " ", "", ".", "").Replace(strings.TrimSpace(text)))
	if err != nil || n < 1 || n > p.g.Rows() {
		p.label.SetText(fmt.Sprintf("There is no row %q: rows go from 1 to %s.", text, count(p.g.Rows())))
		return
	}
	p.g.Select(n - 1)
	p.show()
}

func (p *pager) show() {
	g := p.g
	p.bar.Hidden = g.Pages() == 1
	p.label.SetText(fmt.Sprintf("Rows %s–%s of %s", count(g.offset()+1), count(g.offset()+g.onPage()), count(g.Rows())))
	setEnabled(p.prev, g.page > 0)
	setEnabled(p.next, g.page < g.Pages()-1)
	p.bar.Refresh()
}

func setEnabled(b *widget.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// count spells a whole number with commas between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
