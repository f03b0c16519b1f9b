package pages

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/commandline"
	"winnow/widgets/qrcode"
)

// serving lets the model answer over HTTP and shows what is asked.
type serving struct {
	host  Host
	state *flow.State
	slot  *slot
	tab   *container.TabItem

	port    *widget.Entry
	others  bool
	running *automl.Serving // as last looked at; nil: none
	busy    string          // what is being waited for
	err     error
	looking bool // at the counts, once a second
	known   bool // whether a server runs was asked: a page may be made anew beside one
	stops   int  // how often the server was stopped here
	counts  *servingCounts
}

const (
	usualPort = 8080
	lookEvery = time.Second
)

func newServing(h Host) *serving {
	v := &serving{host: h, slot: newSlot(), port: widget.NewEntry(), counts: newServingCounts()}
	v.port.SetText(strconv.Itoa(usualPort))
	v.port.Validator = func(s string) error {
		if n, err := strconv.Atoi(s); err != nil || n < 1 || n > 65535 {
			return automl.Errorf("serve", automl.BadUsage, words.ServeBadPort)
		}
		return nil
	}
	v.port.OnChanged = func(string) { v.refresh() }
	v.tab = container.NewTabItem(words.TabServe, container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), v.slot.box))
	return v
}

// show brings the tab up to date.
func (v *serving) show(s *flow.State) {
	v.state = s
	if !v.known {
		v.known = true
		v.look()
	}
	v.refresh()
}

// model names the model looked at.
func (v *serving) model() string {
	q := v.state.ExportQuery()
	return q.Model + "|" + q.Run + "|" + q.Row
}

// served names the model that answers in the same way.
func (v *serving) served() string {
	q := v.running.Request
	return q.Model + "|" + q.Run + "|" + q.Row
}

func (v *serving) refresh() {
	if v.state == nil {
		return
	}
	switch {
	case v.busy != "":
		v.slot.show("busy"+v.busy, func() fyne.CanvasObject { return waiting(v.busy) })
	case v.running == nil:
		v.slot.show(fmt.Sprint("idle", v.others, v.err, v.port.Validate()), v.idle)
	default:
		v.slot.show("at"+v.running.Address+v.running.Model+v.served()+v.model(), v.active)
		v.counts.show(v.running)
	}
}

// idle asks who may ask, and where.
func (v *serving) idle() fyne.CanvasObject {
	who := widget.NewRadioGroup([]string{words.ServeMine, words.ServeOthers}, nil)
	who.Required = true
	who.SetSelected(words.ServeMine)
	if v.others {
		who.SetSelected(words.ServeOthers)
	}
	who.OnChanged = func(on string) {
		v.others = on == words.ServeOthers
		v.refresh()
	}
	start := widget.NewButtonWithIcon(words.ServeStart, theme.MediaPlayIcon(), v.start)
	start.Importance = widget.HighImportance
	if v.port.Validate() != nil {
		start.Disable()
	}
	body := stack(tight(subheading(words.ServeTitle), muted(words.ServeLead)),
		container.NewBorder(nil, nil, fixedWidth(topAligned(widget.NewLabel(words.ServeWho)), 110), nil, who),
		container.NewBorder(nil, nil, container.NewHBox(fixedWidth(widget.NewLabel(words.ServePort), 110), fixedWidth(v.port, 90)), nil))
	if v.others {
		body.Add(banner(Warn, words.ServeWarning, "", nil))
	}
	if v.err != nil {
		body.Add(failure(v.host, v.err, "", nil))
	}
	body.Add(container.NewHBox(start, v.command()))
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, scrollRoom, 0, scrollRoom), NewPanel(body)))
}

func topAligned(o fyne.CanvasObject) fyne.CanvasObject { return container.NewVBox(o) }

func (v *serving) command() *widget.Button {
	b := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() {
		port, err := strconv.Atoi(v.port.Text)
		if err != nil {
			port = usualPort
		}
		v.host.Copy(v.state.ServeCommand(port, v.others))
	})
	b.Importance = widget.LowImportance
	return b
}

// active shows where the model answers and what came of it.
func (v *serving) active() fyne.CanvasObject {
	r := v.running
	stop := widget.NewButtonWithIcon(words.ServeStop, theme.MediaStopIcon(), v.stop)
	head := container.NewBorder(nil, nil, nil, container.NewCenter(stop), banner(Good, words.ServesAt(r), "", nil))
	body := stack(head)
	if v.served() != v.model() {
		body.Add(banner(Accent, words.ServesOther(r), words.ServeInstead, v.start))
	}
	body.Add(v.counts.root)
	about := stack(v.fact(words.ServeAddress, r.Address))
	if r.Key != "" {
		about.Add(v.fact(words.ServeKey, r.Key))
	}
	line := commandline.Curl(r.Address, r.Key, r.Sample)
	curl := widget.NewButtonWithIcon(words.ServeCurl, theme.ContentCopyIcon(), func() { v.host.Copy(line) })
	about.Add(wrapped(widget.NewButtonWithIcon(words.ServeDocs, theme.HelpIcon(), v.docs), curl, v.command()))
	if r.Key != "" {
		scan := container.NewVBox(container.NewCenter(qrcode.New(r.Address+"/docs", 150)), fixedWidth(muted(words.ServeScan), 190))
		body.Add(NewPanel(container.NewBorder(nil, nil, nil, scan, stack(about, code(line)))))
	} else {
		body.Add(NewPanel(stack(about, code(line))))
	}
	return container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, scrollRoom, 0, scrollRoom), body))
}

// fact is a value that can be copied.
func (v *serving) fact(name, value string) fyne.CanvasObject {
	b := widget.NewButtonWithIcon("", theme.ContentCopyIcon(), func() { v.host.Copy(value) })
	b.Importance = widget.LowImportance
	l := widget.NewLabelWithStyle(value, fyne.TextAlignLeading, fyne.TextStyle{Monospace: true})
	l.Selectable = true
	return container.NewHBox(fixedWidth(widget.NewLabel(name), 80), l, b)
}

func (v *serving) docs() {
	u, err := url.Parse(v.running.Address + "/docs")
	if err == nil {
		err = fyne.CurrentApp().OpenURL(u)
	}
	if err != nil {
		v.host.Copy(v.running.Address + "/docs")
	}
}

func (v *serving) start() {
	port, err := strconv.Atoi(v.port.Text)
	if err != nil {
		return
	}
	req := v.state.ServeRequest(port, v.others)
	var got *automl.Serving
	v.wait(words.ServeBusy, func(ctx context.Context, svc automl.Service) error {
		var err error
		got, err = svc.Serve(ctx, req)
		return err
	}, func() {
		v.running = got
		v.look()
	})
}

func (v *serving) stop() {
	v.wait(words.ServeStopping, func(ctx context.Context, svc automl.Service) error { return svc.StopServing(ctx) },
		func() { v.running, v.stops = nil, v.stops+1 })
}

// wait does work away from the window; without an error it does what follows.
func (v *serving) wait(what string, work func(ctx context.Context, svc automl.Service) error, then func()) {
	v.busy, v.err = what, nil
	v.refresh()
	var err error
	v.host.Query(func(ctx context.Context, svc automl.Service) { err = work(ctx, svc) }, func() {
		v.busy = ""
		if v.err = err; err == nil {
			then()
		}
		v.refresh()
	})
}

// look fetches the counts, and again after a while as long as the model answers.
func (v *serving) look() {
	if v.looking {
		return
	}
	v.looking = true
	stops := v.stops
	var now *automl.Serving
	v.host.Query(func(_ context.Context, svc automl.Service) { now = svc.Served() }, func() {
		v.looking = false
		if stops != v.stops || v.running == nil && now == nil {
			return
		}
		v.running = now
		if now == nil || now.Ended != nil {
			if v.running = nil; now != nil {
				v.err = now.Ended
			}
			v.refresh()
			return
		}
		v.refresh()
		v.host.Later(lookEvery, v.look)
	})
}
