package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/table"
)

// fairnessView asks whom a model treats unevenly.
type fairnessView struct {
	view    *modelView
	report  *automl.Report
	root    fyne.CanvasObject
	pick    *widget.CheckGroup
	picked  []string
	result  *automl.Fairness
	finds   *fyne.Container
	metrics *fyne.Container
	chart   *asked
}

// mostGroups is how many distinct values a column may have to be offered.
const mostGroups = 20

func newFairness(v *modelView, r *automl.Report) *fairnessView {
	f := &fairnessView{view: v, report: r, finds: container.NewVBox(), metrics: container.NewHBox(), chart: v.asked()}
	var names []string
	for _, c := range v.state.Columns() {
		few := c.Distinct >= 2 && c.Distinct <= mostGroups || c.Kind == table.Number && c.Distinct > 1
		if few && c.Name != v.state.Run.Job.Target && !c.Identifier {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		f.root = container.NewCenter(muted(words.FairNoColumns))
		return f
	}
	look := widget.NewButton(words.FairLook, f.look)
	look.Importance = widget.HighImportance
	look.Disable()
	f.pick = widget.NewCheckGroup(names, func(on []string) {
		f.picked = on
		if len(on) > 0 {
			look.Enable()
		} else {
			look.Disable()
		}
	})
	side := container.NewBorder(caption(words.FairPick), look, nil, nil, container.NewVScroll(f.pick))
	f.finds.Add(muted(words.FairLead))
	right := container.NewVScroll(topped(f.finds, container.NewBorder(container.NewHScroll(f.metrics), nil, nil, nil, framed(f.chart.view))))
	f.chart.view.Hide()
	f.root = container.NewBorder(nil, nil, fixedWidth(container.New(layout.NewCustomPaddedLayout(6, 6, 4, 8), side), 180), nil, right)
	return f
}

// look asks the engine about the groups picked.
func (f *fairnessView) look() {
	req := automl.FairnessRequest{Run: f.view.state.Run.ID, Row: f.report.Row.ID, Sensitive: automl.Sensitive{Columns: f.picked},
		Threshold: f.view.state.Threshold}
	f.say(muted(words.LookingAtIt))
	var result *automl.Fairness
	var err error
	f.view.host.Query(func(ctx context.Context, svc automl.Service) { result, err = svc.Fairness(ctx, req) }, func() {
		f.metrics.Objects = nil
		if err != nil {
			f.chart.view.Hide()
			f.say(failure(f.view.host, err, "", nil))
			return
		}
		f.show(result)
	})
}

func (f *fairnessView) say(objects ...fyne.CanvasObject) {
	f.finds.Objects = objects
	f.finds.Refresh()
	f.root.Refresh()
}

func (f *fairnessView) show(r *automl.Fairness) {
	f.result = r
	var lines []fyne.CanvasObject
	for i, s := range r.Findings {
		if i < 3 {
			lines = append(lines, text(s))
		}
	}
	for i, s := range r.Notes {
		if i < 1 {
			lines = append(lines, muted(s))
		}
	}
	lines = append(lines, muted(strings.TrimSpace(words.FairNote+" "+words.FairOnly(f.report.Target.Task))))
	f.say(tight(lines...))
	options := []words.Named{}
	for _, m := range r.Metrics {
		options = append(options, words.Named{ID: m.ID, Name: m.Name})
	}
	if len(r.Fifths) > 0 {
		options = append(options, words.Named{ID: automl.FifthsChart, Name: words.FairFifths})
	}
	pick := newPicker(options, f.draw)
	f.metrics.Objects = []fyne.CanvasObject{caption(words.FairMeasure), fixedWidth(pick.sel, 190)}
	f.metrics.Objects = append(f.metrics.Objects, f.remedies()...)
	f.metrics.Refresh()
	f.chart.view.Show()
	if len(options) > 0 {
		pick.set(options[0].ID)
		f.draw(options[0].ID)
	}
}

func (f *fairnessView) draw(metric string) {
	result := f.result
	f.chart.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
		return svc.FairnessChart(ctx, result, metric)
	})
}

// remedies offer a model that treats the groups more alike.
func (f *fairnessView) remedies() []fyne.CanvasObject {
	var names []words.Named
	ways := words.FairRemedies(f.report.Target.Task)
	for _, r := range ways {
		names = append(names, words.Named{ID: string(r), Name: words.Remedy(r)})
	}
	remedy := ways[0]
	pick := newPicker(names, func(id string) { remedy = automl.Remedy(id) })
	pick.set(string(remedy))
	var make *widget.Button
	make = widget.NewButton(words.FairMake, func() {
		make.Disable()
		f.mitigate(remedy, make.Enable)
	})
	return []fyne.CanvasObject{fixedWidth(pick.sel, 190), make}
}

// mitigate makes such a model; it takes its place in the leaderboard.
func (f *fairnessView) mitigate(remedy automl.Remedy, done func()) {
	run := f.view.state.Run.ID
	req := automl.MitigateRequest{Run: run, Row: f.report.Row.ID, Sensitive: automl.Sensitive{Columns: f.picked}, Remedy: remedy}
	f.say(muted(words.FairMaking))
	var m *automl.Mitigation
	var board *automl.Leaderboard
	var err error
	f.view.host.Query(func(ctx context.Context, svc automl.Service) {
		if m, err = svc.Mitigate(ctx, req); err == nil {
			board, err = svc.Leaderboard(run)
		}
	}, func() {
		done()
		if err != nil {
			f.say(failure(f.view.host, err, "", nil))
			return
		}
		lines := []fyne.CanvasObject{text(m.Sentence)}
		for _, w := range m.Warnings {
			lines = append(lines, muted(w))
		}
		see := widget.NewButton(words.FairSee, func() { f.view.host.Do(flow.ShowModel{ID: m.Model.ID}) })
		f.say(container.NewBorder(nil, nil, nil, container.NewCenter(see), tight(lines...)))
		if r := f.view.state.Run; r != nil && r.ID == run {
			f.view.host.Do(flow.RunOver{Board: board})
		}
	})
}
