package chart_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
)

func golden(t *testing.T, name string, f *figure.Figure) {
	t.Helper()
	got, path := describe(f), filepath.Join("testdata", name+".txt")
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
}

func fairness(t *testing.T, f *automl.Fairness, metric string) *figure.Figure {
	t.Helper()
	fig, err := chart.Fairness(f, metric)
	if err != nil {
		t.Fatal(err)
	}
	if fig.Empty == "" && (fig.Sentence == "" || fig.Title == "" || len(fig.Series) == 0) {
		t.Errorf("%s: a figure without words or marks: %+v", metric, fig)
	}
	if text := describe(fig); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
		t.Errorf("%s says: %s", metric, text)
	}
	return fig
}

func TestFairnessGolden(t *testing.T) {
	binary := charttest.Fairness(charttest.Binary(900), 4)
	golden(t, "fairness_selection", fairness(t, binary, ""))
	golden(t, "fairness_fifths", fairness(t, binary, automl.FifthsChart))
	golden(t, "fairness_number", fairness(t, charttest.Fairness(charttest.Regression(400), 3), "mean_error"))
	golden(t, "fairness_trade", chart.TradeOff(&automl.TradeOff{Metric: "auc", Gap: "Difference of selection rates", Points: []automl.FairPoint{
		{Model: "m1", Name: "Gradient boosting", Score: 0.85, Gap: 0.21, Best: true},
		{Model: "m2", Name: "Linear model", Score: 0.83, Gap: 0.24},
		{Model: "m1-fair1", Name: "Gradient boosting, a threshold for each group", Of: "m1", Score: 0.84, Gap: 0.02, Best: true},
	}}, 1))
}

func TestFairnessEdges(t *testing.T) {
	for _, r := range charttest.Reports() {
		for _, groups := range []int{1, 2, 40} {
			f := charttest.Fairness(r, groups)
			for _, m := range f.Metrics {
				fairness(t, f, m.ID)
			}
			fairness(t, f, automl.FifthsChart)
		}
	}
	if _, err := chart.Fairness(charttest.Fairness(charttest.Binary(300), 2), "karma"); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("an unknown metric: %v", err)
	}
	if f := chart.TradeOff(&automl.TradeOff{}, 1); f.Empty == "" {
		t.Error("nothing to draw is not said")
	}
}
