// Package steprail is the list of the wizard's steps at the left edge of the window.
package steprail

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// State is how far a step is.
type State string

// The states, each with its own icon and words.
const (
	NotStarted State = ""
	InProgress State = "in progress"
	Done       State = "done"
	Attention  State = "needs attention"
	Stale      State = "out of date"
)

// Step is one entry.
type Step struct {
	Name    string
	State   State
	Note    string // one short line under the name: "41 columns"; may be empty
	Enabled bool   // its inputs exist
}

// Rail shows the steps. It speaks through OnSelected, with the step's place from 0, when
// a person chooses a step by tapping, Enter or Space; Up and Down move between steps. It
// does not move by itself: the app answers with SetCurrent.
type Rail struct {
	widget.BaseWidget
	OnSelected func(step int)

	steps   []Step
	current int
	items   []*item
	root    *fyne.Container
}

// New makes a rail.
func New(steps []Step, selected func(step int)) *Rail {
	r := &Rail{OnSelected: selected}
	r.ExtendBaseWidget(r)
	box := container.NewVBox()
	for i := range steps {
		it := newItem(r, i)
		r.items = append(r.items, it)
		box.Add(it.surface)
	}
	r.steps = append(r.steps, steps...)
	r.root = container.New(layout.NewCustomPaddedLayout(8, 8, 8, 8), box)
	r.show()
	return r
}

// Set replaces the step at place i.
func (r *Rail) Set(i int, s Step) {
	if r.steps[i] == s {
		return
	}
	r.steps[i] = s
	r.items[i].show()
}

// Step is the step at place i.
func (r *Rail) Step(i int) Step { return r.steps[i] }

// SetCurrent marks the step that is open.
func (r *Rail) SetCurrent(i int) {
	r.current = i
	r.show()
}

// Current is the place of the step that is open.
func (r *Rail) Current() int { return r.current }

// Spoken says what step i is and how far: "2 Goal: done".
func (r *Rail) Spoken(i int) string {
	s := r.steps[i]
	state := string(s.State)
	if s.State == NotStarted {
		state = "not started"
	}
	return string(rune('1'+i)) + " " + s.Name + ": " + state
}

func (r *Rail) show() {
	for _, it := range r.items {
		it.show()
	}
}

// move takes the focus to the next step in direction d that can be opened.
func (r *Rail) move(from, d int) {
	for i := from + d; i >= 0 && i < len(r.items); i += d {
		if !r.steps[i].Enabled {
			continue
		}
		if c := fyne.CurrentApp().Driver().CanvasForObject(r.items[i].surface); c != nil {
			c.Focus(r.items[i].surface)
		}
		return
	}
}

// CreateRenderer is for Fyne.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.root) }

// item is one entry of the rail.
type item struct {
	rail    *Rail
	place   int
	surface *kit.Surface
	icon    *widget.Icon
	name    *widget.Label
	note    *widget.Label
}

func newItem(r *Rail, place int) *item {
	it := &item{rail: r, place: place}
	it.icon = widget.NewIcon(icons[NotStarted])
	it.name = widget.NewLabel("")
	it.name.Truncation = fyne.TextTruncateEllipsis
	it.note = widget.NewLabel("")
	it.note.SizeName = theme.SizeNameCaptionText
	it.note.Importance = widget.LowImportance
	it.note.Truncation = fyne.TextTruncateEllipsis
	words := container.New(layout.NewCustomPaddedVBoxLayout(-12), it.name, it.note)
	it.surface = kit.NewSurface(
		container.NewBorder(nil, nil, container.NewCenter(it.icon), nil, words),
		func() {
			if r.OnSelected != nil {
				r.OnSelected(place)
			}
		})
	it.surface.Pad = 2
	it.surface.Min = fyne.NewSize(148, 44)
	it.surface.OnKey = it.key
	return it
}

func (it *item) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		it.rail.move(it.place, -1)
	case fyne.KeyDown:
		it.rail.move(it.place, 1)
	default:
		return false
	}
	return true
}

var tints = map[State]fyne.ThemeColorName{
	NotStarted: theme.ColorNamePlaceHolder,
	InProgress: theme.ColorNamePrimary,
	Done:       theme.ColorNameSuccess,
	Attention:  theme.ColorNameWarning,
	Stale:      theme.ColorNameWarning,
}

func (it *item) show() {
	s := it.rail.steps[it.place]
	tint := tints[s.State]
	it.name.Importance = widget.MediumImportance
	if !s.Enabled {
		tint = theme.ColorNameDisabled
		it.name.Importance = widget.LowImportance
	}
	it.icon.SetResource(theme.NewColoredResource(icons[s.State], tint))
	it.name.TextStyle.Bold = it.place == it.rail.current
	it.name.SetText(s.Name)
	it.note.SetText(s.Note)
	it.note.Hidden = s.Note == ""
	it.surface.Selected = it.place == it.rail.current
	it.surface.Disabled = !s.Enabled
	it.surface.Refresh()
}
