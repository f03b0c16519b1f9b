package linear

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl/num"
)

// hashes gives each row a number that depends on the seed, its features and its target
// alone, so that the inner split does not depend on the order of rows or the shape, and a row of weight
// 2 is dealt like two equal rows. It returns early, with numbers of no use, when ctx ends.
func (p *problem) hashes(ctx context.Context, seed uint64) []uint64 {
	h := make([]uint64, p.x.n)
	for i := range h {
		h[i] = mix(seed ^ uint64(math.Float32bits(float32(p.y[i]))))
	}
	for j, v := range p.x.cols[:p.x.plain] {
		if ctx.Err() != nil {
			break
		}
		salt := mix(uint64(j) + 0x9e3779b97f4a7c15)
		for i, x := range v.dense {
			h[i] += mix(salt ^ uint64(math.Float32bits(float32(x))))
		}
		if v.dense == nil {
			for i, r := range v.rows {
				h[r] += mix(salt ^ uint64(math.Float32bits(float32(v.vals[i]))))
			}
		}
	}
	return h
}

// mix spreads the bits of x: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// sample is the problem on as many rows as choosing a strength is worth, and the share of
// the weight that they have.
func (p *problem) sample(ctx context.Context, seed uint64) (*problem, float64) {
	cells := max(p.x.cells, p.widest) * p.k
	if cells <= chooseCells {
		return p, 1
	}
	most := max(int(float64(p.x.n)*chooseCells/float64(cells)), 1000)
	if most >= p.x.n {
		return p, 1
	}
	h := p.hashes(ctx, num.Seed(seed, "sample"))
	sorted := slices.Clone(h)
	slices.Sort(sorted)
	edge := sorted[most]
	var rows []int32
	for i, v := range h {
		if v < edge {
			rows = append(rows, int32(i))
		}
	}
	if len(rows) < folds {
		return p, 1
	}
	q := p.take(rows)
	return q, q.total / p.total
}

// split deals the rows into folds: in the order of their targets, so that each fold has
// its share of every class and of high and low numbers. Equal rows, and the parts of a
// row's weight, are spread over the folds. Nil when there are too few rows to split.
func (p *problem) split(ctx context.Context, seed uint64) []fold {
	h := p.hashes(ctx, num.Seed(seed, "folds"))
	order := make([]int32, 0, p.x.n)
	for i := range h {
		if p.w[i] > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(p.y[a], p.y[b]), cmp.Compare(h[a], h[b]), cmp.Compare(a, b))
	})
	out := make([]fold, folds)
	for f := range out {
		out[f].score = make([]float64, p.x.n)
		out[f].fit = slices.Clone(p.w)
	}
	rank := 0
	for from := 0; from < len(order); rank++ {
		to := from + 1
		for to < len(order) && h[order[to]] == h[order[from]] && p.y[order[to]] == p.y[order[from]] {
			to++
		}
		deal(out, p.w, order[from:to], rank)
		from = to
	}
	for _, f := range out {
		if sum(f.score) == 0 || sum(f.fit) == 0 || !p.trainable(f.fit) {
			return nil
		}
	}
	return out
}

// deal gives each fold its share of a group of equal rows: a whole number of rows' worth
// of weight each, the rest one after the other from fold rank on.
func deal(out []fold, w []float64, rows []int32, rank int) {
	weight := 0.0
	for _, r := range rows {
		weight += w[r]
	}
	each := math.Floor(weight/folds + 1e-9)
	rest := weight - each*folds
	for k := range folds {
		share := each
		if rest > 1e-9 {
			share += min(rest, 1)
			rest--
		}
		f := (rank + k) % folds
		for _, r := range rows {
			part := w[r] * min(share/weight, 1)
			out[f].score[r] = part
			out[f].fit[r] = w[r] - part
		}
	}
}

// trainable reports whether the target varies among rows of positive weight.
func (p *problem) trainable(w []float64) bool {
	first := -1
	for i, v := range w {
		if v <= 0 {
			continue
		}
		if first < 0 {
			first = i
		} else if p.y[i] != p.y[first] {
			return true
		}
	}
	return false
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}
