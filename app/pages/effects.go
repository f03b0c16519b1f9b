package pages

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/table"
	"winnow/widgets/chartview"
)

// subject is the model looked at, for questions to the engine.
func (v *modelView) subject(r *automl.Report) automl.Subject {
	return automl.Subject{Run: v.state.Run.ID, Row: r.Row.ID}
}

// asked fills a chart with the answer to a question; a newer question makes an older answer
// worthless.
type asked struct {
	view *chartview.View
	host Host
	turn int
}

func (v *modelView) asked() *asked {
	view := chartview.New()
	view.Async = v.host.Background
	view.OnCopy = func(f *figure.Figure) { v.host.Copy(words.TableText(f.Table.Head, f.Table.Rows)) }
	view.OnSave = v.host.SaveFigure
	return &asked{view: view, host: v.host}
}

// ask runs a question away from the window and shows the figure that it gives.
func (a *asked) ask(question func(ctx context.Context, svc automl.Service) (*figure.Figure, error)) {
	a.turn++
	turn := a.turn
	if now := a.view.Figure(); now == nil || now.Empty != "" { // else the old answer stays until the new one is there
		a.view.SetFigure(&figure.Figure{Empty: words.LookingAtIt})
	}
	var f *figure.Figure
	var err error
	a.host.Query(func(ctx context.Context, svc automl.Service) { f, err = question(ctx, svc) }, func() {
		if turn != a.turn {
			return
		}
		if err != nil {
			msg, hint := words.Problem(err)
			f = &figure.Figure{Empty: msg + " " + hint}
		}
		if f == nil {
			f = &figure.Figure{Empty: words.NoEffectHere}
		}
		a.view.SetFigure(f)
	})
}

// effects shows how the answer changes with a column, or with two together.
func (v *modelView) effects(r *automl.Report) fyne.CanvasObject {
	var columns []words.Named
	for _, name := range byImportance(r) {
		if c := v.state.Column(name); c == nil || c.Kind != table.Text {
			columns = append(columns, words.Named{ID: name, Name: name})
		}
	}
	if len(columns) == 0 {
		return container.NewCenter(muted(words.NoEffectHere))
	}
	a := v.asked()
	column, with, class := columns[0].ID, "", ""
	show := func() {
		req := automl.EffectRequest{Subject: v.subject(r), Column: column, With: with, Class: class}
		if with == column {
			req.With = ""
		}
		a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
			e, err := svc.Effect(ctx, req)
			if err != nil {
				return nil, err
			}
			return e.Figure, nil
		})
	}
	first := newPicker(columns, func(id string) { column = id; show() })
	first.set(column)
	second := newPicker(append([]words.Named{{ID: "", Name: words.None}}, columns...), func(id string) { with = id; show() })
	second.set("")
	line := container.NewHBox(caption(words.EffectColumn), fixedWidth(first.sel, 200), caption(words.EffectWith), fixedWidth(second.sel, 180))
	if r.Target.Task == automl.Multiclass {
		var classes []words.Named
		for _, c := range r.Target.Classes {
			classes = append(classes, words.Named{ID: c, Name: c})
		}
		class = r.Target.Classes[0]
		third := newPicker(classes, func(id string) { class = id; show() })
		third.set(class)
		line.Add(caption(words.EffectClass))
		line.Add(fixedWidth(third.sel, 140))
	}
	show()
	return container.NewBorder(container.New(layout.NewCustomPaddedLayout(6, 0, 0, 0), container.NewHScroll(line)), nil, nil, nil, framed(a.view))
}

// byImportance lists the input columns, those that matter most first.
func byImportance(r *automl.Report) []string {
	var out []string
	seen := map[string]bool{}
	for _, im := range sortedImportance(r.Importance) {
		out = append(out, im.Column)
		seen[im.Column] = true
	}
	for _, c := range r.Schema {
		if !seen[c] {
			out = append(out, c)
		}
	}
	return out
}

// reliance shows how much the score owes to each group of columns that say the same.
func (v *modelView) reliance(r *automl.Report) fyne.CanvasObject {
	a := v.asked()
	req := automl.RelianceRequest{Subject: v.subject(r)}
	a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
		l, err := svc.Reliance(ctx, req)
		if err != nil {
			return nil, err
		}
		return l.Figure, nil
	})
	return framed(a.view)
}

// growth shows whether more rows would help. It trains several times, so that it is asked for.
func (v *modelView) growth(r *automl.Report) fyne.CanvasObject {
	a := v.asked()
	box := container.NewStack()
	begin := widget.NewButton(words.GrowthBegin, func() {
		box.Objects = []fyne.CanvasObject{framed(a.view)}
		box.Refresh()
		req := automl.GrowthRequest{Run: v.state.Run.ID, Row: r.Row.ID}
		a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
			g, err := svc.Growth(ctx, req)
			if err != nil {
				return nil, err
			}
			return g.Figure, nil
		})
	})
	begin.Importance = widget.HighImportance
	v.grow = begin.OnTapped
	box.Add(container.NewCenter(container.NewVBox(widget.NewLabelWithStyle(words.GrowthLead, fyne.TextAlignCenter, fyne.TextStyle{}), container.NewCenter(begin))))
	return box
}
