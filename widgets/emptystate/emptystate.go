// Package emptystate says why a place is empty and offers the one thing to do about it.
package emptystate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// State is an icon, a sentence and a button. It speaks through OnTapped.
type State struct {
	widget.BaseWidget
	OnTapped func() // nil: no button

	icon     *widget.Icon
	art      fyne.Resource
	sentence *widget.Label
	button   *widget.Button
	root     *fyne.Container
}

// New makes a state; without an action there is no button.
func New(icon fyne.Resource, sentence, action string, tapped func()) *State {
	s := &State{OnTapped: tapped, art: icon}
	s.ExtendBaseWidget(s)
	s.icon = widget.NewIcon(theme.NewColoredResource(icon, theme.ColorNamePlaceHolder))
	s.sentence = widget.NewLabelWithStyle(sentence, fyne.TextAlignCenter, fyne.TextStyle{})
	s.sentence.Wrapping = fyne.TextWrapWord
	s.button = widget.NewButton(action, func() {
		if s.OnTapped != nil {
			s.OnTapped()
		}
	})
	s.button.Importance = widget.HighImportance
	s.button.Hidden = tapped == nil
	picture := container.NewCenter(container.NewGridWrap(fyne.NewSize(48, 48), s.icon))
	s.root = container.NewVBox(layout.NewSpacer(), picture, s.sentence, container.NewCenter(s.button), layout.NewSpacer())
	return s
}

// Set changes sentence and button; an action without words hides the button.
func (s *State) Set(sentence, action string) {
	s.sentence.SetText(sentence)
	s.button.SetText(action)
	s.button.Hidden = action == "" || s.OnTapped == nil
	s.Refresh()
}

// Resize tells the sentence its width first, so that it takes no more lines than it needs.
func (s *State) Resize(size fyne.Size) {
	s.sentence.Resize(fyne.NewSize(size.Width, s.sentence.Size().Height))
	s.BaseWidget.Resize(size)
}

// CreateRenderer is for Fyne.
func (s *State) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.root) }
