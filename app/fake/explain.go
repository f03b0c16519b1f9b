package fake

import (
	"context"
	"math"
	"strconv"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// explained are the columns that the fake's model looks at, with what a row of the greatest
// value adds to the log-odds of leaving; one of the smallest takes as much away.
var explained = []struct {
	column string
	weight float64
}{{"tenure_months", -1.4}, {"contract", 0.9}, {"monthly_charges", 0.6}, {"support_calls", 0.5}, {"payment_method", 0.3}, {"senior", 0.1}}

// Explain makes up shares of the answers for rows of the table: at most 200, or the made
// row. They add up.
func (s *Service) Explain(ctx context.Context, req automl.ExplainRequest) (*automl.Explanation, error) {
	if req.Data != "" {
		if _, err := s.data(req.Data, automl.ReadOptions{}); err != nil {
			return nil, err
		}
	}
	x := &automl.Explanation{Outputs: []string{"Yes"}, Target: "churn", Task: automl.Binary, Scale: automl.ScaleLogOdds,
		Method: automl.ExplainExact, Exact: true, Base: []float64{-1.05}, Values: make([][][]float64, 1), Prediction: make([][]float64, 1), Answer: make([][]float64, 1),
		How: "Worked out exactly; what is not known is the mean over the training rows."}
	for _, c := range explained {
		x.Columns = append(x.Columns, c.column)
	}
	x.Places, x.Levels = make([]automl.Numbers, len(explained)), make([][]string, len(explained))
	switch {
	case req.Cells != nil:
		x.Rows = []int32{0}
	case req.At != nil:
		x.Rows = req.At
	default:
		for i := range int32(min(200, s.RowCount)) {
			x.Rows = append(x.Rows, i)
		}
	}
	for _, r := range x.Rows {
		explainRow(x, int(r), req.Cells)
	}
	if req.Pairs {
		x.Pairs = []automl.PairShare{{First: "tenure_months", Second: "contract", Size: 0.21}, {First: "contract", Second: "monthly_charges", Size: 0.08}}
	}
	if req.Progress != nil {
		req.Progress(1, 1)
	}
	return x, ctx.Err()
}

// explainRow adds the shares of one row of the table, or of the made row.
func explainRow(x *automl.Explanation, row int, made map[string]string) {
	rng := num.RNG(3, "fake shares", row)
	values, cells := make([]float64, len(explained)), make([]string, len(explained))
	sum := x.Base[0]
	for k, c := range explained {
		at := 0
		for fields[at].Name != c.column {
			at++
		}
		text := cell(row, at)
		if made != nil {
			text = made[c.column]
		}
		place, share := math.NaN(), 0.5
		if v, err := strconv.ParseFloat(text, 64); err == nil && fields[at].Kind != table.Category {
			place, share = v, min(v/72, 1)
		} else if text != "" {
			place = float64(len(text) % 4)
			share = place / 4
		}
		cells[k], values[k] = text, c.weight*(2*share-1)+0.05*(rng.Float64()-0.5)
		sum += values[k]
		x.Places[k] = append(x.Places[k], place)
	}
	x.Cells = append(x.Cells, cells)
	x.Values[0] = append(x.Values[0], values)
	x.Prediction[0] = append(x.Prediction[0], sum)
	x.Answer[0] = append(x.Answer[0], 1/(1+math.Exp(-sum)))
}
