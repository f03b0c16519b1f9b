package prep

import (
	"strconv"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	// vectorTerms is how many words and pairs have vectors at most.
	vectorTerms = 20_000
	// scoreRows is how many texts are fitted to goals at most, all goals together.
	scoreRows = 150_000
	// vectorRows is how many texts the directions are learned from at most.
	vectorRows = 20_000
)

// textVectors makes numbers of a text that learners of few columns can work with: places
// along the strongest directions of its terms (latent semantic analysis: Deerwester et al.
// 1990), and what a linear model of the terms makes of the target.
func (f *fitting) textVectors(base *automl.Feature) ([]*automl.Feature, error) {
	terms, err := f.vocabulary(base, vectorTerms)
	if err != nil || len(terms.Terms) == 0 {
		return nil, err
	}
	var out []*automl.Feature
	if f.o.TextScore {
		if out, err = f.textScore(base, terms); err != nil {
			return nil, err
		}
	}
	if f.o.TextSVD == 0 {
		return out, nil
	}
	rows := thinRows(f.train.Rows, vectorRows)
	m, err := newTermRows(f.ctx, terms, base.Strs, rows)
	if err != nil {
		return nil, err
	}
	v, width, err := m.directions(f.ctx, f.o.TextSVD, f.env.Seed)
	if err != nil || width == 0 {
		return out, err
	}
	places, err := f.vectors(base, terms, make([]float64, width), v)
	for k, p := range places {
		p.Name = base.Name + ": direction " + strconv.Itoa(k+1)
	}
	return append(out, places...), err
}

// thinRows is at most n of the rows, evenly spaced.
func thinRows(rows []int32, n int) []int32 {
	step := (len(rows) + n - 1) / n
	if step <= 1 {
		return rows
	}
	var out []int32
	for i := 0; i < len(rows); i += step {
		out = append(out, rows[i])
	}
	return out
}

// vectors applies vectors, one for each term, to a text.
func (f *fitting) vectors(base *automl.Feature, terms *graph.TextTerms, bias, v []float64) ([]*automl.Feature, error) {
	op := &graph.TextVectors{Bias: bias, Vectors: make([]float32, len(v))}
	op.Terms, op.Idf = terms.Terms, terms.Idf
	for i, x := range v {
		op.Vectors[i] = float32(x)
	}
	return derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{base}, op)
}

// textScore is what ridge regression on the terms makes of the target, one column for each
// goal: the weights of all rows in the graph; for each row of train those of the parts of
// the cross-fit that it is not in.
func (f *fitting) textScore(base *automl.Feature, terms *graph.TextTerms) ([]*automl.Feature, error) {
	m, err := newTermRows(f.ctx, terms, base.Strs, f.train.Rows)
	if err != nil {
		return nil, err
	}
	goals, fold := f.goals(), f.crossFold(f.train.Rows)
	bias, weights := make([]float64, len(goals)), make([]float64, m.width*len(goals))
	own := make([][]float64, len(goals))
	for k, g := range goals {
		mean, b, err := f.ridge(m, g, fold, -1)
		if err != nil {
			return nil, err
		}
		bias[k] = mean
		for t, v := range b {
			weights[t*len(goals)+k] = v
		}
		own[k] = make([]float64, m.rows())
		for part := range int8(crossFolds) {
			if mean, b, err = f.ridge(m, g, fold, part); err != nil {
				return nil, err
			}
			for i := range own[k] {
				if fold[i] == part {
					own[k][i] = mean
					m.times(i, b, own[k][i:i+1])
				}
			}
		}
	}
	out, err := f.vectors(base, terms, bias, weights)
	if err != nil {
		return nil, err
	}
	for k, g := range out {
		g.Name = base.Name + ": " + goals[k].name
		for i, r := range f.train.Rows {
			g.Nums[r] = own[k][i]
		}
	}
	return out, nil
}

// ridge fits the terms to a goal on the rows of all parts of the cross-fit but one; part -1
// leaves none out.
func (f *fitting) ridge(m *termRows, g goal, fold []int8, part int8) (mean float64, b []float64, err error) {
	y, w := make([]float64, m.rows()), make([]float64, m.rows())
	var sumW, sumY float64
	step := 1 + m.rows()*len(f.goals())/scoreRows
	for i, r := range f.train.Rows {
		if y[i] = g.of(f.train.Y[r]); fold[i] != part && i%step == 0 {
			w[i] = f.train.Weight(r)
			sumW += w[i]
			sumY += float64(w[i] * y[i])
		}
	}
	if sumW > 0 {
		mean = sumY / sumW
	}
	for i := range y {
		y[i] -= mean
	}
	b, err = m.ridge(f.ctx, y, w)
	return mean, b, err
}
