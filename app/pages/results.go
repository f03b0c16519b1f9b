package pages

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"winnow/app/flow"
	"winnow/app/words"
)

// Results shows the leaderboard, a comparison of some models, or one model closely.
type Results struct {
	host  Host
	state *flow.State
	root  fyne.CanvasObject
	body  *slot
	notes *slot
	view  *slot
	board *board
	pairs *comparison
	model *modelView
}

// NewResults makes the page.
func NewResults(h Host) *Results {
	p := &Results{host: h, body: newSlot(), notes: newSlot(), view: newSlot(), board: newBoard(h), pairs: newComparison(h), model: newModelView(h)}
	p.root = p.body.box
	return p
}

// mostLeast is the height that the page asks for at most, in units at zoom 1.
const mostLeast = 560

// Object is the page's content.
func (p *Results) Object() fyne.CanvasObject { return p.root }

// Show brings the page up to date.
func (p *Results) Show(s *flow.State) {
	p.state = s
	if !s.Available(flow.Results) {
		p.body.show("none", func() fyne.CanvasObject {
			return noData(words.NoResults, words.GoTrain, func() { p.host.Do(flow.GoTo{Step: flow.Train}) })
		})
		return
	}
	p.body.show("run"+s.Run.ID, func() fyne.CanvasObject {
		return container.NewBorder(p.notes.box, nil, nil, nil, squeezed(p.view.box, mostLeast))
	})
	p.notes.show(fmt.Sprint(s.OutOfDate()), func() fyne.CanvasObject {
		if s.OutOfDate() {
			return stale(p.host)
		}
		return nil
	})
	switch {
	case s.Comparing:
		p.pairs.show(s)
		p.view.show("pairs", func() fyne.CanvasObject { return NewPanel(p.pairs.slot.box) })
	case s.Closely:
		p.model.show(s)
		p.view.show("model", func() fyne.CanvasObject { return p.model.root })
	default:
		p.board.show(s)
		p.view.show("board", func() fyne.CanvasObject {
			panel := NewPanel(container.New(layout.NewCustomPaddedLayout(0, 0, 0, 0), p.board.slot.box))
			panel.Pad = 8
			return panel
		})
	}
}

// SelectTab opens the tab with that title, of the model looked at; also the tab that holds
// a chart of that name.
func (p *Results) SelectTab(title string) {
	if !p.state.Closely || p.state.Comparing {
		if m := p.state.ModelNow(); m != nil {
			p.host.Do(flow.ShowModel{ID: m.ID})
		}
	}
	p.model.selectTab(title)
}

// vcenter centres one object between top and bottom, at the left.
func vcenter(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(layout.NewSpacer(), o, layout.NewSpacer())
}
