package pages

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/kit"
)

// segments lists the parts of the data in which the model errs more than elsewhere.
func (v *modelView) segments(r *automl.Report) fyne.CanvasObject {
	box := container.NewStack(waiting(words.Measuring))
	v.host.Segments(r.Row.ID, func(list []automl.Segment, err error) {
		switch {
		case err != nil:
			box.Objects = []fyne.CanvasObject{container.NewVBox(failure(v.host, err, "", nil))}
		case len(list) == 0:
			box.Objects = []fyne.CanvasObject{container.NewCenter(muted(words.NoSegments))}
		default:
			box.Objects = []fyne.CanvasObject{v.segmentList(r, list)}
		}
		box.Refresh()
	})
	return box
}

// mostSegments is how many parts are listed.
const mostSegments = 40

func (v *modelView) segmentList(r *automl.Report, list []automl.Segment) fyne.CanvasObject {
	numeric := r.Target.Task == automl.Regression
	spell := words.Percent
	if numeric {
		spell = words.Number
	}
	top := 1e-12
	for i := range list {
		top = math.Max(top, list[i].Error)
	}
	row := func(column, part, rows, here, other, sure fyne.CanvasObject) *fyne.Container {
		right := container.NewHBox(fixedWidth(rows, 70), fixedWidth(here, 170), fixedWidth(other, 80), fixedWidth(sure, 100))
		return container.NewBorder(nil, nil, fixedWidth(column, 170), right, part)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for i := range list[:min(len(list), mostSegments)] {
		s := &list[i]
		bar := newMeter(s.Error / top)
		bar.height = 8
		sure := words.MaybeWord
		if s.Sure {
			sure = words.YesWord
		}
		here := container.NewBorder(nil, nil, nil, fixedWidth(caption(spell(s.Error)), 74), bar)
		k := kit.NewSurface(row(line(s.Column), line(s.Part), caption(words.Int(s.Rows)), here, caption(spell(s.Else)), caption(sure)),
			func() { v.open(words.Picked([]string{words.SegmentTitle(s)}, len(s.At)), s.At) })
		k.Pad = 0
		box.Add(k)
	}
	head := tight(text(words.SegmentsLine(list, numeric)), muted(words.SegmentLead),
		container.New(layout.NewCustomPaddedLayout(0, 0, 0, scrollRoom), row(caption(words.SegmentColumn), caption(words.SegmentPart), caption(words.SegmentRows), caption(words.SegmentHere), caption(words.SegmentElse), caption(words.SegmentSure))))
	return topped(head, container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, 0, scrollRoom), box)))
}

// mostCases is how many rows are listed as cases.
const mostCases = 200

// cases lists the rows that the model got most wrong, or was least sure of.
func (v *modelView) cases(r *automl.Report, worst bool) fyne.CanvasObject {
	var places []int32
	box := container.NewStack(waiting(words.Measuring))
	v.host.Background(func() { places = casesOf(r, v.threshold(r), worst) }, func() {
		var body fyne.CanvasObject = container.NewCenter(muted(words.NoRowsBehind))
		if len(places) > 0 {
			body = v.caseGrid(r, places)
		}
		box.Objects = []fyne.CanvasObject{topped(muted(words.CasesLead(worst)), body)}
		box.Refresh()
	})
	return box
}

// leastRows is the height that a list above something else has at least, in units at zoom 1.
const leastRows = 130

// caseGrid lists rows with, beside, how the answer for the chosen one comes about.
func (v *modelView) caseGrid(r *automl.Report, places []int32) fyne.CanvasObject {
	g := v.grid(v.source(r, places))
	one := newOneRow(v, r)
	chosen := -1
	try := widget.NewButton(words.OpenInWhatIf, func() {
		if chosen >= 0 {
			v.openWhatIf(r.Rows[places[chosen]])
		}
	})
	try.Disable()
	choose := func(first int) {
		if first < 0 || first == chosen || first >= len(places) {
			return
		}
		chosen = first
		try.Enable()
		one.show(automl.RowRequest{At: int(r.Rows[places[first]])})
	}
	g.OnSelect = func(first, _ int) { choose(first) }
	v.table, v.way = choose, one.open
	other := container.NewBorder(nil, container.NewHBox(try), nil, nil, one.root)
	if magnified() { // there is no room side by side
		return above(sized(g, 0, leastRows*zoom()), other, 0.3)
	}
	return beside(g, other, 0.42)
}

// casesOf finds the rows that were got most wrong, or those nearest to the border between
// answers; of a number the border has no meaning.
func casesOf(r *automl.Report, threshold float64, worst bool) []int32 {
	key := func(i int) float64 { return wrongness(r, i) }
	if !worst {
		key = func(i int) float64 { return -doubt(r, i, threshold) }
	}
	var order []int32
	values := make([]float64, len(r.Target.Y))
	for i := range r.Target.Y {
		if values[i] = key(i); !math.IsNaN(values[i]) {
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	return order[:min(len(order), mostCases)]
}

// doubt is how far the answer is from turning over.
func doubt(r *automl.Report, i int, threshold float64) float64 {
	row := r.Prediction.Row(i)
	if len(row) == 1 {
		return math.Abs(row[0] - threshold)
	}
	first, second := math.Inf(-1), math.Inf(-1)
	for _, p := range row {
		if p > first {
			first, second = p, first
		} else if p > second {
			second = p
		}
	}
	return first - second
}
