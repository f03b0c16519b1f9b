package graph

import "fmt"

// Input is a column of the schema as it stands in the data: a number, a moment in seconds,
// a category's code, or a text.
type Input struct {
	Column int  // place in the schema
	Text   bool // the column is free text
}

// ID is "input".
func (*Input) ID() string { return "input" }

// Shape is one column.
func (o *Input) Shape(in []Shape) (Shape, error) {
	if len(in) != 0 {
		return Shape{}, fmt.Errorf("takes no input")
	}
	if o.Column < 0 {
		return Shape{}, fmt.Errorf("negative column %d", o.Column)
	}
	return Shape{Width: 1, Text: o.Text}, nil
}

// Fields declares the state.
func (o *Input) Fields(f *Fields) {
	f.Int("column", &o.Column)
	f.Bool("text", &o.Text)
}

// Eval does nothing: the evaluator fills the block from the frame.
func (*Input) Eval(*Scratch, []Block, Block) {}
