package table

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func sample(t testing.TB) *Table {
	t.Helper()
	tab, err := New([]Field{
		{Name: "n", Kind: Number}, {Name: "c", Kind: Category}, {Name: "t", Kind: Text}, {Name: "d", Kind: Time},
	}, []Column{
		NewNumbers([]float64{1.5, math.NaN(), -3}),
		NewCategories([]int32{1, -1, 0}, []string{"red", "blue"}),
		NewTexts([]string{"a b", "", ""}, []bool{false, true, false}),
		NewTimes([]float64{0, 86400.5, math.NaN()}, "2006-01-02"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func cells(t *Table) [][]string {
	var out [][]string
	for i := range t.Rows() {
		var row []string
		for j := range t.Width() {
			row = append(row, t.Column(j).Text(i))
		}
		out = append(out, row)
	}
	return out
}

func TestTextAndMissing(t *testing.T) {
	tab := sample(t)
	want := [][]string{{"1.5", "blue", "a b", "1970-01-01"}, {"", "", "", "1970-01-02"}, {"-3", "red", "", ""}}
	if d := cmp.Diff(want, cells(tab)); d != "" {
		t.Errorf("cells differ (-want +got):\n%s", d)
	}
	for j, n := range []int{1, 1, 1, 1} {
		if got := tab.Column(j).MissingCount(); got != n {
			t.Errorf("column %d has %d missing, want %d", j, got, n)
		}
	}
	if tab.Column(2).IsMissing(2) {
		t.Error("an empty text counts as missing")
	}
}

func TestTakeKeepsRowsTogether(t *testing.T) {
	tab := sample(t)
	all := cells(tab)
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOf(rapid.Int32Range(0, 2)).Draw(t, "rows")
		got := cells(tab.Take(rows))
		for i, r := range rows {
			if d := cmp.Diff(all[r], got[i]); d != "" {
				t.Fatalf("row %d differs: %s", i, d)
			}
		}
		if len(got) != len(rows) {
			t.Fatalf("%d rows for %d", len(got), len(rows))
		}
	})
}

func TestNewRefusesWhatDoesNotFit(t *testing.T) {
	one, two := NewNumbers([]float64{1}), NewNumbers([]float64{1, 2})
	for name, c := range map[string]struct {
		fields []Field
		cols   []Column
	}{
		"a field too many":  {[]Field{{Name: "a", Kind: Number}}, nil},
		"a name twice":      {[]Field{{Name: "a", Kind: Number}, {Name: "a", Kind: Number}}, []Column{one, one}},
		"different lengths": {[]Field{{Name: "a", Kind: Number}, {Name: "b", Kind: Number}}, []Column{one, two}},
		"another kind":      {[]Field{{Name: "a", Kind: Text}}, []Column{one}},
		"three for yes/no":  {[]Field{{Name: "a", Kind: YesNo}}, []Column{NewCategories([]int32{0}, []string{"x", "y", "z"})}},
	} {
		if _, err := New(c.fields, c.cols); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestFingerprintSeesEveryChange(t *testing.T) {
	base := sample(t)
	print := base.Fingerprint()
	if print != sample(t).Fingerprint() {
		t.Error("equal tables have different fingerprints")
	}
	for name, other := range map[string]*Table{
		"other order":            base.Take([]int32{0, 2, 1}),
		"fewer rows":             base.Take([]int32{0, 1}),
		"less a column":          base.Without("t"),
		"other order of columns": base.Select([]int{1, 0, 2, 3}),
	} {
		if other.Fingerprint() == print {
			t.Errorf("%s: the same fingerprint", name)
		}
	}
}
