package pages

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/datagrid"
	"winnow/widgets/dropzone"
)

// Use is the step that predicts files and saves the model.
type Use struct {
	host  Host
	state *flow.State
	root  fyne.CanvasObject
	body  *slot
	notes *slot
	save  *slot
	main  *slot
	zone  *dropzone.Zone
	tab   int
	forms *elsewhere
	serve *serving
	parts *container.AppTabs
}

// NewUse makes the page.
func NewUse(h Host) *Use {
	p := &Use{host: h, body: newSlot(), notes: newSlot(), save: newSlot(), main: newSlot(), forms: newElsewhere(h), serve: newServing(h)}
	p.zone = dropzone.New(words.DropPredict, words.DropPredHint)
	p.zone.OnBrowse = func() { h.Deed(flow.BrowseToUse) }
	p.zone.OnDropped = func(files []fyne.URI) {
		if len(files) > 0 {
			h.Do(flow.PickPredict{Path: files[0].Path()})
		}
	}
	p.parts = container.NewAppTabs(
		container.NewTabItem(words.TabPredict, container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), p.main.box)),
		container.NewTabItem(words.TabElsewhere, container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), p.forms.slot.box)), p.serve.tab)
	p.parts.OnSelected = func(*container.TabItem) { p.showForms() }
	p.root = p.body.box
	return p
}

// SelectTab opens the part with that title.
func (p *Use) SelectTab(title string) {
	for _, t := range p.parts.Items {
		if t.Text == title {
			p.parts.Select(t)
		}
	}
}

// showForms lists what the model can become once that is looked at.
func (p *Use) showForms() {
	if p.state != nil && p.state.Available(flow.Use) && p.parts.SelectedIndex() == 1 {
		p.forms.show(p.state)
	}
	p.serve.show(p.state)
}

// Object is the page's content.
func (p *Use) Object() fyne.CanvasObject { return p.root }

// Show brings the page up to date.
func (p *Use) Show(s *flow.State) {
	p.state = s
	if !s.Available(flow.Use) {
		p.body.show("none", func() fyne.CanvasObject {
			return noData(words.NoResults, words.GoTrain, func() { p.host.Do(flow.GoTo{Step: flow.Train}) })
		})
		return
	}
	p.body.show("use", func() fyne.CanvasObject {
		top := container.NewVBox(titled(words.UseTitle, words.UseLead), p.notes.box, p.save.box)
		return container.NewBorder(top, nil, nil, nil, p.parts)
	})
	p.notes.show(fmt.Sprint(s.OutOfDate()), func() fyne.CanvasObject {
		if s.OutOfDate() {
			return stale(p.host)
		}
		return nil
	})
	if s.ModelPath != "" {
		p.save.show("file"+s.ModelPath, func() fyne.CanvasObject { return p.opened(s.ModelPath) })
	} else {
		m := s.ModelNow()
		p.save.show(m.ID+s.Run.ID+s.SavedModel, func() fyne.CanvasObject { return p.saver(s, m) })
	}
	p.showMain(s)
	p.showForms()
}

func (p *Use) saver(s *flow.State, m *automl.ModelRow) fyne.CanvasObject {
	say := tight(strong(words.SaveLine(m.Name)), muted(words.SaveHelp))
	if s.SavedModel != "" {
		say.Add(muted(words.SavedTo(words.SavedModel, s.SavedModel)))
	}
	b := widget.NewButtonWithIcon(words.SaveModel, theme.DocumentSaveIcon(), p.host.SaveModel)
	return NewPanel(container.NewBorder(nil, nil, nil, container.NewCenter(b), say))
}

// opened tells about a model that was opened without its project.
func (p *Use) opened(path string) fyne.CanvasObject {
	say := tight(strong(words.SaveLine(filepath.Base(path))), muted(words.OpenedModel(filepath.Dir(path))))
	b := widget.NewButtonWithIcon(words.AnotherModel, theme.FolderOpenIcon(), func() { p.host.Deed(flow.BrowseData) })
	return NewPanel(container.NewBorder(nil, nil, nil, container.NewCenter(b), say))
}

func (p *Use) showMain(s *flow.State) {
	key := fmt.Sprintf("%s|%v|%p|%v|%s|%v|%v", s.PredictPath, s.Predict.Busy, s.Predict.Value, s.Predict.Err, s.Written, s.Keep, s.Rename)
	p.main.show(key, func() fyne.CanvasObject {
		switch {
		case s.PredictPath == "":
			return p.zone
		case s.Predict.Err != nil:
			return container.NewVBox(failure(p.host, s.Predict.Err, words.ChooseAnother, func() { p.host.Deed(flow.BrowseToUse) }))
		case s.Predict.Value == nil || s.Predict.Busy && s.Written == "":
			return waiting(words.CheckingFile)
		}
		return p.checked(s)
	})
}

func (p *Use) checked(s *flow.State) fyne.CanvasObject {
	v := s.Predict.Value
	warnings := 0
	for i := range v.Matches {
		if words.MatchNote(&v.Matches[i]) != "" || v.Matches[i].State == automl.MatchRenamed {
			warnings++
		}
	}
	tone := Good
	switch {
	case s.MissingInput() != "":
		tone = Bad
	case warnings > 0:
		tone = Warn
	}
	name := container.NewHBox(strong(filepath.Base(s.PredictPath)))
	command := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() { p.host.Copy(p.state.PredictCommand()) })
	command.Importance = widget.LowImportance
	again := widget.NewButton(words.ChangeFile, func() { p.host.Deed(flow.BrowseToUse) })
	again.Importance = widget.LowImportance
	keep := widget.NewCheck(words.KeepColumns, nil)
	keep.SetChecked(s.Keep)
	keep.OnChanged = func(on bool) { p.host.Do(flow.SetKeep{Keep: on}) }
	head := container.NewVBox(container.NewBorder(nil, nil, name, container.NewHBox(keep, command, again)),
		banner(tone, words.ReadyLine(v.Rows, warnings, s.MissingInput()), "", nil))
	if s.Written != "" {
		head.Add(banner(Good, words.SavedTo(words.PredictedLine, s.Written), "", nil))
	}
	head.Add(p.outcome(v))
	doctor := container.NewTabItem(words.TabDoctor, p.doctor(v))
	preview := container.NewTabItem(words.TabPreview, previewGrid(p.host, v))
	tabs := container.NewAppTabs(preview, doctor)
	if tone == Bad {
		p.tab = 1
	}
	tabs.SelectIndex(p.tab)
	tabs.OnSelected = func(*container.TabItem) { p.tab = tabs.SelectedIndex() }
	return NewPanel(container.NewBorder(head, nil, nil, nil, tabs))
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

// doctor is the table of needed columns, each with what was found and a way to map it.
func (p *Use) doctor(v *automl.PredictSummary) fyne.CanvasObject {
	found := []words.Named{{ID: "", Name: words.AutoFound}}
	for _, e := range v.Extra {
		found = append(found, words.Named{ID: e, Name: e})
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(4))
	box.Add(doctorRow(caption(words.Needed), caption(words.StatusWord), caption(words.Found), caption("")))
	for i := range v.Matches {
		m := &v.Matches[i]
		tone, word := matchTone(m)
		options := found
		if m.Found != "" {
			options = append(slices.Clone(found), words.Named{ID: m.Found, Name: m.Found})
		}
		pick := newPicker(options, func(id string) {
			p.host.Do(flow.MapColumn{Needed: m.Column, Found: id})
			p.host.Deed(flow.CheckPredict)
		})
		pick.set(m.Found)
		box.Add(doctorRow(line(m.Column), container.NewCenter(pill(word, tone)), pick.sel, line(words.MatchNote(m))))
	}
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 4, 4, 12), box))
}

func doctorRow(needed, status, found, note fyne.CanvasObject) fyne.CanvasObject {
	return container.NewBorder(nil, nil, container.NewHBox(fixedWidth(needed, 170), fixedWidth(status, 130), fixedWidth(found, 170)), nil, note)
}

func matchTone(m *automl.Match) (Tone, string) {
	switch m.State {
	case automl.MatchRenamed:
		return Warn, words.MatchRenamed
	case automl.MatchFilled:
		return Warn, words.MatchFilled
	case automl.MatchAbsent:
		return Bad, words.MatchAbsent
	case automl.MatchOK:
	}
	return Good, words.MatchOK
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
