package prep

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	// vocabularyRows is how many texts the vocabulary is learned from, at most.
	vocabularyRows = 100_000
	// vocabularySize is how many distinct terms are counted at a time: beyond it those seen
	// once are forgotten.
	vocabularySize = 1 << 21
	// candidateTerms is how many of the most frequent terms are held against the target.
	candidateTerms = 60_000
	// termCells bounds the memory of the term columns: rows times terms, or for sparse ones
	// the numbers that are not zero.
	termCells = 30_000_000
	// fewestTerms are kept however many rows there are.
	fewestTerms = 50
)

// formKey is where what does not depend on a text's words is kept.
type formKey struct{}

// text makes features of a text: its number of words, how it is written, and its most telling
// words and pairs of words, learned from the rows of train.
func (f *fitting) text(base *automl.Feature) (lengths, terms []*automl.Feature, err error) {
	if f.train.Space == 0 || constant(base, f.train.Rows) {
		return nil, nil, nil
	}
	lengths = slices.Clone(textForm(base, f.train.Space))
	if f.o.TextScore || f.o.TextSVD > 0 {
		vectors, err := f.textVectors(base)
		if err != nil {
			return nil, nil, err
		}
		lengths = append(lengths, vectors...)
	}
	limit := f.o.TextTerms
	if limit == 0 {
		return lengths, nil, nil
	}
	if !f.o.Needs.Sparse {
		limit = min(limit, max(termCells/f.train.Space, fewestTerms))
	}
	op, err := f.vocabulary(base, limit)
	if err != nil || len(op.Terms) == 0 {
		return lengths, nil, err
	}
	if f.o.Needs.Sparse {
		terms, err = deriveSparse(f.ctx, f.env, f.train.Rows, base, op)
	} else {
		terms, err = derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{base}, op)
	}
	for k, t := range terms {
		t.Name = base.Name + ": " + op.Terms[k]
	}
	return lengths, terms, err
}

// textForm is the number of words of a text and how it is written: made once and shared.
func textForm(base *automl.Feature, space int) []*automl.Feature {
	return base.Cached(formKey{}, func() any {
		length, marks := deriveAll(base, space, &graph.TextLength{}), deriveAll(base, space, &graph.TextMarks{})
		names := []string{"number of words", "words in capitals", "digits", "signs", "share of words in capitals", "digits for each word", "signs for each word"}
		out := slices.Concat(length, marks)
		for k, f := range out {
			f.Name = base.Name + ": " + names[k]
		}
		return out
	}).([]*automl.Feature)
}

// term is a word or pair of words that may become a column.
type term struct {
	text  string
	rows  int // texts that hold it
	score float64
}

// vocabulary chooses at most limit terms: those that hold most about the target among the
// frequent ones. The weight of a term is that of scikit-learn's smooth idf, ln((1+n)/(1+df))+1.
func (f *fitting) vocabulary(base *automl.Feature, limit int) (*graph.TextTerms, error) {
	rows := thinRows(f.train.Rows, vocabularyRows)
	cands, err := f.candidates(base, rows)
	if err != nil {
		return nil, err
	}
	if len(cands) > limit {
		if err := f.score(base, rows, cands); err != nil {
			return nil, err
		}
		slices.SortFunc(cands, func(a, b term) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.rows, a.rows), cmp.Compare(a.text, b.text))
		})
		cands = cands[:limit]
	}
	cands = cands[:affordable(cands, float64(len(f.train.Rows))/float64(len(rows)))]
	slices.SortFunc(cands, func(a, b term) int { return cmp.Compare(a.text, b.text) })
	op := &graph.TextTerms{}
	for _, c := range cands {
		op.Terms = append(op.Terms, c.text)
		op.Idf = append(op.Idf, math.Log(float64(1+len(rows))/float64(1+c.rows))+1)
	}
	return op, nil
}

// affordable is how many of the terms there is memory for; each entry seen stands for
// scale entries.
func affordable(cands []term, scale float64) int {
	entries := 0.0
	for i, c := range cands {
		if entries += float64(c.rows) * scale; entries > termCells {
			return i
		}
	}
	return len(cands)
}

// counts is in how many texts each term stands.
type counts map[string]*termCount

// termCount is the texts that hold a term, and the last of them.
type termCount struct{ rows, last int }

// add counts the terms of texts. Where they are more than limit it forgets those seen once, and says so.
func (c counts) add(ctx context.Context, texts []string, rows []int32, limit int) (forgot bool, err error) {
	var words graph.Words
	for i, r := range rows {
		if i%256 == 0 && ctx.Err() != nil {
			return forgot, ctx.Err()
		}
		words.Set(texts[r])
		for k := range words.Len() {
			for n := 1; n <= 2 && k+n <= words.Len(); n++ {
				g := words.Gram(k, n)
				e, ok := c[string(g)]
				if !ok {
					e = &termCount{last: -1}
					c[string(g)] = e
				}
				if e.last != i {
					e.last = i
					e.rows++
				}
			}
		}
		if len(c) > limit {
			forgot = true
			maps.DeleteFunc(c, func(_ string, e *termCount) bool { return e.rows < 2 })
		}
	}
	return forgot, nil
}

// count counts the terms of texts: on two workers where there are and no term has to be forgotten,
// since then it comes to the same.
func (f *fitting) count(texts []string, rows []int32) (counts, error) {
	if f.env.Workers > 1 && len(rows) > 1 {
		var parts [2]counts
		var forgot [2]bool
		err := halves(f.ctx, 2, len(rows), func(half, from, to int) (err error) {
			parts[half] = counts{}
			forgot[half], err = parts[half].add(f.ctx, texts, rows[from:to], vocabularySize)
			return err
		})
		if err != nil {
			return nil, err
		}
		if c := parts[0]; !forgot[0] && !forgot[1] && len(c)+len(parts[1]) <= vocabularySize {
			for t, e := range parts[1] {
				if have, ok := c[t]; ok {
					have.rows += e.rows
				} else {
					c[t] = e
				}
			}
			return c, nil
		}
	}
	c := counts{}
	_, err := c.add(f.ctx, texts, rows, vocabularySize)
	return c, err
}

// candidates counts in how many texts each term stands and returns the frequent ones.
func (f *fitting) candidates(base *automl.Feature, rows []int32) ([]term, error) {
	count, err := f.count(base.Strs, rows)
	if err != nil {
		return nil, err
	}
	least := 2
	if !f.o.Needs.Sparse && f.o.TextTerms > 0 {
		least = max(2, len(rows)/2000)
	}
	if len(rows) < 20 {
		least = 1
	}
	var out []term
	for text, e := range count {
		if e.rows >= least && e.rows < len(rows) {
			out = append(out, term{text: text, rows: e.rows})
		}
	}
	slices.SortFunc(out, func(a, b term) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.text, b.text))
	})
	return out[:min(len(out), candidateTerms)], nil
}

// heldTerms is what the texts that hold each term say of the target.
type heldTerms struct {
	held   []float64 // by term and class: weight of the texts, or sum of the target
	weight []float64 // by term: of the texts
	total  []float64 // of held, over all texts
	last   []int     // by term: one more than the last text that holds it
}

// hold adds texts to h; at has the numbers of the terms, and mean is that of a numeric target.
func (f *fitting) hold(h *heldTerms, texts []string, rows []int32, at map[string]int32, mean float64) error {
	var words graph.Words
	classes := len(h.total)
	for i, r := range rows {
		if i%256 == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		w, class, v := f.train.Weight(r), 0, 0.0
		if f.train.Task.IsClassification() {
			class, v = int(f.train.Y[r]), w
		} else {
			v = w * (f.train.Y[r] - mean)
		}
		h.total[class] += v
		words.Set(texts[r])
		words.Each(at, func(t int32) {
			if h.last[t] != i+1 {
				h.last[t] = i + 1
				h.held[int(t)*classes+class] += v
				h.weight[t] += w
			}
		})
	}
	return nil
}

// score holds the presence of each term against the target: Pearson's chi-squared for
// classes, the squared correlation for numbers.
func (f *fitting) score(base *automl.Feature, rows []int32, cands []term) error {
	at := make(map[string]int32, len(cands))
	for i, c := range cands {
		at[c.text] = int32(i)
	}
	classes := max(f.train.Classes, 1)
	mean, all := f.targetMean(rows)
	var parts [2]heldTerms
	err := halves(f.ctx, f.env.Workers, len(rows), func(half, from, to int) error {
		parts[half] = heldTerms{
			held: make([]float64, len(cands)*classes), weight: make([]float64, len(cands)), total: make([]float64, classes),
			last: make([]int, len(cands)),
		}
		return f.hold(&parts[half], base.Strs, rows[from:to], at, mean)
	})
	if err != nil {
		return err
	}
	held, weight, total := parts[0].held, parts[0].weight, parts[0].total
	floats.Add(held, parts[1].held)
	floats.Add(weight, parts[1].weight)
	floats.Add(total, parts[1].total)
	for t := range cands {
		h, w := held[t*classes:(t+1)*classes], weight[t]
		if w <= 0 || w >= all {
			continue
		}
		if !f.train.Task.IsClassification() {
			cands[t].score = h[0] * h[0] / (w * (all - w) / all)
			continue
		}
		for c, o := range h {
			if e := w * total[c] / all; e > 0 {
				// The texts without the term are the other column of the table.
				cands[t].score += (o - e) * (o - e) / e * all / (all - w)
			}
		}
	}
	return nil
}

// targetMean is the weighted mean of a numeric target, and the weight of the rows.
func (f *fitting) targetMean(rows []int32) (mean, all float64) {
	for _, r := range rows {
		w := f.train.Weight(r)
		all += w
		mean += w * f.train.Y[r]
	}
	if all > 0 {
		mean /= all
	}
	return mean, all
}
