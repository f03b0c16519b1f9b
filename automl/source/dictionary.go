package source

import (
	"encoding/binary"
	"hash/maphash"
)

// dictionary numbers the texts of a column in the order in which it meets them. It is an
// open hash table with linear probing; the seed decides only where a text lies.
type dictionary struct {
	seed  maphash.Seed
	slots []slot // a power of two of them, at most half in use
	texts []string
}

// slot is the place of one text. A text of up to eight bytes is its own key, so that it
// need not be looked up to be compared.
type slot struct {
	key  uint64 // the bytes of a short text, the hash of a long one
	size uint32 // of the text in bytes
	code uint32 // code+1; 0 for an empty slot
}

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]slot, 64)}
}

// code is the number of the text.
func (d *dictionary) code(b []byte) int32 {
	key := d.key(b)
	mask := uint64(len(d.slots) - 1)
	i := spread(key) & mask
	for {
		s := &d.slots[i]
		if s.code == 0 {
			break
		}
		if s.key == key && s.size == uint32(len(b)) && (len(b) <= 8 || d.texts[s.code-1] == string(b)) {
			return int32(s.code - 1)
		}
		i = (i + 1) & mask
	}
	d.texts = append(d.texts, string(b))
	d.slots[i] = slot{key, uint32(len(b)), uint32(len(d.texts))}
	if len(d.texts)*2 > len(d.slots) {
		d.grow()
	}
	return int32(len(d.texts) - 1)
}

func (d *dictionary) key(b []byte) uint64 {
	if len(b) > 8 {
		return maphash.Bytes(d.seed, b)
	}
	if cap(b) >= 8 {
		return binary.LittleEndian.Uint64(b[:8]) & (1<<(8*len(b)) - 1)
	}
	var x uint64
	for k, c := range b {
		x |= uint64(c) << (8 * k)
	}
	return x
}

// spread mixes a key so that its low bits depend on all of it (the finisher of
// splitmix64, Steele, Lea and Flood 2014).
func spread(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]slot, 4*len(old))
	mask := uint64(len(d.slots) - 1)
	for _, s := range old {
		if s.code == 0 {
			continue
		}
		i := spread(s.key) & mask
		for d.slots[i].code != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = s
	}
}
