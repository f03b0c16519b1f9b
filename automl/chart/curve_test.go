package chart

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
)

// sample is the same rows as in testdata/gen.py.
func sample() *automl.Report {
	r := &automl.Report{Target: automl.Target{Task: automl.Binary}, Prediction: automl.Prediction{Width: 1}}
	for i := range 40 {
		y := 0.0
		if i*7%5 < 2 {
			y = 1
		}
		p := math.Round((math.Sin(float64(i)*1.3)+1.2+y)/3.5*100) / 100
		r.Target.Y, r.Prediction.Values = append(r.Target.Y, y), append(r.Prediction.Values, p)
	}
	return r
}

// TestScoresAgainstPeer: scikit-learn 1.9.1, testdata/gen.py.
func TestScoresAgainstPeer(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %.16g, want %.16g", what, got, want)
		}
	}
	r := sample()
	near("auc", rank(r, nil).auc(), 0.7447916666666667)
	near("average precision", rank(r, nil).averagePrecision(), 0.7436313837129054)
	for i := range 40 {
		r.Target.W = append(r.Target.W, float64(1+i%3))
	}
	near("weighted auc", rank(r, nil).auc(), 0.7529920212765957)
	near("weighted average precision", rank(r, nil).averagePrecision(), 0.7553508094278003)
	var p pairs
	for i := range 40 {
		p.actual, p.said = append(p.actual, float64(i)), append(p.said, float64(i)+5*math.Sin(float64(i)))
	}
	near("r2", p.r2(), 0.9067450969489844)
}

// TestWilson holds the interval to its definition: at its ends the share lies z standard
// errors away.
func TestWilson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.IntRange(1, 500).Draw(t, "n"))
		hits := math.Floor(n * rapid.Float64Range(0, 1).Draw(t, "share"))
		lo, hi := wilson(hits, n)
		p := hits / n
		if !(0 <= lo && lo <= p+1e-12 && p <= hi+1e-12 && hi <= 1) {
			t.Fatalf("interval of %v of %v is %v to %v", hits, n, lo, hi)
		}
		for _, end := range []float64{lo, hi} {
			if end > 1e-9 && end < 1-1e-9 {
				if z := math.Abs(p-end) / math.Sqrt(end*(1-end)/n); math.Abs(z-1.959963984540054) > 1e-6 {
					t.Fatalf("end %v of %v of %v is %v standard errors away", end, hits, n, z)
				}
			}
		}
	})
}

// TestThinStaysClose checks that a thinned curve keeps its ends and passes within a step
// of every point it had.
func TestThinStaysClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 4000).Draw(t, "n")
		var c curve
		for i := range n {
			x := float64(i) / float64(n-1)
			c.add(x, math.Sqrt(x))
		}
		full := curve{append([]float64(nil), c.x...), append([]float64(nil), c.y...)}
		c.thin()
		if len(c.x) > 805 || c.x[0] != 0 || c.x[len(c.x)-1] != 1 {
			t.Fatalf("%d of %d points from %v to %v", len(c.x), n, c.x[0], c.x[len(c.x)-1])
		}
		k := 0
		for i, x := range full.x {
			for k+1 < len(c.x) && c.x[k+1] <= x {
				k++
			}
			if math.Abs(c.y[k]-full.y[i]) > 1.0/400+1e-9 {
				t.Fatalf("point %v, %v is %v from the curve", x, full.y[i], math.Abs(c.y[k]-full.y[i]))
			}
		}
	})
}

// TestGuessesAreNotRanked: what is constant in each fold is one step, whatever the folds say;
// one other answer makes it a model.
func TestGuessesAreNotRanked(t *testing.T) {
	r := sample()
	for i := range 40 {
		f := int32(i % 4)
		r.Fold = append(r.Fold, f)
		r.Prediction.Values[i] = 0.4 - 0.01*float64(f)
	}
	r.Prediction.Values[5] = math.NaN()
	k := rank(r, nil)
	if len(k.steps) != 1 || k.auc() != 0.5 || math.Abs(k.averagePrecision()-k.pos/(k.pos+k.neg)) > 1e-12 || len(k.p) != 39 {
		t.Errorf("guesses: %d steps over %d rows, ROC AUC %v, average precision %v", len(k.steps), len(k.p), k.auc(), k.averagePrecision())
	}
	if r.Prediction.Values[6] != 0.38 {
		t.Error("the report itself was changed")
	}
	r.Prediction.Values[6] = 0.9
	if k := rank(r, nil); len(k.steps) != 5 {
		t.Errorf("a model: %d steps", len(k.steps))
	}
}
