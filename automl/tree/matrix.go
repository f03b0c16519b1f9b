package tree

import (
	"context"
	"unsafe"

	"winnow/automl"
	"winnow/automl/num"
)

// lanes is the number of features whose bins share a word.
const lanes = 8

// Matrix holds the bins of a set of features over a row space, eight features to a word:
// the word of row r in group k is words[k*Space+r], its byte j the bin of feature 8k+j.
// It never changes after it is made and may be shared by any number of fits.
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
	// Why no context: a matrix that is shared must be whole.
	err := num.ForEach(context.Background(), workers, m.groups()*tasks, func(i int) error {
		k, from := i/tasks, i%tasks*stretch
		m.packWords(k, from, min(from+stretch, space), none)
		return nil
	})
	if err != nil {
		panic(err) // packing has no errors of its own
	}
	return m
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
	words := m.words[group*m.Space+from : group*m.Space+to]
	n := len(words)
	c0, c1, c2, c3, c4, c5, c6, c7 := c[0][:n], c[1][:n], c[2][:n], c[3][:n], c[4][:n], c[5][:n], c[6][:n], c[7][:n]
	for r := range words {
		words[r] = uint64(c0[r]) | uint64(c1[r])<<8 | uint64(c2[r])<<16 | uint64(c3[r])<<24 |
			uint64(c4[r])<<32 | uint64(c5[r])<<40 | uint64(c6[r])<<48 | uint64(c7[r])<<56
	}
}

// groups is the number of words of a row.
func (m *Matrix) groups() int { return (len(m.Bins) + lanes - 1) / lanes }
