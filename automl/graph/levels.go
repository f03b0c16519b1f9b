package graph

import (
	"fmt"
	"math"
)

// Trees whose nodes stand in the order of their levels need not say in a file where each node
// leads, which is half of what large forests would take. In that order
//   - the nodes of a tree stand level by level, the left child before the right one;
//   - values stand in the order of the leaves, sets in that of the nodes that look at them;
//   - a node's cover is the sum of its children's;
//   - what a node has no use for is 0, or -1 for its set.

// levels is what a file says of the nodes of such trees. Each list is in their order.
type levels struct {
	narrow    []uint8   // of every node: its feature, narrowLeaf for a leaf; for few columns
	wide      []int32   // the same for more columns, -1 for a leaf
	split     []uint8   // of a node that is no leaf: missingLeft, looksAtSet, both or 0
	threshold []float64 // of a node that is no leaf and looks at no set
	single    []float32 // the same where single precision is all that they have
	list      bounds    // the same where it is shorter
	cover     []float32 // of a leaf
}

const (
	narrowLeaf  = 255 // and most columns of which a feature's number is one byte
	missingLeft = 1
	looksAtSet  = 2
)

// Reserve makes room for nodes, and for values of leaves, that are going to be added. Why: what
// grows by appending takes up to twice as much.
func (o *Trees) Reserve(nodes, values int) {
	o.Feature, o.Left, o.Right = make([]int32, 0, nodes), make([]int32, 0, nodes), make([]int32, 0, nodes)
	o.Threshold, o.MissingLeft = make([]float64, 0, nodes), make([]uint8, 0, nodes)
	o.Set, o.Cover, o.Values = make([]int32, 0, nodes), make([]float32, 0, nodes), make([]float32, 0, values)
}

// makeNodes makes room for nodes that are there at once, and leaves their values as they are.
func (o *Trees) makeNodes(n int) {
	o.Feature, o.Left, o.Right, o.Set = make([]int32, n), make([]int32, n), make([]int32, n), make([]int32, n)
	o.Threshold, o.MissingLeft, o.Cover = make([]float64, n), make([]uint8, n), make([]float32, n)
}

// AddLeaf appends a leaf with its values, as many as leaves have.
func (o *Trees) AddLeaf(values []float32, cover float32) {
	o.addNode(-1, int32(len(o.Values)/o.leafWidth()), 0, -1, 0, false, cover)
	o.Values = append(o.Values, values...)
}

// AddFork appends a node that sends rows to node left or the one behind it: by a set of levels, or
// where that is nil by a threshold.
func (o *Trees) AddFork(feature, left int32, threshold float64, set []uint64, missingLeft bool) {
	if set == nil {
		o.addNode(feature, left, left+1, -1, threshold, missingLeft, 0)
		return
	}
	o.addNode(feature, left, left+1, int32(len(o.SetEnds)), 0, missingLeft, 0)
	o.Sets = append(o.Sets, set...)
	o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
}

func (o *Trees) addNode(feature, left, right, set int32, threshold float64, missing bool, cover float32) {
	o.Feature, o.Left, o.Right = append(o.Feature, feature), append(o.Left, left), append(o.Right, right)
	o.Set, o.Threshold, o.Cover = append(o.Set, set), append(o.Threshold, threshold), append(o.Cover, cover)
	o.MissingLeft = append(o.MissingLeft, 0)
	if missing {
		o.MissingLeft[len(o.MissingLeft)-1] = missingLeft
	}
}

// SumCovers gives each node from first on the sum of its children's covers.
func (o *Trees) SumCovers(first int) {
	for i := len(o.Feature) - 1; i >= first; i-- {
		if o.Feature[i] >= 0 {
			o.Cover[i] = o.Cover[o.Left[i]] + o.Cover[o.Right[i]]
		}
	}
}

// Leveled is trees of the same answers whose nodes stand in the order of their levels. Trees that
// Shape refuses must not be asked for it.
func (o *Trees) Leveled() *Trees {
	out := &Trees{Width: o.Width, Vector: o.Vector, Output: o.Output, Base: o.Base, Scale: o.Scale}
	out.Reserve(len(o.Feature), len(o.Values))
	width := o.leafWidth()
	var queue []int32
	for _, root := range o.Roots {
		first := len(out.Feature)
		out.Roots = append(out.Roots, int32(first))
		queue = append(queue[:0], root)
		for k := 0; k < len(queue); k++ {
			i := queue[k]
			if o.Feature[i] < 0 {
				out.AddLeaf(o.Values[int(o.Left[i])*width:][:width], o.Cover[i])
				continue
			}
			var set []uint64
			if s := o.Set[i]; s >= 0 {
				set = o.set(s)
			}
			out.AddFork(o.Feature[i], int32(first+len(queue)), o.Threshold[i], set, o.MissingLeft[i] != 0)
			queue = append(queue, o.Left[i], o.Right[i])
		}
		out.SumCovers(first)
	}
	return out
}

// pack declares the state as a file has it where the nodes stand in the order of their levels.
func (o *Trees) pack(f *Fields) bool {
	l := o.levels()
	if l == nil {
		return false
	}
	l.round()
	single := l.single != nil
	f.Bool("single", &single)
	if l.index(o.Width) {
		f.Bool("listed", &single)
	}
	o.levelFields(f, l, single, l.list.ends != nil)
	return true
}

// unpack is the other way; false where the file has the state as it is in memory.
func (o *Trees) unpack(f *Fields) bool {
	if _, ok := f.attrs["single"]; !ok {
		return false
	}
	l, single, listed := &levels{}, false, false
	f.Bool("single", &single)
	if _, ok := f.attrs["listed"]; ok {
		f.Bool("listed", &listed)
	}
	o.levelFields(f, l, single, listed)
	if f.err == nil {
		f.err = o.link(l)
	}
	return true
}

// levelFields declares the nodes in short, with their thresholds in single precision or not, in
// lists or not.
func (o *Trees) levelFields(f *Fields, l *levels, single, listed bool) {
	o.plainFields(f)
	if o.Width <= narrowLeaf {
		f.Uint8s("feature", &l.narrow)
	} else {
		f.Int32s("feature", &l.wide)
	}
	f.Uint8s("split", &l.split)
	switch {
	case listed:
		f.Float32s("bounds", &l.list.values)
		f.Int32s("bound_ends", &l.list.ends)
		f.Uint8s("bound", &l.list.at)
	case single:
		f.Float32s("threshold", &l.single)
	default:
		f.Floats("threshold", &l.threshold)
	}
	f.Float32s("cover", &l.cover)
}

// levels is the nodes in short; nil where they do not stand in the order of their levels.
func (o *Trees) levels() *levels {
	n, width := len(o.Feature), max(1, o.leafWidth())
	leaves := len(o.Values) / width
	if len(o.Values)%width != 0 || leaves > n {
		return nil
	}
	l := &levels{split: make([]uint8, 0, n-leaves), threshold: make([]float64, 0, n-leaves), cover: make([]float32, 0, leaves)}
	if o.Width <= narrowLeaf {
		l.narrow = make([]uint8, n)
	} else {
		l.wide = o.Feature
	}
	roots, end, sets := 0, 0, int32(0)
	for i, feature := range o.Feature {
		if i == end {
			if roots == len(o.Roots) || int(o.Roots[roots]) != i {
				return nil
			}
			roots, end = roots+1, end+1
		}
		if l.narrow != nil {
			l.narrow[i] = uint8(feature) // narrowLeaf for a leaf's -1
		}
		ok := false
		if feature < 0 {
			ok = l.addLeaf(o, i)
		} else {
			ok = int(feature) < o.Width && end+2 <= n && l.addFork(o, i, end, &sets)
			end += 2
		}
		if !ok {
			return nil
		}
	}
	if roots != len(o.Roots) || end != n || int(sets) != len(o.SetEnds) || len(l.cover) != leaves {
		return nil
	}
	return l
}

// addLeaf adds leaf i; false where it is not as the order has it.
func (l *levels) addLeaf(o *Trees, i int) bool {
	if o.Feature[i] != -1 || int(o.Left[i]) != len(l.cover) || o.Right[i] != 0 || o.Set[i] != -1 ||
		math.Float64bits(o.Threshold[i]) != 0 || o.MissingLeft[i] != 0 {
		return false
	}
	l.cover = append(l.cover, o.Cover[i])
	return true
}

// addFork adds node i, whose children stand at left; false where it is not as the order has it.
func (l *levels) addFork(o *Trees, i, left int, sets *int32) bool {
	if int(o.Left[i]) != left || int(o.Right[i]) != left+1 || o.Cover[i] != o.Cover[left]+o.Cover[left+1] || o.MissingLeft[i] > missingLeft {
		return false
	}
	split := o.MissingLeft[i]
	if o.Set[i] < 0 {
		l.threshold = append(l.threshold, o.Threshold[i])
	} else {
		if o.Set[i] != *sets || math.Float64bits(o.Threshold[i]) != 0 {
			return false
		}
		*sets++
		split |= looksAtSet
	}
	l.split = append(l.split, split)
	return true
}

// feature is that of node i, or -1.
func (l *levels) feature(i int) int32 {
	if l.narrow == nil {
		return l.wide[i]
	}
	if f := l.narrow[i]; f != narrowLeaf {
		return int32(f)
	}
	return -1
}

// link makes the nodes of what a file says of them. It trusts nothing in it but leaves to Shape
// what that checks of any trees.
func (o *Trees) link(l *levels) error {
	n, inner, thresholds := max(len(l.narrow), len(l.wide)), len(l.split), l.thresholds()
	if n != inner+len(l.cover) || inner != thresholds+len(o.SetEnds) {
		return fmt.Errorf("%d nodes, of which %d are leaves and %d are not, with %d thresholds and %d sets", n, len(l.cover), inner, thresholds, len(o.SetEnds))
	}
	o.makeNodes(n)
	features, left, right, sets, limits, missing, cover := o.Feature, o.Left, o.Right, o.Set, o.Threshold, o.MissingLeft, o.Cover
	end, leaf, fork, set := 0, 0, 0, int32(0)
	for i := range features {
		if i == end {
			o.Roots = append(o.Roots, int32(i))
			end++
		}
		f := l.feature(i)
		features[i] = f
		switch {
		case f < 0 && leaf < len(l.cover):
			left[i], sets[i], cover[i] = int32(leaf), -1, l.cover[leaf]
			leaf++
			continue
		case f < 0 || fork == inner || end+2 > n:
			return fmt.Errorf("node %d leads nowhere", i)
		}
		split := l.split[fork]
		if at := fork - int(set); split&looksAtSet != 0 && int(set) < len(o.SetEnds) {
			sets[i], set = set, set+1
		} else if split&looksAtSet == 0 && at < thresholds {
			var ok bool
			if limits[i], ok = l.bound(at, f); !ok {
				return fmt.Errorf("node %d has bound %d of column %d, which has fewer", i, l.list.at[at], f)
			}
			sets[i] = -1
		} else {
			return fmt.Errorf("node %d looks at nothing", i)
		}
		left[i], right[i], missing[i] = int32(end), int32(end+1), split&missingLeft
		fork, end = fork+1, end+2
	}
	o.ordered = true
	o.SumCovers(0)
	return nil
}

// checkOrdered is what there is to check of nodes that link has made.
func (o *Trees) checkOrdered() error {
	leaves := 0
	for i, f := range o.Feature {
		switch {
		case f == -1:
			leaves++
		case f < 0 || int(f) >= o.Width:
			return fmt.Errorf("node %d looks at column %d", i, f)
		}
	}
	if leaves*o.leafWidth() > len(o.Values) {
		return fmt.Errorf("%d leaves have %d values", leaves, len(o.Values))
	}
	for i, v := range o.Threshold {
		if math.IsNaN(v) {
			return fmt.Errorf("node %d has no threshold", i)
		}
	}
	return nil
}

// largestOrdered is the number of leaves of the largest tree: of a tree's nodes they are one more
// than half.
func (o *Trees) largestOrdered() int {
	most := 0
	for t, root := range o.Roots {
		end := len(o.Feature)
		if t+1 < len(o.Roots) {
			end = int(o.Roots[t+1])
		}
		most = max(most, (end-int(root)+1)/2)
	}
	return most
}
