package profile

import (
	"fmt"
	"math"

	"winnow/automl/table"
)

// homeShare is the share of rows that a number's most frequent value must hold for it to
// count as the value of rows where nothing happened.
const homeShare = 0.3

// pureAway looks at numbers that stand at one value for most rows, such as a fee of 0: do
// the rows with any other value go with one class alone, and hold most of that class? Then
// the number was written down when the answer was known.
func (q *question) pureAway(name string, column table.Column, c cells) (string, bool) {
	if q.truth.classes == 0 || len(c.nums) == 0 {
		return "", false
	}
	home, at, ok := homeValue(c.nums)
	if !ok {
		return "", false
	}
	away, all := make([]float64, q.truth.classes), make([]float64, q.truth.classes)
	for i, v := range c.nums {
		k := int(q.truth.y[i])
		all[k]++
		if v != home && !math.IsNaN(v) {
			away[k]++
		}
	}
	class, held, ok := pure(away, all)
	if !ok || held < wideCoverage {
		return "", false
	}
	return fmt.Sprintf("Where %s is not %s, %s is %s in %s of rows, which are %s of all rows of that class: it seems to be filled in when the answer is known.",
		name, column.Text(int(q.truth.rows[at])), q.name, q.encoded.Classes[class], percent(away[class]/total(away)), percent(held)), true
}

// homeValue is the most frequent number where it holds the share that makes it a home, and
// a place where it stands; the smallest among equals.
func homeValue(nums []float64) (home float64, at int, ok bool) {
	// Why three: a value of more than a quarter of the rows is among those that are left
	// when each other value strikes one of each (Misra and Gries 1982).
	var value [3]float64
	var left [3]int
next:
	for _, v := range nums {
		if math.IsNaN(v) {
			continue
		}
		for k := range value {
			if left[k] > 0 && value[k] == v {
				left[k]++
				continue next
			}
		}
		for k := range value {
			if left[k] == 0 {
				value[k], left[k] = v, 1
				continue next
			}
		}
		for k := range left {
			left[k]--
		}
	}
	most := 0
	for k, v := range value {
		if left[k] == 0 {
			continue
		}
		n := 0
		for _, w := range nums {
			if w == v {
				n++
			}
		}
		if n > most || n == most && v < home {
			home, most = v, n
		}
	}
	for i, v := range nums {
		if v == home {
			return home, i, float64(most) >= homeShare*float64(len(nums))
		}
	}
	return 0, 0, false
}
