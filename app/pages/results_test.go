package pages

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"winnow/automl"
)

// TestBoardColumnsGoInTheirOrder makes the board narrower: what is shown always fits, and a
// column that was given up does not come back.
func TestBoardColumnsGoInTheirOrder(t *testing.T) {
	test.NewTempApp(t)
	l := &boardLayout{}
	least := float32(0)
	for i, c := range boardColumns {
		if c.rank == 0 {
			least += l.width(i)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		wide := least + float32(rapid.IntRange(0, 800).Draw(t, "wide"))
		narrow := min(wide, least+float32(rapid.IntRange(0, 800).Draw(t, "narrow")))
		a, b := l.shown(wide), l.shown(narrow)
		need := float32(0)
		for i := range b {
			if b[i] {
				need += l.width(i)
			}
			if b[i] && !a[i] {
				t.Fatalf("column %d is shown at %v and not at %v", i, narrow, wide)
			}
		}
		if need > narrow {
			t.Fatalf("columns of %v are shown at %v", need, narrow)
		}
	})
	if on := (&boardLayout{noTest: true}).shown(5000); on[colTest] {
		t.Error("the final test is shown where there is none")
	}
}

func TestCases(t *testing.T) {
	r := &automl.Report{Target: automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{1, 1, 0, 0}},
		Prediction: automl.Prediction{Width: 1, Values: []float64{0.1, 0.45, 0.48, 0.9}}}
	if got := casesOf(r, 0.47, true); got[0] != 0 && got[0] != 3 {
		t.Errorf("worst cases %v", got)
	}
	if got := casesOf(r, 0.47, false); got[0] != 2 || got[1] != 1 {
		t.Errorf("borderline cases %v", got)
	}
	m := &automl.Report{Target: automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}, Y: []float64{0, 1}},
		Prediction: automl.Prediction{Width: 3, Values: []float64{0.4, 0.35, 0.25, 0.7, 0.2, 0.1}}}
	if got := casesOf(m, 0, true); got[0] != 1 {
		t.Errorf("worst cases %v", got)
	}
	if got := casesOf(m, 0, false); got[0] != 0 {
		t.Errorf("borderline cases %v", got)
	}
	n := &automl.Report{Target: automl.Target{Task: automl.Regression, Y: []float64{1, 5, 9}},
		Prediction: automl.Prediction{Width: 1, Values: []float64{1, 9, 8}}}
	if got := casesOf(n, 0, true); got[0] != 1 || got[1] != 2 {
		t.Errorf("worst cases %v", got)
	}
}

func TestTypedWishes(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64
		ok   bool
	}{{"80 %", 0.8, true}, {"0.8", 0.8, true}, {"0,8", 0.8, true}, {"120%", 0, false}, {"-1", 0, false}, {"", 0, false}, {"NaN", 0, false}} {
		if got, ok := parseShare(c.text); ok != c.ok || ok && got != c.want {
			t.Errorf("share %q is %v, %v", c.text, got, ok)
		}
	}
	for _, c := range []struct {
		text string
		want float64
		ok   bool
	}{{"", 0, true}, {"-20", -20, true}, {"−20", -20, true}, {"1,5", 1.5, true}, {"x", 0, false}, {"1e400", 0, false}, {"NaN", 0, false}} {
		if got, ok := parseMoney(c.text); ok != c.ok || ok && got != c.want {
			t.Errorf("amount %q is %v, %v", c.text, got, ok)
		}
	}
}
