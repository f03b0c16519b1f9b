package profile

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/metric"
)

// The area under the ROC curve here is that of package metric.
func TestArea(t *testing.T) {
	catalog := automl.Catalog{Metrics: metric.All()}
	m, ok := catalog.Metric("auc", automl.Binary)
	if !ok {
		t.Fatal("there is no AUC")
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 50).Draw(t, "rows")
		y, p := make([]float64, n), make([]float64, n)
		for i := range y {
			y[i] = float64(rapid.IntRange(0, 1).Draw(t, "class"))
			p[i] = float64(rapid.IntRange(0, 5).Draw(t, "score")) / 5
		}
		y[0], y[1] = 0, 1
		want, err := m.Score(automl.Target{Task: automl.Binary, Classes: []string{"a", "b"}, Y: y}, &automl.Prediction{Width: 1, Values: p})
		if got := area(p, y, 1); err != nil || math.Abs(got-want) > 1e-12 {
			t.Fatalf("area = %v, want %v, %v", got, want, err)
		}
	})
}

func TestLinks(t *testing.T) {
	m := newMaker(t, 4000)
	x := make([]float64, m.rows)
	level := make([]int, m.rows)
	for i := range x {
		x[i] = m.rng.Float64()*4 - 2
		level[i] = m.rng.IntN(6)
	}
	m.numbers("y", func(i int) float64 {
		return x[i]*x[i] + []float64{0, 3, 0, 3, 0, 3}[level[i]] + 0.1*m.rng.NormFloat64()
	})
	m.numbers("x", func(i int) float64 { return x[i] })
	m.names("level", func(i int) string { return string(rune('a' + level[i])) })
	m.noise("noise")
	m.numbers("gappy", func(i int) float64 {
		if level[i]%2 == 1 {
			return nan
		}
		return m.rng.NormFloat64()
	})
	m.numbers("constant", func(int) float64 { return 1 })
	p := m.describe("y")
	// The shares of variance: x² has 16/45*4, the levels 9/4, the noise 1/100.
	all := 16.0/45*4 + 2.25 + 0.01
	for _, c := range []struct {
		column       string
		want, margin float64
	}{
		{"x", 16.0 / 45 * 4 / all, 0.03},
		{"level", 2.25 / all, 0.03},
		{"gappy", 2.25 / all, 0.03},
		{"noise", 0, 0.01},
		{"constant", 0, 1e-12},
		{"y", -1, 0},
	} {
		for _, got := range p.Columns {
			if got.Name == c.column && math.Abs(got.Link-c.want) > c.margin {
				t.Errorf("link of %s = %v, want %v within %v", c.column, got.Link, c.want, c.margin)
			}
		}
	}
}

func TestLinkWithClasses(t *testing.T) {
	m := newMaker(t, 3000)
	kind := make([]int, m.rows)
	for i := range kind {
		kind[i] = m.rng.IntN(3)
	}
	m.names("kind", func(i int) string { return []string{"a", "b", "c"}[kind[i]] })
	// Tells one class of three from the others for certain: that class has an AUC of 1, the
	// others of 3/4, so the link is 2*(1+0.75+0.75)/3-1.
	m.numbers("first", func(i int) float64 { return yes(kind[i] == 0) })
	m.noise("noise")
	p := m.describe("kind")
	if got, want := p.Columns[1].Link, 2*2.5/3-1; math.Abs(got-want) > 0.02 {
		t.Errorf("link = %v, want %v", got, want)
	}
	if got := p.Columns[2].Link; got > 0.04 {
		t.Errorf("link of noise = %v", got)
	}
}

func TestWithoutTargetThereAreNoLinks(t *testing.T) {
	m, _ := leaky(t, 300)
	p := m.describe("")
	for _, c := range p.Columns {
		if c.Link != -1 {
			t.Errorf("link of %s = %v without a target", c.Name, c.Link)
		}
	}
}

func TestSameTableSameProfile(t *testing.T) {
	m, _ := leaky(t, linkRows+500)
	a, b := m.describe("paid"), m.describe("paid")
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("two profiles of one table differ (-first +second):\n%s", d)
	}
}

func TestCancelledProfile(t *testing.T) {
	m, _ := leaky(t, 300)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Describe(ctx, m.table(), "paid", ""); automl.KindOf(err) != automl.Stopped {
		t.Errorf("Describe after the end of its context: error %v", err)
	}
}
