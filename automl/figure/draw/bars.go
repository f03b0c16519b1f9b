package draw

import (
	"image/color"
	"math"

	"winnow/automl/figure"
)

// bars draws a series of bars of either direction.
func (l *layout) bars(s *shape) {
	across, along := &l.x, &l.y // of upright bars
	places, lengths := s.X, s.Y
	if s.Mark == figure.HBars {
		across, along = along, across
		places, lengths = s.Y, s.X
	}
	n := min(len(places), len(lengths))
	half := l.halfWidth(s, across, places)
	shift := 0.0
	if s.slots > 1 {
		shift = (float64(s.slot) - float64(s.slots-1)/2) * 2 * half
	}
	base := along.pixel(math.Max(along.lo, math.Min(along.hi, 0)))
	if along.log() {
		base = along.pixel(along.lo)
	}
	for i := range n {
		mid := across.pixel(places[i])
		end := along.pixel(lengths[i])
		if math.IsNaN(mid) || math.IsNaN(end) || math.IsInf(end, 0) {
			continue
		}
		mid += shift
		if mid < math.Min(across.from, across.to)-half || mid > math.Max(across.from, across.to)+half {
			continue
		}
		end = within(end, along)
		base := base
		if len(s.From) > 0 {
			if base = within(along.pixel(at(s.From, i)), along); math.IsNaN(base) {
				continue
			}
		}
		inset := math.Min(0.5*l.scale, half*0.2)
		b := box{mid - half + inset, math.Min(base, end), mid + half - inset, math.Max(base, end)}
		if s.Mark == figure.HBars {
			b = box{math.Min(base, end), mid - half + inset, math.Max(base, end), mid + half - inset}
		}
		l.bar(s, b)
		l.whisker(s, i, mid, half, along)
		l.barLabel(s, i, n, mid, half, end, along)
		l.marks = append(l.marks, mark{series: s.index, index: i, at: tip(s, mid, end), area: b, bar: true})
	}
}

func tip(s *shape, mid, end float64) point {
	if s.Mark == figure.HBars {
		return point{end, mid}
	}
	return point{mid, end}
}

func within(px float64, a *axis) float64 {
	return math.Max(math.Min(a.from, a.to), math.Min(math.Max(a.from, a.to), px))
}

// halfWidth is half of a bar's width in pixels.
func (l *layout) halfWidth(s *shape, across *axis, places []float64) float64 {
	unit := math.Abs(across.to-across.from) / (across.hi - across.lo)
	if len(across.Categories) > 0 {
		w := unit * 0.72 / float64(s.slots)
		return math.Min(w, 44*l.scale) / 2
	}
	return math.Max(gap(places)*unit, 1) / 2
}

// bar fills one bar. A dashed series gets an outline over a pale fill, so that two series
// differ without colour.
func (l *layout) bar(s *shape, b box) {
	c := l.pal.Tone(s.Tone)
	if !s.Dashed {
		share := 0.92
		if s.Tone == figure.Muted {
			share = 0.55
		}
		l.p.rect(b, l.heat(c, share))
		return
	}
	l.p.rect(b, alpha(c, 0.18))
	l.p.stroke([]point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}, {b.left, b.top}}, 1.25, c)
}

// whisker draws the error bar of bar i, if it has one.
func (l *layout) whisker(s *shape, i int, mid, half float64, along *axis) {
	lo, hi := along.pixel(at(s.Low, i)), along.pixel(at(s.High, i))
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return
	}
	lo, hi = within(lo, along), within(hi, along)
	c := l.pal.Text
	cap := math.Min(4*l.scale, half)
	if s.Mark == figure.HBars {
		l.p.hline(lo, hi, mid, 1.25, c)
		l.p.vline(lo, mid-cap, mid+cap, 1.25, c)
		l.p.vline(hi, mid-cap, mid+cap, 1.25, c)
		return
	}
	l.p.vline(mid, lo, hi, 1.25, c)
	l.p.hline(mid-cap, mid+cap, lo, 1.25, c)
	l.p.hline(mid-cap, mid+cap, hi, 1.25, c)
}

// barLabel writes the label of bar i beyond its end where there is room.
func (l *layout) barLabel(s *shape, i, n int, mid, half, end float64, along *axis) {
	if i >= len(s.Labels) || s.Labels[i] == "" {
		return
	}
	if s.Mark == figure.HBars {
		l.sideLabel(s, i, mid, half, end, along)
		return
	}
	u := l.scale
	st := style{size: labelSize, c: l.pal.Text}
	if l.p.width(st, s.Labels[i]) > l.plot.width()/float64(n)*0.98/float64(s.slots) {
		return
	}
	far := end
	if hi := along.pixel(at(s.High, i)); !math.IsNaN(hi) {
		far = math.Min(within(hi, along), end)
	}
	if far-6*u-9*u >= l.room.top {
		l.p.text(point{mid, far - 5*u}, st, 0.5, 1, s.Labels[i])
	}
}

// sideLabel writes the label of a horizontal bar: beyond its end, on the left of a bar to the
// left of 0; else on its right, in it or on its left, wherever there is room first.
func (l *layout) sideLabel(s *shape, i int, mid, half, end float64, along *axis) {
	u := l.scale
	if half*2 < 11*u {
		return
	}
	begin := along.from
	if len(s.From) > 0 {
		begin = within(along.pixel(at(s.From, i)), along)
	} else if !along.log() {
		begin = within(along.pixel(0), along)
	}
	left, right := math.Min(begin, end), math.Max(begin, end)
	bare := right - left
	for _, v := range []float64{along.pixel(at(s.Low, i)), along.pixel(at(s.High, i))} {
		if !math.IsNaN(v) {
			left, right, bare = math.Min(left, within(v, along)), math.Max(right, within(v, along)), 0
		}
	}
	st := style{size: labelSize, c: l.pal.Text}
	w := l.p.width(st, s.Labels[i])
	before := left-6*u-w >= l.plot.left
	switch {
	case before && len(s.From) == 0 && end < begin-0.5:
		l.p.text(point{left - 6*u, mid}, st, 1, 0.5, s.Labels[i])
	case right+6*u+w <= l.plot.right+12*u:
		l.p.text(point{right + 6*u, mid}, st, 0, 0.5, s.Labels[i])
	case bare > w+12*u:
		st.c = l.ink(l.heat(l.pal.Tone(s.Tone), 0.92))
		l.p.text(point{right - 6*u, mid}, st, 1, 0.5, s.Labels[i])
	case before:
		l.p.text(point{left - 6*u, mid}, st, 1, 0.5, s.Labels[i])
	}
}

// ink is black or white, whichever reads better on c.
func (l *layout) ink(c color.NRGBA) color.NRGBA {
	// Why: at this luminance black and white have the same contrast to c, 4.58.
	if luminance(c) > 0.179 {
		return rgb(0x000000)
	}
	return rgb(0xFFFFFF)
}

// luminance is the relative luminance of WCAG 2.2, from 0 to 1.
func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// cells draws a heat map; colours go from the background at 0 to the full tone at the
// largest value, and each cell shows its label where it fits.
func (l *layout) cells(s *shape) {
	n := min(len(s.X), len(s.Y), len(s.Z))
	var r reach
	r.see(s.Z[:n]...)
	wx := math.Abs(l.x.to-l.x.from) / (l.x.hi - l.x.lo) * gapOf(len(l.x.Categories), s.X)
	wy := math.Abs(l.y.to-l.y.from) / (l.y.hi - l.y.lo) * gapOf(len(l.y.Categories), s.Y)
	space := math.Min(1.5*l.scale, math.Min(wx, wy)*0.1)
	low := math.Min(0, r.lo)
	for i := range n {
		q := point{l.x.pixel(s.X[i]), l.y.pixel(s.Y[i])}
		if !finite(q) || !l.plot.holds(q) {
			continue
		}
		b := box{q.x - wx/2 + space/2, q.y - wy/2 + space/2, q.x + wx/2 - space/2, q.y + wy/2 - space/2}
		c := mix(l.pal.Background, l.pal.Grid, 0.5)
		if z := s.Z[i]; !math.IsNaN(z) && r.hi > low {
			share := (z - low) / (r.hi - low)
			c = l.heat(l.pal.Tone(s.Tone), 0.06+0.94*share)
		}
		l.p.rect(b, c)
		l.cellLabel(s, i, q, c, wx, wy)
		l.marks = append(l.marks, mark{series: s.index, index: i, at: q, area: b, bar: true})
	}
}

func gapOf(categories int, places []float64) float64 {
	if categories > 0 {
		return 1
	}
	return gap(places)
}

func (l *layout) cellLabel(s *shape, i int, q point, c color.NRGBA, wx, wy float64) {
	u := l.scale
	label := ""
	if i < len(s.Labels) {
		label = s.Labels[i]
	} else if len(s.Labels) == 0 {
		label = Number(s.Z[i], niceStep(math.Abs(s.Z[i])/100))
	}
	st := style{size: 12.5, bold: true, c: l.ink(c)}
	if l.p.width(st, label) > wx-6*u || wy < 16*u {
		st.size, st.bold = 10, false
	}
	if l.p.width(st, label) > wx-2*u || wy < 13*u {
		return
	}
	l.p.text(q, st, 0.5, 0.5, label)
}
