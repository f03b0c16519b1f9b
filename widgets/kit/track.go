package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Track shows a slider with a track that is seen on a white ground too.
func Track(slider fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(slider, seen{})
}

// seen is the app's theme with a track that is seen on a white ground too.
type seen struct{}

// Color is for Fyne.
func (seen) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameInputBackground {
		name = theme.ColorNameInputBorder
	}
	return fyne.CurrentApp().Settings().Theme().Color(name, v)
}

// Font is for Fyne.
func (seen) Font(s fyne.TextStyle) fyne.Resource { return fyne.CurrentApp().Settings().Theme().Font(s) }

// Icon is for Fyne.
func (seen) Icon(n fyne.ThemeIconName) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Icon(n)
}

// Size is for Fyne.
func (seen) Size(n fyne.ThemeSizeName) float32 { return fyne.CurrentApp().Settings().Theme().Size(n) }
