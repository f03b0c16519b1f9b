package pages

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
)

// flip asks for the smallest changes that turn the answer over; a tap tries one.
func (w *whatIf) flip() {
	req := automl.FlipRequest{RowRequest: w.request(), Threshold: w.view.state.Threshold}
	for name, on := range w.fixed {
		if on {
			req.Keep = append(req.Keep, name)
		}
	}
	if w.goal != nil {
		x, ok := parseMoney(w.goal.Text)
		if !ok || w.goal.Text == "" {
			w.flips.Objects = []fyne.CanvasObject{muted(words.WhatGoalMissing)}
			w.flips.Refresh()
			return
		}
		if req.Above = &x; x < w.value {
			req.Above, req.Below = nil, &x
		}
	}
	w.flips.Objects = []fyne.CanvasObject{muted(words.LookingAtIt)}
	w.flips.Refresh()
	var f *automl.Flip
	var err error
	w.view.host.Query(func(ctx context.Context, svc automl.Service) { f, err = svc.Flip(ctx, req) }, func() {
		w.flips.Objects = nil
		switch {
		case err != nil:
			msg, hint := words.Problem(err)
			w.flips.Add(text(msg + " " + hint))
		case len(f.Options) == 0:
			w.flips.Add(text(f.Sentence))
		default:
			for _, o := range f.Options {
				try := container.NewCenter(widget.NewButton(words.TryIt, func() { w.try(&o) }))
				w.flips.Add(container.NewBorder(nil, nil, nil, try, text(o.Sentence)))
			}
		}
		w.flips.Refresh()
	})
}

// try puts the changes of an option into the form.
func (w *whatIf) try(o *automl.FlipOption) {
	for _, c := range o.Changes {
		for _, f := range w.fields {
			if f.column.Name == c.Column {
				w.cells[c.Column] = c.To
				f.set(c.To)
			}
		}
	}
	w.ask()
}
