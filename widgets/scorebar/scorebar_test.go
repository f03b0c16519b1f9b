package scorebar

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestCommon(t *testing.T) {
	nan := math.NaN()
	a := Common([]Score{{Value: 0.8, Low: 0.7, High: 0.9, Folds: []float64{0.65}, Baseline: 0.5}, {Value: nan, Low: nan, High: math.Inf(1), Baseline: nan}})
	if math.Abs(a.Min-0.484) > 1e-12 || math.Abs(a.Max-0.916) > 1e-12 {
		t.Errorf("axis = %v, want 0.484 to 0.916", a)
	}
	if a := Common(nil); a.Min >= a.Max {
		t.Errorf("axis of nothing = %v", a)
	}
	if a := Common([]Score{{Value: 3, Low: 3, High: 3, Baseline: 3}}); a.Min >= 3 || a.Max <= 3 {
		t.Errorf("axis of one value = %v", a)
	}
}

func TestBarPlaces(t *testing.T) {
	test.NewTempApp(t)
	b := New()
	b.Resize(fyne.NewSize(214, 24))
	b.Set(Score{Value: 0.5, Low: 0.25, High: 0.75, Folds: []float64{0, 1, math.NaN()}, Baseline: math.NaN()}, Axis{0, 1})
	r := test.WidgetRenderer(b).(*renderer)
	r.Layout(b.Size())
	if x := r.mean.Position().X + r.mean.Size().Width/2; x != 107 {
		t.Errorf("mean at %v, want the middle, 107", x)
	}
	if r.band.Position().X != 57 || r.band.Size().Width != 100 {
		t.Errorf("band from %v, %v wide", r.band.Position().X, r.band.Size().Width)
	}
	if !r.dots[0].Visible() || r.dots[2].Visible() || r.base[0].Visible() {
		t.Error("what is missing is drawn, or what is there is not")
	}
	b.Set(Score{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Baseline: math.NaN()}, Axis{})
	if r.mean.Visible() || r.band.Visible() || len(r.dots) != 0 {
		t.Error("an empty bar draws a score")
	}
}
