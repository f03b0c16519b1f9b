// Package qrcode shows a text as a QR code, dark on light in every theme: cameras read no
// other.
package qrcode

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/boombuler/barcode/qr"
)

// quiet is the light margin that readers need, in modules.
const quiet = 4

// New is a picture of the text, at least size wide and high. A text that is too long for a
// code gives an empty picture.
func New(text string, size float32) *canvas.Image {
	img := canvas.NewImageFromImage(draw(text))
	img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	img.SetMinSize(fyne.NewSquareSize(size))
	return img
}

// pixels is the width of a module: enough that a window of any scale shows squares.
const pixels = 8

func draw(text string) image.Image {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return image.NewUniform(color.Transparent)
	}
	n := code.Bounds().Dx()
	out := image.NewGray(image.Rect(0, 0, (n+2*quiet)*pixels, (n+2*quiet)*pixels))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			at := image.Pt(x/pixels-quiet, y/pixels-quiet)
			v := color.Gray{Y: 255}
			if at.In(code.Bounds()) {
				v = color.GrayModel.Convert(code.At(at.X, at.Y)).(color.Gray)
			}
			out.SetGray(x, y, v)
		}
	}
	return out
}
