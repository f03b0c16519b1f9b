package report

import (
	"image"
	"image/color"
	"math"
	"slices"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	gonumfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"winnow/automl/figure/draw"
)

// chartScale is the size of a chart's unit on paper in points, so that its letters are
// about 8 points tall.
const chartScale = 0.72

// Two charts stand side by side with a space between them.
const (
	chartSpace = 14.0
	halfWidth  = (bodyWidth - chartSpace) / 2
)

// leastHeight is the share of its height that a picture keeps at the foot of a page.
const leastHeight = 0.7

// chartRow is one chart as wide as the page, or two beside each other.
type chartRow struct {
	charts     []Chart
	width      float64 // of each
	head       float64 // height of the words over the pictures
	pic, least float64 // heights of the pictures, as they should be and at least
}

// chartSpare is the room under a row of charts that must be left on its page.
const chartSpare = 10.0

func (r *chartRow) height() float64 { return r.head + r.least + chartSpare }

// rows puts charts side by side where two narrow ones follow each other.
func (p *paper) rows(charts []Chart) []chartRow {
	var out []chartRow
	for len(charts) > 0 {
		n, w := 1, halfWidth
		switch {
		case charts[0].Wide():
			w = bodyWidth
		case len(charts) > 1 && !charts[1].Wide():
			n = 2
		}
		r := chartRow{charts: charts[:n], width: w}
		for i := range r.charts {
			pic, least := p.pictureHeight(&r.charts[i], w)
			r.head = math.Max(r.head, p.captionHeight(&r.charts[i], w))
			r.pic, r.least = math.Max(r.pic, pic), math.Max(r.least, least)
		}
		out, charts = append(out, r), charts[n:]
	}
	return out
}

// chartRow writes the next of some rows of charts and takes it from them. Where it has no room
// on the page it is made less high, or one that has room goes first, so that no page stays half
// empty.
func (p *paper) chartRow(rows *[]chartRow) chartRow {
	i := slices.IndexFunc(*rows, func(r chartRow) bool { return r.height() <= p.left() })
	if i < 0 {
		i = 0
		p.need((*rows)[0].height())
	}
	r := (*rows)[i]
	*rows = slices.Delete(*rows, i, i+1)
	pic := math.Max(r.least, math.Min(r.pic, p.left()-r.head-chartSpare))
	for k := range r.charts {
		p.chart(&r.charts[k], marginX+float64(k)*(halfWidth+chartSpace), r.width, r.head, pic)
	}
	p.y += r.head + pic + chartSpare + 2
	return r
}

var (
	chartTitle = face{9.5, true, inkText, false}
	chartWords = face{8, false, inkFaint, false}
)

func (p *paper) captionHeight(c *Chart, w float64) float64 {
	return float64(len(p.wrap(chartTitle, c.Fig.Title, w)))*chartTitle.leading() +
		float64(len(p.wrap(chartWords, c.Fig.Sentence, w)))*chartWords.leading() + 5
}

// pictureHeight is how high a picture should be, and at least: bars and cells keep room for
// their names.
func (p *paper) pictureHeight(c *Chart, w float64) (h, least float64) {
	h = 0.72 * w
	if c.Wide() {
		h = 0.4 * w
	}
	least = leastHeight * h
	if n := float64(len(c.Fig.Y.Categories)); n > 8 {
		h = math.Max(h, math.Min((90+n*22)*chartScale, 560))
		least = math.Min(h, math.Max(least, (90+n*15)*chartScale))
	}
	return h, least
}

// chart draws one with its words of a height, and a picture of at most one.
func (p *paper) chart(c *Chart, x, w, head, most float64) {
	y := p.lines(chartTitle, p.wrap(chartTitle, c.Fig.Title, w), x, p.y)
	p.lines(chartWords, p.wrap(chartWords, c.Fig.Sentence, w), x, y)
	h, _ := p.pictureHeight(c, w)
	h = math.Min(h, most)
	ink := &canvas{pdf: p.pdf, stack: []state{{m: matrix{chartScale, 0, 0, -chartScale, x, p.y + head + h}}}}
	o := draw.Options{Width: int(w / chartScale), Height: int(h / chartScale), Clear: true}
	if err := draw.On(ink, c.Fig, o); err != nil && p.err == nil {
		p.err = err
	}
	p.pdf.SetAlpha(1, "Normal")
	p.pdf.SetDashPattern(nil, 0)
}

// canvas draws as gonum's charts do, straight onto a page.
type canvas struct {
	pdf   *fpdf.Fpdf
	stack []state
}

// state is what Push keeps and Pop brings back.
type state struct {
	m     matrix
	width float64
	dash  []float64
	along float64
	c     color.Color
}

// matrix takes a place (x, y) to (a x + c y + e, b x + d y + f).
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) at(p vg.Point) (x, y float64) {
	px, py := float64(p.X), float64(p.Y)
	return m.a*px + m.c*py + m.e, m.b*px + m.d*py + m.f
}

// after is m applied to what n gives.
func (m matrix) after(n matrix) matrix {
	return matrix{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

// scale is how much longer lengths become.
func (m matrix) scale() float64 { return math.Hypot(m.a, m.b) }

func (c *canvas) now() *state { return &c.stack[len(c.stack)-1] }

func (c *canvas) SetLineWidth(w vg.Length) { c.now().width = float64(w) }

func (c *canvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	s := c.now()
	s.dash, s.along = nil, float64(offset)
	for _, d := range pattern {
		s.dash = append(s.dash, float64(d))
	}
}

func (c *canvas) SetColor(col color.Color) { c.now().c = col }

func (c *canvas) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	c.now().m = c.now().m.after(matrix{cos, sin, -sin, cos, 0, 0})
}

func (c *canvas) Translate(pt vg.Point) {
	c.now().m = c.now().m.after(matrix{1, 0, 0, 1, float64(pt.X), float64(pt.Y)})
}

func (c *canvas) Scale(x, y float64) { c.now().m = c.now().m.after(matrix{x, 0, 0, y, 0, 0}) }

func (c *canvas) Push() { c.stack = append(c.stack, *c.now()) }
func (c *canvas) Pop()  { c.stack = c.stack[:len(c.stack)-1] }

// ink sets the colour of lines, areas and text.
func (c *canvas) ink() {
	col := color.NRGBAModel.Convert(color.Color(color.Black)).(color.NRGBA)
	if c.now().c != nil {
		col = color.NRGBAModel.Convert(c.now().c).(color.NRGBA)
	}
	r, g, b := int(col.R), int(col.G), int(col.B)
	c.pdf.SetFillColor(r, g, b)
	c.pdf.SetDrawColor(r, g, b)
	c.pdf.SetTextColor(r, g, b)
	c.pdf.SetAlpha(float64(col.A)/255, "Normal")
}

func (c *canvas) Stroke(p vg.Path) {
	s := c.now()
	if s.width <= 0 || len(p) == 0 {
		return
	}
	c.ink()
	k := s.m.scale()
	c.pdf.SetLineWidth(s.width * k)
	dash := make([]float64, len(s.dash))
	for i, d := range s.dash {
		dash[i] = d * k
	}
	c.pdf.SetDashPattern(dash, s.along*k)
	c.trace(p)
	c.pdf.DrawPath("D")
}

func (c *canvas) Fill(p vg.Path) {
	if len(p) == 0 {
		return
	}
	c.ink()
	c.trace(p)
	c.pdf.DrawPath("F")
}

// trace draws a path, with arcs as curves.
func (c *canvas) trace(p vg.Path) {
	m := c.now().m
	for _, part := range p {
		switch part.Type {
		case vg.MoveComp:
			c.pdf.MoveTo(m.at(part.Pos))
		case vg.LineComp:
			c.pdf.LineTo(m.at(part.Pos))
		case vg.ArcComp:
			c.arc(part)
		case vg.CurveComp:
			c.curve(part)
		case vg.CloseComp:
			c.pdf.ClosePath()
		}
	}
}

func (c *canvas) curve(part vg.PathComp) {
	m := c.now().m
	x, y := m.at(part.Pos)
	if len(part.Control) == 1 {
		x1, y1 := m.at(part.Control[0])
		c.pdf.CurveTo(x1, y1, x, y)
		return
	}
	x1, y1 := m.at(part.Control[0])
	x2, y2 := m.at(part.Control[1])
	c.pdf.CurveBezierCubicTo(x1, y1, x2, y2, x, y)
}

// arc draws an arc as curves of at most a quarter of the circle each; the error of a curve
// is below a thousandth of the radius.
func (c *canvas) arc(part vg.PathComp) {
	n := max(1, int(math.Ceil(math.Abs(part.Angle)/(math.Pi/2))))
	step := part.Angle / float64(n)
	handle := vg.Length(4.0 / 3 * math.Tan(step/4))
	for i := range n {
		s0, c0 := math.Sincos(part.Start + float64(i)*step)
		s1, c1 := math.Sincos(part.Start + float64(i+1)*step)
		place := func(x, y vg.Length) vg.Point {
			return vg.Point{X: part.Pos.X + part.Radius*x, Y: part.Pos.Y + part.Radius*y}
		}
		vs0, vc0, vs1, vc1 := vg.Length(s0), vg.Length(c0), vg.Length(s1), vg.Length(c1)
		c.curve(vg.PathComp{Pos: place(vc1, vs1), Control: []vg.Point{place(vc0-handle*vs0, vs0+handle*vc0), place(vc1+handle*vs1, vs1-handle*vc1)}})
	}
}

func (c *canvas) FillString(f gonumfont.Face, pt vg.Point, text string) {
	if text = clean(text); text == "" || f.Font.Size <= 0 {
		return
	}
	c.ink()
	style := ""
	if f.Font.Weight >= font.WeightBold {
		style = "B"
	}
	m := c.now().m
	c.pdf.SetFont(sans, style, float64(f.Font.Size)*m.scale())
	x, y := m.at(pt)
	if turn := math.Atan2(-m.b, m.a); math.Abs(turn) > 1e-9 {
		c.pdf.TransformBegin()
		c.pdf.TransformRotate(turn*180/math.Pi, x, y)
		c.pdf.Text(x, y, text)
		c.pdf.TransformEnd()
		return
	}
	c.pdf.Text(x, y, text)
}

// DrawImage is for canvases of plots with pictures in them, of which figures have none.
func (c *canvas) DrawImage(vg.Rectangle, image.Image) {}
