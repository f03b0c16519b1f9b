package flow

import (
	"testing"

	"winnow/automl"
	"winnow/automl/table"
)

func TestCandidates(t *testing.T) {
	columns := []automl.ColumnProfile{
		{Name: "id", Kind: table.Category, Identifier: true, Distinct: 900},
		{Name: "age", Kind: table.Number, Distinct: 60},
		{Name: "Churned", Kind: table.YesNo, Distinct: 2},
		{Name: "note", Kind: table.Text, Distinct: 800},
		{Name: "country", Kind: table.Category, Constant: true, Distinct: 1},
		{Name: "city", Kind: table.Category, Distinct: 5000},
		{Name: "plan", Kind: table.Category, Distinct: 3},
	}
	list := Candidates(columns, "")
	if len(list) != len(columns) {
		t.Fatalf("%d candidates", len(list))
	}
	for i, want := range []string{"Churned", "plan", "age"} {
		if list[i].Column.Name != want || list[i].Why != "" {
			t.Errorf("candidate %d = %s (%s), want %s", i, list[i].Column.Name, list[i].Why, want)
		}
	}
	for _, c := range list[3:] {
		if c.Why == "" {
			t.Errorf("%s can be predicted", c.Column.Name)
		}
	}
	if got := Candidates(columns, " CHURN"); len(got) != 1 || got[0].Column.Name != "Churned" {
		t.Errorf("search finds %d columns", len(got))
	}
}
