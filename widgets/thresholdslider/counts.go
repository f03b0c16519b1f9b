package thresholdslider

import (
	"math"
	"sort"
)

// Counts answers how many rows would be flagged at any threshold, and how many of them
// rightly, in the time of one binary search: 20 steps for a million rows. It never
// changes.
type Counts struct {
	probs []float64 // ascending
	above []int     // above[i]: positives among probs[i:]
}

// NewCounts sorts a copy of probabilities, each with its truth: 1 for the class of
// interest, else 0. Rows without a probability are left out. It takes about a quarter of
// a second for a million rows, so call it away from the interface.
func NewCounts(probabilities, truth []float64) *Counts {
	n := min(len(probabilities), len(truth))
	order := make([]int32, 0, n)
	for i := range n {
		if !math.IsNaN(probabilities[i]) {
			order = append(order, int32(i))
		}
	}
	sort.Slice(order, func(a, b int) bool { return probabilities[order[a]] < probabilities[order[b]] })
	c := &Counts{probs: make([]float64, len(order)), above: make([]int, len(order)+1)}
	for k := len(order) - 1; k >= 0; k-- {
		c.probs[k] = probabilities[order[k]]
		c.above[k] = c.above[k+1]
		if truth[order[k]] > 0.5 {
			c.above[k]++
		}
	}
	return c
}

// Decision is what a threshold does to the rows.
type Decision struct {
	Threshold       float64
	TruePositives   int // flagged, and rightly
	FalsePositives  int // flagged, and wrongly
	FalseNegatives  int // missed
	TrueNegatives   int // rightly let be
	Flagged, Actual int
}

// At counts what happens when rows from threshold up are flagged.
func (c *Counts) At(threshold float64) Decision {
	n := len(c.probs)
	k := sort.SearchFloat64s(c.probs, threshold)
	d := Decision{Threshold: threshold, Flagged: n - k, Actual: c.above[0], TruePositives: c.above[k]}
	d.FalsePositives = d.Flagged - d.TruePositives
	d.FalseNegatives = d.Actual - d.TruePositives
	d.TrueNegatives = n - d.Flagged - d.FalseNegatives
	return d
}

// Rows is the number of rows counted.
func (c *Counts) Rows() int { return len(c.probs) }

// Precision is the share of flagged rows that are right; NaN when none is flagged.
func (d Decision) Precision() float64 { return ratio(d.TruePositives, d.Flagged) }

// Recall is the share of rows of interest that are flagged; NaN when there are none.
func (d Decision) Recall() float64 { return ratio(d.TruePositives, d.Actual) }

// F1 is the harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
func (d Decision) F1() float64 {
	return ratio(2*d.TruePositives, 2*d.TruePositives+d.FalsePositives+d.FalseNegatives)
}

// Balanced is the mean of the shares of rows of interest flagged and of others let be.
func (d Decision) Balanced() float64 {
	return (d.Recall() + ratio(d.TrueNegatives, d.TrueNegatives+d.FalsePositives)) / 2
}

func ratio(a, b int) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

// Best is the threshold at which a score of the decision is highest, among the
// probabilities that occur; the highest among equals. It is 0.5 when the score is defined
// nowhere.
func (c *Counts) Best(score func(Decision) float64) float64 {
	best, top := 0.5, math.Inf(-1)
	for k := len(c.probs) - 1; k >= 0; k-- {
		if k > 0 && c.probs[k-1] == c.probs[k] {
			continue
		}
		if s := score(c.at(k)); s > top {
			best, top = c.probs[k], s
		}
	}
	return best
}

// at is At for the threshold probs[k], where probs[k-1] is lower.
func (c *Counts) at(k int) Decision {
	d := Decision{
		Threshold: c.probs[k], Flagged: len(c.probs) - k, Actual: c.above[0], TruePositives: c.above[k],
	}
	d.FalsePositives = d.Flagged - d.TruePositives
	d.FalseNegatives = d.Actual - d.TruePositives
	d.TrueNegatives = len(c.probs) - d.Flagged - d.FalseNegatives
	return d
}

// AtLeast is the highest threshold at which at least a share of the rows of interest is
// flagged; 0 when there are none.
func (c *Counts) AtLeast(recall float64) float64 {
	want := recall * float64(c.above[0])
	k := sort.Search(len(c.probs), func(k int) bool { return float64(c.above[k]) < want })
	if k == 0 || c.above[0] == 0 {
		return 0
	}
	return c.probs[k-1]
}

// AtMost is the lowest threshold at which at most n rows are flagged; above 1 when even
// the likeliest are more than that, as equal probabilities cannot be told apart.
func (c *Counts) AtMost(n int) float64 {
	k := len(c.probs) - n
	switch {
	case len(c.probs) == 0:
		return 0.5
	case k <= 0:
		return c.probs[0]
	}
	for k < len(c.probs) && c.probs[k] == c.probs[k-1] {
		k++
	}
	if k >= len(c.probs) {
		return math.Nextafter(c.probs[len(c.probs)-1], 2)
	}
	return c.probs[k]
}
