package draw

import (
	"math"

	"winnow/automl/figure"
)

// frame draws everything but the data: grid, axes, labels, titles, legend.
func (l *layout) frame() {
	u, p := l.scale, l.p
	s := l.faint()
	grid := !l.hasMark(figure.Cells)
	every := l.skip(len(l.yticks), l.plot.height(), 12.5*u, len(l.y.Categories) > 0)
	for i, t := range l.yticks {
		y := l.y.pixel(t.at)
		if grid && len(l.y.Categories) == 0 {
			p.hline(l.plot.left, l.plot.right, y, 1, l.pal.Grid)
		}
		if i%every == 0 {
			p.text(point{l.plot.left - 7*u, y}, s, 1, 0.5, t.label)
		}
	}
	vertical := grid && (l.hasMark(figure.HBars) || !l.hasMark(figure.Bars))
	every = l.skip(len(l.xticks), l.plot.width(), 15*u, l.slantX)
	for i, t := range l.xticks {
		x := l.x.pixel(t.at)
		if vertical && len(l.x.Categories) == 0 {
			p.vline(x, l.plot.top, l.plot.bottom, 1, l.pal.Grid)
		}
		switch {
		case i%every != 0:
		case l.slantX:
			p.slanted(point{x + 3*u, l.plot.bottom + 7*u}, s, t.label)
		default:
			p.text(point{x, l.plot.bottom + 8*u}, s, 0.5, 0, t.label)
		}
	}
	l.axes()
	if l.x.Title != "" {
		text := p.fit(l.titled(), l.x.Title, l.room.width()-16*u)
		half := p.width(l.titled(), text)/2 + 8*u
		mid := math.Max(l.room.left+half, math.Min(l.room.right-half, (l.plot.left+l.plot.right)/2))
		p.text(point{mid, l.room.bottom - 11*u}, l.titled(), 0.5, 1, text)
	}
	l.head()
}

// skip is the step at which labels are written so that they stand apart.
func (l *layout) skip(n int, room, need float64, crowd bool) int {
	if !crowd || n == 0 {
		return 1
	}
	return max(1, int(math.Ceil(need*float64(n)/room)))
}

// axes draws the line that the marks stand on.
func (l *layout) axes() {
	if l.hasMark(figure.Cells) {
		return
	}
	if l.hasMark(figure.HBars) {
		x := l.plot.left
		if l.x.lo < 0 && l.x.hi > 0 {
			x = l.x.pixel(0)
		}
		l.p.vline(x, l.plot.top, l.plot.bottom, 1, l.pal.Axis)
		return
	}
	l.p.hline(l.plot.left, l.plot.right, l.plot.bottom, 1, l.pal.Axis)
	if len(l.y.Categories) == 0 && !l.y.log() && l.y.lo < 0 && l.y.hi > 0 {
		l.p.hline(l.plot.left, l.plot.right, l.y.pixel(0), 1, l.pal.Axis)
	}
}

func (l *layout) hasMark(m figure.Mark) bool {
	for i := range l.series {
		if l.series[i].Mark == m {
			return true
		}
	}
	return false
}

// entry is one name of the legend; its sample is 18 units wide.
type entry struct {
	s     *shape
	width float64
}

const sample = 18

// legendRows are the names that belong in a legend, broken into rows. One nameless or
// lonely series needs none.
func (l *layout) legendRows() [][]entry {
	u := l.scale
	var all []entry
	for i := range l.series {
		s := &l.series[i]
		if s.Name == "" || s.Mark == figure.Cells {
			continue
		}
		all = append(all, entry{s, sample*u + 6*u + l.p.width(l.faint(), l.p.fit(l.faint(), s.Name, 180*u)) + 16*u})
	}
	if len(all) == 1 && len(l.series) == 1 && !all[0].s.dense {
		return nil
	}
	room := l.room.width() - 28*u
	if l.y.Title != "" && len(all) > 0 {
		total := l.p.width(l.titled(), l.y.Title) + 30*u
		for _, e := range all {
			total += e.width
		}
		if total <= room {
			return [][]entry{all}
		}
	}
	var rows [][]entry
	left := 0.0
	for _, e := range all {
		if len(rows) == 0 || e.width > left {
			rows = append(rows, nil)
			left = room
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		left -= e.width
	}
	// Why: in a small picture the data come first; the pointer still tells the names.
	most := max(1, int(l.room.height()*0.22/(18*u)))
	return rows[:min(len(rows), most)]
}

func (l *layout) titleBesideLegend() bool {
	rows := l.legendRows()
	if len(rows) != 1 {
		return false
	}
	total := l.p.width(l.titled(), l.y.Title) + 30*l.scale
	for _, e := range rows[0] {
		total += e.width
	}
	return total <= l.room.width()-28*l.scale
}

// head writes the y title on the left and the legend on the right or below it.
func (l *layout) head() {
	u, p := l.scale, l.p
	y := l.room.top + 12*u + 7*u
	left := l.room.left + 12*u
	rows := l.legendRows()
	beside := l.titleBesideLegend()
	if l.y.Title != "" {
		p.text(point{left, y}, l.titled(), 0, 0.5, p.fit(l.titled(), l.y.Title, l.room.width()-24*u))
		if !beside {
			y += 18 * u
		}
	}
	for _, row := range rows {
		total := -16 * u
		for _, e := range row {
			total += e.width
		}
		x := left
		if beside || l.y.Title == "" {
			x = math.Max(left, l.room.right-16*u-total)
		}
		for _, e := range row {
			l.sample(e.s, point{x, y})
			p.text(point{x + (sample+6)*u, y}, l.faint(), 0, 0.5, p.fit(l.faint(), e.s.Name, 180*u))
			x += e.width
		}
		y += 18 * u
	}
}

// sample draws the key of a series with its left end at q.
func (l *layout) sample(s *shape, q point) {
	u, p := l.scale, l.p
	c := l.lineColor(s)
	mid := point{q.x + sample*u/2, q.y}
	switch s.Mark {
	case figure.Bars, figure.HBars:
		l.bar(s, box{mid.x - 6*u, mid.y - 5*u, mid.x + 6*u, mid.y + 5*u})
	case figure.Band:
		p.rect(box{q.x, mid.y - 5*u, q.x + sample*u, mid.y + 5*u}, alpha(c, 0.22))
	case figure.Points:
		if s.dense {
			for i := range 3 {
				p.fill(hexagon(point{q.x + float64(3+i*6)*u, q.y}, 4*u), l.heat(c, 0.15+0.4*float64(i)))
			}
			return
		}
		l.glyph(s, mid, 4*u, c)
	default:
		p.stroke([]point{{q.x, snap(q.y)}, {q.x + sample*u, snap(q.y)}}, l.lineWidth(s), c, dashes(s)...)
	}
}
