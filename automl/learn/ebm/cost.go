package ebm

import (
	"math"

	"winnow/automl"
)

// cost forecasts a fit from what a pass takes.
func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	l := newLearner()
	if err := l.Params().Set(p.Settings()); err != nil {
		l = newLearner()
	}
	outputs := 1.0
	if classes > 2 {
		outputs = float64(classes)
	}
	n, blocks, bags := float64(rows), float64((cols+7)/8), float64(l.bags(rows))
	tables := bags * outputs * 2 * size * 8
	// Why: boosting stops by itself after about so many rounds; pairs take some more.
	rounds := min(float64(l.MaxRounds), 0.1/l.Rate*min(1000, 7*math.Sqrt(n)))
	pass := n*outputs*20e-9 + 8*outputs*600e-9
	return automl.Cost{
		Bytes: int64(n*(8*blocks+40+float64(8*outputs*bags)+float64(16*min(cols, mostPairs))) + blocks*tables),
		Work:  bags * rounds * blocks * pass,
	}
}
