package tree

// histogram holds the sum of the gradient words of each bin of one feature.
type histogram [256]uint64

// tile is the number of rows that some loops do at a time, for the first cache.
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

// accumulateHalf does so where there are but four features, in the lower half of the words.
func accumulateHalf(h *[lanes]histogram, words, gradients []uint64) {
	gradients = gradients[:len(words)]
	for i, w := range words {
		v := gradients[i]
		h[0][uint8(w)] += v
		h[1][uint8(w>>8)] += v
		h[2][uint8(w>>16)] += v
		h[3][uint8(w>>24)] += v
	}
}

// accumulateRows does so with the words of rows that follow each other in a plate.
func accumulateRows(h *[lanes]histogram, words []uint64, width int, gradients []uint64) {
	at := 0
	for _, v := range gradients {
		w := words[at]
		at += width
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

// accumulateHalfRows does so where there are but four features.
func accumulateHalfRows(h *[lanes]histogram, words []uint64, width int, gradients []uint64) {
	at := 0
	for _, v := range gradients {
		w := words[at]
		at += width
		h[0][uint8(w)] += v
		h[1][uint8(w>>8)] += v
		h[2][uint8(w>>16)] += v
		h[3][uint8(w>>24)] += v
	}
}

// half reports whether a group has but four features.
func (m *Matrix) half(group int) bool { return len(m.Bins)-group*lanes <= lanes/2 }

// gathered is room for the words of a chunk of rows in the groups of a plate.
type gathered []uint64

func (m *Matrix) newGathered() gathered { return make(gathered, min(plateGroups, m.groups())*chunk) }

// of is the room for n words of the plate's group k.
func (g gathered) of(k, n int) []uint64 { return g[k*chunk : k*chunk+n] }

// gather brings the words of rows, at most a chunk, in groups from..to-1 of one plate into
// order. Why in a loop of its own: many cache misses are then under way at once, and one
// serves all groups.
func (m *Matrix) gather(room gathered, rows []int32, from, to int) {
	words, width := m.plate(from)
	n := len(rows)
	k := from
	for ; k+4 <= to; k += 4 {
		words := words[k-from:]
		at := k - from
		b0, b1, b2, b3 := room.of(at, n), room.of(at+1, n), room.of(at+2, n), room.of(at+3, n)
		for i, r := range rows {
			w := words[int(r)*width:]
			_ = w[3]
			b0[i], b1[i], b2[i], b3[i] = w[0], w[1], w[2], w[3]
		}
	}
	words = words[k-from:]
	switch to - k {
	case 3:
		b0, b1, b2 := room.of(k-from, n), room.of(k-from+1, n), room.of(k-from+2, n)
		for i, r := range rows {
			w := words[int(r)*width:]
			_ = w[2]
			b0[i], b1[i], b2[i] = w[0], w[1], w[2]
		}
	case 2:
		b0, b1 := room.of(k-from, n), room.of(k-from+1, n)
		for i, r := range rows {
			w := words[int(r)*width:]
			_ = w[1]
			b0[i], b1[i] = w[0], w[1]
		}
	case 1:
		b0 := room.of(k-from, n)
		for i, r := range rows {
			b0[i] = words[int(r)*width]
		}
	}
}

// sumGroups fills the histograms of groups from..to-1, which sets begins with, over some rows
// whose gradient words stand in order.
func (m *Matrix) sumGroups(sets []histogram, from, to int, rows []int32, ordered []uint64, room gathered) {
	clear(sets[:(to-from)*lanes])
	for i := 0; i < len(rows); i += chunk {
		end := min(i+chunk, len(rows))
		if len(rows) == m.Space { // Why not gathered: rows are distinct and the root's ascend
			m.addRows(sets, from, to, i, ordered[i:end])
		} else {
			m.addGroups(sets, from, to, rows[i:end], ordered[i:end], room, fetch{})
		}
	}
}

// addGroups adds at most a chunk of rows to the histograms of groups from..to-1, and meanwhile
// asks for what comes next.
func (m *Matrix) addGroups(sets []histogram, from, to int, rows []int32, words []uint64, room gathered, next fetch) {
	for k := from; k < to; {
		end := min(to, (k/plateGroups+1)*plateGroups)
		m.gather(room, rows, k, end)
		ahead := next
		if end < to {
			ahead = m.fetch(rows, end)
		}
		for j := k; j < end; j++ {
			set := (*[lanes]histogram)(sets[(j-from)*lanes:])
			m.addGroup(set, j, room.of(j-k, len(rows)), words, &ahead, fetchTile/(end-k)+1)
		}
		k = end
	}
}

// addGroup adds rows' words in a group to its histograms, and asks for so many rows of ahead with
// each tile.
func (m *Matrix) addGroup(set *[lanes]histogram, group int, bins, words []uint64, ahead *fetch, rate int) {
	for len(bins) > 0 {
		n := len(bins)
		if len(ahead.rows) > 0 {
			ahead.ask(rate)
			n = min(n, fetchTile)
		}
		if m.half(group) {
			accumulateHalf(set, bins[:n], words)
		} else {
			accumulate(set, bins[:n], words)
		}
		bins, words = bins[n:], words[n:]
	}
}

// addRows adds at most a chunk of rows that follow each other from row on.
func (m *Matrix) addRows(sets []histogram, from, to, row int, words []uint64) {
	for k := from; k < to; k++ {
		plate, width := m.plate(k)
		set := (*[lanes]histogram)(sets[(k-from)*lanes:])
		if m.half(k) {
			accumulateHalfRows(set, plate[row*width:], width, words)
		} else {
			accumulateRows(set, plate[row*width:], width, words)
		}
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
