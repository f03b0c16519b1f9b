package service

import (
	"context"
	"runtime"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// asked is a model and the rows that it is asked about.
type asked struct {
	model *automl.Model
	rows  *predict.Rows // nil where there are none but a made one
	use   []int32       // of rows, those of training; nil means all
}

// ask finds a subject's model, and the rows of its file or of its run's table.
func (s *Service) ask(ctx context.Context, sub automl.Subject) (*asked, error) {
	a := &asked{}
	var err error
	if sub.Model != "" {
		a.model, err = modelfile.Load(sub.Model)
	} else {
		a.model, err = s.model(ctx, sub.Run, sub.Row)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case sub.Data != "":
		a.rows, err = predict.Open(ctx, &a.model.Schema, sub.Data, sub.Rename, nil)
		return a, err
	case sub.Model != "":
		return a, nil
	}
	r, err := s.run(sub.Run)
	if err != nil {
		return nil, err
	}
	frame, t, places, rows := r.Inputs(&a.model.Schema)
	a.rows, a.use = &predict.Rows{Frame: frame, Table: t, Place: places}, rows
	return a, nil
}

// question is what package explain asks; without rows where there are none.
func (a *asked) question() *explain.Question {
	q := &explain.Question{Out: a.model.Graph, Rows: a.use, Schema: &a.model.Schema,
		Threshold: a.model.Schema.Decision, Workers: runtime.GOMAXPROCS(0), Seed: a.model.Job.Seed}
	if a.rows != nil {
		q.Frame = a.rows.Frame
	}
	return q
}

// ofRows is the question with an error where there are no rows to ask about.
func (a *asked) ofRows() (*explain.Question, error) {
	if a.rows == nil {
		return nil, automl.Errorf("explain", automl.BadUsage, "A saved model holds no rows, and no file was named to ask it about.").
			WithHint("Name a file with rows like those it was trained on.")
	}
	return a.question(), nil
}

// row is the row that is meant, as a frame of its own.
func (a *asked) row(ctx context.Context, req automl.RowRequest) (*graph.Frame, error) {
	if req.Cells != nil {
		made, err := predict.Made(ctx, &a.model.Schema, req.Cells)
		if err != nil {
			return nil, err
		}
		return made.Frame, nil
	}
	if a.rows == nil {
		return nil, automl.Errorf("explain", automl.BadUsage, "It is not said which row is meant.").WithHint("Give its cells, or a file and the row's place in it.")
	}
	if n := a.rows.Frame.Rows; req.At < 0 || req.At >= n {
		return nil, automl.Errorf("explain", automl.BadUsage, "There is no row %d; the data has %d.", req.At+1, n)
	}
	return explain.RowOf(a.rows.Frame, int32(req.At)), nil
}

// Effect says how the answer changes with one column, or with two together.
func (s *Service) Effect(ctx context.Context, req automl.EffectRequest) (*automl.Effect, error) {
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	sub, err := a.ofRows()
	if err != nil {
		return nil, err
	}
	o := explain.EffectOptions{Class: req.Class, Rows: req.MaxRows, Points: req.Points, Lines: req.Lines}
	var e *automl.Effect
	if req.With != "" {
		e, err = explain.EffectPair(ctx, sub, req.Column, req.With, o)
	} else {
		e, err = explain.Effect(ctx, sub, req.Column, o)
	}
	if err != nil {
		return nil, err
	}
	e.Figure = chart.Effect(e)
	return e, nil
}

// Flip finds the smallest changes of a row that change its answer.
func (s *Service) Flip(ctx context.Context, req automl.FlipRequest) (*automl.Flip, error) {
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	row, err := a.row(ctx, req.RowRequest)
	if err != nil {
		return nil, err
	}
	q := a.question()
	if req.Threshold > 0 {
		q.Threshold = req.Threshold
	}
	return explain.Flip(ctx, q, row, explain.FlipOptions{Keep: req.Keep, To: req.To, Above: req.Above, Below: req.Below,
		Answers: req.Answers, Changes: req.Changes})
}
