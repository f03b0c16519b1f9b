package chartview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/automl/figure"
	"winnow/widgets/kit"
)

// tableView shows a figure's table.
type tableView struct {
	widget.Table
	content figure.Table
	shown   bool // laid out at a real size, so rows may be counted
}

func newTableView() *tableView {
	t := &tableView{}
	t.ExtendBaseWidget(t)
	t.Length = func() (int, int) {
		// Why: widget.Table makes a separator per row when it has rows before it has a height.
		if t.Size().Height <= 0 || t.Hidden {
			return 0, len(t.content.Head)
		}
		return len(t.content.Rows), len(t.content.Head)
	}
	t.CreateCell = func() fyne.CanvasObject {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	t.UpdateCell = func(id widget.TableCellID, o fyne.CanvasObject) {
		row := t.content.Rows[id.Row]
		text := ""
		if id.Col < len(row) {
			text = row[id.Col]
		}
		o.(*widget.Label).SetText(kit.Ellipsis(text, 80))
	}
	t.ShowHeaderRow = true
	t.CreateHeader = func() fyne.CanvasObject {
		l := widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	t.UpdateHeader = func(id widget.TableCellID, o fyne.CanvasObject) {
		if id.Col >= 0 && id.Col < len(t.content.Head) {
			o.(*widget.Label).SetText(t.content.Head[id.Col])
		}
	}
	return t
}

// set fills the table; a figure without one gets one from its series.
func (t *tableView) set(f *figure.Figure) {
	t.content = f.AsTable()
	size := theme.SizeForWidget(theme.SizeNameText, t)
	for c := range t.content.Head {
		width := fyne.MeasureText(t.content.Head[c], size, fyne.TextStyle{Bold: true}).Width
		for r := range min(len(t.content.Rows), 200) {
			if c < len(t.content.Rows[r]) {
				width = max(width, fyne.MeasureText(kit.Ellipsis(t.content.Rows[r][c], 80), size, fyne.TextStyle{}).Width)
			}
		}
		t.SetColumnWidth(c, min(max(width+24, 72), 320*kit.Zoom(t)))
	}
	t.reveal()
}

func (t *tableView) reveal() {
	if !t.Hidden {
		t.Refresh()
	}
}

// Resize counts the rows once there is room for them.
func (t *tableView) Resize(s fyne.Size) {
	t.Table.Resize(s)
	if !t.shown && s.Height > 0 {
		t.shown = true
		t.Refresh()
	}
}
