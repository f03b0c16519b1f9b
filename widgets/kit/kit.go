// Package kit holds what the widgets share: colours of the theme, a surface that can be
// tapped, focused and reached by keyboard, and the way to work in the background.
package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Target is the smallest side of anything to tap, in units.
const Target float32 = 32

// Ring is the width of the focus ring, in units.
const Ring float32 = 2

// Async runs work away from the interface and then done on its goroutine. Widgets that
// compute take one, so that tests can run both at once.
type Async func(work func(), done func())

// Background is the Async of the running app: a goroutine, then fyne.Do.
func Background(work func(), done func()) {
	go func() {
		work()
		fyne.Do(done)
	}()
}

// Inline is the Async of tests: both at once, on the caller's goroutine.
func Inline(work func(), done func()) {
	work()
	done()
}

// IsDark reports whether a widget stands on a dark background.
func IsDark(w fyne.Widget) bool {
	r, g, b, _ := theme.ColorForWidget(theme.ColorNameBackground, w).RGBA()
	return 299*r+587*g+114*b < 1000*0x8000
}

// Zoom is how much larger than usual a widget's text is, so that sizes of our own grow
// with it. Usual is 14 units.
func Zoom(w fyne.Widget) float32 { return theme.SizeForWidget(theme.SizeNameText, w) / 14 }

// Fade is a colour with its opacity multiplied by share.
func Fade(c color.Color, share float64) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = uint8(float64(n.A)*share + 0.5)
	return n
}

// Ellipsis shortens a text to at most n runes.
func Ellipsis(s string, n int) string {
	if len(s) <= n {
		return s
	}
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// FitText shortens a text with an ellipsis until it is at most width units wide.
func FitText(s string, size float32, style fyne.TextStyle, width float32) string {
	if fyne.MeasureText(s, size, style).Width <= width {
		return s
	}
	r := []rune(s)
	lo, hi := 0, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if fyne.MeasureText(string(r[:mid])+"…", size, style).Width <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return string(r[:lo]) + "…"
}
