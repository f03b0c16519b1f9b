package run

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// Model puts together everything about one model; an empty id means the recommended one.
// A model that was not fitted on all rows yet is fitted now.
func (r *Run) Model(ctx context.Context, id string) (*automl.Model, error) {
	board := r.Leaderboard()
	if id == "" {
		id = board.Recommended
	}
	i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil, unknownModel(id)
	}
	node, oof, err := r.usable(id)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	imp := r.imp[id]
	r.mu.Unlock()
	m := &automl.Model{
		Version: modelfile.Version, AppVersion: r.o.AppVersion, Created: time.Now().UTC(),
		Name: board.Rows[i].Name, Job: r.job, Fingerprint: r.hash(), Rows: len(r.rows),
		Graph: node, Row: board.Rows[i], Leaderboard: board, Findings: r.profile.Findings, Importance: imp,
	}
	if m.Sureness, err = r.cachedSureness(ctx, id, oof); err != nil {
		return nil, err
	}
	m.Schema = r.schema(imp)
	m.Graph = r.withNeeds(&m.Schema, node, &board.Rows[i])
	if r.job.Task == automl.Binary {
		m.Schema.Decision = 0.5
		if r.needsThreshold() {
			m.Schema.Decision = r.threshold(oof, r.scored)
		}
		if t := r.decision(id); t > 0 {
			m.Schema.Decision = t
		}
	}
	m.Evidence = r.evidence(oof)
	m.Sample, m.Expected, err = sample(&m.Schema, m.Graph)
	return m, err
}

// usable is the model's pipeline for new data and its out-of-fold predictions.
func (r *Run) usable(id string) (*graph.Node, *automl.Prediction, error) {
	if id == blendID {
		r.mu.Lock()
		b := r.blend
		r.mu.Unlock()
		if b.final == nil {
			if err := r.finishBlend(b); err != nil {
				return nil, nil, err
			}
		}
		return b.final, b.oof, nil
	}
	t, err := r.find(id)
	if err != nil {
		return nil, nil, err
	}
	if err := r.makeFinal(t, r.job.Threads); err != nil {
		return nil, nil, err
	}
	oof, err := r.outOf(t)
	return t.final, oof, err
}

// schema describes the inputs, in the order of the graph's input columns.
func (r *Run) schema(imp []automl.Importance) automl.Schema {
	s := automl.Schema{Target: r.job.Target, Task: r.job.Task, Classes: r.classes}
	total := 0.0
	for _, v := range imp {
		total += max(v.Drop, 0)
	}
	for i, place := range r.columns {
		c := r.schemaColumn(place)
		if len(imp) > i && total > 0 {
			c.Weight = max(imp[i].Drop, 0) / total
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

func (r *Run) schemaColumn(place int) automl.SchemaColumn {
	c := automl.SchemaColumn{Field: r.table.Field(place), Weight: -1}
	c.Share = float64(r.table.Column(place).MissingCount()) / float64(max(1, r.table.Rows()))
	switch col := r.table.Column(place).(type) {
	case *table.Categories:
		c.Levels = col.Levels()
	case *table.Numbers:
		c.Min, c.Max = bounds(col.Values())
	case *table.Times:
		c.Min, c.Max = bounds(col.Values())
	}
	c.Typical = predict.TypicalOf(r.table.Column(place))
	return c
}

// withNeeds adds to the schema what a model reads beside the run's inputs, and gives its graph
// with inputs numbered as the schema has them. Columns by which a remedy decides are refused
// when absent.
func (r *Run) withNeeds(s *automl.Schema, node *graph.Node, row *automl.ModelRow) *graph.Node {
	to, every := map[int]int{}, r.everyColumn()
	for _, c := range graph.Inputs(node) {
		if to[c] = c; c >= len(r.columns) {
			to[c] = len(s.Columns)
			s.Columns = append(s.Columns, r.schemaColumn(every[c]))
		}
	}
	for i := range s.Columns {
		decides := row.Remedy == automl.Threshold || row.Remedy == automl.Uncouple
		s.Columns[i].Needed = decides && slices.Contains(row.Sensitive, s.Columns[i].Name)
	}
	return graph.Renumber(node, to)
}

func bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	if low > high {
		return 0, 0
	}
	return low, high
}

// sampleRows is the number of made rows that go into a model file.
const sampleRows = 5

// sample makes a few rows that fit the schema without showing a row of the training data,
// and what the model answers for them.
func sample(s *automl.Schema, node *graph.Node) ([][]string, []float64, error) {
	frame := &graph.Frame{Rows: sampleRows}
	rows := make([][]string, 1+sampleRows)
	for k, c := range s.Columns {
		col, texts := sampleColumn(c, k)
		frame.Cols = append(frame.Cols, col)
		rows[0] = append(rows[0], c.Name)
		for i, text := range texts {
			if c.Kind == table.Number && c.Format.Decimal == "," {
				text = strings.Replace(text, ".", ",", 1)
			}
			rows[i+1] = append(rows[i+1], text)
		}
	}
	plan, err := graph.NewPlan(node, frame)
	if err != nil {
		return nil, nil, err
	}
	out := make([]float64, sampleRows*plan.Width())
	plan.Range(0, sampleRows, out)
	return rows, out, nil
}

func sampleColumn(c automl.SchemaColumn, k int) (graph.FrameColumn, []string) {
	switch c.Kind {
	case table.Category, table.YesNo:
		codes := make([]int32, sampleRows)
		for i := range codes {
			if codes[i] = -1; len(c.Levels) > 0 {
				codes[i] = int32((i + k) % len(c.Levels))
			}
		}
		return graph.FrameColumn{Codes: codes}, texts(table.NewCategories(codes, c.Levels))
	case table.Text:
		strs := make([]string, sampleRows)
		for i := range strs {
			strs[i] = "some words"
		}
		return graph.FrameColumn{Strs: strs}, strs
	}
	nums := make([]float64, sampleRows)
	for i := range nums {
		share := float64((i+k)%sampleRows) / (sampleRows - 1)
		v := c.Min + share*(c.Max-c.Min)
		if c.Kind == table.Time {
			v = math.Floor(v/86400) * 86400
		}
		nums[i] = v
		if v != math.Trunc(v) { // a number that a person would write
			nums[i], _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
		}
	}
	if c.Kind == table.Time {
		return graph.FrameColumn{Nums: nums}, texts(table.NewTimes(nums, c.Format.Layout))
	}
	return graph.FrameColumn{Nums: nums}, texts(table.NewNumbers(nums))
}

func texts(c table.Column) []string {
	out := make([]string, c.Len())
	for i := range out {
		out[i] = c.Text(i)
	}
	return out
}

// cachedImportance measures importance once per model, in about the time that may be spent.
func (r *Run) cachedImportance(ctx context.Context, row automl.ModelRow, spend time.Duration) ([]automl.Importance, error) {
	r.mu.Lock()
	imp, ok := r.imp[row.ID]
	r.mu.Unlock()
	if ok {
		return imp, nil
	}
	imp, err := r.importance(ctx, row.ID, r.importanceWithin(row.PredictMs, spend))
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.imp == nil {
		r.imp = map[string][]automl.Importance{}
	}
	r.imp[row.ID] = imp
	return imp, nil
}

// What importance is measured with: rows and repeats as time allows.
const (
	importanceRows    = 2000
	importanceLeast   = 60
	importanceRepeats = 3
)

// importanceWithin chooses rows and repeats so that a model of this speed, in milliseconds
// per 1,000 rows, is measured in about the time that may be spent.
func (r *Run) importanceWithin(predictMs float64, spend time.Duration) explain.Options {
	o := explain.Options{Repeats: importanceRepeats, MaxRows: importanceRows, Workers: r.job.Threads}
	perRow := max(predictMs, 0.05) / 1e6 * float64(len(r.columns)) / float64(max(1, r.job.Threads))
	fit := func() float64 { return spend.Seconds() / (perRow * float64(o.Repeats)) }
	if fit() < importanceLeast {
		o.Repeats = 1
	}
	o.MaxRows = int(min(max(fit(), importanceLeast), importanceRows))
	return o
}

// importanceOnDemand is what a person waits for at most when they open a model.
const importanceOnDemand = 4 * time.Second

// OutOfFold is a finished model's predictions of the rows that were scored, by models that
// never saw them, and the truth.
func (r *Run) OutOfFold(id string) (automl.Target, *automl.Prediction, error) {
	oof, err := r.oofOf(id)
	return r.targetOf(r.scored), oof, err
}

// Report gathers what is known about one model from rows it never saw.
func (r *Run) Report(ctx context.Context, id string) (*automl.Report, error) {
	board := r.Leaderboard()
	if id == "" {
		id = board.Recommended
	}
	i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil, unknownModel(id)
	}
	oof, err := r.oofOf(id)
	if err != nil {
		return nil, err
	}
	patient, cancel := context.WithTimeout(ctx, 4*importanceOnDemand)
	defer cancel()
	imp, err := r.cachedImportance(patient, board.Rows[i], importanceOnDemand)
	if err != nil && (ctx.Err() != nil || patient.Err() == nil) {
		return nil, err // else it takes too long on this table: the report does without
	}
	rep := &automl.Report{Row: board.Rows[i], Job: r.job, Metric: *r.metric, Target: r.targetOf(r.scored),
		Rows: r.scored, Fold: r.foldOfScored(), Prediction: *oof, Importance: imp, Schema: r.names, Fingerprint: r.hash()}
	if r.needsThreshold() {
		rep.Prediction.Threshold = r.threshold(oof, r.scored)
	}
	if rep.Sureness, err = r.cachedSureness(patient, id, oof); err != nil {
		return nil, err
	}
	return rep, nil
}

func (r *Run) oofOf(id string) (*automl.Prediction, error) {
	if id == blendID {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.blend == nil {
			return nil, unknownModel(id)
		}
		return r.blend.oof, nil
	}
	t, err := r.find(id)
	if err != nil {
		return nil, err
	}
	return r.outOf(t)
}
