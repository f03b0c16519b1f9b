package draw

import (
	"math"

	"winnow/automl/figure"
)

// layout is where everything of a figure goes, in pixels.
type layout struct {
	p      *pen
	pal    Palette
	scale  float64
	room   box // all there is
	plot   box // the data area
	x, y   axis
	xticks []tick
	yticks []tick
	slantX bool // x labels do not fit side by side
	series []shape
	marks  []mark // for the pointer
}

// shape is a series with the place it has among its like.
type shape struct {
	*figure.Series
	index  int
	slot   int // among the bars that share a category
	slots  int
	dense  bool // points drawn as a map
	counts int  // largest hexagon
}

const (
	labelSize = 11
	titleSize = 11.5
)

func newLayout(p *pen, f *figure.Figure, pal *Palette, room box) *layout {
	l := &layout{p: p, pal: *pal, scale: p.scale, room: room, x: axis{Axis: f.X}, y: axis{Axis: f.Y}}
	l.collect(f)
	l.ranges(f)
	u := p.scale
	l.plot = box{room.left + 12*u, room.top + 12*u, room.right - 16*u, room.bottom - 10*u}
	top := l.headRows()
	l.plot.top += top
	if f.X.Title != "" {
		l.plot.bottom -= 19 * u
	}
	l.plot.bottom -= 20 * u // one line of labels, until it is known better
	l.yAxis()
	l.xAxis()
	if l.plot.width() < 20*u {
		l.plot.right = l.plot.left + 20*u
	}
	if l.plot.height() < 20*u {
		l.plot.bottom = l.plot.top + 20*u
	}
	l.place()
	return l
}

func (l *layout) collect(f *figure.Figure) {
	bars := 0
	for i := range f.Series {
		s := shape{Series: &f.Series[i], index: i}
		if s.Mark == figure.Bars && len(f.X.Categories) > 0 || s.Mark == figure.HBars && len(f.Y.Categories) > 0 {
			s.slot = bars
			bars++
		}
		s.dense = s.Mark == figure.Points && min(len(s.X), len(s.Y)) > maxPoints
		l.series = append(l.series, s)
	}
	if !l.crowded(f) {
		bars = 1
	}
	for i := range l.series {
		l.series[i].slots = max(bars, 1)
	}
}

// crowded reports whether any category has bars of two series, which then stand side by
// side.
func (l *layout) crowded(f *figure.Figure) bool {
	taken := map[float64]bool{}
	for i := range f.Series {
		s := &f.Series[i]
		places, lengths := s.X, s.Y
		if s.Mark == figure.HBars {
			places, lengths = s.Y, s.X
		}
		if s.Mark != figure.Bars && s.Mark != figure.HBars {
			continue
		}
		for j := range min(len(places), len(lengths)) {
			if math.IsNaN(lengths[j]) {
				continue
			}
			if taken[places[j]] {
				return true
			}
			taken[places[j]] = true
		}
	}
	return false
}

func (l *layout) ranges(f *figure.Figure) {
	xr, yr := reach{log: l.x.log()}, reach{log: l.y.log()}
	zeroX, zeroY := false, false
	solidX := len(f.Series) > 0
	for i := range f.Series {
		s := &f.Series[i]
		x, y := extent(s)
		xr.join(x)
		yr.join(y)
		zeroX = zeroX || s.Mark == figure.HBars && len(s.From) == 0
		zeroY = zeroY || s.Mark == figure.Bars && len(s.From) == 0
		solidX = solidX && (s.Mark == figure.Line || s.Mark == figure.Steps || s.Mark == figure.Band)
	}
	l.x.setRange(xr.lo, xr.hi, zeroX)
	l.y.setRange(yr.lo, yr.hi, zeroY)
	if l.labelled(figure.HBars) && l.x.Min >= l.x.Max && (l.x.hi > 0 || !zeroX) {
		l.x.hi += (l.x.hi - l.x.lo) * 0.1 // room for the labels beyond the bars
	}
	if zeroY && l.labelled(figure.Bars) && l.y.Min >= l.y.Max && l.y.hi > 0 {
		l.y.hi += (l.y.hi - l.y.lo) * 0.06
	}
	if solidX && xr.lo < xr.hi && f.X.Min >= f.X.Max && len(f.X.Categories) == 0 {
		l.x.lo, l.x.hi = xr.lo, xr.hi // lines fill the width
	}
}

func (l *layout) labelled(m figure.Mark) bool {
	for i := range l.series {
		if l.series[i].Mark == m && len(l.series[i].Labels) > 0 {
			return true
		}
	}
	return false
}

// headRows makes room above the data for the y title and the legend, and returns its height.
func (l *layout) headRows() float64 {
	u := l.scale
	rows := len(l.legendRows())
	if l.y.Title != "" && !l.titleBesideLegend() {
		rows++
	}
	if rows == 0 {
		return 0
	}
	return float64(rows)*18*u + 9*u
}

func (l *layout) faint() style  { return style{size: labelSize, c: l.pal.Faint} }
func (l *layout) titled() style { return style{size: titleSize, c: l.pal.Faint} }

func (l *layout) yAxis() {
	u := l.scale
	l.y.from, l.y.to = l.plot.bottom, l.plot.top
	if len(l.y.Categories) > 0 {
		l.y.from, l.y.to = l.plot.top, l.plot.bottom // the first category on top
	}
	l.yticks = l.y.ticks(int(l.plot.height() / (38 * u)))
	widest := 0.0
	limit := l.room.width() * 0.42
	for i, t := range l.yticks {
		l.yticks[i].label = l.p.fitMiddle(l.faint(), t.label, limit)
		widest = math.Max(widest, l.p.width(l.faint(), l.yticks[i].label))
	}
	l.plot.left += widest + 8*u
}

func (l *layout) xAxis() {
	u := l.scale
	n := int(l.plot.width() / (72 * u))
	l.xticks = l.x.ticks(n)
	s := l.faint()
	if len(l.x.Categories) == 0 {
		l.spaceTicks(n)
		if k := len(l.xticks); k > 0 {
			// Why: the last label is centred on its tick and may stick out on the right.
			half := l.p.width(s, l.xticks[k-1].label) / 2
			l.plot.right = math.Min(l.plot.right, l.room.right-half-6*u)
		}
		return
	}
	slot := l.plot.width() / float64(len(l.xticks))
	widest := 0.0
	for _, t := range l.xticks {
		widest = math.Max(widest, l.p.width(s, t.label))
	}
	switch {
	case widest <= slot-6*u:
	case slot >= 64*u:
		for i := range l.xticks {
			l.xticks[i].label = l.p.fitMiddle(s, l.xticks[i].label, slot-6*u)
		}
	default:
		l.slantX = true
		limit := math.Min(110*u, l.room.height()*0.35)
		rise := 0.0
		for i := range l.xticks {
			// Why: a slanted label ends at its tick, and must begin inside of the picture.
			end := l.plot.left + (float64(i)+0.5)*slot
			l.xticks[i].label = l.p.fitMiddle(s, l.xticks[i].label, math.Min(limit, (end-l.room.left-4*u)/math.Cos(slant)))
			rise = math.Max(rise, l.p.width(s, l.xticks[i].label)*math.Sin(slant))
		}
		l.plot.bottom -= rise
		l.y.from, l.y.to = l.plot.bottom, l.plot.top
		if len(l.y.Categories) > 0 {
			l.y.from, l.y.to = l.y.to, l.y.from
		} else {
			l.yticks = l.y.ticks(int(l.plot.height() / (38 * u)))
		}
	}
}

// spaceTicks asks for fewer ticks until their labels stand apart.
func (l *layout) spaceTicks(n int) {
	for ; n > 2; n-- {
		l.xticks = l.x.ticks(n)
		total := 0.0
		for _, t := range l.xticks {
			total += l.p.width(l.faint(), t.label) + 14*l.scale
		}
		if total <= l.plot.width() {
			return
		}
	}
}

// place ties the axes to the final data area.
func (l *layout) place() {
	for _, v := range []*float64{&l.plot.left, &l.plot.right, &l.plot.top, &l.plot.bottom} {
		*v = math.Round(*v)
	}
	l.x.from, l.x.to = l.plot.left, l.plot.right
	if len(l.y.Categories) > 0 {
		l.y.from, l.y.to = l.plot.top, l.plot.bottom
	} else {
		l.y.from, l.y.to = l.plot.bottom, l.plot.top
	}
}
