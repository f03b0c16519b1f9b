package search

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/num"
)

// Lag is how many trials behind its own number a varied candidate looks for winners: the
// trials in between may still be running, so that workers need not wait for each other,
// and the outcome does not depend on how many workers there are.
const Lag = 4

// Result is what a finished trial scored; lower is better. A trial that has no score did
// not finish well.
type Result struct {
	Candidate Candidate
	Loss      float64
	Scored    bool
}

// parents is how many of the best trials are varied.
const parents = 4

// Vary makes candidate number n (from 0) as a variation of one of the best among the
// results, which are those of trials 0..n-Lag. It depends on seed, n and the results
// alone. It returns false when there is nothing to vary.
func Vary(cat *automl.Catalog, results []Result, n int, seed uint64) (Candidate, bool) {
	tried := map[string]bool{}
	var good []Result
	for _, r := range results {
		tried[r.Candidate.Key()] = true
		if r.Scored && knobs(cat, r.Candidate) > 0 {
			good = append(good, r)
		}
	}
	slices.SortStableFunc(good, func(a, b Result) int { return cmp.Compare(a.Loss, b.Loss) })
	good = good[:min(len(good), parents)]
	if len(good) == 0 {
		return Candidate{}, false
	}
	for attempt := range 20 {
		rng := num.RNG(seed, "vary", n, attempt)
		c, ok := vary(cat, good[rng.IntN(len(good))].Candidate, n, rng)
		if ok && !tried[c.Key()] {
			return c, true
		}
	}
	return Candidate{}, false
}

func knobs(cat *automl.Catalog, c Candidate) int {
	l, _, err := c.Learner(cat)
	if err != nil {
		return 0
	}
	return len(searched(l.Params()))
}

// searched are the knobs that a search may turn.
func searched(params automl.Params) automl.Params {
	var out automl.Params
	for _, p := range params {
		if !p.Person {
			out = append(out, p)
		}
	}
	return out
}

func vary(cat *automl.Catalog, base Candidate, n int, rng *rand.Rand) (Candidate, bool) {
	l, alg, err := base.Learner(cat)
	if err != nil {
		return base, false
	}
	params := l.Params()
	turned := searched(params)
	changes := 1 + rng.IntN(min(3, len(turned)))
	for range changes {
		p := turned[rng.IntN(len(turned))]
		if p.Set(step(p, rng)) != nil {
			return base, false
		}
	}
	c := Candidate{Name: fmt.Sprintf("%s, variation %d", alg.Name, n+1), Algorithm: alg.ID, Prep: base.Prep}
	defaults := alg.New().Params()
	for i, p := range params {
		if v := p.Value(); v != defaults[i].Value() {
			c.Settings = append(c.Settings, automl.Setting{Name: p.Name, Value: v})
		}
	}
	return c, true
}

// step moves one knob: a number by a random factor or share of its range, kept within it;
// a choice to any of its words.
func step(p automl.Param, rng *rand.Rand) string {
	r := p.Range
	if len(r.Choices) > 0 {
		return r.Choices[rng.IntN(len(r.Choices))]
	}
	v, err := strconv.ParseFloat(p.Value(), 64)
	if err != nil {
		return p.Value()
	}
	if r.Zero && v == 0 {
		v = within(r, rng.Float64())
	} else if r.Log && v > 0 {
		v *= math.Exp(0.6 * rng.NormFloat64())
	} else {
		v += 0.15 * (r.High - r.Low) * rng.NormFloat64()
	}
	v = min(max(v, r.Low), r.High)
	if p.Whole {
		return strconv.Itoa(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// within is the number at a share of the way through a range.
func within(r automl.Range, share float64) float64 {
	if r.Log {
		return r.Low * math.Pow(r.High/r.Low, share)
	}
	return r.Low + share*(r.High-r.Low)
}
