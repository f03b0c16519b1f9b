package linear

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// Shape says what a column may do to the sum.
type Shape string

// The shapes.
const (
	Straight Shape = "straight" // rise or fall by the same amount everywhere
	Curves   Shape = "curves"   // bend at a few places
	Pairs    Shape = "pairs"    // bend, and work together with another column
	Raced    Shape = "raced"    // whichever does best on rows held back, the simpler of about equal ones
)

const (
	bends       = 5    // places where a column may bend
	bendRows    = 15   // rows for each bend at least
	leastValues = 6    // distinct values from which on a column may bend
	mostBent    = 40   // columns that may bend
	paired      = 8    // columns that are paired with each other
	pairRows    = 10   // rows for each pair at least
	alike       = 0.98 // correlation beyond which a column says what another says
)

// shaped is the data set with the columns added that the shape asks for.
func shaped(ctx context.Context, d *automl.Dataset, s Shape) (*automl.Dataset, error) {
	if s != Curves && s != Pairs {
		return d, nil
	}
	var more []*automl.Feature
	more = append(more, bent(d)...)
	if s == Pairs {
		more = append(more, pairs(d)...)
	}
	return d.WithFeatures(slices.Concat(d.Features, more)), ctx.Err()
}

// bent are the columns held between neighbours of the bounds that part their rows evenly:
// sums of these are lines that bend there.
func bent(d *automl.Dataset) []*automl.Feature {
	op := &graph.Clamp{}
	var from, out []*automl.Feature
	for _, f := range strongest(d, mostBent, func(f *automl.Feature) bool { return varied(d, f) }) {
		at := bounds(d, f)
		if len(at) == 0 {
			continue
		}
		at = slices.Concat([]float64{-math.MaxFloat64}, at, []float64{math.MaxFloat64})
		for k, low := range at[:len(at)-1] {
			high := at[k+1]
			op.Low, op.High = append(op.Low, low), append(op.High, high)
			from = append(from, f)
			g := &automl.Feature{Name: f.Name, From: f.From, Nums: make([]float64, d.Space)}
			for _, r := range d.Rows {
				g.Nums[r] = min(max(f.Nums[r], low), high)
			}
			out = append(out, g)
		}
	}
	return attach(op, d.WithFeatures(from).Node(), out)
}

// attach makes the features the columns of op over in.
func attach(op graph.Op, in *graph.Node, out []*automl.Feature) []*automl.Feature {
	if len(out) == 0 {
		return nil
	}
	n := graph.Apply(op, in)
	for k, f := range out {
		f.Ref = graph.Ref{Node: n, Column: k}
	}
	return out
}

// pairs are the products of the strongest columns with each other.
func pairs(d *automl.Dataset) []*automl.Feature {
	most, total := 2, 0.0
	for _, r := range d.Rows {
		total += d.Weight(r)
	}
	for most < paired && float64((most+1)*most/2*pairRows) <= total {
		most++
	}
	in := strongest(d, most, func(*automl.Feature) bool { return true })
	op := &graph.Product{}
	var out []*automl.Feature
	for i, f := range in {
		for j, g := range in[:i] {
			op.Left, op.Right = append(op.Left, int32(j)), append(op.Right, int32(i))
			h := &automl.Feature{Name: g.Name + " × " + f.Name, From: slices.Concat(g.From, f.From), Nums: make([]float64, d.Space)}
			for _, r := range d.Rows {
				h.Nums[r] = g.Nums[r] * f.Nums[r]
			}
			out = append(out, h)
		}
	}
	return attach(op, d.WithFeatures(in).Node(), out)
}

// varied reports whether a column has enough distinct values to bend.
func varied(d *automl.Dataset, f *automl.Feature) bool {
	seen := map[float64]bool{}
	for _, r := range d.Rows {
		if d.Weight(r) > 0 {
			if seen[f.Nums[r]] = true; len(seen) >= leastValues {
				return true
			}
		}
	}
	return false
}

// bounds are values that part the weight of the rows evenly.
func bounds(d *automl.Dataset, f *automl.Feature) []float64 {
	type pair struct{ x, w float64 }
	var all []pair
	total := 0.0
	for _, r := range d.Rows {
		if w := d.Weight(r); w > 0 {
			all = append(all, pair{f.Nums[r], w})
			total += w
		}
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.w, b.w)) })
	count := float64(min(bends, int(total)/bendRows))
	var out []float64
	sum, next := 0.0, 1.0
	for _, p := range all {
		sum += p.w
		for ; next <= count && sum >= next/(count+1)*total*(1-1e-12); next++ {
			if p.x > all[0].x && p.x < all[len(all)-1].x && (len(out) == 0 || p.x > out[len(out)-1]) {
				out = append(out, p.x)
			}
		}
	}
	return out
}

// strongest are the columns, of those that may be chosen, of which the target depends most
// on one alone; none that is nearly the same as a stronger one.
func strongest(d *automl.Dataset, most int, may func(*automl.Feature) bool) []*automl.Feature {
	type candidate struct {
		f *automl.Feature
		x []float64 // centred and scaled
		r float64
	}
	var all []candidate
	for _, f := range d.Features {
		if f.Nums == nil || !may(f) {
			continue
		}
		x := standard(d, f.Nums)
		all = append(all, candidate{f, x, link(d, x)})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.r, a.r) })
	var kept []candidate
	var out []*automl.Feature
	for _, c := range all {
		if len(out) == most {
			break
		}
		twin := slices.ContainsFunc(kept, func(k candidate) bool { return math.Abs(dot(c.x, k.x)) > alike })
		if !twin {
			kept, out = append(kept, c), append(out, c.f)
		}
	}
	return out
}

// standard is a column over the rows, times the root of their weights, brought to mean 0 and
// length 1.
func standard(d *automl.Dataset, x []float64) []float64 {
	out := make([]float64, len(d.Rows))
	mean, total := 0.0, 0.0
	for _, r := range d.Rows {
		mean += float64(d.Weight(r) * x[r])
		total += d.Weight(r)
	}
	for i, r := range d.Rows {
		out[i] = (x[r] - mean/total) * math.Sqrt(d.Weight(r))
	}
	if n := math.Sqrt(dot(out, out)); n > 0 {
		for i := range out {
			out[i] /= n
		}
	}
	return out
}

// link is how much of the target's variance the column explains: summed over the classes.
func link(d *automl.Dataset, x []float64) float64 {
	if !d.Task.IsClassification() {
		r := dot(x, standard(d, d.Y))
		return r * r
	}
	sum := make([]float64, d.Classes)
	for i, r := range d.Rows {
		sum[int(d.Y[r])] += float64(x[i] * math.Sqrt(d.Weight(r)))
	}
	return dot(sum, sum)
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += float64(v * b[i])
	}
	return s
}
