package graph

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// Trees is an ensemble of decision trees. Output column k is Base[k] + Scale * (the sum of
// the values that the trees give to it, in the order of the trees).
//
// Nodes of all trees stand one after another. Node i with Feature[i] = -1 is a leaf and
// Left[i] the number of its values: they are Values[Left[i]*w:][:w] for leaves of w values.
// Any other node sends a row to node Left[i] or Right[i], both further on than i:
//   - Set[i] = -1: left when the value is at most Threshold[i];
//   - else the value is a level's code and goes left when the code's bit is in set Set[i];
//     a code beyond the set's bits counts as missing;
//   - a missing value goes left when MissingLeft[i] is 1.
//
// Cover[i] is the weight of the training rows that passed node i.
type Trees struct {
	Width int // input columns
	// Vector is true when leaves hold a value for every output; else tree t has leaves of
	// one value, for output Output[t].
	Vector bool
	Roots  []int32 // first node of each tree
	Output []int32
	Base   []float64 // one for each output
	Scale  float64

	Feature     []int32
	Left, Right []int32
	Threshold   []float64
	MissingLeft []uint8
	Set         []int32
	Cover       []float32
	Values      []float32
	// Sets holds the words of all sets; set s is Sets[SetEnds[s-1]:SetEnds[s]].
	Sets    []uint64
	SetEnds []int32

	ordered bool // link made the nodes: they stand tree after tree in the order of their levels
	check   sync.Once
	fault   error // what check found
	packed  atomic.Pointer[walker]
	making  sync.Mutex // of packed
	count   sync.Once
	most    int // leaves of the largest tree
}

// ID is "trees".
func (*Trees) ID() string { return "trees" }

// Fields declares the state.
func (o *Trees) Fields(f *Fields) {
	o.plainFields(f)
	f.Int32s("roots", &o.Roots)
	f.Int32s("feature", &o.Feature)
	f.Int32s("left", &o.Left)
	f.Int32s("right", &o.Right)
	f.Floats("threshold", &o.Threshold)
	f.Uint8s("missing_left", &o.MissingLeft)
	f.Int32s("set", &o.Set)
	f.Float32s("cover", &o.Cover)
}

// plainFields is what any form of the state has.
func (o *Trees) plainFields(f *Fields) {
	f.Int("width", &o.Width)
	f.Bool("vector", &o.Vector)
	f.Float("scale", &o.Scale)
	f.Floats("base", &o.Base)
	f.Int32s("output", &o.Output)
	f.Float32s("values", &o.Values)
	f.Uint64s("sets", &o.Sets)
	f.Int32s("set_ends", &o.SetEnds)
}

// leafWidth is the number of values of a leaf.
func (o *Trees) leafWidth() int {
	if o.Vector {
		return len(o.Base)
	}
	return 1
}

// Shape has one column per base. It checks every node, once, so that what it accepts can
// be walked without a look at bounds.
func (o *Trees) Shape(in []Shape) (Shape, error) {
	o.check.Do(func() { o.fault = o.findFault() })
	if o.fault != nil {
		return Shape{}, o.fault
	}
	return Shape{Width: len(o.Base)}, oneNumeric(in, o.Width)
}

func (o *Trees) findFault() error {
	if o.Width < 0 || len(o.Base) == 0 {
		return fmt.Errorf("%d columns and %d outputs", o.Width, len(o.Base))
	}
	n := len(o.Feature)
	for _, other := range []int{len(o.Left), len(o.Right), len(o.Threshold), len(o.MissingLeft), len(o.Set), len(o.Cover)} {
		if other != n {
			return fmt.Errorf("%d nodes, but %d of one of their parts", n, other)
		}
	}
	end := int32(0)
	for s, e := range o.SetEnds {
		if e < end || int(e) > len(o.Sets) {
			return fmt.Errorf("set %d ends at %d", s, e)
		}
		end = e
	}
	if err := o.checkTrees(); err != nil {
		return err
	}
	if o.ordered {
		return o.checkOrdered()
	}
	led := make([]bool, n) // nodes that some node leads to
	for i := range o.Feature {
		if err := o.checkNode(i, led); err != nil {
			return err
		}
	}
	for t, r := range o.Roots {
		if led[r] {
			return fmt.Errorf("tree %d begins inside another", t)
		}
	}
	return nil
}

func (o *Trees) checkTrees() error {
	if !o.Vector && len(o.Output) != len(o.Roots) {
		return fmt.Errorf("%d outputs for %d trees", len(o.Output), len(o.Roots))
	}
	for t, r := range o.Roots {
		if r < 0 || int(r) >= len(o.Feature) || t > 0 && r <= o.Roots[t-1] {
			return fmt.Errorf("tree %d begins at node %d", t, r)
		}
	}
	if !o.Vector {
		for t, k := range o.Output {
			if k < 0 || int(k) >= len(o.Base) {
				return fmt.Errorf("tree %d gives output %d", t, k)
			}
		}
	}
	return nil
}

// checkNode checks node i and notes where it leads: to nodes that no other leads to.
func (o *Trees) checkNode(i int, led []bool) error {
	f := o.Feature[i]
	if f == -1 {
		if v := int64(o.Left[i]); v < 0 || (v+1)*int64(o.leafWidth()) > int64(len(o.Values)) {
			return fmt.Errorf("leaf %d has no values", i)
		}
		return nil
	}
	if f < 0 || int(f) >= o.Width {
		return fmt.Errorf("node %d looks at column %d", i, f)
	}
	for _, c := range [2]int32{o.Left[i], o.Right[i]} {
		if int(c) <= i || int(c) >= len(o.Feature) || led[c] {
			return fmt.Errorf("node %d leads to node %d", i, c)
		}
		led[c] = true
	}
	if s := o.Set[i]; s < -1 || int(s) >= len(o.SetEnds) {
		return fmt.Errorf("node %d looks at set %d", i, s)
	}
	if math.IsNaN(o.Threshold[i]) {
		return fmt.Errorf("node %d has no threshold", i)
	}
	return nil
}

// set is the words of set s.
func (o *Trees) set(s int32) []uint64 {
	start := int32(0)
	if s > 0 {
		start = o.SetEnds[s-1]
	}
	return o.Sets[start:o.SetEnds[s]]
}

// Next is the node that a value of node i's feature leads to. Node i must not be a leaf.
func (o *Trees) Next(i int32, v float64) int32 {
	left := v <= o.Threshold[i]
	missing := v != v
	if s := o.Set[i]; s >= 0 {
		left, missing = inSet(o.set(s), v)
	}
	if missing {
		left = o.MissingLeft[i] != 0
	}
	if left {
		return o.Left[i]
	}
	return o.Right[i]
}

// inSet reports whether the bit of a level's code is in a set; missing when the set has no
// such bit.
func inSet(set []uint64, v float64) (in, missing bool) {
	if !(v >= 0 && v < float64(len(set)*64)) {
		return false, true
	}
	code := int(v)
	return set[code>>6]>>(code&63)&1 != 0, false
}

// Eval walks every tree for every row. A plan has other ways, which answer the same to the
// bit.
func (o *Trees) Eval(s *Scratch, in []Block, out Block) {
	w := o.walking()
	for _, y := range out.Nums {
		clear(y)
	}
	w.eval(s, in[0], out)
	o.finish(out)
}

// walking is the form that is made for walking, made once.
func (o *Trees) walking() *walker {
	if w := o.packed.Load(); w != nil {
		return w
	}
	o.making.Lock()
	defer o.making.Unlock()
	if w := o.packed.Load(); w != nil {
		return w
	}
	w := newWalker(o)
	o.packed.Store(w)
	return w
}

// plainRows is the number of rows for which following each through the trees as they are costs
// less, in time and in memory, than making the form that is made for walking.
const plainRows = 64

// evalPlain is Eval without that form.
func (o *Trees) evalPlain(in, out Block) {
	k := o.leafWidth()
	for _, y := range out.Nums {
		clear(y)
	}
	for row := range out.N {
		for t, i := range o.Roots {
			for o.Feature[i] >= 0 {
				i = o.Next(i, in.Nums[o.Feature[i]][row])
			}
			values := o.Values[int(o.Left[i])*k:][:k]
			if !o.Vector {
				out.Nums[o.Output[t]][row] += float64(values[0])
				continue
			}
			for j, v := range values {
				out.Nums[j][row] += float64(v)
			}
		}
	}
	o.finish(out)
}

// Rest lets go of what evaluating a graph worked out about its operators beside their state, which
// for large forests is as much again. It is worked out anew where it is asked for again; who is
// evaluating the graph meanwhile is not disturbed.
func Rest(out *Node) {
	Walk(out, func(n *Node) {
		switch o := n.Op.(type) {
		case *Trees:
			o.packed.Store(nil)
		case *Neighbours:
			o.blocks.Store(nil)
		}
	})
}

// finish brings the sums of the trees' values to the operator's outputs.
func (o *Trees) finish(out Block) {
	for k, y := range out.Nums {
		base := o.Base[k]
		for i, v := range y {
			y[i] = base + float64(o.Scale*v)
		}
	}
}
