package pages

import (
	"fmt"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/chartview"
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
	tab   int                // of a file that is looked at
	tabs  *container.AppTabs // its tabs; nil before there is one
	seen  string             // the file that the tab was chosen for
	drift string             // column whose spread is shown; empty: the answers
	view  *chartview.View
	saved float64 // threshold kept with the model; 0 while it is not known
	forms *elsewhere
	serve *serving
	parts *container.AppTabs
}

// NewUse makes the page.
func NewUse(h Host) *Use {
	p := &Use{host: h, body: newSlot(), notes: newSlot(), save: newSlot(), main: newSlot(), forms: newElsewhere(h), serve: newServing(h), view: chartview.New()}
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
	p.parts.Append(newWatching(h, func() *flow.State { return p.state }))
	p.parts.OnSelected = func(*container.TabItem) { p.showForms() }
	p.root = p.body.box
	return p
}

// OpenTabs are the titles of the parts that are open: that of the file looked at, if there is
// one, and last that of the page.
func (p *Use) OpenTabs() []string {
	var titles []string
	if p.tabs != nil && p.tabs.Selected() != nil {
		titles = append(titles, p.tabs.Selected().Text)
	}
	return append(titles, p.parts.Selected().Text)
}

// SelectTab opens the part with that title, also one of the file looked at.
func (p *Use) SelectTab(title string) {
	for _, t := range p.parts.Items {
		if t.Text == title {
			p.parts.Select(t)
		}
	}
	if p.tabs == nil {
		return
	}
	for _, t := range p.tabs.Items {
		if t.Text == title {
			p.parts.SelectIndex(0)
			p.tabs.Select(t)
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
