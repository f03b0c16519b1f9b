package sampledata

import (
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/source"
	"winnow/automl/table"
)

// read reads a sample as a person's file would be read.
func read(t *testing.T, name string) *table.Table {
	t.Helper()
	data, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	tab, report, err := source.Parse(t.Context(), data, automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if report.BadCount != 0 || !report.Header {
		t.Fatalf("%s: %d bad rows, header %v", name, report.BadCount, report.Header)
	}
	return tab
}

func TestSamples(t *testing.T) {
	rows := map[string]int{"churn": 7000, "houses": 3000, "species": 300, "sales": 1827 * 3}
	kinds := map[string]table.Kind{"churn": table.YesNo, "houses": table.Number, "species": table.Category, "sales": table.Number}
	for _, s := range All() {
		old, fresh := read(t, s.File), read(t, s.NewFile)
		if got, want := old.Rows(), rows[s.ID]; got != want {
			t.Errorf("%s has %d rows, want %d", s.File, got, want)
		}
		if !slices.Equal(old.Without(s.Target).Names(), fresh.Names()) {
			t.Errorf("%s: the new file's columns are %v", s.ID, fresh.Names())
		}
		target := old.Field(old.Index(s.Target))
		if target.Kind != kinds[s.ID] {
			t.Errorf("%s: the target is a %s, want %s", s.ID, target.Kind, kinds[s.ID])
		}
		if !slices.Contains(automl.Tasks, automl.Task(s.Task)) {
			t.Errorf("%s: unknown task %q", s.ID, s.Task)
		}
		for i, f := range fresh.Fields() {
			if was := old.Field(old.Index(f.Name)); was.Kind != f.Kind {
				t.Errorf("%s: %s is %s in the new file and %s in the old (column %d)", s.ID, f.Name, f.Kind, was.Kind, i)
			}
		}
	}
}

// About a quarter of the customers leave, and the leak gives them away.
func TestChurnShare(t *testing.T) {
	tab := read(t, "churn.csv")
	target := tab.Column(tab.Index("churn")).(*table.Categories)
	fee := tab.Column(tab.Index("cancellation_fee")).(*table.Numbers)
	left, charged := 0, 0
	for i, c := range target.Codes() {
		if c == 1 {
			left++
		} else if fee.Values()[i] != 0 {
			t.Fatalf("row %d stayed and paid a cancellation fee", i)
		}
		if fee.Values()[i] > 0 {
			charged++
		}
	}
	if share := float64(left) / float64(tab.Rows()); share < 0.24 || share > 0.28 {
		t.Errorf("share of leavers = %.3f, want about 0.26", share)
	}
	if charged*10 < left*9 {
		t.Errorf("only %d of %d leavers paid a fee", charged, left)
	}
}
