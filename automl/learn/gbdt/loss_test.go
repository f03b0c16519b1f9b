package gbdt

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/learn/treetest"
)

// TestDerivatives compares the losses' derivatives with differences of the losses.
func TestDerivatives(t *testing.T) {
	losses := map[string]loss{
		"squared": squaredLoss{}, "logistic": logisticLoss{}, "softmax": softmaxLoss{classes: 3}, "soft classes": softmaxLoss{classes: 3, soft: [][]float64{{0.2, 1, 0}, {0.5, 0, 0.4}, {0.3, 0, 0.6}}}, "poisson": poissonLoss{},
		"gamma": gammaLoss{}, "tweedie": tweedieLoss{power: 1.3}, "huber": huberLoss{delta: 0.7}, "quantile": quantileLoss{levels: []float64{0.1, 0.5, 0.8}},
	}
	for name, l := range losses {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkDerivatives(t, l) })
		})
	}
}

func checkDerivatives(t *rapid.T, l loss) {
	n := l.outputs()
	scores, g, h, above, below := planes(n, 1), planes(n, 1), planes(n, 1), planes(n, 1), planes(n, 1)
	for k := range scores {
		scores[k][0] = rapid.Float64Range(-3, 3).Draw(t, "score")
	}
	y := []float64{float64(rapid.IntRange(0, 3).Draw(t, "y"))}
	factor := 1.0
	switch l.(type) {
	case logisticLoss:
		y[0] = min(y[0], 1)
	case softmaxLoss:
		y[0] = min(y[0], 2)
		factor = 1.5
	case gammaLoss:
		y[0]++
	}
	const step = 1e-4
	lose := func(k int, by float64) (value, slope float64) {
		out := make([]float64, 1)
		scores[k][0] += by
		l.lose(y, scores, out)
		l.derive(y, scores, above, below)
		scores[k][0] -= by
		return out[0], above[k][0]
	}
	l.derive(y, scores, g, h)
	for k := range scores {
		if d := math.Abs(scores[k][0] - y[0]); d < 2*step || math.Abs(d-0.7) < 2*step {
			continue // a corner of a loss
		}
		up, upSlope := lose(k, step)
		down, downSlope := lose(k, -step)
		if up < 0 || math.Abs((up-down)/(2*step)-g[k][0]) > 1e-5*(1+math.Abs(g[k][0])) {
			t.Fatalf("the slope at %v for %v is %v, the differences' %v, the loss %v", scores, y, g[k][0], (up-down)/(2*step), up)
		}
		switch l.(type) {
		case huberLoss, quantileLoss: // bounded by a parabola
			continue
		}
		if want := (upSlope - downSlope) / (2 * step) * factor; math.Abs(want-h[k][0]) > 1e-5*(1+want) {
			t.Fatalf("the curvature at %v for %v is %v, the differences' %v", scores, y, h[k][0], want)
		}
	}
}

// TestLossValues compares with scikit-learn 1.9.1: half of mean_poisson_deviance([3], [2]),
// mean_gamma_deviance([3], [2]) and mean_tweedie_deviance([3], [2], power=1.5), and
// mean_pinball_loss([3], [2], alpha=0.9).
func TestLossValues(t *testing.T) {
	for name, c := range map[string]struct {
		loss        loss
		score, want float64
	}{
		"poisson": {poissonLoss{}, math.Log(2), 0.21639532432449296}, "gamma": {gammaLoss{}, math.Log(2), 0.09453489189183562},
		"tweedie": {tweedieLoss{power: 1.5}, math.Log(2), 0.14286458158996718}, "quantile": {quantileLoss{levels: []float64{0.9}}, 2, 0.9},
	} {
		out := make([]float64, 1)
		c.loss.lose([]float64{3}, [][]float64{{c.score}}, out)
		if math.Abs(out[0]-c.want) > 1e-8 {
			t.Errorf("%s: %v, want %v", name, out[0], c.want)
		}
	}
}

// TestQuantileShare holds a share of the targets to lie below the predictions of a quantile.
func TestQuantileShare(t *testing.T) {
	for _, level := range []float64{0.1, 0.5, 0.9} {
		d, _ := treetest.Made(automl.Regression, 2000, 1)
		fresh, frame := treetest.Made(automl.Regression, 2000, 2)
		l := newLearner()
		l.Loss, l.Level, l.Rate, l.Rounds = Quantile, level, 0.1, 80
		out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		below := 0.0
		for i, v := range treetest.Predict(t, out, frame) {
			if fresh.Y[i] < v {
				below += 1.0 / 2000
			}
		}
		if math.Abs(below-level) > 0.08 {
			t.Errorf("%.3f of the targets lie below the prediction of level %v", below, level)
		}
	}
}

// TestQuantilesTogether holds quantiles that are learnt together not to cross, and to lose
// no more than one that is learnt alone.
func TestQuantilesTogether(t *testing.T) {
	levels := []float64{0.05, 0.5, 0.95}
	d, _ := treetest.Made(automl.Regression, 2000, 1)
	fresh, frame := treetest.Made(automl.Regression, 2000, 2)
	fit := func(change func(l *Learner)) []float64 {
		l := newLearner()
		l.Rate, l.Rounds = 0.1, 200
		change(l)
		out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		return treetest.Predict(t, out, frame)
	}
	together := fit(func(l *Learner) { l.Levels = levels })
	for i := range fresh.Y {
		if row := together[3*i : 3*i+3]; row[0] > row[1] || row[1] > row[2] {
			t.Fatalf("row %d: %v", i, row)
		}
	}
	pinball := func(p []float64, width, column int, level float64) float64 {
		sum := 0.0
		for i, y := range fresh.Y {
			e := y - p[i*width+column]
			sum += max(level*e, (level-1)*e)
		}
		return sum / 2000
	}
	for k, level := range levels {
		alone := pinball(fit(func(l *Learner) { l.Loss, l.Level = Quantile, level }), 1, 0, level)
		got := pinball(together, 3, k, level)
		t.Logf("level %v: loss %.4f together, %.4f alone", level, got, alone)
		if got > 1.1*alone {
			t.Errorf("level %v: loss %v together, %v alone", level, got, alone)
		}
	}
}

// TestLossRefused holds losses to say what they are for.
func TestLossRefused(t *testing.T) {
	for loss, least := range map[LossName]float64{Poisson: -1, Tweedie: -1, Gamma: 0} {
		d, _ := treetest.Made(automl.Regression, 100, 1)
		d.Y[7] = least
		l := newLearner()
		l.Loss = loss
		_, err := l.Fit(t.Context(), d, automl.Env{})
		var e *automl.Error
		if !errors.As(err, &e) || e.Kind != automl.BadData || e.Hint == "" || !strings.Contains(e.Msg, string(loss)) {
			t.Errorf("%s: %v", loss, err)
		}
	}
}

// TestBaselines holds a fit without features to know the loss's best number.
func TestBaselines(t *testing.T) {
	d, frame := treetest.Made(automl.Regression, 5, 1)
	d.Y = []float64{0, 1, 2, 3, 14}
	for loss, want := range map[LossName]float64{Squared: 4, Absolute: 2, Quantile: 14, Poisson: 4, Tweedie: 4} {
		l := newLearner()
		l.Loss, l.Level = loss, 0.9
		out, err := l.Fit(t.Context(), d.WithFeatures(nil), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		if got := treetest.Predict(t, out, frame)[0]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", loss, got, want)
		}
	}
}

// TestSoftClassesAtTheirCorners holds certain probabilities to be the same as classes.
func TestSoftClassesAtTheirCorners(t *testing.T) {
	for _, task := range []automl.Task{automl.Binary, automl.Multiclass} {
		d, frame := treetest.Made(task, 300, 4)
		l := newLearner()
		l.Rounds = 20
		fit := func() []float64 {
			out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			return treetest.Predict(t, out, frame)
		}
		hard := fit()
		l.Soft = planes(max(2, d.Classes), d.Space)
		for _, r := range d.Rows {
			l.Soft[int(d.Y[r])][r] = 1
		}
		soft := fit()
		if !slices.Equal(hard, soft) {
			t.Errorf("%s: certain probabilities are not learnt as classes are", task)
		}
		for _, r := range d.Rows {
			for k := range l.Soft {
				l.Soft[k][r] = 1 / float64(len(l.Soft))
			}
		}
		for _, p := range fit() {
			if math.Abs(p-l.Soft[0][d.Rows[0]]) > 1e-6 {
				t.Fatalf("%s: equal chances are learnt as %v", task, p)
			}
		}
	}
}
