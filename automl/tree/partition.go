package tree

// partition moves the rows that go left before those that go right, keeping their order
// within each side, and returns how many go left. Spare has at least the length of rows; it
// then begins with those that go right.
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

// partition does so with all workers when there are many rows: each parts some stretches,
// whose sides are then put together.
func (w *growth) partition(rows []int32, codes []uint8, left *[256]uint8) int {
	n := len(rows)
	if w.team.Size() == 1 || n < 2*stretch {
		return partition(rows, w.spare, codes, left)
	}
	tasks := (n + stretch - 1) / stretch
	lefts := make([]int, tasks)
	w.err = w.team.Run(w.ctx, tasks, func(i, _ int) error {
		from, to := i*stretch, min((i+1)*stretch, n)
		lefts[i] = partition(rows[from:to], w.spare[from:to], codes, left)
		return nil
	})
	nl := 0
	for i, k := range lefts {
		copy(rows[nl:], rows[i*stretch:i*stretch+k])
		nl += k
	}
	at := nl
	for i, k := range lefts {
		from, to := i*stretch, min((i+1)*stretch, n)
		at += copy(rows[at:], w.spare[from:to-k])
	}
	return nl
}
