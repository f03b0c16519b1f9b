package tree

import "slices"

// partition moves the rows that go left before those that go right, keeping their order
// within each side, and returns how many go left. Spare has at least the length of rows; it
// then begins with those that go right.
func partition(rows, spare []int32, codes []uint8, left *[256]uint8) int {
	n, nl := partVectors(rows, spare, codes, left)
	nl, nr := partPlain(rows, spare, codes, left, n, nl)
	copy(rows[nl:], spare[:nr])
	return nl
}

// partPlain moves rows from..: those that go left to rows, where nl do already, and the
// others to spare. It returns how many then go left and right.
func partPlain(rows, spare []int32, codes []uint8, left *[256]uint8, from, nl int) (int, int) {
	spare = spare[:len(rows)]
	nr := from - nl
	for _, r := range rows[from:] {
		c := int(left[codes[r]])
		// Why both: one of the two is overwritten by a later row; a branch would be guessed
		// wrongly half of the time.
		rows[nl] = r
		spare[nr] = r
		nl += c
		nr += 1 - c
	}
	return nl, nr
}

// sharedRows is the number of rows from which workers share the parting of a node's.
const sharedRows = 1 << 12

// partition does so with all workers when there are many rows: each parts some stretches,
// whose sides are then put together.
func (w *growth) partition(rows []int32, codes []uint8, left *[256]uint8) int {
	n := len(rows)
	if w.team.Size() == 1 || n < sharedRows {
		return partition(rows, w.spare, codes, left)
	}
	size := shareOf(n, w.team.Size())
	tasks := (n + size - 1) / size
	lefts := slices.Grow(w.lefts[:0], tasks)[:tasks]
	w.lefts = lefts
	w.err = w.team.Run(w.ctx, tasks, func(i, _ int) error {
		from, to := i*size, min((i+1)*size, n)
		lefts[i] = partition(rows[from:to], w.spare[from:to], codes, left)
		return nil
	})
	nl := 0
	for i, k := range lefts {
		copy(rows[nl:], rows[i*size:i*size+k])
		nl += k
	}
	at := nl
	for i, k := range lefts {
		from, to := i*size, min((i+1)*size, n)
		at += copy(rows[at:], w.spare[from:to-k])
	}
	return nl
}
