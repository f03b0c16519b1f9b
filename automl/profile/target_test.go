package profile

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/automl"
	"winnow/automl/table"
)

func TestGuessTask(t *testing.T) {
	m := newMaker(t, 1000)
	m.numbers("zero_one", func(i int) float64 { return float64(i % 2) })
	m.numbers("rating", func(i int) float64 { return float64(1 + i%5) })
	m.numbers("children", func(i int) float64 { return float64(i % 11) })
	m.numbers("price", func(i int) float64 { return float64(i) * 1.5 })
	m.numbers("halves", func(i int) float64 { return float64(i%4) / 2 })
	m.names("answer", func(i int) string { return []string{"yes", "no"}[i%2] })
	m.names("species", func(i int) string { return []string{"a", "b", "c"}[i%3] })
	for _, c := range []struct {
		target string
		task   automl.Task
		says   string
	}{
		{"zero_one", automl.Binary, "exactly two values, 0 and 1"},
		{"rating", automl.Multiclass, "only 5 values, whole numbers from 1 to 5"},
		{"children", automl.Regression, "11 different numbers"},
		{"price", automl.Regression, "1,000 different numbers from 0 to 1498.5"},
		{"halves", automl.Regression, "4 different numbers"},
		{"answer", automl.Binary, "exactly two values, no and yes"},
		{"species", automl.Multiclass, "3 different values"},
	} {
		task, reason, err := GuessTask(m.table(), c.target)
		if err != nil || task != c.task || !strings.Contains(reason, c.says) {
			t.Errorf("GuessTask(%s) = %s, %q, %v; want %s, %q", c.target, task, reason, err, c.task, c.says)
		}
	}
	few := newMaker(t, 25)
	few.numbers("rating", func(i int) float64 { return float64(1 + i%5) })
	if task, _, err := GuessTask(few.table(), "rating"); task != automl.Regression || err != nil {
		t.Errorf("GuessTask of 5 numbers in 25 rows = %s, %v; want a number", task, err)
	}
}

func TestTargetsThatCannotBe(t *testing.T) {
	m := newMaker(t, 300)
	m.numbers("empty", func(int) float64 { return nan })
	m.numbers("constant", func(int) float64 { return 7 })
	m.names("names", func(i int) string { return fmt.Sprint("n", i) })
	m.numbers("price", func(i int) float64 { return float64(i) })
	m.names("answer", func(i int) string { return []string{"yes", "no"}[i%2] })
	days := make([]float64, m.rows)
	for i := range days {
		days[i] = float64(i) * 86400
	}
	m.add("day", table.Time, table.NewTimes(days, "2006-01-02"))
	for _, c := range []struct {
		target   string
		task     automl.Task
		positive string
		kind     automl.ErrorKind
		says     string
	}{
		{"absent", "", "", automl.NotFound, `no column "absent"`},
		{"empty", "", "", automl.BadData, "is empty"},
		{"constant", "", "", automl.BadData, "same value, 7,"},
		{"constant", automl.Regression, "", automl.BadData, "same value, 7,"},
		{"constant", automl.Binary, "", automl.BadData, "same value, 7,"},
		{"names", "", "", automl.BadData, "300 different values in 300 rows"},
		{"names", automl.Regression, "", automl.BadUsage, "does not hold numbers"},
		{"price", automl.Multiclass, "", automl.BadData, "300 different values in 300 rows"},
		{"price", automl.Binary, "", automl.BadUsage, "300 different values, not two"},
		{"answer", automl.Multiclass, "", automl.BadUsage, "only two different values"},
		{"answer", automl.Binary, "maybe", automl.BadUsage, `no value "maybe"`},
		{"answer", "ordering", "", automl.BadUsage, `no task called "ordering"`},
		{"day", "", "", automl.BadData, "a date cannot be predicted"},
		{"day", automl.Regression, "", automl.BadData, "a date cannot be predicted"},
	} {
		_, err := EncodeTarget(m.table(), c.target, c.task, c.positive)
		if err == nil || automl.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("EncodeTarget(%s, %s) gives error %v, want %s that says %q", c.target, c.task, err, c.kind, c.says)
		}
	}
}

// TestManyClasses holds that as many classes as are told apart are, and one more is refused.
func TestManyClasses(t *testing.T) {
	for _, c := range []struct {
		classes, rows int
		says          string
	}{
		{200, 200, ""}, {201, 602, "201 different values in 602 rows"}, {201, 603, ""},
		{1000, 3000, ""}, {1001, 5000, "1,001 different values; at most 1,000"},
	} {
		m := newMaker(t, c.rows)
		m.names("kind", func(i int) string { return fmt.Sprint("k", i%c.classes) })
		_, _, first := GuessTask(m.table(), "kind")
		e, second := EncodeTarget(m.table(), "kind", automl.Multiclass, "")
		for _, err := range []error{first, second} {
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%d classes in %d rows: %v, want %q", c.classes, c.rows, err, c.says)
			}
		}
		if c.says == "" && len(e.Classes) != c.classes {
			t.Errorf("%d classes of %d", len(e.Classes), c.classes)
		}
	}
}

func TestEncodeTarget(t *testing.T) {
	m := newMaker(t, 6)
	m.names("answer", func(i int) string { return []string{"yes", "no", "", "yes", "yes", "no"}[i] })
	m.numbers("state", func(i int) float64 { return []float64{10, 9, 2, nan, 2, 10}[i] })
	m.numbers("price", func(i int) float64 { return []float64{1.5, nan, 3, math.Inf(1), 2, 2}[i] })
	for _, c := range []struct {
		target   string
		task     automl.Task
		positive string
		want     Encoded
	}{
		{"answer", "", "", Encoded{Rows: []int32{0, 1, 3, 4, 5}, Y: []float64{1, 0, nan, 1, 1, 0}, Classes: []string{"no", "yes"}, Counts: []int{2, 3}}},
		{"answer", automl.Binary, "no", Encoded{Rows: []int32{0, 1, 3, 4, 5}, Y: []float64{0, 1, nan, 0, 0, 1}, Classes: []string{"yes", "no"}, Counts: []int{3, 2}}},
		{"state", automl.Multiclass, "", Encoded{Rows: []int32{0, 1, 2, 4, 5}, Y: []float64{2, 1, 0, nan, 0, 2}, Classes: []string{"2", "9", "10"}, Counts: []int{2, 1, 2}}},
		{"price", automl.Regression, "", Encoded{Rows: []int32{0, 2, 4, 5}, Y: []float64{1.5, nan, 3, nan, 2, 2}}},
	} {
		got, err := EncodeTarget(m.table(), c.target, c.task, c.positive)
		if err != nil {
			t.Errorf("EncodeTarget(%s): %v", c.target, err)
			continue
		}
		if d := cmp.Diff(&c.want, got, cmpopts.EquateNaNs()); d != "" {
			t.Errorf("EncodeTarget(%s) (-want +got):\n%s", c.target, d)
		}
	}
}

func TestPositiveClass(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Yes", "No", "Yes"},
		{"TRUE", "false", "TRUE"},
		{"g", "h", "h"},
		{">50K", "<=50K", ">50K"},
		{"positive", "negative", "positive"},
		{"sick", "healthy", "sick"},
		{"good", "bad", "bad"},
		{"not paid", "late", "late"},
		{"10", "9", "10"},
	} {
		m := newMaker(t, 4)
		m.names("y", func(i int) string { return []string{c.a, c.b}[i%2] })
		e, err := EncodeTarget(m.table(), "y", automl.Binary, "")
		if err != nil || e.Classes[1] != c.want {
			t.Errorf("of %s and %s the positive class is %v, %v; want %s", c.a, c.b, e, err, c.want)
		}
	}
}

// TestClassesAreSpeltAsInTheFile holds classes that are numbers to keep their zeros, and the one
// of interest to be found by its value too.
func TestClassesAreSpeltAsInTheFile(t *testing.T) {
	tab, err := table.New([]table.Field{{Name: "y", Kind: table.Number}}, []table.Column{table.NewSpeltNumbers([]float64{1, 0, 0, 1}, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for _, positive := range []string{"0", "0.0"} {
		e, err := EncodeTarget(tab, "y", automl.Binary, positive)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"1.0", "0.0"}; !slices.Equal(e.Classes, want) || e.Y[0] != 0 {
			t.Errorf("with %q of interest the classes are %q", positive, e.Classes)
		}
	}
	if _, err := EncodeTarget(tab, "y", automl.Binary, "2"); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a value that is not there: %v", err)
	}
}
