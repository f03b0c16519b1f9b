package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/card"
)

// Prepare is the data doctor and the plan of training.
type Prepare struct {
	host    Host
	state   *flow.State
	root    fyne.CanvasObject
	health  *slot
	finds   *slot
	columns *columnTable
	side    *slot
	tabs    *container.AppTabs
}

// NewPrepare makes the page.
func NewPrepare(h Host) *Prepare {
	p := &Prepare{host: h, health: newSlot(), finds: newSlot(), side: newSlot(), columns: newColumnTable(h)}
	p.tabs = container.NewAppTabs(
		container.NewTabItem(words.TabFindings, container.NewVScroll(container.New(layout.NewCustomPaddedLayout(8, 8, 4, 12), p.finds.box))),
		container.NewTabItem(words.TabColumns, p.columns.root),
	)
	top := container.NewVBox(titled(words.PrepareTitle, words.PrepareLead), p.health.box)
	right := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(6, 8, 4, 12), p.side.box))
	p.root = container.NewBorder(top, nil, nil, nil, beside(p.tabs, right, 0.63))
	return p
}

// Object is the page's content.
func (p *Prepare) Object() fyne.CanvasObject { return p.root }

// Show brings the page up to date.
func (p *Prepare) Show(s *flow.State) {
	p.state = s
	key := fmt.Sprintf("%p %v %v %v %q %q", s.Known(), s.Profile.Err, s.Drop, s.Ignored, s.Group, s.Time)
	p.health.show(key, func() fyne.CanvasObject { return p.strip(s) })
	p.finds.show(key, func() fyne.CanvasObject { return p.findings(s) })
	p.columns.show(s)
	p.side.show(fmt.Sprintf("%p %v %v %v %v %v %v %v %v", s.Plan.Value, s.Plan.Busy, s.Plan.Err, s.Effort, s.Custom, s.Folds, s.Seed, s.Sealed, s.Distil), func() fyne.CanvasObject {
		return stack(p.effort(s), p.plan(s), p.experts(s))
	})
}

func (p *Prepare) strip(s *flow.State) fyne.CanvasObject {
	k := s.Known()
	if k == nil {
		return nil
	}
	open, _ := s.Findings()
	var high, medium, low int
	touched := map[string]bool{}
	for _, f := range open {
		switch f.Severity {
		case automl.High:
			high++
		case automl.Medium:
			medium++
		case automl.Low:
			low++
			continue
		}
		for _, c := range f.Columns {
			touched[c] = true
		}
	}
	box := container.NewHBox()
	if high > 0 {
		box.Add(pill(words.Problems(high), Bad))
	}
	if medium > 0 {
		box.Add(pill(words.Notices(medium), Warn))
	}
	if low > 0 {
		box.Add(pill(words.Hints(low), Plain))
	}
	used := len(k.Columns) - 1 - len(s.Drop) - len(touched)
	box.Add(pill(words.GoodColumns(max(used, 0)), Good))
	box.Add(layout.NewSpacer())
	if rec := s.Recommended(); len(rec) > 0 {
		fix := widget.NewButtonWithIcon(words.FixAllLabel, theme.ConfirmIcon(), func() { p.askFixAll(rec) })
		box.Add(fix)
	}
	return box
}

// askFixAll shows what the fixes would do first.
func (p *Prepare) askFixAll(columns []string) {
	list := container.NewVBox(text(words.FixAllBody(len(columns))))
	for _, f := range p.state.Known().Findings {
		for _, c := range f.Drop {
			if slices.Contains(columns, c) {
				list.Add(container.NewBorder(nil, nil, strong(words.Shorten(c, 28)), nil, line(f.Title)))
			}
		}
	}
	p.host.Ask(words.FixAllTitle, sized(list, 520, 120), words.FixAllYes, words.Cancel, func() { p.host.Do(flow.FixAll{}) })
}

func (p *Prepare) findings(s *flow.State) fyne.CanvasObject {
	switch {
	case s.Profile.Err != nil:
		return failure(p.host, s.Profile.Err, words.TryAgain, func() { p.host.Do(flow.Retry{}) })
	case s.Known() == nil:
		return sized(waiting(words.Examining), 200, 160)
	}
	open, settled := s.Findings()
	box := container.New(layout.NewCustomPaddedVBoxLayout(8))
	if len(open) == 0 {
		box.Add(banner(Good, words.AllClear, "", nil))
	}
	for _, sev := range []automl.Severity{automl.High, automl.Medium, automl.Low} {
		for _, f := range open {
			if f.Severity == sev {
				box.Add(p.finding(s, f, false))
			}
		}
	}
	if len(settled) > 0 {
		box.Add(strong(words.SettledTitle))
		for _, f := range settled {
			box.Add(p.finding(s, f, true))
		}
	}
	return box
}

func severityTone(s automl.Severity) Tone {
	switch s {
	case automl.High:
		return Bad
	case automl.Medium:
		return Warn
	case automl.Low:
	}
	return Plain
}

func (p *Prepare) finding(s *flow.State, f automl.Finding, settled bool) fyne.CanvasObject {
	buttons := container.NewHBox()
	switch {
	case settled && s.IsIgnored(f):
		buttons.Add(widget.NewButton(words.PutBack, func() { p.host.Do(flow.IgnoreFinding{Finding: f}) }))
	case settled:
		label := words.PutBack
		if _, ok := flow.RoleOf(f); ok {
			label = words.TakeBack
		}
		buttons.Add(widget.NewButton(label, func() { p.host.Do(flow.Fix{Finding: f, Back: true}) }))
	default:
		ignore := widget.NewButton(words.IgnoreIt, func() { p.host.Do(flow.IgnoreFinding{Finding: f, Ignore: true}) })
		ignore.Importance = widget.LowImportance
		buttons.Add(ignore)
		if label := fixLabel(f); label != "" {
			fix := widget.NewButton(label, func() { p.host.Do(flow.Fix{Finding: f}) })
			if f.Severity == automl.High {
				fix.Importance = widget.HighImportance
			}
			buttons.Add(fix)
		}
	}
	if settled {
		title := f.Title
		if role, ok := flow.RoleOf(f); ok && !s.IsIgnored(f) {
			title = words.RoleLine(role == flow.TimeRole, f.Columns[0])
		}
		return NewPanel(container.NewBorder(nil, nil, nil, container.NewCenter(buttons), line(title)))
	}
	head := container.NewHBox(container.NewCenter(pill(words.Severity(f.Severity), severityTone(f.Severity))))
	say := tight(boldWrapped(f.Title), text(f.Message))
	if f.Fix != "" {
		say.Add(muted(f.Fix))
	}
	return NewPanel(container.NewVBox(container.NewBorder(nil, nil, head, buttons), say))
}

// fixLabel says what the button of a finding does; empty when there is nothing to do.
func fixLabel(f automl.Finding) string {
	if role, ok := flow.RoleOf(f); ok {
		if role == flow.TimeRole {
			return words.FixTime
		}
		return words.FixGroup
	}
	if len(f.Drop) > 0 {
		return words.FixIt
	}
	return ""
}

func (p *Prepare) effort(s *flow.State) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(6))
	for i, e := range words.Efforts {
		tile := card.New(e.Name+" · "+e.Time, e.Help, nil, func() { p.host.Do(flow.SetEffort{Effort: flow.Effort(i)}) })
		tile.SetSelected(s.Effort == flow.Effort(i))
		box.Add(tile)
	}
	minutes := widget.NewEntry()
	minutes.SetPlaceHolder(words.CustomExample)
	if s.Effort == flow.Custom {
		minutes.SetText(strconv.FormatFloat(s.Custom.Minutes(), 'g', 4, 64))
	}
	minutes.Validator = func(t string) error {
		if t == "" {
			return nil
		}
		_, err := parseMinutes(t)
		return err
	}
	minutes.OnSubmitted = func(t string) {
		if d, err := parseMinutes(t); err == nil {
			p.host.Do(flow.SetEffort{Effort: flow.Custom, For: d})
		}
	}
	box.Add(container.NewBorder(nil, nil, container.NewCenter(caption(words.CustomTime)), container.NewCenter(caption(words.CustomHint)), minutes))
	return part(words.EffortTitle, box)
}

func parseMinutes(t string) (time.Duration, error) {
	m, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(t), ",", "."), 64)
	if err != nil || !(m >= 0.1 && m <= 600) {
		return 0, automl.Errorf("effort", automl.BadUsage, words.BadMinutes)
	}
	return time.Duration(m * float64(time.Minute)), nil
}

func (p *Prepare) plan(s *flow.State) fyne.CanvasObject {
	switch {
	case s.Plan.Err != nil:
		return failure(p.host, s.Plan.Err, words.TryAgain, func() { p.host.Do(flow.Retry{}) })
	case s.Plan.Value == nil:
		return part(words.PlanTitle, muted(words.PlanningIt))
	}
	v := s.Plan.Value
	box := part(words.PlanTitle, text(words.PlanLine(v)))
	inner := box.Content.(*fyne.Container)
	if m := words.MemoryLine(v); m != "" {
		inner.Add(muted(m))
	}
	for _, n := range v.Notes {
		inner.Add(muted(n))
	}
	return box
}

func (p *Prepare) experts(s *flow.State) fyne.CanvasObject {
	folds := newPicker([]words.Named{{ID: "0", Name: words.FoldsAuto}, {ID: "3", Name: "3"}, {ID: "5", Name: "5"}, {ID: "10", Name: "10"}}, func(id string) {
		n, _ := strconv.Atoi(id)
		p.host.Do(flow.SetFolds{Folds: n})
	})
	folds.set(strconv.Itoa(s.Folds))
	sealed := newPicker(words.SealedChoices, func(id string) {
		share, _ := strconv.ParseFloat(id, 64)
		p.host.Do(flow.SetSealed{Share: share})
	})
	sealed.set(strconv.FormatFloat(s.Sealed, 'g', -1, 64))
	seed := widget.NewEntry()
	seed.SetText(strconv.FormatUint(s.Seed, 10))
	seed.OnSubmitted = func(t string) {
		if n, err := strconv.ParseUint(strings.TrimSpace(t), 10, 64); err == nil {
			p.host.Do(flow.SetSeed{Seed: n})
		}
	}
	distil := widget.NewCheck(words.DistilLabel, nil)
	distil.SetChecked(s.Distil)
	distil.OnChanged = func(on bool) { p.host.Do(flow.SetDistil{On: on}) }
	form := container.New(layout.NewFormLayout(), caption(words.FoldsLabel), folds.sel, caption(words.SealedLabel), sealed.sel, caption(words.SeedLabel), seed)
	body := container.NewVBox(form, tight(distil, muted(words.DistilLine)))
	return folded(words.ExpertTitle, s.Folds != 0 || s.Seed != 1 || s.Sealed != 0 || s.Distil, body)
}

// columnTable lists the columns with a tick for use.
type columnTable struct {
	host  Host
	state *flow.State
	list  *widget.List
	root  fyne.CanvasObject
	cols  []automl.ColumnProfile
}

func newColumnTable(h Host) *columnTable {
	t := &columnTable{host: h}
	t.list = widget.NewList(func() int { return len(t.cols) }, t.make, t.fill)
	t.list.HideSeparators = true
	head := columnRow(container.NewHBox(), caption(words.ColumnName), caption(words.ColumnKind), caption(words.Empty), caption(words.LinkStrength))
	t.root = container.NewBorder(head, nil, nil, nil, t.list)
	return t
}

// columnRow lays a row out in the table's columns.
func columnRow(tick, name, kind, empty, link fyne.CanvasObject) *fyne.Container {
	return container.NewBorder(nil, nil, fixedWidth(tick, 36), container.NewHBox(fixedWidth(kind, 96), fixedWidth(empty, 76), fixedWidth(link, 120)), name)
}

func (t *columnTable) make() fyne.CanvasObject {
	return columnRow(widget.NewCheck("", nil), line(""), caption(""), caption(""),
		container.NewBorder(nil, nil, nil, fixedWidth(caption(""), 52), container.NewCenter(newMeter(0))))
}

func (t *columnTable) fill(i widget.ListItemID, o fyne.CanvasObject) {
	c := t.cols[i]
	row := o.(*fyne.Container)
	name := row.Objects[0].(*widget.Label)
	tick := row.Objects[1].(*fyne.Container).Objects[0].(*widget.Check)
	right := row.Objects[2].(*fyne.Container)
	cell := func(k int) fyne.CanvasObject { return right.Objects[k].(*fyne.Container).Objects[0] }
	target := c.Name == t.state.Target
	tick.OnChanged = nil
	tick.SetChecked(!t.state.IsDropped(c.Name) && !target)
	if target {
		tick.Disable()
	} else {
		tick.Enable()
	}
	tick.OnChanged = func(on bool) { t.host.Do(flow.UseColumns{Columns: []string{c.Name}, Use: on}) }
	name.SetText(c.Name)
	kind := words.Kind(c.Kind)
	if target {
		kind = words.TargetRole
	}
	cell(0).(*widget.Label).SetText(kind)
	cell(1).(*widget.Label).SetText(words.Share(c.Missing, t.state.Known().Rows))
	link := cell(2).(*fyne.Container)
	bar := link.Objects[0].(*fyne.Container).Objects[0].(*meter)
	label := link.Objects[1].(*fyne.Container).Objects[0].(*widget.Label)
	bar.set(max(c.Link, 0))
	label.SetText(words.NotMeasured)
	if c.Link >= 0 {
		label.SetText(words.Percent(c.Link))
	}
}

func (t *columnTable) show(s *flow.State) {
	t.state = s
	k := s.Known()
	if k == nil {
		t.cols = nil
		t.list.Refresh()
		return
	}
	t.cols = k.Columns
	t.list.Refresh()
}
