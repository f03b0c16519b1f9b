package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	f := func(v uint32) float64 {
		x := float64(v) / 65535
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*f(r) + 0.7152*f(g) + 0.0722*f(b)
}

// ratio is the contrast ratio of WCAG 2.2, 1 to 21.
func ratio(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTextIsReadableOnItsGround(t *testing.T) {
	pairs := []struct {
		text    fyne.ThemeColorName
		grounds []fyne.ThemeColorName
	}{
		{base.ColorNameForeground, []fyne.ThemeColorName{base.ColorNameBackground, Canvas, Card, base.ColorNameButton, base.ColorNameInputBackground,
			base.ColorNameMenuBackground, base.ColorNameOverlayBackground, base.ColorNameHeaderBackground, AccentSoft, GoodSoft, WarnSoft, BadSoft}},
		{Muted, []fyne.ThemeColorName{Canvas, Card, AccentSoft, base.ColorNameHeaderBackground}},
		{base.ColorNamePlaceHolder, []fyne.ThemeColorName{Card, Canvas, base.ColorNameInputBackground}},
		{base.ColorNameHyperlink, []fyne.ThemeColorName{Card, Canvas}},
		{base.ColorNamePrimary, []fyne.ThemeColorName{Card, Canvas}},
		{base.ColorNameForegroundOnPrimary, []fyne.ThemeColorName{base.ColorNamePrimary}},
		{base.ColorNameForegroundOnError, []fyne.ThemeColorName{base.ColorNameError}},
		{base.ColorNameForegroundOnWarning, []fyne.ThemeColorName{base.ColorNameWarning}},
		{base.ColorNameForegroundOnSuccess, []fyne.ThemeColorName{base.ColorNameSuccess}},
		{GoodText, []fyne.ThemeColorName{GoodSoft, Card}},
		{WarnText, []fyne.ThemeColorName{WarnSoft, Card}},
		{BadText, []fyne.ThemeColorName{BadSoft, Card}},
		{AccentText, []fyne.ThemeColorName{AccentSoft, Card}},
	}
	for _, mode := range []Mode{Light, Dark, Contrast} {
		th := Theme{Mode: mode}
		for _, p := range pairs {
			for _, g := range p.grounds {
				if r := ratio(th.Color(p.text, 0), th.Color(g, 0)); r < 4.5 {
					t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", mode, p.text, g, r)
				}
			}
		}
	}
}

func TestModeOverrulesVariant(t *testing.T) {
	for _, c := range []struct {
		mode Mode
		dark bool
	}{{Light, false}, {Dark, true}, {Contrast, false}} {
		for _, v := range []fyne.ThemeVariant{base.VariantLight, base.VariantDark} {
			if got := luminance(Theme{Mode: c.mode}.Color(Card, v)) < 0.2; got != c.dark {
				t.Errorf("%s with variant %d: dark is %v, want %v", c.mode, v, got, c.dark)
			}
		}
	}
	if luminance(Theme{Mode: Auto}.Color(Card, base.VariantDark)) > 0.2 {
		t.Error("auto does not follow the system's dark variant")
	}
}

func TestZoomMultipliesSizes(t *testing.T) {
	one, two := Theme{Zoom: 1}, Theme{Zoom: 2}
	for _, n := range []fyne.ThemeSizeName{base.SizeNameText, base.SizeNamePadding, base.SizeNameInlineIcon, base.SizeNameWindowButtonHeight} {
		if two.Size(n) != 2*one.Size(n) {
			t.Errorf("%s is %v at zoom 2 and %v at 1", n, two.Size(n), one.Size(n))
		}
	}
	if two.Size(base.SizeNameSeparatorThickness) != one.Size(base.SizeNameSeparatorThickness) {
		t.Error("thin lines grow with the zoom")
	}
}
