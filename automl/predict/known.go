package predict

import (
	"math"

	"winnow/automl"
)

// Known are the rows that hold the target, and their truth. It is an error of kind BadData
// when there is no such row.
func (r *Rows) Known(m *automl.Model) ([]int32, automl.Target, error) {
	s := &m.Schema
	out := automl.Target{Task: s.Task, Classes: s.Classes}
	at := r.Table.Index(s.Target)
	if at < 0 {
		return nil, out, targetless(m, r.Table.Names())
	}
	var rows []int32
	y, _ := targets(s, r.Table.Column(at))
	for i, v := range y {
		if !math.IsNaN(v) {
			rows, out.Y = append(rows, int32(i)), append(out.Y, v)
		}
	}
	if len(rows) == 0 {
		return nil, out, automl.Errorf("predict", automl.BadData, "No row of the file has a value of %q that training knew.", s.Target)
	}
	return rows, out, nil
}
