package pages

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/datagrid"
)

// leastDoctor is the height that what is known of a file has at least; the page scrolls.
const leastDoctor = 320

func (p *Use) showMain(s *flow.State) {
	key := fmt.Sprintf("%s|%p|%v|%s|%v|%v|%v|%v|%p|%v", s.PredictPath, s.Predict.Value, s.Predict.Err, s.Written, s.Keep, s.Answering, s.Rename, s.Scale, s.Kept, s.Predict.Value == nil && s.Predict.Busy)
	p.main.show(key, func() fyne.CanvasObject {
		switch {
		case s.PredictPath == "":
			return p.zone
		case s.Predict.Err != nil:
			return container.NewVBox(failure(p.host, s.Predict.Err, words.ChooseAnother, func() { p.host.Deed(flow.BrowseToUse) }))
		case s.Predict.Value == nil:
			return waiting(words.CheckingFile)
		}
		return p.checked(s)
	})
}

func (p *Use) checked(s *flow.State) fyne.CanvasObject {
	v := s.Predict.Value
	tone := map[automl.VerdictState]Tone{automl.VerdictReady: Good, automl.VerdictWarnings: Warn, automl.VerdictCannot: Bad}[v.Verdict.State]
	command := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() { p.host.Copy(p.state.PredictCommand()) })
	command.Importance = widget.LowImportance
	again := widget.NewButton(words.ChangeFile, func() { p.host.Deed(flow.BrowseToUse) })
	again.Importance = widget.LowImportance
	head := container.NewVBox(container.NewBorder(nil, nil, nil, container.NewHBox(command, again), line(filepath.Base(s.PredictPath))),
		banner(tone, words.ReadyLine(v.Verdict, v.Rows), "", nil))
	if told := p.told(s); told != nil {
		head.Add(told)
	}
	if s.Written != "" {
		written := s.Written
		head.Add(banner(Good, words.SavedTo(words.PredictedLine, written), words.ShowFolder, func() { p.host.ShowInFolder(written) }))
	}
	if p.seen != s.PredictPath { // what is odd is shown first
		p.seen, p.tab = s.PredictPath, 0
		if v.Verdict.State != automl.VerdictReady {
			p.tab = 1
		}
	}
	tabs := container.NewAppTabs(container.NewTabItem(words.TabDoctor, p.doctor(v)))
	if v.Verdict.State == automl.VerdictCannot {
		return NewPanel(container.NewBorder(head, nil, nil, nil, atLeast(tabs, fyne.NewSize(0, leastDoctor))))
	}
	answers := container.NewBorder(container.NewVBox(p.outcome(v)), nil, nil, nil, previewGrid(p.host, v))
	tabs.SetItems([]*container.TabItem{container.NewTabItem(words.TabPreview, answers), tabs.Items[0],
		container.NewTabItem(words.TabSpread, p.spread(v)), container.NewTabItem(words.TabOptions, container.NewVScroll(p.answering(s)))})
	p.tabs = tabs
	tabs.SelectIndex(p.tab)
	tabs.OnSelected = func(*container.TabItem) { p.tab = tabs.SelectedIndex() }
	return NewPanel(container.NewBorder(head, nil, nil, nil, atLeast(tabs, fyne.NewSize(0, leastDoctor))))
}

// told offers to keep with the model what was told about the file.
func (p *Use) told(s *flow.State) fyne.CanvasObject {
	v := s.Predict.Value
	if len(s.Rename)+len(s.Scale) == 0 || v.Mapping == nil {
		return nil
	}
	mapping := *v.Mapping
	if s.Kept != nil && maps.Equal(s.Kept.Rename, mapping.Rename) && maps.Equal(s.Kept.Scale, mapping.Scale) {
		return banner(Good, words.KeptHelp, "", nil)
	}
	return banner(Accent, words.KeepHelp, words.KeepMapping, func() { p.host.KeepMapping(mapping) })
}

// answering is how the answers are written.
func (p *Use) answering(s *flow.State) fyne.CanvasObject {
	a, v := s.Answering, s.Predict.Value
	check := func(name string, on bool, set func(a *flow.Answering, on bool)) *widget.Check {
		c := widget.NewCheck(name, nil)
		c.SetChecked(on)
		c.OnChanged = func(on bool) {
			next := p.state.Answering
			set(&next, on)
			p.host.Do(flow.SetAnswering{Answering: next})
		}
		return c
	}
	keep := widget.NewCheck(words.KeepColumns, nil)
	keep.SetChecked(s.Keep)
	keep.OnChanged = func(on bool) { p.host.Do(flow.SetKeep{Keep: on}) }
	row := container.NewVBox(keep)
	classes := len(v.Counts) > 0
	if classes {
		row.Add(check(words.WithChances, !a.NoProbabilities, func(a *flow.Answering, on bool) { a.NoProbabilities = !on }))
	}
	if t := v.Decision; t > 0 && (t != 0.5 || a.Half) {
		if saved := p.savedDecision(s); saved > 0 {
			row.Add(check(words.DecideAt(saved), !a.Half, func(a *flow.Answering, on bool) { a.Half = !on }))
		}
	}
	row.Add(check(words.WithReasons, a.Reasons, func(a *flow.Answering, on bool) { a.Reasons = on }))
	row.Add(check(words.WithWarning, !a.NoWarning, func(a *flow.Answering, on bool) { a.NoWarning = !on }))
	if len(v.Levels) > 0 {
		row.Add(p.intervals(a, v.Levels, classes))
	}
	return row
}

// savedDecision is the threshold that is kept with the model, as the last answer that used it
// told; 0 while it is not known.
func (p *Use) savedDecision(s *flow.State) float64 {
	if !s.Answering.Half {
		p.saved = s.Predict.Value.Decision
	}
	return p.saved
}

// intervals chooses how often the truth lies within.
func (p *Use) intervals(a flow.Answering, levels []float64, classes bool) fyne.CanvasObject {
	const none = "none"
	options := []words.Named{{ID: none, Name: words.NoIntervalWord}}
	for _, l := range levels {
		options = append(options, words.Named{ID: fmt.Sprint(l), Name: words.IntervalShare(l)})
	}
	pick := newPicker(options, func(id string) {
		next := p.state.Answering
		next.NoInterval, next.Interval = id == none, 0
		for _, l := range levels {
			if id == fmt.Sprint(l) && l != automl.SureLevel {
				next.Interval = l
			}
		}
		p.host.Do(flow.SetAnswering{Answering: next})
	})
	if a.NoInterval {
		pick.set(none)
	} else {
		pick.set(fmt.Sprint(cmp.Or(a.Interval, automl.SureLevel)))
	}
	name := words.WithInterval
	if classes {
		name = words.WithSet
	}
	row := container.NewHBox(widget.NewLabel(name), fixedWidth(pick.sel, 180))
	if most := levels[len(levels)-1]; most < slices.Max(automl.SureLevels) {
		return tight(row, muted(words.HighestShare(most)))
	}
	return row
}

// outcome sums the predictions up.
func (p *Use) outcome(v *automl.PredictSummary) fyne.CanvasObject {
	row := container.NewHBox()
	for _, c := range v.Counts[:min(len(v.Counts), 5)] {
		row.Add(pill(words.Shorten(c.Value, 20)+" · "+words.Int(c.Count), Plain))
	}
	if len(v.Counts) == 0 {
		row.Add(pill(words.StatMean+" · "+words.Number(v.Mean), Plain))
	}
	for _, id := range slices.Sorted(maps.Keys(v.Scores)) {
		name := id
		if m, ok := p.host.Catalog().Metric(id, p.state.TaskNow()); ok {
			name = m.Name
		}
		row.Add(pill(words.ScoresOnFile+": "+name+" "+words.Score(v.Scores[id]), Accent))
	}
	return container.NewHScroll(row)
}

// spread shows how the answers or a column are spread against training.
func (p *Use) spread(v *automl.PredictSummary) fyne.CanvasObject {
	options := []words.Named{{ID: "", Name: words.AnswersWord}}
	moved := slices.Clone(v.Matches)
	moved = slices.DeleteFunc(moved, func(m automl.Match) bool { return m.Drift == nil })
	slices.SortStableFunc(moved, func(a, b automl.Match) int { return cmp.Compare(b.Drift.PSI, a.Drift.PSI) })
	for _, m := range moved {
		options = append(options, words.Named{ID: m.Column, Name: m.Column})
	}
	show := func() {
		f := v.AnswersFigure
		if i := slices.IndexFunc(moved, func(m automl.Match) bool { return m.Column == p.drift }); i >= 0 {
			f = moved[i].Drift.Figure
		}
		if f == nil {
			f = &figure.Figure{Empty: words.NoSpread}
		}
		p.view.SetFigure(f)
	}
	pick := newPicker(options, func(id string) { p.drift = id; show() })
	if !slices.ContainsFunc(moved, func(m automl.Match) bool { return m.Column == p.drift }) {
		p.drift = ""
	}
	pick.set(p.drift)
	show()
	return container.NewBorder(container.NewHBox(caption(words.SpreadOf), fixedWidth(pick.sel, 260)), nil, nil, nil, framed(p.view))
}

// previewGrid shows the first predictions.
func previewGrid(h Host, v *automl.PredictSummary) fyne.CanvasObject {
	src := &sampleSource{cells: v.Preview}
	for _, c := range v.Columns {
		src.columns = append(src.columns, datagrid.Column{Name: c})
	}
	g := datagrid.New(src)
	g.OnCopy = h.Copy
	return g
}
