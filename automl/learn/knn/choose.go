package knn

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// queryRows is how many rows are left out, one at a time, to choose the number of
// neighbours.
const queryRows = 1000

// counts are the numbers of neighbours that are tried.
var counts = []float64{1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200}

// blockRows is how many rows one step of choose asks for: few, so that it can be stopped.
const blockRows = 4

// choose sets the operator's K, Uniform and Soft to what predicts rows best from the
// others: by squared error or log loss, which it returns.
func (s *stored) choose(ctx context.Context, l *Learner, env automl.Env) (float64, error) {
	rows := s.rows[:min(len(s.rows), queryRows)]
	ks := counts
	if l.K > 0 {
		ks = []float64{float64(l.K)}
	}
	if total := s.total(); l.K == 0 {
		// At most half of the rows vote, or the model is hardly more than the mean.
		ks = slices.DeleteFunc(slices.Clone(ks), func(k float64) bool { return k > 1 && k > total/2 })
	}
	found := make([][]near, len(rows))
	steps := (len(rows) + blockRows - 1) / blockRows
	err := num.ForEach(ctx, env.Workers, steps, func(b int) error {
		if env.Softly() {
			return nil
		}
		var n graph.Nearest
		for i := b * blockRows; i < min((b+1)*blockRows, len(rows)); i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			found[i] = s.others(&n, rows[i], ks[len(ks)-1])
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	s.soften(rows, found)
	least := math.Inf(1)
	for _, uniform := range []bool{false, true} {
		if l.Weighting == Distance && uniform || l.Weighting == Uniform && !uniform {
			continue
		}
		for _, k := range ks {
			if loss := s.loss(rows, found, k, uniform); loss < least {
				least, s.op.K, s.op.Uniform = loss, k, uniform
			}
		}
	}
	return least, nil
}

func (s *stored) total() float64 {
	sum := 0.0
	for _, w := range s.op.Weight {
		sum += w
	}
	return sum
}

// near is a neighbour of a row that was left out.
type near struct {
	point    int32
	distance float64
	amount   float64 // weight, less the row's own where the point is its own
}

// others are the neighbours of r with r itself, or one row's worth of it, left out.
func (s *stored) others(n *graph.Nearest, r row, k float64) []near {
	own := min(r.weight, 1)
	n.Search(s.op, s.op.Points[int(r.point)*s.dims:int(r.point+1)*s.dims], k+own)
	var out []near
	for _, c := range n.Found {
		amount := s.op.Weight[c.Point]
		if c.Point == r.point {
			amount -= own
		}
		if amount > 1e-9 {
			out = append(out, near{c.Point, c.Distance, amount})
		}
	}
	return out
}

// soften sets Soft to a tenth of the median distance to the nearest other point.
func (s *stored) soften(rows []row, found [][]near) {
	type gap struct{ distance, weight float64 }
	var gaps []gap
	total := 0.0
	for i, f := range found {
		at := slices.IndexFunc(f, func(c near) bool { return c.distance > 0 })
		if at >= 0 {
			gaps = append(gaps, gap{f[at].distance, rows[i].weight})
			total += rows[i].weight
		}
	}
	s.op.Soft = 1
	slices.SortFunc(gaps, func(a, b gap) int { return cmp.Compare(a.distance, b.distance) })
	sum := 0.0
	for _, g := range gaps {
		if sum += g.weight; sum >= total/2 {
			s.op.Soft = max(g.distance/10, 1e-30)
			return
		}
	}
}

// loss is the weighted mean loss over the rows left out.
func (s *stored) loss(rows []row, found [][]near, k float64, uniform bool) float64 {
	sum, total := 0.0, 0.0
	mean := make([]float64, s.width)
	for i, r := range rows {
		if found[i] == nil {
			continue
		}
		s.vote(mean, r, found[i], k, uniform)
		sum += r.weight * s.miss(mean, r.y)
		total += r.weight
	}
	if total == 0 {
		return math.Inf(1)
	}
	return sum / total
}

// vote is what the operator would predict for r without it.
func (s *stored) vote(mean []float64, r row, found []near, k float64, uniform bool) {
	clear(mean)
	rest, votes, have := k, 0.0, 0.0
	for _, c := range found {
		amount := min(c.amount, rest)
		v := amount
		if !uniform {
			v /= c.distance + s.op.Soft
		}
		for o := range mean {
			t := s.op.Target[int(c.point)*s.width+o]
			if c.point == r.point { // the mean of its other rows
				own := min(r.weight, 1)
				t = (t*(c.amount+own) - own*s.number(r.y, o)) / c.amount
			}
			mean[o] += v * t
		}
		votes += v
		have += amount
		if rest -= amount; rest <= 0 {
			break
		}
	}
	belief := s.op.Belief * votes / have
	for o := range mean {
		mean[o] = (mean[o] + belief*s.op.Prior[o]) / (votes + belief)
	}
}

// miss is the squared error, or the log loss.
func (s *stored) miss(mean []float64, y float64) float64 {
	share := 0.0
	switch s.task {
	case automl.Regression:
		return (mean[0] - y) * (mean[0] - y)
	case automl.Binary:
		share = mean[0]
		if y == 0 {
			share = 1 - share
		}
	default:
		share = mean[int(y)]
	}
	return -math.Log(min(max(share, 1e-12), 1))
}
