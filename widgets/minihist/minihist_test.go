package minihist

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestHist(t *testing.T) {
	test.NewTempApp(t)
	h := New([]float64{0, 2, 4, math.NaN(), -1})
	h.Resize(fyne.NewSize(50, 21))
	r := test.WidgetRenderer(h).(*renderer)
	r.Layout(h.Size())
	want := []float32{0, 10, 20, 0, 0}
	for i, b := range r.bars {
		if b.Size().Height != want[i] {
			t.Errorf("bar %d is %v high, want %v", i, b.Size().Height, want[i])
		}
	}
	many := make([]float64, 1000)
	for i := range many {
		many[i] = 1
	}
	h.Set(many)
	sum := 0.0
	for _, v := range h.bins {
		sum += v
	}
	if h.Bars() != maxBars || sum != 1000 {
		t.Errorf("%d bars that hold %v, want %d that hold 1000", h.Bars(), sum, maxBars)
	}
	h.Set(nil)
	if h.Bars() != 0 {
		t.Error("nothing has bars")
	}
}
