package graph

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawTerms draws some of the words a to h and pairs of them, ascending and each once but for spoil.
func drawTerms(t *rapid.T, spoil bool) *TextTerms {
	var all []string
	for a := 'a'; a <= 'h'; a++ {
		all = append(all, string(a))
		for b := 'a'; b <= 'h'; b++ {
			all = append(all, string(a)+" "+string(b))
		}
	}
	terms := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, len(all), rapid.ID).Draw(t, "terms")
	slices.Sort(terms)
	if spoil {
		terms = append(terms, terms[0])
	}
	o := &TextTerms{Terms: terms}
	for range terms {
		o.Idf = append(o.Idf, rapid.Float64Range(0.5, 3).Draw(t, "idf"))
	}
	return o
}

// TestLexicon holds operators that look for terms to answer the same bits whether they read a text
// each for themselves or all together, in a plan and in a copy of it.
func TestLexicon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Apply(&Input{Text: true})
		var refs []Ref
		add := func(n *Node) {
			for k := range n.Shape().Width {
				refs = append(refs, Ref{n, k})
			}
		}
		linear := func(n *Node) *Node {
			o := &Linear{Bias: []float64{1}}
			for k := range n.Shape().Width {
				o.Weights = append(o.Weights, 1+float64(k))
			}
			return Apply(o, n)
		}
		for k := range rapid.IntRange(1, 4).Draw(t, "operators") {
			o := drawTerms(t, k == 3)
			twin := &TextVectors{TextTerms: TextTerms{Terms: o.Terms, Idf: o.Idf}, Bias: []float64{1, -1}}
			for i := range 2 * len(o.Terms) {
				twin.Vectors = append(twin.Vectors, float32(i%7)-3)
			}
			add(Apply(twin, text))
			lone := &TextTerms{Terms: o.Terms, Idf: slices.Clone(o.Idf)}
			lone.Idf[0] += 1.0 / 3
			if rapid.Bool().Draw(t, "thin") {
				add(linear(Apply(lone, text)))
			} else {
				add(Apply(lone, text))
			}
		}
		words := rapid.SliceOfN(rapid.SampledFrom(strings.Split("abcdefghij", "")), 0, 12)
		texts := make([]string, readAsked+BatchRows)
		for i := range texts {
			texts[i] = strings.Join(words.Draw(t, "text"), " ")
		}
		frame := &Frame{Rows: len(texts), Cols: []FrameColumn{{Strs: texts}}}
		together := mustPlan(t, Pick(refs), frame)
		width := together.Width()
		got, copied, want := make([]float64, len(texts)*width), make([]float64, len(texts)*width), make([]float64, len(texts)*width)
		together.Range(0, len(texts), got)
		if r := together.readings[0]; r.count == nil {
			t.Fatal("the operators read for themselves")
		}
		together.Copy().Range(0, len(texts), copied)
		for from := 0; from < len(texts); from += readAsked - 1 {
			alone := mustPlan(t, Pick(refs), frame)
			to := min(from+readAsked-1, len(texts))
			alone.Range(from, to, want[from*width:])
			if r := alone.readings[0]; r.count != nil {
				t.Fatal("the operators do not read for themselves")
			}
		}
		for i, w := range want {
			if bits := math.Float64bits(w); math.Float64bits(got[i]) != bits || math.Float64bits(copied[i]) != bits {
				t.Fatalf("row %d (%q), column %d: %v and %v together, %v alone", i/width, texts[i/width], i%width, got[i], copied[i], w)
			}
		}
	})
}
