// Package graph is what a fitted pipeline is: data. A graph is a small expression of
// operators from a closed set, evaluated by one evaluator. Saving, predicting, serving,
// explaining and exporting are functions of it.
//
// One file per operator: op_<name>.go.
package graph

import (
	"fmt"
	"slices"
)

// Shape is the form of a block: so many columns, of numbers or of text.
type Shape struct {
	Width int
	Text  bool
}

// Block is a batch of rows in columns: either Nums or Strs, one slice per column, each of
// length N. A missing number is NaN. A category is its code in the schema's levels: NaN
// is missing, and the number of levels stands for a level that training never saw.
type Block struct {
	N    int
	Nums [][]float64
	Strs [][]string
}

// Op is an operator with its fitted state. It is immutable once it is part of a node, so
// that any number of goroutines can evaluate it.
type Op interface {
	// ID is the operator's stable name in files, such as "scale".
	ID() string
	// Shape is the form of the output for inputs of the given forms, or an error when they
	// do not fit the operator's state: the check that runs when a file is loaded.
	Shape(in []Shape) (Shape, error)
	// Fields declares the operator's state, for saving and loading alike.
	Fields(f *Fields)
	// Eval computes the out block, whose columns are already there with length out.N.
	// It must not write to in, must not keep in or out, and takes its temporary memory
	// from s, so that evaluation allocates nothing per row.
	Eval(s *Scratch, in []Block, out Block)
}

// Node is an operator applied to the outputs of other nodes. Nodes form a graph without
// cycles; a node used twice is evaluated once.
type Node struct {
	Op    Op
	In    []*Node
	shape *Shape // of the output, where Apply made the node
}

// Apply makes a node. It panics when the inputs do not fit the operator: that is a bug of
// the learner or transform that built it.
func Apply(op Op, in ...*Node) *Node {
	n := &Node{Op: op, In: in}
	shape, err := op.Shape(n.inShapes())
	if err != nil {
		panic("graph: " + op.ID() + ": " + err.Error())
	}
	n.shape = &shape
	return n
}

// Shape is the form of the node's output.
func (n *Node) Shape() Shape {
	if n.shape != nil {
		return *n.shape
	}
	s, err := n.Op.Shape(n.inShapes())
	if err != nil {
		panic("graph: " + n.Op.ID() + ": " + err.Error())
	}
	return s
}

func (n *Node) inShapes() []Shape {
	shapes := make([]Shape, len(n.In))
	for i, in := range n.In {
		shapes[i] = in.Shape()
	}
	return shapes
}

// Walk calls f once for each node that out depends on and for out itself, inputs first.
func Walk(out *Node, f func(*Node)) {
	seen := map[*Node]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, in := range n.In {
			visit(in)
		}
		f(n)
	}
	visit(out)
}

// Inputs are the schema columns that out depends on, ascending.
func Inputs(out *Node) []int {
	var cols []int
	Walk(out, func(n *Node) {
		if in, ok := n.Op.(*Input); ok {
			cols = append(cols, in.Column)
		}
	})
	slices.Sort(cols)
	return slices.Compact(cols)
}

// oneNumeric is the check of operators that take one block of numbers of a fixed width;
// width -1 takes any.
func oneNumeric(in []Shape, width int) error {
	if len(in) != 1 {
		return fmt.Errorf("takes one input, not %d", len(in))
	}
	if in[0].Text {
		return fmt.Errorf("takes numbers, not text")
	}
	if width >= 0 && in[0].Width != width {
		return fmt.Errorf("takes %d columns, not %d", width, in[0].Width)
	}
	return nil
}
