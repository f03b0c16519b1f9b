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
	"winnow/widgets/kit"
	"winnow/widgets/scorebar"
)

// boardFirst is how many models are listed before the person asks for all. Why: each row is
// some thirty objects.
const boardFirst = 25

// board is the leaderboard: who is best, who is tied with it, and what each model costs.
type board struct {
	host  Host
	state *flow.State
	slot  *slot
	all   bool // every model is listed
	axis  scorebar.Axis
	base  float64
	lay   *boardLayout
	marks map[string][]string
}

func newBoard(h Host) *board { return &board{host: h, slot: newSlot()} }

func (b *board) show(s *flow.State) {
	b.state = s
	chosen := ""
	if m := s.ModelNow(); m != nil {
		chosen = m.ID
	}
	key := fmt.Sprint(s.Run.ID, chosen, s.Sort, s.Compared, s.Marks, b.all, len(s.Run.Board.Rows), zoom())
	for i := range s.Run.Board.Rows {
		key += fmt.Sprint(s.Run.Board.Rows[i].Test != nil)
	}
	b.slot.show(key, func() fyne.CanvasObject { return b.build(s, chosen) })
}

func (b *board) build(s *flow.State, chosen string) fyne.CanvasObject {
	rows, baseline := s.Board()
	b.measure(&s.Run.Board)
	b.lay = &boardLayout{noTest: s.Run.Plan == nil || s.Run.Plan.Sealed == 0}
	b.marks = badges(&s.Run.Board)
	shown := rows
	if !b.all && len(rows) > boardFirst {
		shown = rows[:boardFirst]
	}
	list := container.New(layout.NewCustomPaddedVBoxLayout(0))
	first, last := tiedRange(shown, rows)
	for i := range shown {
		on := s.Sort == (flow.BoardSort{}) && i >= first && i <= last && inBracket(&shown[i], &s.Run.Board)
		list.Add(b.row(&shown[i], newBracket(on, i == first, i == last), chosen))
	}
	if len(shown) < len(rows) {
		list.Add(container.NewCenter(widget.NewButton(words.ShowAllModels(len(rows)), func() {
			b.all = true
			b.show(b.state)
		})))
	}
	bottom := container.New(layout.NewCustomPaddedVBoxLayout(2))
	if baseline != nil {
		bottom.Add(widget.NewSeparator())
		bottom.Add(b.row(baseline, newBracket(false, false, false), chosen))
	}
	bottom.Add(b.foot(len(rows)))
	head := container.New(layout.NewCustomPaddedLayout(0, 0, 3, 3+scrollRoom), b.head())
	scroll := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, 0, scrollRoom), list))
	rest := container.NewBorder(head, container.New(layout.NewCustomPaddedLayout(0, 0, 0, scrollRoom), bottom), nil, nil, squeezed(scroll, 120))
	return topped(b.advice(), rest)
}

// scrollRoom is left free for the scroll bar.
const scrollRoom = 10

// measure finds the axis that all score bars share.
func (b *board) measure(l *automl.Leaderboard) {
	b.base = math.NaN()
	var scores []scorebar.Score
	for i := range l.Rows {
		if l.Rows[i].Baseline {
			b.base = l.Rows[i].Score
		} else if l.Rows[i].State == automl.Done {
			scores = append(scores, barOf(&l.Rows[i], math.NaN(), false))
		}
	}
	b.axis = axisOf(scores)
	if b.base < b.axis.Min || b.base > b.axis.Max {
		b.base = math.NaN()
	}
}

// inBracket reports whether a model is the best or tied with it.
func inBracket(r *automl.ModelRow, l *automl.Leaderboard) bool {
	return r.Tied || len(l.Rows) > 0 && r.ID == l.Rows[0].ID && slices.ContainsFunc(l.Rows, func(m automl.ModelRow) bool { return m.Tied })
}

// tiedRange is the first and last of the rows shown that the bracket holds.
func tiedRange(shown, all []automl.ModelRow) (first, last int) {
	first, last = len(shown), -1
	for i := range shown {
		if shown[i].Tied || shown[i].Rank == 1 && slices.ContainsFunc(all, func(m automl.ModelRow) bool { return m.Tied }) {
			first, last = min(first, i), max(last, i)
		}
	}
	return first, last
}

// advice says which model to take and why.
func (b *board) advice() fyne.CanvasObject {
	l := &b.state.Run.Board
	m := b.state.Run.Row(l.Recommended)
	if m == nil {
		return container.NewVBox()
	}
	command := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() { b.host.Copy(b.state.RunCommand()) })
	command.Importance = widget.LowImportance
	open := widget.NewButton(words.LookClosely, func() { b.host.Do(flow.ShowModel{ID: m.ID}) })
	open.Importance = widget.HighImportance
	say := tight(boldWrapped(words.RecommendedLine(b.state.NameOf(m))), muted(l.Reason))
	return container.NewBorder(nil, nil, nil, container.NewVBox(open, command), say)
}

// head is the line of column names; a tap sorts by one.
func (b *board) head() fyne.CanvasObject {
	metric := words.ScoreWord
	if m, ok := b.host.Catalog().Metric(b.state.Run.Board.Metric, taskOf(b.state)); ok {
		metric = m.Name
	}
	sorter := func(by flow.BoardColumn, name string) fyne.CanvasObject {
		if b.state.Sort.By == by {
			mark := " ▲"
			if b.state.Sort.Back {
				mark = " ▼"
			}
			name += mark
		}
		k := kit.NewSurface(newInk(name, look.Muted, theme.SizeNameCaptionText, b.state.Sort.By == by), func() { b.host.Do(flow.SortBoard{By: by}) })
		k.Pad = 4
		return k
	}
	cells := make([]fyne.CanvasObject, boardWidth)
	for i := range cells {
		cells[i] = layout.NewSpacer()
	}
	cells[colName] = sorter(flow.ByName, words.Model)
	cells[colBar] = container.NewHBox()
	cells[colScore] = sorter(flow.ByScore, words.Shorten(metric, 14))
	cells[colTest] = sorter(flow.ByTest, words.FinalTest)
	cells[colFit] = sorter(flow.ByFit, words.TrainTime)
	cells[colPredict] = sorter(flow.ByPredict, words.PredictTime)
	cells[colSize] = sorter(flow.BySize, words.SizeWord)
	cells[colReading] = sorter(flow.ByReading, words.ReadingWord)
	return container.New(b.lay, cells...)
}

// foot has the deeds for several models and what is set aside.
func (b *board) foot(listed int) fyne.CanvasObject {
	compare := widget.NewButton(words.CompareModels(len(b.state.Compared)), func() { b.host.Do(flow.ShowCompared{On: true}) })
	if len(b.state.Compared) < 2 {
		compare.Disable()
	}
	right := container.NewHBox()
	if n := b.state.Deleted(); n > 0 {
		back := widget.NewButton(words.BringBack(n), func() {
			for i := range b.state.Run.Board.Rows {
				if m := b.state.Mark(b.state.Run.Board.Rows[i].ID); m.Deleted {
					m.Deleted = false
					b.host.Do(flow.MarkModel{ID: b.state.Run.Board.Rows[i].ID, Mark: m})
				}
			}
		})
		back.Importance = widget.LowImportance
		right.Add(back)
	}
	hint := caption(words.BoardKeys)
	hint.Truncation = fyne.TextTruncateEllipsis
	if listed == 0 {
		hint.SetText(words.NoModelsListed)
	}
	return container.NewBorder(nil, nil, compare, right, hint)
}

func taskOf(s *flow.State) automl.Task {
	if s.Run.Plan != nil {
		return s.Run.Plan.Job.Task
	}
	return s.Run.Job.Task
}

// badges says what is special about each model.
func badges(b *automl.Leaderboard) map[string][]string {
	out := map[string][]string{}
	out[b.Recommended] = append(out[b.Recommended], words.Recommended)
	fast, easy := "", ""
	best, read := math.Inf(1), 0
	for _, r := range b.Rows {
		if r.Baseline || r.State != automl.Done {
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
