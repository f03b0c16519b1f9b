package source

import (
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
