package explain

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/num"
)

// TestPairedAsSciPy holds chance and interval against scipy's ttest_rel, and the correction
// against statsmodels'.
func TestPairedAsSciPy(t *testing.T) {
	p := readPeers(t).Duel
	d := paired(p.A, p.B, nil)
	near(t, "chance", d.P, p.P)
	near(t, "low", d.Low, p.Low)
	near(t, "high", d.High, p.High)
	parts := make([]automl.DuelPart, len(p.PValues))
	for i, v := range p.PValues {
		parts[i].P = v
	}
	holm(parts)
	for i, want := range p.Holm {
		near(t, "Holm's chance", parts[i].P, want)
		if parts[i].Sure != (want < 0.05) {
			t.Errorf("part %d of chance %v: sure %v", i, want, parts[i].Sure)
		}
	}
}

// TestDuelFindsThePart: of two models that differ in one part of the rows alone, that part
// comes first and no other is sure; equal models differ nowhere.
func TestDuelFindsThePart(t *testing.T) {
	rng := num.RNG(1, "duel")
	const n = 600
	a, b := make([]float64, n), make([]float64, n)
	var parts []DuelPart
	for k, name := range []string{"x", "y", "z"} {
		p := DuelPart{Column: "kind", Part: name}
		for i := k * n / 3; i < (k+1)*n/3; i++ {
			a[i] = 1 + rng.Float64()
			b[i] = a[i] + 0.1*(rng.Float64()-0.5)
			if name == "y" {
				b[i] += 0.2
			}
			p.At = append(p.At, int32(i))
		}
		parts = append(parts, p)
	}
	parts = append(parts, DuelPart{Column: "kind", Part: "rare", At: []int32{1, 2, 3}})
	d := &automl.Duel{NameA: "first", NameB: "second", Loss: "log loss"}
	d.Overall, d.Parts = Duel(a, b, parts)
	if len(d.Parts) != 3 || d.Parts[0].Part != "y" || !d.Parts[0].Sure || d.Parts[1].Sure || d.Parts[2].Sure {
		t.Errorf("parts %+v", d.Parts)
	}
	if s := DuelSentence(d); !strings.Contains(s, "It gains most where “kind” is y") {
		t.Errorf("sentence %q", s)
	}
	d.Overall, d.Parts = Duel(a, a, parts)
	if d.Overall.Gain != 0 || d.Overall.Sure || d.Parts[0].Sure {
		t.Errorf("a model against itself: %+v", d)
	}
	if s := DuelSentence(d); !strings.Contains(s, "In no part") {
		t.Errorf("sentence %q", s)
	}
}

func TestRowLosses(t *testing.T) {
	y := automl.Target{Task: automl.Binary, Y: []float64{1, 0}}
	got := RowLosses(y, &automl.Prediction{Width: 1, Values: []float64{0.8, 0.4}}, false)
	near(t, "yes", got[0], -math.Log(0.8))
	near(t, "no", got[1], -math.Log(0.6))
	y = automl.Target{Task: automl.Multiclass, Y: []float64{2}}
	near(t, "class", RowLosses(y, &automl.Prediction{Width: 3, Values: []float64{0.5, 0.5, 0}}, false)[0], -math.Log(1e-15))
	y = automl.Target{Task: automl.Regression, Y: []float64{5}}
	near(t, "square", RowLosses(y, &automl.Prediction{Width: 1, Values: []float64{2}}, false)[0], 9)
	near(t, "distance", RowLosses(y, &automl.Prediction{Width: 1, Values: []float64{2}}, true)[0], 3)
}

// TestPowerLaw: a curve that is a power law is found, and what is fitted never rises with
// rows nor falls below 0.
func TestPowerLaw(t *testing.T) {
	rows := []float64{100, 200, 400, 600, 800}
	losses := make([]float64, len(rows))
	for i, n := range rows {
		losses[i] = 0.1 + 3*math.Pow(n, -0.5)
	}
	limit, factor, power := PowerLaw(rows, losses)
	near(t, "limit", limit, 0.1)
	near(t, "factor", factor, 3)
	near(t, "power", power, 0.5)
	rapid.Check(t, func(t *rapid.T) {
		losses := rapid.SliceOfN(rapid.Float64Range(0, 1), len(rows), len(rows)).Draw(t, "losses")
		limit, factor, _ := PowerLaw(rows, losses)
		if !(limit >= 0 && factor >= 0) || math.IsInf(factor, 0) {
			t.Fatalf("limit %v, factor %v", limit, factor)
		}
	})
}
