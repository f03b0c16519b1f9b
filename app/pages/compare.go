package pages

import (
	"context"
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/chartview"
	"winnow/widgets/scorebar"
)

// comparison holds two to four models side by side, each against the first.
type comparison struct {
	host  Host
	state *flow.State
	slot  *slot
}

func newComparison(h Host) *comparison { return &comparison{host: h, slot: newSlot()} }

func (c *comparison) show(s *flow.State) {
	c.state = s
	c.slot.show(fmt.Sprint(s.Run.ID, s.Compared, s.Marks, zoom()), func() fyne.CanvasObject { return c.build(s) })
}

func (c *comparison) build(s *flow.State) fyne.CanvasObject {
	var models []*automl.ModelRow
	for _, id := range s.Compared {
		if m := s.Run.Row(id); m != nil {
			models = append(models, m)
		}
	}
	var scores []scorebar.Score
	for _, m := range models {
		scores = append(scores, barOf(m, math.NaN(), false))
	}
	axis := scorebar.Common(scores)
	grid := container.New(layout.NewCustomPaddedVBoxLayout(0))
	add := func(name string, cell func(m *automl.ModelRow) fyne.CanvasObject) {
		row := container.NewGridWithColumns(len(models)+1, vcenter(caption(name)))
		for _, m := range models {
			row.Add(cell(m))
		}
		grid.Add(row)
	}
	add("", func(m *automl.ModelRow) fyne.CanvasObject {
		return modelName(s.NameOf(m), true)
	})
	add(c.metric(), func(m *automl.ModelRow) fyne.CanvasObject { return line(words.ScoreLine(m)) })
	add(words.FoldsWord, func(m *automl.ModelRow) fyne.CanvasObject {
		bar := scorebar.New()
		bar.Set(barOf(m, math.NaN(), m.ID == s.Run.Board.Recommended), axis)
		return container.NewPadded(bar)
	})
	add(words.AgainstFirst, func(m *automl.ModelRow) fyne.CanvasObject { return c.against(models[0], m) })
	add(words.FinalTest, func(m *automl.ModelRow) fyne.CanvasObject {
		if m.Test == nil {
			return line(words.SealedShort)
		}
		return line(words.Score(m.Test.Score))
	})
	add(words.TrainTime, func(m *automl.ModelRow) fyne.CanvasObject { return line(words.Seconds(m.FitSec)) })
	add(words.PredictTime, func(m *automl.ModelRow) fyne.CanvasObject { return line(words.Millis(m.PredictMs)) })
	add(words.SizeWord, func(m *automl.ModelRow) fyne.CanvasObject { return line(words.Bytes(m.Bytes)) })
	add(words.ReadingWord, func(m *automl.ModelRow) fyne.CanvasObject { return line(words.Reading(m.Readable)) })
	for _, metric := range c.host.Catalog().MetricsFor(taskOf(s)) {
		if metric.ID == s.Run.Board.Metric {
			continue
		}
		add(metric.Name, func(m *automl.ModelRow) fyne.CanvasObject {
			if v, ok := m.Scores[metric.ID]; ok {
				return line(words.Score(v))
			}
			return line(words.NotMeasured)
		})
	}
	add(words.SettingsWord, func(m *automl.ModelRow) fyne.CanvasObject { return line(m.Settings.String()) })
	back := widget.NewButtonWithIcon(words.BackToBoard, theme.NavigateBackIcon(), func() { c.host.Do(flow.ShowCompared{}) })
	head := container.NewBorder(nil, nil, container.NewCenter(back), nil, tight(strong(words.CompareTitle), muted(words.CompareLead)))
	body := container.NewVBox(grid, strong(words.DuelTitle), sized(c.duel(models), 200, 340*zoom()))
	return topped(head, scrolled(body))
}

// duel shows where the first two models differ.
func (c *comparison) duel(models []*automl.ModelRow) fyne.CanvasObject {
	view := chartview.New()
	view.Async = c.host.Background
	view.OnCopy = func(f *figure.Figure) { c.host.Copy(words.TableText(f.Table.Head, f.Table.Rows)) }
	view.OnSave = c.host.SaveFigure
	a := &asked{view: view, host: c.host}
	req := automl.DuelRequest{Run: c.state.Run.ID, A: models[0].ID, B: models[len(models)-1].ID}
	if len(models) > 1 {
		req.B = models[1].ID
	}
	a.ask(func(ctx context.Context, svc automl.Service) (*figure.Figure, error) {
		d, err := svc.Duel(ctx, req)
		if err != nil {
			return nil, err
		}
		return d.Figure, nil
	})
	return view
}

func (c *comparison) metric() string {
	if m, ok := c.host.Catalog().Metric(c.state.Run.Board.Metric, taskOf(c.state)); ok {
		return m.Name
	}
	return words.ScoreWord
}

// against is the paired difference of a model from the first, once it is known.
func (c *comparison) against(first, m *automl.ModelRow) fyne.CanvasObject {
	if first.ID == m.ID {
		return line(words.SameModelHere)
	}
	l, by := line(words.Measuring), cut("")
	c.host.Compare(m.ID, first.ID, func(d *automl.Difference, err error) {
		if err != nil {
			msg, _ := words.Problem(err)
			l.SetText(msg)
			return
		}
		l.Importance = widget.MediumImportance
		if !d.Tied {
			l.Importance = widget.SuccessImportance
			if d.Mean < 0 {
				l.Importance = widget.DangerImportance
			}
		}
		verdict, amount := words.Against(d)
		l.SetText(verdict)
		by.SetText(amount)
	})
	return tight(l, by)
}
