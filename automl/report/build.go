package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/table"
)

// Input is what a report is made of. Only Model and Catalog are needed; what is absent is
// not in the report, or the report says that it is not known.
type Input struct {
	Model   *automl.Model
	Catalog *automl.Catalog
	// File is the name of the model's file, for the commands in the recipe.
	File string
	// Scored is the model on rows it never saw; nil: what the model itself keeps of them.
	Scored      *automl.Report
	Explanation *automl.Explanation
	Effects     []*automl.Effect
	Fairness    *automl.Fairness
	// FairCharts are drawn from Fairness.
	FairCharts []Chart
	// AppVersion is of the program that writes the report.
	AppVersion string
}

// maker holds what the sections share.
type maker struct {
	Input
	m      *automl.Model
	job    *automl.Job
	metric automl.Metric
	scored *automl.Report // nil where no scored rows are known
	sample int            // scored rows that the charts are drawn from, when they are not all
	notes  []string
}

// Build makes the document, and says what is not in it and why, in sentences. Charts are
// those of the catalogue that suit the task.
func Build(in Input) (*Document, []string) {
	k := &maker{Input: in, m: in.Model, job: &in.Model.Job, scored: in.Scored}
	id := k.job.Metric
	if id == "" {
		id = k.m.Leaderboard.Metric
	}
	if m, ok := in.Catalog.Metric(id, k.task()); ok {
		k.metric = *m
	} else {
		k.metric = automl.Metric{ID: id, Name: id}
	}
	k.fromEvidence()
	d := &Document{Title: "Predicting " + quoted(k.m.Schema.Target), Sub: k.sub(), Made: k.m.Created, Keys: k.keys(), Foot: k.foot()}
	for _, s := range []Section{
		k.summary(), k.goal(), k.data(), k.method(), k.board(), k.performance(), k.explanations(), k.fairness(), k.sureness(), k.limits(),
		k.card(), k.recipe(),
	} {
		if len(s.Blocks) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
	return d, k.notes
}

// Charts counts the charts of a document that have something drawn.
func (d *Document) Charts() int {
	n := 0
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			n += len(b.Charts)
		}
	}
	return n
}

// fromEvidence takes the scored rows that the model keeps, where none are given.
func (k *maker) fromEvidence() {
	e := k.m.Evidence
	if k.scored == nil && e != nil && len(e.Target.Y) > 0 {
		r := &automl.Report{Row: k.m.Row, Job: k.m.Job, Metric: k.metric, Target: e.Target, Fold: e.Fold, Prediction: e.Prediction,
			Importance: k.m.Importance, Fingerprint: k.m.Fingerprint, Sureness: k.m.Sureness, Explanation: k.Explanation}
		r.Prediction.Threshold = k.m.Schema.Decision
		for _, c := range k.m.Schema.Columns {
			r.Schema = append(r.Schema, c.Name)
		}
		if k.scored = r; len(e.Target.Y) < e.Scored {
			k.sample = len(e.Target.Y)
		}
	} else if k.scored != nil && k.Explanation != nil {
		r := *k.scored
		r.Explanation = k.Explanation
		k.scored = &r
	}
	if k.scored == nil {
		k.notes = append(k.notes, "The model does not keep the rows that it was scored on, so that charts of them are not in the report. Models saved by this Winnow do.")
	}
}

func (k *maker) task() automl.Task { return k.m.Schema.Task }

func (k *maker) sub() string {
	s := k.m.Name
	if !k.m.Created.IsZero() {
		s += ", made on " + k.m.Created.UTC().Format("2 January 2006")
	}
	return s + fmt.Sprintf(", from %s", things(k.m.Rows, "row"))
}

func (k *maker) foot() string {
	s := "Written by Winnow"
	if k.AppVersion != "" {
		s += " " + k.AppVersion
	}
	if k.m.Fingerprint != "" {
		s += ", from the model trained on data " + k.m.Fingerprint[:min(len(k.m.Fingerprint), 16)]
	}
	return s + "."
}

// baseline is the leaderboard's line of guessing; nil where there is none.
func (k *maker) baseline() *automl.ModelRow {
	i := slices.IndexFunc(k.m.Leaderboard.Rows, func(r automl.ModelRow) bool { return r.Baseline && r.State == automl.Done })
	if i < 0 {
		return nil
	}
	return &k.m.Leaderboard.Rows[i]
}

// corrected is the score less the luck of having been chosen; nil where it is not known for
// this model.
func (k *maker) corrected() *automl.Corrected {
	b := &k.m.Leaderboard
	if b.Recommended != k.m.Row.ID {
		return nil
	}
	return b.Corrected
}

// best is the score to tell a person: of the final test, corrected, or cross-validated.
func (k *maker) best() (v, low, high float64, how string) {
	r := &k.m.Row
	if t := r.Test; t != nil {
		return t.Score, t.Low, t.High, "final test"
	}
	if c := k.corrected(); c != nil {
		return c.Score, c.Low, c.High, "expected on new rows"
	}
	return r.Score, r.Low, r.High, "on rows it had not seen"
}

func (k *maker) keys() []Key {
	v, low, high, how := k.best()
	note := how
	if low < high {
		note = fmt.Sprintf("%s to %s, %s", score(low), score(high), how)
	}
	keys := []Key{{Label: k.metric.Name, Value: score(v), Note: note}}
	if b := k.baseline(); b != nil && !k.m.Row.Baseline {
		keys = append(keys, Key{Label: "Guessing", Value: score(b.Score), Note: k.metric.Name + " without looking at any column"})
	}
	rows := "rows learned from"
	if e := k.m.Evidence; e != nil && e.TableRows > k.m.Rows {
		rows = "learned from, of " + count(e.TableRows) + " in the table"
	}
	keys = append(keys, Key{Label: "Rows", Value: count(k.m.Rows), Note: rows})
	return append(keys, Key{Label: "Columns", Value: count(len(k.m.Schema.Columns)), Note: k.columnsNote()})
}

func (k *maker) columnsNote() string {
	n := map[table.Kind]int{}
	for _, c := range k.m.Schema.Columns {
		n[c.Kind]++
	}
	var parts []string
	for _, p := range []struct {
		kind table.Kind
		one  string
		many string
	}{{table.Number, "number", "numbers"}, {table.Category, "category", "categories"}, {table.YesNo, "yes or no", "yes or no"}, {table.Time, "date", "dates"}, {table.Text, "text", "texts"}} {
		switch c := n[p.kind]; {
		case c == 1:
			parts = append(parts, "1 "+p.one)
		case c > 1:
			parts = append(parts, count(c)+" "+p.many)
		}
	}
	return strings.Join(parts, ", ")
}

func (k *maker) summary() Section {
	s := Section{ID: "summary", Title: "In short"}
	s.Blocks = append(s.Blocks, text(k.purpose()+" "+k.verdict()))
	if tops := k.topColumns(3); len(tops) > 0 {
		s.Blocks = append(s.Blocks, text("It relies most on "+list(tops, 3)+"."))
	}
	for _, n := range k.warnings() { // what takes the ground from under the score stands beside it
		if n.Tone == Bad {
			s.Blocks = append(s.Blocks, Block{Note: &n})
		}
	}
	return s
}

// purpose is a sentence on what the model is for.
func (k *maker) purpose() string {
	s := &k.m.Schema
	switch {
	case s.Task == automl.Binary && len(s.Classes) == 2:
		return fmt.Sprintf("This model says how probable it is that %s is %s rather than %s.", quoted(s.Target), quoted(s.Classes[1]), quoted(s.Classes[0]))
	case s.Task == automl.Multiclass:
		return fmt.Sprintf("This model says which of %s %s is: %s.", count(len(s.Classes))+" classes", quoted(s.Target), list(s.Classes, 8))
	}
	return fmt.Sprintf("This model predicts the number %s.", quoted(s.Target))
}

// verdict is a sentence on how good the model is beside guessing.
func (k *maker) verdict() string {
	v, low, high, how := k.best()
	s := fmt.Sprintf("Its score is %s %s", k.metric.Name, score(v))
	switch how {
	case "final test":
		s += fmt.Sprintf(" on %s that nothing of the training had seen", things(k.m.Row.Test.Rows, "row"))
	case "expected on new rows":
		s = fmt.Sprintf("On new rows it is expected to score %s %s", k.metric.Name, score(v))
	default:
		s += " on rows that it had not seen"
	}
	if low < high {
		s += fmt.Sprintf(" (95 %% interval %s to %s)", score(low), score(high))
	}
	if b := k.baseline(); b != nil && !k.m.Row.Baseline {
		s += fmt.Sprintf("; guessing scores %s", score(b.Score))
	}
	return s + "."
}

// topColumns are the columns that the model relies on most, the first n that show a use.
func (k *maker) topColumns(n int) []string {
	imp := slices.Clone(k.importance())
	slices.SortStableFunc(imp, func(a, b automl.Importance) int {
		switch {
		case a.Drop > b.Drop:
			return -1
		case a.Drop < b.Drop:
			return 1
		}
		return 0
	})
	var out []string
	for _, i := range imp {
		if len(out) < n && i.Drop > 0 {
			out = append(out, i.Column)
		}
	}
	return out
}

func (k *maker) importance() []automl.Importance {
	if k.scored != nil && len(k.scored.Importance) > 0 {
		return k.scored.Importance
	}
	return k.m.Importance
}

func (k *maker) goal() Section {
	s, schema := Section{ID: "goal", Title: "Goal"}, &k.m.Schema
	facts := []Fact{fact("Column to predict", schema.Target), fact("What is predicted", map[automl.Task]string{
		automl.Binary: "one of two classes, with its probability", automl.Multiclass: "one of several classes, with their probabilities", automl.Regression: "a number",
	}[schema.Task])}
	if schema.Task == automl.Binary && len(schema.Classes) == 2 {
		facts = append(facts, fact("Class of interest", schema.Classes[1]))
		if schema.Decision > 0 {
			facts = append(facts, fact("Threshold", fmt.Sprintf("says %s from a probability of %s", quoted(schema.Classes[1]), percent(schema.Decision))))
		}
	}
	good := k.metric.Name
	if k.metric.Help != "" {
		good += ": " + k.metric.Help
	}
	facts = append(facts, fact("A good model", good))
	if p := k.job.PredictLimit; p > 0 {
		facts = append(facts, fact("Limit on speed", "one row within "+p.String()))
	}
	if k.job.Distil {
		facts = append(facts, fact("Distilled", "one booster learns from the ensemble's answers"))
	}
	if k.job.Prefer == automl.PreferSimplest {
		facts = append(facts, fact("Preference", "the simplest of the models that are not worse beyond chance"))
	}
	s.Blocks = append(s.Blocks, Block{Facts: facts})
	return s
}

func (k *maker) method() Section {
	s, j := Section{ID: "method", Title: "Method"}, k.job
	e := k.m.Evidence
	var facts []Fact
	switch {
	case e != nil && e.Split != "":
		facts = append(facts, fact("How rows were set apart", e.Split))
	case len(k.m.Row.Folds) > 1:
		facts = append(facts, fact("How rows were set apart", things(len(k.m.Row.Folds), "fold")))
	}
	if j.Group != "" {
		facts = append(facts, fact("Kept together", "rows with the same "+quoted(j.Group)))
	}
	if j.Time != "" {
		facts = append(facts, fact("Order in time", "trained on the past and scored on the future, by "+quoted(j.Time)))
	}
	if j.Weight != "" {
		facts = append(facts, fact("Weights", "rows count by "+quoted(j.Weight)))
	}
	if e != nil && e.Sealed > 0 {
		facts = append(facts, fact("Final test", k.finalTest(e.Sealed)))
	}
	facts = append(facts, fact("Judged by", k.metric.Name), fact("Budget", k.budget()), fact("Seed", fmt.Sprint(j.Seed)))
	s.Blocks = append(s.Blocks, text("Every score is measured on rows that the model had not seen: the rows were set apart before anything was learned, and all preparation was learned within each part alone. Intervals of 95 % are widened because the parts share training rows (Nadeau and Bengio 2003)."),
		Block{Facts: facts})
	if e != nil && len(e.Notes) > 0 {
		s.Blocks = append(s.Blocks, Block{List: e.Notes})
	}
	return s
}

func (k *maker) finalTest(rows int) string {
	s := things(rows, "row") + " set apart before anything was learned"
	if t := k.m.Row.Test; t != nil {
		return s + fmt.Sprintf("; opened on %s: %s", t.Opened.UTC().Format("2 January 2006, 15:04 UTC"), t.Notice)
	}
	return s + "; not opened for this model"
}

func (k *maker) budget() string {
	n := k.tried()
	s := things(n, "model") + " finished"
	if k.job.Budget > 0 {
		s = duration(k.job.Budget.Round(time.Second)) + " in all; " + s
	}
	if k.job.Threads > 0 {
		s += ", on " + things(k.job.Threads, "core")
	}
	return s
}

// tried is how many models of the leaderboard were finished, without the baseline, the
// ensemble and what was distilled of it.
func (k *maker) tried() int {
	n := 0
	for _, r := range k.m.Leaderboard.Rows {
		if r.State == automl.Done && !r.Baseline && r.Algorithm != "" && r.ID != "ensemble" && r.ID != "distilled" {
			n++
		}
	}
	return n
}
