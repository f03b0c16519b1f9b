package pages

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/kit"
	"winnow/widgets/scorebar"
)

// Results shows the leaderboard and, below it, one model closely.
type Results struct {
	host  Host
	state *flow.State
	root  fyne.CanvasObject
	body  *slot
	notes *slot
	board *slot
	model *modelView
}

// NewResults makes the page.
func NewResults(h Host) *Results {
	p := &Results{host: h, body: newSlot(), notes: newSlot(), board: newSlot(), model: newModelView(h)}
	p.root = p.body.box
	return p
}

// Object is the page's content.
func (p *Results) Object() fyne.CanvasObject { return p.root }

// Show brings the page up to date.
func (p *Results) Show(s *flow.State) {
	p.state = s
	if !s.Available(flow.Results) {
		p.body.show("none", func() fyne.CanvasObject {
			return noData(words.NoResults, words.GoTrain, func() { p.host.Do(flow.GoTo{Step: flow.Train}) })
		})
		return
	}
	p.body.show("run"+s.Run.ID, func() fyne.CanvasObject {
		return container.NewBorder(p.notes.box, nil, nil, nil, above(NewPanel(p.board.box), squeezed(p.model.root, 210), 0.46))
	})
	p.notes.show(fmt.Sprint(s.OutOfDate()), func() fyne.CanvasObject {
		if s.OutOfDate() {
			return stale(p.host)
		}
		return nil
	})
	chosen := ""
	if m := s.ModelNow(); m != nil {
		chosen = m.ID
	}
	p.board.show(s.Run.ID+" "+chosen, func() fyne.CanvasObject { return p.leaderboard(s, chosen) })
	p.model.show(s)
}

// SelectTab opens the tab with that title, of the model looked at.
func (p *Results) SelectTab(title string) { p.model.selectTab(title) }

// badges says what is special about each model.
func badges(b *automl.Leaderboard) map[string][]string {
	out := map[string][]string{}
	out[b.Recommended] = append(out[b.Recommended], words.Recommended)
	fast, easy := "", ""
	best, read := math.Inf(1), 0
	for _, r := range b.Rows {
		if r.Baseline || !r.Usable {
			continue
		}
		if r.PredictMs < best && r.PredictMs > 0 {
			best, fast = r.PredictMs, r.ID
		}
		if r.Readable > read {
			read, easy = r.Readable, r.ID
		}
	}
	if fast != "" {
		out[fast] = append(out[fast], words.Fastest)
	}
	if easy != "" {
		out[easy] = append(out[easy], words.EasiestToRead)
	}
	return out
}

func (p *Results) leaderboard(s *flow.State, chosen string) fyne.CanvasObject {
	b := &s.Run.Board
	base := math.NaN()
	var scores []scorebar.Score
	for i := range b.Rows {
		if b.Rows[i].Baseline {
			base = b.Rows[i].Score
		} else if b.Rows[i].State == automl.Done {
			scores = append(scores, barOf(&b.Rows[i], math.NaN(), false))
		}
	}
	axis := axisOf(scores)
	if base < axis.Min || base > axis.Max {
		base = math.NaN()
	}
	marks := badges(b)
	box := container.New(layout.NewCustomPaddedVBoxLayout(2))
	for i := range b.Rows {
		if b.Rows[i].State == automl.Waiting {
			continue
		}
		box.Add(p.row(s, &b.Rows[i], marks[b.Rows[i].ID], base, axis, chosen))
	}
	metric := words.ScoreWord
	if m, ok := p.host.Catalog().Metric(b.Metric, taskOf(s)); ok {
		metric = m.Name
	}
	head := modelRow(caption(words.Model), caption(metric), caption(words.TrainTime), caption(words.PredictTime))
	top := container.NewVBox()
	if b.Reason != "" {
		if m := s.Run.Row(b.Recommended); m != nil {
			command := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() { p.host.Copy(p.state.RunCommand()) })
			command.Importance = widget.LowImportance
			top.Add(container.NewBorder(nil, nil, nil, container.NewVBox(command), tight(boldWrapped(words.RecommendedLine(m.Name)), muted(b.Reason))))
		}
	}
	top.Add(container.New(layout.NewCustomPaddedLayout(0, -6, 6, 6), head))
	return container.NewBorder(top, nil, nil, nil, container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, 0, 10), box)))
}

func taskOf(s *flow.State) automl.Task {
	if s.Run.Plan != nil {
		return s.Run.Plan.Job.Task
	}
	return s.Run.Job.Task
}

// largeText is the zoom from which a row of the leaderboard has no room for all its columns.
const largeText = 1.6

// modelRow lays a row of the leaderboard out in its columns. The bar does not grow with the
// text, so that the name keeps its room.
func modelRow(name, score, fit, predict fyne.CanvasObject) *fyne.Container {
	right := container.NewHBox(fixedWidth(score, 100+150/zoom()), fixedWidth(fit, 84), fixedWidth(predict, 78))
	if zoom() > largeText {
		right.Objects = right.Objects[:2]
	}
	return container.NewBorder(nil, nil, nil, right, name)
}

func (p *Results) row(s *flow.State, r *automl.ModelRow, marks []string, base float64, axis scorebar.Axis, chosen string) fyne.CanvasObject {
	label := words.Shorten(r.Name, 34)
	if r.Baseline {
		label += " (" + words.Baseline + ")"
	}
	name := container.NewHBox(newInk(label, theme.ColorNameForeground, theme.SizeNameText, r.ID == chosen))
	for _, m := range marks {
		tone := Plain
		if m == words.Recommended {
			tone = Accent
		}
		name.Add(container.NewCenter(pill(m, tone)))
	}
	if r.Tied && len(marks) == 0 {
		name.Add(container.NewCenter(pill(words.TiedWithBest, Plain)))
	}
	bar := scorebar.New()
	bar.Set(barOf(r, base, r.ID == s.Run.Board.Recommended), axis)
	value := newInk(words.ScoreLine(r), theme.ColorNameForeground, theme.SizeNameCaptionText, true)
	fit := newInk(words.Seconds(r.FitSec), look.Muted, theme.SizeNameCaptionText, false)
	predict := newInk(words.Millis(r.PredictMs), look.Muted, theme.SizeNameCaptionText, false)
	score := container.NewBorder(nil, nil, nil, fixedWidth(container.NewCenter(value), 100), bar)
	if r.State != automl.Done {
		score = container.NewBorder(nil, nil, nil, nil, caption(words.TrialState(r.State, 0, 0, r.Error)))
	}
	line := modelRow(container.New(layout.NewCustomPaddedLayout(3, 3, 0, 0), name), score, container.NewBorder(nil, nil, nil, nil, vcenter(fit)), vcenter(predict))
	k := kit.NewSurface(line, func() { p.host.Do(flow.PickModel{ID: r.ID}) })
	k.Selected, k.Pad = r.ID == chosen, 3
	k.Disabled = r.State != automl.Done
	return k
}

// vcenter centres one object between top and bottom, at the left.
func vcenter(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(layout.NewSpacer(), o, layout.NewSpacer())
}
