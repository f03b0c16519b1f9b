// Package jobbar is the bar at the foot of the window: what is running, how far it is,
// how to stop it, and how much memory is in use.
package jobbar

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Unknown is the share of a job that cannot say how far it is.
const Unknown = -1.0

// Bar shows at most one job. It speaks through OnStop, when a person presses Stop; the
// button then waits, greyed out, until the app calls Run or Idle.
type Bar struct {
	widget.BaseWidget
	OnStop func()
	// Still leaves the spinner unmoving, for people who asked for less motion.
	Still bool

	spinner  *widget.Activity
	progress *strip
	text     *widget.Label
	memory   *widget.Label
	stop     *widget.Button
	line     *canvas.Rectangle
	root     *fyne.Container
	running  bool
}

// New makes an idle bar.
func New(stop func()) *Bar {
	b := &Bar{OnStop: stop}
	b.ExtendBaseWidget(b)
	b.spinner = widget.NewActivity()
	b.progress = newStrip()
	b.text = widget.NewLabel("")
	b.text.Truncation = fyne.TextTruncateEllipsis
	b.memory = widget.NewLabel("")
	b.memory.Importance = widget.LowImportance
	b.stop = widget.NewButtonWithIcon("Stop", theme.MediaStopIcon(), b.tapStop)
	b.line = canvas.NewRectangle(nil)
	left := container.NewHBox(container.NewCenter(b.spinner))
	right := container.NewHBox(container.New(layout.NewCustomPaddedLayout(0, 0, 0, 6), container.NewCenter(b.progress)), b.stop, b.memory)
	b.line.SetMinSize(fyne.NewSize(1, 1))
	b.root = container.NewBorder(b.line, nil, nil, nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 8, 8), container.NewBorder(nil, nil, left, right, b.text)))
	b.Idle("")
	return b
}

func (b *Bar) tapStop() {
	b.stop.Disable()
	b.stop.SetText("Stopping…")
	if b.OnStop != nil {
		b.OnStop()
	}
}

// Run shows a job: what it does, and its share done from 0 to 1, or Unknown.
func (b *Bar) Run(text string, share float64) {
	if !b.running {
		b.stop.Enable()
		b.stop.SetText("Stop")
		b.spinner.Show()
		b.stop.Show()
		if !b.Still {
			b.spinner.Start()
		}
	}
	b.running = true
	b.text.SetText(text)
	if share >= 0 {
		b.progress.set(share)
		b.progress.Show()
	} else {
		b.progress.Hide()
	}
}

// Idle ends the job and leaves a last message, which may be empty.
func (b *Bar) Idle(message string) {
	b.running = false
	b.spinner.Stop()
	b.spinner.Hide()
	b.stop.Hide()
	b.progress.Hide()
	b.text.SetText(message)
	b.Refresh()
}

// Running reports whether a job is shown.
func (b *Bar) Running() bool { return b.running }

// Text is what the bar says.
func (b *Bar) Text() string { return b.text.Text }

// SetMemory shows memory in use and its limit, in bytes; a limit of 0 shows none.
func (b *Bar) SetMemory(used, limit int64) {
	text := Bytes(used)
	if limit > 0 {
		text += " of " + Bytes(limit)
	}
	b.memory.SetText(text)
	b.memory.Importance = widget.LowImportance
	if limit > 0 && float64(used) > 0.85*float64(limit) {
		b.memory.Importance = widget.WarningImportance
		b.memory.SetText(text + " – nearly full")
	}
	b.memory.Refresh()
}

// Bytes spells an amount of memory: "85 MB", "1.2 GB".
func Bytes(n int64) string {
	switch v := float64(n); {
	case v >= 1e10:
		return fmt.Sprintf("%.0f GB", v/1e9)
	case v >= 1e9:
		return fmt.Sprintf("%.1f GB", v/1e9)
	case v >= 1e6:
		return fmt.Sprintf("%.0f MB", v/1e6)
	default:
		return fmt.Sprintf("%.0f kB", v/1e3)
	}
}

// Refresh follows a changed theme.
func (b *Bar) Refresh() {
	b.line.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, b)
	b.BaseWidget.Refresh()
}

// CreateRenderer is for Fyne.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	b.line.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, b)
	return widget.NewSimpleRenderer(b.root)
}
