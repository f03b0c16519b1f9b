package profile

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"winnow/automl"
)

// leaky is a table with a yes/no target and honest columns; leaks are added by the tests.
func leaky(t *testing.T, rows int) (*maker, []bool) {
	m := newMaker(t, rows)
	y := make([]bool, rows)
	strong := make([]float64, rows)
	for i := range y {
		strong[i] = m.rng.NormFloat64()
		y[i] = strong[i]+m.rng.NormFloat64() > 0.5
	}
	m.names("paid", func(i int) string { return map[bool]string{true: "yes", false: "no"}[y[i]] })
	m.numbers("strong", func(i int) float64 { return strong[i] })
	m.noise("noise", "other")
	m.names("colour", func(int) string { return []string{"red", "green", "blue"}[m.rng.IntN(3)] })
	return m, y
}

func TestHonestColumnsAreNoLeaks(t *testing.T) {
	m, y := leaky(t, 2000)
	m.numbers("credit_score", func(int) float64 { return m.rng.NormFloat64() })
	// Goes with one class in nine rows of ten only.
	m.numbers("sign", func(i int) float64 { return yes(y[i] && m.rng.IntN(2) == 0 || m.rng.IntN(20) == 0) })
	// Certain, but for a small part of the class.
	seen := 0
	m.numbers("rare_sign", func(i int) float64 {
		if !y[i] || seen == 60 {
			return 0
		}
		seen++
		return 1
	})
	p := m.describe("paid")
	if link := p.Columns[6].Link; link < 0.3 {
		t.Errorf("the strength of sign is %v, too little for a test", link)
	}
	for _, f := range p.Findings {
		if strings.Contains(f.ID, "leakage") {
			t.Errorf("%s: %s", f.Title, f.Message)
		}
	}
}

func TestLeaksAreNamed(t *testing.T) {
	m, y := leaky(t, 2000)
	m.names("survives", func(i int) string { return map[bool]string{true: "A", false: "B"}[y[i]] })
	m.numbers("exact", func(i int) float64 { return yes(y[i])*10 + m.rng.Float64() })
	m.names("settled_on", func(i int) string {
		if !y[i] {
			return ""
		}
		return fmt.Sprint("day ", m.rng.IntN(30))
	})
	m.numbers("piece", func(i int) float64 { return yes(y[i] && m.rng.IntN(2) == 0) })
	m.names("last_event", func(i int) string {
		if y[i] && m.rng.IntN(3) > 0 {
			return "closed"
		}
		return []string{"call", "visit", "letter"}[m.rng.IntN(3)]
	})
	m.numbers("risk_score", func(i int) float64 { return yes(y[i]) + 2*m.rng.NormFloat64() })
	m.numbers("near", func(i int) float64 { return yes(y[i]) + 0.278*m.rng.NormFloat64() })
	m.numbers("paid_before", func(i int) float64 { return yes(y[i]) + m.rng.NormFloat64() })
	p := m.describe("paid")
	for _, c := range []struct {
		column, id string
		severity   automl.Severity
		says       string
	}{
		{"survives", "leakage", automl.High, "knowing only survives one can tell paid in 100 % of rows"},
		{"exact", "leakage", automl.High, "Knowing only exact one can tell paid in 99."},
		{"settled_on", "leakage", automl.High, ""},
		{"piece", "leakage", automl.High, "piece = 1 goes with paid = yes in 100 % of rows"},
		{"last_event", "possible_leakage", automl.Medium, "last_event = closed goes with paid = yes in 100 % of rows"},
		{"risk_score", "possible_leakage", automl.Medium, "By its name"},
		{"near", "possible_leakage", automl.Medium, "near alone tells paid almost entirely"},
		{"paid_before", "possible_leakage", automl.Medium, `shares the word "paid"`},
	} {
		f := find(p, c.id, c.column)
		if f == nil {
			t.Errorf("%s is not found to be %s among %q", c.column, c.id, found(p))
			continue
		}
		if f.Severity != c.severity || !strings.Contains(f.Message, c.says) || f.Fix == "" || f.Title == "" {
			t.Errorf("%s: finding %+v, want severity %s and %q", c.column, *f, c.severity, c.says)
		}
		if drop := len(f.Drop) == 1 && f.Drop[0] == c.column; drop != (c.severity == automl.High) {
			t.Errorf("%s: drops %q", c.column, f.Drop)
		}
	}
	for _, c := range []string{"strong", "noise", "other", "colour"} {
		if find(p, "leakage", c) != nil || find(p, "possible_leakage", c) != nil {
			t.Errorf("the honest column %s is called a leak", c)
		}
	}
}

// A column that is filled in for half of those who pay, and for nobody else.
func TestGapsThatTellTheAnswer(t *testing.T) {
	m, y := leaky(t, 2000)
	m.numbers("amount", func(i int) float64 {
		if y[i] && m.rng.IntN(2) == 0 {
			return m.rng.NormFloat64()
		}
		return nan
	})
	m.numbers("asked", func(i int) float64 {
		if m.rng.IntN(2) == 0 {
			return m.rng.NormFloat64()
		}
		return nan
	})
	p := m.describe("paid")
	if f := find(p, "leakage", "amount"); f == nil || !strings.Contains(f.Message, "Where amount is filled in, paid is yes in 100 % of rows") {
		t.Errorf("finding on amount: %+v", f)
	}
	if find(p, "leakage", "asked") != nil {
		t.Error("gaps at random are called a leak")
	}
}

func TestPiecesOfALeak(t *testing.T) {
	m := newMaker(t, 3000)
	kind := make([]int, m.rows)
	for i := range kind {
		kind[i] = m.rng.IntN(18)
	}
	m.numbers("state", func(i int) float64 { return float64(kind[i] % 3) })
	m.numbers("kind", func(i int) float64 { return float64(kind[i]) })
	m.numbers("k5", func(i int) float64 { return yes(kind[i] == 5) })
	m.numbers("half", func(i int) float64 { return yes(kind[i] == 7 && m.rng.IntN(2) == 0) })
	m.noise("noise")
	m.numbers("coin", func(int) float64 { return float64(m.rng.IntN(2)) })
	p := m.describe("state")
	for _, c := range []string{"kind", "k5"} {
		if find(p, "leakage", c) == nil {
			t.Errorf("%s is not named among %q", c, found(p))
		}
	}
	if f := find(p, "leakage", "k5"); f != nil && !strings.Contains(f.Message, "k5 is a piece of kind") {
		t.Errorf("k5: %s", f.Message)
	}
	for _, c := range []string{"coin", "half"} {
		if find(p, "leakage", c) != nil {
			t.Errorf("%s is called a piece", c)
		}
	}
}

func TestLeaksOfANumber(t *testing.T) {
	m := newMaker(t, 1500)
	price := make([]float64, m.rows)
	size := make([]float64, m.rows)
	for i := range price {
		size[i] = 1 + 3*m.rng.Float64()
		price[i] = size[i]*size[i] + 6*m.rng.Float64()
	}
	m.numbers("price", func(i int) float64 { return price[i] })
	m.numbers("size", func(i int) float64 { return size[i] })
	m.numbers("in_cents", func(i int) float64 { return 100 * price[i] })
	m.numbers("rounded", func(i int) float64 { return math.Round(price[i] * 2) })
	p := m.describe("price")
	if p.Task != automl.Regression {
		t.Fatalf("task %s", p.Task)
	}
	for _, c := range []string{"in_cents", "rounded"} {
		if find(p, "leakage", c) == nil {
			t.Errorf("%s is not named among %q", c, found(p))
		}
	}
	if find(p, "leakage", "size") != nil {
		t.Error("an honest strong column is called a sure leak")
	}
}

// A value that goes with the class of nearly all rows proves nothing.
func TestPureByChance(t *testing.T) {
	m := newMaker(t, 2000)
	m.names("y", func(i int) string { return map[bool]string{true: "rare", false: "common"}[i%20 == 0] })
	m.numbers("few", func(i int) float64 { return yes(i%40 == 7) })
	m.names("most", func(i int) string { return map[bool]string{true: "u", false: "v"}[i%20 == 0 || i%2000 == 1] })
	// Half of the rare rows, and a few others: pure in 93 %.
	m.numbers("half", func(i int) float64 { return yes(i%40 == 0 || i%500 == 3) })
	// 0 in half of all rows, of which 99 % are common, little more than of all rows.
	m.numbers("side", func(i int) float64 { return yes(i%20 == 0 && i%200 != 0 || i%20 > 10) })
	m.noise("noise")
	p := m.describe("y")
	for _, c := range []string{"few", "half", "side"} {
		if f := find(p, "leakage", c); f != nil {
			t.Errorf("%s is called a leak: %s", c, f.Message)
		}
	}
	if find(p, "leakage", "most") == nil {
		t.Errorf("a value that stands for all rows of the rare class is not named among %q", found(p))
	}

	small := newMaker(t, 600)
	small.names("y", func(i int) string { return map[bool]string{true: "rare", false: "common"}[i%20 == 0] })
	// A third of the common rows and by luck none of the ten rare ones.
	small.numbers("luck", func(i int) float64 { return yes(i%3 == 1 && i%20 != 0) })
	small.noise("noise")
	if f := find(small.describe("y"), "leakage", "luck"); f != nil {
		t.Errorf("luck is called a leak: %s", f.Message)
	}
}

// A fee that only those pay who have left, and a fee that some of either side pay.
func TestNumbersWrittenAfterTheAnswer(t *testing.T) {
	m, y := leaky(t, 2000)
	m.numbers("fee", func(i int) float64 {
		if y[i] && m.rng.IntN(10) > 0 {
			return 1 + m.rng.Float64()
		}
		return 0
	})
	m.numbers("tip", func(int) float64 {
		if m.rng.IntN(10) > 0 {
			return 1 + m.rng.Float64()
		}
		return 0
	})
	p := m.describe("paid")
	if f := find(p, "leakage", "fee"); f == nil || !strings.Contains(f.Message, "Where fee is not 0, paid is yes in 100 % of rows") {
		t.Errorf("finding on fee: %+v", f)
	}
	if find(p, "leakage", "tip") != nil {
		t.Error("a number that both sides have is called a leak")
	}
}
