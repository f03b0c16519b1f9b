package tree

import (
	"context"
	"math"
)

// Derive takes the gradients and hessians, at least 0 and without the rows' weights, that
// derive writes for some rows at a time. It is called by several workers at once, each with
// its number. They are kept to single precision; nothing is stored of them but the words.
// It returns early with ctx's error.
func (g *Grower) Derive(ctx context.Context, q *Gradients, rows []int32, derive func(worker int, rows []int32, g, h []float64)) error {
	n := len(rows)
	tasks := (n + stretch - 1) / stretch
	if cap(g.amounts) < tasks {
		g.amounts = make([]amount, tasks)
	}
	amounts := g.amounts[:tasks]
	err := g.team.Run(ctx, tasks, func(i, worker int) error {
		part, w := rows[i*stretch:min((i+1)*stretch, n)], &g.workers[worker]
		var a amount
		for from := 0; from < len(part); from += tile {
			some := part[from:min(from+tile, len(part))]
			first, second := w.first[:len(some)], w.second[:len(some)]
			derive(worker, some, first, second)
			q.pack(some, first, second, &a)
		}
		amounts[i] = a
		return nil
	})
	if err != nil {
		return err
	}
	// Why in order: what the units are must not depend on who summed first.
	var all amount
	for _, a := range amounts {
		all.g += a.g
		all.h += a.h
		all.slack += a.slack
	}
	q.scale(all.g, all.h, all.slack)
	return g.team.Run(ctx, tasks, func(i, _ int) error {
		q.fix(rows[i*stretch : min((i+1)*stretch, n)])
		return nil
	})
}

// amount is how much there is in some rows: sums of absolute gradients and of hessians, with
// their weights, and what roundings may add to them.
type amount struct{ g, h, slack float64 }

// pack leaves derivatives in the rows' words as two numbers of single precision.
func (q *Gradients) pack(rows []int32, g, h []float64, a *amount) {
	g, h = g[:len(rows)], h[:len(rows)]
	var sumG, sumH float64
	for i, r := range rows {
		f, s := single(g[i]), single(h[i])
		q.words[r] = uint64(math.Float32bits(f))<<32 | uint64(math.Float32bits(s))
		if q.weight == nil {
			sumG += math.Abs(float64(f))
			sumH += float64(s)
			continue
		}
		w := q.weight[r]
		sumG += math.Abs(float64(w * float64(f)))
		sumH += float64(w * float64(s))
		a.slack += w
	}
	a.g += sumG
	a.h += sumH
	a.slack += float64(len(rows))
}

// single is the nearest number of single precision; the largest of its sign beyond those.
func single(v float64) float32 {
	if v > math.MaxFloat32 {
		v = math.MaxFloat32
	}
	if v < -math.MaxFloat32 {
		v = -math.MaxFloat32
	}
	return float32(v)
}

// fix turns packed derivatives into fixed-point words.
func (q *Gradients) fix(rows []int32) {
	gUnit, hUnit := q.gUnit, q.hUnit
	for _, r := range rows {
		w := q.words[r]
		g, h := float64(math.Float32frombits(uint32(w>>32))), float64(math.Float32frombits(uint32(w)))
		a, b := round(float64(g*gUnit)), round(float64(h*hUnit))
		if q.weight != nil {
			// Why rounded twice: a row of weight 2 is then to the bit what the row twice is.
			a, b = round(float64(q.weight[r]*float64(a))), round(float64(q.weight[r]*float64(b)))
		}
		q.words[r] = word(a, b)
	}
}
