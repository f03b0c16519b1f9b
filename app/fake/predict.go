package fake

import (
	"context"
	"fmt"

	"winnow/automl"
)

// Predict makes up 120 predictions. A file whose name holds "absent" lacks a column that the
// model cannot do without; in one with "cents" the charges are 100 times as large until they
// are scaled.
func (s *Service) Predict(ctx context.Context, req automl.PredictRequest) (*automl.PredictSummary, error) {
	if _, err := s.data(req.Data, automl.ReadOptions{}); err != nil {
		return nil, err
	}
	if req.Progress != nil {
		req.Progress(60, 120)
	}
	s.mu.Lock()
	s.Written = append(s.Written, req)
	s.mu.Unlock()
	loss := 0.015
	sum := &automl.PredictSummary{Rows: 120, Columns: []string{"customer_id", "churn_prediction", "churn_probability"}, Out: req.Out,
		Extra: []string{"customer_id", "calls"}, Counts: []automl.ValueCount{{Value: "No", Count: 87}, {Value: "Yes", Count: 33}},
		Matches: []automl.Match{
			{Column: "tenure_months", Found: "tenure_months", State: automl.MatchOK, Drift: made(0.04)},
			{Column: "contract", Found: "Contract ", State: automl.MatchRenamed, Unseen: []string{"Five year"}, UnseenRows: 3,
				Status: []automl.MatchStatus{automl.StatusUnseen, automl.StatusRenamed}, Remedy: "The model takes them as unknown."},
			{Column: "monthly_charges", Found: "monthly_charges", State: automl.MatchOK, OutOfRange: 2, Drift: made(0.31),
				Status: []automl.MatchStatus{automl.StatusRange, automl.StatusDrift}, Remedy: "Training saw 18 to 119."},
			{Column: "support_calls", State: automl.MatchFilled, Note: "Taken as empty in every row.", Suggest: "calls", Loss: &loss,
				Status: []automl.MatchStatus{automl.StatusFilled}, Remedy: `Is "calls" this column? Then take it for "support_calls".`},
		},
		Answers: []automl.DriftBin{{Label: "No", Before: 0.74, Now: 0.725}, {Label: "Yes", Before: 0.26, Now: 0.275}},
		Levels:  automl.SureLevels,
		Notes:   []string{"2 things are worth a look; every row was predicted."}}
	var why error
	if containsWord(req.Data, "absent") {
		m := &sum.Matches[0]
		m.State, m.Found, m.Status, m.Drift = automl.MatchAbsent, "", []automl.MatchStatus{automl.StatusAbsent}, nil
		why = automl.Errorf("predict", automl.BadData, "The file lacks the column %q, without which the model cannot predict.", m.Column)
	}
	respell(sum, req)
	sum.Verdict = automl.VerdictOf(sum.Matches, why)
	for i := range 40 {
		p := float64(i*37%100) / 100
		word := "No"
		if p >= 0.5 {
			word = "Yes"
		}
		row := []string{cell(i, 0), word, fmt.Sprintf("%.3f", p)}
		if !req.Plain {
			row = append(row, sureCells(i, p, word)...)
		}
		sum.Preview = append(sum.Preview, row)
	}
	if !req.Plain {
		sum.Columns, sum.Outside = append(sum.Columns, "set", "warning"), 3
	}
	return sum, ctx.Err()
}

// respell applies what the request says of names and units.
func respell(sum *automl.PredictSummary, req automl.PredictRequest) {
	if len(req.Rename)+len(req.Scale) > 0 {
		sum.Mapping = &automl.Mapping{Rename: req.Rename, Scale: req.Scale}
	}
	for i := range sum.Matches {
		m := &sum.Matches[i]
		if found := req.Rename[m.Column]; found != "" {
			*m = automl.Match{Column: m.Column, Found: found, State: automl.MatchRenamed, Status: []automl.MatchStatus{automl.StatusTold}}
		}
		c, scaled := req.Scale[m.Column]
		switch {
		case scaled:
			m.Convert, m.Status, m.Remedy, m.OutOfRange = &c, []automl.MatchStatus{automl.StatusTold}, "", 0
		case m.Column == "monthly_charges" && containsWord(req.Data, "cents"):
			m.Unit = &automl.UnitJump{Convert: automl.Conversion{Factor: 0.01}, Words: "100 times as large"}
			m.Status, m.Remedy = []automl.MatchStatus{automl.StatusUnit, automl.StatusRange}, "Multiply by 0.01 if that is so."
			m.Note = `The values of column "monthly_charges" look 100 times as large as in training.`
		}
	}
}

func made(psi float64) *automl.Drift {
	return &automl.Drift{PSI: psi, Beyond: psi > 0.1, Bins: []automl.DriftBin{
		{Label: "up to 30", Before: 0.3, Now: 0.22}, {Label: "30 to 70", Before: 0.4, Now: 0.38}, {Label: "above 70", Before: 0.28, Now: 0.38},
		{Label: "no value", Before: 0.02, Now: 0.02}}}
}

// SaveMapping notes the request.
func (s *Service) SaveMapping(ctx context.Context, req automl.MappingRequest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Mapped = append(s.Mapped, req)
	return ctx.Err()
}
