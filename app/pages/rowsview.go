package pages

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/datagrid"
)

// open lays rows of the report over the tabs, with the truth and what the model said.
func (v *modelView) open(title string, places []int32) {
	r := v.state.Report.Value
	if r == nil || v.layer == nil {
		return
	}
	back := widget.NewButtonWithIcon(words.CompareBack, theme.NavigateBackIcon(), v.back)
	head := strong(title)
	head.Truncation = fyne.TextTruncateEllipsis
	save := widget.NewButtonWithIcon(words.SaveRows, theme.DocumentSaveIcon(), func() { v.saveRows(r, places) })
	save.Importance = widget.LowImportance
	var body fyne.CanvasObject
	if len(places) == 0 {
		body = container.NewCenter(muted(words.NoRowsBehind))
		save.Disable()
	} else {
		body = v.caseGrid(r, places)
	}
	v.layer.Objects = []fyne.CanvasObject{container.NewBorder(container.NewBorder(nil, nil, back, save, head), nil, nil, nil, body)}
	v.layer.Refresh()
}

// back takes rows away that lie over the tabs.
func (v *modelView) back() {
	if v.layer != nil && v.layer.Objects[0] != fyne.CanvasObject(v.tabs) {
		v.layer.Objects = []fyne.CanvasObject{v.tabs}
		v.layer.Refresh()
	}
}

func (v *modelView) grid(src *tableSource) *datagrid.Grid {
	g := datagrid.New(src)
	g.OnCopy = v.host.Copy
	src.changed = g.Reload
	return g
}

// source feeds a grid with rows of the report: number, truth, what the model said, and the
// row's own cells.
func (v *modelView) source(r *automl.Report, places []int32) *tableSource {
	columns := []datagrid.Column{{Name: words.RowNumber, Right: true}, {Name: words.ActualWord}, {Name: words.SaidWord}}
	if r.Target.Task == automl.Regression {
		columns = append(columns, datagrid.Column{Name: words.ErrorWord, Right: true})
	} else {
		columns = append(columns, datagrid.Column{Name: words.ChanceWord, Right: true})
	}
	if d := v.state.Data.Value; d != nil && d.ID == v.state.Run.Data {
		for _, f := range d.Fields {
			columns = append(columns, datagrid.Column{Name: f.Name})
		}
	}
	src := newTableSource(columns, nil, len(places))
	said := newSaid(r, v.threshold(r))
	src.fetch = func(from, n int, done func([][]string, error)) {
		some := places[from : from+n]
		v.host.RowsAt(v.state.Run.Data, tableRows(r, some), func(cells [][]string, err error) {
			out := make([][]string, len(some))
			for i, at := range some {
				out[i] = said.cells(at)
				if err == nil && i < len(cells) {
					out[i] = append(out[i], cells[i]...)
				}
			}
			done(out, nil)
		})
	}
	src.changed = func() {}
	return src
}

// tableRows are the rows of the table at places of the report.
func tableRows(r *automl.Report, places []int32) []int32 {
	out := make([]int32, len(places))
	for i, at := range places {
		out[i] = r.Rows[at]
	}
	return out
}

// mostSaved is how many rows are saved at once.
const mostSaved = 200_000

func (v *modelView) saveRows(r *automl.Report, places []int32) {
	places = places[:min(len(places), mostSaved)]
	src := v.source(r, places)
	head := make([]string, len(src.columns))
	for i, c := range src.columns {
		head[i] = c.Name
	}
	src.fetch(0, len(places), func(cells [][]string, _ error) {
		v.host.SaveTable(words.SaveRows, v.state.Name+"-rows.csv", head, cells)
	})
}

// saidCells spells what the model said of a row.
type saidCells struct {
	r *automl.Report
	p automl.Prediction
}

func newSaid(r *automl.Report, threshold float64) saidCells {
	p := r.Prediction
	p.Threshold = threshold
	return saidCells{r, p}
}

func (s saidCells) cells(at int32) []string {
	i := int(at)
	out := []string{fmt.Sprint(s.r.Rows[i] + 1)}
	y := s.r.Target.Y[i]
	if s.r.Target.Task == automl.Regression {
		p := s.p.Values[i]
		return append(out, words.Number(y), words.Number(p), words.Number(y-p))
	}
	k := s.p.Class(i)
	return append(out, s.class(int(y)), s.class(k), words.Percent(s.chance(i)))
}

// chance is that of the positive class, or of the class that was said.
func (s saidCells) chance(i int) float64 {
	if s.p.Width == 1 {
		return s.p.Values[i]
	}
	return s.p.Row(i)[s.p.Class(i)]
}

func (s saidCells) class(k int) string {
	if k >= 0 && k < len(s.r.Target.Classes) {
		return s.r.Target.Classes[k]
	}
	return fmt.Sprint(k)
}

// wrongness orders rows from right to wrong: the size of an error, or what chance the truth
// was denied.
func wrongness(r *automl.Report, i int) float64 {
	y := r.Target.Y[i]
	switch {
	case r.Target.Task == automl.Regression:
		return math.Abs(y - r.Prediction.Values[i])
	case r.Prediction.Width == 1:
		return math.Abs(y - r.Prediction.Values[i])
	}
	return 1 - r.Prediction.Row(i)[int(y)]
}
