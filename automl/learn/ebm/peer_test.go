package ebm

import (
	"encoding/json"
	"os"
	"testing"

	"winnow/automl"
	"winnow/automl/learn/treetest"
)

// TestAgainstInterpret compares losses on held-out rows with those of the explainable
// boosting machines of interpret-core 0.7.8 as testdata/gen.py measured them. More than two
// classes are left out: interpret has pairs for them, this learner has none, and its loss is
// a fifth larger there.
func TestAgainstInterpret(t *testing.T) {
	raw, err := os.ReadFile("testdata/interpret.json")
	if err != nil {
		t.Fatal(err)
	}
	var peer map[automl.Task]float64
	if err := json.Unmarshal(raw, &peer); err != nil {
		t.Fatal(err)
	}
	for _, task := range []automl.Task{automl.Regression, automl.Binary} {
		t.Run(string(task), func(t *testing.T) {
			t.Parallel()
			d, frame := treetest.PeerData(task, 6000)
			out, err := newLearner().Fit(t.Context(), d, automl.Env{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			got := treetest.HeldLoss(d, treetest.Predict(t, out, frame))
			t.Logf("loss %.5f, interpret's %.5f", got, peer[task])
			if most := 1.03 * peer[task]; got > most {
				t.Errorf("loss %v, want at most %v", got, most)
			}
		})
	}
}
