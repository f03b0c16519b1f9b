package prep

import (
	"fmt"
	"strconv"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
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
	m, err := newTermRows(f.ctx, f.env.Workers, terms, base.Strs, f.train.Rows)
	if err != nil {
		return nil, err
	}
	var out []*automl.Feature
	if f.o.TextScore {
		if out, err = f.textScore(base, terms, m); err != nil {
			return nil, err
		}
	}
	if f.o.TextSVD == 0 {
		return out, nil
	}
	some := m
	if rows := thinRows(f.train.Rows, vectorRows); len(rows) < len(f.train.Rows) {
		if some, err = newTermRows(f.ctx, f.env.Workers, terms, base.Strs, rows); err != nil {
			return nil, err
		}
	}
	v, width, err := some.directions(f.ctx, f.env.Workers, f.o.TextSVD, f.env.Seed)
	if err != nil || width == 0 {
		return out, err
	}
	places, err := f.vectors(base, terms, m, make([]float64, width), v)
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

// vectors applies vectors, one for each term, to a text whose rows in train are m.
func (f *fitting) vectors(base *automl.Feature, terms *graph.TextTerms, m *termRows, bias, v []float64) ([]*automl.Feature, error) {
	op := &graph.TextVectors{Bias: bias, Vectors: make([]float32, len(v))}
	op.Terms, op.Idf = terms.Terms, terms.Idf
	for i, x := range v {
		op.Vectors[i] = float32(x)
	}
	if _, err := op.Shape([]graph.Shape{{Width: 1, Text: true}}); err != nil {
		return nil, fmt.Errorf("prep: %s: %w", op.ID(), err)
	}
	node := graph.Apply(op, graph.Pick([]graph.Ref{base.Ref}))
	out := make([]*automl.Feature, len(bias))
	for k := range out {
		out[k] = &automl.Feature{Name: base.Name, From: base.From, Nums: make([]float64, f.train.Space), Ref: graph.Ref{Node: node, Column: k}}
	}
	chunks := (len(f.train.Rows) + termChunk - 1) / termChunk
	return out, num.ForEach(f.ctx, f.env.Workers, chunks, func(c int) error {
		sum := make([]float64, len(bias))
		for i := c * termChunk; i < min((c+1)*termChunk, len(f.train.Rows)); i++ {
			terms, values := m.of(i)
			op.Sum(sum, terms, values)
			for k, x := range sum {
				out[k].Nums[f.train.Rows[i]] = x
			}
		}
		return nil
	})
}

// textScore is what ridge regression on the terms, whose rows in train are m, makes of the target,
// one column for each goal: the weights of all rows in the graph; for each row of train those of
// the parts of the cross-fit that it is not in.
func (f *fitting) textScore(base *automl.Feature, terms *graph.TextTerms, m *termRows) ([]*automl.Feature, error) {
	goals, fold := f.goals(), f.crossFold(f.train.Rows)
	bias, weights := make([]float64, len(goals)), make([]float64, m.width*len(goals))
	own := make([][]float64, len(goals))
	for k := range goals {
		own[k] = make([]float64, m.rows())
	}
	// Part -1, which leaves no rows out, gives the weights of the graph.
	err := num.ForEach(f.ctx, f.env.Workers, len(goals)*(crossFolds+1), func(job int) error {
		k, part := job/(crossFolds+1), int8(job%(crossFolds+1)-1)
		mean, b, err := f.ridge(m, goals[k], fold, part)
		if err != nil {
			return err
		}
		if part < 0 {
			bias[k] = mean
			for t, v := range b {
				weights[t*len(goals)+k] = v
			}
			return nil
		}
		for i := range own[k] {
			if fold[i] == part {
				own[k][i] = m.dot(i, b, mean)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out, err := f.vectors(base, terms, m, bias, weights)
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
