// Package thresholdslider lets a person choose the probability from which a case is
// flagged, and shows at once what that does to the rows.
package thresholdslider

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Slider is a slider with a typed value, presets, the four counts and a sentence. It
// speaks through OnChanged at every move and OnSettled when a move ends, each with the
// threshold from 0 to 1.
type Slider struct {
	widget.BaseWidget
	OnChanged func(threshold float64)
	OnSettled func(threshold float64)

	positive string // name of the class of interest
	counts   *Counts
	value    float64

	slider   *widget.Slider
	entry    *widget.Entry
	cells    [4]*widget.Label // flagged right, flagged wrong, missed, let be
	sentence *widget.Label
	presets  []*widget.Button
	root     *fyne.Container
	quiet    bool // an own change is under way
}

// New makes a slider at 0.5 without counts. Positive is the name of the class of interest.
func New(positive string) *Slider {
	s := &Slider{positive: positive, value: 0.5}
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
	for i := range s.cells {
		s.cells[i] = widget.NewLabel("")
		s.cells[i].Alignment = fyne.TextAlignTrailing
	}
	s.sentence = widget.NewLabel("")
	s.sentence.Wrapping = fyne.TextWrapWord
	s.root = s.arrange()
	s.show()
	return s
}

func (s *Slider) arrange() *fyne.Container {
	presets := container.NewHBox()
	for _, p := range []struct {
		name  string
		score func(Decision) float64
	}{
		{"Best F1", Decision.F1},
		{"Balanced", Decision.Balanced},
		{"50%", nil},
	} {
		b := widget.NewButton(p.name, func() { s.preset(p.score) })
		s.presets = append(s.presets, b)
		presets.Add(b)
	}
	room := container.NewGridWrap(s.entry.MinSize().Max(fyne.NewSize(s.entry.MinSize().Height*2.4, 0)), s.entry)
	line := container.NewBorder(nil, nil, widget.NewLabel("Flag from"), room, s.slider)
	return container.NewVBox(line, presets, s.grid(), s.sentence)
}

// grid is the confusion matrix in words.
func (s *Slider) grid() fyne.CanvasObject {
	head := func(text string) *widget.Label {
		l := widget.NewLabelWithStyle(text, fyne.TextAlignTrailing, fyne.TextStyle{Bold: true})
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	side := func(text string) *widget.Label {
		l := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}
	return container.NewGridWithColumns(3,
		widget.NewLabel(""), head("Flagged"), head("Not flagged"),
		side("Really "+s.positive), s.cells[0], s.cells[2],
		side("Really not "+s.positive), s.cells[1], s.cells[3],
	)
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

// SetCounts shows what thresholds do to these rows; nil shows no counts.
func (s *Slider) SetCounts(c *Counts) {
	s.counts = c
	s.show()
}

// SetThreshold moves the slider without calling back.
func (s *Slider) SetThreshold(v float64) { s.move(v, false) }

// Threshold is the present threshold.
func (s *Slider) Threshold() float64 { return s.value }

// Sentence is what the slider says about the present threshold.
func (s *Slider) Sentence() string { return s.sentence.Text }

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

func (s *Slider) preset(score func(Decision) float64) {
	v := 0.5
	if score != nil {
		if s.counts == nil {
			return
		}
		v = s.counts.Best(score)
	}
	s.move(v, true)
	s.settle()
}

// show brings slider, entry, counts and sentence in step with the value.
func (s *Slider) show() {
	s.quiet = true
	s.slider.SetValue(s.value)
	s.entry.SetText(strconv.FormatFloat(math.Round(s.value*1e4)/1e4, 'f', -1, 64))
	s.quiet = false
	for _, b := range s.presets[:2] {
		if s.counts == nil {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	if s.counts == nil {
		for _, c := range s.cells {
			c.SetText("")
		}
		s.sentence.SetText("")
		return
	}
	d := s.counts.At(s.value)
	for i, n := range []int{d.TruePositives, d.FalsePositives, d.FalseNegatives, d.TrueNegatives} {
		mark := "✓ "
		if i == 1 || i == 2 {
			mark = "✗ "
		}
		s.cells[i].Importance = widget.SuccessImportance
		if i == 1 || i == 2 {
			s.cells[i].Importance = widget.DangerImportance
		}
		s.cells[i].SetText(mark + thousands(n))
	}
	s.sentence.SetText(d.Sentence(s.positive))
}

// Sentence says what a decision means, in numbers a person can picture.
func (d Decision) Sentence(positive string) string {
	if d.Flagged == 0 {
		return fmt.Sprintf("No row is flagged, so all %s that are really %s are missed.", thousands(d.Actual), positive)
	}
	right := fmt.Sprintf("Of 100 flagged, %s %s right.", per100(d.Precision()), isAre(d.Precision()))
	if d.Actual == 0 {
		return right + fmt.Sprintf(" No row is really %s.", positive)
	}
	return right + fmt.Sprintf(" Of 100 that are really %s, %s %s found.", positive, per100(d.Recall()), isAre(d.Recall()))
}

// per100 is a share as whole hundredths; a share that only nearly is all or none says so.
func per100(share float64) string {
	n := math.Round(share * 100)
	switch {
	case n == 100 && share < 1:
		return "more than 99"
	case n == 0 && share > 0:
		return "fewer than 1"
	case n == 0:
		return "none"
	case n == 100:
		return "all"
	}
	return strconv.Itoa(int(n))
}

func isAre(share float64) string {
	if n := math.Round(share * 100); n == 1 || n == 0 {
		return "is"
	}
	return "are"
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// CreateRenderer is for Fyne.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.root) }

// MinSize leaves room for the slider itself.
func (s *Slider) MinSize() fyne.Size {
	return s.BaseWidget.MinSize().Max(fyne.NewSize(420, 3*theme.SizeForWidget(theme.SizeNameText, s)))
}
