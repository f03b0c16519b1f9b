package source

import "hash/maphash"

// dictionary numbers the texts of a column in the order in which it meets them. It is an
// open hash table with linear probing; the seed decides only where a text lies.
type dictionary struct {
	seed  maphash.Seed
	slots []uint64 // hash in the upper half, code+1 in the lower; 0 for an empty slot
	texts []string
}

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]uint64, 64)}
}

// code is the number of the text.
func (d *dictionary) code(b []byte) int32 {
	h := maphash.Bytes(d.seed, b)
	mask := uint64(len(d.slots) - 1)
	i := h & mask
	for d.slots[i] != 0 {
		if s := d.slots[i]; s>>32 == h>>32 {
			if c := uint32(s) - 1; d.texts[c] == string(b) {
				return int32(c)
			}
		}
		i = (i + 1) & mask
	}
	d.texts = append(d.texts, string(b))
	d.slots[i] = h&^(1<<32-1) | uint64(len(d.texts))
	if len(d.texts)*2 > len(d.slots) {
		d.grow()
	}
	return int32(len(d.texts) - 1)
}

func (d *dictionary) grow() {
	d.slots = make([]uint64, 4*len(d.slots))
	mask := uint64(len(d.slots) - 1)
	for c, t := range d.texts {
		h := maphash.String(d.seed, t)
		i := h & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = h&^(1<<32-1) | uint64(c+1)
	}
}
