package source

import "hash/maphash"

// dictionary numbers the texts of a column in the order in which it meets them. It is an
// open hash table with linear probing; the seed decides only where a text lies.
type dictionary struct {
	seed   maphash.Seed
	slots  []int32 // code+1, 0 for an empty slot; a power of two of them
	hashes []uint32
	texts  []string
}

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]int32, 64)}
}

// code is the number of the text.
func (d *dictionary) code(b []byte) int32 {
	h := uint32(maphash.Bytes(d.seed, b))
	mask := uint32(len(d.slots) - 1)
	i := h & mask
	for d.slots[i] != 0 {
		c := d.slots[i] - 1
		if d.hashes[c] == h && d.texts[c] == string(b) {
			return c
		}
		i = (i + 1) & mask
	}
	c := int32(len(d.texts))
	d.slots[i] = c + 1
	d.texts = append(d.texts, string(b))
	d.hashes = append(d.hashes, h)
	if len(d.texts)*2 > len(d.slots) {
		d.grow()
	}
	return c
}

func (d *dictionary) grow() {
	d.slots = make([]int32, 4*len(d.slots))
	mask := uint32(len(d.slots) - 1)
	for c, h := range d.hashes {
		i := h & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = int32(c) + 1
	}
}
