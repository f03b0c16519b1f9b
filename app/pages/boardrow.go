package pages

import (
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
	"winnow/widgets/scorebar"
)

// row is one model of the leaderboard.
func (b *board) row(r *automl.ModelRow, tie *bracket, chosen string) fyne.CanvasObject {
	small := func(text string, name fyne.ThemeColorName, bold bool) fyne.CanvasObject {
		return newInk(text, name, theme.SizeNameCaptionText, bold)
	}
	cells := make([]fyne.CanvasObject, boardWidth)
	cells[colBracket] = tie
	cells[colPick], cells[colStar], cells[colMore] = layout.NewSpacer(), layout.NewSpacer(), layout.NewSpacer()
	cells[colName] = b.name(r, chosen)
	bar := scorebar.New()
	bar.Set(barOf(r, b.base, r.ID == b.state.Run.Board.Recommended), b.axis)
	cells[colBar] = container.New(layout.NewCustomPaddedLayout(0, 0, 4, 6), bar)
	cells[colScore] = small(words.ScoreLine(r), theme.ColorNameForeground, true)
	cells[colTest] = b.test(r)
	cells[colFit] = small(words.Seconds(r.FitSec), look.Muted, false)
	cells[colPredict] = small(words.Millis(r.PredictMs), look.Muted, false)
	cells[colSize] = small(words.Bytes(r.Bytes), look.Muted, false)
	cells[colReading] = small(words.Reading(r.Readable), look.Muted, false)
	if r.State != automl.Done {
		cells[colScore] = small("–", look.Muted, false)
		for _, c := range []int{colBar, colTest, colFit, colPredict, colSize, colReading} {
			cells[c] = layout.NewSpacer()
		}
	}
	k := kit.NewSurface(container.New(b.lay, cells...), func() { b.host.Do(flow.ShowModel{ID: r.ID}) })
	k.Selected, k.Pad = r.ID == chosen, 3
	k.Disabled = r.State != automl.Done
	if r.Baseline {
		return k
	}
	menu := func() *fyne.Menu { return b.menu(r) }
	more := newIconTap(theme.MoreVerticalIcon(), "", nil)
	more.tapped = func() { more.popUp(menu()) }
	cells[colMore] = more
	if r.State == automl.Done {
		cells[colPick] = b.tick(r)
		cells[colStar] = b.star(r)
	}
	k.Content = container.New(b.lay, cells...)
	k.OnKey = func(e *fyne.KeyEvent) bool { return b.key(r, e) }
	return k
}

// name is the model's name over what is special about it.
func (b *board) name(r *automl.ModelRow, chosen string) fyne.CanvasObject {
	label := b.state.NameOf(r)
	if r.Baseline && !strings.EqualFold(label, words.Baseline) {
		label += " (" + words.Baseline + ")"
	}
	name := modelName(label, r.ID == chosen)
	var under []fyne.CanvasObject
	marks := b.marks[r.ID]
	for _, m := range marks {
		tone := Plain
		if m == words.Recommended {
			tone = Accent
		}
		under = append(under, pill(m, tone))
	}
	mark := b.state.Mark(r.ID)
	switch {
	case r.State != automl.Done:
		under = append(under, newInk(words.Shorten(words.TrialState(r.State, 0, 0, r.Error), 34), look.BadText, theme.SizeNameCaptionText, false))
	case r.Tied && len(marks) == 0:
		under = append(under, pill(words.TiedWithBest, Plain))
	}
	if mark.Note != "" {
		under = append(under, newInk(words.Quote(words.Shorten(mark.Note, 24)), look.Muted, theme.SizeNameCaptionText, false))
	}
	if len(under) == 0 {
		return container.New(layout.NewCustomPaddedLayout(0, 0, -4, 0), name)
	}
	second := fitting(under...)
	return container.New(layout.NewCustomPaddedLayout(-5, 2, -4, 0),
		container.New(layout.NewCustomPaddedVBoxLayout(-7), name, container.New(layout.NewCustomPaddedLayout(0, 0, 8, 0), second)))
}

// test is the final test's score, or that it is closed.
func (b *board) test(r *automl.ModelRow) fyne.CanvasObject {
	if r.Test != nil {
		tone := theme.ColorNameForeground
		if r.Test.Differs {
			tone = look.WarnText
		}
		return newInk(words.Score(r.Test.Score), tone, theme.SizeNameCaptionText, true)
	}
	if r.Baseline {
		return layout.NewSpacer()
	}
	return newInk(words.SealedShort, look.Muted, theme.SizeNameCaptionText, false)
}

func (b *board) tick(r *automl.ModelRow) fyne.CanvasObject {
	on := false
	for _, id := range b.state.Compared {
		on = on || id == r.ID
	}
	icon := theme.CheckButtonIcon()
	if on {
		icon = theme.CheckButtonCheckedIcon()
	}
	return newIconTap(icon, "", func() { b.host.Do(flow.PickCompared{ID: r.ID}) })
}

func (b *board) star(r *automl.ModelRow) fyne.CanvasObject {
	glyph := "☆"
	if b.state.Mark(r.ID).Star {
		glyph = "★"
	}
	return newIconTap(nil, glyph, func() { b.toggleStar(r) })
}

func (b *board) toggleStar(r *automl.ModelRow) {
	m := b.state.Mark(r.ID)
	m.Star = !m.Star
	b.host.Do(flow.MarkModel{ID: r.ID, Mark: m})
}

func (b *board) remove(r *automl.ModelRow) {
	m := b.state.Mark(r.ID)
	m.Deleted = true
	b.host.Do(flow.MarkModel{ID: r.ID, Mark: m})
}

// key does by keyboard what the row's marks do by mouse.
func (b *board) key(r *automl.ModelRow, e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeySpace:
		b.host.Do(flow.PickCompared{ID: r.ID})
	case fyne.KeyS:
		b.toggleStar(r)
	case fyne.KeyF2:
		b.rename(r)
	case fyne.KeyN:
		b.note(r)
	case fyne.KeyDelete:
		b.remove(r)
	default:
		return false
	}
	return true
}

func (b *board) menu(r *automl.ModelRow) *fyne.Menu {
	star := words.StarIt
	if b.state.Mark(r.ID).Star {
		star = words.UnstarIt
	}
	return fyne.NewMenu("",
		fyne.NewMenuItem(star, func() { b.toggleStar(r) }),
		fyne.NewMenuItem(words.RenameModel, func() { b.rename(r) }),
		fyne.NewMenuItem(words.NoteModel, func() { b.note(r) }),
		fyne.NewMenuItem(words.CopySettings, func() { b.host.Copy(r.Settings.String()) }),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(words.DeleteModel, func() { b.remove(r) }))
}

func (b *board) rename(r *automl.ModelRow) {
	m := b.state.Mark(r.ID)
	askText(b.host, words.RenameModel, b.state.NameOf(r), false, func(t string) {
		if m.Name = t; t == r.Name {
			m.Name = ""
		}
		b.host.Do(flow.MarkModel{ID: r.ID, Mark: m})
	})
}

func (b *board) note(r *automl.ModelRow) {
	m := b.state.Mark(r.ID)
	askText(b.host, words.NoteModel, m.Note, true, func(t string) {
		m.Note = t
		b.host.Do(flow.MarkModel{ID: r.ID, Mark: m})
	})
}

// askText asks for a line of text, or several.
func askText(h Host, title, now string, many bool, done func(string)) {
	e := widget.NewEntry()
	height := e.MinSize().Height
	if many {
		e = widget.NewMultiLineEntry()
		height *= 3
	}
	e.SetText(now)
	h.Ask(title, container.NewGridWrap(fyne.NewSize(360, height), e), words.KeepIt, words.Cancel, func() { done(e.Text) })
}

// cut is a small line of less weight that ends where there is no more room.
func cut(s string) *widget.Label {
	l := caption(s)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}
