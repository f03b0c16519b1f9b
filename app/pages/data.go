package pages

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/table"
	"winnow/widgets/datagrid"
	"winnow/widgets/emptystate"
)

// Data is the step that shows what was read and how.
type Data struct {
	host   Host
	state  *flow.State
	root   fyne.CanvasObject
	line   *widget.Label
	bar    *parseBar
	notes  *slot
	grid   *datagrid.Grid
	source *tableSource
	body   *slot
	column *columnPanel
	chosen string
	built  string
}

// NewData makes the page.
func NewData(h Host) *Data {
	p := &Data{host: h, line: muted(words.DataLead), notes: newSlot(), body: newSlot(), grid: datagrid.New(nil)}
	p.bar = newParseBar(h)
	p.column = newColumnPanel(h)
	p.grid.OnHeader = p.choose
	p.grid.OnCopy = p.copyRows
	top := container.NewVBox(tight(heading(words.DataTitle), p.line), p.bar.object(), p.notes.box)
	p.root = container.NewBorder(top, nil, nil, nil, p.body.box)
	return p
}

// Object is the page's content.
func (p *Data) Object() fyne.CanvasObject { return p.root }

// GoToRow brings a row of the table into view, counted from 0.
func (p *Data) GoToRow(row int) { p.grid.Select(row) }

// CellText is what the grid shows in a cell.
func (p *Data) CellText(row, col int) string {
	if p.source == nil {
		return ""
	}
	return p.source.Cell(row, col)
}

func (p *Data) choose(col int) {
	d := p.state.Preview.Value.Data
	if d == nil || col < 0 || col >= len(d.Fields) {
		return
	}
	p.chosen = d.Fields[col].Name
	p.column.show(p.state, p.chosen)
}

// Show brings the page up to date.
func (p *Data) Show(s *flow.State) {
	p.state = s
	p.bar.show(s)
	p.showNotes(s)
	switch {
	case s.Preview.Err != nil:
		p.body.show("err"+s.Preview.Key, func() fyne.CanvasObject {
			return container.NewVBox(failure(p.host, s.Preview.Err, words.AnotherFile, func() { p.host.Deed(flow.BrowseData) }))
		})
	case !s.Preview.Has:
		p.body.show("wait", func() fyne.CanvasObject { return waiting(words.ReadingFile) })
	default:
		p.body.show("grid", func() fyne.CanvasObject {
			grid := NewPanel(p.grid)
			grid.Pad = 2
			return container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), beside(grid, p.column.root, 0.68))
		})
		p.fill(s)
	}
}

// fill gives grid and column panel the present sample and profile.
func (p *Data) fill(s *flow.State) {
	d, cells := s.Preview.Value.Data, s.Preview.Value.Cells
	rows := len(cells)
	l := s.Loaded()
	if l != nil {
		rows = l.Rows
		p.line.SetText(words.FileLine(rows, len(d.Fields), d.Report.Size))
	} else {
		p.line.SetText(words.DataLead)
	}
	key := fmt.Sprintf("%s %p %p", s.Preview.Key, s.Overview.Value, l)
	if key == p.built {
		return
	}
	p.built = key
	var columns []datagrid.Column
	for _, f := range d.Fields {
		columns = append(columns, gridColumn(s, f))
	}
	src := newTableSource(columns, cells, rows)
	if l != nil && rows > len(cells) {
		src.fetch = func(from, n int, done func([][]string, error)) { p.host.Rows(l.ID, from, n, done) }
		src.changed = p.grid.Reload
	}
	p.source = src
	p.grid.SetSource(src)
	if _, ok := fieldOf(d, p.chosen); !ok && len(d.Fields) > 0 {
		p.chosen = d.Fields[0].Name
	}
	p.column.show(s, p.chosen)
}

func fieldOf(d *automl.Data, name string) (table.Field, bool) {
	for _, f := range d.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return table.Field{}, false
}

// copyRows copies the chosen rows. Those that the grid does not hold are fetched first.
func (p *Data) copyRows(text string) {
	l := p.state.Loaded()
	first, last := p.grid.Selected()
	if l == nil || first < 0 || last < len(p.state.Preview.Value.Cells) {
		p.host.Copy(text)
		return
	}
	head, _, _ := strings.Cut(text, "\n")
	p.host.Rows(l.ID, first, min(last-first+1, datagrid.MostCopied), func(cells [][]string, err error) {
		if err == nil {
			p.host.Copy(words.TableText(strings.Split(head, "\t"), cells))
		}
	})
}

func gridColumn(s *flow.State, f table.Field) datagrid.Column {
	c := datagrid.Column{Name: f.Name, Icon: kindIcon(f.Kind), Kind: words.Kind(f.Kind), Right: f.Kind == table.Number}
	p := s.Column(f.Name)
	if p == nil || s.Overview.Value == nil {
		return c
	}
	if n := s.Overview.Value.Rows; n > 0 {
		c.Missing = float64(p.Missing) / float64(n)
	}
	for _, b := range p.Histogram {
		c.Bins = append(c.Bins, float64(b))
	}
	if len(c.Bins) == 0 && !p.Identifier {
		var top []string
		for _, v := range p.Top {
			top = append(top, v.Value)
		}
		c.Top = words.Shorten(words.List(top[:min(len(top), 2)], 2), 28)
	}
	return c
}

// kindIcon is the small picture of a kind.
func kindIcon(k table.Kind) fyne.Resource {
	switch k {
	case table.Number:
		return theme.ListIcon()
	case table.Category:
		return theme.MenuIcon()
	case table.YesNo:
		return theme.CheckButtonCheckedIcon()
	case table.Time:
		return theme.HistoryIcon()
	case table.Text:
	}
	return theme.DocumentIcon()
}

// sampleSource feeds the grid from cells in memory.
type sampleSource struct {
	columns []datagrid.Column
	cells   [][]string
}

func (s *sampleSource) Rows() int                  { return len(s.cells) }
func (s *sampleSource) Columns() []datagrid.Column { return s.columns }

func (s *sampleSource) Cell(row, col int) string { return at(s.cells, row, col) }

func (p *Data) showNotes(s *flow.State) {
	key := fmt.Sprint(s.Data.Key, s.Data.Busy, s.Data.Err, s.Loaded() != nil, s.TooBig(), s.AllowBig)
	p.notes.show(key, func() fyne.CanvasObject {
		box := container.NewVBox()
		if s.Data.Err != nil && s.Preview.Err == nil {
			box.Add(failure(p.host, s.Data.Err, words.TryAgain, func() { p.host.Do(flow.Retry{}) }))
		}
		if s.TooBig() && !s.AllowBig {
			box.Add(p.bigFile(s))
		}
		d := s.Loaded()
		if d == nil {
			d = s.Preview.Value.Data
		}
		if d != nil && s.Preview.Err == nil {
			if n := d.Report.BadCount; n > 0 {
				box.Add(banner(Warn, words.BadRows(n, d.Rows), words.ShowBadRows, func() { p.showBadRows(&d.Report) }))
			}
			p.notices(box, d.Report.Notices)
		}
		if len(box.Objects) == 0 {
			return nil
		}
		return box
	})
}

func (p *Data) bigFile(s *flow.State) fyne.CanvasObject {
	o := s.Read
	o.MaxRows = 1_000_000
	all := widget.NewButton(words.LoadAll, func() { p.host.Do(flow.LoadAnyway{}) })
	part := widget.NewButton(words.LoadSample, func() { p.host.Do(flow.SetRead{Read: o}) })
	part.Importance = widget.HighImportance
	b := NewPanel(container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(all, part)),
		text(words.BigFile(s.Preview.Value.Data.Report.Size))))
	ground, _ := Warn.colors()
	b.Fill, b.Border, b.Pad = ground, "", 5
	return b
}

// showBadRows lists the rows that were kept aside, as far as the report holds them.
func (p *Data) showBadRows(r *automl.ReadReport) {
	cells := badRows(r)
	src := &sampleSource{cells: cells}
	for i, name := range words.BadRowsHead {
		src.columns = append(src.columns, datagrid.Column{Name: name, Right: i == 0})
	}
	grid := datagrid.New(src)
	grid.OnCopy = p.host.Copy
	save := widget.NewButtonWithIcon(words.SaveAsCSV, theme.DocumentSaveIcon(), func() {
		p.host.SaveTable(words.BadRowsTitle, p.state.Name+"-kept-aside.csv", words.BadRowsHead, cells)
	})
	foot := container.NewBorder(nil, nil, nil, save, muted(words.BadRowsFoot(len(cells), r.BadCount)))
	p.host.Ask(words.BadRowsTitle, sized(container.NewBorder(nil, foot, nil, nil, grid), 720, 380), "", words.Close, nil)
}

// badRows spells the rows that were kept aside: line, reason, text.
func badRows(r *automl.ReadReport) [][]string {
	cells := make([][]string, 0, len(r.BadRows))
	for _, b := range r.BadRows {
		cells = append(cells, []string{strconv.FormatInt(b.Line, 10), b.Reason, b.Text})
	}
	return cells
}

// noticesShown is how many notices about the file stand on the page; the rest is a click
// away, so that the table keeps its room.
const noticesShown = 2

// notices shows what the source noticed about the file.
func (p *Data) notices(box *fyne.Container, all []string) {
	if len(all) <= noticesShown {
		for _, n := range all {
			box.Add(banner(Plain, n, "", nil))
		}
		return
	}
	box.Add(banner(Plain, words.NoticesLine(all[0], len(all)-1), words.ShowBadRows, func() {
		list := container.NewVBox()
		for _, n := range all {
			list.Add(text(n))
		}
		p.host.Ask(words.NoticesTitle, sized(container.NewVScroll(list), 620, 300), "", words.Close, nil)
	}))
}

// noData is what a step says that needs a table when there is none.
func noData(sentence, action string, tapped func()) fyne.CanvasObject {
	return container.NewCenter(sized(emptystate.New(theme.InfoIcon(), sentence, action, tapped), 420, 200))
}
