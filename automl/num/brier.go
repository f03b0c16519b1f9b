package num

import "math"

// Brier is the mean squared error of probabilities and its parts over groups of probabilities
// of equal width (Murphy 1973): Score is Reliability - Resolution + Uncertainty + Within,
// where Within is what is lost by grouping (Stephenson, Coelho and Jolliffe 2008).
type Brier struct {
	Score       float64
	Reliability float64 // mean squared distance of said and true shares; 0 is perfect
	Resolution  float64 // how far the true shares of groups lie apart; more is better
	Uncertainty float64 // variance of the truth itself
	Within      float64
	Error       float64 // mean distance of said and true shares (expected calibration error)
}

// BrierOf takes the parts apart for probabilities p from 0 to 1 of what did (1) or did not (0)
// come true; w are weights, nil for equal ones. All parts are 0 when there is no weight.
func BrierOf(p, hit, w []float64, groups int) Brier {
	type group struct{ w, p, hit float64 }
	g := make([]group, groups)
	var all group
	var b Brier
	for i, v := range p {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		k := &g[GroupOf(v, groups)]
		for _, at := range []*group{k, &all} {
			at.w += weight
			at.p += weight * v
			at.hit += weight * hit[i]
		}
		b.Score += weight * (v - hit[i]) * (v - hit[i])
	}
	if all.w == 0 {
		return Brier{}
	}
	b.Score /= all.w
	base := all.hit / all.w
	b.Uncertainty = base * (1 - base)
	for _, k := range g {
		if k.w == 0 {
			continue
		}
		said, came := k.p/k.w, k.hit/k.w
		b.Reliability += k.w / all.w * (said - came) * (said - came)
		b.Resolution += k.w / all.w * (came - base) * (came - base)
		b.Error += k.w / all.w * math.Abs(said-came)
	}
	b.Within = b.Score - (b.Reliability - b.Resolution + b.Uncertainty)
	return b
}

// GroupOf is the group of a probability among groups of equal width: the one whose upper end
// it reaches first, as scikit-learn groups.
func GroupOf(p float64, groups int) int {
	step := 1 / float64(groups)
	k := min(max(int(p*float64(groups)), 0), groups-1)
	for k > 0 && p <= float64(k)*step {
		k--
	}
	for k < groups-1 && p > float64(k+1)*step {
		k++
	}
	return k
}
