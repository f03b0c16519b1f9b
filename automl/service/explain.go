package service

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/predict"
)

// backgroundRows is how many rows an answer is compared with at most, where nothing else is
// said. Trees and samples look at fewer.
const backgroundRows = 1000

// Explain shares a model's answers out among the columns.
func (s *Service) Explain(ctx context.Context, req automl.ExplainRequest) (*automl.Explanation, error) {
	switch req.Method {
	case "":
		req.Method = automl.ExplainAuto
	case automl.ExplainAuto, automl.ExplainExact, automl.ExplainBackground, automl.ExplainSampled:
	default:
		return nil, automl.Errorf("explain", automl.BadUsage, "There is no method %q.", req.Method).
			WithHint("There are auto, shap, interventional and kernel.")
	}
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	if err := checkClass(&a.model.Schema, req.Class); err != nil {
		return nil, err
	}
	back, notes := a.background(req)
	rows := a.rows
	var use []int32
	if req.Cells != nil {
		if rows, err = predict.Made(ctx, &a.model.Schema, req.Cells); err != nil {
			return nil, err
		}
		use = []int32{0}
	} else if use, err = a.explained(req); err != nil {
		return nil, err
	}
	o := explain.ShapleyOptions{Task: a.model.Schema.Task, Method: req.Method, Seed: req.Seed, Workers: runtime.GOMAXPROCS(0), Background: req.Background}
	if req.Progress != nil {
		o.Progress = func(done, total int) { req.Progress(int64(done), int64(total)) }
	}
	shares, err := explain.Shapley(ctx, a.model.Graph, rows.Frame, use, back, o)
	if err != nil {
		return nil, err
	}
	x := &automl.Explanation{Target: a.model.Schema.Target, Task: a.model.Schema.Task, Scale: shares.Scale,
		Method: shares.Method, Exact: shares.Exact, Base: shares.Base, Notes: append(notes, rows.Notes...)}
	f := &filling{x: x, shares: shares, rows: rows, model: a.model}
	f.fill(use)
	x.How = how(x)
	if req.Words {
		if x.Words, err = explain.Words(ctx, a.model.Graph, rows.Frame, x.Rows, o); err != nil {
			return nil, err
		}
	}
	if req.Pairs {
		if x.Pairs, err = explain.Together(ctx, a.model.Graph, rows.Frame, x.Rows, x.Columns, o); err != nil {
			return nil, err
		}
	}
	f.only(req.Class)
	return x, nil
}

// explained are the rows that are asked about.
func (a *asked) explained(req automl.ExplainRequest) ([]int32, error) {
	if a.rows == nil {
		_, err := a.ofRows()
		return nil, err
	}
	rows := req.At
	for _, r := range rows {
		if r < 0 || int(r) >= a.rows.Frame.Rows {
			return nil, automl.Errorf("explain", automl.BadUsage, "There is no row %d: there are %d.", r+1, a.rows.Frame.Rows)
		}
	}
	if rows == nil {
		rows = a.every()
	}
	return drawn(rows, req.MaxRows, req.Seed, "explained rows"), nil
}

// every are the subject's rows; those of training, of a run.
func (a *asked) every() []int32 {
	if a.use != nil {
		return a.use
	}
	rows := make([]int32, a.rows.Frame.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// drawn are at most so many of the rows, in their order; 0: all of them.
func drawn(rows []int32, most int, seed uint64, label string) []int32 {
	if most <= 0 || len(rows) <= most {
		return rows
	}
	out := make([]int32, most)
	for i, p := range num.Perm(num.RNG(seed, label), len(rows))[:most] {
		out[i] = rows[p]
	}
	slices.Sort(out)
	return out
}

// background is the rows that answers are compared with, in random order.
func (a *asked) background(req automl.ExplainRequest) (*graph.Frame, []string) {
	most := backgroundRows
	if req.Background > 0 {
		most = req.Background
	}
	if a.rows == nil || a.rows.Frame.Rows == 0 {
		return explain.MadeUp(&a.model.Schema, most, req.Seed), []string{"There were no rows to compare with; rows made up from the ranges seen in training stand in for them."}
	}
	all := a.every()
	rows := make([]int32, 0, most)
	for _, p := range num.Perm(num.RNG(req.Seed, "background"), len(all))[:min(most, len(all))] {
		rows = append(rows, all[p])
	}
	return explain.Pick(a.rows.Frame, rows), nil
}

// filling brings shares into the form of an explanation.
type filling struct {
	x      *automl.Explanation
	shares *explain.Shares
	rows   *predict.Rows
	model  *automl.Model
}

func (f *filling) fill(use []int32) {
	x, s, schema := f.x, f.shares, &f.model.Schema
	for _, c := range schema.Columns {
		x.Columns = append(x.Columns, c.Name)
		x.Levels = append(x.Levels, c.Levels)
	}
	switch schema.Task {
	case automl.Binary:
		x.Outputs = []string{schema.Classes[len(schema.Classes)-1]}
	case automl.Multiclass:
		x.Outputs = schema.Classes
	default:
		x.Outputs = []string{schema.Target}
	}
	x.Values, x.Prediction, x.Answer = make([][][]float64, s.Outputs), make([][]float64, s.Outputs), make([][]float64, s.Outputs)
	x.Places = make([]automl.Numbers, s.Columns)
	silent := 0
	for i, r := range use {
		if slices.ContainsFunc(s.Margin[i*s.Outputs:(i+1)*s.Outputs], func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			silent++
			continue
		}
		x.Rows = append(x.Rows, r)
		for k := range s.Outputs {
			at := (i*s.Outputs + k) * s.Columns
			x.Values[k] = append(x.Values[k], s.Values[at:at+s.Columns:at+s.Columns])
			x.Prediction[k] = append(x.Prediction[k], s.Margin[i*s.Outputs+k])
			x.Answer[k] = append(x.Answer[k], s.Answer[i*s.Outputs+k])
		}
		cells := make([]string, s.Columns)
		for c := range cells {
			cells[c] = f.rows.Text(int(r), c)
			x.Places[c] = append(x.Places[c], place(&f.rows.Frame.Cols[c], int(r)))
		}
		x.Cells = append(x.Cells, cells)
	}
	if silent > 0 {
		x.Notes = append(x.Notes, fmt.Sprintf("The model has no answer for %d of %d rows; they are left out.", silent, len(use)))
	}
}

// place is a cell as a number.
func place(c *graph.FrameColumn, row int) float64 {
	switch {
	case c.Strs != nil:
		return float64(len(c.Strs[row]))
	case c.Codes != nil:
		if c.Codes[row] < 0 {
			return math.NaN()
		}
		return float64(c.Codes[row])
	}
	return c.Nums[row]
}

// only keeps one class, if one is named. The negative class of two is the positive one
// turned round.
func (f *filling) only(class string) {
	x := f.x
	if class == "" {
		return
	}
	if x.Task == automl.Binary && class == f.model.Schema.Classes[0] {
		x.Outputs = []string{class}
		full := 0.0
		if x.Scale == automl.ScaleProbability {
			full = 1
		}
		x.Base[0] = full - x.Base[0]
		for i := range x.Rows {
			x.Prediction[0][i], x.Answer[0][i] = full-x.Prediction[0][i], 1-x.Answer[0][i]
			for c := range x.Values[0][i] {
				x.Values[0][i][c] = -x.Values[0][i][c]
			}
		}
		for i := range x.Words {
			x.Words[i].Value = -x.Words[i].Value
		}
		return
	}
	if x.Task == automl.Binary {
		return
	}
	k := slices.Index(x.Outputs, class)
	x.Outputs, x.Base, x.Values = x.Outputs[k:k+1], x.Base[k:k+1], x.Values[k:k+1]
	x.Prediction, x.Answer = x.Prediction[k:k+1], x.Answer[k:k+1]
	x.Words = slices.DeleteFunc(x.Words, func(w automl.WordShare) bool { return w.Output != k })
	for i := range x.Words {
		x.Words[i].Output = 0
	}
}

// namedClasses is how many classes a hint names.
const namedClasses = 200

// checkClass refuses a class that the model does not know.
func checkClass(s *automl.Schema, class string) error {
	if class == "" || s.Task.IsClassification() && slices.Contains(s.Classes, class) {
		return nil
	}
	e := automl.Errorf("explain", automl.BadUsage, "The model has no class %q.", class)
	if !s.Task.IsClassification() {
		return e.WithHint("It predicts the number %q.", s.Target)
	}
	if n := len(s.Classes); n > namedClasses {
		return e.WithHint("It knows %s and %d more.", strings.Join(s.Classes[:namedClasses], ", "), n-namedClasses)
	}
	return e.WithHint("It knows %s.", strings.Join(s.Classes, ", "))
}

// how says in words how the shares were found.
func how(x *automl.Explanation) string {
	scale := map[automl.ExplainScale]string{
		automl.ScaleUnits:       "in the units of " + x.Target,
		automl.ScaleProbability: "in probability",
		automl.ScaleLogOdds:     "in log-odds, where 0 is a probability of one half",
		automl.ScaleScore:       "in scores of the classes, of which e to the power is proportional to the probability",
		automl.ScaleLog:         "in the logarithm of " + x.Target,
	}[x.Scale]
	switch {
	case x.Method == automl.ExplainSampled:
		return fmt.Sprintf("Shapley values found by asking the model for mixtures of each row with others (sampled), %s.", scale)
	case !x.Exact:
		return fmt.Sprintf("Shapley values, worked out for the parts of the model that allow it and sampled for the others, %s.", scale)
	case x.Method == automl.ExplainBackground:
		return fmt.Sprintf("Shapley values, worked out exactly; what is not known takes the values of other rows, %s.", scale)
	}
	return fmt.Sprintf("Shapley values, worked out exactly; what is not known is the mean over rows like those of training, %s.", scale)
}
