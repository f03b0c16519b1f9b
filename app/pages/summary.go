package pages

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
)

// cardsFirst is how many figures stand above what matters; the others stand below.
const cardsFirst = 6

func (v *modelView) summary(r *automl.Report) fyne.CanvasObject {
	cards, more := wrapped(figureCard(words.ScoreLine(&r.Row), r.Metric.Name)), wrapped()
	for _, m := range v.host.Catalog().MetricsFor(r.Target.Task) {
		x, ok := r.Row.Scores[m.ID]
		switch {
		case !ok || m.ID == r.Metric.ID:
		case len(cards.Objects) < cardsFirst:
			cards.Add(figureCard(words.Score(x), m.Name))
		default:
			more.Add(figureCard(words.Score(x), m.Name))
		}
	}
	more.Add(figureCard(words.Seconds(r.Row.FitSec), words.TrainTime))
	more.Add(figureCard(words.Millis(r.Row.PredictMs), words.PredictTime))
	if r.Row.Bytes > 0 {
		more.Add(figureCard(words.Bytes(r.Row.Bytes), words.FileSize))
	}
	more.Add(figureCard(words.Reading(r.Row.Readable), words.ReadingWord))
	box := stack(container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), cards))
	box.Add(v.expectation(r))
	box.Add(v.finalTest(r))
	box.Add(strong(words.WhatMatters))
	if len(r.Importance) == 0 {
		box.Add(muted(words.NoImportance))
	} else {
		box.Add(drivers(r.Importance, 5))
	}
	weak := muted(words.Measuring)
	box.Add(tight(strong(words.WeakSpots), weak))
	v.host.Segments(r.Row.ID, func(list []automl.Segment, err error) {
		if err != nil {
			msg, _ := words.Problem(err)
			weak.SetText(msg)
			return
		}
		weak.SetText(words.SegmentsLine(list, r.Target.Task == automl.Regression))
	})
	box.Add(strong(words.MoreFigures))
	box.Add(more)
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 8, 6, 12), box))
}

// expectation says what the recommended model should score on new rows.
func (v *modelView) expectation(r *automl.Report) fyne.CanvasObject {
	b := &v.state.Run.Board
	if r.Row.ID != b.Recommended || b.Corrected == nil {
		return container.NewVBox()
	}
	name := b.Corrected.Metric
	if m, ok := v.host.Catalog().Metric(name, r.Target.Task); ok {
		name = m.Name
	}
	return muted(words.ExpectLine(name, b.Corrected))
}

// finalTest is the seal, or what was under it.
func (v *modelView) finalTest(r *automl.Report) fyne.CanvasObject {
	s := newSlot()
	v.sealed = func() {
		m := v.state.Run.Row(r.Row.ID)
		if m == nil {
			return
		}
		key := "closed"
		if m.Test != nil {
			key = "open"
		} else if v.state.Opening.Busy {
			key = "busy"
		} else if v.state.Opening.Err != nil && v.state.Opening.Key == m.ID {
			key = "error"
		}
		s.show(key, func() fyne.CanvasObject { return v.seal(r, m) })
	}
	v.sealed()
	return s.box
}

func (v *modelView) seal(r *automl.Report, m *automl.ModelRow) fyne.CanvasObject {
	plan := v.state.Run.Plan
	switch {
	case m.Test != nil:
		tone := Good
		if m.Test.Differs {
			tone = Warn
		}
		return banner(tone, words.OpenedLine(r.Metric.Name, m.Test)+" "+m.Test.Notice, "", nil)
	case plan == nil || plan.Sealed == 0:
		return muted(words.NoSealed)
	case v.state.Opening.Busy:
		return banner(Plain, words.RevealBusy, "", nil)
	case v.state.Opening.Err != nil && v.state.Opening.Key == m.ID:
		return failure(v.host, v.state.Opening.Err, words.TryAgain, func() { v.host.Reveal(m.ID) })
	}
	return banner(Plain, words.SealedLine(plan.Sealed), words.RevealButton, func() {
		v.host.Ask(words.RevealTitle, sized(text(words.RevealBody(plan.Sealed)), 460*zoom(), 90*zoom()), words.RevealYes, words.Cancel,
			func() { v.host.Reveal(m.ID) })
	})
}

// sortedImportance is the list with what matters most first.
func sortedImportance(list []automl.Importance) []automl.Importance {
	return slices.SortedStableFunc(slices.Values(list), func(a, b automl.Importance) int { return cmp.Compare(b.Drop, a.Drop) })
}

// drivers draws the most important columns as bars.
func drivers(list []automl.Importance, most int) fyne.CanvasObject {
	list = sortedImportance(list)
	top := 1e-12
	for _, im := range list {
		top = max(top, im.Drop)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(4))
	for _, im := range list[:min(len(list), most)] {
		bar := newMeter(im.Drop / top)
		bar.height = 8
		name := newInk(words.Shorten(im.Column, 28), theme.ColorNameForeground, theme.SizeNameText, false)
		value := newInk(words.Score(im.Drop), theme.ColorNameForeground, theme.SizeNameCaptionText, false)
		box.Add(container.NewBorder(nil, nil, fixedWidth(name, 200), fixedWidth(container.NewCenter(value), 70), bar))
	}
	return container.New(layout.NewCustomPaddedLayout(0, 0, 9, 0), box)
}

// recipe is everything needed to make the model again.
func (v *modelView) recipe(r *automl.Report) fyne.CanvasObject {
	run := v.state.Run
	form := container.New(layout.NewFormLayout())
	add := func(name, value string) {
		form.Add(strong(name))
		form.Add(text(value))
	}
	settings := r.Row.Settings.String()
	if settings == "" {
		settings = words.NoSettings
	}
	left := words.List(run.Choices.Drop, 30)
	if left == "" {
		left = words.NothingLeft
	}
	add(words.RecipeModel, r.Row.Name)
	add(words.Settings, settings)
	add(words.RecipeMetric, r.Metric.Name)
	if run.Plan != nil {
		add(words.RecipeSplit, words.PlanLine(run.Plan))
	}
	add(words.RecipeSeed, words.Plain(r.Job.Seed))
	add(words.RecipeInputs, words.List(r.Schema, 60))
	add(words.RecipeLeft, left)
	add(words.RecipeData, v.state.Path)
	if r.Fingerprint != "" {
		add(words.RecipeHash, r.Fingerprint)
	}
	add(words.RecipeTook, words.Seconds(r.Row.FitSec))
	line := v.state.RunCommand()
	add(words.RecipeCommand, line)
	button := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() { v.host.Copy(line) })
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(6, 8, 6, 12),
		container.NewVBox(container.NewBorder(nil, nil, nil, button, muted(words.RecipeLead)), form)))
}
