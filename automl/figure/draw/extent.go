package draw

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"winnow/automl/figure"
)

func length(v float64) vg.Length { return vg.Length(v) }

// maxSide is the largest side of a picture in pixels: an 8k screen twice over.
const maxSide = 16384

func checkSize(o Options) error {
	if o.Width > maxSide || o.Height > maxSide {
		return fmt.Errorf("draw: a picture of %d by %d pixels is too large; the largest side is %d", o.Width, o.Height, maxSide)
	}
	return nil
}

// reach is the range of the finite values among those seen.
type reach struct {
	lo, hi float64
	any    bool
	log    bool // only values above 0 count
}

func (r *reach) see(values ...float64) {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) || (r.log && v <= 0) {
			continue
		}
		if !r.any {
			r.lo, r.hi, r.any = v, v, true
			continue
		}
		r.lo, r.hi = math.Min(r.lo, v), math.Max(r.hi, v)
	}
}

func (r *reach) join(s reach) {
	if s.any {
		r.see(s.lo, s.hi)
	}
}

// extent is what a series covers on each axis.
func extent(s *figure.Series) (x, y reach) {
	switch s.Mark {
	case figure.Band:
		x.see(s.X...)
		y.see(s.Low...)
		y.see(s.High...)
	case figure.HBars:
		x.see(s.X...)
		x.see(s.From...)
		x.see(s.Low...)
		x.see(s.High...)
		y.see(s.Y...)
		y = widen(y, s.Y)
	case figure.Bars:
		x.see(s.X...)
		x = widen(x, s.X)
		y.see(s.Y...)
		y.see(s.From...)
		y.see(s.Low...)
		y.see(s.High...)
	case figure.Cells:
		x.see(s.X...)
		y.see(s.Y...)
		x, y = widen(x, s.X), widen(y, s.Y)
	default:
		x.see(s.X...)
		y.see(s.Y...)
	}
	return x, y
}

// widen makes room for half a bar at both ends.
func widen(r reach, places []float64) reach {
	if r.any {
		half := gap(places) / 2
		r.lo, r.hi = r.lo-half, r.hi+half
	}
	return r
}

// gap is the smallest distance between neighbouring places that are in order, 1 for fewer
// than two places.
func gap(places []float64) float64 {
	best := math.Inf(1)
	for i := 1; i < len(places); i++ {
		if d := math.Abs(places[i] - places[i-1]); d > 0 && d < best {
			best = d
		}
	}
	if math.IsInf(best, 1) {
		return 1
	}
	return best
}

// at returns v[i], or NaN when there is no such entry.
func at(v []float64, i int) float64 {
	if i < len(v) {
		return v[i]
	}
	return math.NaN()
}
