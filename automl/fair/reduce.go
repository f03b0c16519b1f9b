package fair

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"winnow/automl"
)

// What the reduction works with. Why: steps that change each row's cost by a multiple of what
// its group is off do not depend on how many groups there are or how large they are, and a
// dozen fits reach what exponentiated steps take two to four dozen for; the program that mixes
// the fits sees to it that constraints come first.
const (
	reduceSlack   = 0.01 // by which constraints may be missed
	reduceRate    = 4.0  // of the first step; that of step t is smaller by the root of t
	reducePenalty = 100  // of missing a constraint, in errors
)

// Reducer turns fitting under a constraint into a row of fits with other classes and weights
// (the reduction of Agarwal et al. 2018, with steps along the gradient): fit what Next gives,
// Tell what the fit predicts, and Mix the predictors in the end.
type Reducer struct {
	y     []float64 // 0 or 1
	event []int32   // whose rates are to be alike: -1 for rows that do not matter, else 0 or 1
	group []int32   // -1 for groups that are too small
	n     int       // groups

	events []float64   // share of rows of each event
	both   [][]float64 // share of rows of each event and group
	price  [][]float64 // of each event and group: the multiplier of its constraint
	errors []float64   // of the predictors
	misses [][]float64 // of the predictors: by how much each event and group is off, one after another
}

// NewReducer prepares a reduction. Groups with fewer than automl.FairRows rows are left free.
func NewReducer(y []float64, group []int32, groups int, constraint string) (*Reducer, error) {
	r := &Reducer{y: y, event: make([]int32, len(y)), group: make([]int32, len(y)), n: groups, events: make([]float64, 2), both: [][]float64{make([]float64, groups), make([]float64, groups)}}
	rows := make([]int, groups)
	for _, g := range group {
		if g >= 0 {
			rows[g]++
		}
	}
	large := 0
	for _, n := range rows {
		if n >= automl.FairRows {
			large++
		}
	}
	if large < 2 {
		return nil, automl.Errorf("fairness", automl.BadData, "Fewer than two groups have %d rows, so there is nothing to make alike.", automl.FairRows)
	}
	for i, v := range y {
		var e int32
		switch constraint {
		case automl.DemographicParity, "":
			e = 0
		case automl.EqualizedOdds:
			e = int32(v)
		case automl.EqualOpportunity, automl.EqualMisses:
			e = int32(v) - 1
		case automl.EqualFalseAlarms, automl.EqualTrueNegative:
			e = -int32(v)
		default:
			return nil, automl.Errorf("fairness", automl.BadUsage, "There is no constraint %q.", constraint)
		}
		r.event[i], r.group[i] = e, group[i]
		if r.group[i] >= 0 && rows[r.group[i]] < automl.FairRows {
			r.group[i] = -1
		}
		if e < 0 || r.group[i] < 0 {
			r.event[i] = -1
			continue
		}
		r.events[e] += 1 / float64(len(y))
		r.both[e][r.group[i]] += 1 / float64(len(y))
	}
	r.price = [][]float64{make([]float64, groups), make([]float64, groups)}
	return r, nil
}

// Next is the classes and weights of the next fit. Constant is true when all classes are the
// same, so that there is nothing to fit.
func (r *Reducer) Next() (y, w []float64, constant bool) {
	pull := [2]float64{}
	for e := range r.price {
		for _, v := range r.price[e] {
			pull[e] += v
		}
	}
	y, w = make([]float64, len(r.y)), make([]float64, len(r.y))
	sum, ones := 0.0, 0
	for i, v := range r.y {
		s := 2*v - 1
		if e := r.event[i]; e >= 0 {
			s += pull[e]/r.events[e] - r.price[e][r.group[i]]/r.both[e][r.group[i]]
		}
		if s > 0 {
			y[i] = 1
			ones++
		}
		w[i] = math.Abs(s)
		sum += w[i]
	}
	for i := range w {
		w[i] *= float64(len(w)) / sum
	}
	return y, w, ones == 0 || ones == len(y)
}

// Tell takes in what the last fit predicts for the rows, 0 or 1.
func (r *Reducer) Tell(said []float64) {
	wrong := 0.0
	hits := [2][]float64{make([]float64, r.n), make([]float64, r.n)}
	for i, p := range said {
		if p != r.y[i] {
			wrong += 1 / float64(len(r.y))
		}
		if e := r.event[i]; e >= 0 {
			hits[e][r.group[i]] += p / float64(len(r.y))
		}
	}
	misses := make([]float64, 2*r.n)
	step := reduceRate / math.Sqrt(float64(len(r.errors)+1))
	for e := range 2 {
		all := 0.0
		for _, v := range hits[e] {
			all += v
		}
		for g := range r.n {
			if r.both[e][g] > 0 {
				misses[e*r.n+g] = hits[e][g]/r.both[e][g] - all/r.events[e]
				r.price[e][g] += step * r.both[e][g] * misses[e*r.n+g]
			}
		}
	}
	r.errors, r.misses = append(r.errors, wrong), append(r.misses, misses)
}

// Mix is the share of each predictor in the one drawn by lot: that with the fewest errors
// among the mixtures that miss the constraints least, by a linear program. Where that cannot
// be solved all have the same share.
func (r *Reducer) Mix() []float64 {
	n := len(r.errors)
	var used []int
	for j := range 2 * r.n {
		if r.both[j/r.n][j%r.n] > 0 {
			used = append(used, j)
		}
	}
	// columns: the predictors, what constraints are missed by, a slack of each constraint, of
	// which there are two, above and below, for each event and group
	width := n + 1 + 2*len(used)
	a := mat.NewDense(1+2*len(used), width, nil)
	b, c := make([]float64, 1+2*len(used)), make([]float64, width)
	copy(c, r.errors)
	c[n] = reducePenalty
	b[0] = 1
	for k := range n {
		a.Set(0, k, 1)
	}
	for i := range 2 * len(used) {
		sign := 1 - 2*float64(i%2)
		b[1+i] = reduceSlack
		for k := range n {
			a.Set(1+i, k, sign*r.misses[k][used[i/2]])
		}
		a.Set(1+i, n, -1)
		a.Set(1+i, n+1+i, 1)
	}
	out := make([]float64, n)
	_, x, err := lp.Simplex(c, a, b, 1e-10, nil)
	if err != nil {
		for k := range out {
			out[k] = 1 / float64(n)
		}
		return out
	}
	sum := 0.0
	for k := range out {
		if x[k] > 1e-9 {
			out[k] = x[k]
			sum += x[k]
		}
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}
