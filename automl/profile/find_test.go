package profile

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/table"
)

// troubled is a table in which everything is wrong.
func troubled(t *testing.T) *automl.Profile {
	m := newMaker(t, 2000)
	y := make([]bool, m.rows)
	for i := range y {
		y[i] = m.rng.IntN(100) == 0 || i < 5
	}
	m.names("y", func(i int) string { return map[bool]string{true: "yes", false: "no"}[y[i]] })
	m.noise("honest")
	m.names("order", func(i int) string { return fmt.Sprintf("A-%06d", i*7919%100000) })
	m.numbers("row", func(i int) float64 { return float64(i + 1) })
	m.numbers("same", func(int) float64 { return 4 })
	m.numbers("hardly", func(i int) float64 { return yes(i%500 == 0) })
	m.numbers("emptyish", func(i int) float64 {
		if i%10 > 2 {
			return nan
		}
		return m.rng.Float64()
	})
	level := func(i int) int { return i * i % 37 }
	m.names("level", func(i int) string { return fmt.Sprint("L", level(i)) })
	m.numbers("level_code", func(i int) float64 { return float64(100 - level(i)) })
	m.numbers("twin", func(i int) float64 { return m.cols[1].(*table.Numbers).Values()[i]*-2 + 0.01*m.rng.NormFloat64() })
	m.numbers("delay", func(i int) float64 {
		if i%20 == 0 {
			return 999
		}
		return float64(m.rng.IntN(30))
	})
	m.numbers("days_ago", func(i int) float64 {
		if i%4 == 0 {
			return -1
		}
		return float64(m.rng.IntN(300))
	})
	m.names("town", func(i int) string {
		if i%9 == 0 {
			return "Unknown"
		}
		return fmt.Sprint("town ", m.rng.IntN(400))
	})
	m.numbers("lopsided", func(int) float64 { return math.Exp(3 * m.rng.NormFloat64()) })
	m.numbers("typo", func(i int) float64 {
		if i == 77 {
			return 1e6
		}
		return m.rng.NormFloat64()
	})
	m.names("e_mail", func(i int) string { return fmt.Sprint("a", i%900, "@x.org") })
	m.numbers("customer_id", func(i int) float64 { return float64(1000 + 37*(i/8)) })
	days := make([]float64, m.rows)
	for i := range days {
		days[i] = float64(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix() + int64(m.rng.IntN(900)*86400))
		if i%50 == 0 {
			days[i] = float64(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		}
	}
	m.add("ordered", table.Time, table.NewTimes(days, "2006-01-02"))
	return m.describe("y")
}

func TestFindings(t *testing.T) {
	p := troubled(t)
	for _, c := range []struct {
		id, column string
		severity   automl.Severity
		says       string
		drop       bool
	}{
		{"identifier", "order", automl.Medium, "nearly every row has a value of its own", true},
		{"identifier", "row", automl.Medium, "", true},
		{"constant", "same", automl.Low, "", true},
		{"near_constant", "hardly", automl.Low, "", false},
		{"many_missing", "emptyish", automl.Low, "emptyish 70 %", false},
		{"duplicate_columns", "level_code", automl.Low, "Each value of level goes with one value of level_code", true},
		{"correlated", "twin", automl.Low, "honest with twin (-1.000)", false},
		{"disguised_missing", "delay", automl.Low, "delay (999 in 100 rows)", false},
		{"disguised_missing", "days_ago", automl.Low, "days_ago (-1 in 500 rows)", false},
		{"disguised_missing", "town", automl.Low, `town ("Unknown" in 223 rows)`, false},
		{"disguised_missing", "ordered", automl.Low, "ordered (1900-01-01 in 40 rows)", false},
		{"high_cardinality", "town", automl.Low, "", false},
		{"skew", "lopsided", automl.Low, "", false},
		{"outliers", "typo", automl.Low, "typo (1 row, up to 1e+06)", false},
		{"imbalance", "y", automl.Medium, "of rows are yes", false},
		{"personal_data", "e_mail", automl.Low, "", false},
		{"group_suggested", "customer_id", automl.Medium, "250 values with 8.0 rows each", false},
		{"time_suggested", "ordered", automl.Low, "", false},
	} {
		f := find(p, c.id, c.column)
		if f == nil {
			t.Errorf("%s is not found to be %s among %q", c.column, c.id, found(p))
			continue
		}
		if f.Severity != c.severity || !strings.Contains(f.Message, c.says) || (len(f.Drop) > 0) != c.drop || f.Title == "" || f.Fix == "" {
			t.Errorf("finding %+v, want severity %s, %q, drop %v", *f, c.severity, c.says, c.drop)
		}
	}
	if p.Group != "customer_id" || p.Time != "ordered" {
		t.Errorf("group %q and time %q, want customer_id and ordered", p.Group, p.Time)
	}
	for _, f := range p.Findings {
		for _, c := range f.Columns {
			if c == "honest" && f.ID != "correlated" {
				t.Errorf("the honest column is named by %s", f.ID)
			}
		}
	}
	rank := map[automl.Severity]int{automl.High: 0, automl.Medium: 1, automl.Low: 2}
	for i := 1; i < len(p.Findings); i++ {
		if rank[p.Findings[i].Severity] < rank[p.Findings[i-1].Severity] {
			t.Errorf("%s comes after %s", p.Findings[i].ID, p.Findings[i-1].ID)
		}
	}
}

func TestEqualRows(t *testing.T) {
	m := newMaker(t, 400)
	// Rows 0 to 299 are all different; 300 to 349 repeat the first fifty exactly; 350 to 399
	// repeat the next fifty with the other answer.
	at := func(i int) int {
		if i < 300 {
			return i
		}
		return i - 300
	}
	m.names("y", func(i int) string {
		b := at(i)%3 == 0
		if i >= 350 {
			b = !b
		}
		return map[bool]string{true: "yes", false: "no"}[b]
	})
	m.numbers("a", func(i int) float64 { return math.Sin(float64(at(i))) })
	m.numbers("b", func(i int) float64 {
		if at(i) == 7 {
			return nan
		}
		return float64(at(i) % 10)
	})
	m.names("c", func(i int) string { return fmt.Sprint(at(i) % 4) })
	p := m.describe("y")
	if f := find(p, "duplicate_rows", ""); f == nil || !strings.HasPrefix(f.Message, "50 rows (12 %)") || f.Severity != automl.Medium {
		t.Errorf("duplicate rows: %+v", f)
	}
	if f := find(p, "conflicting_labels", ""); f == nil || !strings.HasPrefix(f.Message, "100 rows (25 %)") {
		t.Errorf("conflicting labels: %+v", f)
	}
}

func TestCleanTableHasNoFindings(t *testing.T) {
	m, _ := leaky(t, 2000)
	if p := m.describe("paid"); len(p.Findings) != 0 {
		t.Errorf("findings %q in a clean table", found(p))
	}
}

func TestRareClassesAndFewRows(t *testing.T) {
	m := newMaker(t, 61)
	m.names("y", func(i int) string { return map[bool]string{true: "lone", false: []string{"a", "b"}[i%2]}[i == 0] })
	m.noise("a", "b")
	p := m.describe("y")
	if f := find(p, "rare_classes", "y"); f == nil || !strings.Contains(f.Message, "lone (1 row)") {
		t.Errorf("rare classes: %+v", f)
	}
	if f := find(p, "few_rows", ""); f == nil || !strings.Contains(f.Message, "61 rows for 2 columns") {
		t.Errorf("few rows: %+v", f)
	}
}

func TestRunningNumberBesideYearAndMonth(t *testing.T) {
	m := newMaker(t, 400)
	m.numbers("no", func(i int) float64 { return float64(i) })
	m.numbers("year", func(i int) float64 { return float64(2010 + i/120) })
	m.numbers("month", func(i int) float64 { return float64(1 + i/10%12) })
	m.numbers("heat", func(i int) float64 {
		if i%8 == 0 {
			return nan
		}
		return float64(i) + m.rng.NormFloat64()
	})
	p := m.describe("heat")
	if p.Time != "no" || find(p, "time_suggested", "no") == nil {
		t.Errorf("time %q, findings %q", p.Time, found(p))
	}
	if f := find(p, "identifier", "no"); f == nil || !strings.Contains(f.Message, "goes along with heat") {
		t.Errorf("identifier: %+v", f)
	}
	if f := find(p, "missing_target", "heat"); f == nil || !strings.HasPrefix(f.Message, "50 rows (12 %) have no heat") {
		t.Errorf("missing target: %+v", f)
	}
}

func TestClassesSpelledAlike(t *testing.T) {
	m := newMaker(t, 600)
	m.names("y", func(i int) string { return []string{"Left", ">50K", "left ", "<=50K"}[i%4] })
	m.noise("a", "b")
	p := m.describe("y")
	if f := find(p, "similar_labels", "y"); f == nil || !strings.Contains(f.Message, `"Left" and "left "`) || strings.Contains(f.Message, "50K") {
		t.Errorf("similar labels: %+v", f)
	}
}

// Beyond a million rows a sample is described, without losing what is told by it.
func TestVeryManyRows(t *testing.T) {
	values := make([]float64, maxSorted*3/2)
	for i := range values {
		values[i] = float64(i)
	}
	p, s := describe(table.Field{Name: "n", Kind: table.Number}, table.NewNumbers(values))
	if !p.Identifier || p.Distinct != maxSorted || s.unique != 1 {
		t.Errorf("identifier %v, %d distinct, unique share %v", p.Identifier, p.Distinct, s.unique)
	}
	if want := float64(len(values)-1) / 2; math.Abs(p.Median-want) > 2 || math.Abs(p.Mean-want) > 1e-6 {
		t.Errorf("median %v and mean %v, want %v", p.Median, p.Mean, want)
	}
}

// A profile of next to nothing is still a profile.
func TestTinyTables(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 3} {
		m := newMaker(t, rows)
		m.numbers("a", func(i int) float64 { return float64(i) })
		m.numbers("gone", func(int) float64 { return nan })
		m.names("b", func(i int) string { return []string{"u", "v"}[i%2] })
		p := m.describe("")
		if p.Rows != rows || len(p.Columns) != 3 {
			t.Errorf("profile of %d rows: %+v", rows, p)
		}
		if rows > 1 {
			m.describe("a")
			m.describe("b")
		}
	}
}
