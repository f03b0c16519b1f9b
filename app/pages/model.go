package pages

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/chartview"
)

// modelView is the page of one model: its head, and tabs that are made when they are first
// looked at.
type modelView struct {
	host   Host
	state  *flow.State
	root   *Panel
	slot   *slot
	views  map[string]*chartview.View
	drawn  map[string]string // chart to the key of what it shows
	tab    string
	tabs   *container.AppTabs
	groups []*group
	head   *slot
	layer  *fyne.Container // the tabs, or rows over them
	desk   *desk
	whole  *automl.Report                // the report with how its answers come about
	asking []func(*automl.Report, error) // who waits for it
	what   *whatIf                       // once it was looked at
	fair   *fairnessView                 // the same
	table  func(at int)                  // chooses a row of the cases listed last
	way    func(name string)             // in which that row is explained
	grow   func()                        // finds out whether more rows would help
	sealed func()                        // brings the final test up to date
	chosen map[string]sharesChoice       // by chart
}

func newModelView(h Host) *modelView {
	v := &modelView{host: h, slot: newSlot(), head: newSlot()}
	v.root = NewPanel(v.slot.box)
	v.root.Pad = 6
	return v
}

func (v *modelView) show(s *flow.State) {
	v.state = s
	m := s.ModelNow()
	switch {
	case m == nil:
		v.slot.show("none", func() fyne.CanvasObject { return muted(words.WhyNoModel) })
		return
	case s.Report.Err != nil:
		v.slot.show("err"+m.ID, func() fyne.CanvasObject {
			return container.NewVBox(failure(v.host, s.Report.Err, words.TryAgain, func() { v.host.Do(flow.Retry{}) }))
		})
	case s.Report.Busy || s.Report.Value == nil || s.Report.Value.Row.ID != m.ID:
		v.slot.show("wait"+m.ID, func() fyne.CanvasObject { return waiting(words.LoadingReport) })
		return
	default:
		v.slot.show(fmt.Sprintf("ok %p", s.Report.Value), func() fyne.CanvasObject { return v.build(s.Report.Value) })
	}
	v.head.show(fmt.Sprint(s.NameOf(m), s.Mark(m.ID).Star, m.Test != nil, s.Opening.Busy, s.Opening.Err), func() fyne.CanvasObject { return v.title(m) })
	if v.desk != nil {
		v.desk.show(s)
	}
	if v.sealed != nil {
		v.sealed()
	}
}

// title is the line over the tabs: the way back, the model, its final test.
func (v *modelView) title(m *automl.ModelRow) fyne.CanvasObject {
	back := widget.NewButtonWithIcon(words.BackToBoard, theme.NavigateBackIcon(), func() { v.host.Do(flow.ShowBoard{}) })
	back.Importance = widget.LowImportance
	save := widget.NewButtonWithIcon(words.SaveModel, theme.DocumentSaveIcon(), v.host.SaveModel)
	save.Importance = widget.LowImportance
	report := widget.NewButtonWithIcon(words.SaveReport, theme.DocumentIcon(), v.host.SaveReport)
	report.Importance = widget.LowImportance
	name := strong(v.state.NameOf(m))
	name.Truncation = fyne.TextTruncateEllipsis
	right := container.NewHBox()
	if m.ID == v.state.Run.Board.Recommended {
		right.Add(container.NewCenter(pill(words.Recommended, Accent)))
	}
	right.Add(report)
	right.Add(save)
	return container.NewBorder(nil, nil, back, right, name)
}

func (v *modelView) build(r *automl.Report) fyne.CanvasObject {
	v.views, v.drawn, v.groups, v.desk, v.sealed = map[string]*chartview.View{}, map[string]string{}, nil, nil, nil
	v.whole, v.asking, v.what, v.fair, v.table, v.chosen = nil, nil, nil, nil, nil, map[string]sharesChoice{}
	tabs := container.NewAppTabs()
	build := map[*container.TabItem]func() fyne.CanvasObject{}
	for _, g := range v.sections(r) {
		item := container.NewTabItem(g.title, container.NewStack())
		build[item] = g.object
		v.groups = append(v.groups, g)
		tabs.Append(item)
	}
	v.tabs = tabs
	tabs.OnSelected = func(item *container.TabItem) {
		if v.tab = item.Text; v.state.Tab != v.tab {
			v.host.Do(flow.ShowTab{Title: v.tab})
		}
		if make := build[item]; make != nil {
			delete(build, item)
			item.Content.(*fyne.Container).Add(make())
		}
		v.wake(item.Text)
	}
	at := tabs.Items[0]
	v.tab = v.state.Tab
	for _, item := range tabs.Items {
		if item.Text == v.tab {
			at = item
		}
	}
	v.layer = container.NewStack(tabs)
	tabs.Select(at)
	tabs.OnSelected(at)
	return container.NewBorder(v.head.box, nil, nil, nil, v.layer)
}

// wake draws what the tab that came up shows.
func (v *modelView) wake(title string) {
	for _, g := range v.groups {
		if g.title == title {
			g.wake()
		}
	}
}

// selectTab opens the tab with that title, or the one that holds a chart of that name.
func (v *modelView) selectTab(title string) {
	if v.tabs == nil {
		return
	}
	v.back()
	for i, g := range v.groups {
		if g.title == title {
			v.tabs.SelectIndex(i)
			return
		}
	}
	for i, g := range v.groups {
		if k := g.find(title); k >= 0 {
			v.tabs.SelectIndex(i)
			g.choose(k)
			return
		}
		if g.inner != nil {
			if k := g.inner.find(title); k >= 0 {
				v.tabs.SelectIndex(i)
				g.inner.choose(k)
				return
			}
		}
	}
}

// chart is a view of one chart of the catalogue; nothing is drawn before draw.
func (v *modelView) chart(id string) *chartview.View {
	view := chartview.New()
	view.Async = v.host.Background
	view.OnCopy = func(f *figure.Figure) { v.host.Copy(words.TableText(f.Table.Head, f.Table.Rows)) }
	view.OnSave = v.host.SaveFigure
	view.OnPick = func(lines []string, rows []int32) { v.open(words.Picked(lines, len(rows)), rows) }
	v.views[id] = view
	return view
}

// leastChart is the height that a chart with its head and sentence keeps at least, in units at
// zoom 1; a page that has not so much room scrolls.
const leastChart = 250

// roomyChart is the same where text is so large that the page scrolls anyway.
const roomyChart = 340

func framed(view *chartview.View) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(6, 0, 4, 4), charted(view))
}

// options are what the person set on a chart.
func (v *modelView) options(r *automl.Report, id string) automl.ChartOptions {
	o := automl.ChartOptions{Threshold: v.threshold(r), Worth: v.state.Worth, Class: v.chosen[id].class, Column: v.chosen[id].column}
	for _, g := range v.groups {
		if g.shares != "" {
			o.Show = g.shares
		}
	}
	return o
}

// threshold is the one that holds for the model: chosen, else its own, else one half.
func (v *modelView) threshold(r *automl.Report) float64 {
	switch {
	case v.state.Threshold > 0:
		return v.state.Threshold
	case r.Prediction.Threshold > 0:
		return r.Prediction.Threshold
	}
	return 0.5
}

// draw asks for a chart when it is first looked at or when its options changed.
func (v *modelView) draw(id string, r *automl.Report) {
	view, ok := v.views[id]
	if !ok {
		return
	}
	o := v.options(r, id)
	key := fmt.Sprintf("%p %+v", r, o)
	if v.drawn[id] == key {
		return
	}
	v.drawn[id] = key
	if view.Figure() == nil {
		view.SetFigure(&figure.Figure{Empty: words.LoadingChart})
	}
	show := func(f *figure.Figure, err error) {
		if v.drawn[id] != key {
			return
		}
		if err != nil {
			msg, hint := words.Problem(err)
			f = &figure.Figure{Empty: msg + " " + hint}
		}
		view.SetFigure(f)
	}
	if v.needsExplanation(id) {
		v.explained(r, func(whole *automl.Report, err error) {
			if err != nil {
				show(nil, err)
				return
			}
			v.host.Chart(id, whole, o, show)
		})
		return
	}
	v.host.Chart(id, r, o, show)
}
