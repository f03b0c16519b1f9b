package tree

import (
	"context"
	"unsafe"

	"winnow/automl"
	"winnow/automl/num"
)

// lanes is the number of features whose bins share a word.
const lanes = 8

// plateGroups is the number of groups whose words of a row stand together: a cache line of
// them, so that a row of a small node costs one access to memory for 64 features.
const plateGroups = 8

// Matrix holds the bins of a set of features over a row space, eight features to a word:
// byte j of the word of row r in group k is the bin of feature 8k+j. Eight groups make a
// plate, which holds row after row. A matrix never changes after it is made and may be
// shared by any number of fits.
type Matrix struct {
	Bins  []*Bins
	Space int

	words []uint64
	// Why kept: the matrix is cached under the addresses of its features, which must not
	// be given to others while it lives.
	features []*automl.Feature
}

// matrixKey is where the first of a set of shared features keeps their matrix.
type matrixKey struct {
	max int
	set string
}

// Pack bins the features of a data set into at most limit bins each and packs them. When
// all of them are shared the matrix is made once and serves every fold and trial.
func Pack(ctx context.Context, d *automl.Dataset, limit, workers int) (*Matrix, error) {
	shared := len(d.Features) > 0
	for _, f := range d.Features {
		shared = shared && f.Shared
	}
	bins := make([]*Bins, len(d.Features))
	err := num.ForEach(ctx, workers, len(bins), func(i int) error {
		bins[i] = BinsOf(d.Features[i], d.Space, d.Rows, limit)
		return nil
	})
	if err != nil {
		return nil, err
	}
	make := func() any { return newMatrix(d.Features, bins, d.Space, workers) }
	if !shared {
		return make().(*Matrix), nil
	}
	return d.Features[0].Cached(matrixKey{limit, addresses(d.Features)}, make).(*Matrix), nil
}

func addresses(features []*automl.Feature) string {
	var key []byte
	for _, f := range features {
		p := uintptr(unsafe.Pointer(f))
		for range 8 {
			key = append(key, byte(p))
			p >>= 8
		}
	}
	return string(key)
}

func newMatrix(features []*automl.Feature, bins []*Bins, space, workers int) *Matrix {
	m := &Matrix{Bins: bins, Space: space, features: features}
	m.words = make([]uint64, m.groups()*space)
	none := make([]uint8, space)
	tasks := (space + stretch - 1) / stretch
	plates := (m.groups() + plateGroups - 1) / plateGroups
	// Why no context: a matrix that is shared must be whole.
	err := num.ForEach(context.Background(), workers, plates*tasks, func(i int) error {
		first, from := i/tasks*plateGroups, i%tasks*stretch
		to := min(from+stretch, space)
		for ; from < to; from += tile { // Why in tiles: each cache line is written by every group
			for k := first; k < min(first+plateGroups, m.groups()); k++ {
				m.packWords(k, from, min(from+tile, to), none)
			}
		}
		return nil
	})
	if err != nil {
		panic(err) // packing has no errors of its own
	}
	return m
}

// plate is where the words of a group stand: the word of row r is words[r*width].
func (m *Matrix) plate(group int) (words []uint64, width int) {
	first := group / plateGroups * plateGroups
	width = min(plateGroups, m.groups()-first)
	return m.words[first*m.Space+group-first : (first+width)*m.Space], width
}

// packWords makes a group's words of some rows.
func (m *Matrix) packWords(group, from, to int, none []uint8) {
	var c [lanes][]uint8
	for j := range c {
		c[j] = none[from:to]
		if f := group*lanes + j; f < len(m.Bins) {
			c[j] = m.Bins[f].Codes[from:to]
		}
	}
	n := to - from
	c0, c1, c2, c3, c4, c5, c6, c7 := c[0][:n], c[1][:n], c[2][:n], c[3][:n], c[4][:n], c[5][:n], c[6][:n], c[7][:n]
	words, width := m.plate(group)
	at := from * width
	for r := range n {
		words[at] = uint64(c0[r]) | uint64(c1[r])<<8 | uint64(c2[r])<<16 | uint64(c3[r])<<24 |
			uint64(c4[r])<<32 | uint64(c5[r])<<40 | uint64(c6[r])<<48 | uint64(c7[r])<<56
		at += width
	}
}

// groups is the number of words of a row.
func (m *Matrix) groups() int { return (len(m.Bins) + lanes - 1) / lanes }
