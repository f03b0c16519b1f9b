package sure

import (
	"winnow/automl"
)

// classRows is how many rows a class must have for a bound of its own, or as many as the level
// asks for where those are more.
const classRows = 50

// Sets finds the sets of classes: each class is in the set of a row from a probability on
// that as large a share of the class's own rows reach as the level says (least ambiguous sets,
// Sadinle, Lei and Wasserman 2019, by class). Classes of fewer than 50 rows, 99 at 99 %, share one bound,
// found on their rows; where those are fewer together, with the rarest of the others. So every
// row counts for the bound that it is judged by, and all rows together keep to the level too.
func Sets(r *Rows) *automl.Sureness {
	if len(r.Y.Y) == 0 {
		return nil
	}
	l := r.levels()
	least, byClass := r.least(l, -1)
	return &automl.Sureness{Levels: l, Rows: len(r.Y.Y), Least: least, ByClass: byClass, Coverage: r.setCoverage(l)}
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

// pools tells which classes share a bound at a level: the number of each one's pool, from 0.
func pools(rows []int, level float64) (pool []int, n int) {
	own := max(classRows, asked(level))
	pool = make([]int, len(rows))
	few, rare, next := 0, 0, -1 // rows of rare classes, how many those are, and the class after them
	for k, c := range rows {
		switch {
		case c < own:
			few, rare = few+c, rare+1
		case next < 0 || c < rows[next]:
			next = k
		}
	}
	joins := rare > 0 && few < own
	n = 1 // pool 0 is that of the rare ones
	for k, c := range rows {
		if c >= own && !(joins && k == next) {
			pool[k] = n
			n++
		}
	}
	return pool, n
}

// least finds the bounds of all levels by all rows but those of one part; -1 takes all.
func (r *Rows) least(levels []float64, without int32) (least [][]float64, byClass bool) {
	rows := make([]int, len(r.Y.Classes))
	for i, y := range r.Y.Y {
		if r.Part[i] != without {
			rows[int(y)]++
		}
	}
	byClass = true
	for l, level := range levels {
		pool, n := pools(rows, level)
		bounds := r.bounds(pool, n, level, without)
		least = append(least, make([]float64, len(rows)))
		for k, at := range pool {
			byClass = byClass && at > 0
			least[l][k] = bounds[at]
			if l > 0 { // a set holds that of a lower level, whichever rows its bounds are of
				least[l][k] = min(bounds[at], least[l-1][k])
			}
		}
	}
	return least, byClass
}

// bounds are those of the n pools at a level.
func (r *Rows) bounds(pool []int, n int, level float64, without int32) []float64 {
	doubts := make([][]scored, n) // the probability of the truth, below 0
	for i, y := range r.Y.Y {
		if r.Part[i] != without {
			at := pool[int(y)]
			doubts[at] = append(doubts[at], scored{-of(r.P, i, int(y)), r.weight(i)})
		}
	}
	out := make([]float64, n)
	for at, d := range doubts {
		if len(d) > 0 {
			out[at] = reached(d, level)
		}
	}
	return out
}

// reached is the probability that a share of rows reaches, 0 where the rows are too few to
// say so.
func reached(doubts []scored, level float64) float64 {
	if len(doubts) < asked(level) {
		return 0
	}
	return max(0, -bound(doubts, level))
}

// setCoverage judges each part by the bounds of the others.
func (r *Rows) setCoverage(levels []float64) []automl.Coverage {
	classes := len(r.Y.Classes)
	out := make([]automl.Coverage, len(levels))
	for l, level := range levels {
		out[l] = automl.Coverage{Level: level, Rows: len(r.Y.Y), Sizes: make([]int, classes+1)}
	}
	for k := range r.parts() {
		least, _ := r.least(levels, int32(k))
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
