package shell

import (
	"image"
	"image/draw"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"winnow/widgets/kit"
)

// isBlank reports whether an image is all of one colour, as the front buffer reads under
// some drivers.
func isBlank(img image.Image) bool {
	b := img.Bounds()
	r0, g0, b0, _ := img.At(b.Min.X, b.Min.Y).RGBA()
	for y := b.Min.Y; y < b.Max.Y; y += 7 {
		for x := b.Min.X; x < b.Max.X; x += 7 {
			if r, g, bl, _ := img.At(x, y).RGBA(); r != r0 || g != g0 || bl != b0 {
				return false
			}
		}
	}
	return true
}

// paint draws the window's content without the graphics card.
func (s *Shell) paint() image.Image {
	content := s.win.Content()
	at, size := content.Position(), content.Size()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(content)
	c.Resize(size)
	img := image.NewRGBA(image.Rect(0, 0, int(size.Width), int(size.Height)))
	draw.Draw(img, img.Rect, c.Capture(), image.Point{}, draw.Src)
	kit.Scrolls(content, func(area *container.Scroll, where image.Rectangle) { clip(img, c, area, where) })
	content.Resize(size)
	content.Move(at)
	return img
}

// clip takes away what a scroll area drew beyond the place where it is to be seen. Why: the
// painter cuts the texts of entries to the entry alone, and not to the areas around it.
func clip(img *image.RGBA, c software.WindowlessCanvas, area *container.Scroll, where image.Rectangle) {
	with := c.Capture()
	area.Hide()
	without := c.Capture()
	area.Show()
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if !(image.Point{X: x, Y: y}).In(where) && with.At(x, y) != without.At(x, y) {
				img.Set(x, y, without.At(x, y))
			}
		}
	}
}
