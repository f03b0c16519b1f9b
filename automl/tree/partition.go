package tree

// partition moves the rows that go left before those that go right, keeping their order
// within each side, and returns how many go left. Spare has at least the length of rows.
func partition(rows, spare []int32, codes []uint8, left *[256]uint8) int {
	spare = spare[:len(rows)]
	nl, nr := 0, 0
	for _, r := range rows {
		c := int(left[codes[r]])
		// Why both: one of the two is overwritten by a later row; a branch would be guessed
		// wrongly half of the time.
		rows[nl] = r
		spare[nr] = r
		nl += c
		nr += 1 - c
	}
	copy(rows[nl:], spare[:nr])
	return nl
}
