package pages

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
)

// Charts of the catalogue that need a question of their own: how one answer comes about, what
// the words of its texts give, and what columns do together.
const (
	waterfallChart = "shares_waterfall"
	wordsChart     = "shares_words"
	pairsChart     = "shares_pairs"
)

// explainedRows is how many rows the charts of how answers come about are made of.
const explainedRows = 1000

// needsExplanation reports whether a chart shows how answers come about.
func (v *modelView) needsExplanation(id string) bool {
	for _, c := range v.host.Catalog().Charts {
		if c.ID == id {
			return c.Needs == automl.NeedsExplanation
		}
	}
	return false
}

// explained finds out how the answers come about, once for each model looked at.
func (v *modelView) explained(r *automl.Report, done func(*automl.Report, error)) {
	if v.whole != nil {
		done(v.whole, nil)
		return
	}
	if v.asking = append(v.asking, done); len(v.asking) > 1 {
		return
	}
	req := automl.ExplainRequest{Subject: v.subject(r), MaxRows: explainedRows, Seed: r.Job.Seed}
	var x *automl.Explanation
	var err error
	v.host.Query(func(ctx context.Context, svc automl.Service) { x, err = svc.Explain(ctx, req) }, func() {
		if v.state.Report.Value != r {
			return // another model is looked at
		}
		waiting := v.asking
		v.asking = nil
		if err == nil {
			whole := *r
			whole.Explanation = x
			v.whole = &whole
		}
		for _, f := range waiting {
			f(v.whole, err)
		}
	})
}

// waterfall shows how the answer for one row comes about, or with the chart of words what the
// words of its texts give.
func (v *modelView) waterfall(a *asked, r *automl.Report, chart string, req automl.ExplainRequest) {
	if !v.needsExplanation(chart) {
		a.view.SetFigure(&figure.Figure{Empty: words.NotHere})
		return
	}
	req.Subject, req.Seed, req.Words = v.subject(r), r.Job.Seed, chart == wordsChart
	a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
		x, err := svc.Explain(ctx, req)
		if err != nil {
			return nil, err
		}
		one := *r
		one.Explanation = x
		o := automl.ChartOptions{}
		if len(x.Answer) > 1 { // of several classes the one that is said
			for k := range x.Answer {
				if len(x.Answer[k]) > 0 && x.Answer[k][0] > x.Answer[o.Class][0] {
					o.Class = k
				}
			}
		}
		return svc.Chart(ctx, chart, &one, o)
	})
}

// pairRows is how many rows are asked what columns do together; it takes longer than shares.
const pairRows = 300

// together shows what two columns do together that neither does by itself.
func (v *modelView) together(r *automl.Report) fyne.CanvasObject {
	a := v.asked()
	req := automl.ExplainRequest{Subject: v.subject(r), MaxRows: pairRows, Seed: r.Job.Seed, Pairs: true}
	a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
		x, err := svc.Explain(ctx, req)
		if err != nil {
			return nil, err
		}
		whole := *r
		whole.Explanation = x
		return svc.Chart(ctx, pairsChart, &whole, automl.ChartOptions{})
	})
	return framed(a.view)
}

// dependenceChart is the catalogue's chart of what the values of one column give.
const dependenceChart = "shares_dependence"

// sharesChoice is what a chart of how answers come about shows: of which class, and of which
// column.
type sharesChoice struct {
	class  int
	column string
}

// sharesPicker makes what chooses the class, of several, and the column, of one chart, that
// a chart of how answers come about shows; nil where there is nothing to choose.
func (v *modelView) sharesPicker(r *automl.Report, id string) func() fyne.CanvasObject {
	many := r.Target.Task == automl.Multiclass
	if !many && id != dependenceChart {
		return nil
	}
	return func() fyne.CanvasObject {
		row := container.NewHBox()
		add := func(name string, options []words.Named, now string, width float32, chosen func(id string)) {
			p := newPicker(options, func(x string) { chosen(x); v.draw(id, r) })
			p.set(now)
			row.Add(caption(name))
			row.Add(fixedWidth(p.sel, width))
		}
		if id == dependenceChart {
			var columns []words.Named
			for _, name := range byImportance(r) {
				columns = append(columns, words.Named{ID: name, Name: name})
			}
			if len(columns) > 0 {
				v.chosen[id] = sharesChoice{column: columns[0].ID}
				add(words.SharesColumn, columns, columns[0].ID, 200, func(x string) { v.chosen[id] = sharesChoice{v.chosen[id].class, x} })
			}
		}
		if many {
			var classes []words.Named
			for k, c := range r.Target.Classes {
				classes = append(classes, words.Named{ID: strconv.Itoa(k), Name: c})
			}
			add(words.SharesClass, classes, "0", 160, func(x string) {
				k, _ := strconv.Atoi(x)
				v.chosen[id] = sharesChoice{k, v.chosen[id].column}
			})
		}
		return container.New(layout.NewCustomPaddedLayout(2, 0, 0, 0), container.NewHScroll(row))
	}
}
