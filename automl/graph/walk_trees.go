package graph

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// walker is a form of Trees made for walking. Children stand side by side, so that a
// comparison's outcome can be added to a node's number instead of branched on, and a leaf
// leads to itself, so that several rows, or one row in several trees, can walk in step.
type walker struct {
	column []walkColumn // of prepared rows, after a first one of zeros that leaves look at
	nodes  []walkNode
	value  []int32 // of a leaf node: its values' number
	trees  []walkTree
	op     *Trees
	same   []int32 // by set: the first one of the same codes
	apart  bool    // the sets are too many for columns of their own
	block  int     // rows that are prepared at a time
}

// walkColumn is a column of prepared rows: an input in which a missing value stands below
// every threshold when it goes left; or 0 for a code that goes left by a set, 1 for another.
type walkColumn struct {
	input int32
	left  bool
	set   int32 // -1 for none
}

type walkNode struct {
	threshold float64 // left when the value is at most this
	column    int32   // where the prepared rows' column begins; -1-i for node i of the operator that looks at a set
	left      int32   // the right child follows
}

type walkTree struct {
	root int32
	sets bool // some node looks at a set itself
}

const (
	// walkRows is the least number of rows that are prepared at a time: their columns and some
	// trees fit in the first cache.
	walkRows = 64
	// walkSmall is the size of trees, in bytes, that stay in a core's cache from block to block,
	// walkCache what rows may take of it where the trees do not.
	walkSmall, walkCache = 1 << 18, 1 << 17
	// walkLanes is the number of walks in step.
	walkLanes = 4
	// walkStride is the distance of the prepared rows' columns. Why more than rows: so that columns
	// do not share the same places of the cache.
	walkStride = BatchRows + 8
	// rowLanes is the number of trees that one row walks in step.
	rowLanes = 8
	// walkSets bounds the sets that a row is held against beforehand: this many for each
	// tree, of which a row passes a few, and this many in all.
	walkSetsPerTree, walkSets = 4, 512
)

func newWalker(o *Trees) *walker {
	w := &walker{op: o, same: o.alike()}
	sets := map[walkColumn]int32{}
	for i, s := range o.Set {
		if s >= 0 && o.Feature[i] >= 0 {
			sets[w.columnAt(int32(i))] = 0
		}
	}
	w.apart = len(sets) > min(walkSets, walkSetsPerTree*len(o.Roots))
	clear(sets)
	known := walkColumns{plain: make([]int32, 2*o.Width), sets: sets}
	if o.ordered {
		w.addOrdered(&known)
	} else {
		w.nodes, w.value = make([]walkNode, 0, len(o.Feature)), make([]int32, len(o.Feature))
		var queue []int32
		for _, root := range o.Roots {
			queue = w.addTree(append(queue[:0], root), &known)
		}
	}
	w.block = blockRows(len(w.nodes)*int(unsafe.Sizeof(walkNode{}))+len(o.Values)*int(unsafe.Sizeof(float32(0))), 1+len(w.column))
	return w
}

// addOrdered takes over nodes that stand as a walker wants them.
func (w *walker) addOrdered(known *walkColumns) {
	o := w.op
	w.nodes, w.value, w.trees = make([]walkNode, len(o.Feature)), o.Left, make([]walkTree, len(o.Roots))
	tree := -1
	for i := range w.nodes {
		if tree+1 < len(o.Roots) && int(o.Roots[tree+1]) == i {
			tree++
			w.trees[tree].root = int32(i)
		}
		if o.Feature[i] < 0 {
			w.nodes[i] = walkNode{threshold: math.Inf(1), left: int32(i)}
			continue
		}
		w.nodes[i] = w.fork(int32(i), o.Left[i], &w.trees[tree], known)
	}
}

// fork is the form of a node of the operator, which belongs to tree t and leads to left.
func (w *walker) fork(node, left int32, t *walkTree, known *walkColumns) walkNode {
	n := walkNode{threshold: w.op.Threshold[node], left: left}
	switch {
	case w.op.Set[node] < 0:
		n.column = w.columnOf(w.columnAt(node), known)
	case w.apart:
		t.sets = true
		n.column = -1 - node
	default:
		n.threshold = 0
		n.column = w.columnOf(w.columnAt(node), known)
	}
	return n
}

// blockRows is how many rows of a width are to be prepared at a time for trees of so many bytes.
// Why more for large trees: each block of rows has to fetch them from memory again.
func blockRows(bytes, width int) int {
	if bytes <= walkSmall {
		return walkRows
	}
	fit := walkCache / (8 * width)
	return min(max(walkRows, fit/walkLanes*walkLanes), BatchRows)
}

// addTree lays the tree whose root is in the queue out level by level. It returns the queue
// to use again.
func (w *walker) addTree(queue []int32, known *walkColumns) []int32 {
	o := w.op
	base := int32(len(w.nodes))
	t := walkTree{root: base}
	for k := 0; k < len(queue); k++ {
		node := queue[k]
		if o.Feature[node] < 0 {
			w.value[len(w.nodes)] = o.Left[node]
			w.nodes = append(w.nodes, walkNode{threshold: math.Inf(1), left: base + int32(k)})
			continue
		}
		w.nodes = append(w.nodes, w.fork(node, base+int32(len(queue)), &t, known))
		queue = append(queue, o.Left[node], o.Right[node])
	}
	w.trees = append(w.trees, t)
	return queue
}

// columnAt is the column that node i looks at.
func (w *walker) columnAt(i int32) walkColumn {
	c := walkColumn{w.op.Feature[i], w.op.MissingLeft[i] != 0, w.op.Set[i]}
	if c.set >= 0 {
		c.set = w.same[c.set]
	}
	return c
}

// alike finds for each set the first one of the same codes. Why: few levels make few sets,
// of which the trees of a model ask again and again.
func (o *Trees) alike() []int32 {
	first := map[string]int32{}
	out := make([]int32, len(o.SetEnds))
	var key []byte
	for s := range out {
		key = key[:0]
		for _, word := range o.set(int32(s)) {
			key = binary.LittleEndian.AppendUint64(key, word)
		}
		at, ok := first[string(key)]
		if !ok {
			at = int32(s)
			first[string(key)] = at
		}
		out[s] = at
	}
	return out
}

// walkColumns is where the columns of prepared rows begin, those that there are so far; 0 for none.
type walkColumns struct {
	plain []int32 // of those without a set, by input and where a missing value goes
	sets  map[walkColumn]int32
}

func (w *walker) columnOf(c walkColumn, known *walkColumns) int32 {
	if c.set >= 0 {
		k, ok := known.sets[c]
		if !ok {
			k = w.newColumn(c)
			known.sets[c] = k
		}
		return k
	}
	at := 2 * c.input
	if c.left {
		at++
	}
	if known.plain[at] == 0 {
		known.plain[at] = w.newColumn(c)
	}
	return known.plain[at]
}

func (w *walker) newColumn(c walkColumn) int32 {
	w.column = append(w.column, c)
	return int32(len(w.column) * walkStride)
}

// eval adds the trees' values to the outputs of a block.
func (w *walker) eval(s *Scratch, in, out Block) {
	rows := s.Floats((1 + len(w.column)) * walkStride)
	var sums []float64
	if w.op.Vector {
		sums = s.Floats(min(w.block, out.N) * len(out.Nums))
	}
	for from := 0; from < out.N; from += w.block {
		n := min(w.block, out.N-from)
		w.prepare(rows, in, from, n)
		if n < walkLanes {
			for i := range n {
				w.walkRow(rows[i:], in, out, from+i)
			}
			continue
		}
		w.walk(rows, sums, in, out, from, n)
	}
}

// prepare copies n rows of the columns that are looked at.
func (w *walker) prepare(rows []float64, in Block, from, n int) {
	clear(rows[:n])
	for k, c := range w.column {
		x, to := in.Nums[c.input][from:from+n], rows[(1+k)*walkStride:][:n]
		switch {
		case c.set >= 0:
			set := w.op.set(c.set)
			for i, v := range x {
				to[i] = float64(beyond(set, c.left, v))
			}
		case c.left:
			for i, v := range x {
				if v != v {
					v = math.Inf(-1)
				}
				to[i] = v
			}
		default:
			copy(to, x)
		}
	}
}

// walk adds all trees' values for n prepared rows, those of leaves with several values in sums
// first: there a row's stand side by side.
func (w *walker) walk(rows, sums []float64, in, out Block, from, n int) {
	o, k := w.op, len(out.Nums)
	var leaf [BatchRows]int32
	if !o.Vector {
		for t := range w.trees {
			w.leaves(&w.trees[t], rows, in, from, leaf[:n])
			y := out.Nums[o.Output[t]][from : from+n]
			for i, at := range leaf[:n] {
				y[i] += float64(o.Values[w.value[at]])
			}
		}
		return
	}
	sums = sums[:n*k]
	clear(sums)
	for t := range w.trees {
		w.leaves(&w.trees[t], rows, in, from, leaf[:n])
		for i, at := range leaf[:n] {
			to := sums[i*k:][:k]
			for j, v := range o.Values[int(w.value[at])*k:][:k] {
				to[j] += float64(v)
			}
		}
	}
	for j, y := range out.Nums {
		for i := range n {
			y[from+i] = sums[i*k+j]
		}
	}
}

// leaves finds the nodes in which the first prepared rows end, as many as leaf has room for.
func (w *walker) leaves(tree *walkTree, rows []float64, in Block, from int, leaf []int32) {
	i := 0
	if !tree.sets {
		nodes := w.nodes
		for i = w.leavesOfMany(tree.root, rows, leaf); i+walkLanes <= len(leaf); i += walkLanes {
			x := rows[i:]
			a, b, c, d := tree.root, tree.root, tree.root, tree.root
			for {
				na, nb, nc, nd := &nodes[a], &nodes[b], &nodes[c], &nodes[d]
				a1 := na.left + above(x[na.column], na.threshold)
				b1 := nb.left + above(x[nb.column+1], nb.threshold)
				c1 := nc.left + above(x[nc.column+2], nc.threshold)
				d1 := nd.left + above(x[nd.column+3], nd.threshold)
				if (a1^a)|(b1^b)|(c1^c)|(d1^d) == 0 { // all in leaves
					break
				}
				a, b, c, d = a1, b1, c1, d1
			}
			leaf[i], leaf[i+1], leaf[i+2], leaf[i+3] = a, b, c, d
		}
	}
	for ; i < len(leaf); i++ {
		leaf[i] = w.leaf(tree.root, rows[i:], in, from+i)
	}
}

// walkRow adds all trees' values for one prepared row, the first of x.
func (w *walker) walkRow(x []float64, in, out Block, row int) {
	for t := 0; t < len(w.trees); t += rowLanes {
		trees := w.trees[t:min(t+rowLanes, len(w.trees))]
		var at [rowLanes]int32
		sets := false
		for k := range at { // lanes without a tree walk the last one again
			at[k] = trees[min(k, len(trees)-1)].root
		}
		for k := range trees {
			sets = sets || trees[k].sets
		}
		if sets {
			w.descendSets(&at, x, in, row)
		} else {
			w.descend(&at, x)
		}
		for k := range trees {
			w.add(t+k, at[k], out, row)
		}
	}
}

// descendSets is descend for trees that look at sets themselves.
func (w *walker) descendSets(at *[rowLanes]int32, x []float64, in Block, row int) {
	nodes := w.nodes
	for {
		var moved int32
		for k, a := range at {
			n := &nodes[a]
			next := n.left
			if n.column >= 0 {
				next += above(x[n.column], n.threshold)
			} else {
				next += w.op.beyond(-1-n.column, in, row)
			}
			at[k] = next
			moved |= next ^ a
		}
		if moved == 0 {
			return
		}
	}
}

// above is 0 when v is at most t, else 1, also for a v that is missing.
func above(v, t float64) int32 {
	if !(v <= t) {
		return 1
	}
	return 0
}

// leaf is the node in which one row ends.
func (w *walker) leaf(at int32, x []float64, in Block, row int) int32 {
	for {
		n := &w.nodes[at]
		if n.left == at {
			return at
		}
		if n.column >= 0 {
			at = n.left + above(x[n.column], n.threshold)
			continue
		}
		at = n.left + w.op.beyond(-1-n.column, in, row)
	}
}

// beyond is 1 when a code goes right by a set, else 0.
func beyond(set []uint64, missingLeft bool, v float64) int32 {
	if v >= 0 && v < float64(len(set)*64) {
		code := int(v)
		return int32(^set[code>>6] >> (code & 63) & 1)
	}
	if missingLeft {
		return 0
	}
	return 1
}

// beyond is 1 when a row goes right at node i, which looks at a set, else 0.
func (o *Trees) beyond(i int32, in Block, row int) int32 {
	return beyond(o.set(o.Set[i]), o.MissingLeft[i] != 0, in.Nums[o.Feature[i]][row])
}

// add adds a leaf's values to the outputs of a row.
func (w *walker) add(t int, leaf int32, out Block, row int) {
	o := w.op
	if !o.Vector {
		out.Nums[o.Output[t]][row] += float64(o.Values[w.value[leaf]])
		return
	}
	k := len(o.Base)
	for j, v := range o.Values[int(w.value[leaf])*k:][:k] {
		out.Nums[j][row] += float64(v)
	}
}
