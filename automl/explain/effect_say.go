package explain

import (
	"fmt"
	"math"
	"strings"

	"winnow/automl"
)

// flat is the spread of a curve, as a share of the answers' own, below which it counts as
// level.
const flat = 0.02

// effectSentence says how the mean answer goes with a column.
func effectSentence(w *effectWork, e *automl.Effect) string {
	what := upper(e.What)
	low, high := extremes(e.Points)
	a, b := e.Points[low], e.Points[high]
	if b.Mean-a.Mean <= max(flat*spread(w.base), 1e-12*math.Abs(e.Base)) {
		return fmt.Sprintf("“%s” makes no difference by itself: %s stays at about %s whatever its value.", e.Column, e.What, amount(w.q, e.Base))
	}
	var text string
	switch {
	case isLevels(w.grid.column):
		text = fmt.Sprintf("%s is highest for “%s” (%s on average) and lowest for “%s” (%s).", what, b.Label, amount(w.q, b.Mean), a.Label, amount(w.q, a.Mean))
	default:
		first, last := e.Points[0], e.Points[len(e.Points)-1]
		name := "“" + e.Column + "”"
		switch way(e.Points) {
		case 1:
			text = fmt.Sprintf("%s rises with %s: from %s at %s to %s at %s.", what, name, amount(w.q, first.Mean), first.Label, amount(w.q, last.Mean), last.Label)
		case -1:
			text = fmt.Sprintf("%s falls with %s: from %s at %s to %s at %s.", what, name, amount(w.q, first.Mean), first.Label, amount(w.q, last.Mean), last.Label)
		default:
			text = fmt.Sprintf("%s goes up and down with %s: it is highest (%s) at %s and lowest (%s) at %s.", what, name, amount(w.q, b.Mean), b.Label, amount(w.q, a.Mean), a.Label)
		}
	}
	if s := crossing(e); s > 0.1 {
		text += fmt.Sprintf(" For %s of the rows it goes the other way: another column has a say.", share(s))
	}
	return text
}

// way is 1 for a curve that rises, give or take a twentieth of its height, -1 for one that
// falls, else 0.
func way(points []automl.EffectPoint) int {
	up, down := 0.0, 0.0
	for i := 1; i < len(points); i++ {
		d := points[i].Mean - points[i-1].Mean
		up, down = up+max(d, 0), down+max(-d, 0)
	}
	switch {
	case down <= 0.05*up:
		return 1
	case up <= 0.05*down:
		return -1
	}
	return 0
}

// crossing is the share of the shown rows whose line goes against the mean between the
// curve's ends of a rising or falling curve, or between its highest and lowest level.
func crossing(e *automl.Effect) float64 {
	if len(e.Lines) == 0 {
		return 0
	}
	low, high := extremes(e.Points)
	against := 0
	for _, l := range e.Lines {
		if l.Values[high] < l.Values[low] {
			against++
		}
	}
	return float64(against) / float64(len(e.Lines))
}

func extremes(points []automl.EffectPoint) (low, high int) {
	for i, p := range points {
		if p.Mean < points[low].Mean {
			low = i
		}
		if p.Mean > points[high].Mean {
			high = i
		}
	}
	return low, high
}

func spread(v []float64) float64 {
	low, high := v[0], v[0]
	for _, x := range v {
		low, high = min(low, x), max(high, x)
	}
	return high - low
}

func pairSentence(w *effectWork, e *automl.Effect) string {
	var best, worst [2]int
	m := e.Pair.Means
	for i := range m {
		for j, v := range m[i] {
			if v > m[best[0]][best[1]] {
				best = [2]int{i, j}
			}
			if v < m[worst[0]][worst[1]] {
				worst = [2]int{i, j}
			}
		}
	}
	at := func(p [2]int) string {
		return fmt.Sprintf("“%s” at %s and “%s” at %s (%s)", e.Column, e.Points[p[0]].Label, e.With, e.Pair.Second[p[1]].Label, amount(w.q, m[p[0]][p[1]]))
	}
	text := fmt.Sprintf("%s is highest with %s and lowest with %s.", upper(e.What), at(best), at(worst))
	switch i := e.Pair.Interplay; {
	case i < 0.01:
		return text + " The two add up: neither changes what the other does."
	case i < 0.1:
		return text + fmt.Sprintf(" They mostly add up: %s of their joint effect comes from their interplay.", share(i))
	default:
		return text + fmt.Sprintf(" They work together: %s of their joint effect comes from their interplay.", share(i))
	}
}

func upper(s string) string {
	if strings.HasPrefix(s, "probability") {
		return "The p" + s[1:]
	}
	return "“" + s + "”"
}
