package figure_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl/figure"
)

func TestAsTable(t *testing.T) {
	f := &figure.Figure{
		X: figure.Axis{Categories: []string{"no", "yes"}}, Y: figure.Axis{Title: "Rows"},
		Series: []figure.Series{
			{Name: "Mine", Mark: figure.Bars, X: []float64{0, 1, 2}, Y: []float64{3, math.NaN(), 1.0 / 3}, Low: []float64{2, 1, 0}, High: []float64{4, 5, 6}},
			{Name: "Other", Mark: figure.Points, X: []float64{1}, Y: []float64{7}, Labels: []string{"here"}},
		},
	}
	want := figure.Table{
		Head: []string{"Series", "x", "Rows", "from", "to", "label"},
		Rows: [][]string{
			{"Mine", "no", "3", "2", "4", ""},
			{"Mine", "yes", "", "1", "5", ""},
			{"Mine", "", "0.333333", "0", "6", ""},
			{"Other", "yes", "7", "", "", "here"},
		},
	}
	if d := cmp.Diff(want, f.AsTable()); d != "" {
		t.Errorf("AsTable (-want +got):\n%s", d)
	}
	f.Table = figure.Table{Head: []string{"own"}, Rows: [][]string{{"1"}}}
	if d := cmp.Diff(f.Table, f.AsTable()); d != "" {
		t.Errorf("a figure's own table is not used (-want +got):\n%s", d)
	}
	if got := (&figure.Figure{Empty: "nothing"}).AsTable(); len(got.Head)+len(got.Rows) != 0 {
		t.Errorf("an empty figure has the table %v", got)
	}
}

// TestShares holds shares to be written as spreadsheets read them.
func TestShares(t *testing.T) {
	table := figure.Table{Head: []string{"Share", "95 % from"}, Rows: [][]string{{"12.5 %", "-3 %"}, {"under 0.1 %", " %"}, {"1,5 %", "%"}}}
	if got, want := table.CSV(), "Share,95 % from\n12.5%,-3%\nunder 0.1 %, %\n\"1,5 %\",%\n"; got != want {
		t.Errorf("CSV = %q, want %q", got, want)
	}
	if got, want := table.TSV(), "Share\t95 % from\n12.5%\t-3%\nunder 0.1 %\t %\n1,5 %\t%\n"; got != want {
		t.Errorf("TSV = %q, want %q", got, want)
	}
}

func TestTexts(t *testing.T) {
	table := figure.Table{Head: []string{"a", "b,c"}, Rows: [][]string{{"say \"x\"", "tab\there"}, {"line\nend", ""}}}
	if got, want := table.CSV(), "a,\"b,c\"\n\"say \"\"x\"\"\",tab\there\n\"line\nend\",\n"; got != want {
		t.Errorf("CSV = %q, want %q", got, want)
	}
	if got, want := table.TSV(), "a\tb,c\nsay \"x\"\ttab here\nline end\t\n"; got != want {
		t.Errorf("TSV = %q, want %q", got, want)
	}
}
