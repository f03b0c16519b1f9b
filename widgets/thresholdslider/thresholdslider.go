// Package thresholdslider lets a person choose the probability from which a case is
// flagged, and counts at once what that does to the rows.
package thresholdslider

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"winnow/widgets/kit"
)

// Slider is a slider with a typed value. It speaks through OnChanged at every move and
// OnSettled when a move ends, each with the threshold from 0 to 1.
type Slider struct {
	widget.BaseWidget
	OnChanged func(threshold float64)
	OnSettled func(threshold float64)

	value  float64
	slider *widget.Slider
	entry  *widget.Entry
	root   *fyne.Container
	quiet  bool // an own change is under way
}

// New makes a slider at 0.5 with a label before it.
func New(label string) *Slider {
	s := &Slider{value: 0.5}
	s.ExtendBaseWidget(s)
	s.slider = widget.NewSlider(0, 1)
	s.slider.Step = 0.005
	s.slider.OnChanged = func(v float64) { s.move(v, true) }
	s.slider.OnChangeEnded = func(float64) {
		if !s.quiet {
			s.settle()
		}
	}
	s.entry = widget.NewEntry()
	s.entry.Validator = func(text string) error { _, err := parse(text); return err }
	s.entry.OnSubmitted = func(text string) {
		if v, err := parse(text); err == nil {
			s.move(v, true)
			s.settle()
		}
	}
	room := container.NewGridWrap(s.entry.MinSize().Max(fyne.NewSize(s.entry.MinSize().Height*2.4, 0)), s.entry)
	s.root = container.NewBorder(nil, nil, widget.NewLabel(label), room, kit.Track(s.slider))
	s.show()
	return s
}

func parse(text string) (float64, error) {
	text = strings.Replace(strings.TrimSpace(text), ",", ".", 1)
	scale := 1.0
	if t, ok := strings.CutSuffix(text, "%"); ok {
		text, scale = strings.TrimSpace(t), 100
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || v < 0 || v > scale {
		return 0, fmt.Errorf("a number from 0 to 1, or a percentage")
	}
	return v / scale, nil
}

// SetThreshold moves the slider without calling back.
func (s *Slider) SetThreshold(v float64) { s.move(v, false) }

// Threshold is the present threshold.
func (s *Slider) Threshold() float64 { return s.value }

func (s *Slider) move(v float64, tell bool) {
	if s.quiet || math.IsNaN(v) {
		return
	}
	s.value = math.Max(0, math.Min(1, v))
	s.show()
	if tell && s.OnChanged != nil {
		s.OnChanged(s.value)
	}
}

func (s *Slider) settle() {
	if s.OnSettled != nil {
		s.OnSettled(s.value)
	}
}

// show brings slider and entry in step with the value.
func (s *Slider) show() {
	s.quiet = true
	s.slider.SetValue(s.value)
	s.entry.SetText(strconv.FormatFloat(math.Round(s.value*1e4)/1e4, 'f', -1, 64))
	s.quiet = false
}

// CreateRenderer is for Fyne.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.root) }
