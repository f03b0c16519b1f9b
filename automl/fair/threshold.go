package fair

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
)

// gridSize is Fairlearn's: targets of a rate are looked for at so many steps between 0 and 1.
const gridSize = 1000

// Thresholds are those of every group.
type Thresholds struct {
	Groups []automl.FairThreshold
	// Rest decides for rows of no known group, and for groups that cannot have thresholds of
	// their own.
	Rest automl.FairThreshold
	X    float64 // rate that all groups are to have; with automl.EqualizedOdds of false positives
	Y    float64 // objective reached; with automl.EqualizedOdds the true positive rate
}

// cell counts what a threshold makes of a group.
type cell struct{ tp, fp, tn, fn float64 }

func (c cell) rate(id string) float64 {
	switch id {
	case "false_positive_rate":
		return c.fp / (c.tn + c.fp)
	case "false_negative_rate":
		return c.fn / (c.tp + c.fn)
	case "true_positive_rate":
		return c.tp / (c.tp + c.fn)
	case "true_negative_rate":
		return c.tn / (c.tn + c.fp)
	case "balanced_accuracy_score":
		return 0.5*c.tp/(c.tp+c.fn) + 0.5*c.tn/(c.tn+c.fp)
	case "accuracy_score":
		return (c.tp + c.tn) / (c.tp + c.tn + c.fp + c.fn)
	}
	return (c.tp + c.fp) / (c.tp + c.tn + c.fp + c.fn)
}

// simple are the constraints on one rate.
var simple = map[string]string{
	automl.DemographicParity: "selection_rate",
	automl.EqualFalseAlarms:  "false_positive_rate",
	automl.EqualMisses:       "false_negative_rate",
	automl.EqualOpportunity:  "true_positive_rate",
	automl.EqualTrueNegative: "true_negative_rate",
}

// objectives are what thresholds may be best at; those of equalized odds first.
var objectives = []string{"accuracy_score", "balanced_accuracy_score", "selection_rate", "true_positive_rate", "true_negative_rate"}

// point is what a threshold reaches.
type point struct{ x, y, t float64 }

// trade is what a group can have: its points, the upper hull of them, and the hull at each
// step of the grid.
type trade struct {
	points, hull []point
	y            []float64
	from         []int // of the grid: point of the hull on the left
}

// Optimise finds the thresholds of every group by which a rate, or with equalized odds two, is
// the same for all and the objective is as good as can be (Hardt, Price and Srebro 2016), by
// the steps of Fairlearn's ThresholdOptimizer with grid size 1000 and without flips. Empty
// constraint and objective are demographic parity and accuracy. Groups with fewer than
// automl.FairRows rows, or with rows of one class only, follow the threshold of all rows
// together. The rows must be of classes; weights are not looked at.
func Optimise(r *Rows, constraint, objective string) (*Thresholds, error) {
	if constraint == "" {
		constraint = automl.DemographicParity
	}
	if objective == "" {
		objective = objectives[0]
	}
	odds := constraint == automl.EqualizedOdds
	x, ok := simple[constraint]
	if !ok && !odds {
		return nil, automl.Errorf("fairness", automl.BadUsage, "There is no constraint %q.", constraint)
	}
	if k := slices.Index(objectives, objective); k < 0 || odds && k > 1 {
		return nil, automl.Errorf("fairness", automl.BadUsage, "Thresholds cannot be chosen for the best %q under %q.", objective, constraint)
	}
	y := objective
	if odds {
		x, y = "false_positive_rate", "true_positive_rate"
	}
	o := newOptimiser(r, x, y)
	if len(o.own) < 2 {
		return nil, automl.Errorf("fairness", automl.BadData, "Fewer than two groups have %d rows and rows of both classes, so there is nothing to make alike.", automl.FairRows)
	}
	if odds {
		return o.equalizedOdds(objective), nil
	}
	return o.oneRate(), nil
}

// optimiser holds the trades of the groups.
type optimiser struct {
	*Rows
	own    []int // groups with thresholds of their own, by name, as Fairlearn adds them up
	trades []*trade
	all    *trade
	count  []int
}

func newOptimiser(r *Rows, x, y string) *optimiser {
	o := &optimiser{Rows: r, trades: make([]*trade, len(r.Names)), count: make([]int, len(r.Names))}
	members := make([][]int, len(r.Names))
	every := make([]int, len(r.Y))
	positives := make([]int, len(r.Names))
	for i, g := range r.Group {
		every[i] = i
		members[g] = append(members[g], i)
		if r.Y[i] == 1 {
			positives[g]++
		}
	}
	for g, m := range members {
		o.count[g] = len(m)
		if len(m) >= automl.FairRows && positives[g] > 0 && positives[g] < len(m) {
			o.trades[g] = newTrade(r, m, x, y)
			o.own = append(o.own, g)
		}
	}
	slices.SortFunc(o.own, func(a, b int) int { return cmp.Compare(r.Names[a], r.Names[b]) })
	o.all = newTrade(r, every, x, y)
	return o
}

// newTrade tries every threshold between two scores.
func newTrade(r *Rows, rows []int, x, y string) *trade {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(r.Score[b], r.Score[a]) })
	var c cell
	for _, i := range rows {
		if r.Y[i] == 1 {
			c.fn++
		} else {
			c.tn++
		}
	}
	t := &trade{points: []point{{c.rate(x), c.rate(y), math.Inf(1)}}}
	for at := 0; at < len(rows); {
		s := r.Score[rows[at]]
		for at < len(rows) && r.Score[rows[at]] == s {
			if r.Y[rows[at]] == 1 {
				c.fn, c.tp = c.fn-1, c.tp+1
			} else {
				c.tn, c.fp = c.tn-1, c.fp+1
			}
			at++
		}
		next := math.Inf(-1)
		if at < len(rows) {
			next = r.Score[rows[at]]
		}
		t.points = append(t.points, point{c.rate(x), c.rate(y), (s + next) / 2})
	}
	slices.SortStableFunc(t.points, func(a, b point) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	t.outline()
	return t
}

// grid is step i of the grid.
func grid(i int) float64 {
	if i == gridSize {
		return 1
	}
	return float64(i) * (1.0 / gridSize)
}

// outline is the upper hull (Andrew 1979) and what lies on it at each step of the grid.
func (t *trade) outline() {
	for _, p := range t.points {
		for n := len(t.hull); n >= 2; n = len(t.hull) {
			a, b := t.hull[n-2], t.hull[n-1]
			if (b.y-a.y)*(p.x-a.x) > (p.y-a.y)*(b.x-a.x) {
				break
			}
			t.hull = t.hull[:n-1]
		}
		t.hull = append(t.hull, p)
	}
	t.y, t.from = make([]float64, gridSize+1), make([]int, gridSize+1)
	k := 0
	for i := range t.y {
		x := grid(i)
		for k+1 < len(t.hull) && t.hull[k+1].x <= x {
			k++
		}
		j := k
		if i > 0 && t.hull[j].x == x {
			j--
		}
		t.from[i] = min(j, len(t.hull)-2)
		p0, p1 := t.lot(i)
		t.y[i] = float64(p0*t.hull[t.from[i]].y) + float64(p1*t.hull[t.from[i]+1].y)
	}
}

// lot is how the two points of the hull about a step of the grid are mixed.
func (t *trade) lot(i int) (p0, p1 float64) {
	a, b := t.hull[t.from[i]], t.hull[t.from[i]+1]
	p0 = (b.x - grid(i)) / (b.x - a.x)
	return p0, 1 - p0
}

// at is the mixture at a step of the grid, and the single threshold nearest to it.
func (t *trade) at(i int, near func(p point) float64) automl.FairThreshold {
	p0, p1 := t.lot(i)
	out := automl.FairThreshold{P0: p0, T0: bounded(t.hull[t.from[i]].t), P1: p1, T1: bounded(t.hull[t.from[i]+1].t)}
	best, high := math.Inf(1), math.Inf(-1)
	for _, p := range t.points {
		if d := near(p); d < best || d == best && p.y > high {
			best, high, out.At = d, p.y, bounded(p.t)
		}
	}
	return out
}

// bounded puts a threshold that no probability reaches, or that all do, where a file can hold
// it.
func bounded(t float64) float64 { return min(max(t, -1), 2) }

// oneRate makes one rate alike: where the mean of the groups' objectives is highest.
func (o *optimiser) oneRate() *Thresholds {
	best, top := 0, math.Inf(-1)
	rows := 0
	for _, g := range o.own {
		rows += o.count[g]
	}
	for i := range gridSize + 1 {
		sum := 0.0
		for _, g := range o.own {
			sum += float64(float64(o.count[g]) / float64(rows) * o.trades[g].y[i])
		}
		if sum > top {
			best, top = i, sum
		}
	}
	x := grid(best)
	near := func(p point) float64 { return math.Abs(p.x - x) }
	return o.collect(&Thresholds{X: x, Y: top}, func(t *trade) automl.FairThreshold { return t.at(best, near) })
}

// equalizedOdds makes both rates alike: the false positive rate at which the objective is
// highest, with the true positive rate that every group can have there.
func (o *optimiser) equalizedOdds(objective string) *Thresholds {
	var positives, negatives float64
	for i, g := range o.Group {
		switch {
		case o.trades[g] == nil:
		case o.Y[i] == 1:
			positives++
		default:
			negatives++
		}
	}
	best, top, reached := 0, math.Inf(-1), 0.0
	for i := range gridSize + 1 {
		y := math.Inf(1)
		for _, g := range o.own {
			y = math.Min(y, o.trades[g].y[i])
		}
		x := grid(i)
		c := cell{fp: negatives * x, tn: negatives * (1 - x), tp: positives * y, fn: positives * (1 - y)}
		if v := math.RoundToEven(c.rate(objective)*1e15) / 1e15; v > top {
			best, top, reached = i, v, y
		}
	}
	x := grid(best)
	near := func(p point) float64 { return math.Max(math.Abs(p.x-x), math.Abs(p.y-reached)) }
	return o.collect(&Thresholds{X: x, Y: reached}, func(t *trade) automl.FairThreshold {
		out := t.at(best, near)
		out.Constant = x
		if t.y[best] != x {
			out.Ignore = min(max((t.y[best]-reached)/(t.y[best]-x), 0), 1)
		}
		return out
	})
}

func (o *optimiser) collect(out *Thresholds, of func(t *trade) automl.FairThreshold) *Thresholds {
	out.Rest = of(o.all)
	for g, name := range o.Names {
		var t automl.FairThreshold
		if own := o.trades[g]; own != nil {
			t = of(own)
		} else {
			t = out.Rest
			t.Note = "Too few rows, or rows of one class only: it follows the threshold of all rows."
		}
		t.Group, t.Rows = name, o.count[g]
		out.Groups = append(out.Groups, t)
	}
	return out
}

// Of is the thresholds of a group; -1 for no known one.
func (t *Thresholds) Of(group int32) *automl.FairThreshold {
	if group < 0 {
		return &t.Rest
	}
	return &t.Groups[group]
}

// Chance is the probability with which a row of a group is selected by lot.
func Chance(t *automl.FairThreshold, score float64) float64 {
	p := 0.0
	if score > t.T0 {
		p = t.P0
	}
	if score > t.T1 {
		p += t.P1
	}
	return float64(t.Ignore*t.Constant) + float64((1-t.Ignore)*p)
}
