package fake

import (
	"context"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/table"
)

// Effect is a curve that falls with numbers, and three bars for levels.
func (s *Service) Effect(ctx context.Context, req automl.EffectRequest) (*automl.Effect, error) {
	e := &automl.Effect{Column: req.Column, What: "probability of “Yes”", Class: "Yes", Rows: 1000, Base: 0.26}
	for _, f := range fields {
		if f.Name == req.Column {
			e.Kind = f.Kind
		}
	}
	switch e.Kind {
	case "":
		return nil, automl.Errorf("explain", automl.BadUsage, "The model has no column %q.", req.Column)
	case table.Text:
		return nil, automl.Errorf("explain", automl.BadUsage, "Column %q is free text: it has no values that could be tried one by one.", req.Column)
	}
	labels := []string{"1", "12", "24", "36", "48", "60", "72"}
	if e.Kind == table.Category || e.Kind == table.YesNo {
		labels = []string{"Month-to-month", "One year", "Two year"}
	}
	line := figure.Series{Name: "Mean of all rows", Mark: figure.Line}
	for i, l := range labels {
		p := automl.EffectPoint{Value: float64(12 * i), Label: l, Mean: 0.5 - 0.06*float64(i), Low: 0.3 - 0.04*float64(i), High: 0.7 - 0.06*float64(i), Share: 1 / float64(len(labels))}
		e.Points = append(e.Points, p)
		line.X, line.Y = append(line.X, p.Value), append(line.Y, p.Mean)
	}
	e.Sentence = fmt.Sprintf("The probability of “Yes” falls with “%s”: from 50 %% at %s to %.0f %% at %s.", req.Column, labels[0], 100*line.Y[len(labels)-1], labels[len(labels)-1])
	e.Figure = &figure.Figure{Title: "Effect of “" + req.Column + "”", Sentence: e.Sentence, X: figure.Axis{Title: req.Column},
		Y: figure.Axis{Title: "Mean " + e.What, Percent: true}, Series: []figure.Series{line}}
	return e, ctx.Err()
}

// Flip names two ways to another answer.
func (s *Service) Flip(ctx context.Context, req automl.FlipRequest) (*automl.Flip, error) {
	f := &automl.Flip{Now: automl.Answer{Value: 0.72, Class: "Yes", Text: "Yes (72 %)"}, Goal: "“No”"}
	for c, field := range fields[:len(fields)-1] {
		f.Columns = append(f.Columns, field.Name)
		text := req.Cells[field.Name]
		if req.Cells == nil {
			text = cell(req.At, c)
		}
		f.Cells = append(f.Cells, text)
	}
	for _, c := range []automl.FlipChange{{Column: "contract", From: "Month-to-month", To: "One year", Size: 1}, {Column: "tenure_months", From: "5", To: "18", Size: 1.3}} {
		if slices.Contains(req.Keep, c.Column) {
			continue
		}
		o := automl.FlipOption{Changes: []automl.FlipChange{c}, Answer: automl.Answer{Value: 0.58, Class: "No", Text: "No (58 %)"}, Distance: c.Size}
		o.Sentence = fmt.Sprintf("If “%s” were %s (now %s), the answer would be No (58 %%).", c.Column, c.To, c.From)
		f.Options = append(f.Options, o)
	}
	f.Sentence = "The answer is Yes (72 %). No change of a few columns within what training saw makes it “No”."
	if len(f.Options) > 0 {
		f.Sentence = "The answer is Yes (72 %). " + f.Options[0].Sentence
	}
	return f, ctx.Err()
}

// Reliance is two groups and a column of no use.
func (s *Service) Reliance(ctx context.Context, _ automl.RelianceRequest) (*automl.Reliance, error) {
	r := &automl.Reliance{Metric: "auc", Score: 0.861, Rows: 1409, Repeats: 10, Groups: []automl.RelianceGroup{
		{Columns: []string{"tenure_months", "total_charges"}, Drop: 0.09, Std: 0.006, Low: 0.086, High: 0.094, Tie: 0.89},
		{Columns: []string{"contract"}, Drop: 0.05, Std: 0.004, Low: 0.047, High: 0.053},
		{Columns: []string{"gender"}, Drop: 0.0001, Std: 0.0004, Low: -0.0002, High: 0.0004},
	}}
	r.Sentence = "The model relies most on “tenure_months” and “total_charges”, which say much the same: shuffling them together costs 0.09 of ROC AUC, from 0.861. 1 column shows no use beyond chance."
	bars := figure.Series{Mark: figure.HBars}
	r.Figure = &figure.Figure{Title: "What the model relies on", Sentence: r.Sentence, X: figure.Axis{Title: "Loss of ROC AUC when shuffled"}}
	for k, g := range r.Groups {
		bars.X, bars.Y = append(bars.X, g.Drop), append(bars.Y, float64(k))
		bars.Low, bars.High = append(bars.Low, g.Low), append(bars.High, g.High)
		r.Figure.Y.Categories = append(r.Figure.Y.Categories, g.Columns[0])
	}
	r.Figure.Series = []figure.Series{bars}
	return r, ctx.Err()
}

// Duel finds one part in which the first model is better.
func (s *Service) Duel(ctx context.Context, req automl.DuelRequest) (*automl.Duel, error) {
	d := &automl.Duel{A: req.A, B: req.B, NameA: "Gradient boosting, deeper", NameB: "Linear model", Loss: "log loss", Looked: 38,
		Overall: automl.DuelPart{Rows: s.RowCount, LossA: 0.41, LossB: 0.43, Gain: 0.02, Low: 0.012, High: 0.028, P: 1e-6, Sure: true},
		Parts: []automl.DuelPart{
			{Column: "tenure_months", Part: "1 to 9", Rows: s.RowCount / 4, LossA: 0.52, LossB: 0.58, Gain: 0.06, Low: 0.04, High: 0.08, P: 1e-5, Sure: true},
			{Column: "contract", Part: "Two year", Rows: s.RowCount / 5, LossA: 0.14, LossB: 0.138, Gain: -0.002, Low: -0.01, High: 0.006, P: 1},
		}}
	d.Sentence = "Over all rows “Gradient boosting, deeper” has 4.7 % less log loss than “Linear model”. It gains most where “tenure_months” is 1 to 9 (10 % less)."
	bars := figure.Series{Mark: figure.HBars}
	d.Figure = &figure.Figure{Title: "Where the models differ", Sentence: d.Sentence, X: figure.Axis{Title: "Less log loss"}}
	for k, p := range d.Parts {
		bars.X, bars.Y = append(bars.X, p.Gain), append(bars.Y, float64(k))
		d.Figure.Y.Categories = append(d.Figure.Y.Categories, p.Column+": "+p.Part)
	}
	d.Figure.Series = []figure.Series{bars}
	return d, ctx.Err()
}

// Growth is a curve that flattens.
func (s *Service) Growth(ctx context.Context, req automl.GrowthRequest) (*automl.Growth, error) {
	g := &automl.Growth{Model: "Gradient boosting, deeper", Metric: "auc", Limit: 0.13, Factor: 0.4, Power: 0.5, Twice: 0.864}
	line := figure.Series{Mark: figure.Line}
	for i, v := range []float64{0.81, 0.835, 0.85, 0.857, 0.861} {
		share := []float64{0.125, 0.25, 0.5, 0.75, 1}[i]
		p := automl.GrowthPoint{Rows: int(share * float64(s.RowCount) * 0.8), Share: share, Score: v, Low: v - 0.01, High: v + 0.01, Folds: []float64{v}}
		g.Points = append(g.Points, p)
		line.X, line.Y = append(line.X, float64(p.Rows)), append(line.Y, v)
		if req.Progress != nil {
			req.Progress(i+1, 5)
		}
	}
	g.Sentence = "More rows would probably not help: of twice as many, the curve expects about 0.864."
	g.Figure = &figure.Figure{Title: "Would more rows help?", Sentence: g.Sentence, X: figure.Axis{Title: "Rows learnt from"}, Y: figure.Axis{Title: "ROC AUC"}, Series: []figure.Series{line}}
	return g, ctx.Err()
}

// Similar is the first rows of the table.
func (s *Service) Similar(ctx context.Context, req automl.SimilarRequest) (*automl.Similar, error) {
	flip, err := s.Flip(ctx, automl.FlipRequest{RowRequest: req.RowRequest})
	if err != nil {
		return nil, err
	}
	out := &automl.Similar{Columns: flip.Columns, Cells: flip.Cells, Now: flip.Now, Weights: make([]float64, len(flip.Columns))}
	for i := range out.Weights {
		out.Weights[i] = 1 / float64(len(out.Weights))
	}
	n := req.Count
	if n == 0 {
		n = 10
	}
	for at, row := range s.cells(0, n) {
		out.Rows = append(out.Rows, automl.SimilarRow{At: at, Distance: 0.05 + 0.01*float64(at), Cells: row[:len(row)-1], Truth: row[len(row)-1], Answer: flip.Now})
	}
	out.Sentence = "The model says Yes (72 %). Of the 10 rows most like this one 7 were “Yes” too."
	return out, nil
}

// Nearby is two reasons for and one against.
func (s *Service) Nearby(ctx context.Context, _ automl.NearbyRequest) (*automl.Nearby, error) {
	n := &automl.Nearby{What: "probability of “Yes”", Class: "Yes", Now: automl.Answer{Value: 0.72, Class: "Yes", Text: "Yes (72 %)"}, Value: 0.72, Local: 0.68, Intercept: 0.31, Fit: 0.62,
		Terms: []automl.NearbyTerm{{Column: "contract", Condition: "contract is Month-to-month", Weight: 0.24}, {Column: "tenure_months", Condition: "tenure_months at most 9", Weight: 0.19}, {Column: "senior", Condition: "senior is 0", Weight: -0.06}}}
	n.Sentence = "Near this row, where the probability of “Yes” is 72 %, “contract is Month-to-month” and “tenure_months at most 9” speak most for more and “senior is 0” for less."
	bars := figure.Series{Mark: figure.HBars}
	n.Figure = &figure.Figure{Title: "What counts near this row", Sentence: n.Sentence, X: figure.Axis{Title: "Adds to the probability of “Yes”"}}
	for k, t := range n.Terms {
		bars.X, bars.Y = append(bars.X, t.Weight), append(bars.Y, float64(k))
		n.Figure.Y.Categories = append(n.Figure.Y.Categories, t.Condition)
	}
	n.Figure.Series = []figure.Series{bars}
	return n, ctx.Err()
}

// Surrogate is a tree of two questions.
func (s *Service) Surrogate(ctx context.Context, _ automl.SurrogateRequest) (*automl.Surrogate, error) {
	yes, no := automl.Answer{Value: 0.61, Class: "Yes", Text: "Yes (61 %)"}, automl.Answer{Value: 0.88, Class: "No", Text: "No (88 %)"}
	out := &automl.Surrogate{Rows: 3500, Fit: 0.81, Agreement: 0.92, Nodes: []automl.SurrogateNode{
		{Condition: "“contract” is Month-to-month", Yes: 1, No: 4, Answer: no, Share: 1},
		{Condition: "“tenure_months” is at most 9", Yes: 2, No: 3, Answer: no, Share: 0.5},
		{Answer: yes, Share: 0.2}, {Answer: no, Share: 0.3}, {Answer: no, Share: 0.5},
	}}
	out.Rules = []automl.SurrogateRule{
		{Conditions: []string{"“contract” is One year or Two year"}, Answer: no, Share: 0.5, Sentence: "If “contract” is One year or Two year: No (88 %), for 50 % of the rows."},
		{Conditions: []string{"“contract” is Month-to-month", "“tenure_months” is above 9"}, Answer: no, Share: 0.3, Sentence: "If “contract” is Month-to-month and “tenure_months” is above 9: No (88 %), for 30 % of the rows."},
		{Conditions: []string{"“contract” is Month-to-month", "“tenure_months” is at most 9"}, Answer: yes, Share: 0.2, Sentence: "If “contract” is Month-to-month and “tenure_months” is at most 9: Yes (61 %), for 20 % of the rows."},
	}
	out.Sentence = "A tree of 3 leaves follows 81 % of what the model says and gives the same class for 92 % of rows that it had not seen: read it as the model's main lines."
	return out, ctx.Err()
}
