// Package draw turns a figure into a picture with gonum/plot's canvases: an image for the
// screen, PNG and SVG for files. Figures of any size draw in milliseconds, because lines
// are thinned to what the pixels can show and large clouds of points become a map of
// hexagons. Every function may be called from any goroutine.
package draw

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"winnow/automl/figure"
)

// Options say how a figure is drawn. The zero value is a light picture of 640 by 400.
type Options struct {
	Width, Height int     // device pixels; 0: 640 and 400 units
	Scale         float64 // device pixels per unit, in which text and lines are sized; 0: 1
	Dark          bool    // palette Dark rather than Light
	Palette       *Palette
	// Background replaces the palette's background, so that a chart melts into its page.
	Background color.Color
	// Clear leaves the background see-through; its colour still tints what is mixed with it.
	Clear bool
	// Title draws title and sentence into the picture, for files; on screen they are widgets.
	Title bool
}

func (o Options) normal() Options {
	if !(o.Scale > 0) {
		o.Scale = 1
	}
	if o.Width <= 0 {
		o.Width = int(640 * o.Scale)
	}
	if o.Height <= 0 {
		o.Height = int(400 * o.Scale)
	}
	p := Light()
	switch {
	case o.Palette != nil:
		p = *o.Palette
	case o.Dark:
		p = Dark()
	}
	if o.Background != nil {
		p.Background = color.NRGBAModel.Convert(o.Background).(color.NRGBA)
	}
	o.Palette = &p
	return o
}

// Image draws a figure. It fails only for a picture too large to hold in memory.
func Image(f *figure.Figure, o Options) (*Picture, error) {
	o = o.normal()
	if err := checkSize(o); err != nil {
		return nil, err
	}
	c := vgimg.NewWith(
		vgimg.UseWH(length(float64(o.Width)), length(float64(o.Height))),
		vgimg.UseDPI(72), // one point is one pixel
		vgimg.UseBackgroundColor(color.Transparent),
	)
	pic := paint(&pen{c: c, height: float64(o.Height), scale: o.Scale}, f, o)
	pic.Image = c.Image()
	return pic, nil
}

// PNG draws a figure into a PNG file.
func PNG(f *figure.Figure, o Options) ([]byte, error) {
	pic, err := Image(f, o)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, pic.Image); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// SVG draws a figure into an SVG document of the given size. Its text stays text, in the
// reader's sans-serif font.
func SVG(f *figure.Figure, o Options) ([]byte, error) {
	o = o.normal()
	if err := checkSize(o); err != nil {
		return nil, err
	}
	w, h := float64(o.Width), float64(o.Height)
	c := vgsvg.New(length(w), length(h))
	p := &pen{c: c, height: h, scale: o.Scale}
	paint(p, f, o)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, err
	}
	s := strings.ReplaceAll(b.String(), "font-family:Liberation Sans;",
		"font-family:'Liberation Sans',Arial,Helvetica,sans-serif;")
	return []byte(s), nil
}

// On draws a figure on a canvas, on which one pixel is one unit of length and the lower left
// corner is the origin, for documents of other kinds.
func On(c vg.Canvas, f *figure.Figure, o Options) error {
	o = o.normal()
	if err := checkSize(o); err != nil {
		return err
	}
	paint(&pen{c: c, height: float64(o.Height), scale: o.Scale}, f, o)
	return nil
}

// paint draws a figure and returns the map between values and pixels.
func paint(p *pen, f *figure.Figure, o Options) *Picture {
	pal := o.Palette
	pic := &Picture{fig: f}
	if !o.Clear {
		p.rect(box{0, 0, float64(o.Width), float64(o.Height)}, pal.Background)
	}
	room := box{0, 0, float64(o.Width), float64(o.Height)}
	if o.Title {
		room = titles(p, f, pal, room)
	}
	reason := f.Empty
	if reason == "" && !hasData(f) {
		reason = "There are no values to draw."
	}
	if reason != "" {
		p.emptiness(room, pal, reason)
		return pic
	}
	l := newLayout(p, f, pal, room)
	l.frame()
	for i := range l.series {
		l.draw(&l.series[i])
	}
	l.pointLabels()
	pic.layout = l
	l.p = nil
	return pic
}

func titles(p *pen, f *figure.Figure, pal *Palette, room box) box {
	m := 16 * p.scale
	y := room.top + m
	head := style{size: 15, bold: true, c: pal.Text}
	for _, line := range p.wrap(head, f.Title, room.width()-2*m, 2) {
		p.text(point{room.left + m, y}, head, 0, 0, line)
		y += 20 * p.scale
	}
	body := style{size: 12, c: pal.Faint}
	for _, line := range p.wrap(body, f.Sentence, room.width()-2*m, 3) {
		p.text(point{room.left + m, y}, body, 0, 0, line)
		y += 17 * p.scale
	}
	room.top = math.Min(y, room.bottom-40*p.scale)
	return room
}

func (p *pen) emptiness(room box, pal *Palette, reason string) {
	s := style{size: 13, c: pal.Faint}
	lines := p.wrap(s, reason, room.width()*0.8, 4)
	y := (room.top+room.bottom)/2 - float64(len(lines)-1)*9*p.scale
	for _, line := range lines {
		p.text(point{(room.left + room.right) / 2, y}, s, 0.5, 0.5, line)
		y += 18 * p.scale
	}
}

// hasData reports whether any series has a mark to draw.
func hasData(f *figure.Figure) bool {
	for i := range f.Series {
		if x, y := extent(&f.Series[i]); x.any && y.any {
			return true
		}
	}
	return false
}
