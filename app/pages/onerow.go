package pages

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
	"winnow/automl/table"
	"winnow/widgets/datagrid"
)

// oneRow explains the answer for one row in three or four ways, one at a time: how it comes
// about, what counts nearby, what came of real rows like it, and where the model reads texts,
// the words that weigh. Only what is looked at is asked.
type oneRow struct {
	view   *modelView
	report *automl.Report
	root   fyne.CanvasObject
	names  []*widget.Button
	body   *fyne.Container
	at     int
	row    automl.RowRequest
	given  bool      // a row was chosen
	shown  [4]string // the row that each way shows
	why    *asked
	said   *asked
	near   *asked
	like   *fyne.Container
	turn   int // of the questions for rows alike
}

// The ways.
const (
	rowWhy = iota
	rowNear
	rowLike
	rowWords
)

func newOneRow(v *modelView, r *automl.Report) *oneRow {
	o := &oneRow{view: v, report: r, why: v.asked(), said: v.asked(), near: v.asked(), body: container.NewStack()}
	for _, a := range []*asked{o.why, o.said, o.near} {
		a.view.SetFigure(&figure.Figure{Empty: words.PickACase})
	}
	o.like = container.NewStack(container.NewCenter(muted(words.PickACase)))
	names := container.New(&rowsLayout{gap: 2})
	ways := []string{words.RowWhy, words.RowNear, words.RowLike}
	if v.readsText(r) {
		ways = append(ways, words.RowWords)
	}
	for i, name := range ways {
		b := widget.NewButton(name, func() { o.choose(i) })
		o.names = append(o.names, b)
		names.Add(b)
	}
	o.root = topped(names, o.body)
	o.choose(rowWhy)
	return o
}

// readsText reports whether one of the model's columns is text.
func (v *modelView) readsText(r *automl.Report) bool {
	return slices.ContainsFunc(r.Schema, func(name string) bool {
		c := v.state.Column(name)
		return c != nil && c.Kind == table.Text
	})
}

// ways are the objects of the ways.
func (o *oneRow) ways() [4]fyne.CanvasObject {
	return [4]fyne.CanvasObject{charted(o.why.view), charted(o.near.view), o.like, charted(o.said.view)}
}

func (o *oneRow) choose(i int) {
	o.at = i
	o.body.Objects = []fyne.CanvasObject{o.ways()[i]}
	o.body.Refresh()
	markChosen(o.names, i)
	o.ask()
}

// open shows the way of that name.
func (o *oneRow) open(name string) {
	for i, b := range o.names {
		if b.Text == name {
			o.choose(i)
		}
	}
}

// show explains another row.
func (o *oneRow) show(row automl.RowRequest) {
	row.Subject = o.view.subject(o.report)
	o.row, o.given = row, true
	o.ask()
}

// ask asks about the row in the way that is looked at, unless it shows that row already.
func (o *oneRow) ask() {
	key := rowKey(o.row)
	if !o.given || o.shown[o.at] == key {
		return
	}
	o.shown[o.at] = key
	switch req := o.row; o.at {
	case rowWhy, rowWords:
		x := automl.ExplainRequest{Cells: req.Cells}
		if req.Cells == nil {
			x.At = []int32{int32(req.At)}
		}
		if o.at == rowWords {
			o.view.waterfall(o.said, o.report, wordsChart, x)
		} else {
			o.view.waterfall(o.why, o.report, waterfallChart, x)
		}
	case rowNear:
		o.near.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
			n, err := svc.Nearby(ctx, automl.NearbyRequest{RowRequest: req})
			if err != nil {
				return nil, err
			}
			return n.Figure, nil
		})
	case rowLike:
		o.askLike(req)
	}
}

func (o *oneRow) askLike(req automl.RowRequest) {
	o.turn++
	turn := o.turn
	var s *automl.Similar
	var err error
	o.view.host.Query(func(ctx context.Context, svc automl.Service) {
		s, err = svc.Similar(ctx, automl.SimilarRequest{RowRequest: req, Count: alikeRows})
	}, func() {
		if turn != o.turn {
			return
		}
		if err != nil {
			o.like.Objects = []fyne.CanvasObject{container.NewVBox(failure(o.view.host, err, "", nil))}
		} else {
			o.like.Objects = []fyne.CanvasObject{o.alike(s)}
		}
		o.like.Refresh()
	})
}

// alikeRows is how many rows alike are listed.
const alikeRows = 20

// alike lists the rows most like the one asked about, what came of them and what the model
// says of them.
func (o *oneRow) alike(s *automl.Similar) fyne.CanvasObject {
	if len(s.Rows) == 0 {
		return container.NewCenter(muted(s.Sentence))
	}
	columns := []datagrid.Column{{Name: words.RowNumber, Right: true}, {Name: words.ActualWord}, {Name: words.SaidWord}, {Name: words.DistanceWord, Right: true}}
	for _, c := range s.Columns {
		columns = append(columns, datagrid.Column{Name: c})
	}
	cells := make([][]string, len(s.Rows))
	for i, r := range s.Rows {
		cells[i] = append([]string{words.Int(r.At + 1), r.Truth, r.Answer.Text, num.Spell(r.Distance)}, r.Cells...)
	}
	g := o.view.grid(newTableSource(columns, cells, len(cells)))
	chosen := -1
	try := widget.NewButton(words.OpenInWhatIf, func() {
		if chosen >= 0 {
			o.view.openWhatIf(int32(s.Rows[chosen].At))
		}
	})
	try.Disable()
	g.OnSelect = func(first, _ int) {
		if chosen = first; first >= 0 {
			try.Enable()
		}
	}
	save := widget.NewButtonWithIcon("", theme.DocumentSaveIcon(), func() {
		head := make([]string, len(columns))
		for i, c := range columns {
			head[i] = c.Name
		}
		o.view.host.SaveTable(words.SaveRows, o.view.state.Name+"-alike.csv", head, cells)
	})
	save.Importance = widget.LowImportance
	return topped(text(s.Sentence), container.NewBorder(nil, container.NewHBox(try, save), nil, nil, g))
}

// markChosen shows which of some names is chosen.
func markChosen(names []*widget.Button, at int) {
	for i, b := range names {
		want := widget.LowImportance
		if i == at {
			want = widget.MediumImportance
		}
		if b.Importance != want {
			b.Importance = want
			b.Refresh()
		}
	}
}

// rowKey names a row.
func rowKey(r automl.RowRequest) string { return fmt.Sprint(r.At, r.Cells) }
