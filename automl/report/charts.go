package report

import (
	"fmt"
	"math"
	"slices"
	"time"

	"winnow/automl"
)

func seconds(v float64) time.Duration { return time.Duration(v * float64(time.Second)) }

// Places of charts that do not show how good the model is. Others do.
var (
	explaining = []string{"importance", "shares", "shares_swarm", "shares_dependence"}
	trusting   = []string{"coverage", "set_sizes"}
	elsewhere  = []string{"fold_scores"}
	// private show the values of single rows, which a report that goes from hand to hand must
	// not.
	private = []string{"shares_waterfall", "shares_cohort", "shares_pairs", "shares_words"}
	// ofRows have a table with the values of rows, which for the same reason is left out.
	ofRows = []string{"shares_swarm", "shares_dependence"}
)

// chart draws a chart of the catalogue; false where there is nothing to see.
func (k *maker) chart(id string) (Chart, bool) {
	i := slices.IndexFunc(k.Catalog.Charts, func(c automl.Chart) bool { return c.ID == id })
	if i < 0 || k.scored == nil || !k.Catalog.Charts[i].Tasks.Has(k.task()) {
		return Chart{}, false
	}
	c := &k.Catalog.Charts[i]
	f, err := c.Draw(k.scored, automl.ChartOptions{Threshold: k.m.Schema.Decision})
	if err != nil {
		k.notes = append(k.notes, fmt.Sprintf("The chart %s could not be drawn: %s", quoted(c.Name), err))
		return Chart{}, false
	}
	if f.Empty != "" {
		return Chart{}, false
	}
	return Chart{ID: c.ID, Help: c.Help, Fig: f, Bare: slices.Contains(ofRows, c.ID)}, true
}

// those draws the charts of the catalogue that are wanted.
func (k *maker) those(want func(id string) bool) []Chart {
	var out []Chart
	for _, c := range k.Catalog.Charts {
		if want(c.ID) {
			if d, ok := k.chart(c.ID); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

func isExplaining(id string) bool { return slices.Contains(explaining, id) }

// performance is how good the model is, in charts and by every metric.
func (k *maker) performance() Section {
	s := Section{ID: "performance", Title: "How good it is"}
	if t := k.metrics(); t != nil {
		s = add(s, Block{Table: t})
		if len(k.m.Row.Folds) > 1 {
			s = add(s, text("These scores are taken over all rows at once, so that they may differ a little from the leaderboard's, which is the mean over the folds, and from what is expected on new rows."))
		}
	}
	charts := k.those(func(id string) bool {
		return !isExplaining(id) && !slices.Contains(trusting, id) && !slices.Contains(elsewhere, id) && !slices.Contains(private, id)
	})
	if len(charts) == 0 {
		return add(s, text("There are no charts of the scored rows: this model does not keep them."))
	}
	if k.sample > 0 {
		s = add(s, text(fmt.Sprintf("The charts are drawn from %s drawn at random of the %s that were scored.", count(k.sample), count(k.m.Evidence.Scored))))
	}
	return add(s, Block{Charts: charts})
}

// metrics are the model's and the baseline's scores by every metric of the task.
func (k *maker) metrics() *Table {
	r, base := &k.m.Row, k.baseline()
	if len(r.Scores) == 0 {
		return nil
	}
	t := &Table{Caption: "Scores on rows it had not seen", Head: []Column{{Text: "Score", Weight: 1.1}, figures("This model")}}
	guess := base != nil && !r.Baseline && len(base.Scores) > 0
	if guess {
		t.Head = append(t.Head, figures("Guessing"))
	}
	if r.Test != nil {
		t.Head = append(t.Head, figures("Final test"))
	}
	t.Head = append(t.Head, Column{Text: "What it is", Weight: 3})
	value := func(scores map[string]float64, m *automl.Metric) string {
		v, ok := scores[m.ID]
		switch {
		case !ok:
			return "–"
		case m.Best == 1 && math.Abs(v) < 0.0005:
			return score(0)
		}
		return score(v)
	}
	for _, m := range k.Catalog.MetricsFor(k.task()) {
		if _, ok := r.Scores[m.ID]; !ok {
			continue
		}
		row := cells(m.Name, value(r.Scores, m))
		if guess {
			row.Cells = append(row.Cells, Cell{Text: value(base.Scores, m)})
		}
		if r.Test != nil {
			row.Cells = append(row.Cells, Cell{Text: value(r.Test.Scores, m)})
		}
		row.Cells = append(row.Cells, Cell{Text: m.Help})
		row.Strong = m.ID == k.metric.ID
		t.Rows = append(t.Rows, row)
	}
	return t
}

// explanations is what the model relies on.
func (k *maker) explanations() Section {
	s := Section{ID: "explanations", Title: "What drives it"}
	charts := k.those(isExplaining)
	if k.scored == nil && len(k.m.Importance) > 0 {
		k.scored = &automl.Report{Row: k.m.Row, Job: k.m.Job, Metric: k.metric, Target: automl.Target{Task: k.task(), Classes: k.m.Schema.Classes}, Importance: k.m.Importance,
			Prediction: automl.Prediction{Width: k.task().PredictionWidth(len(k.m.Schema.Classes))}}
		charts = k.those(func(id string) bool { return id == "importance" })
		k.scored = nil
	}
	if len(charts) == 0 {
		s = add(s, text("It was not measured how much this model relies on each column."))
	} else {
		s = add(s, Block{Charts: charts})
	}
	if x := k.Explanation; x != nil {
		s = add(s, text("How the shares of the answers were found: "+x.How))
	}
	if len(k.Effects) > 0 {
		s = add(s, heading("How the answer changes with a column"), Block{Charts: effectCharts(k.Effects)})
	}
	return add(s, text("A column on which the model relies is no cause: changing it in the world need not change the outcome."))
}

func effectCharts(effects []*automl.Effect) []Chart {
	var out []Chart
	for i, e := range effects {
		if e == nil || e.Figure == nil || e.Figure.Empty != "" {
			continue
		}
		f := *e.Figure
		f.Sentence = e.Sentence
		if f.Title == "" {
			f.Title = e.Column
		}
		out = append(out, Chart{ID: fmt.Sprintf("effect_%d", i+1), Help: "The mean answer with each value put into every row.", Fig: &f})
	}
	return out
}
