package modelfile

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// paletteLayout is how an array of numbers of four bytes stands in its entry of which few differ:
// first those that differ, then for each number its place among them, of one byte, or of two in
// planes. Why: leaves of a forest take few values, whose bytes say less of each other than they know.
const paletteLayout = "palette"

const (
	paletteNumber = 4       // bytes of a number that a palette may have
	paletteMost   = 1 << 16 // numbers in a palette
)

// inPalette is the bytes of an array in that layout and how many of its numbers differ; false where
// those are too many to be worth it.
func inPalette(raw []byte) ([]byte, int, bool) {
	n := len(raw) / paletteNumber
	most := min(paletteMost, n/8)
	place := map[uint32]int{}
	for i := range n {
		place[binary.LittleEndian.Uint32(raw[i*paletteNumber:])] = 0
		if len(place) > most {
			return nil, 0, false
		}
	}
	palette := make([]uint32, 0, len(place))
	for v := range place {
		palette = append(palette, v)
	}
	slices.Sort(palette)
	out := make([]byte, 0, len(palette)*paletteNumber+n*placeBytes(len(palette)))
	for k, v := range palette {
		place[v] = k
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	for shift := range placeBytes(len(palette)) {
		for i := range n {
			out = append(out, byte(place[binary.LittleEndian.Uint32(raw[i*paletteNumber:])]>>(8*shift)))
		}
	}
	return out, len(palette), true
}

// placeBytes is the bytes of a place among so many numbers.
func placeBytes(palette int) int {
	if palette <= 1<<8 {
		return 1
	}
	return 2
}

// paletteSize is the bytes of an array in that layout; -1 for a palette that no array has.
func paletteSize(palette, length int) int {
	if palette < 1 || palette > paletteMost {
		return -1
	}
	return palette*paletteNumber + length*placeBytes(palette)
}

// fromPalette is the other way, in bytes that begin where a number of eight bytes may stand.
func fromPalette(raw []byte, palette, length int) ([]byte, error) {
	numbers, places := raw[:palette*paletteNumber], raw[palette*paletteNumber:]
	low, high := places[:length], places[length:]
	out := room(length * paletteNumber)
	for i, place := range low {
		k := int(place)
		if len(high) > 0 {
			k |= int(high[i]) << 8
		}
		if k >= palette {
			return nil, fmt.Errorf("number %d is at place %d of %d", i, k, palette)
		}
		copy(out[i*paletteNumber:][:paletteNumber], numbers[k*paletteNumber:])
	}
	return out, nil
}
