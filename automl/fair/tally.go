package fair

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
)

// Rows are the rows that a model is judged on.
type Rows struct {
	Regression bool
	Y          []float64 // the number; of classes 1 for rows of the class, else 0
	Score      []float64 // the predicted number, or the probability of the class
	Picked     []float64 // of classes: 1 where the class is predicted, else 0; by lot how likely
	W          []float64 // weights; nil means all 1
	Group      []int32   // from 0
	Names      []string  // of the groups
}

// Of takes one class out of predictions, which counts as being selected, and the group of
// each row.
func Of(y automl.Target, p *automl.Prediction, class int, group []int32, names []string) *Rows {
	r := &Rows{Regression: !y.Task.IsClassification(), W: y.W, Group: group, Names: names}
	if r.Regression {
		r.Y, r.Score = y.Y, p.Values
		return r
	}
	n := len(y.Y)
	r.Y, r.Score, r.Picked = make([]float64, n), make([]float64, n), make([]float64, n)
	for i, v := range y.Y {
		if int(v) == class {
			r.Y[i] = 1
		}
		if p.Class(i) == class {
			r.Picked[i] = 1
		}
		switch {
		case p.Width > 1:
			r.Score[i] = p.Row(i)[class]
		case class == 1:
			r.Score[i] = p.Values[i]
		default:
			r.Score[i] = 1 - p.Values[i]
		}
	}
	return r
}

// ByLot makes the scores the probabilities with which rows are selected: every rate is then the
// one to expect.
func (r *Rows) ByLot() { r.Picked = r.Score }

// tally is what is counted of a group: weights of rows.
type tally struct {
	rows             int // that were counted, whatever their weight
	all, truth       float64
	tp, fp, fn, tn   float64
	score, loss      float64
	y, abs, sq, dev2 float64
	dev              float64

	// for the ROC AUC, in the order of scores
	last         float64
	below        float64 // negatives with a lower score
	tiePos, tieN float64
	area         float64
}

// flush closes a run of equal scores.
func (t *tally) flush() {
	t.area += t.tiePos * (t.below + t.tieN/2)
	t.below += t.tieN
	t.tiePos, t.tieN = 0, 0
}

// counter counts rows as often as it is told.
type counter struct {
	*Rows           // by rising score
	loss  []float64 // log loss of each row
	mean  []float64 // of Y in each group; the last of all rows
}

func newCounter(r *Rows) *counter {
	r = r.sorted()
	c := &counter{Rows: r, mean: make([]float64, len(r.Names)+1)}
	if !r.Regression {
		c.loss = make([]float64, len(r.Y))
		for i, p := range r.Score {
			if r.Y[i] == 0 {
				p = 1 - p
			}
			c.loss[i] = -math.Log(math.Max(p, leastShare))
		}
	}
	sum := make([]float64, len(c.mean))
	for i, v := range r.Y {
		w := c.weight(i)
		for _, g := range [2]int{int(r.Group[i]), len(r.Names)} {
			c.mean[g] += w * v
			sum[g] += w
		}
	}
	for g := range c.mean {
		if sum[g] > 0 {
			c.mean[g] /= sum[g]
		}
	}
	return c
}

// sorted is the rows by rising score, so that equal scores stand together and rows are read
// one after another.
func (r *Rows) sorted() *Rows {
	order := make([]int, len(r.Y))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Score[a], r.Score[b]) })
	return &Rows{Regression: r.Regression, Y: take(r.Y, order), Score: take(r.Score, order), Picked: take(r.Picked, order),
		W: take(r.W, order), Group: take(r.Group, order), Names: r.Names}
}

func take[T any](v []T, order []int) []T {
	if v == nil {
		return nil
	}
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = v[k]
	}
	return out
}

// leastShare is the probability that log loss takes in the place of 0, as scikit-learn does.
const leastShare = 2.220446049250313e-16

func (r *Rows) weight(i int) float64 {
	if r.W == nil {
		return 1
	}
	return r.W[i]
}

// count counts row i, in the order of scores, times[i] times, or once; one tally for each group, the last of all.
func (c *counter) count(times []uint16) []tally {
	out := make([]tally, len(c.Names)+1)
	for i := range c.Y {
		w := c.weight(i)
		if times != nil {
			if times[i] == 0 {
				continue
			}
			w *= float64(times[i])
		}
		c.add(&out[c.Group[i]], i, int(c.Group[i]), w)
		c.add(&out[len(c.Names)], i, len(c.Names), w)
	}
	for g := range out {
		out[g].flush()
	}
	return out
}

func (c *counter) add(t *tally, i, g int, w float64) {
	t.rows++
	t.all += w
	t.score += w * c.Score[i]
	y := c.Y[i]
	if c.Regression {
		e := c.Score[i] - y
		d := y - c.mean[g]
		t.y += w * y
		t.abs += w * math.Abs(e)
		t.sq += w * e * e
		t.dev += w * d
		t.dev2 += w * d * d
		return
	}
	t.loss += w * c.loss[i]
	if c.Score[i] != t.last {
		t.flush()
		t.last = c.Score[i]
	}
	in, out := w*c.Picked[i], w*(1-c.Picked[i])
	if y == 1 {
		t.tp, t.fn = t.tp+in, t.fn+out
		t.truth += w
		t.tiePos += w
	} else {
		t.fp, t.tn = t.fp+in, t.tn+out
		t.tieN += w
	}
}
