package onnx

import (
	"bytes"

	"winnow/automl/graph"
)

// treesTogether is how many trees are asked at a time where the answer is the leaf: rows
// times trees numbers are in memory then. setsTogether likewise bounds the sets.
const (
	treesTogether = 64
	setsTogether  = 512
)

func (b *builder) trees(o *graph.Trees, x string) (string, error) {
	f := treesForest(o)
	if err := f.check(); err != nil {
		return "", err
	}
	sum := b.forest(f, x, o.Width, len(o.Base))
	return b.add(b.row(o.Base), b.mul(b.num(o.Scale), sum)), nil
}

// withSets lays the answers of the sets that the trees ask beside the columns, and returns
// where each set stands. Sets of one column are rows of a table by code.
func (b *builder) withSets(f *forest, asked []int32, x string, width int) (string, map[int32]int64) {
	at := map[int32]int64{}
	parts := []string{x}
	byColumn := map[int32][]int32{}
	var columns []int32
	for _, s := range asked {
		c := f.sets[s].column
		if byColumn[c] == nil {
			columns = append(columns, c)
		}
		byColumn[c] = append(byColumn[c], s)
	}
	next := int64(width)
	for _, c := range columns {
		sets := byColumn[c]
		codes := len(f.sets[sets[0]].out)
		table := make([]byte, codes*len(sets))
		for k, s := range sets {
			at[s] = next
			next++
			for code, v := range f.sets[s].out {
				table[code*len(sets)+k] = v
			}
		}
		rows := b.constant(tensor{typ: typeUint8, dims: []int64{int64(codes), int64(len(sets))}, raw: table})
		found := b.look(rows, b.codePlace(b.pick(x, []int64{int64(c)}), codes-1))
		parts = append(parts, b.cast(b.op("Reshape", found, b.ints(-1, int64(len(sets)))), typeDouble))
	}
	return b.concat(parts), at
}

// codePlace is the code as a whole number; known for missing values and codes from there up.
func (b *builder) codePlace(code string, known int) string {
	n := b.num(float64(known))
	inside := b.op("And", b.op("GreaterOrEqual", code, b.num(0)), b.op("Less", code, n))
	return b.cast(b.where(inside, code, n), typeInt64)
}

// groups cuts the trees into runs of at most the given length that ask at most
// setsTogether sets, with the sets of each.
func (f *forest) groups(most int) (runs [][2]int, sets [][]int32) {
	from := 0
	var asked []int32
	seen := map[int32]bool{}
	for t, r := range f.roots {
		var fresh []int32
		for _, s := range f.asked(r) {
			if !seen[s] {
				fresh = append(fresh, s)
			}
		}
		if t > from && (t-from >= most || len(asked)+len(fresh) > setsTogether) {
			runs, sets = append(runs, [2]int{from, t}), append(sets, asked)
			from, asked, seen, fresh = t, nil, map[int32]bool{}, f.asked(r)
		}
		for _, s := range fresh {
			seen[s] = true
		}
		asked = append(asked, fresh...)
	}
	return append(runs, [2]int{from, len(f.roots)}), append(sets, asked)
}

// asked are the sets that a tree asks, each once.
func (f *forest) asked(r ref) []int32 {
	var out []int32
	seen := map[int32]bool{}
	var walk func(r ref)
	walk = func(r ref) {
		if _, ok := r.leaf(); ok {
			return
		}
		n := f.nodes[r]
		if s := -1 - n.feature; s >= 0 && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
		walk(n.yes)
		walk(n.no)
	}
	walk(r)
	return out
}

func (b *builder) shapes(o *graph.Shapes, x string) (string, error) {
	f := shapesForest(o)
	if err := f.check(); err != nil {
		return "", err
	}
	return b.add(b.row(o.Base), b.forest(f, x, o.Width, len(o.Base))), nil
}

// forest adds up the answers of the trees: [rows, outputs], doubles.
func (b *builder) forest(f *forest, x string, width, outputs int) string {
	if len(f.roots) == 0 {
		return b.constantRows(&graph.Constant{Values: make([]float64, outputs)})
	}
	direct := f.target != nil && !b.o.Compatible
	most := treesTogether
	if direct {
		most = len(f.roots)
	}
	runs, sets := f.groups(most)
	sum := ""
	for i, run := range runs {
		wide, at := b.withSets(f, sets[i], x, width)
		e := ensemble{f: f, roots: f.roots[run[0]:run[1]], sets: at}
		part := ""
		if direct {
			e.outputs, e.target = outputs, f.target[run[0]:run[1]]
			part = b.ensemble(&e, wide)
		} else {
			part = b.byLeaf(&e, wide, run, outputs)
		}
		if sum == "" {
			sum = part
			continue
		}
		sum = b.add(sum, part)
	}
	return sum
}

// byLeaf asks the trees for the numbers of their leaves and adds the leaves' values up.
// Leaves of several values have no other form, and the old operator answers in single
// precision, which the number of a leaf survives and a value does not.
func (b *builder) byLeaf(e *ensemble, x string, run [2]int, outputs int) string {
	f, trees := e.f, int64(run[1]-run[0])
	e.outputs = int(trees)
	values := b.constant(doubles(f.values, int64(len(f.values)/f.outputs), int64(f.outputs)))
	part := b.look(values, b.cast(b.ensemble(e, x), typeInt64)) // [rows, trees, values]
	if f.target != nil && outputs > 1 {
		return b.op("MatMul", b.op("Reshape", part, b.ints(-1, trees)), b.constant(assignment(f.target[run[0]:run[1]], outputs)))
	}
	return b.sumAlong(part, 1, false)
}

// assignment is 1 where a tree answers for an output.
func assignment(target []int32, outputs int) tensor {
	m := make([]float64, len(target)*outputs)
	for t, k := range target {
		m[t*outputs+int(k)] = 1
	}
	return doubles(m, int64(len(target)), int64(outputs))
}

// ensemble is trees to be written. Tree t counts for output target[t] with the values of its
// leaves; without targets it counts for output t with the numbers of its leaves.
type ensemble struct {
	f       *forest
	roots   []ref
	sets    map[int32]int64 // column of each set
	outputs int
	target  []int32
}

func (e *ensemble) answer(tree, leaf int) (target int64, weight float64) {
	if e.target == nil {
		return int64(tree), float64(leaf)
	}
	return int64(e.target[tree]), e.f.values[leaf]
}

func (e *ensemble) column(n *branch) int64 {
	if n.feature < 0 {
		return e.sets[-1-n.feature]
	}
	return int64(n.feature)
}

func (b *builder) ensemble(e *ensemble, x string) string {
	if b.o.Compatible {
		return b.ensembleV3(e, x)
	}
	return b.ensembleV5(e, x)
}

// modeLEQ is the mode of a node of TreeEnsemble 5 whose value may be at most its limit.
const modeLEQ = 0

// v5 collects the attributes of TreeEnsemble 5.
type v5 struct {
	*ensemble
	starts, features, yes, yesLeaf, no, noLeaf []int64
	missing, targets                           []int64
	limits, weights                            []float64
	hasMissing                                 bool
}

func (b *builder) ensembleV5(of *ensemble, x string) string {
	e := &v5{ensemble: of}
	for t, r := range of.roots {
		e.starts = append(e.starts, int64(len(e.limits)))
		if k, ok := r.leaf(); ok { // a tree of one leaf
			// Why two leaves: ONNX Runtime 1.21 counts one that both ways lead to twice.
			n := e.node(&branch{})
			e.yes[n], e.no[n], e.yesLeaf[n], e.noLeaf[n] = e.leaf(t, k, -1), e.leaf(t, k, -1), 1, 1
			continue
		}
		e.walk(t, r)
	}
	n := int64(len(e.limits))
	attrs := []attribute{
		intAttr("aggregate_function", 1),
		intAttr("n_targets", int64(of.outputs)),
		intAttr("post_transform", 0),
		intsAttr("leaf_targetids", e.targets),
		tensorAttr("leaf_weights", doubles(e.weights, int64(len(e.weights)))),
		intsAttr("nodes_falseleafs", e.noLeaf),
		intsAttr("nodes_falsenodeids", e.no),
		intsAttr("nodes_featureids", e.features),
		tensorAttr("nodes_modes", tensor{typ: typeUint8, dims: []int64{n}, raw: bytes.Repeat([]byte{modeLEQ}, int(n))}),
		tensorAttr("nodes_splits", doubles(e.limits, n)),
		intsAttr("nodes_trueleafs", e.yesLeaf),
		intsAttr("nodes_truenodeids", e.yes),
		intsAttr("tree_roots", e.starts),
	}
	if e.hasMissing {
		attrs = append(attrs, intsAttr("nodes_missing_value_tracks_true", e.missing))
	}
	return b.ml("TreeEnsemble", attrs, x)
}

// node adds a node without its ways.
func (e *v5) node(n *branch) int {
	missing := int64(0)
	if n.missing {
		missing, e.hasMissing = 1, true
	}
	e.features = append(e.features, e.column(n))
	e.limits = append(e.limits, n.limit)
	e.missing = append(e.missing, missing)
	e.yes, e.no = append(e.yes, 0), append(e.no, 0)
	e.yesLeaf, e.noLeaf = append(e.yesLeaf, 0), append(e.noLeaf, 0)
	return len(e.limits) - 1
}

// leaf adds a leaf. Its number is not that of the node beside it.
func (e *v5) leaf(tree, k int, beside int64) int64 {
	target, weight := e.answer(tree, k)
	if int64(len(e.weights)) == beside {
		// Why: ONNX Runtime 1.21 takes a root whose ways have equal numbers for a single
		// leaf, even where one is a leaf and the other a node. This leaf nothing leads to.
		e.targets, e.weights = append(e.targets, target), append(e.weights, 0)
	}
	e.targets, e.weights = append(e.targets, target), append(e.weights, weight)
	return int64(len(e.weights) - 1)
}

// walk writes the nodes beneath r in the order in which they are reached, yes first.
func (e *v5) walk(tree int, r ref) int64 {
	n := &e.f.nodes[r]
	at := e.node(n)
	beside := int64(at + 1) // the node that a way leads to when the other is a leaf
	if k, ok := n.yes.leaf(); ok {
		e.yes[at], e.yesLeaf[at] = e.leaf(tree, k, beside), 1
	} else {
		e.yes[at] = e.walk(tree, n.yes)
	}
	if k, ok := n.no.leaf(); ok {
		e.no[at], e.noLeaf[at] = e.leaf(tree, k, beside), 1
	} else {
		e.no[at] = e.walk(tree, n.no)
	}
	return int64(at)
}

// v3 collects the attributes of TreeEnsembleRegressor 3.
type v3 struct {
	*ensemble
	trees, ids, features, yes, no, missing []int64
	modes                                  []string
	limits                                 []float64
	leafTrees, leafIDs, targets            []int64
	weights                                []float64
}

func (b *builder) ensembleV3(of *ensemble, x string) string {
	e := &v3{ensemble: of}
	for t, r := range of.roots {
		next := int64(0)
		e.walk(t, r, &next)
	}
	n, leaves := int64(len(e.ids)), int64(len(e.weights))
	out := b.ml("TreeEnsembleRegressor", []attribute{
		{name: "aggregate_function", typ: attrString, s: "SUM"},
		intAttr("n_targets", int64(of.outputs)),
		intsAttr("nodes_falsenodeids", e.no),
		intsAttr("nodes_featureids", e.features),
		intsAttr("nodes_missing_value_tracks_true", e.missing),
		{name: "nodes_modes", typ: attrStrings, strs: e.modes},
		intsAttr("nodes_nodeids", e.ids),
		intsAttr("nodes_treeids", e.trees),
		intsAttr("nodes_truenodeids", e.yes),
		tensorAttr("nodes_values_as_tensor", doubles(e.limits, n)),
		{name: "post_transform", typ: attrString, s: "NONE"},
		intsAttr("target_ids", e.targets),
		intsAttr("target_nodeids", e.leafIDs),
		intsAttr("target_treeids", e.leafTrees),
		tensorAttr("target_weights_as_tensor", doubles(e.weights, leaves)),
	}, x)
	return b.cast(out, typeDouble)
}

func (e *v3) node(tree int, next *int64, mode string, feature int64, limit float64, missing bool) int {
	m := int64(0)
	if missing {
		m = 1
	}
	e.trees, e.ids = append(e.trees, int64(tree)), append(e.ids, *next)
	e.features, e.limits = append(e.features, feature), append(e.limits, limit)
	e.modes, e.missing = append(e.modes, mode), append(e.missing, m)
	e.yes, e.no = append(e.yes, 0), append(e.no, 0)
	*next++
	return len(e.ids) - 1
}

// walk writes what is beneath r and returns its number in the tree.
func (e *v3) walk(tree int, r ref, next *int64) int64 {
	if k, ok := r.leaf(); ok {
		at := e.node(tree, next, "LEAF", 0, 0, false)
		target, weight := e.answer(tree, k)
		e.leafTrees, e.leafIDs = append(e.leafTrees, int64(tree)), append(e.leafIDs, e.ids[at])
		e.targets, e.weights = append(e.targets, target), append(e.weights, weight)
		return e.ids[at]
	}
	n := &e.f.nodes[r]
	at := e.node(tree, next, "BRANCH_LEQ", e.column(n), n.limit, n.missing)
	e.yes[at] = e.walk(tree, n.yes, next)
	e.no[at] = e.walk(tree, n.no, next)
	return e.ids[at]
}
