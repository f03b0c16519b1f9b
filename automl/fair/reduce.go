package fair

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"winnow/automl"
)

// What the reduction works with, as Fairlearn's ExponentiatedGradient has it.
const (
	reduceSlack = 0.01            // by which constraints may be missed
	reduceBound = 1 / reduceSlack // of the multipliers' sum
	reduceRate  = 2 / reduceBound // at which they change
)

// Reducer turns fitting under a constraint into a row of fits with other classes and weights
// (Agarwal et al. 2018, algorithm 1): fit what Next gives, Tell what the fit predicts, and Mix
// the predictors in the end.
type Reducer struct {
	y     []float64 // 0 or 1
	event []int32   // whose rates are to be alike: -1 for rows that do not matter, else 0 or 1
	group []int32   // -1 for groups that are too small
	n     int       // groups

	events []float64   // share of rows of each event
	both   [][]float64 // share of rows of each event and group
	theta  []float64   // by sign, event and group
	errors []float64   // of the predictors
	misses [][]float64 // of the predictors, in the order of theta
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
		e := int32(-1)
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
	r.theta = make([]float64, 2*2*groups)
	return r, nil
}

// at is the place of a constraint.
func (r *Reducer) at(sign, event int, group int32) int { return (sign*2+event)*r.n + int(group) }

// Next is the classes and weights of the next fit. Constant is true when all classes are the
// same, so that there is nothing to fit.
func (r *Reducer) Next() (y, w []float64, constant bool) {
	total := 1.0
	for _, v := range r.theta {
		total += math.Exp(v)
	}
	pull := [2]float64{}
	signed := func(e int, g int32) float64 {
		return reduceBound * (math.Exp(r.theta[r.at(0, e, g)]) - math.Exp(r.theta[r.at(1, e, g)])) / total
	}
	for e := range 2 {
		for g := range int32(r.n) {
			if r.both[e][g] > 0 {
				pull[e] += signed(e, g)
			}
		}
	}
	y, w = make([]float64, len(r.y)), make([]float64, len(r.y))
	sum, ones := 0.0, 0
	for i, v := range r.y {
		s := 2*v - 1
		if e := r.event[i]; e >= 0 {
			s += pull[e]/r.events[e] - signed(int(e), r.group[i])/r.both[e][r.group[i]]
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
	misses := make([]float64, len(r.theta))
	for e := range 2 {
		all := 0.0
		for _, v := range hits[e] {
			all += v
		}
		for g := range int32(r.n) {
			if r.both[e][g] == 0 {
				continue
			}
			d := hits[e][g]/r.both[e][g] - all/r.events[e]
			misses[r.at(0, e, g)], misses[r.at(1, e, g)] = d, -d
		}
	}
	r.errors, r.misses = append(r.errors, wrong), append(r.misses, misses)
	for j, v := range misses {
		if e, g := j/r.n%2, j%r.n; r.both[e][g] > 0 {
			r.theta[j] += reduceRate * (v - reduceSlack)
		}
	}
}

// Mix is the share of each predictor in the one drawn by lot: that with the fewest errors
// among the mixtures that miss the constraints least, by a linear program. Where that cannot
// be solved all have the same share.
func (r *Reducer) Mix() []float64 {
	n := len(r.errors)
	var used []int
	for j := range r.theta {
		if r.both[j/r.n%2][j%r.n] > 0 {
			used = append(used, j)
		}
	}
	// columns: the predictors, what constraints are missed by, a slack of each constraint
	width := n + 1 + len(used)
	a := mat.NewDense(1+len(used), width, nil)
	b, c := make([]float64, 1+len(used)), make([]float64, width)
	copy(c, r.errors)
	c[n] = reduceBound
	b[0] = 1
	for k := range n {
		a.Set(0, k, 1)
	}
	for i, j := range used {
		b[1+i] = reduceSlack
		for k := range n {
			a.Set(1+i, k, r.misses[k][j])
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
