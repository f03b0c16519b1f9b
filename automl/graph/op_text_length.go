package graph

// TextLength is the number of words of a text, as Words cuts it.
type TextLength struct{}

// ID is "text_length".
func (*TextLength) ID() string { return "text_length" }

// Shape is one column.
func (*TextLength) Shape(in []Shape) (Shape, error) { return Shape{Width: 1}, oneText(in) }

// Fields declares no state.
func (*TextLength) Fields(*Fields) {}

// Eval counts every text.
func (o *TextLength) Eval(s *Scratch, in []Block, out Block) {
	w := Keep(s, o, func() *Words { return &Words{} })
	for i, text := range in[0].Strs[0] {
		w.Set(text)
		out.Nums[0][i] = float64(w.Len())
	}
}
