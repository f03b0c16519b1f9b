package prep

import (
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// form is how two numbers are made into one.
type form int

const (
	difference form = iota // a - b
	product                // a · b
	ratio                  // ln(1 + a/s) - ln(1 + b/t): a logarithm of a/b that zeros do not break
	deviation              // a - b, where b is the mean of a in its group
	relative               // a / b likewise
	days                   // days from b to a
)

// operand is a number to combine.
type operand struct {
	base      *automl.Feature // the column that it is read from
	means     []float64       // by level of base: what stands in the place of its codes
	prior     float64         // the mean of all, for a level that train never saw
	low, high float64         // of the rows of train
	small     float64         // a size that is little beside most of its numbers
}

func (o *operand) at(r int32) float64 {
	if o.means != nil {
		return o.means[place(o.base, r)]
	}
	return o.base.Nums[r]
}

// number is a column as an operand; nil where it holds no two numbers.
func (f *fitting) number(base *automl.Feature) *operand {
	o := &operand{base: base, low: math.Inf(1), high: math.Inf(-1)}
	for _, r := range f.train.Rows {
		if v := base.Nums[r]; v == v {
			o.low, o.high = min(o.low, v), max(o.high, v)
		}
	}
	if !(o.low < o.high) || math.IsInf(o.low, 0) || math.IsInf(o.high, 0) {
		return nil
	}
	s := newSample(base.Nums, f.train)
	o.small = math.Abs(s.quantile(0.5)) / 100
	if o.small < o.high*1e-12 {
		o.small = o.high / 100
	}
	return o
}

// groupMeans is the mean of a in each level of a category, drawn toward its overall mean
// where the level has few rows; nil where numbers are too large.
func (f *fitting) groupMeans(a *operand, group *automl.Feature) *operand {
	s := newSums(len(group.Levels) + 1)
	for _, r := range f.train.Rows {
		if v := a.at(r); v == v {
			l, w := place(group, r), f.train.Weight(r)
			s.w[l] += w
			s.y[l] += w * v
		}
	}
	prior := s.prior()
	o := &operand{base: group, means: make([]float64, len(s.w)), prior: prior}
	for l := range o.means {
		o.means[l] = s.mean(l, prior, max(f.o.Smoothing, 1))
	}
	o.low, o.high = slices.Min(o.means), slices.Max(o.means)
	if !(o.high-o.low < combineLimit) {
		return nil
	}
	return o
}

// sound reports whether the form can be made of two operands without ever overflowing.
func (k form) sound(a, b *operand) bool {
	sizeA, sizeB := max(-a.low, a.high), max(-b.low, b.high)
	switch k {
	case product:
		return sizeA*sizeB < combineLimit
	case ratio:
		return a.low >= 0 && b.low >= 0 && a.high/a.small < combineLimit && b.high/b.small < combineLimit
	case relative:
		return a.low >= 0 && b.low > 0 && a.high/b.low < combineLimit && 1/b.low < combineLimit
	}
	return sizeA+sizeB < combineLimit
}

// of is about what the feature is in a row of train.
func (k form) of(a, b *operand, r int32) float64 {
	switch k {
	case product:
		return a.at(r) * b.at(r)
	case ratio:
		return math.Log1p(a.at(r)/a.small) - math.Log1p(b.at(r)/b.small)
	case relative:
		return a.at(r) / b.at(r)
	}
	return a.at(r) - b.at(r)
}

// name is how the feature is called.
func (k form) name(a, b string) string {
	switch k {
	case product:
		return a + " · " + b
	case ratio:
		return a + " / " + b
	case deviation:
		return a + " - its mean by " + b
	case relative:
		return a + " / its mean by " + b
	case days:
		return "days from " + b + " to " + a
	}
	return a + " - " + b
}

// combined makes the feature. What lies beyond the numbers of train counts as the nearest of
// them, so that no number runs away.
func (f *fitting) combined(c combination) ([]*automl.Feature, error) {
	second, low, high := c.b.base, c.b.low, c.b.high
	if c.b.means != nil {
		means, prior := c.b.means, c.b.prior
		if c.form == relative {
			means = make([]float64, len(c.b.means))
			for l, m := range c.b.means {
				means[l] = 1 / m
			}
			low, high, prior = 1/high, 1/low, 1/prior
		}
		var err error
		if second, err = f.lookUp(c.b.base, means, prior); err != nil {
			return nil, err
		}
	}
	chain := []graph.Op{&graph.Clamp{Low: []float64{c.a.low, low}, High: []float64{c.a.high, high}}}
	minus := &graph.Linear{Weights: []float64{1, -1}, Bias: []float64{0}}
	switch c.form {
	case product, relative:
		chain = append(chain, &graph.Product{Left: []int32{0}, Right: []int32{1}})
	case ratio:
		chain = append(chain, &graph.Scale{Center: []float64{0, 0}, Width: []float64{c.a.small, c.b.small}},
			&graph.YeoJohnson{Lambda: []float64{0, 0}}, minus)
	case days:
		chain = append(chain, minus, &graph.Scale{Center: []float64{0}, Width: []float64{day}})
	default:
		chain = append(chain, minus)
	}
	out, err := derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{c.a.base, second}, chain...)
	for _, g := range out {
		g.Name, g.From = c.form.name(c.a.base.Name, c.b.base.Name), slices.Concat(c.a.base.From, c.b.base.From)
	}
	return out, err
}

// lookUp is a number for each level of a category, of which the last is for missing ones, and
// one for levels that train never saw.
func (f *fitting) lookUp(group *automl.Feature, by []float64, unseen float64) (*automl.Feature, error) {
	last := len(by) - 1
	op := &graph.TargetEncode{Table: by[:last], Unseen: []float64{unseen}, Missing: by[last:]}
	out, err := derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{group}, op)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}
