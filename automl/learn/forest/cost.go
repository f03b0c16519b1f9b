package forest

import (
	"math"
	"strconv"

	"winnow/automl"
)

// cost forecasts a fit: each level of each tree looks at the tried columns of all rows.
func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	l := Learner{Trees: 200, MinLeaf: 1}
	for _, q := range p {
		v, err := strconv.ParseFloat(q.Value(), 64)
		if err != nil {
			continue
		}
		switch q.Name {
		case "trees":
			l.Trees = int(v)
		case "feature_fraction":
			l.Features = v
		case "min_leaf":
			l.MinLeaf = max(1, int(v))
		}
	}
	task := automl.Regression
	if classes > 0 {
		task = automl.Multiclass
	}
	n, trees := float64(max(rows, 1)), float64(l.Trees)
	leaves := n / (1.5 * float64(l.minLeaf(rows)))
	answers := 1.0
	if classes > 2 {
		answers = float64(classes)
	}
	levels := math.Log2(leaves + 2)
	return automl.Cost{
		Bytes: int64(n*float64(2*cols+40) + trees*leaves*(2*100+4*answers)),
		Work:  trees * n * levels * (float64(l.tries(task, cols))*8e-9*math.Sqrt(answers) + 30e-9),
	}
}
