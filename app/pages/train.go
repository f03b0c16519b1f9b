package pages

import (
	"fmt"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/widgets/chartview"
	"winnow/widgets/scorebar"
)

// Train shows a run at work.
type Train struct {
	host   Host
	root   fyne.CanvasObject
	body   *slot
	notes  *slot
	head   *widget.Label
	score  *widget.Label
	time   *widget.Label
	budget *meter
	chart  *chartview.View
	points int
	list   *widget.List
	rows   []flow.Trial
	metric *automl.Metric
	axis   scorebar.Axis
	base   float64
	best   string
	over   bool // the run has ended
}

// NewTrain makes the page.
func NewTrain(h Host) *Train {
	p := &Train{host: h, body: newSlot(), notes: newSlot(), chart: chartview.New()}
	p.chart.Async = h.Background
	p.head = heading(words.StartingUp)
	p.head.Truncation = fyne.TextTruncateEllipsis
	p.score = line("")
	p.score.SizeName = theme.SizeNameSubHeadingText
	p.time = caption("")
	p.budget = newMeter(0)
	p.budget.height = 8
	p.list = widget.NewList(func() int { return len(p.rows) }, p.make, p.fill)
	p.list.HideSeparators = true
	p.root = p.body.box
	return p
}

// Object is the page's content.
func (p *Train) Object() fyne.CanvasObject { return p.root }

// Show brings the page up to date.
func (p *Train) Show(s *flow.State) {
	if s.Run == nil {
		p.body.show("none", func() fyne.CanvasObject {
			return noData(words.NothingTrained, words.GoPrepare, func() { p.host.Do(flow.GoTo{Step: flow.Prepare}) })
		})
		return
	}
	p.body.show("run", p.build)
	p.showNotes(s)
	p.showHead(s.Run)
	p.showChart(s.Run)
	p.showRows(s.Run)
}

func (p *Train) build() fyne.CanvasObject {
	meter := container.New(layout.NewCustomPaddedLayout(0, 0, 9, 9), container.NewBorder(nil, nil, nil, p.time, p.budget))
	top := container.NewVBox(tight(p.head, p.score), meter, p.notes.box)
	head := trialRow(caption(words.Model), caption(words.StatusWord), caption(words.ScoreWord), caption(words.TrainTime))
	chart := NewPanel(squeezed(p.chart, 210))
	chart.Pad = 6
	list := NewPanel(container.NewBorder(head, nil, nil, nil, p.list))
	split := above(chart, list, 0.5)
	return container.NewBorder(top, nil, nil, nil, container.New(layout.NewCustomPaddedLayout(6, 0, 0, 0), split))
}

func (p *Train) showNotes(s *flow.State) {
	p.notes.show(fmt.Sprint(s.Run.Phase, s.OutOfDate(), s.Run.Err), func() fyne.CanvasObject {
		switch {
		case s.Run.Phase == flow.RunBroken && s.Run.Err != nil:
			return failure(p.host, s.Run.Err, words.GoPrepare, func() { p.host.Do(flow.GoTo{Step: flow.Prepare}) })
		case s.OutOfDate():
			return stale(p.host)
		}
		return nil
	})
}

// stale is the banner over results made with other settings.
func stale(h Host) fyne.CanvasObject {
	b := NewPanel(container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(theme.ViewRefreshIcon())), container.NewCenter(container.NewHBox(
		widget.NewButton(words.BackToThem, func() { h.Do(flow.Undo{}) }),
		widget.NewButton(words.Retrain, func() { h.Deed(flow.StartRun) }))), text(words.OldResults)))
	b.Fill, b.Border, b.Pad = look.WarnSoft, "", 5
	return b
}

func (p *Train) showHead(r *flow.Run) {
	m, _ := p.host.Catalog().Metric(r.Job.Metric, r.Job.Task)
	if r.Plan != nil {
		m, _ = p.host.Catalog().Metric(r.Plan.Job.Metric, r.Plan.Job.Task)
	}
	p.metric = m
	name := ""
	if m != nil {
		name = m.Name
	}
	best, title := r.Best, words.BestSoFar
	if m := r.Row(r.Board.Recommended); r.Ended() && m != nil {
		best, title = m, words.BestModel
	}
	switch {
	case r.Phase == flow.RunBroken:
		p.head.SetText(words.TrainFailed)
	case best == nil:
		p.head.SetText(words.StartingUp)
		p.score.SetText(words.NoBestYet)
	default:
		p.head.SetText(title + ": " + best.Name)
		var base *float64
		if r.Base != nil && r.Base.ID != best.ID {
			base = &r.Base.Score
		}
		p.score.SetText(words.BestLine(name, best.Score, base))
	}
	share := r.Share
	if !r.Active() {
		share = 1
	}
	p.budget.set(share)
	p.time.SetText(words.TimeLine(r.Elapsed, r.Left(), r.Active(), r.Stage == automl.Ensembling || r.Stage == automl.Refitting, r.Finished()))
}

func (p *Train) showChart(r *flow.Run) {
	if len(r.Points) == p.points && p.chart.Figure() != nil {
		return
	}
	p.points = len(r.Points)
	p.chart.SetFigure(progressFigure(r, p.metric))
}

// progressFigure draws the best score over time with a point for every model.
func progressFigure(r *flow.Run, m *automl.Metric) *figure.Figure {
	f := &figure.Figure{Title: words.BestChart, X: figure.Axis{Title: words.TimeAxis}}
	if m != nil {
		f.Y.Title = m.Name
	}
	if len(r.Points) == 0 {
		f.Empty = words.NoBestYet
		return f
	}
	lo, hi := scoreRange(r)
	f.Y.Min, f.Y.Max = lo, hi
	dots := figure.Series{Name: words.Model, Mark: figure.Points, Tone: figure.Muted}
	for _, pt := range r.Points {
		if pt.Score >= lo && pt.Score <= hi {
			dots.X, dots.Y = append(dots.X, pt.At.Seconds()), append(dots.Y, pt.Score)
		}
	}
	steps := figure.Series{Name: words.BestSoFar, Mark: figure.Steps}
	for _, pt := range r.Bests {
		steps.X, steps.Y = append(steps.X, pt.At.Seconds()), append(steps.Y, min(max(pt.Score, lo), hi))
	}
	if n := len(r.Bests); n > 0 {
		steps.X, steps.Y = append(steps.X, r.Elapsed.Seconds()), append(steps.Y, r.Bests[n-1].Score)
	}
	f.Series = []figure.Series{steps, dots}
	return f
}

// scoreRange is the range of scores that the chart shows: from the best one as far as the
// middle half of the models lies, three times over. Why: one model that fails to learn
// would press all others into one line.
func scoreRange(r *flow.Run) (lo, hi float64) {
	best := r.Points[len(r.Points)-1].Score
	if n := len(r.Bests); n > 0 {
		best = r.Bests[n-1].Score
	}
	var off []float64
	for _, pt := range r.Points {
		off = append(off, math.Abs(pt.Score-best))
	}
	slices.Sort(off)
	reach := min(3*off[len(off)/2], off[len(off)-1])
	if reach == 0 {
		reach = max(off[len(off)-1], 0.02*math.Abs(best), 1e-6)
	}
	down, up := false, false
	for _, pt := range r.Points {
		down, up = down || pt.Score < best, up || pt.Score > best
	}
	lo, hi = best-0.12*reach, best+0.12*reach
	if down || !up {
		lo = best - 1.12*reach
	}
	if up {
		hi = best + 1.12*reach
	}
	return lo, hi
}

// trialRow lays a row of the list out in its columns.
func trialRow(name, state, score, took fyne.CanvasObject) *fyne.Container {
	return container.NewBorder(nil, nil, nil, container.NewHBox(fixedWidth(state, 210), fixedWidth(score, 230), fixedWidth(took, 84)), name)
}

func (p *Train) make() fyne.CanvasObject {
	value := caption("")
	value.Alignment = fyne.TextAlignTrailing
	value.Importance = widget.MediumImportance
	score := container.NewBorder(nil, nil, nil, fixedWidth(value, 62), scorebar.New())
	state := container.NewBorder(nil, nil, container.NewCenter(newPips()), nil, line(""))
	return trialRow(modelName("", false), state, score, caption(""))
}

func (p *Train) fill(i widget.ListItemID, o fyne.CanvasObject) {
	t := p.rows[i]
	row := o.(*fyne.Container)
	name := row.Objects[0].(*fyne.Container)
	right := row.Objects[1].(*fyne.Container)
	cell := func(k int) *fyne.Container {
		return right.Objects[k].(*fyne.Container).Objects[0].(*fyne.Container)
	}
	renameModel(name, t.Name, t.Row != nil && t.Row.ID == p.best)
	state := cell(0).Objects[0].(*widget.Label)
	if p.over && t.State == automl.Waiting {
		t.State, t.Reason = automl.Skipped, words.NotReached
	}
	state.SetText(words.TrialState(t.State, len(t.Folds), t.Of, t.Reason))
	state.Importance = widget.LowImportance
	if t.State == automl.Failed {
		state.Importance = widget.WarningImportance
	}
	state.Refresh()
	dots := cell(0).Objects[1].(*fyne.Container).Objects[0].(*pips)
	dots.set(len(t.Folds), t.Of, t.State == automl.Done)
	dots.Hidden = t.State == automl.Failed || t.State == automl.Skipped
	cell(0).Refresh() // Why: the row was made for another number of dots
	bar := cell(1).Objects[0].(*scorebar.Bar)
	value := cell(1).Objects[1].(*fyne.Container).Objects[0].(*widget.Label)
	took := right.Objects[2].(*fyne.Container).Objects[0].(*widget.Label)
	if t.Row == nil {
		bar.Hide()
		value.SetText("")
		took.SetText("")
		return
	}
	bar.Show()
	bar.Set(barOf(t.Row, p.base, t.Row.ID == p.best), p.axis)
	value.SetText(words.Score(t.Row.Score))
	took.SetText(words.Seconds(t.Row.FitSec))
}

// barOf turns a leaderboard row into a score bar.
func barOf(r *automl.ModelRow, base float64, best bool) scorebar.Score {
	return scorebar.Score{Value: r.Score, Low: r.Low, High: r.High, Folds: r.Folds, Baseline: base, Best: best}
}

// axisOf is the axis of these scores without those that lie far away from most; they stand
// at its end. Why: one model that fails to learn would press all others into one place.
func axisOf(scores []scorebar.Score) scorebar.Axis {
	if len(scores) == 0 {
		return scorebar.Common(nil)
	}
	values, far := make([]float64, len(scores)), make([]float64, len(scores))
	for i, s := range scores {
		values[i] = s.Value
	}
	slices.Sort(values)
	for i := range values {
		far[i] = math.Abs(values[i] - values[len(values)/2])
	}
	slices.Sort(far)
	reach := 4 * far[len(far)/2]
	var near []scorebar.Score
	for _, s := range scores {
		if math.Abs(s.Value-values[len(values)/2]) <= reach {
			near = append(near, s)
		}
	}
	return scorebar.Common(near)
}

func (p *Train) showRows(r *flow.Run) {
	var better func(a, b float64) bool
	if p.metric != nil {
		better = p.metric.Better
	}
	p.rows, p.over = r.Live(better), !r.Active()
	p.base, p.best = math.NaN(), ""
	if r.Base != nil {
		p.base = r.Base.Score
	}
	if r.Best != nil {
		p.best = r.Best.ID
	}
	if r.Ended() {
		p.best = r.Board.Recommended
	}
	var scores []scorebar.Score
	for i := range p.rows {
		if row := p.rows[i].Row; row != nil && !row.Baseline {
			scores = append(scores, barOf(row, math.NaN(), false))
		}
	}
	p.axis = axisOf(scores)
	if p.base < p.axis.Min || p.base > p.axis.Max {
		p.base = math.NaN()
	}
	p.list.Refresh()
}
