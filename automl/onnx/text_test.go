package onnx

import (
	"fmt"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// TestTexts interprets what was written for texts in letters of many kinds: in upper case,
// with apostrophes and marks, without spaces between words, without any word at all.
func TestTexts(t *testing.T) {
	texts := []string{"Not good, NOT good at all", "GOOD iPhone Food! good", "It’s slow 'n' it's bad: dog''s", "", "?!", "\u00c9cole E\u0301TE \u0301e ÉCOLE école",
		"\u0130stanbul istanbul KELVIN \u212aelvin kelvin", "我喜欢 food我 ไทย", "goodness go goo 1 2 12 ١٢", "a\tb\nnot\u00a0good", "CALL 0712-345 NOW!!! ÉÀ x2 ٣ §§ ＡＢ", "it's\u2019我 it' bad"}
	terms := []string{"not", "not good", "good", "it's", "istanbul", "kelvin", "école", "e\u0301te", "我", "喜 欢", "1", "1 2", "food 我", "slow n", "good good"}
	idf, vectors := make([]float64, len(terms)), make([]float32, 2*len(terms))
	for k := range terms {
		idf[k], vectors[2*k], vectors[2*k+1] = 1+float64(k)/7, float32(k)/3-1, 1/float32(k+1)
	}
	column := graph.Apply(&graph.Input{Text: true})
	pairs := &graph.TextTerms{Terms: []string{"not good", "it's bad"}, Idf: []float64{1, 2}}
	ops := []graph.Op{&graph.TextTerms{Terms: terms, Idf: idf}, pairs, &graph.TextLength{}, &graph.TextMarks{},
		&graph.TextVectors{TextTerms: graph.TextTerms{Terms: terms, Idf: idf}, Bias: []float64{1, -2}, Vectors: vectors}}
	for _, op := range ops {
		for _, rows := range [][]string{texts, {"", "?"}} {
			t.Run(fmt.Sprint(op.ID(), len(rows)), func(t *testing.T) {
				m := &automl.Model{Schema: automl.Schema{Columns: []automl.SchemaColumn{{Field: table.Field{Name: "story", Kind: table.Text}}}}}
				m.Graph = graph.Apply(op, column)
				b := newBuilder(m, Options{})
				out, err := b.emit(m.Graph)
				if err != nil {
					t.Fatal(err)
				}
				b.declare(&File{})
				b.output(out, "out", typeDouble, -1, int64(m.Graph.Shape().Width))
				d, err := decode(b.model.encode())
				if err != nil {
					t.Fatal(err)
				}
				in := map[string]*array{"story": {typ: typeString, dims: []int{len(rows), 1}, strs: rows}}
				f := &graph.Frame{Rows: len(rows), Cols: []graph.FrameColumn{{Strs: rows}}}
				near(t, interpret(d, in)["out"].nums, evaluate(t, m.Graph, f))
			})
		}
	}
}
