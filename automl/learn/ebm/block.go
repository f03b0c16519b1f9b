package ebm

import "winnow/automl/tree"

// size is the number of cells of the terms of a block at most: eight columns of 256 bins
// take half of it, four pairs of 1024 cells all.
const size = 4096

type (
	sums  [size]uint64  // gradient words by cell
	table [size]float64 // steps or values by cell
)

// block is a set of terms whose cells share a word, by position: eight columns of a byte
// each, or four pairs of sixteen bits. All terms of a block step from the same gradients,
// which a row then needs once for all of them. With small steps that does what a strict
// cycle does; eight equal columns together step eight times as far as one.
type block struct {
	terms []term
	pairs bool
	words []uint64
}

// term is a column or a pair.
type term struct {
	bins          *tree.Bins // of a column
	first, second *coarse    // of a pair
}

// width is the number of cells that each term of the block may have.
func (b *block) width() int {
	if b.pairs {
		return pairCells
	}
	return 256
}

// mainBlocks packs the columns.
func mainBlocks(d *data) []*block {
	const lanes = 8
	var out []*block
	for from := 0; from < len(d.bins); from += lanes {
		b := &block{words: make([]uint64, d.n)}
		for j, bins := range d.bins[from:min(from+lanes, len(d.bins))] {
			b.terms = append(b.terms, term{bins: bins})
			for i, r := range d.rows {
				b.words[i] |= uint64(bins.Codes[r]) << (8 * j)
			}
		}
		out = append(out, b)
	}
	return out
}

// pairBlocks packs the pairs.
func pairBlocks(d *data, pairs []pair) []*block {
	const lanes = 4
	var out []*block
	for from := 0; from < len(pairs); from += lanes {
		b := &block{pairs: true, words: make([]uint64, d.n)}
		for j, p := range pairs[from:min(from+lanes, len(pairs))] {
			b.terms = append(b.terms, term{first: p.first, second: p.second})
			for i := range b.words {
				b.words[i] |= uint64(cellOf(p.first.codes[i], p.second.codes[i])) << (16 * j)
			}
		}
		out = append(out, b)
	}
	return out
}

// cells is the number of cells of all terms together.
func (b *block) cells() int { return len(b.terms) * b.width() }

// accumulate adds gradient words to the cells that words name. Indexes need no check: the
// compiler sees that they fit.
func (b *block) accumulate(h *sums, words, gradients []uint64) {
	gradients = gradients[:len(words)]
	if b.pairs {
		for i, w := range words {
			v := gradients[i]
			h[w&0x3ff] += v
			h[0x400|w>>16&0x3ff] += v
			h[0x800|w>>32&0x3ff] += v
			h[0xc00|w>>48&0x3ff] += v
		}
		return
	}
	for i, w := range words {
		v := gradients[i]
		h[w&0xff] += v
		h[0x100|w>>8&0xff] += v
		h[0x200|w>>16&0xff] += v
		h[0x300|w>>24&0xff] += v
		h[0x400|w>>32&0xff] += v
		h[0x500|w>>40&0xff] += v
		h[0x600|w>>48&0xff] += v
		h[0x700|w>>56] += v
	}
}

// add adds the values of the cells that words name to scores.
func (b *block) add(t *table, words []uint64, score []float64) {
	score = score[:len(words)]
	if b.pairs {
		for i, w := range words {
			score[i] += (t[w&0x3ff] + t[0x400|w>>16&0x3ff]) + (t[0x800|w>>32&0x3ff] + t[0xc00|w>>48&0x3ff])
		}
		return
	}
	for i, w := range words {
		score[i] += ((t[w&0xff] + t[0x100|w>>8&0xff]) + (t[0x200|w>>16&0xff] + t[0x300|w>>24&0xff])) +
			((t[0x400|w>>32&0xff] + t[0x500|w>>40&0xff]) + (t[0x600|w>>48&0xff] + t[0x700|w>>56]))
	}
}
