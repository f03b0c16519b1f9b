package pages

import (
	"context"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
)

// elsewhere lists the forms in which the model can leave the app.
type elsewhere struct {
	host  Host
	state *flow.State
	slot  *slot
	asked string // the model that the forms were asked for
}

func newElsewhere(h Host) *elsewhere { return &elsewhere{host: h, slot: newSlot()} }

// show brings the list up to date with the model looked at.
func (e *elsewhere) show(s *flow.State) {
	e.state = s
	q := s.ExportQuery()
	key := q.Model + "|" + q.Run + "|" + q.Row
	if key == e.asked {
		return
	}
	e.asked = key
	e.slot.show("ask"+key, func() fyne.CanvasObject { return waiting(words.ReadingForms) })
	var forms []automl.ExportFormat
	var err error
	e.host.Query(func(ctx context.Context, svc automl.Service) { forms, err = svc.ExportFormats(ctx, q) }, func() {
		if e.asked != key {
			return
		}
		if err != nil {
			e.asked = ""
			e.slot.show("failed"+key, func() fyne.CanvasObject {
				return failure(e.host, err, words.TryAgain, func() { e.show(e.state) })
			})
			return
		}
		e.slot.show("forms"+key, func() fyne.CanvasObject { return e.list(forms) })
	})
}

func (e *elsewhere) list(forms []automl.ExportFormat) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8), muted(words.ElsewhereLead))
	for _, able := range []bool{true, false} {
		for i := range forms {
			if forms[i].Able == able {
				box.Add(e.form(&forms[i]))
			}
		}
	}
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, scrollRoom, 0, scrollRoom), box))
}

// form is one form with its options, and what came of saving it.
func (e *elsewhere) form(f *automl.ExportFormat) fyne.CanvasObject {
	name := strong(f.Name)
	help := muted(f.Help)
	if !f.Able {
		return NewPanel(tight(name, help, muted(words.CannotBe+f.Why)))
	}
	options := automl.ExportOptions{}
	choices := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for _, o := range f.Options {
		options[o.Name] = o.Default
		about := caption(o.Help)
		about.Wrapping = fyne.TextWrapWord
		choices.Add(container.NewBorder(nil, nil, container.NewHBox(fixedWidth(vcenter(caption(words.OptionName(o.Name))), 90), e.option(o, options)), nil, vcenter(about)))
	}
	outcome := container.NewVBox()
	save := widget.NewButtonWithIcon(words.ExportSave, theme.DocumentSaveIcon(), nil)
	save.OnTapped = func() { e.save(f, options, save, outcome) }
	command := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() {
		e.host.Copy(e.state.ExportCommand(f, options))
	})
	command.Importance = widget.LowImportance
	buttons := container.NewVBox(save, command)
	say := tight(container.NewHBox(name, vcenter(caption(words.FormKind(f)))), help)
	if len(f.Options) > 0 {
		say.Add(container.New(layout.NewCustomPaddedLayout(10, 0, 0, 0), choices))
	}
	return NewPanel(container.NewVBox(container.NewBorder(nil, nil, nil, buttons, say), outcome))
}

// option is a choice among words, or an entry.
func (e *elsewhere) option(o automl.ExportOption, to automl.ExportOptions) fyne.CanvasObject {
	if len(o.Choices) > 0 {
		names := make([]words.Named, len(o.Choices))
		for i, c := range o.Choices {
			names[i] = words.Named{ID: c, Name: c}
		}
		p := newPicker(names, func(id string) { to[o.Name] = id })
		p.set(o.Default)
		return p.sel
	}
	in := widget.NewEntry()
	in.SetText(o.Default)
	in.OnChanged = func(t string) { to[o.Name] = t }
	return fixedWidth(in, 180)
}

// save asks for a place and writes the form there.
func (e *elsewhere) save(f *automl.ExportFormat, options automl.ExportOptions, b *widget.Button, outcome *fyne.Container) {
	e.host.Place(words.ExportTitle, e.state.ExportName(f), f.Ext == "", func(path string) {
		req := automl.ExportRequest{Format: f.ID, Out: path, Options: maps.Clone(options)}
		q := e.state.ExportQuery()
		req.Model, req.Run, req.Row = q.Model, q.Run, q.Row
		outcome.RemoveAll()
		outcome.Add(waiting(words.ExportBusy))
		b.Disable()
		var res *automl.ExportResult
		var err error
		e.host.Query(func(ctx context.Context, svc automl.Service) { res, err = svc.Export(ctx, req) }, func() {
			b.Enable()
			outcome.RemoveAll()
			if err != nil {
				outcome.Add(failure(e.host, err, "", nil))
				return
			}
			outcome.Add(banner(Good, words.Exported(res), "", nil))
			outcome.Add(code(res.HowTo))
		})
	})
}

// code is text to be typed or copied.
func code(s string) fyne.CanvasObject {
	l := widget.NewLabelWithStyle(s, fyne.TextAlignLeading, fyne.TextStyle{Monospace: true})
	l.Wrapping = fyne.TextWrapWord
	l.Selectable = true
	return l
}
