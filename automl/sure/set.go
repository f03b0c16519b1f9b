package sure

import (
	"math"

	"winnow/automl"
)

// classRows is how many rows a class must have for a bound of its own.
const classRows = 50

// Sets finds the sets of classes: each class is in the set of a row from a probability on
// that as large a share of the class's own rows reach as the level says (least ambiguous sets,
// Sadinle, Lei and Wasserman 2019, by class). Classes of fewer than 50 rows share one bound;
// where all of those have fewer together, it is that of all rows.
func Sets(r *Rows) *automl.Sureness {
	if len(r.Y.Y) == 0 {
		return nil
	}
	least, byClass := r.least(-1)
	return &automl.Sureness{Levels: automl.SureLevels, Rows: len(r.Y.Y), Least: least, ByClass: byClass, Coverage: r.setCoverage()}
}

// of is the probability of class k in row i.
func of(p *automl.Prediction, i, k int) float64 {
	if p.Width > 1 {
		return p.Row(i)[k]
	}
	if k == 1 {
		return p.Values[i]
	}
	return 1 - p.Values[i]
}

// least finds the bounds of all levels by all rows but those of one part; -1 takes all.
func (r *Rows) least(without int32) (least [][]float64, byClass bool) {
	classes := len(r.Y.Classes)
	doubts := make([][]scored, classes) // the probability of the truth, below 0
	var few, all []scored
	for i, y := range r.Y.Y {
		if r.Part[i] != without {
			k := int(y)
			doubts[k] = append(doubts[k], scored{-of(r.P, i, k), r.weight(i)})
		}
	}
	byClass = true
	for _, d := range doubts {
		all = append(all, d...)
		if len(d) < classRows {
			few, byClass = append(few, d...), false
		}
	}
	if len(few) < classRows {
		few = all
	}
	least = make([][]float64, len(automl.SureLevels))
	for l, level := range automl.SureLevels {
		least[l] = make([]float64, classes)
		shared := math.NaN()
		for k, d := range doubts {
			if len(d) >= classRows {
				least[l][k] = reached(d, level)
				continue
			}
			if math.IsNaN(shared) && len(few) > 0 {
				shared = reached(few, level)
			}
			least[l][k] = shared
		}
	}
	return least, byClass
}

// reached is the probability that a share of rows reaches, 0 where the rows are too few to
// say so.
func reached(doubts []scored, level float64) float64 {
	if level*(1+1/float64(len(doubts))) > 1 {
		return 0
	}
	return max(0, -bound(doubts, level))
}

// setCoverage judges each part by the bounds of the others.
func (r *Rows) setCoverage() []automl.Coverage {
	classes := len(r.Y.Classes)
	out := make([]automl.Coverage, len(automl.SureLevels))
	for l, level := range automl.SureLevels {
		out[l] = automl.Coverage{Level: level, Rows: len(r.Y.Y), Sizes: make([]int, classes+1)}
	}
	for k := range r.parts() {
		least, _ := r.least(int32(k))
		for i, p := range r.Part {
			if int(p) == k {
				tally(out, r.Y, r.P, least, i)
			}
		}
	}
	for l := range out {
		out[l].Low, out[l].High = Wilson(out[l].Inside, out[l].Rows)
	}
	return out
}

// tally counts row i in the coverage of every level.
func tally(out []automl.Coverage, y automl.Target, p *automl.Prediction, least [][]float64, i int) {
	truth, best := int(y.Y[i]), p.Class(i)
	for l := range out {
		size := 0
		for c := range y.Classes {
			within := of(p, i, c) >= least[l][c]
			if within && c == truth {
				out[l].Inside++
			}
			if within || c == best {
				size++
				if c == truth {
					out[l].Named++
				}
			}
		}
		out[l].Sizes[size]++
	}
}

// Set appends to dst the classes that are in the set of row i as it is written: the predicted
// one, and every other that reaches its bound. In class order.
func Set(dst []int, least []float64, p *automl.Prediction, i int) []int {
	best := p.Class(i)
	for c, bound := range least {
		if c == best || of(p, i, c) >= bound {
			dst = append(dst, c)
		}
	}
	return dst
}

// Judge is the coverage of intervals or sets on other rows: those of y and p. Before are the
// answers of the spread, row by row; nil where there is none.
func Judge(s *automl.Sureness, y automl.Target, p *automl.Prediction, before []float64) []automl.Coverage {
	out := make([]automl.Coverage, len(s.Levels))
	for l, level := range s.Levels {
		out[l] = automl.Coverage{Level: level, Rows: len(y.Y)}
		if y.Task.IsClassification() {
			out[l].Sizes = make([]int, len(y.Classes)+1)
		}
	}
	for i, truth := range y.Y {
		if y.Task.IsClassification() {
			tally(out, y, p, s.Least, i)
			continue
		}
		var ends []float64
		if before != nil {
			ends = before[2*i : 2*i+2]
		}
		for l := range out {
			low, high := Interval(s, l, p.Values[i], ends)
			if truth >= low && truth <= high {
				out[l].Inside++
			}
			out[l].Width += (high - low) / float64(len(y.Y))
		}
	}
	for l := range out {
		out[l].Low, out[l].High = Wilson(out[l].Inside, out[l].Rows)
	}
	return out
}
