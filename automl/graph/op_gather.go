package graph

import "fmt"

// Gather picks columns out of its inputs and lays them side by side, without copying.
// Column i of the output is column Column[i] of input Input[i].
type Gather struct {
	Input  []int32
	Column []int32
}

// ID is "gather".
func (*Gather) ID() string { return "gather" }

// Shape has one column per pick. Text and numbers do not mix.
func (o *Gather) Shape(in []Shape) (Shape, error) {
	if len(o.Input) != len(o.Column) {
		return Shape{}, fmt.Errorf("%d inputs for %d columns", len(o.Input), len(o.Column))
	}
	out := Shape{Width: len(o.Input)}
	for i, from := range o.Input {
		if from < 0 || int(from) >= len(in) {
			return out, fmt.Errorf("no input %d", from)
		}
		if c := o.Column[i]; c < 0 || int(c) >= in[from].Width {
			return out, fmt.Errorf("no column %d in input %d", c, from)
		}
		if i > 0 && in[from].Text != out.Text {
			return out, fmt.Errorf("mixes text and numbers")
		}
		out.Text = in[from].Text
	}
	return out, nil
}

// Fields declares the state.
func (o *Gather) Fields(f *Fields) {
	f.Int32s("input", &o.Input)
	f.Int32s("column", &o.Column)
}

// Eval does nothing: the evaluator points the output at the picked columns.
func (*Gather) Eval(*Scratch, []Block, Block) {}

// Ref names one column of a node's output.
type Ref struct {
	Node   *Node
	Column int
}

// Pick is a node whose output is the referenced columns side by side.
func Pick(refs []Ref) *Node {
	op := &Gather{}
	var in []*Node
	at := map[*Node]int32{}
	for _, r := range refs {
		k, ok := at[r.Node]
		if !ok {
			k = int32(len(in))
			at[r.Node] = k
			in = append(in, r.Node)
		}
		op.Input = append(op.Input, k)
		op.Column = append(op.Column, int32(r.Column))
	}
	if len(in) == 1 && len(refs) == in[0].Shape().Width && inOrder(op.Column) {
		return in[0]
	}
	return Apply(op, in...)
}

func inOrder(cols []int32) bool {
	for i, c := range cols {
		if int(c) != i {
			return false
		}
	}
	return true
}
