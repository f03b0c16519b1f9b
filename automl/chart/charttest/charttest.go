// Package charttest makes small reports for tests of charts and of what draws them.
package charttest

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/num"
)

// Binary is a report of n rows on a yes or no question with probabilities that tell the
// classes apart fairly well, in 5 folds.
func Binary(n int) *automl.Report {
	rng := num.RNG(7, "binary")
	r := base(automl.Binary, "churn", automl.Metric{ID: "auc", Name: "ROC AUC", Best: 1, Worst: 0})
	r.Target.Classes = []string{"no", "yes"}
	r.Prediction.Width = 1
	for i := range n {
		y := 0.0
		if rng.Float64() < 0.26 {
			y = 1
		}
		p := 1 / (1 + math.Exp(-(2.2*y - 1.9 + rng.NormFloat64()*1.2)))
		r.add(i, y, p)
	}
	return r.report
}

// Multiclass is a report of n rows on four classes of different frequency.
func Multiclass(n int) *automl.Report {
	rng := num.RNG(7, "multiclass")
	r := base(automl.Multiclass, "species", automl.Metric{ID: "logloss", Name: "Log loss", Best: 0, Worst: math.Inf(1)})
	r.Target.Classes = []string{"Oak", "Beech", "Silver birch", "Common European ash"}
	r.Prediction.Width = 4
	for i := range n {
		y := min(int(rng.ExpFloat64()*1.5), 3)
		p, sum := make([]float64, 4), 0.0
		for k := range p {
			p[k] = math.Exp(rng.NormFloat64())
			if k == y {
				p[k] *= 6
			}
			sum += p[k]
		}
		for k := range p {
			p[k] /= sum
		}
		r.add(i, float64(y), p...)
	}
	return r.report
}

// Regression is a report of n rows on a price whose errors grow with it.
func Regression(n int) *automl.Report {
	rng := num.RNG(7, "regression")
	r := base(automl.Regression, "price", automl.Metric{ID: "rmse", Name: "RMSE", Best: 0, Worst: math.Inf(1)})
	r.Prediction.Width = 1
	r.Row.Folds, r.Row.Low, r.Row.High = []float64{21530, 20111, 23024.5, 22480, 19870}, 20390, 22410
	for i := range n {
		y := 90000 + 60000*math.Abs(rng.NormFloat64())
		r.add(i, y, 0.85*y+20000+rng.NormFloat64()*0.09*y)
	}
	return r.report
}

// Reports are one report of each task.
func Reports() []*automl.Report {
	out := []*automl.Report{Binary(1200), Multiclass(900), Regression(800)}
	for _, r := range out {
		r.Sureness = sureness(r)
		r.Explanation = Explanation(r, 300)
	}
	return out
}

// sureness is that of a report's model, with coverage near what it should be.
func sureness(r *automl.Report) *automl.Sureness {
	s := &automl.Sureness{Levels: automl.SureLevels, Rows: len(r.Rows)}
	for i, level := range s.Levels {
		n := float64(s.Rows)
		c := automl.Coverage{Level: level, Rows: s.Rows, Inside: int(n * (level - 0.004*float64(i))), Low: level - 0.03, High: level + 0.01}
		if r.Target.Task == automl.Regression {
			c.Width = 15000 * float64(i+1)
		} else {
			c.Named = max(c.Inside, int(0.82*n))
			c.Sizes = make([]int, len(r.Target.Classes)+1)
			c.Sizes[2] = int(n * 0.1 * float64(i))
			c.Sizes[1] = s.Rows - c.Sizes[2]
		}
		s.Coverage = append(s.Coverage, c)
	}
	return s
}

// Edges are reports at the edges of what can happen.
func Edges() map[string]*automl.Report {
	out := map[string]*automl.Report{}
	for _, task := range automl.Tasks {
		out[string(task)+" no rows"] = small(task, nil, nil)
		out[string(task)+" one row"] = small(task, []float64{1}, []float64{0.7})
		out[string(task)+" one class"] = small(task, []float64{0, 0, 0}, []float64{0.2, 0.9, 0.4})
		out[string(task)+" other class"] = small(task, []float64{1, 1, 1}, []float64{0.2, 0.9, 0.4})
		out[string(task)+" constant"] = small(task, []float64{0, 1, 1, 0}, []float64{0.5, 0.5, 0.5, 0.5})
		out[string(task)+" missing"] = small(task, []float64{0, 1, 1, 0}, []float64{math.NaN(), 0.5, math.NaN(), math.NaN()})
		out[string(task)+" nothing"] = small(task, []float64{0, 1}, []float64{math.NaN(), math.NaN()})
		out[string(task)+" perfect"] = small(task, []float64{0, 1, 1, 0, 1}, []float64{0, 1, 1, 0, 1})
	}
	for _, task := range automl.Tasks {
		r := small(task, []float64{1}, []float64{0.7})
		r.Sureness = &automl.Sureness{Levels: automl.SureLevels, Coverage: []automl.Coverage{{Level: 0.9}, {Level: 0.95, Rows: 1, High: 1, Sizes: make([]int, len(r.Target.Classes)+1)}}}
		out[string(task)+" hardly judged"] = r
	}
	out["regression infinite"] = small(automl.Regression, []float64{1, 2, math.Inf(1), 1e300}, []float64{1, math.Inf(-1), 2, -1e300})
	out["multiclass many"] = many(60)
	return out
}

func small(task automl.Task, y, p []float64) *automl.Report {
	r := base(task, "", automl.Metric{})
	r.Row.Folds, r.Row.Low, r.Row.High = []float64{math.NaN()}, math.NaN(), math.NaN()
	r.Importance = []automl.Importance{{Column: "a", Drop: math.NaN(), Std: math.NaN()}}
	r.Prediction.Width = 1
	switch task {
	case automl.Binary:
		r.Target.Classes = []string{"no", "yes"}
	case automl.Multiclass:
		r.Target.Classes = []string{"a", "b", "c"}
		r.Prediction.Width = 3
	}
	for i := range y {
		if task == automl.Multiclass {
			r.add(i, y[i], (1-p[i])/2, p[i], (1-p[i])/2)
			continue
		}
		r.add(i, y[i], p[i])
	}
	r.Fold = nil
	return r.report
}

// many is a report of many classes.
func many(classes int) *automl.Report {
	rng := num.RNG(7, "many")
	r := base(automl.Multiclass, "product", automl.Metric{ID: "f1", Name: "F1"})
	r.Prediction.Width = classes
	for k := range classes {
		r.Target.Classes = append(r.Target.Classes, fmt.Sprintf("Product with a rather long name %d", k+1))
	}
	for i := range 30 * classes {
		p := make([]float64, classes)
		y := rng.IntN(classes)
		p[(y+rng.IntN(3))%classes] = 1
		r.add(i, float64(y), p...)
	}
	return r.report
}

type builder struct {
	*automl.Report
	report *automl.Report
}

func base(task automl.Task, target string, m automl.Metric) *builder {
	r := &automl.Report{
		Row:    automl.ModelRow{ID: "m1", Name: "Gradient boosting", Folds: []float64{0.842, 0.871, 0.855, 0.866, 0.849}, Low: 0.846, High: 0.868},
		Job:    automl.Job{Target: target, Task: task},
		Metric: m,
		Target: automl.Target{Task: task},
	}
	rng := num.RNG(7, "importance")
	for i, column := range columns {
		drop := 0.09*math.Exp(-0.42*float64(i)) - 0.0009
		r.Importance = append(r.Importance, automl.Importance{Column: column, Drop: drop, Std: math.Abs(drop) * 0.3 * rng.Float64()})
	}
	r.Schema = columns
	return &builder{r, r}
}

var columns = []string{
	"tenure in months", "contract", "monthly charges", "internet service", "payment method (how the customer pays each month)",
	"total charges", "online security", "age", "phone service", "streaming of films", "region", "gender",
}

func (b *builder) add(i int, y float64, p ...float64) {
	b.Rows = append(b.Rows, int32(i))
	b.Fold = append(b.Fold, int32(i%5))
	b.Target.Y = append(b.Target.Y, y)
	b.Prediction.Values = append(b.Prediction.Values, p...)
}
