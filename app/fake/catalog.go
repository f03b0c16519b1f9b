package fake

import (
	"math"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
)

func sortedCopy(v []float64) []float64 {
	out := slices.Clone(v)
	slices.Sort(out)
	return out
}

func top(counts map[string]int) []automl.ValueCount {
	var out []automl.ValueCount
	for v, n := range counts {
		out = append(out, automl.ValueCount{Value: v, Count: n})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Count != out[j].Count {
			return out[i].Count > out[j].Count
		}
		return out[i].Value < out[j].Value
	})
	return out[:min(len(out), 10)]
}

// Catalog is a small catalogue with metrics and charts of every task.
func Catalog() *automl.Catalog {
	inf := math.Inf(1)
	c := &automl.Catalog{
		Algorithms: []automl.Algorithm{
			{ID: "gradient_boosting", Name: "Gradient boosting", Tasks: automl.AnyTask, Readable: 2},
			{ID: "random_forest", Name: "Random forest", Tasks: automl.AnyTask, Readable: 2},
			{ID: "linear", Name: "Linear model", Tasks: automl.AnyTask, Readable: 3},
		},
		Metrics: []automl.Metric{
			{ID: "auc", Name: "ROC AUC", Help: "How well the two outcomes are told apart.", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0},
			{ID: "logloss", Name: "Log loss", Help: "How good the percentages are.", Tasks: automl.AnyClasses, Best: 0, Worst: inf},
			{ID: "recall", Name: "Recall", Help: "How many are caught.", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true},
			{ID: "precision", Name: "Precision", Help: "How many alarms are right.", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true},
			{ID: "f1", Name: "F1", Help: "Balance of recall and precision.", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true},
			{ID: "accuracy", Name: "Accuracy", Help: "Share of right answers.", Tasks: automl.AnyClasses, Best: 1, Worst: 0, NeedsClass: true},
			{ID: "macro_f1", Name: "Macro F1", Help: "All kinds count alike.", Tasks: automl.TaskSet{automl.Multiclass}, Best: 1, Worst: 0, NeedsClass: true},
			{ID: "rmse", Name: "RMSE", Help: "Typical error, large ones count more.", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: inf},
			{ID: "mae", Name: "MAE", Help: "Typical error.", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: inf},
			{ID: "mape", Name: "MAPE", Help: "Typical error in per cent.", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: inf},
			{ID: "r2", Name: "R²", Help: "Share of the differences explained.", Tasks: automl.TaskSet{automl.Regression}, Best: 1, Worst: math.Inf(-1)},
		},
	}
	two := automl.TaskSet{automl.Binary}
	add := func(id, name, help string, tasks automl.TaskSet, draw func(*automl.Report, automl.ChartOptions) (*figure.Figure, error)) {
		c.Charts = append(c.Charts, automl.Chart{ID: id, Name: name, Help: help, Tasks: tasks, Draw: draw})
	}
	add("roc", "ROC curve", "The nearer to the top left corner, the better.", two, roc)
	add("confusion", "Right and wrong", "Counts of right and wrong answers.", automl.AnyClasses, confusion)
	add("calibration", "Trust in percentages", "On the diagonal, 70 % means 70 %.", two, roc)
	add("predicted_actual", "Predicted and actual", "The nearer to the diagonal, the better.", automl.TaskSet{automl.Regression}, scatter)
	add("importance", "What matters", "How much worse the score gets without a column.", automl.AnyTask, importance)
	return c
}

func roc(*automl.Report, automl.ChartOptions) (*figure.Figure, error) {
	f := &figure.Figure{Title: "ROC curve", Sentence: "Of two customers, one leaving and one staying, the model ranks them right 86 % of the time.",
		X: figure.Axis{Title: "Share of false alarms", Percent: true, Max: 1}, Y: figure.Axis{Title: "Share caught", Percent: true, Max: 1}}
	var x, y []float64
	for i := range 51 {
		t := float64(i) / 50
		x, y = append(x, t), append(y, math.Pow(t, 0.18))
	}
	f.Series = []figure.Series{{Name: "Model", Mark: figure.Line, X: x, Y: y},
		{Name: "Guessing", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 1}, Y: []float64{0, 1}}}
	return f, nil
}

func confusion(r *automl.Report, _ automl.ChartOptions) (*figure.Figure, error) {
	names := r.Target.Classes
	f := &figure.Figure{Title: "Right and wrong", Sentence: "Of 100 customers flagged, 66 really leave.",
		X: figure.Axis{Title: "Predicted", Categories: names}, Y: figure.Axis{Title: "Actual", Categories: names}}
	s := figure.Series{Mark: figure.Cells}
	for i := range names {
		for j := range names {
			n := 120.0
			if i == j {
				n = 1400
			}
			s.X, s.Y, s.Z = append(s.X, float64(j)), append(s.Y, float64(i)), append(s.Z, n)
		}
	}
	f.Series = []figure.Series{s}
	return f, nil
}

func scatter(*automl.Report, automl.ChartOptions) (*figure.Figure, error) {
	f := &figure.Figure{Title: "Predicted and actual", Sentence: "Half of the predictions are off by less than 4.2.",
		X: figure.Axis{Title: "Predicted"}, Y: figure.Axis{Title: "Actual"}}
	s := figure.Series{Mark: figure.Points}
	for i := range 300 {
		v := float64(i%100) + 20
		s.X, s.Y = append(s.X, v), append(s.Y, v+float64(i*37%21)-10)
	}
	f.Series = []figure.Series{s}
	return f, nil
}

func importance(r *automl.Report, _ automl.ChartOptions) (*figure.Figure, error) {
	f := &figure.Figure{Title: "What matters", Sentence: "tenure_months matters most: without it the score falls by 0.061.",
		X: figure.Axis{Title: "Loss of score"}, Y: figure.Axis{}}
	s := figure.Series{Mark: figure.HBars}
	for i, im := range r.Importance {
		f.Y.Categories = append(f.Y.Categories, im.Column)
		s.Y, s.X = append(s.Y, float64(i)), append(s.X, im.Drop)
		s.Low, s.High = append(s.Low, im.Drop-im.Std), append(s.High, im.Drop+im.Std)
	}
	f.Series = []figure.Series{s}
	return f, nil
}

func containsWord(path, word string) bool { return strings.Contains(filepath.Base(path), word) }
