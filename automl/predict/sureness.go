package predict

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/sure"
	"winnow/automl/table"
)

// sureness answers, for each row, how far its prediction can be trusted.
type sureness struct {
	*automl.Sureness
	level   int // place among Levels
	schema  *automl.Schema
	frame   *graph.Frame
	pred    *automl.Prediction
	before  []float64 // what the spread answers; nil without one
	strange []float64 // of each row; nil where it is not known
	sums    []float64 // of the columns that go together, row by row; nil where none do
	set     []int
}

// sureOf evaluates what the model knows about its sureness; nil when it knows nothing.
func sureOf(ctx context.Context, m *automl.Model, frame *graph.Frame, pred *automl.Prediction, asked float64) (*sureness, error) {
	level, err := levelOf(m.Sureness, asked)
	if m.Sureness == nil || err != nil {
		return nil, err
	}
	s := &sureness{Sureness: m.Sureness, level: level, schema: &m.Schema, frame: frame, pred: pred}
	if s.Spread != nil {
		wide := &graph.Frame{Rows: frame.Rows, Cols: append(slices.Clone(frame.Cols), graph.FrameColumn{Nums: pred.Values})}
		if s.before, err = evaluateNode(ctx, s.Spread, 2, wide, nil); err != nil {
			return nil, err
		}
	}
	if f := s.Familiar; f != nil && f.Strange != nil {
		if s.strange, err = evaluateNode(ctx, f.Strange, 1, frame, nil); err != nil {
			return nil, err
		}
	}
	if f := s.Familiar; f != nil && f.Relations != nil {
		if s.sums, err = evaluateNode(ctx, f.Relations, len(f.Related), frame, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// levelOf is the place of a level among those of a model; 0 asks for the usual one.
func levelOf(s *automl.Sureness, asked float64) (int, error) {
	if s == nil {
		if asked != 0 {
			return 0, automl.Errorf("predict", automl.BadUsage, "The model has no intervals.").
				WithHint("It was made by an older Winnow; train again to have them.")
		}
		return 0, nil
	}
	if i := slices.Index(s.Levels, cmp.Or(asked, automl.SureLevel)); i >= 0 {
		return i, nil
	}
	if asked == 0 {
		return len(s.Levels) - 1, nil
	}
	hint := "It has them for " + shares(s.Levels) + "."
	if slices.Contains(automl.SureLevels, asked) {
		hint += " So high a share needs a model that was trained on more rows, or by a newer Winnow."
	}
	return 0, automl.Errorf("predict", automl.BadUsage, "The model has no intervals for a share of %v.", asked).WithHint("%s", hint)
}

func shares(levels []float64) string {
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = modelfile.Number(l)
	}
	last := len(words) - 1
	if last < 1 {
		return words[0] + " alone"
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// header names the columns.
func (s *sureness) header(interval, warning bool) []string {
	var names []string
	switch {
	case !interval:
	case s.schema.Task.IsClassification():
		names = append(names, "set")
	default:
		names = append(names, "lower", "upper")
	}
	if warning {
		names = append(names, "warning")
	}
	return names
}

// SetMark stands between the classes of a set.
const SetMark = " | "

// cells appends the cells of row i to dst.
func (s *sureness) cells(dst []string, i int, interval, warning bool) []string {
	switch {
	case !interval:
	case s.schema.Task.IsClassification():
		s.set = sure.Set(s.set[:0], s.Least[s.level], s.pred, i)
		words := make([]string, len(s.set))
		for k, c := range s.set {
			words[k] = s.schema.Classes[c]
		}
		dst = append(dst, strings.Join(words, SetMark))
	default:
		low, high := s.interval(i)
		dst = append(dst, modelfile.Number(low), modelfile.Number(high))
	}
	if warning {
		dst = append(dst, s.warning(i))
	}
	return dst
}

func (s *sureness) interval(i int) (low, high float64) {
	var before []float64
	if s.before != nil {
		before = s.before[2*i : 2*i+2]
	}
	return sure.Interval(s.Sureness, s.level, s.pred.Values[i], before)
}

// most is how many columns a warning names.
const mostNamed = 3

// warning says why a row is unlike those of training; empty when it is not.
func (s *sureness) warning(i int) string {
	if s.Familiar == nil {
		return ""
	}
	var said []string
	odd := 0
	for k := range s.schema.Columns {
		if why := s.unlike(k, i); why != "" {
			if odd++; odd <= mostNamed {
				said = append(said, why)
			}
		}
	}
	if r := s.broken(i); odd == 0 && r >= 0 {
		a, b := s.Familiar.Related[r].Columns[0], s.Familiar.Related[r].Columns[1]
		return fmt.Sprintf("%s and %s do not go together as in training", s.schema.Columns[a].Name, s.schema.Columns[b].Name)
	}
	if odd > mostNamed {
		said = append(said, fmt.Sprintf("%d more columns", odd-mostNamed))
	}
	if odd == 0 && s.strange != nil && s.strange[i] > s.Familiar.Limit {
		return "unlike the rows of training as a whole"
	}
	return strings.Join(said, "; ")
}

// outside reports whether row i is unlike those of training.
func (s *sureness) outside(i int) bool {
	if s.Familiar == nil {
		return false
	}
	if s.strange != nil && s.strange[i] > s.Familiar.Limit || s.broken(i) >= 0 {
		return true
	}
	for k := range s.schema.Columns {
		if s.odd(k, i) {
			return true
		}
	}
	return false
}

// broken is the first relation of columns that row i does not keep to; -1 where it keeps to
// all.
func (s *sureness) broken(i int) int {
	if s.sums == nil {
		return -1
	}
	n := len(s.Familiar.Related)
	for k, r := range s.Familiar.Related {
		room := s.Familiar.Slack * (r.High - r.Low)
		if v := s.sums[i*n+k]; v < r.Low-room || v > r.High+room {
			return k
		}
	}
	return -1
}

// odd reports whether the value of column k in row i lies outside what training saw.
func (s *sureness) odd(k, i int) bool {
	c, col := &s.schema.Columns[k], &s.frame.Cols[k]
	switch {
	case col.Nums != nil:
		v, room := col.Nums[i], s.Familiar.Margin*(c.Max-c.Min)
		return v < c.Min-room || v > c.Max+room
	case col.Codes != nil:
		return int(col.Codes[i]) >= len(c.Levels) && !slices.Contains(s.Familiar.Open, k)
	}
	return false
}

func (s *sureness) unlike(k, i int) string {
	if !s.odd(k, i) {
		return ""
	}
	c, col := &s.schema.Columns[k], &s.frame.Cols[k]
	if col.Codes != nil {
		return fmt.Sprintf("%s has a value that training never saw", c.Name)
	}
	values := []float64{col.Nums[i], c.Min, c.Max}
	words := make([]string, len(values))
	for j, v := range values {
		words[j] = modelfile.Number(v)
		if a := math.Abs(v); v != math.Trunc(v) && a >= 1e-3 && a < 1e6 {
			words[j] = fmt.Sprintf("%.4g", v)
		}
	}
	if c.Kind == table.Time {
		t := table.NewTimes(values, c.Format.Layout)
		for j := range words {
			words[j] = t.Text(j)
		}
	}
	return fmt.Sprintf("%s is %s, in training %s to %s", c.Name, words[0], words[1], words[2])
}
