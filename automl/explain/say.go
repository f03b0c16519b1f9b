package explain

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// quoted lists names in quotes, the first of them when there are many.
func quoted(names []string, most int) string {
	var b strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(n))
	}
	return b.String()
}

// share spells a share as a percentage; all and none are only said of exactly all and none.
func share(v float64) string {
	switch p := 100 * v; {
	case math.IsNaN(p):
		return "–"
	case p > 0 && p < 0.1:
		return "under 0.1 %"
	case p > 99.9 && p < 100:
		return "over 99.9 %"
	case p > 0 && p < 10 || p > 90 && p < 100:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + " %"
	}
}

// spell is the value of a number, a moment or a level's code as a person reads it; empty when
// missing.
func spell(c *automl.SchemaColumn, v float64) string {
	switch {
	case math.IsNaN(v):
		return ""
	case c.Kind == table.Category || c.Kind == table.YesNo:
		if k := int(v); k >= 0 && k < len(c.Levels) {
			return c.Levels[k]
		}
		return "another value"
	case c.Kind == table.Time:
		return table.NewTimes([]float64{v}, c.Format.Layout).Text(0)
	}
	if math.Abs(v) < 1e6 {
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// amount spells an answer: a probability as a percentage.
func amount(q output, v float64) string {
	if q.class != "" {
		return share(v)
	}
	return num.Spell(v)
}

// isLevels reports whether a column holds levels.
func isLevels(c *automl.SchemaColumn) bool {
	return c.Kind == table.Category || c.Kind == table.YesNo
}

// valueOf is the value of a row of a frame's column as a number: a level's code, NaN when
// missing. Texts have none.
func valueOf(c *graph.FrameColumn, row int) float64 {
	switch {
	case c.Nums != nil:
		return c.Nums[row]
	case c.Codes != nil && c.Codes[row] >= 0:
		return float64(c.Codes[row])
	}
	return math.NaN()
}

// constant is a column with one value in every row, in the form that the schema gives it.
func constant(c *automl.SchemaColumn, v float64, rows int) graph.FrameColumn {
	if isLevels(c) {
		codes := make([]int32, rows)
		for i := range codes {
			codes[i] = -1
			if !math.IsNaN(v) {
				codes[i] = int32(v)
			}
		}
		return graph.FrameColumn{Codes: codes}
	}
	nums := make([]float64, rows)
	for i := range nums {
		nums[i] = v
	}
	return graph.FrameColumn{Nums: nums}
}
