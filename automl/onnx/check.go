package onnx

import (
	"fmt"
	"slices"

	"winnow/automl"
)

// Check reads a file back and holds it against the model it was made from: that it is
// whole, that every operator finds its inputs, that the trees lead to nodes and leaves that
// are there, and that inputs, outputs and classes are the model's. It returns the number of
// operators. What the file would answer is not asked: that needs an ONNX runtime.
func Check(raw []byte, m *automl.Model, o Options) (operators int, err error) {
	d, err := decode(raw)
	if err != nil {
		return 0, err
	}
	want := newBuilder(m, o)
	for domain, version := range want.model.opsets {
		if d.opsets[domain] != version {
			return 0, fmt.Errorf("operators %q of version %d, not %d", domain, d.opsets[domain], version)
		}
	}
	known := map[string]bool{}
	for _, t := range d.inits {
		if err := checkTensor(&t); err != nil {
			return 0, fmt.Errorf("constant %s: %w", t.name, err)
		}
		known[t.name] = true
	}
	var ins []string
	for _, p := range d.in {
		ins = append(ins, p.name)
		known[p.name] = true
	}
	f := &File{}
	want.declare(f)
	if !slices.EqualFunc(ins, f.Inputs, func(a string, b Input) bool { return a == b.Name }) {
		return 0, fmt.Errorf("the inputs are %q", ins)
	}
	for i := range d.nodes {
		if err := checkNode(&d.nodes[i], known); err != nil {
			return 0, fmt.Errorf("operator %d, %s: %w", i, d.nodes[i].op, err)
		}
	}
	for _, p := range d.out {
		if !known[p.name] {
			return 0, fmt.Errorf("nothing makes the output %q", p.name)
		}
	}
	if len(d.out) == 0 || d.out[0].name != free(&m.Schema, "label") {
		return 0, fmt.Errorf("the label is not the first output")
	}
	return len(d.nodes), nil
}

var sizes = map[int]int64{typeFloat: 4, typeUint8: 1, typeInt64: 8, typeDouble: 8}

func checkTensor(t *tensor) error {
	n := int64(1)
	for _, d := range t.dims {
		n *= d
	}
	if t.typ == typeString {
		if int64(len(t.strs)) != n {
			return fmt.Errorf("%d words for %v", len(t.strs), t.dims)
		}
		return nil
	}
	if size, ok := sizes[t.typ]; !ok || int64(len(t.raw)) != n*size {
		return fmt.Errorf("%d bytes for %v of type %d", len(t.raw), t.dims, t.typ)
	}
	return nil
}

func checkNode(n *node, known map[string]bool) error {
	for _, s := range n.in {
		if !known[s] {
			return fmt.Errorf("nothing makes its input %q", s)
		}
	}
	if len(n.out) == 0 || n.name != n.out[0] { // whose names are distinct, as is seen next
		return fmt.Errorf("it is called %q, as others may be", n.name)
	}
	for _, s := range n.out {
		if known[s] {
			return fmt.Errorf("%q is made twice", s)
		}
		known[s] = true
	}
	for _, a := range n.attrs {
		if a.typ == attrTensor && a.t == nil {
			return fmt.Errorf("%s holds nothing", a.name)
		}
		if a.typ == attrTensor {
			if err := checkTensor(a.t); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
		}
	}
	if n.op == "TreeEnsemble" {
		return checkTrees(n)
	}
	return nil
}

// attr finds an attribute; an empty one when there is none.
func (n *node) attr(name string) *attribute {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			return &n.attrs[i]
		}
	}
	return &attribute{}
}

func checkTrees(n *node) error {
	nodes := int64(len(n.attr("nodes_featureids").ints))
	leaves := int64(len(n.attr("leaf_targetids").ints))
	for _, way := range []string{"true", "false"} {
		to, isLeaf := n.attr("nodes_"+way+"nodeids").ints, n.attr("nodes_"+way+"leafs").ints
		if int64(len(to)) != nodes || int64(len(isLeaf)) != nodes {
			return fmt.Errorf("%d nodes, but %d ways", nodes, len(to))
		}
		for i, k := range to {
			if isLeaf[i] == 0 && (k <= int64(i) || k >= nodes) || isLeaf[i] == 1 && (k < 0 || k >= leaves) {
				return fmt.Errorf("node %d leads to %d", i, k)
			}
		}
	}
	targets := n.attr("n_targets").i
	for _, k := range n.attr("leaf_targetids").ints {
		if k < 0 || k >= targets {
			return fmt.Errorf("a leaf counts for output %d of %d", k, targets)
		}
	}
	return nil
}
