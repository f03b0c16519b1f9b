// Package dropzone is the place to drop a file on, or to browse for one.
package dropzone

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// Zone invites a file. It speaks through OnBrowse, on a tap, Enter or Space, and through
// OnDropped. Fyne tells only the window about drops: the window's handler calls Drop.
type Zone struct {
	widget.BaseWidget
	OnBrowse  func()
	OnDropped func([]fyne.URI)

	icon    *widget.Icon
	text    *widget.Label
	hint    *widget.Label
	surface *kit.Surface
	frame   *frame
	root    *fyne.Container
}

// New makes a zone that says text and, smaller, hint.
func New(text, hint string) *Zone {
	z := &Zone{}
	z.ExtendBaseWidget(z)
	z.icon = widget.NewIcon(theme.NewColoredResource(theme.FileIcon(), theme.ColorNamePrimary))
	z.text = widget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	z.text.Wrapping = fyne.TextWrapWord
	z.hint = widget.NewLabelWithStyle(hint, fyne.TextAlignCenter, fyne.TextStyle{})
	z.hint.Importance = widget.LowImportance
	z.hint.Wrapping = fyne.TextWrapWord
	z.hint.Hidden = hint == ""
	words := container.New(layout.NewCustomPaddedVBoxLayout(-6), z.text, z.hint)
	inner := container.NewVBox(layout.NewSpacer(),
		container.NewCenter(container.NewGridWrap(fyne.NewSize(40, 40), z.icon)), words, layout.NewSpacer())
	z.surface = kit.NewSurface(inner, func() {
		if z.OnBrowse != nil {
			z.OnBrowse()
		}
	})
	z.surface.Radius, z.surface.Min, z.surface.Pad = 10, fyne.NewSize(280, 140), 16
	z.frame = newFrame()
	z.root = container.NewStack(z.surface, z.frame)
	return z
}

// Drop is called by the window's drop handler with the pointer's place on the canvas. It
// passes the files on and reports true when the place is inside of the zone, or when
// anywhere is true.
func (z *Zone) Drop(at fyne.Position, files []fyne.URI, anywhere bool) bool {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(z)
	size := z.Size()
	inside := at.X >= pos.X && at.Y >= pos.Y && at.X < pos.X+size.Width && at.Y < pos.Y+size.Height
	if len(files) == 0 || !z.Visible() || !(inside || anywhere) {
		return false
	}
	if z.OnDropped != nil {
		z.OnDropped(files)
	}
	return true
}

// SetText changes what the zone says.
func (z *Zone) SetText(text, hint string) {
	z.text.SetText(text)
	z.hint.SetText(hint)
	z.hint.Hidden = hint == ""
	z.Refresh()
}

// CreateRenderer is for Fyne.
func (z *Zone) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(z.root) }
