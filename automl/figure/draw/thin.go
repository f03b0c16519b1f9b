package draw

import (
	"math"
	"sort"

	"winnow/automl/figure"
)

// maxVertices is how many corners a drawn line has at most: a screen cannot
// show more.
const maxVertices = 500

// maxPoints is the number of points above which a cloud becomes a map of hexagons.
const maxPoints = 5000

// hexRadius is the radius of a hexagon of such a map, in units.
const hexRadius = 5.0

// runs splits a line into stretches of finite places, in pixels.
func runs(s *figure.Series, x, y *axis) [][]point {
	var out [][]point
	var run []point
	flush := func() {
		if len(run) > 0 {
			out = append(out, run)
			run = nil
		}
	}
	n := min(len(s.X), len(s.Y))
	for i := range n {
		q := point{x.pixel(s.X[i]), y.pixel(s.Y[i])}
		if !finite(q) {
			flush()
			continue
		}
		if s.Mark == figure.Steps && len(run) > 0 {
			run = append(run, point{q.x, run[len(run)-1].y})
		}
		run = append(run, q)
	}
	flush()
	return out
}

func finite(q point) bool {
	return !math.IsNaN(q.x) && !math.IsNaN(q.y) && !math.IsInf(q.x, 0) && !math.IsInf(q.y, 0)
}

// thin keeps at most limit corners of a line. Where x never turns back it keeps the lowest
// and highest place of each column, so that no peak is lost; else it keeps every k-th.
func thin(line []point, limit int) []point {
	if len(line) <= limit || limit < 4 {
		return line
	}
	if !ordered(line) {
		out := make([]point, 0, limit)
		for i := range limit {
			out = append(out, line[i*(len(line)-1)/(limit-1)])
		}
		return out
	}
	columns := limit/2 - 1
	x0, x1 := line[0].x, line[len(line)-1].x
	column := func(q point) int {
		if x0 == x1 {
			return 0
		}
		return min(int((q.x-x0)/(x1-x0)*float64(columns)), columns-1)
	}
	out := []point{line[0]}
	for i := 1; i < len(line)-1; {
		low, high, c := i, i, column(line[i])
		for ; i < len(line)-1 && column(line[i]) == c; i++ {
			if line[i].y < line[low].y {
				low = i
			}
			if line[i].y > line[high].y {
				high = i
			}
		}
		out = append(out, line[min(low, high)])
		if low != high {
			out = append(out, line[max(low, high)])
		}
	}
	return append(out, line[len(line)-1])
}

// ordered reports whether x never turns back, rightwards or leftwards.
func ordered(line []point) bool {
	up := sort.SliceIsSorted(line, func(i, j int) bool { return line[i].x < line[j].x })
	return up || sort.SliceIsSorted(line, func(i, j int) bool { return line[i].x > line[j].x })
}

// bin is one hexagon of a map of points.
type bin struct {
	at    point
	count int
}

// hexagons counts points in a lattice of pointy-top hexagons with the given radius in
// pixels, from top to bottom and left to right.
func hexagons(pts []point, radius float64) []bin {
	dx, dy := radius*math.Sqrt(3), radius*1.5
	type key struct{ row, col int }
	counts := map[key]int{}
	for _, q := range pts {
		// Why: a place belongs to the nearer of the two rows of centres around it.
		best, nearest := key{}, math.Inf(1)
		base := int(math.Floor(q.y / dy))
		for row := base; row <= base+1; row++ {
			shift := float64(row&1) * dx / 2
			col := int(math.Round((q.x - shift) / dx))
			c := point{float64(col)*dx + shift, float64(row) * dy}
			if d := (q.x-c.x)*(q.x-c.x) + (q.y-c.y)*(q.y-c.y); d < nearest {
				best, nearest = key{row, col}, d
			}
		}
		counts[best]++
	}
	out := make([]bin, 0, len(counts))
	for k, n := range counts {
		shift := float64(k.row&1) * dx / 2
		out = append(out, bin{point{float64(k.col)*dx + shift, float64(k.row) * dy}, n})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].at.y != out[j].at.y {
			return out[i].at.y < out[j].at.y
		}
		return out[i].at.x < out[j].at.x
	})
	return out
}
