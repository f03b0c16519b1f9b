package graph

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// madeShapes looks at a number, at a category of three levels, and at both.
func madeShapes() *Shapes {
	return &Shapes{
		Width: 3, Base: []float64{100},
		Column: []int32{0, 2}, Places: []int32{4, 3},
		Bounds: []float64{1, 5}, BoundEnds: []int32{2, 2},
		Levels: []int32{1, 2, 1}, LevelEnds: []int32{0, 3}, IsLevels: []uint8{0, 1},
		First: []int32{0, 1, 0}, Second: []int32{-1, -1, 1},
		Values: []float64{
			-1, 1, 2, 3,
			0, 10, 20,
			0, 0, 0, 0, 0.25, 0, 0, 0, 0.5, 0.75, 0, 0,
		},
		Cover: make([]float32, 19),
	}
}

func TestShapes(t *testing.T) {
	nan := math.NaN()
	x := []float64{nan, 0, 1, 1.5, 5, 6, math.Inf(1)}
	c := []float64{nan, 0, 0, 1, 3, -1, 2}
	got := evalOne(t, madeShapes(), x, slices.Repeat([]float64{7}, 7), c)[0]
	for i, want := range []float64{99, 111.25, 111.25, 122.5, 102, 103.75, 113} {
		if got[i] != want {
			t.Errorf("row %d is %v, want %v", i, got[i], want)
		}
	}
}

// TestShapesOutputs holds two outputs to be two sums.
func TestShapesOutputs(t *testing.T) {
	o := &Shapes{
		Width: 1, Base: []float64{1, 2}, Column: []int32{0}, Places: []int32{3}, Bounds: []float64{0},
		BoundEnds: []int32{1}, LevelEnds: []int32{0}, IsLevels: []uint8{0}, First: []int32{0}, Second: []int32{-1},
		Values: []float64{10, 20, 30, 40, 50, 60}, Cover: make([]float32, 3),
	}
	got := evalOne(t, o, []float64{math.NaN(), -1, 1})
	if !slices.Equal(got[0], []float64{11, 31, 51}) || !slices.Equal(got[1], []float64{22, 42, 62}) {
		t.Errorf("outputs are %v", got)
	}
}

// TestContributions holds what the terms give, with the base, to be the output.
func TestContributions(t *testing.T) {
	o := madeShapes()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom([]float64{math.NaN(), -1, 0, 1, 2, 3, 5, 1e300})
		row := []float64{v.Draw(t, "x"), 0, v.Draw(t, "c")}
		frame := &Frame{Rows: 1}
		var refs []Ref
		for j, x := range row {
			frame.Cols = append(frame.Cols, FrameColumn{Nums: []float64{x}})
			refs = append(refs, Ref{Node: Apply(&Input{Column: j})})
		}
		p, err := NewPlan(Apply(o, Pick(refs)), frame)
		if err != nil {
			t.Fatal(err)
		}
		var out [1]float64
		p.Range(0, 1, out[:])
		var parts [3]float64
		o.Contributions(row, 0, parts[:])
		if sum := o.Base[0] + parts[0] + parts[1] + parts[2]; sum != out[0] {
			t.Fatalf("%v gives %v, its parts %v", row, out[0], parts)
		}
	})
}

// TestShapesFaults holds state that does not fit together to be refused.
func TestShapesFaults(t *testing.T) {
	in := []Shape{{Width: 3}}
	if _, err := madeShapes().Shape(in); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(o *Shapes){
		"no output":             func(o *Shapes) { o.Base = nil },
		"another width":         func(o *Shapes) { o.Width = 4 },
		"a column too far":      func(o *Shapes) { o.Column[1] = 3 },
		"a column below 0":      func(o *Shapes) { o.Column[1] = -1 },
		"places too few":        func(o *Shapes) { o.Places[0] = 3 },
		"no places":             func(o *Shapes) { o.Places[1] = 0 },
		"a part too short":      func(o *Shapes) { o.Places = o.Places[:1] },
		"bounds out of order":   func(o *Shapes) { o.Bounds[1] = 1 },
		"a bound that is none":  func(o *Shapes) { o.Bounds[0] = math.NaN() },
		"bounds beyond the end": func(o *Shapes) { o.BoundEnds[0] = 3 },
		"ends that fall":        func(o *Shapes) { o.BoundEnds[1] = 1 },
		"levels of a number":    func(o *Shapes) { o.LevelEnds[0] = 1 },
		"a level too far":       func(o *Shapes) { o.Levels[0] = 3 },
		"a level below 0":       func(o *Shapes) { o.Levels[0] = -1 },
		"an unknown kind":       func(o *Shapes) { o.IsLevels[1] = 2 },
		"an axis too far":       func(o *Shapes) { o.First[0] = 2 },
		"an axis below 0":       func(o *Shapes) { o.First[0] = -1 },
		"a second axis too far": func(o *Shapes) { o.Second[0] = 2 },
		"terms uneven":          func(o *Shapes) { o.Second = o.Second[:2] },
		"values too few":        func(o *Shapes) { o.Values = o.Values[:18] },
		"values too many":       func(o *Shapes) { o.Values, o.Cover = append(o.Values, 0), append(o.Cover, 0) },
		"covers too few":        func(o *Shapes) { o.Cover = o.Cover[:18] },
	} {
		o := madeShapes()
		spoil(o)
		if _, err := o.Shape(in); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
