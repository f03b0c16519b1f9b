package datagrid

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// numbers is a source that counts how many cells it was asked for.
type numbers struct {
	rows  int
	asked int
}

func (n *numbers) Rows() int { return n.rows }
func (n *numbers) Columns() []Column {
	return []Column{{Name: "Row", Kind: "Number", Right: true}, {Name: "Text", Missing: 0.5}}
}

func (n *numbers) Cell(row, col int) string {
	n.asked++
	if col == 1 {
		return strings.Repeat("long ", 40) + "\n\tend"
	}
	return fmt.Sprint(row)
}

func shown(t testing.TB, rows int) (*Grid, *numbers, fyne.Window) {
	test.NewTempApp(t)
	n := &numbers{rows: rows}
	g := New(n)
	w := test.NewTempWindow(t, g)
	w.Resize(fyne.NewSize(600, 400))
	return g, n, w
}

func TestAsksForCellsInViewOnly(t *testing.T) {
	g, n, _ := shown(t, 5_000_000)
	if n.asked > 2000 {
		t.Errorf("%d cells were asked for to show one window", n.asked)
	}
	n.asked = 0
	g.Select(4_999_999)
	if g.Page() != g.Pages()-1 || n.asked > 2000 {
		t.Errorf("page %d of %d, %d cells asked for", g.Page(), g.Pages(), n.asked)
	}
}

func TestNoRowsBeforeLayout(t *testing.T) {
	test.NewTempApp(t)
	g := New(&numbers{rows: 1000})
	if rows, _ := g.table.Length(); rows != 0 {
		t.Errorf("%d rows before there is a height", rows)
	}
	g.SetSource(nil)
	if g.Rows() != 0 || g.Text() != "" {
		t.Error("a grid without a source has rows")
	}
}

func TestSelectCopyAndExtend(t *testing.T) {
	g, _, _ := shown(t, 100)
	var copied string
	var chosen []int
	g.OnCopy = func(s string) { copied = s }
	g.OnSelect = func(a, b int) { chosen = []int{a, b} }
	g.table.selected(widget.TableCellID{Row: 3})
	g.table.MouseDown(&desktop.MouseEvent{Modifier: fyne.KeyModifierShift})
	g.table.selected(widget.TableCellID{Row: 5})
	if fmt.Sprint(chosen) != "[3 5]" {
		t.Errorf("chosen rows = %v, want 3 to 5", chosen)
	}
	g.table.TypedShortcut(&fyne.ShortcutCopy{})
	lines := strings.Split(strings.TrimSuffix(copied, "\n"), "\n")
	if len(lines) != 4 || lines[0] != "Row\tText" || !strings.HasPrefix(lines[1], "3\tlong") {
		t.Errorf("copied %q", copied)
	}
	for _, l := range lines {
		if strings.Count(l, "\t") != 1 {
			t.Errorf("line %q has tabs of its own", l)
		}
	}
}

func TestKeys(t *testing.T) {
	g, _, w := shown(t, 60_000)
	opened := -1
	g.OnOpen = func(row int) { opened = row }
	w.Canvas().Focus(g.table)
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyReturn} {
		g.table.TypedKey(&fyne.KeyEvent{Name: k})
	}
	if opened != 22 {
		t.Errorf("opened row %d, want 22", opened)
	}
	g.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	g.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if first, _ := g.Selected(); first != PageRows-1 {
		t.Errorf("chosen row %d, want the last of the page", first)
	}
}

func TestGoToRow(t *testing.T) {
	g, _, _ := shown(t, 120_000)
	g.pager.jump(" 100,001 ")
	if first, _ := g.Selected(); first != 100_000 || g.Page() != 2 {
		t.Errorf("row %d on page %d, want 100000 on page 2", first, g.Page())
	}
	for _, bad := range []string{"", "0", "120001", "x"} {
		g.pager.jump(bad)
		if !strings.Contains(g.pager.label.Text, "There is no row") {
			t.Errorf("%q: %q", bad, g.pager.label.Text)
		}
	}
}

func TestHeaders(t *testing.T) {
	g, _, _ := shown(t, 10)
	var headed []int
	var sorted []string
	g.OnHeader = func(c int) { headed = append(headed, c) }
	g.OnSort = func(c int, o Order) { sorted = append(sorted, fmt.Sprint(c, o)); g.SetSort(c, o) }
	h := newHeader(g)
	h.show(widget.TableCellID{Row: -1, Col: 1})
	h.Resize(fyne.NewSize(200, headHeight))
	h.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 10)})
	h.Tapped(&fyne.PointEvent{Position: fyne.NewPos(190, 10)})
	h.TypedRune('s')
	h.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if fmt.Sprint(headed) != "[1 1]" || strings.Join(sorted, ",") != "1 1,1 2" {
		t.Errorf("chosen %v, sorted %v", headed, sorted)
	}
	if got := h.caption(&Column{Kind: "Number", Missing: 0.001}); got != "Number · <1 % missing" {
		t.Errorf("caption = %q", got)
	}
}

// BenchmarkRefresh holds the price of one scroll step near the end of a page, where Fyne's
// table adds up all heights before.
func BenchmarkRefresh(b *testing.B) {
	g, _, _ := shown(b, PageRows)
	g.Select(PageRows - 1)
	for b.Loop() {
		g.table.Refresh()
	}
}
