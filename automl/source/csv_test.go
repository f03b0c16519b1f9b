package source

import (
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/table"
)

// parse reads text that must be readable.
func parse(t *testing.T, text string, o automl.ReadOptions) (*table.Table, *automl.ReadReport) {
	t.Helper()
	tab, report, err := Parse(t.Context(), []byte(text), o)
	if err != nil {
		t.Fatalf("Parse(%.60q): %v", text, err)
	}
	return tab, report
}

func TestKinds(t *testing.T) {
	tab, _ := parse(t, "id,price,day,ok\na,1.5,2024-01-31,yes\nb,,2024-02-29,no\nb,7,,no\n", automl.ReadOptions{})
	for i, want := range []table.Kind{table.Category, table.Number, table.Time, table.YesNo} {
		if got := tab.Field(i).Kind; got != want {
			t.Errorf("kind of %s = %s, want %s", tab.Field(i).Name, got, want)
		}
	}
	if got := tab.Column(1).MissingCount(); got != 1 {
		t.Errorf("missing prices = %d, want 1", got)
	}
}

// TestWholeNumbersKeepTheirZeros holds whole numbers that are all written alike to be spelt as in
// the file, and others as short as can be.
func TestWholeNumbersKeepTheirZeros(t *testing.T) {
	for written, want := range map[string]string{
		"1.0 0.0 -2.0 1.0": "1.0 0.0 -2.0 1.0",
		"1.00 2.00":        "1.00 2.00",
		"1 2 3":            "1 2 3",
		"1.0 2 3.0":        "1 2 3",
		"1.0 2.00":         "1 2",
		"1.0 2.5":          "1 2.5",
	} {
		tab, _ := parse(t, "y\n"+strings.ReplaceAll(written, " ", "\n")+"\n", automl.ReadOptions{})
		var got []string
		for i := range tab.Rows() {
			got = append(got, tab.Column(0).Text(i))
		}
		if tab.Field(0).Kind != table.Number || strings.Join(got, " ") != want {
			t.Errorf("%s is read as %s %q, want %s", written, tab.Field(0).Kind, got, want)
		}
	}
}
