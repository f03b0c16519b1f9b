package fake

import (
	"context"
	"strings"

	"winnow/automl"
)

// Sureness is that of the fake's yes-or-no models.
func Sureness() *automl.Sureness {
	return &automl.Sureness{
		Levels: automl.SureLevels, Rows: 1000, ByClass: true,
		Least: [][]float64{{0.44, 0.18}, {0.33, 0.1}, {0.14, 0.03}},
		Coverage: []automl.Coverage{
			{Level: 0.9, Rows: 1000, Inside: 903, Low: 0.883, High: 0.92, Named: 906, Sizes: []int{0, 702, 298}},
			{Level: 0.95, Rows: 1000, Inside: 951, Low: 0.936, High: 0.963, Named: 951, Sizes: []int{0, 523, 477}},
			{Level: 0.99, Rows: 1000, Inside: 988, Low: 0.979, High: 0.993, Named: 988, Sizes: []int{0, 207, 793}},
		},
		Familiar: &automl.Familiar{Limit: -0.55, Share: 0.01},
	}
}

// sureCells are the set and the warning of a made-up prediction.
func sureCells(i int, p float64, word string) []string {
	cells := []string{word, ""}
	if p > 0.3 && p < 0.7 {
		cells[0] = "No | Yes"
	}
	if i == 7 {
		cells[1] = "monthly_charges is 260, in training 18.25 to 118.8"
	}
	return cells
}

// Evaluate makes up how good a model is on a file. One whose name holds "blind" lacks the
// target.
func (s *Service) Evaluate(ctx context.Context, req automl.EvaluateRequest) (*automl.Evaluation, error) {
	if _, err := s.data(req.Data, automl.ReadOptions{}); err != nil {
		return nil, err
	}
	if strings.Contains(req.Data, "blind") {
		return nil, automl.Errorf("evaluate", automl.BadData, "The file has no column %q, so there are no true answers to hold the model against.", "churn").
			WithHint("Score a file that holds the answers, or only predict this one.")
	}
	if req.Progress != nil {
		req.Progress(60, 120)
	}
	share := func(v float64) *float64 { return &v }
	return &automl.Evaluation{
		Rows: 120, Left: 2, Metric: "auc", Outside: 3,
		Scores: []automl.FileScore{
			{Metric: "auc", Name: "ROC AUC", Score: 0.842, Low: 0.771, High: 0.905, Before: share(0.848)},
			{Metric: "accuracy", Name: "Accuracy", Score: 0.79, Low: 0.72, High: 0.86, Before: share(0.798)},
			{Metric: "logloss", Name: "Log loss", Score: 0.43, Low: 0.36, High: 0.5, Before: share(0.41)},
		},
		Classes: []automl.ClassScore{
			{Class: "No", Rows: 88, Predicted: 87, Right: 75, Precision: share(0.862), Recall: share(0.852), F1: share(0.857)},
			{Class: "Yes", Rows: 32, Predicted: 33, Right: 20, Precision: share(0.606), Recall: share(0.625), F1: share(0.615)},
		},
		Trust:   &automl.Trustworthy{Brier: 0.139, Reliability: 0.004, Resolution: 0.058, Uncertainty: 0.196, Error: 0.041, Sure: 0.81, Right: 0.79},
		Covered: []automl.Coverage{{Level: 0.9, Rows: 120, Inside: 107, Low: 0.823, High: 0.936, Named: 109, Sizes: []int{0, 84, 36}}},
		Notes:   []string{"The scores count only if the model was not trained on these rows."},
	}, ctx.Err()
}
