package fake

import (
	"context"

	"winnow/automl"
	"winnow/automl/figure"
)

// fairGroups are the made-up groups by gender: rows, then the shares selected, truly so,
// found and falsely alarmed.
var fairGroups = []struct {
	name   string
	rows   int
	shares [4]float64
}{
	{"Male", 3555, [4]float64{0.262, 0.262, 0.712, 0.102}},
	{"Female", 3476, [4]float64{0.198, 0.269, 0.561, 0.064}},
	{"gender missing", 12, [4]float64{0.25, 0.333, 0.5, 0.125}},
}

var fairMeters = []automl.FairMeter{
	{ID: "selection_rate", Name: "Selected", Help: "Share of the rows that are predicted to be of the class.", Share: true},
	{ID: "base_rate", Name: "Truly so", Help: "Share of the rows that are of the class.", Share: true},
	{ID: "true_positive_rate", Name: "Found", Help: "Of the rows of the class, the share that is predicted to be (recall).", Share: true, Better: 1},
	{ID: "false_positive_rate", Name: "False alarms", Help: "Of the rows not of the class, the share that is predicted to be.", Share: true, Better: -1},
}

func around(v, by float64) automl.FairValue {
	return automl.FairValue{Value: v, Low: max(v-by, 0), High: min(v+by, 1)}
}

// Fairness makes up how alike the groups are treated. Without columns there is nothing to
// part rows by.
func (s *Service) Fairness(ctx context.Context, req automl.FairnessRequest) (*automl.Fairness, error) {
	if len(req.Columns) == 0 {
		return nil, automl.Errorf("fairness", automl.BadUsage, "It is not said which columns make the groups.")
	}
	f := &automl.Fairness{Task: automl.Binary, Target: "churn", Class: "Yes", Threshold: 0.5, OutOfFold: req.Data == "", Rows: 7043,
		Columns: []automl.FairParts{{Column: req.Columns[0], Parts: []string{"Female", "Male", "missing"}}},
		Method:  automl.BetweenGroups, Aggregate: automl.WorstCase, Metrics: fairMeters, Reference: "Male"}
	f.Overall = automl.FairGroup{Name: "all rows", Rows: f.Rows, Values: map[string]automl.FairValue{}}
	for i, v := range []float64{0.231, 0.265, 0.637, 0.083} {
		f.Overall.Values[fairMeters[i].ID] = around(v, 0.01)
	}
	for _, g := range fairGroups {
		group := automl.FairGroup{Name: g.name, Parts: []string{g.name}, Rows: g.rows, Small: g.rows < automl.FairRows, Values: map[string]automl.FairValue{}}
		by := 0.015
		if group.Small {
			by, group.Note = 0.2, "Only 12 rows: too few to be judged."
		}
		for i, v := range g.shares {
			group.Values[fairMeters[i].ID] = around(v, by)
		}
		f.Groups = append(f.Groups, group)
	}
	for i, m := range fairMeters {
		low, high := fairGroups[1], fairGroups[0]
		if low.shares[i] > high.shares[i] {
			low, high = high, low
		}
		ratio := around(low.shares[i]/high.shares[i], 0.06)
		f.Spreads = append(f.Spreads, automl.FairSpread{Metric: m.ID, Lowest: low.name, Top: high.name, Ratio: &ratio,
			Min: around(low.shares[i], 0.015), Max: around(high.shares[i], 0.015), Difference: around(high.shares[i]-low.shares[i], 0.02)})
	}
	f.Summaries = []automl.FairSummary{
		{ID: "demographic_parity_difference", Name: "Selection: difference", Help: "How far selection rates lie apart.", Source: "Fairlearn", FairValue: around(0.064, 0.02), Lowest: "Female", Top: "Male", Sure: true},
		{ID: "equalized_odds_difference", Name: "Errors: difference", Help: "How far the rates of finding and of false alarms lie apart.", Source: "Fairlearn", FairValue: around(0.151, 0.04), Sure: true},
		{ID: "theil_index", Name: "Theil index", Help: "How unevenly right answers and wrongful selections are spread over all rows.", Source: "AIF360", FairValue: around(0.13, 0.01)},
	}
	f.Pairs = []automl.FairPair{{Group: "Female", Values: map[string]automl.FairValue{
		"statistical_parity_difference": {Value: -0.064, Low: -0.084, High: -0.044}, "disparate_impact": around(0.756, 0.06)}}}
	f.Fifths = []automl.FairMark{{Group: "Male", FairValue: automl.FairValue{Value: 1, Low: 1, High: 1}, Best: true},
		{Group: "Female", FairValue: around(0.756, 0.06), Below: true}, {Group: "gender missing", FairValue: around(0.954, 0.4), Small: true}}
	f.Findings = []string{
		"Selected less than four fifths as often as “Male”: “Female” (0.76), though with so few rows it may be chance. Where being “Yes” is the good outcome, the four-fifths rule sees adverse impact.",
		"Of the rows that truly are “Yes”, found: most among “Male”, 71.2 %, and least among “Female”, 56.1 %, 15.1 points apart, more than chance explains.",
	}
	f.Notes = []string{"1 of 3 groups have fewer than 30 rows; they are shown but not judged."}
	return f, ctx.Err()
}

// FairnessChart draws the made-up groups.
func (s *Service) FairnessChart(_ context.Context, f *automl.Fairness, metric string) (*figure.Figure, error) {
	out := &figure.Figure{Title: "Selected by group", Sentence: "Selected is highest for “Male”, 26.2 %, and lowest for “Female”, 19.8 %.", Y: figure.Axis{Percent: true}}
	if metric == automl.FifthsChart {
		out.Title = "Four-fifths rule"
	} else if metric == "" {
		metric = f.Metrics[0].ID
	}
	bars := figure.Series{Name: "Groups", Mark: figure.Bars}
	for i, g := range f.Groups {
		v := g.Values[metric]
		out.X.Categories = append(out.X.Categories, g.Name)
		bars.X, bars.Y, bars.Low, bars.High = append(bars.X, float64(i)), append(bars.Y, v.Value), append(bars.Low, v.Low), append(bars.High, v.High)
	}
	out.Series = []figure.Series{bars}
	return out, nil
}

// TradeOff makes up how good models are against how unevenly they treat groups.
func (s *Service) TradeOff(ctx context.Context, _ automl.TradeOffRequest) (*automl.TradeOff, *figure.Figure, error) {
	t := &automl.TradeOff{Metric: "auc", Gap: "Difference of selection rates", Points: []automl.FairPoint{
		{Model: "m1", Name: "Gradient boosting", Score: 0.848, Gap: 0.064, Best: true},
		{Model: "m2", Name: "Linear model", Score: 0.841, Gap: 0.071},
	}}
	f := &figure.Figure{Title: "Accuracy against fairness", Sentence: "“Gradient boosting” is the best model and also treats groups most alike.",
		X: figure.Axis{Title: t.Gap}, Y: figure.Axis{Title: t.Metric}, Series: []figure.Series{{Name: "Models", Mark: figure.Points,
			X: []float64{0.064, 0.071}, Y: []float64{0.848, 0.841}, Labels: []string{"Gradient boosting", "Linear model"}}}}
	return t, f, ctx.Err()
}

// Mitigate makes up a model that treats groups more alike. It is not entered anywhere.
func (s *Service) Mitigate(ctx context.Context, req automl.MitigateRequest) (*automl.Mitigation, error) {
	if len(req.Columns) == 0 {
		return nil, automl.Errorf("fairness", automl.BadUsage, "It is not said which columns make the groups.")
	}
	original := automl.ModelRow{ID: "m1", Name: "Gradient boosting", State: automl.Done, Score: 0.848, Usable: true}
	m := original
	m.ID, m.Of, m.Name, m.Score, m.Remedy, m.Sensitive = "m1-fair1", "m1", "Gradient boosting, a threshold for each group", 0.843, req.Remedy, req.Columns
	return &automl.Mitigation{Model: m, Original: original,
		Gap:        automl.FairChange{Name: "Difference of selection rates", Before: 0.064, After: 0.006},
		Accuracy:   automl.FairChange{Name: "Accuracy", Before: 0.798, After: 0.792},
		Score:      automl.FairChange{Name: "ROC AUC", Before: 0.848, After: 0.843},
		Thresholds: []automl.FairThreshold{{Group: "Male", Rows: 3555, At: 0.53}, {Group: "Female", Rows: 3476, At: 0.44}},
		Needs:      req.Columns,
		Sentence:   "Difference of selection rates: from 0.064 to 0.006. Accuracy: from 0.798 to 0.792; ROC AUC: from 0.848 to 0.843, on rows that neither model saw.",
		Warnings:   []string{"It needs " + req.Columns[0] + " when it predicts: a file without is refused."},
	}, ctx.Err()
}
