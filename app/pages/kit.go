package pages

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "winnow/app/theme"
	"winnow/app/words"
)

// Tone is the meaning of a coloured mark; the words beside it say the same.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Accent
	Good
	Warn
	Bad
)

func (t Tone) colors() (ground, text fyne.ThemeColorName) {
	switch t {
	case Accent:
		return look.AccentSoft, look.AccentText
	case Good:
		return look.GoodSoft, look.GoodText
	case Warn:
		return look.WarnSoft, look.WarnText
	case Bad:
		return look.BadSoft, look.BadText
	case Plain:
	}
	return theme.ColorNameHeaderBackground, look.Muted
}

// Panel is a rounded ground with content on it.
type Panel struct {
	widget.BaseWidget
	Content fyne.CanvasObject
	Fill    fyne.ThemeColorName
	Border  fyne.ThemeColorName
	Radius  float32
	Pad     float32
}

// NewPanel makes a card-like ground.
func NewPanel(content fyne.CanvasObject) *Panel {
	p := &Panel{Content: content, Fill: look.Card, Border: look.Line, Radius: 10, Pad: 10}
	p.ExtendBaseWidget(p)
	return p
}

// Inside is the content, for those who look for what lies in it.
func (p *Panel) Inside() fyne.CanvasObject { return p.Content }

// CreateRenderer is for Fyne.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	r := &panelRenderer{p: p, back: canvas.NewRectangle(color.Transparent)}
	r.tint()
	return r
}

type panelRenderer struct {
	p    *Panel
	back *canvas.Rectangle
}

func (r *panelRenderer) tint() {
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = color.Transparent, nil, 0
	if r.p.Fill != "" {
		r.back.FillColor = theme.ColorForWidget(r.p.Fill, r.p)
	}
	if r.p.Border != "" {
		r.back.StrokeColor, r.back.StrokeWidth = theme.ColorForWidget(r.p.Border, r.p), 1
	}
	r.back.CornerRadius = r.p.Radius
}

func (r *panelRenderer) Destroy() {}

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.p.Content}
}

func (r *panelRenderer) MinSize() fyne.Size {
	return r.p.Content.MinSize().AddWidthHeight(2*r.p.Pad, 2*r.p.Pad)
}

func (r *panelRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.p.Content.Move(fyne.NewPos(r.p.Pad, r.p.Pad))
	r.p.Content.Resize(size.SubtractWidthHeight(2*r.p.Pad, 2*r.p.Pad))
}

func (r *panelRenderer) Refresh() {
	r.tint()
	r.back.Refresh()
	r.p.Content.Refresh()
}

// text is a paragraph that wraps.
func text(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// muted is a paragraph of less weight.
func muted(s string) *widget.Label {
	l := text(s)
	l.Importance = widget.LowImportance
	return l
}

// line is one line that is cut with an ellipsis where it does not fit.
func line(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// caption is small text of less weight, on one line.
func caption(s string) *widget.Label {
	l := widget.NewLabel(s)
	l.Importance, l.SizeName = widget.LowImportance, theme.SizeNameCaptionText
	return l
}

// strong is one line of bold text.
func strong(s string) *widget.Label {
	return widget.NewLabelWithStyle(s, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
}

// heading is the title of a page.
func heading(s string) *widget.Label {
	l := widget.NewLabelWithStyle(s, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = theme.SizeNameHeadingText
	return l
}

// subheading is the title of a part of a page.
func subheading(s string) *widget.Label {
	l := widget.NewLabelWithStyle(s, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = theme.SizeNameSubHeadingText
	return l
}

// wrappedHeading is a subheading that wraps.
func wrappedHeading(s string) *widget.Label {
	l := subheading(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// titled is a page's head: a title and what to do here.
func titled(title, lead string) fyne.CanvasObject {
	return tight(heading(title), muted(lead))
}

// tight stacks objects closely.
func tight(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&pileLayout{-8}, objects...)
}

// stack puts objects below each other with room between.
func stack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&pileLayout{10}, objects...)
}

// wrapped puts objects beside each other and wraps the line.
func wrapped(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowsLayout{gap: 8}, objects...)
}

// part is a panel with a title over its content.
func part(title string, objects ...fyne.CanvasObject) *Panel {
	if title == "" {
		return NewPanel(container.NewVBox(objects...))
	}
	return NewPanel(container.NewVBox(append([]fyne.CanvasObject{subheading(title)}, objects...)...))
}

// pill is a word on a coloured ground.
func pill(s string, tone Tone) *Panel {
	ground, ink := tone.colors()
	p := NewPanel(newInk(s, ink, theme.SizeNameCaptionText, true))
	p.Fill, p.Border, p.Radius, p.Pad = ground, "", 9, 0
	p.Content = container.New(layout.NewCustomPaddedLayout(2, 2, 9, 9), p.Content)
	return p
}

// ink is one line of text in a colour of the theme.
type ink struct {
	widget.BaseWidget
	text *canvas.Text
	name fyne.ThemeColorName
	size fyne.ThemeSizeName
}

func newInk(s string, name fyne.ThemeColorName, size fyne.ThemeSizeName, bold bool) *ink {
	i := &ink{text: canvas.NewText(s, color.Black), name: name, size: size}
	i.text.TextStyle.Bold = bold
	i.ExtendBaseWidget(i)
	i.tint()
	return i
}

func (i *ink) tint() {
	i.text.Color = theme.ColorForWidget(i.name, i)
	i.text.TextSize = theme.SizeForWidget(i.size, i)
}

// Refresh follows the theme.
func (i *ink) Refresh() {
	i.tint()
	i.text.Refresh()
	i.BaseWidget.Refresh()
}

// SetText changes the words.
func (i *ink) SetText(s string) {
	if i.text.Text != s {
		i.text.Text = s
		i.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (i *ink) CreateRenderer() fyne.WidgetRenderer {
	i.tint()
	return widget.NewSimpleRenderer(i.text)
}

// figureCard shows one number large with its name below.
func figureCard(value, name string) fyne.CanvasObject {
	v := newInk(value, theme.ColorNameForeground, theme.SizeNameSubHeadingText, true)
	n := newInk(name, look.Muted, theme.SizeNameCaptionText, false)
	p := NewPanel(container.New(layout.NewCustomPaddedVBoxLayout(2), v, n))
	p.Pad = 11
	return p
}

// banner is a sentence on a coloured ground with an optional button.
func banner(tone Tone, message, action string, tapped func()) fyne.CanvasObject {
	ground, _ := tone.colors()
	var button fyne.CanvasObject
	if action != "" {
		button = container.NewCenter(widget.NewButton(action, tapped))
	}
	icon := theme.InfoIcon()
	switch tone {
	case Warn:
		icon = theme.WarningIcon()
	case Bad:
		icon = theme.ErrorIcon()
	case Good:
		icon = theme.ConfirmIcon()
	case Plain, Accent:
	}
	p := NewPanel(container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(icon)), button, text(message)))
	p.Fill, p.Border, p.Pad = ground, "", 5
	return p
}

// failure shows an error as a sentence with what to do about it.
func failure(h Host, err error, action string, tapped func()) fyne.CanvasObject {
	msg, hint := words.Problem(err)
	say := tight(boldWrapped(msg))
	if hint != "" {
		say.Add(text(hint))
	}
	buttons := container.NewHBox()
	if action != "" {
		buttons.Add(widget.NewButton(action, tapped))
	}
	details := widget.NewButton(words.CopyDetails, func() { h.Copy(words.Details(err)) })
	details.Importance = widget.LowImportance
	buttons.Add(details)
	p := NewPanel(container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(theme.ErrorIcon())), container.NewCenter(buttons), say))
	p.Fill, p.Border, p.Pad = look.BadSoft, "", 6
	return p
}

func boldWrapped(s string) *widget.Label {
	l := text(s)
	l.TextStyle.Bold = true
	return l
}

// waiting says that something is on its way.
func waiting(what string) fyne.CanvasObject {
	bar := widget.NewProgressBarInfinite()
	return container.NewCenter(container.NewVBox(widget.NewLabelWithStyle(what, fyne.TextAlignCenter, fyne.TextStyle{}),
		container.NewGridWrap(fyne.NewSize(240, 6), bar)))
}

// scrolled makes content scroll when the window is too small for it.
func scrolled(content fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 16, 4, 12), content))
}

// slot holds one object that changes; it rebuilds only when its key does.
type slot struct {
	box *fyne.Container
	key string
}

func newSlot() *slot { return &slot{box: container.NewStack()} }

// show puts in what build makes unless it was built for the same key before.
func (s *slot) show(key string, build func() fyne.CanvasObject) {
	if s.key == key && key != "" {
		return
	}
	s.key = key
	o := build()
	if o == nil {
		s.box.Objects = nil
		s.box.Hide()
	} else {
		s.box.Objects = []fyne.CanvasObject{o}
		s.box.Show()
	}
	s.box.Refresh()
}
