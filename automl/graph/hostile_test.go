package graph

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// state draws fields for op as a damaged or hostile file could hold them: the right names
// and types, any values.
func state(t *rapid.T, op Op) (map[string]json.RawMessage, Arrays) {
	arrays := Arrays{}
	save := SaveFields
	if rapid.Bool().Draw(t, "short") {
		save = PackFields
	}
	attrs, err := save(op, "", arrays)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := attrs["single"]; ok && rapid.Bool().Draw(t, "with lists") {
		attrs["listed"] = json.RawMessage("true")
		delete(arrays, "threshold")
		arrays["bounds"], arrays["bound_ends"], arrays["bound"] = []float32{}, []int32{}, []uint8{}
	}
	for _, key := range slices.Sorted(maps.Keys(attrs)) {
		var v any
		switch raw := attrs[key]; raw[0] {
		case 't', 'f':
			v = rapid.Bool().Draw(t, key)
		case '"':
			v = rapid.SampledFrom([]string{"", "logistic", "softmax", "exp", "relu", "none", "mean", "euclidean", "rbf", "a"}).Draw(t, key)
		case '[', 'n':
			v = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "month"}), 0, 4).Draw(t, key)
		default:
			v = rapid.SampledFrom([]int{-1, 0, 1, 2, 3, 7, 1 << 40}).Draw(t, key)
		}
		if attrs[key], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
	}
	ints := rapid.SampledFrom([]int32{-1, 0, 1, 2, 3, 4, 6, 100, 1 << 30})
	for _, key := range slices.Sorted(maps.Keys(arrays)) {
		switch arrays[key].(type) {
		case []float64:
			arrays[key] = rapid.SliceOfN(rapid.SampledFrom([]float64{-1, 0, 0.5, 1, 2, 3, 1e300}), 0, 6).Draw(t, key)
		case []float32:
			arrays[key] = rapid.SliceOfN(rapid.Float32(), 0, 6).Draw(t, key)
		case []int32:
			arrays[key] = rapid.SliceOfN(ints, 0, 6).Draw(t, key)
		case []uint8:
			arrays[key] = rapid.SliceOfN(rapid.Uint8(), 0, 6).Draw(t, key)
		case []uint32:
			arrays[key] = rapid.SliceOfN(rapid.Uint32Range(0, 8), 0, 6).Draw(t, key)
		case []uint64:
			arrays[key] = rapid.SliceOfN(rapid.Uint64Range(0, 8), 0, 6).Draw(t, key)
		}
	}
	return attrs, arrays
}

// TestHostileState checks of every operator that whatever state a file brings, Shape either
// refuses it or the operator can be evaluated: no panic, no reach beyond an array.
func TestHostileState(t *testing.T) {
	for _, id := range slices.Sorted(maps.Keys(operators)) {
		t.Run(id, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { hostile(t, id) })
		})
	}
}

func hostile(t *rapid.T, id string) {
	op, _ := NewOp(id)
	attrs, arrays := state(t, op)
	if LoadFields(op, "", attrs, arrays) != nil {
		return
	}
	frame := &Frame{Rows: 3}
	n := &Node{Op: op}
	var shapes []Shape
	text := rapid.Bool().Draw(t, "text")
	for range rapid.IntRange(0, 2).Draw(t, "inputs") {
		var refs []Ref
		for range rapid.IntRange(1, 3).Draw(t, "width") {
			refs = append(refs, Ref{Node: Apply(&Input{Column: len(frame.Cols), Text: text})})
			c := FrameColumn{Nums: rapid.SliceOfN(rapid.SampledFrom([]float64{-5, 0, 1, 2, 1e12}), 3, 3).Draw(t, "numbers")}
			if text {
				c = FrameColumn{Strs: []string{"", "a b", "b"}}
			}
			frame.Cols = append(frame.Cols, c)
		}
		in := Pick(refs)
		n.In = append(n.In, in)
		shapes = append(shapes, in.Shape())
	}
	s, err := op.Shape(shapes)
	if err != nil || s.Text || s.Width > 1000 {
		return
	}
	if s.Width < 0 {
		t.Fatalf("its output has %d columns", s.Width)
	}
	p, err := NewPlan(n, frame)
	if err != nil {
		return
	}
	p.Range(0, 3, make([]float64, 3*s.Width))
}
