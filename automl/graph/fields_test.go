package graph

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everything is an operator with a field of each type.
type everything struct {
	Constant
	Whole  int
	Flag   bool
	Word   string
	Words  []string
	Number float64
	F64    []float64
	F32    []float32
	I32    []int32
	U8     []uint8
	U32    []uint32
	U64    []uint64
}

func (e *everything) Fields(f *Fields) {
	f.Int("whole", &e.Whole)
	f.Bool("flag", &e.Flag)
	f.String("word", &e.Word)
	f.Strings("words", &e.Words)
	f.Float("number", &e.Number)
	f.Floats("f64", &e.F64)
	f.Float32s("f32", &e.F32)
	f.Int32s("i32", &e.I32)
	f.Uint8s("u8", &e.U8)
	f.Uint32s("u32", &e.U32)
	f.Uint64s("u64", &e.U64)
}

func filled(number float64) *everything {
	return &everything{
		Whole: -3, Flag: true, Word: "<Größe>", Words: []string{"", "a\nb"}, Number: number,
		F64: []float64{1.5, -0.25}, F32: []float32{2.5}, I32: []int32{-1}, U8: []uint8{255}, U32: []uint32{1 << 31}, U64: []uint64{1 << 63},
	}
}

func TestFieldsRoundTrip(t *testing.T) {
	for _, number := range []float64{0, -1.25e-300, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)} {
		want, arrays := filled(number), Arrays{}
		attrs, err := SaveFields(want, "n4.", arrays)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := arrays["n4.f64"]; !ok || len(arrays) != 6 || len(attrs) != 5 {
			t.Fatalf("%d attributes, arrays %v", len(attrs), slices.Sorted(maps.Keys(arrays)))
		}
		got := &everything{}
		if err := LoadFields(got, "n4.", attrs, arrays); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmp.AllowUnexported(everything{}), cmp.Transformer("bits", math.Float64bits)); d != "" {
			t.Errorf("number %v (-want +got):\n%s", number, d)
		}
	}
}

func TestLoadFieldsRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(map[string]json.RawMessage, Arrays)
		want   string
	}{
		{"absent scalar", func(a map[string]json.RawMessage, _ Arrays) { delete(a, "flag") }, "field flag is absent"},
		{"wrong scalar", func(a map[string]json.RawMessage, _ Arrays) { a["whole"] = []byte(`"x"`) }, "field whole"},
		{"no whole number", func(a map[string]json.RawMessage, _ Arrays) { a["whole"] = []byte(`1.5`) }, "field whole"},
		{"no number", func(a map[string]json.RawMessage, _ Arrays) { a["number"] = []byte(`"many"`) }, "is no number"},
		{"absent array", func(_ map[string]json.RawMessage, a Arrays) { delete(a, "u8") }, "array u8"},
		{"wrong array", func(_ map[string]json.RawMessage, a Arrays) { a["u64"] = []float64{1} }, "array u64"},
	} {
		arrays := Arrays{}
		attrs, err := SaveFields(filled(1), "", arrays)
		if err != nil {
			t.Fatal(err)
		}
		c.change(attrs, arrays)
		if err := LoadFields(&everything{}, "", attrs, arrays); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestLoadOnlyRefusesTheUnknown(t *testing.T) {
	for _, c := range []struct {
		change func(map[string]json.RawMessage, Arrays)
		want   string
	}{
		{func(map[string]json.RawMessage, Arrays) {}, ""},
		{func(a map[string]json.RawMessage, _ Arrays) { a["wheel"] = []byte(`1`) }, `"wheel" is unknown`},
		{func(_ map[string]json.RawMessage, a Arrays) { a["n.wheel"] = []float64{1} }, `"wheel" is unknown`},
	} {
		arrays := Arrays{}
		attrs, err := SaveFields(filled(1), "n.", arrays)
		if err != nil {
			t.Fatal(err)
		}
		c.change(attrs, arrays)
		err = LoadOnly(&everything{}, "n.", attrs, arrays)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestOperators checks of every operator that its ID is the one it is listed under, that
// its fields can be saved and loaded, and that it refuses to load without them.
func TestOperators(t *testing.T) {
	for id := range operators {
		op, ok := NewOp(id)
		if !ok || op.ID() != id {
			t.Errorf("operator %q calls itself %q", id, op.ID())
			continue
		}
		arrays := Arrays{}
		attrs, err := SaveFields(op, "", arrays)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		again, _ := NewOp(id)
		if err := LoadFields(again, "", attrs, arrays); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if len(attrs)+len(arrays) > 0 {
			if err := LoadFields(again, "", nil, nil); err == nil {
				t.Errorf("%s loads without its fields", id)
			}
		}
		// a hostile file may hold any state and any inputs: Shape must answer, not panic
		for _, in := range [][]Shape{nil, {{}}, {{Width: 1}}, {{Width: 3, Text: true}}, {{Width: 2}, {Width: 2}}} {
			if s, err := again.Shape(in); err == nil && s.Width < 0 {
				t.Errorf("%s: Shape(%v) = %v", id, in, s)
			}
		}
	}
	if _, ok := NewOp("eval"); ok {
		t.Error("an unknown operator was made")
	}
}
