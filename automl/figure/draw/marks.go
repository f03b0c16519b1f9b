package draw

import (
	"image/color"
	"math"

	"winnow/automl/figure"
)

// draw draws one series.
func (l *layout) draw(s *shape) {
	switch s.Mark {
	case figure.Line, figure.Steps:
		l.line(s)
	case figure.Points:
		l.cloud(s)
	case figure.Bars, figure.HBars:
		l.bars(s)
	case figure.Band:
		l.band(s)
	case figure.Cells:
		l.cells(s)
	}
}

func (l *layout) lineWidth(s *shape) float64 {
	if s.Tone == figure.Muted {
		return 1.25
	}
	return 2
}

// lineColor makes plain context lines fainter, since there are many of them.
func (l *layout) lineColor(s *shape) color.NRGBA {
	c := l.pal.Tone(s.Tone)
	if s.Tone == figure.Muted && !s.Dashed {
		return alpha(c, 0.6)
	}
	return c
}

func dashes(s *shape) []float64 {
	if s.Dashed {
		return []float64{5, 4}
	}
	return nil
}

func (l *layout) line(s *shape) {
	c := l.lineColor(s)
	stretches := runs(s.Series, &l.x, &l.y)
	total := 0
	for _, r := range stretches {
		total += len(r)
	}
	for _, r := range stretches {
		limit := maxVertices
		if total > maxVertices {
			limit = max(4, maxVertices*len(r)/total)
		}
		r = thin(r, limit)
		if len(r) == 1 && l.plot.holds(r[0]) {
			l.p.disc(r[0], 2.5*l.scale, c)
			continue
		}
		for _, part := range l.p.clip(l.slack(), r) {
			l.p.stroke(part, l.lineWidth(s), c, dashes(s)...)
		}
	}
	n := min(len(s.X), len(s.Y))
	for i := range n {
		if n > 4*maxVertices && i%(n/(4*maxVertices)+1) != 0 {
			continue
		}
		l.remember(s, i, point{l.x.pixel(s.X[i]), l.y.pixel(s.Y[i])})
	}
}

// slack is the data area and half a line more, so that a line along the edge stays whole.
func (l *layout) slack() box {
	d := l.scale
	return box{l.plot.left - d, l.plot.top - d, l.plot.right + d, l.plot.bottom + d}
}

func (l *layout) band(s *shape) {
	var upper, lower []point
	n := min(len(s.X), len(s.Low), len(s.High))
	flush := func() {
		up, low := thin(upper, maxVertices/2), thin(lower, maxVertices/2)
		shape := append([]point(nil), up...)
		for i := len(low) - 1; i >= 0; i-- {
			shape = append(shape, low[i])
		}
		l.p.fill(l.p.clipFill(l.plot, shape), alpha(l.pal.Tone(s.Tone), 0.20))
		upper, lower = nil, nil
	}
	for i := range n {
		x := l.x.pixel(s.X[i])
		high, low := point{x, l.y.pixel(s.High[i])}, point{x, l.y.pixel(s.Low[i])}
		if !finite(high) || !finite(low) {
			flush()
			continue
		}
		upper, lower = append(upper, high), append(lower, low)
	}
	flush()
}

func (l *layout) cloud(s *shape) {
	n := min(len(s.X), len(s.Y))
	var pts []point
	for i := range n {
		q := point{l.x.pixel(s.X[i]), l.y.pixel(s.Y[i])}
		if !finite(q) || !l.plot.holds(q) {
			continue
		}
		pts = append(pts, q)
		if !s.dense {
			l.remember(s, i, q)
		}
	}
	c := l.pal.Tone(s.Tone)
	if s.dense {
		l.hexmap(s, pts, c)
		return
	}
	radius, share := 3.2, 1.0
	switch {
	case len(pts) > 1000:
		radius, share = 2, 0.35
	case len(pts) > 200:
		radius, share = 2.5, 0.5
	case len(pts) > 40:
		radius, share = 3, 0.7
	case len(pts) <= 3:
		radius = 5
	}
	for _, q := range pts {
		l.glyph(s, q, radius*l.scale, alpha(c, share))
	}
}

// glyph draws one point; each tone has its own form, so that colour is not needed.
func (l *layout) glyph(s *shape, q point, r float64, c color.NRGBA) {
	p := l.p
	if c.A == 0xFF {
		l.form(s, q, r+1.2*l.scale, l.pal.Background)
	}
	l.form(s, q, r, c)
	if s.Dashed && c.A == 0xFF {
		p.disc(q, r*0.45, l.pal.Background)
	}
}

func (l *layout) form(s *shape, q point, r float64, c color.NRGBA) {
	p := l.p
	switch s.Tone {
	case figure.Second:
		d := r * 1.25
		p.fill([]point{{q.x, q.y - d}, {q.x + d, q.y}, {q.x, q.y + d}, {q.x - d, q.y}}, c)
	case figure.Third, figure.Good:
		d := r * 1.2
		p.fill([]point{{q.x, q.y - d}, {q.x + d, q.y + 0.8*d}, {q.x - d, q.y + 0.8*d}}, c)
	case figure.Bad:
		d := r * 0.9
		p.rect(box{q.x - d, q.y - d, q.x + d, q.y + d}, c)
	default:
		p.disc(q, r, c)
	}
}

func hexagon(q point, r float64) []point {
	out := make([]point, 6)
	for i := range out {
		sin, cos := math.Sincos(math.Pi/6 + float64(i)*math.Pi/3)
		out[i] = point{q.x + r*cos, q.y + r*sin}
	}
	return out
}

func (l *layout) hexmap(s *shape, pts []point, c color.NRGBA) {
	radius := hexRadius * l.scale
	bins := hexagons(pts, radius)
	for _, b := range bins {
		s.counts = max(s.counts, b.count)
	}
	for i, b := range bins {
		// Why: the eye reads shares of the logarithm; single rows must stay visible.
		share := 1.0
		if s.counts > 1 {
			share = math.Log1p(float64(b.count)) / math.Log1p(float64(s.counts))
		}
		l.p.fill(l.p.clipFill(l.plot, hexagon(b.at, radius)), l.heat(c, 0.12+0.88*share))
		l.marks = append(l.marks, mark{series: s.index, index: -1, at: b.at, count: b.count, order: i})
	}
}

// heat is the colour of a share from 0 to 1 of the full tone.
func (l *layout) heat(c color.NRGBA, share float64) color.NRGBA {
	return mix(l.pal.Background, c, math.Max(0, math.Min(1, share)))
}

// pointLabels writes the labels of a few labelled points on top of everything.
func (l *layout) pointLabels() {
	const most = 12
	st := style{size: labelSize, bold: true, c: l.pal.Text}
	for i := range l.series {
		s := &l.series[i]
		if s.Mark != figure.Points || s.dense || len(s.Labels) == 0 || len(s.Labels) > most {
			continue
		}
		for j, label := range s.Labels {
			q := point{l.x.pixel(at(s.X, j)), l.y.pixel(at(s.Y, j))}
			if !finite(q) || !l.plot.holds(q) {
				continue
			}
			l.callout(st, q, label)
		}
	}
}

// callout writes a label beside a point, on the side where there is room, with a halo.
func (l *layout) callout(st style, q point, label string) {
	u := l.scale
	w := l.p.width(st, label)
	x, align := q.x+9*u, 0.0
	if x+w > l.room.right-4*u {
		x, align = q.x-9*u, 1
	}
	y := q.y
	if y-8*u < l.plot.top {
		y = l.plot.top + 8*u
	}
	if y+8*u > l.plot.bottom {
		y = l.plot.bottom - 9*u
	}
	l.p.halo(point{x, y}, st, l.pal.Background, align, 0.5, label)
}
