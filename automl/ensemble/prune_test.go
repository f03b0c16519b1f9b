package ensemble

import (
	"testing"

	"winnow/automl"
)

func TestPruneTakesOutWhatIsNotMissed(t *testing.T) {
	y, preds := noisy(automl.Regression, 2000, 1, 1, 1, 1)
	preds = append(preds, preds[0])
	got, err := Prune(y, preds, named(t, "rmse", automl.Regression), []float64{0.125, 0.25, 0.25, 0.25, 0.125}, make([]float64, 5), 0, 0.015)
	if err != nil {
		t.Fatal(err)
	}
	if (got[0] == 0) == (got[4] == 0) {
		t.Errorf("weights %v: one of the two equal models should be gone, and one only", got)
	}
	for i := 1; i < 4; i++ {
		if got[i] == 0 {
			t.Errorf("weights %v: model %d is missed and yet gone", got, i)
		}
	}
}

func TestPruneKeepsTheLimit(t *testing.T) {
	y, preds := noisy(automl.Binary, 500, 1, 1, 1, 1, 1)
	w := []float64{0.2, 0.2, 0.2, 0.2, 0.2}
	cost := []float64{1, 5, 1, 1, 1}
	m := named(t, "logloss", automl.Binary)
	got, err := Prune(y, preds, m, w, cost, 2.5, 0)
	if err != nil {
		t.Fatal(err)
	}
	if s := spent(got, cost); s > 2.5 || s == 0 {
		t.Errorf("weights %v cost %v, want at most 2.5 and some", got, s)
	}
	if d := total(got) - 1; d > 1e-12 || d < -1e-12 {
		t.Errorf("weights %v add up to %v", got, total(got))
	}
	if got, err = Prune(y, preds, m, w, cost, 0.1, 0); err != nil || spent(got, cost) == 0 {
		t.Errorf("nothing is left: %v, %v", got, err)
	}
}
