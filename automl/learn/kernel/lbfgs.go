package kernel

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
)

const (
	kept = 8 // steps that the memory holds
	// longest is how far a step may change a logarithm, and halvings how often it is halved.
	longest, halvings = 0.7, 8
	// least is what a step has to gain for the search to go on.
	least = 0.02
)

// climb takes so many steps of L-BFGS at most, each halved until it lowers the value.
func climb(ctx context.Context, env automl.Env, look func([]float64) (float64, []float64), from []float64, steps int) ([]float64, error) {
	at := slices.Clone(from)
	value, g := look(at)
	var m memory
	for range steps {
		if env.Softly() || math.IsInf(value, 1) {
			break
		}
		step := m.direction(g)
		slope, share := floats.Dot(step, g), 1.0
		if most := floats.Norm(step, math.Inf(1)); most > longest {
			share = longest / most
		}
		next, lower, ng := slices.Clone(at), math.Inf(1), []float64(nil)
		for range halvings {
			floats.AddScaledTo(next, at, share, step)
			if lower, ng = look(next); lower <= value+1e-4*share*slope {
				break
			}
			share /= 2
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !(lower < value) {
			break
		}
		m.add(at, next, g, ng)
		gain := value - lower
		at, value, g = next, lower, ng
		if gain < least {
			break
		}
	}
	return at, ctx.Err()
}

// memory is the steps that L-BFGS remembers (Nocedal and Wright 2006, algorithm 7.4).
type memory struct {
	step, turn [][]float64 // where a step led, and how the gradient changed
}

// add remembers a step, unless the slope did not rise along it.
func (m *memory) add(from, to, before, after []float64) {
	s, y := make([]float64, len(from)), make([]float64, len(from))
	floats.SubTo(s, to, from)
	floats.SubTo(y, after, before)
	if floats.Dot(s, y) <= 1e-10*floats.Dot(y, y) {
		return
	}
	m.step, m.turn = append(m.step, s), append(m.turn, y)
	if len(m.step) > kept {
		m.step, m.turn = m.step[1:], m.turn[1:]
	}
}

// direction is where to go from a place with gradient g.
func (m *memory) direction(g []float64) []float64 {
	q := make([]float64, len(g))
	floats.SubTo(q, q, g)
	n := len(m.step)
	if n == 0 {
		// Why: a first step of length 1 at most, for the scale is not known.
		floats.Scale(1/max(1, floats.Norm(g, 2)), q)
		return q
	}
	a := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		a[i] = floats.Dot(m.step[i], q) / floats.Dot(m.step[i], m.turn[i])
		floats.AddScaled(q, -a[i], m.turn[i])
	}
	last := m.turn[n-1]
	floats.Scale(floats.Dot(m.step[n-1], last)/floats.Dot(last, last), q)
	for i := range n {
		b := floats.Dot(m.turn[i], q) / floats.Dot(m.step[i], m.turn[i])
		floats.AddScaled(q, a[i]-b, m.step[i])
	}
	return q
}
