package graph

import "fmt"

// OneHot spreads a category's code over columns of which one is 1 and the others are 0.
// Several levels may share a column: the rare ones are pooled so.
type OneHot struct {
	Slots   []int32 // column of each level, -1 for none
	Unseen  int     // column of a level that training never saw, -1 for none: all zeros
	Missing int     // column of a missing category, -1 for none
	Width   int     // number of columns
}

// ID is "one_hot".
func (*OneHot) ID() string { return "one_hot" }

// Shape has Width columns.
func (o *OneHot) Shape(in []Shape) (Shape, error) {
	ok := func(slot int) bool { return slot >= -1 && slot < o.Width }
	if o.Width < 1 || !ok(o.Unseen) || !ok(o.Missing) {
		return Shape{}, fmt.Errorf("places outside of %d columns", o.Width)
	}
	for level, s := range o.Slots {
		if !ok(int(s)) {
			return Shape{}, fmt.Errorf("level %d has no column %d", level, s)
		}
	}
	// Why: a damaged file could name any width; each column needs a level, but for two.
	if o.Width > len(o.Slots)+2 {
		return Shape{}, fmt.Errorf("%d columns for %d levels", o.Width, len(o.Slots))
	}
	return Shape{Width: o.Width}, oneNumeric(in, 1)
}

// Fields declares the state.
func (o *OneHot) Fields(f *Fields) {
	f.Int32s("slots", &o.Slots)
	f.Int("unseen", &o.Unseen)
	f.Int("missing", &o.Missing)
	f.Int("width", &o.Width)
}

// Eval spreads every row.
func (o *OneHot) Eval(_ *Scratch, in []Block, out Block) {
	for _, y := range out.Nums {
		clear(y)
	}
	for i, v := range in[0].Nums[0] {
		if slot := o.slot(v); slot >= 0 {
			out.Nums[slot][i] = 1
		}
	}
}

// thin keeps the column that is 1.
func (o *OneHot) thin(_ *Scratch, in []Block, to *thinRows) {
	for _, v := range in[0].Nums[0] {
		if slot := o.slot(v); slot >= 0 {
			to.add(int32(slot), 1)
		}
		to.endRow()
	}
}

// slot is the column of a code, or -1.
func (o *OneHot) slot(v float64) int {
	switch {
	case v != v:
		return o.Missing
	case v >= 0 && v < float64(len(o.Slots)):
		return int(o.Slots[int(v)])
	}
	return o.Unseen
}
