package chart

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

type peerCurves struct {
	RocX   []float64 `json:"roc_x"`
	RocY   []float64 `json:"roc_y"`
	PrX    []float64 `json:"pr_x"`
	PrY    []float64 `json:"pr_y"`
	GainsX []float64 `json:"gains_x"`
	GainsY []float64 `json:"gains_y"`
	Lift   []float64 `json:"lift"`
	Brier  float64   `json:"brier"`
}

type peerPoints struct {
	Plain        peerCurves `json:"plain"`
	Weighted     peerCurves `json:"weighted"`
	CalibrationX []float64  `json:"calibration_x"`
	CalibrationY []float64  `json:"calibration_y"`
}

// same holds numbers to be equal to 1e-9.
func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d points, want %d: %v, %v", what, len(got), len(want), got, want)
		return
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 1e-9) {
			t.Errorf("%s: point %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// series is the one of a name in a drawn chart.
func series(t *testing.T, c automl.Chart, r *automl.Report, name string) figure.Series {
	t.Helper()
	f, err := c.Draw(r, automl.ChartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range f.Series {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("the chart %s has no series %q", c.ID, name)
	return figure.Series{}
}

// TestPointsAgainstPeer holds the points of the curves to those of scikit-learn 1.9.1, as
// testdata/points.py wrote them.
func TestPointsAgainstPeer(t *testing.T) {
	raw, err := os.ReadFile("testdata/points.json")
	if err != nil {
		t.Fatal(err)
	}
	var want peerPoints
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	r := sample()
	r.Target.Classes = []string{"no", "yes"}
	line := series(t, calibration(), r, "This model")
	same(t, "said", line.X, want.CalibrationX)
	same(t, "came true", line.Y, want.CalibrationY)
	check := func(what string, peer peerCurves) {
		t.Helper()
		s := series(t, roc(), r, "This model")
		same(t, what+" false positive rate", s.X, peer.RocX)
		same(t, what+" true positive rate", s.Y, peer.RocY)
		s = series(t, precisionRecall(), r, "This model")
		same(t, what+" recall", s.X[1:], peer.PrX) // ours begins at the first precision, theirs at 1
		same(t, what+" precision", s.Y[1:], peer.PrY)
		s = series(t, gains(), r, "This model")
		same(t, what+" rows taken", s.X[1:], peer.GainsX)
		same(t, what+" rows found", s.Y[1:], peer.GainsY)
		k := rank(r, nil)
		var lift []float64
		for _, share := range peer.GainsX {
			lift = append(lift, k.gained(share)/share)
		}
		same(t, what+" lift", lift, peer.Lift)
		hit := make([]float64, len(k.y))
		for i, y := range k.y {
			if y {
				hit[i] = 1
			}
		}
		same(t, what+" Brier score", []float64{num.BrierOf(k.p, hit, k.w, calibrationBins).Score}, []float64{peer.Brier})
	}
	check("plain", want.Plain)
	for i := range r.Target.Y {
		r.Target.W = append(r.Target.W, float64(1+i%3))
	}
	check("weighted", want.Weighted)
}
