package pages

import (
	"math"
	"strconv"
	"strings"

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
	"winnow/widgets/thresholdslider"
)

// desk is where the person decides from which chance on a row is flagged: the threshold,
// what it does to the rows, and what that is worth.
type desk struct {
	view   *modelView
	report *automl.Report
	charts *group
	class  string

	counts  *thresholdslider.Counts
	slider  *thresholdslider.Slider
	cells   [4]*ink // counts: right, wrong, missed, left
	shares  [4]*ink
	worths  [4]*widget.Entry
	money   *widget.Label
	flagged *widget.Label
	says    *widget.Label
	worth   automl.Worth
	quiet   bool
}

// The cells of the confusion matrix: whether the row is really of the class, and flagged.
var deskCells = [4]struct{ truth, flag bool }{{true, true}, {false, true}, {true, false}, {false, false}}

func (v *modelView) decision(r *automl.Report, charts *group) fyne.CanvasObject {
	d := &desk{view: v, report: r, charts: charts}
	if len(r.Target.Classes) == 2 {
		d.class = words.Quote(r.Target.Classes[1])
	}
	v.desk = d
	controls := container.New(layout.NewCustomPaddedLayout(4, 4, 4, 12), d.controls())
	object := beside(container.NewVScroll(controls), charts.object(), 0.5)
	if magnified() { // there is no room side by side
		object = container.NewVScroll(container.NewVBox(controls, sized(charts.object(), 200, 400*zoom())))
	}
	// Sorting a million rows takes a moment: it is done away from the window.
	var counts *thresholdslider.Counts
	v.host.Background(func() { counts = thresholdslider.NewCounts(r.Prediction.Values, r.Target.Y) }, func() {
		d.counts = counts
		d.show(v.state)
		d.refresh()
	})
	d.show(v.state)
	return object
}

// controls are the slider, its presets, the four counts and the money.
func (d *desk) controls() fyne.CanvasObject {
	d.slider = thresholdslider.New(words.FlagFrom)
	d.slider.OnChanged = func(float64) { d.refresh() }
	d.slider.OnSettled = d.settle
	d.flagged, d.says, d.money = muted(""), text(""), text("")
	return container.New(layout.NewCustomPaddedVBoxLayout(2), d.slider, d.presets(), d.wishes(), d.matrix(),
		tight(d.flagged, d.says), d.money, muted(words.ThresholdKept))
}

// settle keeps a threshold and has the charts drawn for it.
func (d *desk) settle(x float64) {
	x = math.Max(math.Min(x, 1), 1e-9) // 0 would mean the model's own
	d.view.host.Do(flow.SetThreshold{Value: x})
	d.charts.wake()
}

func (d *desk) set(x float64) {
	d.slider.SetThreshold(x)
	d.refresh()
	d.settle(x)
}

// presets are thresholds that are best in some way.
func (d *desk) presets() fyne.CanvasObject {
	row := container.New(&rowsLayout{gap: 4})
	add := func(name string, at func() float64) {
		row.Add(widget.NewButton(name, func() {
			if d.counts != nil {
				d.set(at())
			}
		}))
	}
	add(words.PresetF1, func() float64 { return d.counts.Best(thresholdslider.Decision.F1) })
	add(words.PresetBal, func() float64 { return d.counts.Best(thresholdslider.Decision.Balanced) })
	add(words.PresetHalf, func() float64 { return 0.5 })
	add(words.PresetMoney, func() float64 {
		if !d.worth.Known() {
			return d.slider.Threshold()
		}
		none := d.worth.Of(0, 0, float64(d.counts.At(2).Actual), float64(d.counts.Rows()-d.counts.At(2).Actual))
		best := d.counts.Best(d.value)
		if d.value(d.counts.At(best)) < none { // flagging no row loses least
			return 1
		}
		return best
	})
	return row
}

func (d *desk) value(x thresholdslider.Decision) float64 {
	return d.worth.Of(float64(x.TruePositives), float64(x.FalsePositives), float64(x.FalseNegatives), float64(x.TrueNegatives))
}

// wishes are thresholds that the person asks for by what they do.
func (d *desk) wishes() fyne.CanvasObject {
	wish := func(label, now, bad string, parse func(string) (float64, bool), do func(float64)) fyne.CanvasObject {
		e := widget.NewEntry()
		e.SetText(now)
		e.OnSubmitted = func(t string) {
			x, ok := parse(t)
			if !ok {
				e.SetText("")
				e.SetPlaceHolder(bad)
				return
			}
			if d.counts != nil {
				do(x)
			}
		}
		b := widget.NewButton(words.SetIt, func() { e.OnSubmitted(e.Text) })
		return container.NewBorder(nil, nil, caption(label), b, e)
	}
	recall := wish(words.FindAtLeast, "80 %", words.BadShare, parseShare, func(x float64) { d.set(d.counts.AtLeast(x)) })
	top := wish(words.FlagAtMost, "500", words.BadCount, parseCount, func(x float64) { d.set(math.Min(d.counts.AtMost(int(x)), 1)) })
	return container.NewGridWithColumns(2, recall, top)
}

// matrix is the confusion matrix with what each cell is worth; a tap shows its rows.
func (d *desk) matrix() fyne.CanvasObject {
	grid := container.NewGridWithColumns(2)
	for i, c := range deskCells {
		d.cells[i] = newInk("", theme.ColorNameForeground, theme.SizeNameSubHeadingText, true)
		d.shares[i] = newInk("", look.Muted, theme.SizeNameCaptionText, false)
		title := newInk(words.CellTitle(d.class, c.truth, c.flag), look.Muted, theme.SizeNameCaptionText, false)
		mark := newInk("✓", look.GoodText, theme.SizeNameText, true)
		if c.truth != c.flag {
			mark = newInk("✗", look.BadText, theme.SizeNameText, true)
		}
		line := container.NewHBox(mark, d.cells[i], container.NewCenter(d.shares[i]))
		k := kit.NewSurface(container.New(layout.NewCustomPaddedVBoxLayout(0), fitting(title), line), func() { d.open(c.truth, c.flag) })
		k.Border, k.Pad = look.Line, 6
		d.worths[i] = d.worthEntry(i)
		grid.Add(container.New(layout.NewCustomPaddedVBoxLayout(2), k,
			container.NewBorder(nil, nil, caption(words.WorthLabel), nil, d.worths[i])))
	}
	currency := widget.NewEntry()
	currency.SetPlaceHolder(words.CurrencyHint)
	currency.SetText(d.view.state.Worth.Currency)
	currency.OnSubmitted = func(t string) {
		w := d.view.state.Worth
		w.Currency = words.Shorten(strings.TrimSpace(t), 8)
		d.view.host.Do(flow.SetWorth{Worth: w})
	}
	return container.NewVBox(grid, container.NewBorder(nil, nil, caption(words.RowsOpen), fixedWidth(currency, 110)))
}

// worthEntry is the field for what one row of a cell is worth.
func (d *desk) worthEntry(i int) *widget.Entry {
	e := widget.NewEntry()
	e.SetPlaceHolder(words.NumberHint)
	e.Validator = func(t string) error {
		if _, ok := parseMoney(t); !ok {
			return automl.Errorf("worth", automl.BadUsage, "%s", words.BadNumber)
		}
		return nil
	}
	e.OnChanged = func(t string) {
		x, ok := parseMoney(t)
		if !ok || d.quiet {
			return
		}
		w := d.view.state.Worth
		*[4]*float64{&w.Right, &w.Wrong, &w.Missed, &w.Left}[i] = x
		d.view.host.Do(flow.SetWorth{Worth: w})
	}
	return e
}

// show brings the desk in step with the state.
func (d *desk) show(s *flow.State) {
	changed := d.worth != s.Worth
	d.worth = s.Worth
	d.quiet = true
	for i, x := range []float64{d.worth.Right, d.worth.Wrong, d.worth.Missed, d.worth.Left} {
		if now, ok := parseMoney(d.worths[i].Text); !ok || now != x {
			t := ""
			if x != 0 {
				t = strconv.FormatFloat(x, 'f', -1, 64)
			}
			d.worths[i].SetText(t)
		}
	}
	d.quiet = false
	if x := d.view.threshold(d.report); d.slider.Threshold() != x {
		d.slider.SetThreshold(x)
		d.refresh()
	}
	if changed {
		d.refresh()
		d.charts.wake()
	}
}

// refresh shows what the present threshold does; it is quick enough for every move.
func (d *desk) refresh() {
	if d.counts == nil {
		return
	}
	x := d.counts.At(d.slider.Threshold())
	n := d.counts.Rows()
	for i, c := range []int{x.TruePositives, x.FalsePositives, x.FalseNegatives, x.TrueNegatives} {
		d.cells[i].SetText(words.Int(c))
		d.shares[i].SetText(words.Share(c, n))
	}
	d.flagged.SetText(words.FlagCount(x.Flagged, n))
	d.says.SetText(words.FlaggedLine(x.TruePositives, x.Flagged, x.Actual, d.class))
	if d.worth.Known() {
		d.money.SetText(words.MoneyLine(d.value(x), n, d.worth.Currency))
	} else {
		d.money.SetText(words.WorthMissing)
	}
}

// open shows the rows of one cell.
func (d *desk) open(truth, flag bool) {
	at := d.slider.Threshold()
	var rows []int32
	for i, p := range d.report.Prediction.Values {
		if !math.IsNaN(p) && d.report.Target.Y[i] > 0.5 == truth && p >= at == flag {
			rows = append(rows, int32(i))
		}
	}
	d.view.open(words.Picked([]string{words.CellTitle(d.class, truth, flag)}, len(rows)), rows)
}

func parseShare(t string) (float64, bool) {
	t = strings.Replace(strings.TrimSpace(t), ",", ".", 1)
	scale := 1.0
	if cut, ok := strings.CutSuffix(t, "%"); ok {
		t, scale = strings.TrimSpace(cut), 100
	}
	x, err := strconv.ParseFloat(t, 64)
	return x / scale, err == nil && x >= 0 && x <= scale
}

func parseCount(t string) (float64, bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(t), ",", ""))
	return float64(n), err == nil && n >= 0
}

func parseMoney(t string) (float64, bool) {
	t = strings.ReplaceAll(strings.TrimSpace(t), "−", "-")
	if t == "" {
		return 0, true
	}
	x, err := strconv.ParseFloat(strings.Replace(t, ",", ".", 1), 64)
	return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) && math.Abs(x) < 1e12
}
