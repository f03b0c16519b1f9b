package pages

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/table"
	"winnow/widgets/minihist"
)

// columnPanel tells about one column: kind, reason, figures, distribution.
type columnPanel struct {
	host  Host
	state *flow.State
	name  string
	root  *Panel
	slot  *slot
	kind  *picker
}

func newColumnPanel(h Host) *columnPanel {
	p := &columnPanel{host: h, slot: newSlot()}
	kinds := []words.Named{{ID: "", Name: words.KindByFile}}
	for _, k := range table.Kinds {
		kinds = append(kinds, words.Named{ID: string(k), Name: words.Kind(k)})
	}
	p.kind = newPicker(kinds, func(id string) {
		h.Do(flow.SetKind{Column: p.name, Kind: table.Kind(id)})
	})
	p.slot.box.Add(muted(words.NoColumn))
	p.root = NewPanel(container.NewVScroll(p.slot.box))
	return p
}

func (p *columnPanel) show(s *flow.State, name string) {
	p.state, p.name = s, name
	d := s.Preview.Value.Data
	f, ok := fieldOf(d, name)
	if !ok {
		return
	}
	p.kind.set(string(f.Kind))
	c := s.Column(name)
	p.slot.show(fmt.Sprintf("%s %s %s %p", name, f.Kind, f.Reason, c), func() fyne.CanvasObject {
		title := subheading(name)
		title.Wrapping = fyne.TextWrapBreak
		box := container.NewVBox(title, labelled(words.ColumnKind, p.kind.sel), muted(f.Reason))
		if c == nil {
			box.Add(caption(words.DescribingIt + "…"))
			return box
		}
		box.Add(widget.NewSeparator())
		box.Add(columnFigures(c, s.Overview.Value.Rows))
		box.Add(distribution(c, s.Overview.Value.Rows))
		return box
	})
}

// columnFigures lists the figures of a column.
func columnFigures(c *automl.ColumnProfile, rows int) fyne.CanvasObject {
	form := container.New(layout.NewFormLayout())
	add := func(name, value string) {
		form.Add(caption(name))
		v := line(value)
		v.Alignment = fyne.TextAlignTrailing
		form.Add(v)
	}
	add(words.StatMissing, words.MissingLine(c.Missing, rows))
	add(words.StatDistinct, words.Int(c.Distinct))
	switch c.Kind {
	case table.Number:
		add(words.StatMin, words.Number(c.Min))
		add(words.StatMedian, words.Number(c.Median))
		add(words.StatMean, words.Number(c.Mean))
		add(words.StatMax, words.Number(c.Max))
	case table.Time:
		add(words.StatFrom, words.Moment(c.Min))
		add(words.StatTo, words.Moment(c.Max))
	case table.Category, table.YesNo, table.Text:
	}
	return container.New(layout.NewCustomPaddedLayout(-4, -4, -4, 0), form)
}

// distribution is a histogram, or bars of the most frequent values.
func distribution(c *automl.ColumnProfile, rows int) fyne.CanvasObject {
	if len(c.Histogram) > 0 {
		bins := make([]float64, len(c.Histogram))
		for i, b := range c.Histogram {
			bins[i] = float64(b)
		}
		h := minihist.New(bins)
		h.Min = fyne.NewSize(120, 84)
		return container.NewVBox(caption(words.Distribution), h)
	}
	if len(c.Top) == 0 || c.Identifier {
		return layout.NewSpacer()
	}
	return container.NewVBox(caption(words.MostFrequent), valueBars(c.Top, rows, 6))
}

// valueBars draws counts of total rows as horizontal bars with their names.
func valueBars(values []automl.ValueCount, total, most int) fyne.CanvasObject {
	top := 1
	for _, v := range values {
		top = max(top, v.Count)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(6))
	for _, v := range values[:min(len(values), most)] {
		name := newInk(words.Shorten(v.Value, 30), theme.ColorNameForeground, theme.SizeNameCaptionText, false)
		count := newInk(words.Int(v.Count)+" · "+words.Share(v.Count, total), look.Muted, theme.SizeNameCaptionText, false)
		head := container.NewHBox(name, layout.NewSpacer(), count)
		box.Add(container.New(layout.NewCustomPaddedVBoxLayout(2), head, newMeter(float64(v.Count)/float64(top))))
	}
	return container.New(layout.NewCustomPaddedLayout(6, 4, 8, 8), box)
}
