// Package chartview shows a figure: the picture, its title and sentence, the values under
// the pointer, and the same content as a table.
package chartview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/automl/figure"
	"winnow/widgets/kit"
)

// View shows one figure. It speaks through OnCopy and OnSave, each with the figure shown;
// a nil callback hides its button. All methods belong to the interface's goroutine.
type View struct {
	widget.BaseWidget
	OnCopy func(*figure.Figure) // "Copy": the table's text
	// OnSave is "Save…", with the ending of the kind of file: ".png", ".svg" or ".csv".
	OnSave func(f *figure.Figure, ending string)
	// OnPick opens the rows behind a mark: what it says and their places.
	OnPick func(lines []string, rows []int32)
	// Async renders away from the interface; nil means kit.Background.
	Async kit.Async

	fig      *figure.Figure
	title    *widget.Label
	sentence *widget.Label
	asTable  *widget.Button
	copied   *widget.Button
	saved    *widget.Button
	whole    *widget.Button // back from a zoom
	plot     *plot
	table    *tableView
	body     *fyne.Container
	root     *fyne.Container
	buttons  *fyne.Container
	narrow   bool // no room for the buttons' names
}

// New makes a view with nothing to show yet.
func New() *View {
	v := &View{}
	v.ExtendBaseWidget(v)
	v.title = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	v.title.Truncation = fyne.TextTruncateEllipsis
	v.sentence = widget.NewLabel("")
	v.sentence.Wrapping = fyne.TextWrapWord
	v.asTable = widget.NewButtonWithIcon("As table", theme.GridIcon(), func() { v.ShowTable(!v.TableShown()) })
	v.copied = widget.NewButtonWithIcon("Copy", theme.ContentCopyIcon(), func() { v.tell(v.OnCopy) })
	v.saved = widget.NewButtonWithIcon("Save…", theme.DocumentSaveIcon(), v.askKind)
	v.whole = widget.NewButtonWithIcon("", theme.ZoomFitIcon(), func() { v.plot.setWindow(window{}) })
	v.whole.Hide()
	for _, b := range []*widget.Button{v.asTable, v.copied, v.saved, v.whole} {
		b.Importance = widget.LowImportance
	}
	v.plot = newPlot(v)
	v.table = newTableView()
	v.table.Hide()
	v.body = container.NewStack(v.plot, v.table)
	v.buttons = container.NewHBox(v.whole, v.asTable, v.copied, v.saved)
	head := container.NewBorder(nil, nil, nil, v.buttons, v.title)
	v.root = container.New(layout.NewBorderLayout(head, v.sentence, nil, nil), head, v.sentence, v.body)
	return v
}

func (v *View) tell(f func(*figure.Figure)) {
	if f != nil && v.fig != nil {
		f(v.fig)
	}
}

// kinds is the menu of the kinds of file that the figure can be saved as.
func (v *View) kinds() *fyne.Menu {
	var items []*fyne.MenuItem
	for _, k := range []struct{ name, ending string }{{"Picture (PNG)", ".png"}, {"Drawing (SVG)", ".svg"}, {"Table (CSV)", ".csv"}} {
		items = append(items, fyne.NewMenuItem(k.name, func() { v.OnSave(v.fig, k.ending) }))
	}
	return fyne.NewMenu("", items...)
}

// askKind asks for the kind of file and saves.
func (v *View) askKind() {
	if v.OnSave == nil || v.fig == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	if c := d.CanvasForObject(v.saved); c != nil {
		widget.ShowPopUpMenuAtPosition(v.kinds(), c, d.AbsolutePositionForObject(v.saved).AddXY(0, v.saved.Size().Height))
	}
}

// SetFigure shows a figure; nil shows an empty view. The picture follows in the
// background, and until then the old one stays. The figure must not change afterwards.
func (v *View) SetFigure(f *figure.Figure) {
	v.fig = f
	if f == nil {
		f = &figure.Figure{Empty: "There is nothing to show yet."}
	}
	if v.title.SetText(f.Title); v.Size().Width > 0 {
		v.fitHead(v.Size().Width)
	}
	v.sentence.SetText(f.Sentence)
	v.sentence.Hidden = f.Sentence == ""
	for _, b := range []*widget.Button{v.asTable, v.copied, v.saved} {
		if f.Empty != "" {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	if f.Empty != "" {
		v.ShowTable(false)
	}
	v.table.set(f)
	v.plot.set(f)
	v.whole.Hide()
	v.Refresh()
}

// Figure is the figure shown, or nil.
func (v *View) Figure() *figure.Figure { return v.fig }

// ShowTable shows the figure's table rather than its picture, or back.
func (v *View) ShowTable(on bool) {
	v.table.Hidden, v.plot.Hidden = !on, on
	v.label()
	v.body.Refresh()
	v.table.reveal()
}

// label names the buttons, by their icons alone where there is no room.
func (v *View) label() {
	names := []string{"As table", "Copy", "Save…"}
	if v.TableShown() {
		names[0] = "As chart"
	}
	for i, b := range []*widget.Button{v.asTable, v.copied, v.saved} {
		if v.narrow {
			names[i] = ""
		}
		b.SetText(names[i])
	}
}

// TableShown reports whether the table is shown.
func (v *View) TableShown() bool { return !v.table.Hidden }

// Resize tells the sentence its width first. Why: wrapped text knows its height only once
// it has its width, and would else leave a gap.
func (v *View) Resize(s fyne.Size) {
	v.fitHead(s.Width)
	v.sentence.Resize(fyne.NewSize(s.Width, v.sentence.Size().Height))
	v.BaseWidget.Resize(s)
}

// fitHead leaves out the buttons' names where they leave no room for the title.
func (v *View) fitHead(width float32) {
	v.narrow = false
	v.label()
	title := widget.NewLabelWithStyle(v.title.Text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true}).MinSize().Width
	if v.narrow = width < max(440*kit.Zoom(v), title+v.buttons.MinSize().Width+theme.Padding()); v.narrow {
		v.label()
	}
}

// CreateRenderer is for Fyne.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.copied.Hidden = v.OnCopy == nil
	v.saved.Hidden = v.OnSave == nil
	return widget.NewSimpleRenderer(v.root)
}

// Refresh follows changed callbacks and a changed theme.
func (v *View) Refresh() {
	v.copied.Hidden = v.OnCopy == nil
	v.saved.Hidden = v.OnSave == nil
	v.BaseWidget.Refresh()
}

func (v *View) async() kit.Async {
	if v.Async != nil {
		return v.Async
	}
	return kit.Background
}
