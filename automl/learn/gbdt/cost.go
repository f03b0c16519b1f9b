package gbdt

import (
	"strconv"

	"winnow/automl"
)

// cost forecasts a fit from what a round takes.
func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	knob := func(name string) float64 {
		for _, q := range p {
			if q.Name == name {
				if v, err := strconv.ParseFloat(q.Value(), 64); err == nil {
					return v
				}
			}
		}
		for _, q := range newLearner().Params() {
			if q.Name == name {
				v, _ := strconv.ParseFloat(q.Value(), 64)
				return v
			}
		}
		return 0
	}
	outputs := 1.0
	if classes > 2 {
		outputs = float64(classes)
	}
	n, wide, leaves := float64(rows), float64((cols+7)/8*8), knob("leaves")
	sets := min(leaves*wide*2048, 1<<29)
	passes := 2.0 // search and refit
	if rows < fewRows {
		passes, sets = 5, sets*5
	}
	// Why: boosting stops by itself after about this many rounds on most data.
	rounds := min(knob("max_rounds"), 12/knob("learning_rate"))
	// A level of the tree costs about half the rows; a leaf the scan of its histograms.
	perTree := n*(30e-9+3*wide*0.8e-9) + leaves*wide*600e-9
	return automl.Cost{
		Bytes: int64(n*(2*wide+24+16*outputs) + sets),
		Work:  passes * rounds * outputs * perTree,
	}
}
