package draw

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"math"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const typeface = "Liberation"

var fonts = sync.OnceValue(func() *font.Cache {
	face := func(ttf []byte, weight xfont.Weight) font.Face {
		f, err := opentype.Parse(unkerned(ttf))
		if err != nil {
			panic("draw: the built-in font cannot be read: " + err.Error())
		}
		return font.Face{Font: font.Font{Typeface: typeface, Variant: "Sans", Weight: weight}, Face: f}
	}
	return font.NewCache(font.Collection{
		face(liberationsansregular.TTF, xfont.WeightNormal),
		face(liberationsansbold.TTF, xfont.WeightBold),
	})
})

// unkerned is a font without its tables of kerning. Why: the face moves pairs of letters by the
// same three and a half pixels whatever the size of the text, so that small letters overlap.
func unkerned(ttf []byte) []byte {
	const header, entry = 12, 16
	ttf = bytes.Clone(ttf)
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		if tag := ttf[header+i*entry:][:4]; string(tag) == "kern" || string(tag) == "GPOS" {
			tag[3] = 'z' // unknown to readers, and in the order that tags must keep
		}
	}
	return ttf
}

// point is a place in device pixels, y downwards.
type point struct{ x, y float64 }

// box is an area in device pixels.
type box struct{ left, top, right, bottom float64 }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }
func (b box) holds(p point) bool {
	const slack = 0.75
	return p.x >= b.left-slack && p.x <= b.right+slack && p.y >= b.top-slack && p.y <= b.bottom+slack
}

// pen draws on a gonum canvas in device pixels with y downwards. One unit, in which sizes
// of text and lines are given, is scale pixels.
type pen struct {
	c      vg.Canvas
	height float64
	scale  float64
}

func (p *pen) at(q point) vg.Point {
	return vg.Point{X: vg.Length(q.x), Y: vg.Length(p.height - q.y)}
}

// strokePart is how many corners of a line are drawn at once. Why: gonum's rasterizer
// looks up the cells of a row of pixels one after the other, so that the time for a line
// that swings up and down grows with the square of its corners.
const strokePart = 12

// stroke draws a line. Long ones are drawn in parts that share a stretch, so that corners
// stay whole; a faint line shares no stretch, since it would show.
func (p *pen) stroke(pts []point, units float64, c color.NRGBA, dash ...float64) {
	p.c.SetColor(c)
	p.c.SetLineWidth(vg.Length(math.Max(1, units*p.scale)))
	lengths := make([]vg.Length, len(dash))
	for i, d := range dash {
		lengths[i] = vg.Length(d * p.scale)
	}
	shared := 2
	if c.A < 0xFF {
		shared = 1
	}
	along := 0.0
	for len(pts) >= 2 {
		part := pts[:min(len(pts), strokePart)]
		p.c.SetLineDash(lengths, vg.Length(along))
		p.c.Stroke(p.path(part))
		if len(part) == len(pts) {
			break
		}
		next := len(part) - shared
		for i := range next {
			along += math.Hypot(pts[i+1].x-pts[i].x, pts[i+1].y-pts[i].y)
		}
		pts = pts[next:]
	}
	p.c.SetLineDash(nil, 0)
}

func (p *pen) path(pts []point) vg.Path {
	var path vg.Path
	path.Move(p.at(pts[0]))
	for _, q := range pts[1:] {
		path.Line(p.at(q))
	}
	return path
}

func (p *pen) fill(pts []point, c color.NRGBA) {
	if len(pts) < 3 {
		return
	}
	p.c.SetColor(c)
	path := p.path(pts)
	path.Close()
	p.c.Fill(path)
}

func (p *pen) rect(b box, c color.NRGBA) {
	if b.width() <= 0 || b.height() <= 0 {
		return
	}
	p.fill([]point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}, c)
}

func (p *pen) disc(q point, radius float64, c color.NRGBA) {
	p.c.SetColor(c)
	var path vg.Path
	at := p.at(q)
	path.Move(vg.Point{X: at.X + vg.Length(radius), Y: at.Y})
	path.Arc(at, vg.Length(radius), 0, 2*math.Pi)
	path.Close()
	p.c.Fill(path)
}

// snap moves a coordinate to the middle of a pixel, so that a one-pixel line is crisp.
func snap(v float64) float64 { return math.Floor(v) + 0.5 }

func (p *pen) hline(x0, x1, y, units float64, c color.NRGBA, dash ...float64) {
	y = snap(y)
	p.stroke([]point{{x0, y}, {x1, y}}, units, c, dash...)
}

func (p *pen) vline(x, y0, y1, units float64, c color.NRGBA, dash ...float64) {
	x = snap(x)
	p.stroke([]point{{x, y0}, {x, y1}}, units, c, dash...)
}

// style is a way to write.
type style struct {
	size float64 // units
	bold bool
	c    color.NRGBA
}

func (p *pen) face(s style) font.Face {
	f := font.Font{Typeface: typeface, Variant: "Sans"}
	if s.bold {
		f.Weight = xfont.WeightBold
	}
	return fonts().Lookup(f, vg.Length(s.size*p.scale))
}

// width is the width of a line of text in pixels.
func (p *pen) width(s style, text string) float64 {
	face := p.face(s)
	return float64(face.Width(text))
}

// text writes one line. Place q is its left, middle or right end for an alignX of 0, 0.5
// and 1, and its top, middle of the small letters, or foot for an alignY of 0, 0.5, 1.
func (p *pen) text(q point, s style, alignX, alignY float64, text string) {
	if text == "" {
		return
	}
	cap := 0.72 * s.size * p.scale // height of capitals in Liberation Sans
	q.x -= alignX * p.width(s, text)
	q.y += cap * (1 - alignY)
	p.c.SetColor(s.c)
	p.c.FillString(p.face(s), p.at(q), text)
}

// slanted writes a line that ends at q and rises towards it at 40 degrees.
func (p *pen) slanted(q point, s style, text string) {
	at := p.at(q)
	p.c.Push()
	p.c.Translate(at)
	p.c.Rotate(slant)
	p.c.SetColor(s.c)
	p.c.FillString(p.face(s), vg.Point{X: vg.Length(-p.width(s, text)), Y: vg.Length(-0.6 * s.size * p.scale)}, text)
	p.c.Pop()
}

const slant = 40 * math.Pi / 180

// fit shortens a text with an ellipsis until it is at most max pixels wide.
func (p *pen) fit(s style, text string, max float64) string {
	if p.width(s, text) <= max {
		return text
	}
	r := []rune(text)
	lo, hi := 0, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if p.width(s, strings.TrimRight(string(r[:mid]), " ")+"…") <= max {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(string(r[:lo]), " ") + "…"
}

// fitMiddle is fit with the ellipsis in the middle, for names that differ at their ends.
func (p *pen) fitMiddle(s style, text string, max float64) string {
	if p.width(s, text) <= max {
		return text
	}
	r := []rune(text)
	for keep := len(r) - 1; keep > 3; keep-- {
		tail := keep * 2 / 5
		short := strings.TrimRight(string(r[:keep-tail]), " ") + "…" + strings.TrimLeft(string(r[len(r)-tail:]), " ")
		if p.width(s, short) <= max {
			return short
		}
	}
	return p.fit(s, text, max)
}

// halo writes one line over a thin outline in another colour.
func (p *pen) halo(q point, s style, around color.NRGBA, alignX, alignY float64, text string) {
	back := s
	back.c = around
	d := 1.4 * p.scale
	for _, o := range []point{{-d, 0}, {d, 0}, {0, -d}, {0, d}, {-d, -d}, {d, d}, {-d, d}, {d, -d}} {
		p.text(point{q.x + o.x, q.y + o.y}, back, alignX, alignY, text)
	}
	p.text(q, s, alignX, alignY, text)
}

// wrap breaks a text into lines of at most max pixels, at most lines of them.
func (p *pen) wrap(s style, text string, max float64, lines int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if line == "" || p.width(s, next) <= max {
			line = next
			continue
		}
		out = append(out, line)
		line = word
	}
	if line != "" {
		out = append(out, line)
	}
	if len(out) > lines {
		rest := strings.Join(out[lines-1:], " ")
		out = append(out[:lines-1:lines-1], rest)
	}
	for i := range out {
		out[i] = p.fit(s, out[i], max)
	}
	return out
}

// clip cuts lines to an area.
func (p *pen) clip(b box, lines ...[]point) [][]point {
	c := p.area(b)
	var in [][]vg.Point
	for _, l := range lines {
		in = append(in, p.vgs(l))
	}
	var out [][]point
	for _, l := range c.ClipLinesXY(in...) {
		out = append(out, p.points(l))
	}
	return out
}

// clipFill cuts a filled shape to an area.
func (p *pen) clipFill(b box, shape []point) []point {
	c := p.area(b)
	return p.points(c.ClipPolygonXY(p.vgs(shape)))
}

func (p *pen) area(b box) vgdraw.Canvas {
	return vgdraw.Canvas{Canvas: p.c, Rectangle: vg.Rectangle{
		Min: p.at(point{b.left, b.bottom}), Max: p.at(point{b.right, b.top}),
	}}
}

func (p *pen) vgs(pts []point) []vg.Point {
	out := make([]vg.Point, len(pts))
	for i, q := range pts {
		out[i] = p.at(q)
	}
	return out
}

func (p *pen) points(pts []vg.Point) []point {
	out := make([]point, len(pts))
	for i, q := range pts {
		out[i] = point{float64(q.X), p.height - float64(q.Y)}
	}
	return out
}
