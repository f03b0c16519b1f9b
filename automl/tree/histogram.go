package tree

// histogram holds the sum of the gradient words of each bin of one feature.
type histogram [256]uint64

// tile is the number of words that are gathered at a time: they fit in the first cache
// beside eight histograms.
const tile = 512

// accumulate adds the gradient words to the histograms of the eight features whose bins
// are in the words. Indexes of one byte into 256 places need no check.
func accumulate(h *[lanes]histogram, words, gradients []uint64) {
	gradients = gradients[:len(words)]
	for i, w := range words {
		v := gradients[i]
		h[0][uint8(w)] += v
		h[1][uint8(w>>8)] += v
		h[2][uint8(w>>16)] += v
		h[3][uint8(w>>24)] += v
		h[4][uint8(w>>32)] += v
		h[5][uint8(w>>40)] += v
		h[6][uint8(w>>48)] += v
		h[7][uint8(w>>56)] += v
	}
}

// sumGroup fills the histograms of a group of features over some rows, whose gradient
// words stand in order.
func (m *Matrix) sumGroup(h *[lanes]histogram, group int, rows []int32, ordered []uint64) {
	clear(h[:])
	m.addGroup(h, group, rows, ordered)
}

// addGroup adds rows to the histograms of a group of features. The bins are gathered in a
// tight loop first: many cache misses are then under way at once.
func (m *Matrix) addGroup(h *[lanes]histogram, group int, rows []int32, ordered []uint64) {
	words := m.words[group*m.Space : (group+1)*m.Space]
	if len(rows) == m.Space { // Why not gathered: rows are distinct and the root's ascend
		accumulate(h, words, ordered)
		return
	}
	var buf [tile]uint64
	for from := 0; from < len(rows); from += tile {
		part := rows[from:min(from+tile, len(rows))]
		b := buf[:len(part)]
		for i, r := range part {
			b[i] = words[r]
		}
		accumulate(h, b, ordered[from:])
	}
}

// subtract takes part from whole, bin by bin. Why in fours: the loop itself would cost as much
// as its work.
func subtract(whole, part *histogram, count int) {
	for i := 0; i < count; i += 4 {
		b := i & 252
		whole[b] -= part[b]
		whole[b+1] -= part[b+1]
		whole[b+2] -= part[b+2]
		whole[b+3] -= part[b+3]
	}
	if count <= 252 { // else the missing bin was among them
		whole[MissingBin] -= part[MissingBin]
	}
}

// add adds part to whole, bin by bin.
func add(whole, part *histogram, count int) {
	for i := 0; i < count; i += 4 {
		b := i & 252
		whole[b] += part[b]
		whole[b+1] += part[b+1]
		whole[b+2] += part[b+2]
		whole[b+3] += part[b+3]
	}
	if count <= 252 {
		whole[MissingBin] += part[MissingBin]
	}
}
