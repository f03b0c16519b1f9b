package prep

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// clipLimit is how many widths from its center a scaled number may lie: enough for every
// sound value, and little enough that a slip of the decimal mark in a later file does not
// run away with a linear model.
const clipLimit = 10

// skewLimit is the skewness beyond which a column is transformed (the same as AutoGluon's
// linear models use).
const skewLimit = 0.99

// minDistinct is how many distinct values a column needs for its skew to mean something.
const minDistinct = 6

// numbers fills in and scales numeric features as the needs say: one feature for each that
// varies, and an indicator for each that has missing values among others.
func (f *fitting) numbers(in []*automl.Feature) ([]*automl.Feature, error) {
	if f.o.Needs.Missing && !f.o.Needs.Scaled {
		return in, nil
	}
	in = dropConstant(in, f.train.Rows)
	fits := make([]column, len(in))
	err := num.ForEach(f.ctx, f.env.Workers, len(in), func(i int) error {
		fits[i] = fitColumn(in[i].Nums, f.train, f.o.Needs.Scaled, f.o.Needs.Scaled && f.o.Skew)
		return nil
	})
	if err != nil || len(in) == 0 {
		return nil, err
	}
	var varied, gappy []*automl.Feature
	var kept []column
	for i, c := range fits {
		if c.varies {
			varied, kept = append(varied, in[i]), append(kept, c)
		}
		if c.missing && !f.o.Needs.Missing {
			gappy = append(gappy, in[i])
		}
	}
	out, err := f.apply(varied, kept)
	if err != nil || len(gappy) == 0 {
		return out, err
	}
	marks, err := derive(f.ctx, f.env, f.train.Space, f.train.Rows, gappy, &graph.Indicator{})
	for _, m := range marks {
		m.Name += " is missing"
	}
	return append(out, marks...), err
}

// apply builds the operators for the fitted columns.
func (f *fitting) apply(in []*automl.Feature, fits []column) ([]*automl.Feature, error) {
	if len(in) == 0 {
		return nil, nil
	}
	var (
		impute graph.Impute
		yj     graph.YeoJohnson
		scale  graph.Scale
		clamp  graph.Clamp
		skewed bool
		chain  []graph.Op
	)
	for _, c := range fits {
		impute.Fill = append(impute.Fill, c.fill)
		yj.Lambda = append(yj.Lambda, c.lambda)
		scale.Center = append(scale.Center, c.center)
		scale.Width = append(scale.Width, c.width)
		clamp.Low = append(clamp.Low, -clipLimit)
		clamp.High = append(clamp.High, clipLimit)
		skewed = skewed || c.lambda != 1
	}
	if !f.o.Needs.Missing {
		chain = append(chain, &impute)
	}
	if f.o.Needs.Scaled {
		if skewed {
			chain = append(chain, &yj)
		}
		chain = append(chain, &scale, &clamp)
	}
	return derive(f.ctx, f.env, f.train.Space, f.train.Rows, in, chain...)
}

// column is what is fitted to one numeric feature.
type column struct {
	varies  bool // has two distinct values at least
	missing bool // has a missing value
	fill    float64
	lambda  float64
	center  float64
	width   float64
}

func fitColumn(x []float64, d *automl.Dataset, scaled, skew bool) column {
	c := column{lambda: 1, width: 1}
	first := math.NaN()
	for _, r := range d.Rows {
		v := x[r]
		switch {
		case math.IsNaN(v):
			c.missing = true
		case math.IsNaN(first):
			first = v
		case v != first:
			c.varies = true
		}
		if c.missing && c.varies {
			break
		}
	}
	if !c.varies {
		return c
	}
	s := newSample(x, d)
	c.fill = s.quantile(0.5)
	if !scaled {
		return c
	}
	c.center, c.width = s.location()
	if !skew || s.distinct() < minDistinct {
		return c
	}
	if l := s.unskew(); l != 1 {
		t := c
		t.lambda = l
		s.transform(l)
		t.center, t.width = s.location()
		if t.link(x, d) > c.link(x, d) {
			return t
		}
	}
	return c
}

// at is the scaled value of x.
func (c *column) at(x float64) float64 {
	if c.lambda != 1 {
		x = graph.YeoJohnsonAt(x, c.lambda)
	}
	return min(max((x-c.center)/c.width, -clipLimit), clipLimit)
}

// linkRows is how many rows link looks at.
const linkRows = 20_000

// link is the share of the scaled column's variance that the target explains: the squared
// correlation with a number, or the variance between the classes' means. Whether the skew
// is better taken out depends on the target: a sum of money may well count as it is.
func (c *column) link(x []float64, d *automl.Dataset) float64 {
	classes := max(d.Classes, 1)
	sumW, sumX := make([]float64, classes), make([]float64, classes)
	var w, sx, sxx, sy, syy, sxy float64
	first := math.NaN()
	for i := 0; i < len(d.Rows); i += 1 + len(d.Rows)/linkRows {
		r := d.Rows[i]
		if math.IsNaN(x[r]) {
			continue
		}
		v, weight := c.at(x[r]), d.Weight(r)
		w += weight
		sx += weight * v
		sxx += weight * v * v
		if d.Task.IsClassification() {
			sumW[int(d.Y[r])] += weight
			sumX[int(d.Y[r])] += weight * v
			continue
		}
		if math.IsNaN(first) {
			first = d.Y[r]
		}
		y := d.Y[r] - first
		sy += weight * y
		syy += weight * y * y
		sxy += weight * v * y
	}
	varX := sxx - sx*sx/w
	if d.Task.IsClassification() {
		between := -sx * sx / w
		for k, n := range sumW {
			if n > 0 {
				between += sumX[k] * sumX[k] / n
			}
		}
		return between / varX
	}
	cov := sxy - sx*sy/w
	return cov * cov / (varX * (syy - sy*sy/w))
}
