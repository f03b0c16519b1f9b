// Package tree grows decision trees on binned features: the machinery that boosting and
// forests share. It reads stage by stage: bin.go and category.go turn values into bytes,
// matrix.go packs them, gradient.go makes fixed-point gradients, histogram.go sums them,
// split.go, bounds.go and subset.go find the best cut, partition.go moves the rows, grow.go grows a
// tree by its leaves, symmetric.go by levels that share a question, monotone.go keeps values
// in order along a column, noise.go adds luck, deep.go grows a forest's trees, lower.go turns
// trees into a graph.
package tree

import (
	"math"
	"slices"
	"sync"

	"winnow/automl"
)

// MissingBin is the bin of a missing value, and of a level that the binned rows did not
// hold. Values have the bins from 0 on.
const MissingBin = 255

// MaxBins is the largest number of bins of a feature, the missing one included.
const MaxBins = 255

// sampleRows is the number of rows beyond which quantiles are taken from evenly spaced
// rows. Why so many: 800 a bin place a quantile within about 3 % of its bin.
const sampleRows = 200_000

// Bins says how the values of one feature fall into bins, and where its rows fell. It
// never changes after it is made.
type Bins struct {
	Kind  automl.FeatureKind
	Count int // bins of values, at most MaxBins-1
	// Upper parts the bins of a number: value v is in bin b when Upper[b-1] < v <= Upper[b].
	// It lies strictly between two neighbouring values where a number does, and is exact in
	// single precision where such a number lies there. Its length is Count-1.
	Upper []float64
	// Level is the bin of each level of a category.
	Level []uint8
	// Codes is the bin of each row of the row space.
	Codes []uint8
}

// binKey is where a feature keeps its bins.
type binKey struct{ max int }

// BinsOf bins a feature into at most limit bins, the missing one included. Quantiles of a
// shared feature are those of the whole row space, made once and kept with the feature;
// of another feature they are those of the given rows.
func BinsOf(f *automl.Feature, space int, rows []int32, limit int) *Bins {
	limit = min(max(limit, 3), MaxBins)
	if f.Shared {
		return f.Cached(binKey{limit}, func() any { return newBins(f, space, nil, limit) }).(*Bins)
	}
	return newBins(f, space, rows, limit)
}

func newBins(f *automl.Feature, space int, rows []int32, limit int) *Bins {
	b := &Bins{Kind: f.Kind, Codes: make([]uint8, space, space+readPast)}
	switch f.Kind {
	case automl.Numeric:
		b.number(f.Nums, rows, limit-1)
	case automl.Categorical:
		b.category(f.Codes, len(f.Levels), rows, limit-1)
	case automl.Textual:
		for i := range b.Codes {
			b.Codes[i] = MissingBin
		}
	}
	return b
}

func (b *Bins) number(values []float64, rows []int32, limit int) {
	room := sampleRooms.Get().(*sampleRoom)
	b.cut(room.sorted(values, rows), limit)
	sampleRooms.Put(room)
	var table [256]uint64
	for i := range table {
		table[i] = math.MaxUint64
	}
	for i, u := range b.Upper {
		table[i] = orderKey(u)
	}
	placeAll(&table, values[:len(b.Codes)], b.Codes)
}

// sampleRoom is room for the keys of a feature's sample, used again and again: of many columns
// it would be most of the memory that binning takes.
type sampleRoom struct{ keys, tmp []uint64 }

var sampleRooms = sync.Pool{New: func() any { return new(sampleRoom) }}

// sorted is the order keys of the values in the given rows (nil: all), sorted; of evenly
// spaced rows when there are many. It holds until the room's next use.
func (s *sampleRoom) sorted(values []float64, rows []int32) []uint64 {
	n := len(values)
	if rows != nil {
		n = len(rows)
	}
	step := max(1, n/sampleRows)
	keys := slices.Grow(s.keys[:0], n/step+1)
	for i := 0; i < n; i += step {
		v := values[i]
		if rows != nil {
			v = values[rows[i]]
		}
		if v == v {
			keys = append(keys, orderKey(v))
		}
	}
	s.keys, s.tmp = keys, slices.Grow(s.tmp[:0], len(keys))
	return sortKeys(keys, s.tmp[:len(keys)])
}

// cut places the bounds: one bin a value when that is few enough, else bins of about equal
// weight, in which a value that outweighs a bin has one for itself.
func (b *Bins) cut(sorted []uint64, limit int) {
	if len(sorted) == 0 {
		return
	}
	distinct := 1
	for i := 1; i < len(sorted); i++ {
		if sorted[i] != sorted[i-1] {
			distinct++
		}
	}
	left, inBin := len(sorted), 0
	for i := 0; i < len(sorted); {
		j := runEnd(sorted, i)
		inBin += j - i
		room := limit - len(b.Upper) // bins left, this one included
		if j == len(sorted) || room == 1 {
			break
		}
		next := runEnd(sorted, j) - j
		full := inBin*room >= left || next*room >= left && next > inBin
		if distinct <= limit || full {
			b.Upper = append(b.Upper, between(fromOrderKey(sorted[i]), fromOrderKey(sorted[j])))
			left -= inBin
			inBin = 0
		}
		i = j
	}
	b.Count = len(b.Upper) + 1
}

// runEnd is the end of the run of equal keys that begins at i.
func runEnd(sorted []uint64, i int) int {
	j := i + 1
	for j < len(sorted) && sorted[j] == sorted[i] {
		j++
	}
	return j
}

// between is a bound between two neighbouring values a < b: the single-precision number
// nearest to their middle when one lies strictly between them, else their middle, else a.
func between(a, b float64) float64 {
	mid := a/2 + b/2
	single := float32(mid)
	for _, t := range [3]float32{single, math.Nextafter32(single, float32(math.Inf(-1))), math.Nextafter32(single, float32(math.Inf(1)))} {
		if a < float64(t) && float64(t) < b {
			return float64(t)
		}
	}
	if a < mid && mid < b {
		return mid
	}
	return a
}

// placeAll writes the bin of each value: the number of bounds below it. Why one loop: the
// searches of neighbouring values then run at the same time.
func placeAll(table *[256]uint64, values []float64, codes []uint8) {
	codes = codes[:len(values)]
	for r, v := range values {
		k := orderKey(v)
		i := below(table[127], k) << 7
		i += below(table[(i+63)&255], k) << 6
		i += below(table[(i+31)&255], k) << 5
		i += below(table[(i+15)&255], k) << 4
		i += below(table[(i+7)&255], k) << 3
		i += below(table[(i+3)&255], k) << 2
		i += below(table[(i+1)&255], k) << 1
		i += below(table[i&255], k)
		if v != v {
			i = MissingBin
		}
		codes[r] = uint8(i)
	}
}
