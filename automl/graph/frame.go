package graph

// Frame is the data a graph reads: one entry per schema column, each of length Rows.
type Frame struct {
	Rows int
	Cols []FrameColumn
}

// FrameColumn holds one column in the one form that its kind calls for; the others are nil.
type FrameColumn struct {
	Nums  []float64 // numbers, and moments in seconds; NaN is missing
	Codes []int32   // categories: an index into the schema's levels, -1 missing, their number for an unseen level
	Strs  []string  // texts; empty when missing
}
