// Package card is a framed piece of a page with a title, which may be a choice.
package card

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// Card shows a title, a line below it and content. With OnTapped it is a choice that can
// be focused, tapped, and chosen by Enter or Space.
type Card struct {
	widget.BaseWidget
	OnTapped func()

	title    *widget.Label
	subtitle *widget.Label
	mark     *widget.Icon
	surface  *kit.Surface
	root     *fyne.Container
}

// New makes a card; title, subtitle and content may each be empty.
func New(title, subtitle string, content fyne.CanvasObject, tapped func()) *Card {
	c := &Card{OnTapped: tapped}
	c.ExtendBaseWidget(c)
	c.title = widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	c.title.Wrapping = fyne.TextWrapWord
	c.subtitle = widget.NewLabel(subtitle)
	c.subtitle.Wrapping = fyne.TextWrapWord
	c.mark = widget.NewIcon(theme.NewColoredResource(theme.ConfirmIcon(), theme.ColorNamePrimary))
	c.mark.Hide()
	c.title.Hidden, c.subtitle.Hidden = title == "", subtitle == ""
	head := container.NewBorder(nil, nil, nil, c.mark, c.title)
	words := container.New(layout.NewCustomPaddedVBoxLayout(-8), head, c.subtitle)
	inner := container.NewBorder(words, nil, nil, nil)
	if content != nil {
		inner.Add(content)
	}
	c.surface = kit.NewSurface(inner, nil)
	if tapped != nil {
		c.surface.OnTapped = func() {
			if c.OnTapped != nil {
				c.OnTapped()
			}
		}
	}
	c.surface.Fill, c.surface.Border, c.surface.Radius, c.surface.Pad = theme.ColorNameInputBackground, theme.ColorNameInputBorder, 8, 6
	c.root = container.NewStack(c.surface)
	return c
}

// SetText changes title and subtitle.
func (c *Card) SetText(title, subtitle string) {
	c.title.SetText(title)
	c.subtitle.SetText(subtitle)
	c.title.Hidden, c.subtitle.Hidden = title == "", subtitle == ""
	c.Refresh()
}

// SetSelected shows the card as chosen, with a tick and a coloured frame.
func (c *Card) SetSelected(on bool) {
	c.mark.Hidden = !on
	c.surface.Border = theme.ColorNameInputBorder
	if on {
		c.surface.Border = theme.ColorNamePrimary
	}
	c.surface.Refresh()
}

// Selected reports whether the card is shown as chosen.
func (c *Card) Selected() bool { return !c.mark.Hidden }

// SetDisabled greys the card out and takes it from the keyboard's path.
func (c *Card) SetDisabled(on bool) {
	c.surface.Disabled = on
	c.title.Importance, c.subtitle.Importance = widget.MediumImportance, widget.MediumImportance
	if on {
		c.title.Importance, c.subtitle.Importance = widget.LowImportance, widget.LowImportance
	}
	c.Refresh()
	c.surface.Refresh()
}

// CreateRenderer is for Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.root) }
