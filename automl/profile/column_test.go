package profile

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/table"
)

// numpy 2.4.6; testdata/gen.py.
func TestStatisticsAgainstNumpy(t *testing.T) {
	raw, err := os.ReadFile("testdata/columns.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Values                            []float64
		Q25, Median, Q75, Mean, Std, Skew float64
		Distinct                          int
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		with := append(slices.Clone(c.Values), nan)
		got, _ := describe(table.Field{Name: "x", Kind: table.Number}, table.NewNumbers(with))
		want := automl.ColumnProfile{Name: "x", Kind: table.Number, Missing: 1, Distinct: c.Distinct, Link: -1,
			Min: slices.Min(c.Values), Max: slices.Max(c.Values), Q25: c.Q25, Median: c.Median, Q75: c.Q75, Mean: c.Mean, Std: c.Std, Skew: c.Skew}
		if d := cmp.Diff(want, got, cmpopts.EquateApprox(1e-12, 1e-12), cmpopts.IgnoreFields(automl.ColumnProfile{}, "Histogram")); d != "" {
			t.Errorf("case %d (-numpy +got):\n%s", i, d)
		}
	}
}

func TestHistogramHoldsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, nan, math.Inf(1), math.MaxFloat64, -math.MaxFloat64}))).Draw(t, "values")
		p, _ := describe(table.Field{Name: "x", Kind: table.Number}, table.NewNumbers(values))
		want, got := 0, 0
		for _, v := range values {
			if finite(v) {
				want++
			}
		}
		for _, n := range p.Histogram {
			got += n
		}
		if got != want {
			t.Fatalf("the histogram of %v holds %d values of %d", values, got, want)
		}
		for _, v := range []float64{p.Min, p.Q25, p.Median, p.Q75, p.Max, p.Mean, p.Std, p.Skew} {
			if math.IsNaN(v) {
				t.Fatalf("the profile of %v holds NaN: %+v", values, p)
			}
		}
	})
}

func TestTopValues(t *testing.T) {
	m := newMaker(t, 100)
	m.names("c", func(i int) string {
		if i < 5 {
			return ""
		}
		return fmt.Sprint("v", min(i/10, 20)%4)
	})
	p := m.describe("").Columns[0]
	want := []automl.ValueCount{{Value: "v0", Count: 25}, {Value: "v1", Count: 30}, {Value: "v2", Count: 20}, {Value: "v3", Count: 20}}
	want[0], want[1] = want[1], want[0]
	if d := cmp.Diff(want, p.Top); d != "" || p.Missing != 5 || p.Distinct != 4 {
		t.Errorf("profile %+v (-want +got):\n%s", p, d)
	}
}

func TestTokens(t *testing.T) {
	for name, want := range map[string][]string{
		"riskScore_2":  {"risk", "score", "2"},
		"customerID":   {"customer", "id"},
		"subject#":     {"subject"},
		"HTTPServer":   {"http", "server"},
		"c11":          {"c", "11"},
		"is_recid":     {"is", "recid"},
		" Größe (cm)!": {"größe", "cm"},
		"":             nil,
	} {
		if d := cmp.Diff(want, tokens(name)); d != "" {
			t.Errorf("tokens of %q (-want +got):\n%s", name, d)
		}
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 1: "100 %", 0.9999: "99.9 %", 0.00001: "under 0.1 %", 0.0523: "5.2 %", 0.384: "38 %"} {
		if got := percent(share); got != want {
			t.Errorf("percent(%v) = %q, want %q", share, got, want)
		}
	}
}
