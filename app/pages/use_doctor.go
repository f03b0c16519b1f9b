package pages

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
)

// doctor is the table of needed columns, each with what was found, what is odd about it and a
// way to map it.
func (p *Use) doctor(v *automl.PredictSummary) fyne.CanvasObject {
	found := []words.Named{{ID: "", Name: words.AutoFound}, {ID: flow.NoColumn, Name: words.NoneFound}}
	for _, e := range v.Extra {
		found = append(found, words.Named{ID: e, Name: e})
	}
	for i := range v.Matches { // a column may stand for more than one
		if n := v.Matches[i].Found; n != "" && !slices.Contains(v.Extra, n) {
			found = append(found, words.Named{ID: n, Name: n})
		}
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(2))
	box.Add(doctorRow(caption(words.Needed), caption(words.StatusWord), caption(words.Found), caption(words.DriftWord), caption(words.RemedyWord), nil))
	for _, i := range oddFirst(v.Matches) {
		m := &v.Matches[i]
		pick := newPicker(found, func(id string) { p.host.Do(flow.MapColumn{Needed: m.Column, Found: id}) })
		if told, ok := p.state.Rename[m.Column]; ok && told == "" {
			pick.set(flow.NoColumn)
		} else {
			pick.set(m.Found)
		}
		say := caption(strings.TrimSpace(words.MatchNote(m) + " " + m.Remedy))
		say.Wrapping = fyne.TextWrapWord
		box.Add(doctorRow(line(m.Column), container.NewCenter(pill(words.MatchStatus(m), matchTone(m))), pick.sel, driftBar(m.Drift), say, p.remedy(m)))
	}
	return container.NewScroll(container.New(layout.NewCustomPaddedLayout(4, 4, 4, 12), box))
}

// oddFirst are the places of the columns: those that something is odd about stand first.
func oddFirst(matches []automl.Match) []int {
	var odd, fine []int
	for i := range matches {
		if len(matches[i].Status) > 0 {
			odd = append(odd, i)
		} else {
			fine = append(fine, i)
		}
	}
	slices.SortStableFunc(odd, func(a, b int) int { return matchRank(&matches[a]) - matchRank(&matches[b]) })
	return append(odd, fine...)
}

// matchRank is lower for what a person must look at.
func matchRank(m *automl.Match) int {
	switch {
	case m.Status[0].Serious():
		return 0
	case m.Unit != nil || m.Suggest != "":
		return 1
	case m.Status[0] != automl.StatusTold:
		return 2
	}
	return 3
}

// remedy is the button that does what is proposed; nil when nothing is.
func (p *Use) remedy(m *automl.Match) fyne.CanvasObject {
	var b *widget.Button
	switch {
	case m.Suggest != "":
		b = widget.NewButton(words.UseColumn(m.Suggest), func() { p.host.Do(flow.MapColumn{Needed: m.Column, Found: m.Suggest}) })
	case m.Unit != nil:
		b = widget.NewButton(words.Rescale(m.Unit.Convert), func() { p.host.Do(flow.ScaleColumn{Needed: m.Column, Convert: m.Unit.Convert}) })
	case m.Convert != nil:
		b = widget.NewButton(words.Unscale(*m.Convert), func() { p.host.Do(flow.ScaleColumn{Needed: m.Column, Convert: automl.Conversion{Factor: 1}}) })
		b.Importance = widget.LowImportance
		return b
	default:
		return nil
	}
	b.Importance = widget.HighImportance
	return b
}

// driftBar shows how far a column's spread has moved; half an index fills it.
func driftBar(d *automl.Drift) fyne.CanvasObject {
	if d == nil {
		return layout.NewSpacer()
	}
	bar := newMeter(min(1, d.PSI/(2*automl.DriftNotable)))
	bar.width, bar.fill = 44, look.GoodText
	if d.Notable() {
		bar.fill = look.WarnText
	}
	return container.NewHBox(container.NewCenter(bar), caption(words.PSI(d.PSI)))
}

func doctorRow(needed, status, found, drift, note, button fyne.CanvasObject) fyne.CanvasObject {
	left := container.NewHBox(fixedWidth(middle(needed), 130), fixedWidth(middle(status), 116), fixedWidth(middle(found), 146), fixedWidth(middle(drift), 92))
	if button != nil { // Why below: beside it the note would be a column of single words
		note = container.New(layout.NewCustomPaddedVBoxLayout(2), note, container.NewHBox(button))
	}
	return container.NewBorder(nil, nil, left, nil, atLeast(middle(note), fyne.NewSize(120, 0)))
}

// middle keeps an object in the middle of a row that others make high.
func middle(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(layout.NewSpacer(), o, layout.NewSpacer())
}

// atLeast gives an object room, whatever the zoom.
func atLeast(o fyne.CanvasObject, size fyne.Size) fyne.CanvasObject {
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(size.Width*zoom(), size.Height*zoom()))
	return container.NewStack(room, o)
}

func matchTone(m *automl.Match) Tone {
	switch {
	case len(m.Status) == 0:
		return Good
	case m.Status[0].Serious():
		return Bad
	case m.Status[0] == automl.StatusTold:
		return Accent
	}
	return Warn
}
