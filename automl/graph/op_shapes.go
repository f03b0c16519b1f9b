package graph

import (
	"fmt"
	"math"
)

// Shapes is a sum of tables: an additive model whose terms each look at one column or at a
// pair of columns (Lou et al. 2013). Output k is Base[k] plus, for each term in order, the
// term's value for the row.
//
// An axis cuts a column into places. Place 0 is that of a missing value. A number v has
// place 1 + the number of the axis's bounds below v. A category's code has the place that
// the axis's Levels give it, and place 0 where they end.
//
// Term t looks at axis First[t] and, unless it is -1, at axis Second[t]. Its tables stand in
// Values in the order of the terms: by place of the first axis, then of the second, then by
// output. Cover is the weight of the training rows of each cell.
type Shapes struct {
	Width int       // input columns
	Base  []float64 // one for each output

	Column    []int32 // of each axis
	Places    []int32 // of each axis; a number has two more than it has bounds
	Bounds    []float64
	BoundEnds []int32 // axis a has Bounds[BoundEnds[a-1]:BoundEnds[a]], ascending
	Levels    []int32
	LevelEnds []int32 // likewise; an axis of levels has no bounds
	IsLevels  []uint8 // 1 for an axis of a category

	First, Second []int32
	Values        []float64
	Cover         []float32
}

// ID is "shapes".
func (*Shapes) ID() string { return "shapes" }

// Fields declares the state.
func (o *Shapes) Fields(f *Fields) {
	f.Int("width", &o.Width)
	f.Floats("base", &o.Base)
	f.Int32s("column", &o.Column)
	f.Int32s("places", &o.Places)
	f.Floats("bounds", &o.Bounds)
	f.Int32s("bound_ends", &o.BoundEnds)
	f.Int32s("levels", &o.Levels)
	f.Int32s("level_ends", &o.LevelEnds)
	f.Uint8s("is_levels", &o.IsLevels)
	f.Int32s("first", &o.First)
	f.Int32s("second", &o.Second)
	f.Floats("values", &o.Values)
	f.Float32s("cover", &o.Cover)
}

// Shape has one column per base. What it accepts can be looked up without a check.
func (o *Shapes) Shape(in []Shape) (Shape, error) {
	if o.Width < 0 || len(o.Base) == 0 {
		return Shape{}, fmt.Errorf("%d columns and %d outputs", o.Width, len(o.Base))
	}
	if err := o.checkAxes(); err != nil {
		return Shape{}, err
	}
	if err := o.checkTerms(); err != nil {
		return Shape{}, err
	}
	return Shape{Width: len(o.Base)}, oneNumeric(in, o.Width)
}

func (o *Shapes) checkAxes() error {
	n := len(o.Column)
	for _, other := range []int{len(o.Places), len(o.BoundEnds), len(o.LevelEnds), len(o.IsLevels)} {
		if other != n {
			return fmt.Errorf("%d axes, but %d of one of their parts", n, other)
		}
	}
	var bound, level int32
	for a, c := range o.Column {
		if c < 0 || int(c) >= o.Width {
			return fmt.Errorf("axis %d looks at column %d", a, c)
		}
		if o.BoundEnds[a] < bound || int(o.BoundEnds[a]) > len(o.Bounds) || o.LevelEnds[a] < level || int(o.LevelEnds[a]) > len(o.Levels) {
			return fmt.Errorf("axis %d ends at %d and %d", a, o.BoundEnds[a], o.LevelEnds[a])
		}
		bound, level = o.BoundEnds[a], o.LevelEnds[a]
		if err := o.checkAxis(a); err != nil {
			return err
		}
	}
	return nil
}

func (o *Shapes) checkAxis(a int) error {
	bounds, levels := o.AxisBounds(a), o.AxisLevels(a)
	if o.IsLevels[a] > 1 || o.IsLevels[a] == 1 && len(bounds) > 0 || o.IsLevels[a] == 0 && len(levels) > 0 {
		return fmt.Errorf("axis %d is neither of numbers nor of levels", a)
	}
	if o.IsLevels[a] == 0 && int64(o.Places[a]) != int64(len(bounds))+2 || o.Places[a] < 1 {
		return fmt.Errorf("axis %d has %d places", a, o.Places[a])
	}
	for i, v := range bounds {
		if math.IsNaN(v) || i > 0 && v <= bounds[i-1] {
			return fmt.Errorf("the bounds of axis %d do not ascend", a)
		}
	}
	for _, p := range levels {
		if p < 0 || p >= o.Places[a] {
			return fmt.Errorf("axis %d has no place %d", a, p)
		}
	}
	return nil
}

func (o *Shapes) checkTerms() error {
	if len(o.First) != len(o.Second) {
		return fmt.Errorf("%d terms, but %d second axes", len(o.First), len(o.Second))
	}
	left := int64(len(o.Cover))
	for t, a := range o.First {
		b := o.Second[t]
		if a < 0 || int(a) >= len(o.Column) || b < -1 || int(b) >= len(o.Column) {
			return fmt.Errorf("term %d looks at axes %d and %d", t, a, b)
		}
		left -= o.cells(t)
		if left < 0 {
			return fmt.Errorf("term %d has no values", t)
		}
	}
	if left != 0 || int64(len(o.Values)) != int64(len(o.Cover))*int64(len(o.Base)) {
		return fmt.Errorf("%d values and %d covers for %d outputs", len(o.Values), len(o.Cover), len(o.Base))
	}
	return nil
}

// cells is the number of cells of a term's table.
func (o *Shapes) cells(t int) int64 {
	n := int64(o.Places[o.First[t]])
	if b := o.Second[t]; b >= 0 {
		n *= int64(o.Places[b])
	}
	return n
}

// AxisBounds are the bounds of a number's axis.
func (o *Shapes) AxisBounds(a int) []float64 { return o.Bounds[start(o.BoundEnds, a):o.BoundEnds[a]] }

// AxisLevels are the places of a category's levels.
func (o *Shapes) AxisLevels(a int) []int32 { return o.Levels[start(o.LevelEnds, a):o.LevelEnds[a]] }

func start(ends []int32, a int) int32 {
	if a == 0 {
		return 0
	}
	return ends[a-1]
}

// Place is the place of a value on an axis.
func (o *Shapes) Place(a int, v float64) int32 {
	if o.IsLevels[a] == 1 {
		return levelPlace(o.AxisLevels(a), v)
	}
	return numberPlace(o.AxisBounds(a), v)
}

func levelPlace(levels []int32, v float64) int32 {
	if v >= 0 && v < float64(len(levels)) {
		return levels[int(v)]
	}
	return 0
}

func numberPlace(bounds []float64, v float64) int32 {
	if v != v {
		return 0
	}
	lo, n := 0, len(bounds)
	for n > 0 {
		half := n >> 1
		if bounds[lo+half] < v {
			lo += half + 1
			n -= half + 1
		} else {
			n = half
		}
	}
	return int32(lo) + 1
}

// Contributions writes to dst what each term gives to output k for a row of the input's
// columns: with Base[k] they add up to the output.
func (o *Shapes) Contributions(row []float64, k int, dst []float64) {
	first := int64(0)
	for t, a := range o.First {
		cell := int64(o.Place(int(a), row[o.Column[a]]))
		if b := o.Second[t]; b >= 0 {
			cell = cell*int64(o.Places[b]) + int64(o.Place(int(b), row[o.Column[b]]))
		}
		dst[t] = o.Values[(first+cell)*int64(len(o.Base))+int64(k)]
		first += o.cells(t)
	}
}

// Eval finds the places of every axis, then adds the terms up.
func (o *Shapes) Eval(s *Scratch, in []Block, out Block) {
	places := *Keep(s, o, func() *[]int32 {
		p := make([]int32, len(o.Column)*BatchRows)
		return &p
	})
	for a, c := range o.Column {
		x, p := in[0].Nums[c], places[a*BatchRows:]
		if o.IsLevels[a] == 1 {
			levels := o.AxisLevels(a)
			for i, v := range x {
				p[i] = levelPlace(levels, v)
			}
			continue
		}
		bounds := o.AxisBounds(a)
		for i, v := range x {
			p[i] = numberPlace(bounds, v)
		}
	}
	for k, y := range out.Nums {
		for i := range y {
			y[i] = o.Base[k]
		}
	}
	rest := o.Values
	for t, a := range o.First {
		size := int(o.cells(t)) * len(o.Base)
		first, second := places[int(a)*BatchRows:][:out.N], []int32(nil)
		width := 0
		if b := o.Second[t]; b >= 0 {
			second, width = places[int(b)*BatchRows:][:out.N], int(o.Places[b])
		}
		o.add(rest[:size], first, second, width, out)
		rest = rest[size:]
	}
}

// add adds a term's values to the outputs.
func (o *Shapes) add(values []float64, first, second []int32, width int, out Block) {
	outputs := len(o.Base)
	for k, y := range out.Nums {
		if second == nil {
			for i, p := range first {
				y[i] += values[int(p)*outputs+k]
			}
			continue
		}
		for i, p := range first {
			y[i] += values[(int(p)*width+int(second[i]))*outputs+k]
		}
	}
}
