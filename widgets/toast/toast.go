// Package toast shows short messages at the bottom right of a window.
package toast

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// Life is how long a message stays. Errors stay until they are dismissed.
const Life = 6 * time.Second

// maxShown is how many messages are shown at once; older ones go.
const maxShown = 3

// Kind is what sort of message it is; it sets icon and colour.
type Kind int

// The kinds.
const (
	Info Kind = iota
	Success
	Warning
	Error // stays until dismissed
)

// Message is one message.
type Message struct {
	Text   string
	Kind   Kind
	Action string // words of the button, such as "Undo"; empty: no button
	Do     func() // what the button does; the message then goes
}

// Host lies over a window's content, on top of a stack, and lets the pointer through
// wherever it shows nothing.
type Host struct {
	widget.BaseWidget
	// After calls f on the interface's goroutine after d and returns what stops it; nil
	// means time.AfterFunc with fyne.Do.
	After func(d time.Duration, f func()) (stop func())

	list  *fyne.Container
	shown []*shown
	root  *fyne.Container
}

type shown struct {
	message Message
	box     fyne.CanvasObject
	stop    func()
}

// NewHost makes an empty host.
func NewHost() *Host {
	h := &Host{list: container.NewVBox()}
	h.ExtendBaseWidget(h)
	h.root = container.New(corner{h}, h.list)
	return h
}

// Post shows a message.
func (h *Host) Post(m Message) {
	s := &shown{message: m, stop: func() {}}
	s.box = h.box(s)
	h.shown = append(h.shown, s)
	for len(h.shown) > maxShown {
		h.dismiss(h.shown[0])
	}
	if m.Kind != Error {
		after := h.After
		if after == nil {
			after = clock
		}
		s.stop = after(Life, func() { h.dismiss(s) })
	}
	h.arrange()
}

func clock(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}

// Messages are the messages shown, oldest first.
func (h *Host) Messages() []Message {
	out := make([]Message, len(h.shown))
	for i, s := range h.shown {
		out[i] = s.message
	}
	return out
}

// Dismiss takes the newest message away, as Escape does in the shell.
func (h *Host) Dismiss() {
	if n := len(h.shown); n > 0 {
		h.dismiss(h.shown[n-1])
	}
}

func (h *Host) dismiss(s *shown) {
	for i, other := range h.shown {
		if other == s {
			s.stop()
			h.shown = append(h.shown[:i:i], h.shown[i+1:]...)
			h.arrange()
			return
		}
	}
}

func (h *Host) arrange() {
	h.list.Objects = nil
	for _, s := range h.shown {
		h.list.Objects = append(h.list.Objects, s.box)
	}
	h.list.Refresh()
	h.root.Refresh()
}

var looks = map[Kind]struct {
	icon func() fyne.Resource
	tint fyne.ThemeColorName
}{
	Info:    {theme.InfoIcon, theme.ColorNamePrimary},
	Success: {theme.ConfirmIcon, theme.ColorNameSuccess},
	Warning: {theme.WarningIcon, theme.ColorNameWarning},
	Error:   {theme.ErrorIcon, theme.ColorNameError},
}

func (h *Host) box(s *shown) fyne.CanvasObject {
	look := looks[s.message.Kind]
	icon := widget.NewIcon(theme.NewColoredResource(look.icon(), look.tint))
	text := widget.NewLabel(s.message.Text)
	text.Wrapping = fyne.TextWrapWord
	buttons := container.NewHBox()
	if s.message.Action != "" {
		b := widget.NewButton(s.message.Action, func() {
			h.dismiss(s)
			if s.message.Do != nil {
				s.message.Do()
			}
		})
		buttons.Add(b)
	}
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), func() { h.dismiss(s) })
	closing.Importance = widget.LowImportance
	buttons.Add(closing)
	back := canvas.NewRectangle(theme.ColorForWidget(theme.ColorNameOverlayBackground, h))
	back.CornerRadius = 8
	back.StrokeWidth = 1
	back.StrokeColor = theme.ColorForWidget(look.tint, h)
	row := container.NewBorder(nil, nil, container.NewCenter(icon), container.NewCenter(buttons), text)
	return container.NewStack(back, container.New(layout.NewCustomPaddedLayout(2, 2, 8, 4), row))
}

// CreateRenderer is for Fyne.
func (h *Host) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.root) }

// corner puts its one object into the bottom right corner, 400 units wide at most before
// the zoom.
type corner struct{ h *Host }

func (corner) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (c corner) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const margin = 16
	widest := 400 * kit.Zoom(c.h)
	for _, o := range objects {
		w := min(size.Width-2*margin, widest)
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		// Why: wrapped text knows its height only once it has its width.
		hgt := o.MinSize().Height
		o.Resize(fyne.NewSize(w, hgt))
		o.Move(fyne.NewPos(size.Width-margin-w, size.Height-margin-hgt))
	}
}
