package explain

import (
	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// MadeUp draws rows evenly from the ranges and levels of a schema: what answers are compared
// with where there are no others.
func MadeUp(s *automl.Schema, rows int, seed uint64) *graph.Frame {
	frame := &graph.Frame{Rows: rows, Cols: make([]graph.FrameColumn, len(s.Columns))}
	for i, c := range s.Columns {
		rng := num.RNG(seed, "made up", i)
		switch c.Kind {
		case table.Category, table.YesNo:
			codes := make([]int32, rows)
			for k := range codes {
				if codes[k] = -1; len(c.Levels) > 0 {
					codes[k] = int32(rng.IntN(len(c.Levels)))
				}
			}
			frame.Cols[i].Codes = codes
		case table.Text:
			frame.Cols[i].Strs = make([]string, rows)
		default:
			nums := make([]float64, rows)
			for k := range nums {
				nums[k] = c.Min + rng.Float64()*(c.Max-c.Min)
			}
			frame.Cols[i].Nums = nums
		}
	}
	return frame
}
