package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
)

// parseBar shows how the file is read and lets the person change it.
type parseBar struct {
	host                                 Host
	state                                *flow.State
	separator, encoding, decimal, header *picker
	root                                 *Panel
}

func newParseBar(h Host) *parseBar {
	b := &parseBar{host: h}
	change := func(set func(o *automl.ReadOptions, id string)) func(string) {
		return func(id string) {
			o := b.state.Read
			set(&o, id)
			h.Do(flow.SetRead{Read: o})
		}
	}
	b.separator = newPicker(words.Separators, change(func(o *automl.ReadOptions, id string) { o.Delimiter = id }))
	b.encoding = newPicker(words.Encodings, change(func(o *automl.ReadOptions, id string) { o.Encoding = id }))
	b.decimal = newPicker(words.Decimals, change(func(o *automl.ReadOptions, id string) { o.Decimal = id }))
	b.header = newPicker(words.Headers, change(func(o *automl.ReadOptions, id string) { o.Header = id }))
	b.root = NewPanel(container.NewGridWithColumns(4,
		labelled(words.Separator, b.separator.sel), labelled(words.Encoding, b.encoding.sel),
		labelled(words.DecimalMark, b.decimal.sel), labelled(words.HeaderRow, b.header.sel)))
	b.root.Pad = 6
	return b
}

func (b *parseBar) object() fyne.CanvasObject { return b.root }

func (b *parseBar) show(s *flow.State) {
	b.state = s
	d := s.Preview.Value.Data
	if d == nil {
		return
	}
	header := "no"
	if d.Report.Header {
		header = "yes"
	}
	b.separator.set(d.Report.Delimiter)
	b.encoding.set(d.Report.Encoding)
	b.decimal.set(d.Report.Decimal)
	b.header.set(header)
}

// labelled sets a small name above a field.
func labelled(name string, field fyne.CanvasObject) fyne.CanvasObject {
	return tight(caption(name), container.NewPadded(field))
}

// picker is a drop-down over named choices that can be set without calling back.
type picker struct {
	sel   *widget.Select
	names []words.Named
	quiet bool
}

func newPicker(names []words.Named, changed func(id string)) *picker {
	p := &picker{names: names}
	p.sel = widget.NewSelect(nil, func(name string) {
		if !p.quiet {
			changed(words.IDOf(p.names, name))
		}
	})
	p.options(names)
	return p
}

// options replaces the choices.
func (p *picker) options(names []words.Named) {
	p.names = names
	p.sel.Options = p.sel.Options[:0]
	for _, n := range names {
		p.sel.Options = append(p.sel.Options, n.Name)
	}
	p.sel.Refresh()
}

// set shows a choice.
func (p *picker) set(id string) {
	name := words.NameOf(p.names, id)
	if p.sel.Selected == name {
		return
	}
	p.quiet = true
	p.sel.SetSelected(name)
	p.quiet = false
}
