package chart_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
)

var update = flag.Bool("update", false, "rewrite the golden figures")

func draw(t *testing.T, id string, r *automl.Report, o automl.ChartOptions) *figure.Figure {
	t.Helper()
	for _, c := range chart.All() {
		if c.ID == id {
			f, err := c.Draw(r, o)
			if err != nil {
				t.Fatalf("Draw(%s): %v", id, err)
			}
			return f
		}
	}
	t.Fatalf("no chart %q", id)
	return nil
}

// describe is a figure as text: axes, series with their lengths and a few rounded points.
func describe(f *figure.Figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %s\nsentence %s\n", f.Title, f.Sentence)
	if f.Empty != "" {
		fmt.Fprintf(&b, "empty %s\n", f.Empty)
	}
	axis := func(name string, a figure.Axis) {
		fmt.Fprintf(&b, "%s %q %s %g..%g percent=%v categories=%q\n", name, a.Title, a.Scale, a.Min, a.Max, a.Percent, a.Categories)
	}
	axis("x", f.X)
	axis("y", f.Y)
	for _, s := range f.Series {
		fmt.Fprintf(&b, "series %q %s %s dashed=%v n=%d labels=%d\n", s.Name, s.Mark, s.Tone, s.Dashed, len(s.X), len(s.Labels))
		step := max(1, len(s.X)/6)
		for i := 0; i < len(s.X); i += step {
			fmt.Fprintf(&b, "  %.4g", s.X[i])
			for _, v := range [][]float64{s.Y, s.Z, s.Low, s.High} {
				if i < len(v) {
					fmt.Fprintf(&b, " %.4g", v[i])
				}
			}
			if i < len(s.Labels) {
				fmt.Fprintf(&b, " %q", s.Labels[i])
			}
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "table %q %d rows\n", f.Table.Head, len(f.Table.Rows))
	for i := 0; i < len(f.Table.Rows); i += max(1, len(f.Table.Rows)/4) {
		fmt.Fprintf(&b, "  %q\n", f.Table.Rows[i])
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, r := range charttest.Reports() {
		for _, c := range chart.All() {
			if !c.Tasks.Has(r.Target.Task) {
				continue
			}
			t.Run(string(r.Target.Task)+"/"+c.ID, func(t *testing.T) {
				got := describe(draw(t, c.ID, r, automl.ChartOptions{Worth: automl.Worth{Right: 100, Wrong: -20, Missed: -50, Currency: "€"}}))
				path := filepath.Join("testdata", string(r.Target.Task)+"_"+c.ID+".txt")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("figure differs from %s; got:\n%s\nwant:\n%s", path, got, want)
				}
			})
		}
	}
}

// TestEdges draws every chart of reports at the edges: no chart fails, none is blank
// without a reason, and no text says NaN.
func TestEdges(t *testing.T) {
	for name, r := range charttest.Edges() {
		for _, c := range chart.All() {
			if !c.Tasks.Has(r.Target.Task) {
				continue
			}
			t.Run(name+"/"+c.ID, func(t *testing.T) {
				for _, threshold := range []float64{0, 0.001, 0.5, 1, math.NaN(), -3} {
					sound(t, draw(t, c.ID, r, automl.ChartOptions{Threshold: threshold}))
				}
			})
		}
	}
}

func sound(t *testing.T, f *figure.Figure) {
	t.Helper()
	if f.Empty != "" {
		if len(f.Series) > 0 {
			t.Errorf("an empty figure (%s) has series", f.Empty)
		}
	} else if f.Sentence == "" || len(f.Table.Head) == 0 || len(f.Table.Rows) == 0 {
		t.Errorf("figure %q lacks a sentence or a table: %q, %d rows", f.Title, f.Sentence, len(f.Table.Rows))
	}
	texts := []string{f.Title, f.Sentence, f.Empty, f.X.Title, f.Y.Title}
	texts = append(texts, f.X.Categories...)
	texts = append(texts, f.Y.Categories...)
	for _, s := range f.Series {
		texts = append(append(texts, s.Name), s.Labels...)
		n := len(s.X)
		for _, v := range [][]float64{s.Y, s.Z, s.Low, s.High} {
			if v != nil && len(v) != n {
				t.Errorf("series %q of %q has slices of %d and %d values", s.Name, f.Title, n, len(v))
			}
		}
	}
	for _, row := range f.Table.Rows {
		if len(row) != len(f.Table.Head) {
			t.Errorf("table of %q has a row of %d cells under %d heads", f.Title, len(row), len(f.Table.Head))
		}
		texts = append(texts, row...)
	}
	for _, text := range texts {
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "%!") {
			t.Errorf("figure %q says %q", f.Title, text)
		}
	}
}

func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range chart.All() {
		if c.ID == "" || c.Name == "" || c.Help == "" || len(c.Tasks) == 0 || c.Draw == nil || seen[c.ID] {
			t.Errorf("entry %+v is incomplete or repeated", c.ID)
		}
		seen[c.ID] = true
		if _, err := c.Draw(nil, automl.ChartOptions{}); err == nil {
			t.Errorf("%s draws without a report", c.ID)
		}
		bad := &automl.Report{Target: automl.Target{Task: c.Tasks[0], Y: []float64{0, 1}}, Prediction: automl.Prediction{Width: 1, Values: []float64{0.5}}}
		if _, err := c.Draw(bad, automl.ChartOptions{}); err == nil {
			t.Errorf("%s draws a report whose parts do not fit together", c.ID)
		}
	}
}

// TestROCAgainstHand checks a curve small enough to work out: probabilities .9 .8 .7 .6
// for classes 1 0 1 0. Three of the four pairs are in order, so the area is 0.75.
func TestROCAgainstHand(t *testing.T) {
	r := &automl.Report{
		Target:     automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{1, 0, 1, 0}},
		Prediction: automl.Prediction{Width: 1, Values: []float64{0.9, 0.8, 0.7, 0.6}},
	}
	f := draw(t, "roc", r, automl.ChartOptions{Threshold: 0.75})
	if !strings.HasPrefix(f.Sentence, "ROC AUC 0.750: of 100 pairs of a “yes” row and another, the model ranks 75 ") {
		t.Errorf("sentence = %q", f.Sentence)
	}
	var model, marker *figure.Series
	for i := range f.Series {
		switch f.Series[i].Name {
		case "This model":
			model = &f.Series[i]
		case "Threshold":
			marker = &f.Series[i]
		}
	}
	wantX, wantY := []float64{0, 0, 0.5, 0.5, 1}, []float64{0, 0.5, 0.5, 1, 1}
	if fmt.Sprint(model.X, model.Y) != fmt.Sprint(wantX, wantY) {
		t.Errorf("curve = %v %v, want %v %v", model.X, model.Y, wantX, wantY)
	}
	if marker.X[0] != 0.5 || marker.Y[0] != 0.5 {
		t.Errorf("marker at %v, %v, want 0.5, 0.5", marker.X, marker.Y)
	}
}
