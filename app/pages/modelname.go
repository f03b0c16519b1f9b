package pages

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// modelName is a model's name on one line. Where it has no room its kind is shortened, not
// what follows the comma: models of one kind differ there.
func modelName(name string, bold bool) *fyne.Container {
	l := line(name)
	l.TextStyle.Bold = bold
	return container.New(&nameLayout{full: name}, l)
}

// renameModel gives what modelName made another name.
func renameModel(c *fyne.Container, name string, bold bool) {
	c.Layout.(*nameLayout).full = name
	c.Objects[0].(*widget.Label).TextStyle.Bold = bold
	c.Refresh()
}

type nameLayout struct{ full string }

// MinSize is for Fyne.
func (n *nameLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout is for Fyne.
func (n *nameLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l := o[0].(*widget.Label)
	text := fitName(n.full, size.Width-2*theme.InnerPadding(), func(s string) float32 {
		return fyne.MeasureText(s, theme.TextSize(), l.TextStyle).Width
	})
	if text != l.Text { // Why: setting it draws the label again
		l.SetText(text)
	}
	l.Resize(size)
}

// leastKind is how many letters remain of a kind.
const leastKind = 4

// fitName shortens the kind at the beginning of a name so that the whole fits.
func fitName(name string, room float32, width func(string) float32) string {
	kind, rest, ok := strings.Cut(name, ", ")
	if !ok || width(name) <= room {
		return name
	}
	for {
		_, size := utf8.DecodeLastRuneInString(kind)
		kind = kind[:len(kind)-size]
		short := strings.TrimRight(kind, " ") + "…, " + rest
		if utf8.RuneCountInString(kind) <= leastKind || width(short) <= room {
			return short
		}
	}
}
