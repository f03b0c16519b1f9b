package predict

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/sure"
)

// What the intervals of scores are made with.
const (
	scoreDraws = 200  // bootstrap samples of the rows
	scoreRows  = 5000 // rows of each at most; intervals shrink with the root of the rows
)

// Evaluate reads the file req.Data, predicts each of its rows with m and holds the answers
// against the target, by the metrics of cat. Its errors are those of Run, and of kind BadData
// when the file lacks the target or has no row with one.
func Evaluate(ctx context.Context, m *automl.Model, cat *automl.Catalog, req automl.EvaluateRequest) (*automl.Evaluation, error) {
	j, err := judge(ctx, m, req)
	if j == nil {
		return nil, err
	}
	in, y, pred, tell := j.in, j.y, j.pred, j.tell
	out := &automl.Evaluation{Metric: m.Leaderboard.Metric, Matches: in.matches, Notes: in.notes}
	if err != nil {
		return out, err
	}
	s, err := sureOf(ctx, m, in.frame, pred, 0)
	if err != nil {
		return out, err
	}
	e := &evaluation{Evaluation: out, model: m, cat: cat, truth: automl.Target{Task: m.Schema.Task, Classes: m.Schema.Classes},
		known: &automl.Prediction{Width: pred.Width, Threshold: pred.Threshold}}
	e.take(y, pred, s)
	if out.Rows == 0 {
		return out, automl.Errorf("evaluate", automl.BadData, "No row of the file has a value in %q that the model knows.", m.Schema.Target).
			WithHint("To score a model the file must hold the true answers, spelt as in training.")
	}
	tell(readSteps, steps)
	return out, e.judge(ctx, s)
}

// targetless says that a file cannot be scored, and what the target may be called in it.
func targetless(m *automl.Model, names []string) error {
	e := automl.Errorf("evaluate", automl.BadData, "The file has no column %q, so there are no true answers to hold the model against.", m.Schema.Target)
	if near, ok := Nearest(m.Schema.Target, names); ok {
		return e.WithHint("If %q is that column, rename it in the file.", near)
	}
	return e.WithHint("Score a file that holds the answers, or only predict this one.")
}

// evaluation is an Evaluation in the making.
type evaluation struct {
	*automl.Evaluation
	model  *automl.Model
	cat    *automl.Catalog
	truth  automl.Target
	known  *automl.Prediction
	before []float64 // what the spread answers for the rows that are scored
}

// take keeps the rows with a truth and an answer.
func (e *evaluation) take(y []float64, pred *automl.Prediction, s *sureness) {
	silent := 0
	for i, v := range y {
		if math.IsNaN(v) {
			e.Left++
			continue
		}
		if math.IsNaN(pred.Row(i)[0]) {
			silent++
			continue
		}
		e.truth.Y = append(e.truth.Y, v)
		e.known.Values = append(e.known.Values, pred.Row(i)...)
		if s != nil && s.before != nil {
			e.before = append(e.before, s.before[2*i:2*i+2]...)
		}
		if s != nil && s.outside(i) {
			e.Outside++
		}
	}
	e.Rows = len(e.truth.Y)
	if e.Left > 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("%s %s no value of %q that the model knows and had to be left out.", rowsOf(e.Left), verb(e.Left, "hold"), e.model.Schema.Target))
	}
	if silent > 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("The model has no answer for %s.", rowsOf(silent)))
	}
}

func (e *evaluation) judge(ctx context.Context, s *sureness) error {
	if err := e.score(ctx); err != nil {
		return err
	}
	if e.truth.Task.IsClassification() {
		e.Classes, e.Trust = classTable(e.truth, e.known), trust(e.truth, e.known)
	} else {
		e.Bias = bias(e.truth, e.known)
	}
	if s != nil {
		e.Covered = sure.Judge(s.Sureness, e.truth, e.known, e.before)
	}
	e.Notes = append(e.Notes, "The scores count only if the model was not trained on these rows.")
	return nil
}

// score fills in every metric that is defined on the rows, the model's own first.
func (e *evaluation) score(ctx context.Context) error {
	metrics := slices.Clone(e.cat.MetricsFor(e.truth.Task))
	slices.SortStableFunc(metrics, func(a, b *automl.Metric) int { return first(b.ID == e.Metric) - first(a.ID == e.Metric) })
	var defined []*automl.Metric
	for _, m := range metrics {
		v, err := m.Score(e.truth, e.known)
		if err != nil || math.IsInf(v, 0) {
			continue
		}
		line := automl.FileScore{Metric: m.ID, Name: m.Name, Score: v, Low: v, High: v}
		if before, ok := e.model.Row.Scores[m.ID]; ok {
			line.Before = &before
		}
		defined, e.Scores = append(defined, m), append(e.Scores, line)
	}
	draws, err := e.draws(ctx, defined)
	if err != nil {
		return err
	}
	shrink := math.Sqrt(min(1, scoreRows/float64(e.Rows)))
	for k := range e.Scores {
		var v []float64
		for _, d := range draws {
			if !math.IsNaN(d[k]) {
				v = append(v, d[k])
			}
		}
		if len(v) < scoreDraws/2 {
			continue
		}
		slices.Sort(v)
		line, m := &e.Scores[k], defined[k]
		middle := stat.Mean(v, nil)
		worst, best := min(m.Best, m.Worst), max(m.Best, m.Worst)
		line.Low = max(worst, line.Score+shrink*(stat.Quantile(0.025, stat.Empirical, v, nil)-middle))
		line.High = min(best, line.Score+shrink*(stat.Quantile(0.975, stat.Empirical, v, nil)-middle))
	}
	return nil
}

func first(own bool) int {
	if own {
		return 1
	}
	return 0
}

// draws scores bootstrap samples of the rows; NaN where a score is not defined.
func (e *evaluation) draws(ctx context.Context, metrics []*automl.Metric) ([][]float64, error) {
	n := min(e.Rows, scoreRows)
	out := make([][]float64, scoreDraws)
	err := num.ForEach(ctx, runtime.GOMAXPROCS(0), scoreDraws, func(b int) error {
		rng := num.RNG(e.model.Job.Seed, "evaluate", b)
		y := automl.Target{Task: e.truth.Task, Classes: e.truth.Classes, Y: make([]float64, n)}
		p := &automl.Prediction{Width: e.known.Width, Threshold: e.known.Threshold, Values: make([]float64, 0, n*e.known.Width)}
		for i := range n {
			k := rng.IntN(e.Rows)
			y.Y[i] = e.truth.Y[k]
			p.Values = append(p.Values, e.known.Row(k)...)
		}
		out[b] = make([]float64, len(metrics))
		for k, m := range metrics {
			v, err := m.Score(y, p)
			if out[b][k] = v; err != nil || math.IsInf(v, 0) {
				out[b][k] = math.NaN()
			}
		}
		return nil
	})
	return out, err
}

// classTable counts what became of each class.
func classTable(y automl.Target, p *automl.Prediction) []automl.ClassScore {
	out := make([]automl.ClassScore, len(y.Classes))
	for k, name := range y.Classes {
		out[k].Class = name
	}
	for i, v := range y.Y {
		truth, said := &out[int(v)], &out[p.Class(i)]
		truth.Rows++
		said.Predicted++
		if truth == said {
			truth.Right++
		}
	}
	share := func(a, b int) *float64 {
		if b == 0 {
			return nil
		}
		v := float64(a) / float64(b)
		return &v
	}
	for k := range out {
		c := &out[k]
		c.Precision, c.Recall, c.F1 = share(c.Right, c.Predicted), share(c.Right, c.Rows), share(2*c.Right, c.Predicted+c.Rows)
	}
	return out
}

// trustGroups is how many groups of probabilities are told apart.
const trustGroups = 10

// trust holds probabilities against what came true.
func trust(y automl.Target, p *automl.Prediction) *automl.Trustworthy {
	n := len(y.Y)
	t := &automl.Trustworthy{}
	said, hit := make([]float64, n), make([]float64, n)
	add := func(b num.Brier) {
		t.Brier += b.Score
		t.Reliability += b.Reliability
		t.Resolution += b.Resolution
		t.Uncertainty += b.Uncertainty
	}
	for k := range p.Width {
		for i, v := range y.Y {
			said[i], hit[i] = p.Row(i)[k], 0
			if p.Width == 1 && v == 1 || p.Width > 1 && int(v) == k {
				hit[i] = 1
			}
		}
		b := num.BrierOf(said, hit, nil, trustGroups)
		add(b)
		t.Error = b.Error
	}
	for i, v := range y.Y {
		k := p.Class(i)
		said[i], hit[i] = probability(p, i, k), 0
		if int(v) == k {
			hit[i] = 1
		}
	}
	t.Sure, t.Right = stat.Mean(said, nil), stat.Mean(hit, nil)
	if p.Width > 1 {
		t.Error = num.BrierOf(said, hit, nil, trustGroups).Error
	}
	return t
}

// probability of class k in row i.
func probability(p *automl.Prediction, i, k int) float64 {
	switch {
	case p.Width > 1:
		return p.Row(i)[k]
	case k == 1:
		return p.Values[i]
	}
	return 1 - p.Values[i]
}

// bias is how predicted numbers lie to the truth as a whole.
func bias(y automl.Target, p *automl.Prediction) *automl.Bias {
	b := &automl.Bias{Mean: stat.Mean(p.Values, nil) - stat.Mean(y.Y, nil)}
	if stat.Variance(p.Values, nil) > 0 && len(y.Y) > 1 {
		b.Intercept, b.Slope = stat.LinearRegression(p.Values, y.Y, nil, false)
	}
	return b
}
