package service

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/fair"
	"winnow/automl/figure"
	"winnow/automl/predict"
)

// Fairness holds a model's answers for groups of rows against each other.
func (s *Service) Fairness(ctx context.Context, req automl.FairnessRequest) (*automl.Fairness, error) {
	t, err := s.truth(ctx, req)
	if err != nil {
		return nil, err
	}
	g, err := t.groups(req.Sensitive)
	if err != nil {
		return nil, err
	}
	rows, class, err := t.judged(g, req.Class)
	if err != nil {
		return nil, err
	}
	o := fair.Options{Method: req.Method, Aggregate: req.Aggregate, Reference: req.Reference, Seed: t.seed, Workers: runtime.GOMAXPROCS(0)}
	if t.Target.Task.IsClassification() {
		o.Class = t.Target.Classes[class]
	}
	out, err := fair.Assess(ctx, rows, o)
	if err != nil {
		return nil, err
	}
	fair.AddConsistency(out, rows, t.Table, t.Rows, t.inputs)
	out.Task, out.Target, out.Class, out.Left, out.OutOfFold = t.Target.Task, t.target, o.Class, t.Left, req.Data == ""
	if out.Task == automl.Binary {
		if out.Threshold = t.Prediction.Threshold; out.Threshold == 0 {
			out.Threshold = 0.5
		}
	}
	out.Columns = g.Described()
	for i := range out.Groups {
		out.Groups[i].Parts = g.Parts[i]
	}
	out.Notes = append(append(t.Notes, out.Notes...), t.caveats(req)...)
	return out, nil
}

// audited is what a model answered for rows with a truth.
type audited struct {
	*predict.Truth
	target string
	inputs []string // names of the model's columns
	seed   uint64
	lot    bool // the predictions are chances of being selected by lot
}

// groups parts the rows by the sensitive columns.
func (t *audited) groups(s automl.Sensitive) (*fair.Grouping, error) {
	if slices.Contains(s.Columns, t.target) {
		return nil, automl.Errorf("fairness", automl.BadUsage, "The groups cannot be made by %q, which is what the model predicts.", t.target)
	}
	return fair.Make(t.Table, t.Rows, s)
}

// judged is what the model answered of one class, with the group of each row.
func (t *audited) judged(g *fair.Grouping, name string) (*fair.Rows, int, error) {
	class, err := classOf(t, name)
	if err != nil {
		return nil, 0, err
	}
	of := make([]int32, len(t.Rows))
	for i, row := range t.Rows {
		of[i] = g.Of[row]
	}
	rows := fair.Of(t.Target, &t.Prediction, class, of, g.Names)
	if t.lot {
		rows.ByLot()
	}
	return rows, class, nil
}

// caveats say what the answers do not tell.
func (t *audited) caveats(req automl.FairnessRequest) []string {
	var out []string
	if t.Left > 0 {
		out = append(out, fmt.Sprintf("%d rows hold no truth that the model knows and had to be left out.", t.Left))
	}
	if t.lot {
		out = append(out, "The model answers chances of being selected by lot; the rates are those to expect of the lot.")
	}
	if req.Data != "" {
		out = append(out, "The rates count only if the model was not trained on these rows.")
	}
	return out
}

// truth is the rows to judge a model on: those of a file, or those of its run.
func (s *Service) truth(ctx context.Context, req automl.FairnessRequest) (*audited, error) {
	if req.Data != "" || req.Run == "" {
		if req.Data == "" {
			return nil, automl.Errorf("fairness", automl.BadUsage, "A saved model needs a file with the true answers.")
		}
		m, err := s.named(ctx, req.Model, req.Run, req.Row)
		if err != nil {
			return nil, err
		}
		t, err := predict.Hold(ctx, m, automl.EvaluateRequest{Data: req.Data, Rename: req.Rename, Threshold: req.Threshold, Progress: req.Progress})
		return &audited{Truth: t, target: m.Schema.Target, inputs: found(t), seed: m.Job.Seed, lot: m.Row.Lot}, err
	}
	r, err := s.run(req.Run)
	if err != nil {
		return nil, err
	}
	t, err := r.Judged(req.Row)
	if err != nil {
		return nil, err
	}
	if req.Threshold != 0 {
		if t.Target.Task != automl.Binary || !(req.Threshold > 0 && req.Threshold <= 1) {
			return nil, automl.Errorf("fairness", automl.BadUsage, "The threshold cannot be %v.", req.Threshold).
				WithHint("It is a probability, for models of two classes.")
		}
		t.Prediction.Threshold = req.Threshold
	}
	job := r.PlanOf().Job
	return &audited{Truth: &predict.Truth{Table: t.Table, Rows: t.Rows, Target: t.Target, Prediction: t.Prediction}, target: job.Target, inputs: t.Inputs, seed: job.Seed, lot: t.Lot}, nil
}

// found are the columns of the file that were taken for the model's.
func found(t *predict.Truth) []string {
	if t == nil {
		return nil
	}
	var out []string
	for _, m := range t.Matches {
		if m.Found != "" {
			out = append(out, m.Found)
		}
	}
	return out
}

// classOf is the class that counts as selected: of two the class of interest, of more the
// rarest, unless one is named.
func classOf(t *audited, name string) (int, error) {
	y := t.Target
	switch {
	case !y.Task.IsClassification():
		if name != "" {
			return 0, automl.Errorf("fairness", automl.BadUsage, "The model predicts a number, so there is no class %q.", name)
		}
		return 0, nil
	case name != "":
		k := slices.Index(y.Classes, name)
		if k < 0 {
			return 0, automl.Errorf("fairness", automl.BadUsage, "There is no class %q.", name).WithHint("The classes are: %s.", fair.Quoted(y.Classes))
		}
		return k, nil
	case y.Task == automl.Binary:
		return 1, nil
	}
	counts := make([]int, len(y.Classes))
	for _, v := range y.Y {
		counts[int(v)]++
	}
	rarest := -1
	for k, n := range counts {
		if n > 0 && (rarest < 0 || n < counts[rarest]) {
			rarest = k
		}
	}
	return rarest, nil
}

// FairnessChart draws a metric of each group.
func (s *Service) FairnessChart(_ context.Context, f *automl.Fairness, metric string) (*figure.Figure, error) {
	return chart.Fairness(f, metric)
}

// TradeOff holds how good models are against how far groups lie apart.
func (s *Service) TradeOff(ctx context.Context, req automl.TradeOffRequest) (*automl.TradeOff, *figure.Figure, error) {
	r, err := s.run(req.Run)
	if err != nil {
		return nil, nil, err
	}
	board := r.Leaderboard()
	metric, ok := s.cat.Metric(board.Metric, r.PlanOf().Job.Task)
	if !ok {
		return nil, nil, automl.Errorf("fairness", automl.Internal, "there is no metric %q", board.Metric)
	}
	out := &automl.TradeOff{Metric: metric.Name}
	var g *fair.Grouping
	for _, row := range board.Rows {
		if row.State != automl.Done || ctx.Err() != nil {
			continue
		}
		t, err := s.truth(ctx, automl.FairnessRequest{Run: req.Run, Row: row.ID})
		if err != nil {
			return nil, nil, err
		}
		if g == nil {
			if g, err = t.groups(req.Sensitive); err != nil {
				return nil, nil, err
			}
		}
		rows, _, err := t.judged(g, req.Class)
		if err != nil {
			return nil, nil, err
		}
		gap, words, ok := fair.Gap(rows, req.Constraint)
		out.Gap = words
		if ok {
			out.Points = append(out.Points, automl.FairPoint{Model: row.ID, Name: row.Name, Of: row.Of, Score: row.Score, Gap: gap})
		}
	}
	better := 1.0
	if metric.Best < metric.Worst {
		better = -1
	}
	for i := range out.Points {
		p := &out.Points[i]
		p.Best = !slices.ContainsFunc(out.Points, func(q automl.FairPoint) bool {
			return better*q.Score >= better*p.Score && q.Gap <= p.Gap && (q.Score != p.Score || q.Gap != p.Gap)
		})
	}
	return out, chart.TradeOff(out, better), ctx.Err()
}

// Mitigate makes a model that treats groups more alike.
func (s *Service) Mitigate(ctx context.Context, req automl.MitigateRequest) (*automl.Mitigation, error) {
	r, err := s.run(req.Run)
	if err != nil {
		return nil, err
	}
	m, err := r.Mitigate(ctx, req)
	if err == nil {
		s.forget(req.Run, req.Row) // a model saved from now on tells of the new one beside it
	}
	return m, err
}
