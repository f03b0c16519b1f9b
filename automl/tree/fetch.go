package tree

// fetch is rows whose words are needed soon. They are asked for a few at a time, beside work on
// others: memory is then busy while histograms are added to, and what gather waits for is there.
// The zero value asks for nothing.
type fetch struct {
	rows      []int32
	words     []uint64 // of a plate
	width     int
	gradients []uint64 // nil where they are not needed
}

// fetchTile is the number of rows that are added between two requests.
const fetchTile = 64

// fetch is rows in the plate that a group begins.
func (m *Matrix) fetch(rows []int32, group int) (f fetch) {
	if !fetches {
		return f
	}
	f.rows = rows
	f.words, f.width = m.plate(group)
	return f
}

// ask asks for the next n rows.
func (f *fetch) ask(n int) {
	if n = min(n, len(f.rows)); n == 0 {
		return
	}
	fetchRows(&f.words[0], 8*f.width, &f.rows[0], n)
	if f.gradients != nil {
		fetchRows(&f.gradients[0], 8, &f.rows[0], n)
	}
	f.rows = f.rows[n:]
}
