package graph

import (
	"math"
	"slices"
)

// bounds is thresholds in single precision as a list for each feature and a place in it for each
// threshold.
type bounds struct {
	values []float32 // those of feature 0, then those of feature 1, and so on
	ends   []int32   // where each feature's end
	at     []uint8   // by threshold: the place in its feature's list
}

// round brings the thresholds to single precision where that changes none. What stands for a bound
// above all values is infinite then.
func (l *levels) round() {
	short := make([]float32, len(l.threshold))
	for i, v := range l.threshold {
		short[i] = float32(v)
		if v != math.MaxFloat64 && (math.IsInf(float64(short[i]), 0) || math.Float64bits(float64(short[i])) != math.Float64bits(v)) {
			return
		}
	}
	l.single, l.threshold = short, nil
}

// index brings thresholds in single precision into lists where that is shorter and no feature has
// more than a byte can count, as those of binned columns never have; else false.
func (l *levels) index(width int) bool {
	lists := make([][]uint32, width) // of bits, so that -0 stays apart from 0
	l.eachSingle(func(feature int32, bits uint32) { lists[feature] = append(lists[feature], bits) })
	n := width
	for k, list := range lists {
		slices.Sort(list)
		lists[k] = slices.Compact(list)
		if len(lists[k]) > 1<<8 {
			return false
		}
		n += len(lists[k])
	}
	if 4*n+len(l.single) >= 4*len(l.single) {
		return false
	}
	l.list = bounds{values: make([]float32, 0, n-width), ends: make([]int32, width), at: make([]uint8, 0, len(l.single))}
	for k, list := range lists {
		for _, bits := range list {
			l.list.values = append(l.list.values, math.Float32frombits(bits))
		}
		l.list.ends[k] = int32(len(l.list.values))
	}
	l.eachSingle(func(feature int32, bits uint32) {
		at, _ := slices.BinarySearch(lists[feature], bits)
		l.list.at = append(l.list.at, uint8(at))
	})
	l.single = nil
	return true
}

// eachSingle calls do for each threshold in single precision.
func (l *levels) eachSingle(do func(feature int32, bits uint32)) {
	fork, at := 0, 0
	for i := 0; at < len(l.single); i++ {
		feature := l.feature(i)
		if feature < 0 {
			continue
		}
		if l.split[fork]&looksAtSet == 0 {
			do(feature, math.Float32bits(l.single[at]))
			at++
		}
		fork++
	}
}

// thresholds is how many there are.
func (l *levels) thresholds() int {
	return max(len(l.threshold), len(l.single), len(l.list.at))
}

// bound is threshold i, of a node that looks at the feature; false where the list has none.
func (l *levels) bound(i int, feature int32) (float64, bool) {
	var v float32
	switch {
	case l.threshold != nil:
		return l.threshold[i], true
	case l.single != nil:
		v = l.single[i]
	default:
		at, ok := l.list.find(i, feature)
		if !ok {
			return 0, false
		}
		v = l.list.values[at]
	}
	if math.IsInf(float64(v), 1) {
		return math.MaxFloat64, true
	}
	return float64(v), true
}

// find is the place in values of threshold i, of a node that looks at the feature.
func (b *bounds) find(i int, feature int32) (int, bool) {
	if int(feature) >= len(b.ends) {
		return 0, false
	}
	at, end := int(b.at[i]), int(b.ends[feature])
	if feature > 0 {
		at += int(b.ends[feature-1])
	}
	return at, at >= 0 && at < end && end <= len(b.values)
}
