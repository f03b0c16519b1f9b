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

// slot is the place of one text. A text of up to 16 bytes is its own key, so that it need
// not be looked up to be compared.
type slot struct {
	key  key
	size uint32 // of the text in bytes
	code uint32 // code+1; 0 for an empty slot
}

// key is the bytes of a short text, or the hash of a long one.
type key struct{ low, high uint64 }

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]slot, 64)}
}

// code is the number of the text.
func (d *dictionary) code(b []byte) int32 {
	k := d.key(b)
	mask := uint64(len(d.slots) - 1)
	i := k.spread() & mask
	for {
		s := &d.slots[i]
		if s.code == 0 {
			break
		}
		if s.key == k && s.size == uint32(len(b)) && (len(b) <= 16 || d.texts[s.code-1] == string(b)) {
			return int32(s.code - 1)
		}
		i = (i + 1) & mask
	}
	d.texts = append(d.texts, string(b))
	d.slots[i] = slot{k, uint32(len(b)), uint32(len(d.texts))}
	if len(d.texts)*2 > len(d.slots) {
		d.grow()
	}
	return int32(len(d.texts) - 1)
}

func (d *dictionary) key(b []byte) key {
	n := len(b)
	switch {
	case n > 16:
		return key{maphash.Bytes(d.seed, b), 0}
	case cap(b) < 16:
		return key{little(b[:min(n, 8)]), little(b[min(n, 8):])}
	case n > 8:
		b = b[:16]
		return key{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]) & (1<<(8*(n-8)) - 1)}
	}
	return key{binary.LittleEndian.Uint64(b[:8]) & (1<<(8*n) - 1), 0}
}

// little is up to eight bytes as a number, the first the lowest.
func little(b []byte) uint64 {
	var x uint64
	for k, c := range b {
		x |= uint64(c) << (8 * k)
	}
	return x
}

// spread mixes a key so that its low bits depend on all of it (the finisher of
// splitmix64, Steele, Lea and Flood 2014).
func (k key) spread() uint64 {
	x := k.low ^ k.high*0x9e3779b97f4a7c15
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
		i := s.key.spread() & mask
		for d.slots[i].code != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = s
	}
}
