package draw

import (
	"image"
	"math"
	"strconv"

	"winnow/automl/figure"
)

// Picture is a drawn figure that knows where its values are. It never changes and may be
// read by any goroutine.
type Picture struct {
	Image  image.Image // nil in an SVG
	fig    *figure.Figure
	layout *layout // nil when there is nothing to draw
}

// mark is a drawn thing that the pointer can be near.
type mark struct {
	series int
	index  int // into the series, -1 for a hexagon
	at     point
	area   box
	bar    bool // has an area
	count  int  // rows in a hexagon
	order  int
}

func (l *layout) remember(s *shape, i int, q point) {
	if finite(q) && l.plot.holds(q) {
		l.marks = append(l.marks, mark{series: s.index, index: i, at: q})
	}
}

// Plot is the data area in pixels of the image; empty when nothing was drawn.
func (p *Picture) Plot() image.Rectangle {
	if p.layout == nil {
		return image.Rectangle{}
	}
	b := p.layout.plot
	return image.Rect(int(b.left), int(b.top), int(b.right), int(b.bottom))
}

// ToPixel is the place of a value; NaN when there are no axes or a value has no place.
func (p *Picture) ToPixel(x, y float64) (px, py float64) {
	if p.layout == nil {
		return math.NaN(), math.NaN()
	}
	return p.layout.x.pixel(x), p.layout.y.pixel(y)
}

// FromPixel is the value at a place; NaN when there are no axes.
func (p *Picture) FromPixel(px, py float64) (x, y float64) {
	if p.layout == nil {
		return math.NaN(), math.NaN()
	}
	return p.layout.x.value(px), p.layout.y.value(py)
}

// Hit is what is under the pointer.
type Hit struct {
	Series int      // index of the series
	Index  int      // index of the value within it, -1 for a place that stands for many
	X, Y   float64  // pixel of the mark
	Lines  []string // what the mark stands for, in words
	mark   int
}

// Nearest finds the mark under or nearest to a pixel, within 24 units, and its values in
// words, one per line. Ok is false outside of the data and where nothing is near.
func (p *Picture) Nearest(px, py float64) (hit Hit, ok bool) {
	l := p.layout
	if l == nil {
		return Hit{}, false
	}
	edge := 8 * l.scale // Why: marks on the border of the data can be pointed at from both sides
	near := box{l.plot.left - edge, l.plot.top - edge, l.plot.right + edge, l.plot.bottom + edge}
	if !near.holds(point{px, py}) {
		return Hit{}, false
	}
	best, nearest := -1, 24*l.scale
	for i := range l.marks {
		m := &l.marks[i]
		d := math.Hypot(m.at.x-px, m.at.y-py)
		if m.bar {
			if px < m.area.left || px > m.area.right || py < m.area.top || py > m.area.bottom {
				continue
			}
			d = 0.5
		}
		// Why: marks drawn later lie on top, so they win a draw; context loses it.
		if p.fig.Series[m.series].Tone == figure.Muted {
			d += 4 * l.scale
		}
		if d <= nearest {
			best, nearest = i, d
		}
	}
	if best < 0 {
		return Hit{}, false
	}
	return p.hit(best), true
}

// words spells what a mark stands for.
func (p *Picture) words(m mark) []string {
	l := p.layout
	s := &p.fig.Series[m.series]
	var out []string
	if s.Name != "" {
		out = append(out, s.Name)
	}
	if m.index < 0 {
		x, y := p.FromPixel(m.at.x, m.at.y)
		return append(out, axisWords(&l.x, "x", x), axisWords(&l.y, "y", y), rows(m.count))
	}
	if m.index < len(s.Labels) && s.Labels[m.index] != "" {
		out = append(out, s.Labels[m.index])
	}
	out = append(out, axisWords(&l.x, "x", at(s.X, m.index)), axisWords(&l.y, "y", at(s.Y, m.index)))
	return out
}

func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return thousands(strconv.Itoa(n)) + " rows"
}

func axisWords(a *axis, name string, v float64) string {
	if a.Title != "" {
		name = a.Title
	}
	span := a.hi - a.lo
	if a.log() {
		span = math.Abs(v)
	}
	return name + ": " + a.format(v, niceStep(span/2000))
}

// First is the first value of the first series that has one.
func (p *Picture) First() (Hit, bool) {
	if p.layout == nil || len(p.layout.marks) == 0 {
		return Hit{}, false
	}
	return p.hit(0), true
}

func (p *Picture) hit(i int) Hit {
	m := p.layout.marks[i]
	return Hit{Series: m.series, Index: m.index, X: m.at.x, Y: m.at.y, Lines: p.words(m), mark: i}
}

// Step goes from a hit to the next value along its series (forwards for a positive along,
// else backwards), or to the nearest value of another series for a between other than 0.
// Ok is false at the ends.
func (p *Picture) Step(from Hit, along, between int) (Hit, bool) {
	l := p.layout
	if l == nil || from.mark >= len(l.marks) {
		return Hit{}, false
	}
	if between == 0 {
		i := from.mark + along
		if along == 0 || i < 0 || i >= len(l.marks) || l.marks[i].series != from.Series {
			return Hit{}, false
		}
		return p.hit(i), true
	}
	want, best, nearest := -1, -1, math.Inf(1)
	for i, m := range l.marks {
		if (m.series-from.Series)*between <= 0 {
			continue
		}
		if want < 0 || (m.series-want)*between < 0 {
			want, best, nearest = m.series, -1, math.Inf(1)
		}
		if d := math.Abs(m.at.x - from.X); m.series == want && d < nearest {
			best, nearest = i, d
		}
	}
	if best < 0 {
		return Hit{}, false
	}
	return p.hit(best), true
}

// Behind lists the places of the rows that a mark stands for: its members, or those of all
// points that fell into its hexagon. It is nil where the figure does not say.
func (p *Picture) Behind(h Hit) []int32 {
	if p.layout == nil || h.Series < 0 || h.Series >= len(p.fig.Series) {
		return nil
	}
	s := &p.fig.Series[h.Series]
	if h.Index >= 0 {
		if h.Index < len(s.Members) {
			return s.Members[h.Index]
		}
		return nil
	}
	l := p.layout
	var out []int32
	for i := range min(len(s.X), len(s.Y), len(s.Members)) {
		q := point{l.x.pixel(s.X[i]), l.y.pixel(s.Y[i])}
		if !finite(q) || !l.plot.holds(q) || math.Hypot(q.x-h.X, q.y-h.Y) > 2*hexRadius*l.scale {
			continue
		}
		if b := hexagons([]point{q}, hexRadius*l.scale)[0]; b.at == (point{h.X, h.Y}) {
			out = append(out, s.Members[i]...)
		}
	}
	return out
}

// Span is the range of values that the axes show; ok is false when there are none.
func (p *Picture) Span() (x0, x1, y0, y1 float64, ok bool) {
	if p.layout == nil {
		return 0, 0, 0, 0, false
	}
	return p.layout.x.lo, p.layout.x.hi, p.layout.y.lo, p.layout.y.hi, true
}
