package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesSwarm() automl.Chart {
	return shareChart("shares_swarm", "Which values push up or down", "Each point is a row: right of zero the column's value raises the answer, left it lowers it.", drawSwarm)
}

const (
	swarmRows    = 400 // rows drawn, taken evenly
	swarmColumns = 12
	swarmBins    = 60   // places across that points of a column are stacked at
	swarmHeight  = 0.38 // half of a column's room
)

// parts of a column's values that a point can lie in.
var swarmNames = []string{"Low values", "Middle values", "High values", "Missing, or no number"}

func drawSwarm(x *automl.Explanation, k int, _ automl.ChartOptions) *figure.Figure {
	size, order := weights(x, k, nil)
	if size[order[0]] == 0 {
		return empty("No column moves the answers: they are the same for every row.")
	}
	order = order[:min(len(order), swarmColumns)]
	step := (len(x.Rows) + swarmRows - 1) / swarmRows
	f := &figure.Figure{
		X:     figure.Axis{Title: "Share in " + scaleOf(x, k)},
		Table: figure.Table{Head: []string{"Column", "Lowest share", "Middle share", "Highest share", "Higher values go with"}},
	}
	points := []figure.Series{
		{Mark: figure.Points, Tone: figure.Second}, {Mark: figure.Points, Tone: figure.Third}, {Mark: figure.Points}, {Mark: figure.Points, Tone: figure.Muted},
	}
	lo, hi := 0.0, 0.0
	for _, c := range order {
		for _, row := range x.Values[k] {
			lo, hi = min(lo, row[c]), max(hi, row[c])
		}
	}
	for at, c := range order {
		f.Y.Categories = append(f.Y.Categories, x.Columns[c])
		swarmColumn(x, k, c, at, step, (hi-lo)/swarmBins, points)
		f.Table.Rows = append(f.Table.Rows, swarmRow(x, k, c))
	}
	f.Series = []figure.Series{{Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 0}, Y: []float64{-0.5, float64(len(order)) - 0.5}}}
	for i, s := range points {
		if s.Name = swarmNames[i]; len(s.X) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	top := order[0]
	f.Sentence = fmt.Sprintf("Each point is one of %s. %s", of((len(x.Rows)+step-1)/step, "row"), swarmSays(x, k, top))
	if step > 1 {
		f.Sentence += fmt.Sprintf(" The table looks at all %s.", of(len(x.Rows), "row"))
	}
	return f
}

// swarmColumn adds a column's points: those of nearly equal share are stacked.
func swarmColumn(x *automl.Explanation, k, c, at, step int, bin float64, points []figure.Series) {
	third := thirds(x, c)
	stacked := map[int]int{}
	most := 1
	var rows []int
	for i := 0; i < len(x.Rows); i += step {
		rows = append(rows, i)
		b := int(math.Floor(x.Values[k][i][c] / max(bin, 1e-300)))
		stacked[b]++
		most = max(most, stacked[b])
	}
	clear(stacked)
	for _, i := range rows {
		v := x.Values[k][i][c]
		b := int(math.Floor(v / max(bin, 1e-300)))
		n := stacked[b]
		stacked[b]++
		// Alternately above and below the middle.
		up := float64((n+1)/2) / max(float64(most)/2, 8) * swarmHeight
		if n%2 == 1 {
			up = -up
		}
		s := &points[third(i)]
		s.X, s.Y = append(s.X, v), append(s.Y, float64(at)+up)
		s.Labels = append(s.Labels, x.Columns[c]+": "+shown(x.Cells[i][c]))
	}
}

// thirds tells in which third of a column's numbers a row lies; 3 for none.
func thirds(x *automl.Explanation, c int) func(i int) int {
	if c < len(x.Levels) && x.Levels[c] != nil {
		return func(int) int { return 3 }
	}
	var all []float64
	for _, v := range x.Places[c] {
		if !math.IsNaN(v) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return func(int) int { return 3 }
	}
	sort.Float64s(all)
	low, high := quantile(all, 1.0/3), quantile(all, 2.0/3)
	return func(i int) int {
		switch v := x.Places[c][i]; {
		case math.IsNaN(v):
			return 3
		case v <= low && low < high || v < high && low == high:
			return 0
		case v < high:
			return 1
		}
		return 2
	}
}

func swarmRow(x *automl.Explanation, k, c int) []string {
	var v []float64
	for _, row := range x.Values[k] {
		v = append(v, row[c])
	}
	sort.Float64s(v)
	say := "–"
	switch r := swarmTrend(x, k, c); {
	case r > 0.3:
		say = "higher answers"
	case r < -0.3:
		say = "lower answers"
	}
	return []string{x.Columns[c], num.Spell(v[0]), num.Spell(quantile(v, 0.5)), num.Spell(v[len(v)-1]), say}
}

// swarmTrend is the correlation between a column's numbers and its shares; 0 for categories.
func swarmTrend(x *automl.Explanation, k, c int) float64 {
	if c < len(x.Levels) && x.Levels[c] != nil {
		return 0
	}
	var n, mx, my float64
	for i, v := range x.Places[c] {
		if !math.IsNaN(v) {
			n, mx, my = n+1, mx+v, my+x.Values[k][i][c]
		}
	}
	if n < 2 {
		return 0
	}
	mx, my = mx/n, my/n
	var xx, yy, xy float64
	for i, v := range x.Places[c] {
		if !math.IsNaN(v) {
			a, b := v-mx, x.Values[k][i][c]-my
			xx, yy, xy = xx+a*a, yy+b*b, xy+a*b
		}
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

func swarmSays(x *automl.Explanation, k, c int) string {
	switch r := swarmTrend(x, k, c); {
	case r > 0.3:
		return fmt.Sprintf("High values of “%s” mostly raise %s.", x.Columns[c], scaleOf(x, k))
	case r < -0.3:
		return fmt.Sprintf("High values of “%s” mostly lower %s.", x.Columns[c], scaleOf(x, k))
	}
	return fmt.Sprintf("“%s” moves %s most, some values up and some down.", x.Columns[c], scaleOf(x, k))
}

// shown is a cell for a person.
func shown(cell string) string {
	if cell == "" {
		return "missing"
	}
	if r := []rune(cell); len(r) > 30 {
		return string(r[:29]) + "…"
	}
	return cell
}
