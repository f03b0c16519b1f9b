package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/pages"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/jobbar"
	"winnow/widgets/steprail"
	"winnow/widgets/toast"
)

// guideWidth is the width of the guide, in units at zoom 1.
const guideWidth = 248

// pageWidth is the least width that a page keeps beside the guide, in units at zoom 1.
const pageWidth = 620

// pageHeight is the height below which a page scrolls, in units at zoom 1.
const pageHeight = 400

// railWidth is the width of the step rail, in units at zoom 1.
const railWidth = 176

// frame is what stands around the page.
type frame struct {
	name       *widget.Button
	undo, redo *widget.Button
	guideOn    *widget.Button
	back, next *widget.Button
	why        *widget.Label
	page       *fyne.Container
	side       fyne.CanvasObject // the rail on its ground
	guide      *fyne.Container
	guideBox   *fyne.Container
	guideStep  flow.Step
	foot       *fyne.Container
	footSide   *pages.Panel // the foot on its ground
	top        *fyne.Container
	parts      *fyne.Container
}

// build makes the window's content once.
func (s *Shell) build() {
	f := &s.frame
	f.name = widget.NewButton("", s.rename)
	f.name.Importance = widget.LowImportance
	f.undo = lowButton(words.Undo, theme.ContentUndoIcon(), func() { s.Do(flow.Undo{}) })
	f.redo = lowButton(words.Redo, theme.ContentRedoIcon(), func() { s.Do(flow.Redo{}) })
	f.guideOn = lowButton(words.Guide, theme.HelpIcon(), s.toggleGuide)
	lookAt := lowButton(words.Look, theme.ColorPaletteIcon(), s.nextTheme)
	brand := widget.NewLabelWithStyle(words.AppName, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	brand.Importance, brand.SizeName = widget.HighImportance, theme.SizeNameSubHeadingText
	f.top = container.NewHBox(brand, f.name, layout.NewSpacer(), f.undo, f.redo, lookAt, f.guideOn)

	steps := make([]steprail.Step, len(flow.Steps))
	for i, st := range flow.Steps {
		steps[i].Name = words.StepNames[st]
	}
	s.rail = steprail.New(steps, func(i int) { s.Do(flow.GoTo{Step: flow.Steps[i]}) })
	f.side = ground(container.New(&columnLayout{width: railWidth, shell: s}, container.NewVScroll(s.rail)))
	f.back = widget.NewButtonWithIcon(words.Back, theme.NavigateBackIcon(), func() { s.Do(flow.GoTo{Step: s.state.Back()}) })
	f.back.Importance = widget.LowImportance
	f.next = widget.NewButton("", s.primary)
	f.next.Importance = widget.HighImportance
	f.why = widget.NewLabel("")
	f.why.Importance, f.why.Alignment, f.why.Truncation = widget.LowImportance, fyne.TextAlignTrailing, fyne.TextTruncateEllipsis
	f.foot = container.New(layout.NewCustomPaddedLayout(6, 8, 14, 14), container.NewBorder(nil, nil, f.back, f.next, f.why))
	f.page = container.NewStack()
	f.guideBox = container.NewStack()
	f.guideStep = -1
	f.guide = container.New(&columnLayout{width: guideWidth, shell: s}, f.guideBox)
	f.guide.Hidden = !s.prefs.BoolWithFallback("guide", true)
	s.bar = jobbar.New(s.stopJob)
	s.bar.Idle(words.NothingToDo)

	// Why: the room is inside the scroll, since borders at its very edge would be cut off.
	padded := container.New(layout.NewCustomPaddedLayout(10, 4, 14, 14), container.New(&leastLayout{height: pageHeight, shell: s}, f.page))
	f.footSide = pages.NewPanel(f.foot)
	f.footSide.Radius, f.footSide.Pad, f.footSide.Fill, f.footSide.Border = 0, 0, theme.ColorNameBackground, ""
	middle := container.NewBorder(nil, f.footSide, nil, nil, container.NewScroll(padded))
	header := ground(container.New(layout.NewCustomPaddedLayout(2, 2, 10, 8), f.top))
	f.parts = container.New(&edges{shell: s}, middle, header, ground(s.bar), f.side, f.guide)
	s.toasts = toast.NewHost()
	s.toasts.After = s.later
	over := container.New(layout.NewCustomPaddedLayout(0, f.foot.MinSize().Height+s.bar.MinSize().Height, 0, 0), s.toasts)
	s.win.SetContent(container.NewStack(f.parts, over))
	s.win.SetPadded(false)
	s.menus()
}

// ground puts a part of the frame on the colour of cards.
func ground(o fyne.CanvasObject) fyne.CanvasObject {
	p := pages.NewPanel(o)
	p.Radius, p.Pad, p.Fill, p.Border = 0, 0, look.Card, look.Line
	return p
}

func lowButton(text string, icon fyne.Resource, tapped func()) *widget.Button {
	b := widget.NewButtonWithIcon(text, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// show brings everything that is visible up to date.
func (s *Shell) show() {
	s.showing = true
	st := &s.state
	if s.current != st.Step {
		s.current = st.Step
		s.closeOverlays()
		if st.Step == flow.Results {
			s.dismiss(words.SeeResults)
		}
		p := s.page(st.Step)
		s.frame.page.Objects = []fyne.CanvasObject{p.Object()}
		p.Show(st)
		s.frame.page.Refresh()
		if f, ok := p.(interface{ Focus() fyne.Focusable }); ok {
			s.win.Canvas().Focus(f.Focus())
		}
		s.tall = p.Object().MinSize()
	} else {
		o := s.page(st.Step).Object()
		s.page(st.Step).Show(st)
		if now := o.MinSize(); now != s.tall { // a banner came or went
			s.tall = now
			o.Refresh()
		}
	}
	s.showFrame()
	s.showRail()
	s.showJob()
	s.showGuide()
	s.showing = false
}

// closeOverlays closes lists and questions that belong to the step that was left.
func (s *Shell) closeOverlays() {
	open := s.win.Canvas().Overlays()
	for top := open.Top(); top != nil; top = open.Top() {
		open.Remove(top)
	}
}

// dismiss takes the latest message away if its button is the one named.
func (s *Shell) dismiss(action string) {
	if m := s.toasts.Messages(); len(m) > 0 && m[len(m)-1].Action == action {
		s.toasts.Dismiss()
	}
}

func (s *Shell) showFrame() {
	f, st := &s.frame, &s.state
	setVisible(f.side, st.Step != flow.Start)
	setVisible(f.footSide, st.Step != flow.Start)
	setVisible(f.name, st.Name != "")
	if setButton(f.name, st.Name, st.Name != "") {
		f.top.Refresh()
	}
	setButton(f.undo, words.Undo, st.Undoable() != "")
	setButton(f.redo, words.Redo, st.Redoable() != "")
	p := st.Primary()
	if setButton(f.next, p.Label, p.Why == "") {
		f.foot.Refresh()
	}
	if f.why.Text != p.Why {
		f.why.SetText(p.Why)
	}
	title := words.AppName
	if st.Name != "" {
		title = st.Name + " – " + words.AppName
	}
	if s.win.Title() != title {
		s.win.SetTitle(title)
		s.menus()
	}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if o.Visible() == on {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// setButton changes a button and reports whether its words changed, so that its place
// must be laid out again.
func setButton(b *widget.Button, label string, on bool) bool {
	changed := b.Text != label
	if changed {
		b.SetText(label)
	}
	if on && b.Disabled() {
		b.Enable()
	} else if !on && !b.Disabled() {
		b.Disable()
	}
	return changed
}

var railStates = map[flow.Status]steprail.State{
	flow.NotStarted: steprail.NotStarted, flow.InProgress: steprail.InProgress, flow.Done: steprail.Done,
	flow.Attention: steprail.Attention, flow.Stale: steprail.Stale,
}

func (s *Shell) showRail() {
	changed := false
	for i, step := range flow.Steps {
		next := steprail.Step{Name: words.StepNames[step], State: railStates[s.state.Status(step)],
			Note: s.note(step), Enabled: s.state.Available(step)}
		if s.rail.Step(i) != next {
			s.rail.Set(i, next)
			changed = true
		}
	}
	if changed {
		s.frame.side.Refresh()
	}
	if at := int(s.state.Step - flow.Data); at >= 0 && s.rail.Current() != at {
		s.rail.SetCurrent(at)
	}
}

// note is the short line under a step's name.
func (s *Shell) note(step flow.Step) string {
	st := &s.state
	switch st.Status(step) {
	case flow.Attention:
		return words.NoteError
	case flow.Stale:
		return words.NoteStale
	case flow.NotStarted, flow.InProgress, flow.Done:
	}
	switch step {
	case flow.Data:
		if d := st.Loaded(); d != nil {
			return words.Rows(d.Rows)
		}
	case flow.Goal:
		return words.Shorten(st.Target, 20)
	case flow.Prepare:
		if st.Known() != nil && st.Plan.Value != nil && st.Seen[flow.Prepare] {
			return words.Columns(st.Plan.Value.Columns)
		}
	case flow.Train:
		if st.Run != nil {
			return words.Models(st.Run.Finished())
		}
	case flow.Results:
		if m := st.ModelNow(); m != nil && st.Run.Ended() {
			return words.ScoreWord + " " + words.Score(m.Score)
		}
	case flow.Start, flow.Use:
	}
	return ""
}

// showJob tells the job bar what is under way.
func (s *Shell) showJob() {
	st := &s.state
	switch {
	case st.Run != nil && st.Run.Active():
		done, _, waiting, _ := st.Run.Counts()
		text := words.RunText(done, done+waiting, st.Run.Left(), st.Run.Stage == automl.Refitting || st.Run.Stage == automl.Ensembling)
		if st.Run.Phase == flow.RunStopping {
			text = words.Stopping
		}
		s.bar.Run(text, st.Run.Share)
	case st.Data.Busy:
		share := jobbar.Unknown
		if st.Data.Total > 0 {
			share = float64(st.Data.Done) / float64(st.Data.Total)
		}
		s.bar.Run(words.ReadWhole, share)
	case st.Overview.Busy || st.Profile.Busy:
		s.bar.Run(words.DescribingIt, jobbar.Unknown)
	case st.Predict.Busy:
		s.bar.Run(words.PredictBusy, s.share)
	case st.Report.Busy:
		s.bar.Run(words.ReportBusy, jobbar.Unknown)
	default:
		message := s.last
		if message == "" {
			message = words.NothingToDo
		}
		if s.bar.Running() || s.bar.Text() != message {
			s.bar.Idle(message)
		}
	}
}

// stopJob stops what the job bar shows.
func (s *Shell) stopJob() {
	if s.state.Run != nil && s.state.Run.Active() {
		s.stop()
		return
	}
	s.stopTasks("open", "overview", "profile", "predict", "report")
}
