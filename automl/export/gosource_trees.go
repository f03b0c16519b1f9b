package export

import (
	"encoding/binary"
	"fmt"

	"winnow/automl/graph"
)

func (w *goWriter) trees(o *graph.Trees) string {
	width, output := 1, "nil"
	if o.Vector {
		width = len(o.Base)
	} else {
		output = goInts(w, o.Output)
	}
	return w.variable(fmt.Sprintf("&ensemble{width: %d, roots: %s, output: %s, base: %s, scale: %s,\nfeature: %s, left: %s, right: %s, set: %s, missingLeft: %s,\nthreshold: %s, values: %s, sets: %s}",
		width, goInts(w, o.Roots), output, w.floats(o.Base), goNumber(o.Scale), goInts(w, o.Feature), goInts(w, o.Left), goInts(w, o.Right), goInts(w, o.Set), goInts(w, o.MissingLeft),
		w.floats(o.Threshold), w.floats(wide64(o.Values)), w.sets(o)))
}

// sets are the sets of levels of trees, as lists of bits.
func (w *goWriter) sets(o *graph.Trees) string {
	if len(o.SetEnds) > w.line {
		words := w.beside("wordsAt", len(o.Sets), func(to []byte, i int) []byte { return binary.LittleEndian.AppendUint64(to, o.Sets[i]) })
		return "setsOf(" + words + ", " + goInts(w, o.SetEnds) + ")"
	}
	return goList("[][]uint64", len(o.SetEnds), func(s int) string {
		start := int32(0)
		if s > 0 {
			start = o.SetEnds[s-1]
		}
		words := o.Sets[start:o.SetEnds[s]]
		return goList("", len(words), func(i int) string { return fmt.Sprintf("%#x", words[i]) })
	})
}

func (w *goWriter) axes(o *graph.Shapes) string {
	return w.variable(goList("[]axis", len(o.Column), func(a int) string {
		return fmt.Sprintf("{column: %d, places: %d, words: %v, bounds: %s, levels: %s}", o.Column[a], o.Places[a], o.IsLevels[a] == 1, w.floats(o.AxisBounds(a)), goInts(w, o.AxisLevels(a)))
	}))
}
