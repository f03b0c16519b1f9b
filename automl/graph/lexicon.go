package graph

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// lexicon is the terms of operators that look for terms in the same text, such as those of the folds
// of a model: a text is cut once, and each word of it looked up once, for all of them. Copies of a
// plan share it.
type lexicon struct {
	ops    []*TextTerms // no two of the same terms and weights
	once   sync.Once
	number map[string]int32 // of each term of any operator, in their order
	column [][]int32        // by operator: the column of each number, -1 for none
}

// reading is a plan's use of a lexicon.
type reading struct {
	shared *lexicon
	fresh  bool // rows are those of the present batch
	words  Words
	count  []int32    // by number; all zero between texts; nil until it is used
	seen   []int32    // numbers of the present text, ascending
	weight []float64  // of each: 1 + ln count
	rows   []thinRows // by operator
}

// readAsked is the number of rows for which each operator's own index costs less than a lexicon.
const readAsked = 200

// termsOf is what an operator looks for in a text; nil for operators of another kind, and where its
// terms do not ascend.
func termsOf(op Op) *TextTerms {
	var t *TextTerms
	switch op := op.(type) {
	case *TextTerms:
		t = op
	case *TextVectors:
		t = &op.TextTerms
	}
	if t == nil {
		return nil
	}
	t.order.Do(func() {
		t.ascends = true
		for k := 1; k < len(t.Terms) && t.ascends; k++ {
			t.ascends = t.Terms[k-1] < t.Terms[k]
		}
	})
	if !t.ascends {
		return nil
	}
	return t
}

// groupTerms finds the steps that can share a lexicon: anew, or as the plan that this one is a copy
// of found them.
func (p *Plan) groupTerms() {
	copied := len(p.lexicons) > 0
	at := map[int]*reading{} // by the input's step
	for k := range p.steps {
		s := &p.steps[k]
		o := termsOf(s.op)
		if o == nil {
			continue
		}
		r := at[s.in[0]]
		if r == nil {
			if !copied {
				p.lexicons = append(p.lexicons, &lexicon{})
			}
			r = &reading{shared: p.lexicons[len(p.readings)]}
			at[s.in[0]] = r
			p.readings = append(p.readings, r)
		}
		s.read = r
		s.part = slices.IndexFunc(r.shared.ops, func(other *TextTerms) bool { return alike(o, other) })
		if s.part < 0 {
			s.part = len(r.shared.ops)
			r.shared.ops = append(r.shared.ops, o)
		}
	}
}

// worth reports whether a plan that was asked so many rows so far should read with the lexicon.
func (r *reading) worth(asked int) bool { return asked >= readAsked || r.count != nil }

// of is the terms of the present batch's texts for one of the operators.
func (r *reading) of(part int, texts []string) *thinRows {
	if r.count == nil {
		r.shared.once.Do(r.shared.build)
		r.count, r.rows = make([]int32, len(r.shared.number)), make([]thinRows, len(r.shared.ops))
	}
	if !r.fresh {
		for k := range r.rows {
			r.rows[k].clear()
		}
		for _, text := range texts {
			r.read(text)
		}
		r.fresh = true
	}
	return &r.rows[part]
}

// read adds a text's row for every operator.
func (r *reading) read(text string) {
	r.words.Set(text)
	r.seen, r.weight = r.seen[:0], r.weight[:0]
	r.words.Each(r.shared.number, func(t int32) {
		if r.count[t]++; r.count[t] == 1 {
			r.seen = append(r.seen, t)
		}
	})
	slices.Sort(r.seen)
	for _, t := range r.seen {
		r.weight = append(r.weight, termWeight(r.count[t]))
		r.count[t] = 0
	}
	for k, o := range r.shared.ops {
		rows, column := &r.rows[k], r.shared.column[k]
		from := len(rows.value)
		for i, t := range r.seen {
			if c := column[t]; c >= 0 {
				rows.add(c, r.weight[i]*o.Idf[c])
			}
		}
		normalise(rows.value[from:])
		rows.endRow()
	}
}

// build numbers the terms of all operators. The numbers ascend as the columns of each operator do.
func (l *lexicon) build() {
	var all []string
	for _, o := range l.ops {
		all = merge(all, o.Terms)
	}
	l.number = make(map[string]int32, len(all))
	for k, t := range all {
		l.number[t] = int32(k)
	}
	for _, o := range l.ops {
		column, next := make([]int32, len(all)), 0
		for k, t := range all {
			column[k] = -1
			if next < len(o.Terms) && o.Terms[next] == t {
				column[k] = int32(next)
				next++
			}
		}
		l.column = append(l.column, column)
	}
}

// merge is the texts of two ascending lists, each once, ascending.
func merge(a, b []string) []string {
	out := make([]string, 0, max(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case -1:
			out, a = append(out, a[0]), a[1:]
		case 1:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// termWeight is the weight of a term that occurs count times in a text, before that for its rarity.
func termWeight(count int32) float64 { return 1 + math.Log(float64(count)) }

// normalise brings numbers to the Euclidean length 1.
func normalise(x []float64) {
	sum := 0.0
	for _, v := range x {
		sum += float64(v * v)
	}
	norm := math.Sqrt(sum)
	for k := range x {
		x[k] /= norm
	}
}
