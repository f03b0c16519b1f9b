package pages

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/widgets/card"
	"winnow/widgets/dropzone"
)

// Start is the screen before a file is open.
type Start struct {
	host Host
	root fyne.CanvasObject
	zone *dropzone.Zone
	list *slot
	last *slot
}

// NewStart makes the start screen.
func NewStart(h Host) *Start {
	p := &Start{host: h, list: newSlot(), last: newSlot()}
	p.zone = dropzone.New(words.DropHere, words.DropHint)
	p.zone.OnBrowse = func() { h.Deed(flow.BrowseData) }
	p.zone.OnDropped = func(files []fyne.URI) {
		if len(files) > 0 {
			h.Open(files[0].Path())
		}
	}
	samples := container.NewGridWithColumns(4)
	for _, s := range h.Samples() {
		samples.Add(card.New(s.Name, s.Help, caption(words.TwoMinutes), func() { h.Open(s.Path) }))
	}
	body := stack(
		titled(words.StartTitle, words.StartLead), p.last.box,
		sized(p.zone, 300, 190),
		subheading(words.TryASample), container.New(layout.NewCustomPaddedLayout(0, 0, 9, 9), samples),
		subheading(words.RecentFiles), p.list.box,
	)
	if len(h.Samples()) == 0 {
		body = stack(titled(words.StartTitle, words.StartLead), p.last.box, sized(p.zone, 300, 220), subheading(words.RecentFiles), p.list.box)
	}
	p.root = scrolled(container.New(layout.NewCustomPaddedLayout(12, 12, 24, 24), body))
	return p
}

// Object is the page's content.
func (p *Start) Object() fyne.CanvasObject { return p.root }

// Show brings the recent files up to date.
func (p *Start) Show(*flow.State) {
	recent := p.host.Recent()
	key := "none"
	for _, r := range recent {
		key += r.Path + r.Note
	}
	path, target := p.host.Continue()
	p.last.show("last"+path+"|"+target, func() fyne.CanvasObject {
		if path == "" {
			return nil
		}
		return container.New(layout.NewCustomPaddedLayout(0, 0, 9, 9), banner(Accent, words.ContinueLine(filepath.Base(path), target), words.ContinueWork, func() { p.host.Open(path) }))
	})
	p.list.show(key, func() fyne.CanvasObject {
		if len(recent) == 0 {
			return muted(words.NoRecent)
		}
		grid := container.NewGridWithColumns(2)
		for _, r := range recent {
			note := r.Note
			if r.Gone {
				note = words.FileGone
			}
			c := card.New(filepath.Base(r.Path), note, nil, func() { p.host.Open(r.Path) })
			c.SetDisabled(r.Gone)
			grid.Add(c)
		}
		return container.New(layout.NewCustomPaddedLayout(0, 0, 9, 9), grid)
	})
}
