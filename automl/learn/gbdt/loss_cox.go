package gbdt

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl/num"
)

// Cox is the loss of proportional hazards (Cox 1972) with Breslow's likelihood of ties: a
// row's score is the logarithm of its hazard relative to others. It is not a sum over rows,
// so that it stands beside the losses that are.
type Cox struct {
	order []int32 // rows, the longest time first
	ties  []int   // end in order of each run of equal times
	event []bool
	risk  []float64
}

// NewCox takes the time of each row, at which its event came or it was last seen without.
func NewCox(time []float64, event []bool) *Cox {
	c := &Cox{order: make([]int32, len(time)), event: event, risk: make([]float64, len(time))}
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortStableFunc(c.order, func(a, b int32) int { return cmp.Compare(time[b], time[a]) })
	for i := range c.order {
		if i+1 == len(c.order) || time[c.order[i+1]] != time[c.order[i]] {
			c.ties = append(c.ties, i+1)
		}
	}
	return c
}

// Derive writes the first derivatives by each row's score and the diagonal of the second,
// and returns the negative logarithm of the partial likelihood.
func (c *Cox) Derive(scores, g, h []float64) float64 {
	top := slices.Max(append([]float64{math.Inf(-1)}, scores...))
	for i, s := range scores {
		c.risk[i] = num.Exp(s - top)
	}
	// The hazards at risk at each time, which are those of all rows with no shorter time.
	atRisk := make([]float64, len(c.ties))
	sum, loss, from := 0.0, 0.0, 0
	for t, end := range c.ties {
		for _, r := range c.order[from:end] {
			sum += c.risk[r]
		}
		atRisk[t], from = sum, end
	}
	// Sums over the events up to each time, the shortest first.
	var once, twice float64
	for t := len(c.ties) - 1; t >= 0; t-- {
		from = 0
		if t > 0 {
			from = c.ties[t-1]
		}
		rows := c.order[from:c.ties[t]]
		for _, r := range rows {
			if c.event[r] {
				once += 1 / atRisk[t]
				twice += 1 / atRisk[t] / atRisk[t]
				loss += math.Log(atRisk[t]) + top - scores[r]
			}
		}
		for _, r := range rows {
			g[r] = c.risk[r] * once
			h[r] = max(g[r]-c.risk[r]*c.risk[r]*twice, minHess)
			if c.event[r] {
				g[r]--
			}
		}
	}
	return loss
}
