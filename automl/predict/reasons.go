package predict

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

const (
	// mostReasons is how many columns can be named for a row.
	mostReasons = 20
	// reasonsBack is how many made rows answers are compared with where the model needs any.
	reasonsBack = 50
)

func checkReasons(req *automl.PredictRequest) error {
	if req.Reasons < 0 || req.Reasons > mostReasons {
		return automl.Errorf("predict", automl.BadUsage, "%d reasons for a row cannot be named.", req.Reasons).WithHint("Ask for 1 to %d.", mostReasons)
	}
	return nil
}

// reasons names for each row of a frame the columns that did most for its answer, the most
// first, with the cell as it is spelt in the file and what it gave: to the predicted number, or
// to the score of the predicted class.
func reasons(ctx context.Context, m *automl.Model, frame *graph.Frame, text func(row, column int) string, pred *automl.Prediction, most int) ([][]string, error) {
	rows := make([]int32, frame.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	s := &m.Schema
	o := explain.ShapleyOptions{Task: s.Task, Method: automl.ExplainAuto, Workers: runtime.GOMAXPROCS(0), Seed: m.Job.Seed}
	shares, err := explain.Shapley(ctx, m.Graph, frame, rows, explain.MadeUp(s, reasonsBack, m.Job.Seed), o)
	if err != nil {
		return nil, err
	}
	out := make([][]string, frame.Rows)
	order := make([]int, shares.Columns)
	for i := range out {
		k, sign := 0, 1.0
		switch {
		case s.Task == automl.Multiclass:
			k = pred.Class(i)
		case s.Task == automl.Binary && pred.Class(i) == 0:
			sign = -1 // Why: the shares are those of the second class
		}
		at := (i*shares.Outputs + k) * shares.Columns
		values := shares.Values[at : at+shares.Columns]
		for c := range order {
			order[c] = c
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(values[b]), math.Abs(values[a])) })
		for _, c := range order[:min(most, len(order))] {
			if v := sign * values[c]; v != 0 && !math.IsNaN(v) {
				out[i] = append(out[i], fmt.Sprintf("%s %s (%s)", s.Columns[c].Name, text(i, c), signed(v)))
			}
		}
	}
	return out, nil
}

// signed spells a share with its sign, in letters that every encoding has.
func signed(v float64) string {
	sign := "+"
	if v < 0 {
		sign = "-"
	}
	return sign + num.Spell(math.Abs(v))
}

// texts is what stands in a table under the columns of the schema.
func (l *located) texts(t *table.Table) func(row, column int) string {
	const most = 40
	return func(row, column int) string {
		p := l.places[column]
		if p < 0 || t.Column(p).IsMissing(row) {
			return "missing"
		}
		text := []rune(t.Column(p).Text(row))
		if len(text) > most {
			return string(text[:most]) + "…"
		}
		return string(text)
	}
}
