package pages

import (
	"cmp"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/chartview"
	"winnow/widgets/thresholdslider"
)

// modelView shows one model: cards, its charts, the decision.
type modelView struct {
	host  Host
	state *flow.State
	root  *Panel
	slot  *slot
	views map[string]*chartview.View
	drawn map[string]string // chart to the key of what it shows
	tab   string
	tabs  *container.AppTabs
}

func newModelView(h Host) *modelView {
	v := &modelView{host: h, slot: newSlot()}
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
	case s.Report.Err != nil:
		v.slot.show("err"+m.ID, func() fyne.CanvasObject {
			return container.NewVBox(failure(v.host, s.Report.Err, words.TryAgain, func() { v.host.Do(flow.Retry{}) }))
		})
	case s.Report.Busy || s.Report.Value == nil || s.Report.Value.Row.ID != m.ID:
		v.slot.show("wait"+m.ID, func() fyne.CanvasObject { return waiting(words.LoadingReport) })
	default:
		v.slot.show(fmt.Sprintf("ok %p", s.Report.Value), func() fyne.CanvasObject { return v.build(s.Report.Value) })
	}
}

func (v *modelView) build(r *automl.Report) fyne.CanvasObject {
	v.views, v.drawn = map[string]*chartview.View{}, map[string]string{}
	tabs := container.NewAppTabs(container.NewTabItem(words.TabSummary, v.summary(r)))
	ids := map[*container.TabItem]string{}
	for _, c := range v.host.Catalog().Charts {
		if !c.Tasks.Has(r.Target.Task) {
			continue
		}
		if c.ID == "threshold" && r.Target.Task == automl.Binary {
			continue // the decision tab shows it beside the slider
		}
		item := container.NewTabItem(c.Name, v.chart(c.ID))
		ids[item] = c.ID
		tabs.Append(item)
	}
	if r.Target.Task == automl.Binary {
		item := container.NewTabItem(words.TabDecision, v.decision(r))
		tabs.Items = append(tabs.Items[:1], append([]*container.TabItem{item}, tabs.Items[1:]...)...)
		ids[item] = "threshold"
	}
	v.tabs = tabs
	tabs.OnSelected = func(item *container.TabItem) {
		v.tab = item.Text
		if id := ids[item]; id != "" {
			v.draw(id, r)
		}
	}
	for _, item := range tabs.Items {
		if item.Text == v.tab && item.Text != tabs.Items[0].Text {
			tabs.Select(item)
		}
	}
	return tabs
}

// selectTab opens the tab with that title.
func (v *modelView) selectTab(title string) {
	if v.tabs == nil {
		return
	}
	for _, item := range v.tabs.Items {
		if item.Text == title {
			v.tabs.Select(item)
		}
	}
}

func (v *modelView) chart(id string) fyne.CanvasObject {
	view := chartview.New()
	view.Async = v.host.Background
	view.OnCopy = func(f *figure.Figure) { v.host.Copy(words.TableText(f.Table.Head, f.Table.Rows)) }
	view.OnSave = v.host.SaveFigure
	v.views[id] = view
	return container.New(layout.NewCustomPaddedLayout(6, 0, 4, 4), squeezed(view, 130))
}

// draw asks for a chart when it is first looked at or when its options changed.
func (v *modelView) draw(id string, r *automl.Report) {
	view, ok := v.views[id]
	if !ok {
		return
	}
	o := automl.ChartOptions{Threshold: v.state.Threshold}
	key := fmt.Sprintf("%p %v", r, o.Threshold)
	if v.drawn[id] == key {
		return
	}
	v.drawn[id] = key
	if view.Figure() == nil {
		view.SetFigure(&figure.Figure{Empty: words.LoadingChart})
	}
	v.host.Chart(id, r, o, func(f *figure.Figure, err error) {
		if v.drawn[id] != key {
			return
		}
		if err != nil {
			msg, hint := words.Problem(err)
			f = &figure.Figure{Empty: msg + " " + hint}
		}
		view.SetFigure(f)
	})
}

// cardsFirst is how many figures stand above what matters; the others stand below.
const cardsFirst = 6

func (v *modelView) summary(r *automl.Report) fyne.CanvasObject {
	cards, more := wrapped(figureCard(words.ScoreLine(&r.Row), r.Metric.Name)), wrapped()
	for _, m := range v.host.Catalog().MetricsFor(r.Target.Task) {
		x, ok := r.Row.Scores[m.ID]
		switch {
		case !ok || m.ID == r.Metric.ID:
		case len(cards.Objects) < cardsFirst:
			cards.Add(figureCard(words.Score(x), m.Name))
		default:
			more.Add(figureCard(words.Score(x), m.Name))
		}
	}
	if r.Row.Bytes > 0 {
		more.Add(figureCard(words.Bytes(r.Row.Bytes), words.FileSize))
	}
	box := stack(container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), cards))
	box.Add(strong(words.WhatMatters))
	if len(r.Importance) == 0 {
		box.Add(muted(words.NoImportance))
	} else {
		box.Add(drivers(r.Importance, 5))
	}
	if len(more.Objects) > 0 {
		box.Add(strong(words.MoreFigures))
		box.Add(more)
	}
	if len(r.Row.Settings) > 0 {
		box.Add(strong(words.Settings))
		box.Add(muted(r.Row.Settings.String()))
	}
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 8, 6, 12), box))
}

// drivers draws the most important columns as bars.
func drivers(list []automl.Importance, most int) fyne.CanvasObject {
	list = slices.SortedStableFunc(slices.Values(list), func(a, b automl.Importance) int { return cmp.Compare(b.Drop, a.Drop) })
	top := 1e-12
	for _, im := range list {
		top = max(top, im.Drop)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(4))
	for _, im := range list[:min(len(list), most)] {
		bar := newMeter(im.Drop / top)
		bar.height = 8
		name := newInk(words.Shorten(im.Column, 28), theme.ColorNameForeground, theme.SizeNameText, false)
		value := newInk(words.Score(im.Drop), theme.ColorNameForeground, theme.SizeNameCaptionText, false)
		box.Add(container.NewBorder(nil, nil, fixedWidth(name, 200), fixedWidth(container.NewCenter(value), 70), bar))
	}
	return container.New(layout.NewCustomPaddedLayout(0, 0, 9, 0), box)
}

func (v *modelView) decision(r *automl.Report) fyne.CanvasObject {
	positive := ""
	if len(r.Target.Classes) == 2 {
		positive = r.Target.Classes[1]
	}
	s := thresholdslider.New(positive)
	s.SetCounts(thresholdslider.NewCounts(r.Prediction.Values, r.Target.Y))
	t := v.state.Threshold
	if t == 0 {
		t = r.Prediction.Threshold
	}
	if t == 0 {
		t = 0.5
	}
	s.SetThreshold(t)
	s.OnSettled = func(x float64) {
		v.host.Do(flow.SetThreshold{Value: x})
		v.draw("threshold", r)
	}
	box := tight(muted(words.DecisionHelp+" "+words.Quote(positive)+"?"), s)
	for _, c := range v.host.Catalog().Charts {
		if c.ID == "threshold" && c.Tasks.Has(automl.Binary) {
			return container.NewVScroll(container.NewVBox(box, sized(v.chart("threshold"), 200, 260*zoom())))
		}
	}
	return container.NewVScroll(box)
}
