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

// Hold reads a file that holds the target and predicts its rows. Its errors are those of
// Evaluate; the matches come also with an error about the file's columns.
func Hold(ctx context.Context, m *automl.Model, req automl.EvaluateRequest) (*Truth, error) {
	threshold, err := decision(&m.Schema, req.Threshold)
	if err != nil {
		return nil, err
	}
	tell := req.Progress
	if tell == nil {
		tell = func(int64, int64) {}
	}
	in, err := read(ctx, &m.Schema, fileReader(req.Data), req.Rename, automl.ReadOptions{Progress: func(done, total int64) {
		if total > 0 {
			tell(done*readSteps/total, steps)
		}
	}})
	if in == nil {
		return nil, err
	}
	out := &Truth{Table: in.table, Notes: in.notes, Matches: in.matches}
	if err != nil {
		return out, err
	}
	at := in.table.Index(m.Schema.Target)
	if at < 0 {
		return out, targetless(m, in.table.Names())
	}
	y, _ := targets(&m.Schema, in.table.Column(at))
	pred, err := evaluate(ctx, m, in.frame, nil)
	if err != nil {
		return out, err
	}
	out.Target = automl.Target{Task: m.Schema.Task, Classes: m.Schema.Classes}
	out.Prediction = automl.Prediction{Width: pred.Width, Threshold: threshold}
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
	tell(readSteps, steps)
	return out, nil
}
