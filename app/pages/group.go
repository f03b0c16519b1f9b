package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
)

// leaf is one view within a tab: a chart of the catalogue, or something of our own.
type leaf struct {
	name  string
	chart string                   // of the catalogue; else
	build func() fyne.CanvasObject // made when first looked at
	above func() fyne.CanvasObject // controls over a chart; may be nil
}

// group is a tab: one leaf, or several with a row of names to choose among.
type group struct {
	title  string
	leaves []leaf
	view   *modelView
	report *automl.Report
	at     int
	body   *fyne.Container
	names  []*widget.Button
	made   map[int]fyne.CanvasObject
	shares automl.Shares // of a confusion matrix, once chosen
	inner  *group        // charts within the tab's one leaf; may be nil
}

func (v *modelView) group(r *automl.Report, title string, leaves ...leaf) *group {
	return &group{title: title, leaves: leaves, view: v, report: r, made: map[int]fyne.CanvasObject{}}
}

// object is the tab's content.
func (g *group) object() fyne.CanvasObject {
	g.body = container.NewStack()
	if len(g.leaves) == 0 {
		return g.body
	}
	g.choose(g.at)
	if len(g.leaves) == 1 {
		return g.body
	}
	row := container.New(&rowsLayout{gap: 4})
	for i := range g.leaves {
		b := widget.NewButton(g.leaves[i].name, func() { g.choose(i) })
		g.names = append(g.names, b)
		row.Add(b)
	}
	markChosen(g.names, g.at)
	return topped(container.New(layout.NewCustomPaddedLayout(6, 0, 4, 4), row), g.body)
}

// find is the place of the leaf of that name or of the chart of that ID, -1 if there is none.
func (g *group) find(name string) int {
	for i := range g.leaves {
		if g.leaves[i].name == name || g.leaves[i].chart != "" && g.leaves[i].chart == name {
			return i
		}
	}
	return -1
}

// choose opens a leaf.
func (g *group) choose(i int) {
	g.at = i
	if g.body == nil {
		return
	}
	if g.made[i] == nil {
		g.made[i] = g.make(&g.leaves[i])
	}
	g.body.Objects = []fyne.CanvasObject{g.made[i]}
	g.body.Refresh()
	markChosen(g.names, g.at)
	g.wake()
}

func (g *group) make(l *leaf) fyne.CanvasObject {
	if l.chart == "" {
		return l.build()
	}
	view := framed(g.view.chart(l.chart))
	if l.above == nil {
		return view
	}
	return container.NewBorder(l.above(), nil, nil, nil, view)
}

// wake draws the chart that is open, if it is to be seen.
func (g *group) wake() {
	if g.inner != nil {
		g.inner.wake()
	}
	if g.body != nil && len(g.leaves) > 0 && g.leaves[g.at].chart != "" && g.view.tab == g.title {
		g.view.draw(g.leaves[g.at].chart, g.report)
	}
}

// placeOf is the tab that holds each chart; charts that are not named here go to a last tab.
var placeOf = map[string]string{
	"roc": words.TabCurves, "pr": words.TabCurves, "roc_classes": words.TabCurves, "pr_classes": words.TabCurves,
	"confusion": words.TabClasses, "per_class": words.TabClasses, "confused_pairs": words.TabClasses,
	"calibration": words.TabTrust, "coverage": words.TabSureness, "set_sizes": words.TabSureness,
	"predicted_actual": words.TabAccuracy, "residuals": words.TabAccuracy, "residual_hist": words.TabAccuracy,
	"residual_qq": words.TabAccuracy, "error_deciles": words.TabAccuracy,
	"shares": words.TabDrivers, "shares_swarm": words.TabDrivers, "shares_dependence": words.TabDrivers, "shares_cohort": words.TabDrivers,
	"importance": words.TabDrivers, "fold_scores": words.TabTrust,
	"threshold": words.TabDecision, "profit": words.TabDecision, "gains": words.TabDecision, "lift": words.TabDecision,
}

// sections are the tabs of a model of this task.
func (v *modelView) sections(r *automl.Report) []*group {
	charts := map[string][]leaf{}
	for _, c := range v.host.Catalog().Charts {
		if !c.Tasks.Has(r.Target.Task) || c.ID == waterfallChart || c.ID == wordsChart || c.ID == pairsChart { // they ask for themselves
			continue
		}
		place := placeOf[c.ID]
		if place == "" {
			place = words.TabMore
		}
		l := leaf{name: c.Name, chart: c.ID}
		switch {
		case c.ID == "confusion":
			l.above = func() fyne.CanvasObject { return v.sharePicker(r) }
		case c.Needs == automl.NeedsExplanation:
			l.above = v.sharesPicker(r, c.ID)
		}
		charts[place] = append(charts[place], l)
	}
	out := []*group{v.group(r, words.TabSummary, leaf{build: func() fyne.CanvasObject { return v.summary(r) }})}
	add := func(title string, own ...leaf) {
		if leaves := append(charts[title], own...); len(leaves) > 0 {
			out = append(out, v.group(r, title, leaves...))
		}
	}
	if r.Target.Task == automl.Binary {
		inner := v.group(r, words.TabDecision, charts[words.TabDecision]...)
		g := v.group(r, words.TabDecision, leaf{build: func() fyne.CanvasObject { return v.decision(r, inner) }})
		g.inner = inner
		out = append(out, g)
	}
	add(words.TabClasses)
	add(words.TabAccuracy)
	add(words.TabCurves)
	add(words.TabTrust)
	add(words.TabErrors,
		leaf{name: words.SegmentsName, build: func() fyne.CanvasObject { return v.segments(r) }},
		leaf{name: words.WorstName, build: func() fyne.CanvasObject { return v.cases(r, true) }},
		leaf{name: words.CloseName, build: func() fyne.CanvasObject { return v.cases(r, false) }})
	if r.Target.Task == automl.Regression { // a number has no border to be near to
		last := out[len(out)-1]
		last.leaves = last.leaves[:len(last.leaves)-1]
	}
	add(words.TabDrivers,
		leaf{name: words.TogetherName, build: func() fyne.CanvasObject { return v.reliance(r) }},
		leaf{name: words.PairsName, build: func() fyne.CanvasObject { return v.together(r) }},
		leaf{name: words.SurrogateName, build: func() fyne.CanvasObject { return v.surrogate(r) }})
	add(words.TabEffects, leaf{build: func() fyne.CanvasObject { return v.effects(r) }})
	add(words.TabWhatIf, leaf{build: func() fyne.CanvasObject {
		v.what = newWhatIf(v, r)
		return v.what.root
	}})
	add(words.TabFairness, leaf{build: func() fyne.CanvasObject {
		v.fair = newFairness(v, r)
		return v.fair.root
	}})
	add(words.TabSureness)
	add(words.TabLearning, leaf{build: func() fyne.CanvasObject { return v.growth(r) }})
	add(words.TabMore)
	add(words.TabRecipe, leaf{name: words.TabRecipe, build: func() fyne.CanvasObject { return v.recipe(r) }})
	return out
}

// sharePicker chooses what the cells of the confusion matrix say.
func (v *modelView) sharePicker(r *automl.Report) fyne.CanvasObject {
	names := []string{words.SharesCounts, words.SharesActual, words.SharesAnswers}
	shares := []automl.Shares{automl.ShowCounts, automl.ShowActual, automl.ShowAnswers}
	pick := widget.NewRadioGroup(names, nil)
	pick.Horizontal, pick.Required = true, true
	pick.SetSelected(names[0])
	pick.OnChanged = func(name string) {
		for i := range names {
			if names[i] != name {
				continue
			}
			for _, g := range v.groups {
				if g.title == words.TabClasses {
					g.shares = shares[i]
				}
			}
		}
		v.draw("confusion", r)
	}
	return pick
}
