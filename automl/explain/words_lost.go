package explain

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	wordsMost = 300 // different words of a text that are looked at
	wordsKept = 30  // of a text, those that matter most
)

// Words says what each word of a text gives to the answers: what they lose, on the scale of
// Shapley with the same options, when the word is taken out everywhere in the text. Row and
// Column of a share are places in rows and in the frame's columns. For each row, text and
// output the words that matter most come first; words without any effect are left out.
func Words(ctx context.Context, out *graph.Node, frame *graph.Frame, rows []int32, o ShapleyOptions) ([]automl.WordShare, error) {
	p := whole(out, o.Task)
	if o.Method != automl.ExplainSampled {
		p = takeApart(out, o.Task)
	}
	var shares []automl.WordShare
	for i, r := range rows {
		for _, c := range graph.Inputs(p.inner) {
			if frame.Cols[c].Strs == nil {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			found, err := p.wordsOf(frame, r, c)
			if err != nil {
				return nil, err
			}
			for k := range found {
				found[k].Row = i
			}
			shares = append(shares, found...)
		}
	}
	return shares, nil
}

// wordsOf are the shares of the words of one cell.
func (p *parts) wordsOf(frame *graph.Frame, row int32, column int) ([]automl.WordShare, error) {
	text := frame.Cols[column].Strs[row]
	words := distinctWords(text)
	if len(words) == 0 {
		return nil, nil
	}
	// Row 0 is the text as it is, row i without word i-1.
	variants := Pick(frame, slices.Repeat([]int32{row}, len(words)+1))
	for i, w := range words {
		variants.Cols[column].Strs[i+1] = without(text, w)
	}
	answers := make([]float64, variants.Rows*p.outputs)
	if err := evaluate(p.inner, variants, everyRow(variants), answers); err != nil {
		return nil, err
	}
	var shares []automl.WordShare
	for k := range p.outputs {
		var own []automl.WordShare
		for i, w := range words {
			v := p.slope * (answers[k] - answers[(i+1)*p.outputs+k])
			if v != 0 && !math.IsNaN(v) {
				own = append(own, automl.WordShare{Output: k, Column: column, Word: w, Value: v})
			}
		}
		slices.SortStableFunc(own, func(a, b automl.WordShare) int { return cmp.Compare(math.Abs(b.Value), math.Abs(a.Value)) })
		shares = append(shares, own[:min(len(own), wordsKept)]...)
	}
	return shares, nil
}

// distinctWords are the words of a text as operators cut them, each once, in order.
func distinctWords(text string) []string {
	var cut graph.Words
	cut.Set(text)
	var words []string
	seen := map[string]bool{}
	for i := range cut.Len() {
		w := string(cut.Gram(i, 1))
		if !seen[w] && len(words) < wordsMost {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

// without is a text without a word; what stood on both sides of it become neighbours.
func without(text, word string) string {
	var cut graph.Words
	cut.Set(text)
	var b strings.Builder
	for i := range cut.Len() {
		if w := string(cut.Gram(i, 1)); w != word {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
