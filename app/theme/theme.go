// Package theme is the look of the app: calm surfaces, one accent, round corners, and sizes
// that grow with the zoom.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Mode is the person's choice of light and dark.
type Mode string

// The modes.
const (
	Auto     Mode = "auto" // as the system says
	Light    Mode = "light"
	Dark     Mode = "dark"
	Contrast Mode = "contrast" // black on white with strong lines
)

// Colours of our own, beside Fyne's.
const (
	Canvas     fyne.ThemeColorName = "winnowCanvas"     // behind the cards
	Card       fyne.ThemeColorName = "winnowCard"       // a card on it
	Line       fyne.ThemeColorName = "winnowLine"       // thin lines and edges
	Muted      fyne.ThemeColorName = "winnowMuted"      // text of less weight; readable all the same
	AccentSoft fyne.ThemeColorName = "winnowAccentSoft" // ground of what is chosen
	GoodSoft   fyne.ThemeColorName = "winnowGoodSoft"
	WarnSoft   fyne.ThemeColorName = "winnowWarnSoft"
	BadSoft    fyne.ThemeColorName = "winnowBadSoft"
	GoodText   fyne.ThemeColorName = "winnowGoodText"
	WarnText   fyne.ThemeColorName = "winnowWarnText"
	BadText    fyne.ThemeColorName = "winnowBadText"
	AccentText fyne.ThemeColorName = "winnowAccentText"
)

// Zooms are the factors that the menu offers.
var Zooms = []float32{0.85, 1, 1.15, 1.3, 1.5, 1.75, 2}

// Theme is the app's fyne.Theme. It is a value: set a changed copy to change the look.
type Theme struct {
	Mode Mode
	Zoom float32 // 0.85 to 2; 0 counts as 1
}

var _ fyne.Theme = Theme{}

// Color is the colour of that name; names that are not ours come from Fyne.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Mode {
	case Light:
		variant = base.VariantLight
	case Dark:
		variant = base.VariantDark
	case Contrast:
		if c, ok := contrast[name]; ok {
			return c
		}
		variant = base.VariantLight
	case Auto:
	}
	palette := light
	if variant == base.VariantDark {
		palette = dark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return base.DefaultTheme().Color(name, variant)
}

// Font is Fyne's.
func (t Theme) Font(s fyne.TextStyle) fyne.Resource { return base.DefaultTheme().Font(s) }

// Icon is Fyne's.
func (t Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return base.DefaultTheme().Icon(n) }

// sizes are what differs from Fyne, before the zoom.
var sizes = map[fyne.ThemeSizeName]float32{
	base.SizeNameText:            14,
	base.SizeNameCaptionText:     12,
	base.SizeNameSubHeadingText:  17,
	base.SizeNameHeadingText:     23,
	base.SizeNamePadding:         4,
	base.SizeNameInnerPadding:    9,
	base.SizeNameInlineIcon:      18,
	base.SizeNameInputRadius:     7,
	base.SizeNameSelectionRadius: 6,
	base.SizeNameScrollBar:       10,
	base.SizeNameScrollBarSmall:  4,
}

// Size is the size of that name at the present zoom. Lines do not grow.
func (t Theme) Size(name fyne.ThemeSizeName) float32 {
	v, ok := sizes[name]
	if !ok {
		v = base.DefaultTheme().Size(name)
	}
	if name == base.SizeNameSeparatorThickness || name == base.SizeNameInputBorder || t.Zoom == 0 {
		return v
	}
	return v * t.Zoom
}
