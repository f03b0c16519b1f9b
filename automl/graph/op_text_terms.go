package graph

import (
	"fmt"
	"math"
	"slices"
	"sync"
)

// TextTerms counts words and pairs of neighbouring words in a text: one column per term,
// with the value (1 + ln count) * Idf for a term that occurs and 0 for one that does not,
// divided by the Euclidean length of the text's row (Salton and Buckley 1988: sublinear
// tf-idf with cosine normalisation).
type TextTerms struct {
	Terms []string  // distinct; one word, or two with a space between, as Words cuts them
	Idf   []float64 // weight of each term, above 0

	once  sync.Once
	index map[string]int32

	order   sync.Once
	ascends bool // Terms ascend, each once; order finds out
}

// ID is "text_terms".
func (*TextTerms) ID() string { return "text_terms" }

// Shape has one column per term.
func (o *TextTerms) Shape(in []Shape) (Shape, error) {
	if len(o.Terms) == 0 || len(o.Terms) != len(o.Idf) {
		return Shape{}, fmt.Errorf("%d terms with %d weights", len(o.Terms), len(o.Idf))
	}
	for k, v := range o.Idf {
		if !(v > 0) || math.IsInf(v, 0) {
			return Shape{}, fmt.Errorf("the weight of term %d is not above 0", k)
		}
	}
	if err := oneText(in); err != nil {
		return Shape{}, err
	}
	return Shape{Width: len(o.Terms)}, nil
}

// oneText is the check of operators that take one column of text.
func oneText(in []Shape) error {
	if len(in) != 1 || !in[0].Text || in[0].Width != 1 {
		return fmt.Errorf("takes one column of text")
	}
	return nil
}

// Fields declares the state.
func (o *TextTerms) Fields(f *Fields) {
	f.Strings("terms", &o.Terms)
	f.Floats("idf", &o.Idf)
}

type termBuffers struct {
	words Words
	count []int32 // by term; all zero between texts
	seen  []int32 // terms of the present text, ascending
	value []float64
}

// Eval counts every text.
func (o *TextTerms) Eval(s *Scratch, in []Block, out Block) {
	for _, y := range out.Nums {
		clear(y)
	}
	for i, text := range in[0].Strs[0] {
		terms, values := o.Entries(s, text)
		for k, t := range terms {
			out.Nums[t][i] = values[k]
		}
	}
}

// spread is Eval of rows that are read already.
func (o *TextTerms) spread(_ *Scratch, rows *thinRows, out Block) {
	for _, y := range out.Nums {
		clear(y)
	}
	for i := range out.N {
		for e := rows.start[i]; e < rows.start[i+1]; e++ {
			out.Nums[rows.column[e]][i] = rows.value[e]
		}
	}
}

// thin keeps the terms that occur.
func (o *TextTerms) thin(s *Scratch, in []Block, to *thinRows) {
	for _, text := range in[0].Strs[0] {
		terms, values := o.Entries(s, text)
		to.column, to.value = append(to.column, terms...), append(to.value, values...)
		to.endRow()
	}
}

// Entries are the columns that are not zero for a text, ascending, and their numbers. They
// are valid until the next use of s.
func (o *TextTerms) Entries(s *Scratch, text string) (columns []int32, values []float64) {
	o.once.Do(func() {
		o.index = make(map[string]int32, len(o.Terms))
		for k, t := range o.Terms {
			o.index[t] = int32(k)
		}
	})
	b := Keep(s, o, func() *termBuffers { return &termBuffers{count: make([]int32, len(o.Terms))} })
	b.words.Set(text)
	b.seen, b.value = b.seen[:0], b.value[:0]
	b.words.Each(o.index, func(t int32) {
		if b.count[t]++; b.count[t] == 1 {
			b.seen = append(b.seen, t)
		}
	})
	// Why sorted: the sum's last bits must not depend on the order of words.
	slices.Sort(b.seen)
	for _, t := range b.seen {
		b.value = append(b.value, termWeight(b.count[t])*o.Idf[t])
		b.count[t] = 0
	}
	normalise(b.value)
	return b.seen, b.value
}
