package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/minihist"
)

// servingCounts shows what a server does, live.
type servingCounts struct {
	root   fyne.CanvasObject
	values [4]*ink
	minute *minihist.Hist
}

// sparkBars is how many bars show the last minute, each of as many seconds.
const sparkBars = 20

func newServingCounts() *servingCounts {
	c := &servingCounts{minute: minihist.New(nil)}
	c.minute.Min = fyne.NewSize(220, 40)
	cards := container.New(layout.NewGridLayout(len(c.values)))
	for i, name := range []string{words.ServeRequests, words.ServeFailed, words.ServeHalf, words.ServeMost} {
		c.values[i] = newInk(words.ServeNothing, theme.ColorNameForeground, theme.SizeNameSubHeadingText, true)
		p := NewPanel(container.New(layout.NewCustomPaddedVBoxLayout(2), c.values[i], newInk(name, look.Muted, theme.SizeNameCaptionText, false)))
		p.Pad = 11
		cards.Add(p)
	}
	c.root = container.New(layout.NewCustomPaddedVBoxLayout(10), cards, NewPanel(tight(caption(words.ServeMinute), c.minute)))
	return c
}

func (c *servingCounts) show(v *automl.Serving) {
	for i, s := range []string{words.Int(int(v.Requests)), words.Int(int(v.Failed)), words.Latency(v.P50), words.Latency(v.P99)} {
		c.values[i].SetText(s)
	}
	bars := make([]float64, sparkBars)
	for i, n := range v.Minute {
		bars[i*sparkBars/len(v.Minute)] += float64(n)
	}
	c.minute.Set(bars)
}
