package pages

import (
	"context"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/table"
	"winnow/widgets/kit"
)

// whatIf is a form of the model's inputs with the answer beside it, live.
type whatIf struct {
	view   *modelView
	report *automl.Report
	root   fyne.CanvasObject
	fields []*whatField
	cells  map[string]string
	pinned map[string]string
	pin    string // answer for the pinned row
	now    string
	turn   int
	busy   bool

	says   *ink
	bar    *meter
	pinSay *widget.Label
	differ *widget.Label
	warn   *widget.Label
	flips  *fyne.Container
	goal   *widget.Entry // what a number should reach; nil of classes
	value  float64       // the number that the model says
	why    *oneRow       // how the answer comes about
	fixed  map[string]bool
}

// whatField is one input.
type whatField struct {
	column *automl.ColumnProfile
	set    func(text string) // shows a value without telling anyone
}

func newWhatIf(v *modelView, r *automl.Report) *whatIf {
	w := &whatIf{view: v, report: r, cells: map[string]string{}, fixed: map[string]bool{}}
	w.says = newInk(words.WhatWaiting, theme.ColorNameForeground, theme.SizeNameHeadingText, true)
	w.bar = newMeter(0)
	w.bar.height = 10
	w.bar.Hidden = r.Target.Task == automl.Regression
	w.pinSay, w.differ, w.warn = boldWrapped(""), muted(""), text("")
	w.warn.Importance = widget.WarningImportance
	w.flips = container.NewVBox()
	w.why = newOneRow(v, r)
	form := container.New(layout.NewCustomPaddedVBoxLayout(4))
	for _, name := range byImportance(r) {
		if c := v.state.Column(name); c != nil {
			form.Add(w.field(c))
		}
	}
	left := topped(w.tools(), container.NewVScroll(container.New(layout.NewCustomPaddedLayout(2, 8, 2, scrollRoom), form)))
	right := w.answers()
	if w.root = beside(left, right, 0.52); magnified() { // there is no room for sliders beside the answers
		w.root = above(sized(left, 0, leastPart*zoom()), sized(right, 0, leastPart*zoom()), 0.5)
	}
	w.typical()
	return w
}

// tools are the ways to fill the form.
func (w *whatIf) tools() fyne.CanvasObject {
	row := widget.NewEntry()
	row.SetPlaceHolder(words.WhatFrom)
	row.OnSubmitted = func(t string) {
		n, ok := parseCount(t)
		d := w.view.state.Data.Value
		if !ok || n < 1 || d == nil || int(n) > d.Rows {
			row.SetText("")
			return
		}
		w.fromRow(int32(n) - 1)
	}
	reset := widget.NewButton(words.WhatReset, w.typical)
	return container.NewVBox(muted(words.WhatLead), container.NewBorder(nil, nil, reset, nil, fixedWidth(row, 120)))
}

// answers are the prediction, the pin and the smallest change.
func (w *whatIf) answers() fyne.CanvasObject {
	pin := widget.NewButton(words.WhatPin, nil)
	pin.OnTapped = func() {
		if w.pinned != nil {
			w.pinned, w.pin = nil, ""
			pin.SetText(words.WhatPin)
		} else {
			w.pinned, w.pin = copied(w.cells), w.now
			pin.SetText(words.WhatUnpin)
		}
		w.compare()
	}
	flip := widget.NewButton(words.WhatFlip, w.flip)
	flip.Importance = widget.HighImportance
	note := muted(words.WhatFlipNote)
	var ask fyne.CanvasObject = flip
	if w.report.Target.Task == automl.Regression {
		flip.SetText(words.WhatReach)
		w.goal = widget.NewEntry()
		w.goal.SetPlaceHolder(words.WhatGoal)
		w.goal.OnSubmitted = func(string) { w.flip() }
		ask = container.NewBorder(nil, nil, nil, fixedWidth(w.goal, 110), flip)
	}
	box := stack(caption(words.WhatNow), w.says, w.bar, w.warn, container.NewHBox(pin), tight(w.pinSay, w.differ), ask, note, w.flips)
	box.Add(sized(w.why.root, 200, 500*zoom()))
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(8, 8, 10, 10), box))
}

func copied(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// field is one line of the form: a slider and an entry for a number, a list for a category,
// an entry for what else there is.
func (w *whatIf) field(c *automl.ColumnProfile) fyne.CanvasObject {
	f := &whatField{column: c}
	w.fields = append(w.fields, f)
	var input fyne.CanvasObject
	switch {
	case c.Kind == table.Number && c.Max > c.Min:
		input = w.number(f)
	case len(c.Top) > 0 && c.Kind != table.Text:
		input = w.choice(f)
	default:
		input = w.typed(f)
	}
	fixed := widget.NewCheck("", func(on bool) { w.fixed[c.Name] = on })
	return container.NewBorder(nil, nil, container.NewHBox(fixed, fixedWidth(line(c.Name), 140)), nil, input)
}

func (w *whatIf) number(f *whatField) fyne.CanvasObject {
	c := f.column
	e := widget.NewEntry()
	s := widget.NewSlider(c.Min, c.Max)
	s.Step = niceStep(c)
	quiet := false
	f.set = func(t string) {
		quiet = true
		e.SetText(t)
		if x, ok := parseMoney(t); ok && t != "" {
			s.SetValue(x)
		}
		quiet = false
	}
	s.OnChanged = func(x float64) {
		if !quiet {
			quiet = true
			e.SetText(spelt(x, s.Step))
			quiet = false
			w.change(c.Name, e.Text)
		}
	}
	e.OnChanged = func(t string) {
		if x, ok := parseMoney(t); ok && !quiet {
			quiet = true
			s.SetValue(x)
			quiet = false
			w.change(c.Name, t)
		}
	}
	return container.NewBorder(nil, nil, nil, fixedWidth(e, 84), container.NewVBox(kit.Track(s), shade(c)))
}

// shade shows where the values of training lie along the slider.
func shade(c *automl.ColumnProfile) fyne.CanvasObject {
	m := newSpread((c.Q25-c.Min)/(c.Max-c.Min), (c.Q75-c.Min)/(c.Max-c.Min))
	return container.New(layout.NewCustomPaddedLayout(-8, 0, 8, 8), m)
}

// niceStep is about a hundredth of the range, and whole for whole numbers.
func niceStep(c *automl.ColumnProfile) float64 {
	step := math.Pow(10, math.Floor(math.Log10((c.Max-c.Min)/100)))
	if c.Min == math.Trunc(c.Min) && c.Max == math.Trunc(c.Max) && c.Median == math.Trunc(c.Median) {
		step = math.Max(step, 1)
	}
	return step
}

func spelt(x, step float64) string {
	digits := max(0, int(math.Ceil(-math.Log10(step))))
	return strconv.FormatFloat(x, 'f', digits, 64)
}

func (w *whatIf) choice(f *whatField) fyne.CanvasObject {
	names := []string{words.WhatMissing}
	for _, v := range f.column.Top {
		names = append(names, v.Value)
	}
	s := widget.NewSelectEntry(names)
	quiet := false
	f.set = func(t string) {
		quiet = true
		s.SetText(t)
		quiet = false
	}
	s.OnChanged = func(t string) {
		if t == words.WhatMissing {
			t = ""
		}
		if !quiet {
			w.change(f.column.Name, t)
		}
	}
	return s
}

func (w *whatIf) typed(f *whatField) fyne.CanvasObject {
	e := widget.NewEntry()
	quiet := false
	f.set = func(t string) {
		quiet = true
		e.SetText(t)
		quiet = false
	}
	e.OnChanged = func(t string) {
		if !quiet {
			w.change(f.column.Name, t)
		}
	}
	return e
}

// typical fills the form with medians and most frequent values.
func (w *whatIf) typical() {
	for _, f := range w.fields {
		c := f.column
		t := ""
		switch {
		case c.Kind == table.Number:
			t = strconv.FormatFloat(c.Median, 'g', 6, 64)
		case c.Kind == table.Time:
			t = words.ISODate(c.Median)
		case len(c.Top) > 0 && c.Kind != table.Text:
			t = c.Top[0].Value
		}
		w.cells[c.Name] = t
		f.set(t)
	}
	w.ask()
}

// fromRow fills the form with a row of the table.
func (w *whatIf) fromRow(row int32) {
	d := w.view.state.Data.Value
	w.view.host.RowsAt(w.view.state.Run.Data, []int32{row}, func(cells [][]string, err error) {
		if err != nil || len(cells) == 0 || d == nil {
			return
		}
		for i, field := range d.Fields {
			for _, f := range w.fields {
				if f.column.Name == field.Name && i < len(cells[0]) {
					w.cells[field.Name] = cells[0][i]
					f.set(cells[0][i])
				}
			}
		}
		w.ask()
	})
}

func (w *whatIf) change(column, value string) {
	w.cells[column] = strings.TrimSpace(value)
	w.ask()
}

func (w *whatIf) request() automl.RowRequest {
	return automl.RowRequest{Subject: w.view.subject(w.report), Cells: copied(w.cells)}
}

// ask asks for the answer; while one is under way, only the last question is kept.
func (w *whatIf) ask() {
	w.turn++
	if w.busy {
		return
	}
	w.busy = true
	turn, req, threshold := w.turn, w.request(), w.view.state.Threshold
	var a *automl.Answer
	var err error
	w.view.host.Query(func(ctx context.Context, svc automl.Service) { a, err = svc.Answer(ctx, req, threshold) }, func() {
		w.busy = false
		if err != nil {
			msg, hint := words.Problem(err)
			w.warn.SetText(msg + " " + hint)
		} else {
			w.show(a)
		}
		if turn != w.turn {
			w.ask()
			return
		}
		if err == nil {
			w.why.show(req)
		}
	})
}

// openWhatIf opens the form with a row of the table filled in.
func (v *modelView) openWhatIf(row int32) {
	v.selectTab(words.TabWhatIf)
	if v.what != nil {
		v.what.fromRow(row)
	}
}

func (w *whatIf) show(a *automl.Answer) {
	w.now, w.value = a.Text, a.Value
	if a.Class == "" {
		w.now = words.Number(a.Value)
	}
	w.says.SetText(w.now)
	w.bar.set(math.Max(0, math.Min(1, a.Value)))
	var out []string
	for _, f := range w.fields {
		x, ok := parseMoney(w.cells[f.column.Name])
		if f.column.Kind == table.Number && ok && w.cells[f.column.Name] != "" && (x < f.column.Min || x > f.column.Max) {
			out = append(out, f.column.Name)
		}
	}
	w.warn.Hidden = len(out) == 0
	if len(out) > 0 {
		w.warn.SetText(words.OutOfRange(out))
	}
	w.compare()
}

// compare says how the row differs from the pinned one.
func (w *whatIf) compare() {
	w.pinSay.Hidden, w.differ.Hidden = w.pinned == nil, w.pinned == nil
	if w.pinned == nil {
		return
	}
	var list []string
	for _, f := range w.fields {
		if a, b := w.pinned[f.column.Name], w.cells[f.column.Name]; a != b {
			list = append(list, words.WhatDiffers(f.column.Name, a, b))
		}
	}
	w.pinSay.SetText(words.PinnedLine(w.pin))
	w.differ.SetText(words.WhatChanged(list))
}
