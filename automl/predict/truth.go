package predict

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/table"
)

// Truth is a file read for a model, with the model's answers for the rows that have a truth.
type Truth struct {
	Table      *table.Table
	Rows       []int32 // of the table, in the order of Target and Prediction
	Target     automl.Target
	Prediction automl.Prediction
	Left       int // rows without a truth or an answer
	Notes      []string
	Matches    []automl.Match
}

// judged is a file with the truth, read for a model, and the model's answers to all of it.
type judged struct {
	in   *input
	y    []float64 // NaN where there is no truth
	pred *automl.Prediction
	tell func(done, total int64)
}

// judge reads a file that holds the target and predicts its rows; what is known of its columns
// comes also with an error about them.
func judge(ctx context.Context, m *automl.Model, req automl.EvaluateRequest) (*judged, error) {
	threshold, err := decision(&m.Schema, req.Threshold)
	if err != nil {
		return nil, err
	}
	j := &judged{tell: req.Progress}
	if j.tell == nil {
		j.tell = func(int64, int64) {}
	}
	j.in, err = read(ctx, &m.Schema, fileReader(req.Data), pairingOf(&m.Schema, req.Rename, req.Scale, req.NoMapping), automl.ReadOptions{Progress: func(done, total int64) {
		if total > 0 {
			j.tell(done*readSteps/total, steps)
		}
	}})
	if j.in == nil {
		return nil, err
	}
	if err != nil {
		return j, err
	}
	at := j.in.table.Index(m.Schema.Target)
	if at < 0 {
		return j, targetless(m, j.in.table.Names())
	}
	j.y, _ = targets(&m.Schema, j.in.table.Column(at))
	if j.pred, err = evaluate(ctx, m, j.in.frame, nil); err != nil {
		return j, err
	}
	j.pred.Threshold = threshold
	return j, nil
}

// Hold reads a file that holds the target and predicts its rows. Its errors are those of
// Evaluate; the matches come also with an error about the file's columns.
func Hold(ctx context.Context, m *automl.Model, req automl.EvaluateRequest) (*Truth, error) {
	j, err := judge(ctx, m, req)
	if j == nil {
		return nil, err
	}
	out := &Truth{Table: j.in.table, Notes: j.in.notes, Matches: j.in.matches}
	if err != nil {
		return out, err
	}
	y, pred := j.y, j.pred
	out.Target = automl.Target{Task: m.Schema.Task, Classes: m.Schema.Classes}
	out.Prediction = automl.Prediction{Width: pred.Width, Threshold: pred.Threshold}
	for i, v := range y {
		if math.IsNaN(v) || math.IsNaN(pred.Row(i)[0]) {
			out.Left++
			continue
		}
		out.Rows = append(out.Rows, int32(i))
		out.Target.Y = append(out.Target.Y, v)
		out.Prediction.Values = append(out.Prediction.Values, pred.Row(i)...)
	}
	if len(out.Rows) == 0 {
		return out, automl.Errorf("evaluate", automl.BadData, "No row of the file has a value in %q that the model knows.", m.Schema.Target).
			WithHint("To judge a model the file must hold the true answers, spelt as in training.")
	}
	j.tell(readSteps, steps)
	return out, nil
}
