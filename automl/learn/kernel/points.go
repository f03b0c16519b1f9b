package kernel

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// points are the training rows, equal ones merged into one: then a row of weight 2 is the
// same as the row twice, and no two points coincide.
type points struct {
	n, d, k  int
	features []*automl.Feature // that vary
	group    []int             // of each feature: those made of the same column have one length
	groups   int
	x        []float64 // n rows of d numbers, less their mean
	mean     []float64
	w        []float64 // weight of each point
	y        []float64 // k columns of n: the mean target of each point: a number, centred and scaled, or the share of a class
	ss       []float64 // of each point: the weighted squares of its rows' targets about y

	prior  []float64 // prediction of the model that knows the mean or the shares only
	center []float64 // of a number; 0 for classes
	scale  float64
	still  bool // the target never changes
}

// row is a training row.
type row struct {
	at     int32
	hash   uint64
	weight float64
}

// newPoints takes the rows of positive weight, most of them when there are more points
// than limit: which depends on their values and the seed alone.
func newPoints(ctx context.Context, d *automl.Dataset, limit int, seed uint64) (*points, error) {
	if err := check(d); err != nil {
		return nil, err
	}
	p := &points{k: 1, scale: 1, still: true}
	if d.Task == automl.Multiclass {
		p.k = d.Classes
	}
	rows, err := p.rows(ctx, d, seed)
	if err != nil {
		return nil, err
	}
	p.targets(d, rows)
	if len(rows) == 0 {
		return p, nil
	}
	p.d = len(p.features)
	p.groupColumns()
	p.x = make([]float64, 0, min(len(rows), limit)*p.d)
	x := make([]float64, p.d)
	for from := 0; from < len(rows) && p.n < limit; {
		to := from + 1
		for to < len(rows) && p.equal(rows[from], rows[to]) {
			to++
		}
		for j, f := range p.features {
			x[j] = f.Nums[rows[from].at]
		}
		p.add(d, x, rows[from:to])
		from = to
	}
	p.settle()
	return p, ctx.Err()
}

func check(d *automl.Dataset) error {
	for _, f := range d.Features {
		if f.Kind != automl.Numeric || f.Sparse != nil {
			return automl.Errorf("gaussian_process", automl.Internal, "The column %q reached the Gaussian process without being turned into numbers.", f.Name)
		}
		for _, r := range d.Rows {
			if !finite(f.Nums[r]) {
				return automl.Errorf("gaussian_process", automl.Internal, "The column %q reached the Gaussian process with missing or infinite values.", f.Name)
			}
		}
	}
	return nil
}

// rows are those of positive weight, in the order of a hash of their features, with weights
// of a mean of at least 1. It also finds the features that vary among them.
func (p *points) rows(ctx context.Context, d *automl.Dataset, seed uint64) ([]row, error) {
	var rows []row
	total := 0.0
	for _, r := range d.Rows {
		if w := d.Weight(r); w > 0 {
			rows = append(rows, row{at: r, weight: w})
			total += w
		}
	}
	salt, unit := num.Seed(seed, "points"), 1.0
	if mean := total / float64(max(len(rows), 1)); mean < 1 {
		unit = mean
	}
	for i := range rows {
		rows[i].weight /= unit
		rows[i].hash = salt
	}
	for _, f := range d.Features {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		varies := false
		for i, r := range rows {
			v := f.Nums[r.at] + 0 // minus zero becomes zero
			varies = varies || v != f.Nums[rows[0].at]
			rows[i].hash = mix(r.hash ^ math.Float64bits(v))
		}
		if varies {
			p.features = append(p.features, f)
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(d.Y[a.at], d.Y[b.at]), cmp.Compare(a.at, b.at))
	})
	return rows, nil
}

// mix spreads the bits of x: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// groupColumns numbers the columns that the features were made of.
func (p *points) groupColumns() {
	p.group = make([]int, p.d)
	for i, f := range p.features {
		p.group[i] = p.groups
		for j, g := range p.features[:i] {
			if len(f.From) > 0 && slices.Equal(f.From, g.From) {
				p.group[i] = p.group[j]
				break
			}
		}
		if p.group[i] == p.groups {
			p.groups++
		}
	}
}

func (p *points) equal(a, b row) bool {
	return a.hash == b.hash && !slices.ContainsFunc(p.features, func(f *automl.Feature) bool { return f.Nums[a.at] != f.Nums[b.at] })
}

// targets finds the shares of the classes, or the mean and the deviation of the numbers.
func (p *points) targets(d *automl.Dataset, rows []row) {
	p.center = make([]float64, p.k)
	top, total := 0.0, 0.0
	for _, r := range rows {
		top = max(top, math.Abs(d.Y[r.at]))
		total += r.weight
		p.still = p.still && d.Y[r.at] == d.Y[rows[0].at]
	}
	if d.Task.IsClassification() {
		p.shares(d, rows, total)
		return
	}
	if top == 0 {
		top = 1
	}
	mean, variance := 0.0, 0.0
	for _, r := range rows {
		mean += float64(r.weight / total * (d.Y[r.at] / top))
	}
	for _, r := range rows {
		e := d.Y[r.at]/top - mean
		variance += float64(r.weight / total * e * e)
	}
	p.center[0] = mean * top
	if p.still && len(rows) > 0 {
		p.center[0] = d.Y[rows[0].at]
	}
	if v := math.Sqrt(variance) * top; v > 0 && finite(v) {
		p.scale = v
	}
	p.prior = p.center
}

// target is the number that output o should give for a row.
func (p *points) target(d *automl.Dataset, r row, o int) float64 {
	y := d.Y[r.at]
	if d.Task != automl.Multiclass {
		return y
	}
	if int(y) == o {
		return 1
	}
	return 0
}

// shares sets the prior to the share of each class, with half a row more of each.
func (p *points) shares(d *automl.Dataset, rows []row, total float64) {
	p.prior = make([]float64, p.k)
	sum := 0.0
	for o := range p.prior {
		n := 0.5
		for _, r := range rows {
			n += r.weight * p.target(d, r, o)
		}
		p.prior[o] = n / (total + 0.5*float64(d.Classes))
		sum += p.prior[o]
	}
	if p.k > 1 { // so that they add up to 1 to the last bits
		for o := range p.prior {
			p.prior[o] /= sum
		}
	}
}

// add appends a point for rows that are equal in their features.
func (p *points) add(d *automl.Dataset, x []float64, rows []row) {
	p.x = append(p.x, x...)
	w, ss := 0.0, 0.0
	for _, r := range rows {
		w += r.weight
	}
	for o := range p.k {
		mean := 0.0
		for _, r := range rows {
			mean += float64(r.weight / w * ((p.target(d, r, o) - p.center[o]) / p.scale))
		}
		for _, r := range rows {
			e := (p.target(d, r, o)-p.center[o])/p.scale - mean
			ss += float64(r.weight * e * e)
		}
		p.y = append(p.y, mean)
	}
	p.w, p.ss = append(p.w, w), append(p.ss, ss)
	p.n++
}

// settle turns the targets into columns, and takes the means off the features.
func (p *points) settle() {
	y := make([]float64, p.n*p.k)
	total := 0.0
	p.mean = make([]float64, p.d)
	for i, w := range p.w {
		for o := range p.k {
			y[o*p.n+i] = p.y[i*p.k+o]
		}
		for j := range p.mean {
			p.mean[j] += float64(w * p.x[i*p.d+j])
		}
		total += w
	}
	p.y = y
	for j := range p.mean {
		p.mean[j] /= total
	}
	for i := range p.n {
		for j, m := range p.mean {
			p.x[i*p.d+j] -= m
		}
	}
}

// first is the first n of the points.
func (p *points) first(n int) *points {
	q := *p
	q.n = n
	q.x, q.w, q.ss, q.y = p.x[:n*p.d], p.w[:n], p.ss[:n], make([]float64, 0, n*p.k)
	for o := range p.k {
		q.y = append(q.y, p.y[o*p.n:o*p.n+n]...)
	}
	return &q
}
