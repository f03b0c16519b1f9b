package modelfile

import (
	"encoding/binary"

	"github.com/klauspost/compress/flate"
)

// planesLayout is how an array stands in its entry whose numbers' first bytes come first, then all
// of their second bytes, and so on. Why: weights of a network have ends that are alike and middles
// that are not, and are packed better apart.
const planesLayout = "planes"

const (
	// layoutSample is how many bytes of an array tell how it is packed best.
	layoutSample = 1 << 18
	// layoutWorth is the share of the size that another layout must save: it costs a second copy of
	// the array when the file is written and when it is read.
	layoutWorth = 1. / 16
)

// bestLayout is the layout in which the bytes of numbers of the given size are packed best, the bytes
// in it and the size of its palette.
func bestLayout(raw []byte, size int) (layout string, out []byte, palette int) {
	if size == 1 || len(raw) < 64*size {
		return "", raw, 0
	}
	sample := raw[:min(len(raw), layoutSample)]
	least := float64(packedSize(sample)) * (1 - layoutWorth)
	if n := float64(packedSize(planes(sample, size))); n < least {
		layout, least = planesLayout, n
	}
	if size == paletteNumber {
		if some, _, ok := inPalette(sample); ok && float64(packedSize(some)) < least {
			if all, n, ok := inPalette(raw); ok {
				return paletteLayout, all, n
			}
		}
	}
	if layout == planesLayout {
		raw = planes(raw, size)
	}
	return layout, raw, 0
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// packedSize is the size of bytes when they are packed as an entry is.
func packedSize(raw []byte) int {
	var n counter
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&n)
	// Why no error to look at: a counter takes all that it is given.
	_, _ = w.Write(raw)
	_ = w.Close()
	return int(n)
}

// planes is the bytes of numbers of the given size in planes.
func planes(raw []byte, size int) []byte {
	out, n := make([]byte, len(raw)), len(raw)/size
	for k := range size {
		plane := out[k*n : (k+1)*n]
		for i := range plane {
			plane[i] = raw[i*size+k]
		}
	}
	return out
}

// numbers is the other way, in bytes that begin where a number of eight bytes may stand.
func numbers(planes []byte, size int) []byte {
	out, n := room(len(planes)), len(planes)/size
	plane := func(k int) []byte { return planes[k*n:][:n] }
	if size == 4 {
		// Why apart: nearly all that lies in planes is of this size, and whole numbers are written faster.
		a, b, c, d := plane(0), plane(1), plane(2), plane(3)
		for i := range a {
			binary.LittleEndian.PutUint32(out[4*i:], uint32(a[i])|uint32(b[i])<<8|uint32(c[i])<<16|uint32(d[i])<<24)
		}
		return out
	}
	for k := range size {
		for i, b := range plane(k) {
			out[i*size+k] = b
		}
	}
	return out
}
