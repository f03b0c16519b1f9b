package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
)

func (s *Shell) toggleGuide() {
	s.frame.guide.Hidden = !s.frame.guide.Hidden
	s.prefs.SetBool("guide", !s.frame.guide.Hidden)
	s.showGuide()
	s.frame.parts.Refresh()
}

// showGuide fills the guide with what it says about the present step.
func (s *Shell) showGuide() {
	f := &s.frame
	if f.guide.Hidden || f.guideStep == s.state.Step {
		return
	}
	f.guideStep = s.state.Step
	g := words.GuideFor[s.state.Step]
	title := widget.NewLabelWithStyle(g.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = theme.SizeNameSubHeadingText
	box := container.NewVBox(title, wrapping(g.What), widget.NewSeparator())
	for _, t := range g.Terms {
		head := widget.NewLabelWithStyle(t[0], fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		head.Wrapping = fyne.TextWrapWord
		body := wrapping(t[1])
		body.Importance = widget.LowImportance
		box.Add(container.New(layout.NewCustomPaddedVBoxLayout(-10), head, body))
	}
	f.guideBox.Objects = []fyne.CanvasObject{ground(container.NewVScroll(container.New(layout.NewCustomPaddedLayout(10, 10, 6, 6), box)))}
	f.guideBox.Refresh()
}

func wrapping(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}
