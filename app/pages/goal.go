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
	"winnow/widgets/card"
	"winnow/widgets/kit"
)

// Goal is the step that says what is predicted and what a good model is.
type Goal struct {
	host   Host
	state  *flow.State
	root   fyne.CanvasObject
	search *widget.Entry
	list   *slot
	detail *slot
	query  string
}

// NewGoal makes the page.
func NewGoal(h Host) *Goal {
	p := &Goal{host: h, list: newSlot(), detail: newSlot()}
	p.search = widget.NewEntry()
	p.search.SetPlaceHolder(words.FindColumn)
	p.search.OnChanged = func(q string) {
		p.query = q
		if p.state != nil {
			p.Show(p.state)
		}
	}
	left := NewPanel(container.NewBorder(container.New(layout.NewCustomPaddedLayout(0, 6, 0, 0), p.search), nil, nil, nil,
		container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 4, 4, 12), p.list.box))))
	right := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 12, 4, 12), p.detail.box))
	p.root = container.NewBorder(titled(words.GoalTitle, words.GoalLead), nil, nil, nil, beside(left, right, 0.36))
	return p
}

// Object is the page's content.
func (p *Goal) Object() fyne.CanvasObject { return p.root }

// Focus is the field to start in.
func (p *Goal) Focus() fyne.Focusable { return p.search }

// Show brings the page up to date.
func (p *Goal) Show(s *flow.State) {
	p.state = s
	cols := s.Columns()
	p.list.show(fmt.Sprintf("%p %d %s %s", s.Overview.Value, len(cols), p.query, s.Target), func() fyne.CanvasObject {
		return p.candidates(s)
	})
	key := fmt.Sprintf("%p %v %v %s|%s|%s|%s|%s|%s|%s", s.Known(), s.Profile.Busy, s.Profile.Err, s.Target, s.Task, s.Pos, s.Metric, s.Group, s.Time, s.Weight)
	p.detail.show(key, func() fyne.CanvasObject { return p.details(s) })
}

func (p *Goal) candidates(s *flow.State) fyne.CanvasObject {
	if s.Overview.Value == nil {
		return waiting(words.DescribingIt + "…")
	}
	list := flow.Candidates(s.Overview.Value.Columns, p.query)
	if len(list) == 0 {
		return muted(words.NoSuchColumn)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(3))
	for _, c := range list {
		box.Add(p.candidate(s, c))
	}
	return box
}

func (p *Goal) candidate(s *flow.State, c flow.Candidate) fyne.CanvasObject {
	note := words.Kind(c.Column.Kind)
	name := look.Muted
	if c.Why != "" {
		note = words.Cannot(c.Why)
	} else {
		name = theme.ColorNameForeground
	}
	title := newInk(words.Shorten(c.Column.Name, 30), name, theme.SizeNameText, c.Column.Name == s.Target)
	sub := newInk(note, look.Muted, theme.SizeNameCaptionText, false)
	row := container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(kindIcon(c.Column.Kind))), nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 6, 0), container.New(layout.NewCustomPaddedVBoxLayout(0), title, sub)))
	target := c.Column.Name
	k := kit.NewSurface(row, func() { p.host.Do(flow.SetTarget{Column: target}) })
	k.Selected, k.Disabled = target == s.Target, c.Why != ""
	k.Pad = 7
	if k.Disabled {
		k.OnTapped = nil
	}
	return k
}

func (p *Goal) details(s *flow.State) fyne.CanvasObject {
	if s.Target == "" {
		return noData(words.PickTarget, "", nil)
	}
	if s.Profile.Err != nil {
		return failure(p.host, s.Profile.Err, words.TryAgain, func() { p.host.Do(flow.Retry{}) })
	}
	box := stack()
	if why := s.Block(); why != "" {
		box.Add(banner(Bad, why, "", nil))
	}
	k := s.Known()
	if k == nil {
		box.Add(sized(waiting(words.Examining), 200, 160))
		return box
	}
	box.Add(p.taskCard(s, k))
	if k.Task == automl.Binary && len(k.Classes) == 2 {
		box.Add(p.positive(s, k))
	}
	box.Add(p.goodness(s, k))
	box.Add(p.roles(s, k))
	return box
}

func (p *Goal) taskCard(s *flow.State, k *automl.Profile) fyne.CanvasObject {
	names := []words.Named{{ID: "", Name: words.FoundOut}}
	for _, t := range automl.Tasks {
		names = append(names, words.Named{ID: string(t), Name: words.Task(t)})
	}
	task := newPicker(names, func(id string) { p.host.Do(flow.SetTask{Task: automl.Task(id)}) })
	task.set(string(s.Task))
	head := container.NewBorder(nil, nil, nil, container.NewCenter(sized(task.sel, 150, 0)),
		tight(wrappedHeading(words.TaskLine(k.Task, s.Target)), muted(words.TaskHelp(k.Task, len(k.Classes)))))
	box := container.NewVBox(head)
	c := s.Column(s.Target)
	switch {
	case len(k.Classes) > 0:
		box.Add(valueBars(k.Classes, k.Rows, 6))
	case c != nil:
		box.Add(distribution(c, k.Rows))
		box.Add(caption(words.RangeLine(c)))
	}
	if c != nil && c.Missing > 0 {
		box.Add(muted(words.LeftOut(c.Missing)))
	}
	return NewPanel(box)
}

func (p *Goal) positive(s *flow.State, k *automl.Profile) fyne.CanvasObject {
	chosen := s.Pos
	if chosen == "" {
		chosen = k.Classes[1].Value
	}
	grid := container.NewGridWithColumns(2)
	for _, c := range k.Classes {
		value := c.Value
		tile := card.New(words.Shorten(value, 24), words.Count(c.Count, "row", "rows"), nil, func() { p.host.Do(flow.SetPositive{Class: value}) })
		tile.SetSelected(value == chosen)
		grid.Add(tile)
	}
	return part(words.WhichMatters, muted(words.WhichHelp), grid)
}

func (p *Goal) goodness(s *flow.State, k *automl.Profile) fyne.CanvasObject {
	grid := container.NewGridWithColumns(2)
	for _, g := range words.GoodnessFor(k.Task) {
		if _, ok := p.host.Catalog().Metric(g.Metric, k.Task); !ok {
			continue
		}
		tile := card.New(g.Name, g.Help, nil, func() { p.host.Do(flow.SetMetric{Metric: g.Metric}) })
		tile.SetSelected(s.MetricNow() == g.Metric)
		grid.Add(tile)
	}
	var names []words.Named
	for _, m := range p.host.Catalog().MetricsFor(k.Task) {
		names = append(names, words.Named{ID: m.ID, Name: m.Name})
	}
	metric := newPicker(names, func(id string) { p.host.Do(flow.SetMetric{Metric: id}) })
	metric.set(s.MetricNow())
	expert := container.NewBorder(nil, nil, container.NewCenter(caption(words.Expert)), nil, metric.sel)
	return part(words.WhatIsGood, grid, fixedWidth(expert, 320))
}

func (p *Goal) roles(s *flow.State, k *automl.Profile) fyne.CanvasObject {
	var any, times, nums []words.Named
	for _, list := range []*[]words.Named{&any, &times, &nums} {
		*list = append(*list, words.Named{ID: "", Name: words.None})
	}
	for i := range k.Columns {
		c := &k.Columns[i]
		n := words.Named{ID: c.Name, Name: c.Name}
		if c.Name == s.Target || c.Constant {
			continue
		}
		any = append(any, n)
		switch c.Kind {
		case table.Time:
			times = append(times, n)
		case table.Number:
			nums = append(nums, n)
			times = append(times, n)
		case table.Category, table.YesNo, table.Text:
		}
	}
	row := func(role flow.Role, name, help, now string, list []words.Named) fyne.CanvasObject {
		pick := newPicker(list, func(id string) { p.host.Do(flow.SetRole{Role: role, Column: id}) })
		pick.set(now)
		return container.NewBorder(nil, nil, nil, container.NewCenter(sized(pick.sel, 190, 0)), tight(strong(name), muted(help)))
	}
	body := container.NewVBox(
		row(flow.GroupRole, words.GroupLabel, words.Hinted(words.GroupHelp, k.Group), s.Group, any),
		row(flow.TimeRole, words.TimeLabel, words.Hinted(words.TimeHelp, k.Time), s.Time, times),
		row(flow.WeightRole, words.WeightLabel, words.WeightHelp, s.Weight, nums))
	open := s.Group != "" || s.Time != "" || s.Weight != ""
	return folded(words.SpecialColumns, open, body)
}

// folded is a title that shows or hides what is below it.
func folded(title string, open bool, body fyne.CanvasObject) fyne.CanvasObject {
	item := widget.NewAccordionItem(title, body)
	item.Open = open
	p := NewPanel(widget.NewAccordion(item))
	p.Pad = 2
	return p
}
