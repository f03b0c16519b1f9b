package prep

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// paired is a table of numbers, a group and two dates, with gaps, and what is made of them.
func paired(t *testing.T, n int) (tab *table.Table, d *automl.Dataset, targets map[string][]float64) {
	t.Helper()
	rng := num.RNG(4, "paired")
	a, b, c, first, second := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	group := make([]int32, n)
	targets = map[string][]float64{}
	for i := range n {
		a[i], b[i], c[i] = math.Exp(rng.NormFloat64()), math.Exp(rng.NormFloat64()), rng.NormFloat64()
		group[i] = int32(rng.IntN(8))
		base := a[i]
		a[i] *= math.Pow(3, float64(group[i])/2)
		first[i] = 1.6e9 + float64(rng.IntN(900))*day
		second[i] = first[i] + float64(rng.IntN(30))*day
		for name, y := range map[string]float64{
			"a / b":                math.Tanh(2 * math.Log(a[i]/b[i]/3)),
			"b · c":                b[i] * c[i],
			"a / its mean by kind": base,
			"days from in to out":  (second[i] - first[i]) / day / 10,
		} {
			targets[name] = append(targets[name], y+rng.NormFloat64()/5)
		}
		if i%50 == 7 {
			b[i], second[i] = math.NaN(), math.NaN()
			targets["b · c"][i], targets["a / b"][i] = 0, 0
			group[i] = -1
		}
	}
	tab, err := table.New([]table.Field{
		{Name: "a", Kind: table.Number}, {Name: "b", Kind: table.Number}, {Name: "c", Kind: table.Number},
		{Name: "kind", Kind: table.Category}, {Name: "in", Kind: table.Time}, {Name: "out", Kind: table.Time},
	}, []table.Column{table.NewNumbers(a), table.NewNumbers(b), table.NewNumbers(c),
		table.NewCategories(group, []string{"k", "l", "m", "n", "o", "p", "q", "r"}), table.NewTimes(first, ""), table.NewTimes(second, "")})
	if err != nil {
		t.Fatal(err)
	}
	d = &automl.Dataset{Task: automl.Regression, Space: n, Features: Base(tab, all(tab))}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	return tab, d, targets
}

// TestCombinationsAreChosen holds the form that a target was made by to be found first, and
// the graph to compute what the learner is given.
func TestCombinationsAreChosen(t *testing.T) {
	tab, d, targets := paired(t, 3000)
	o := For(automl.Needs{Categories: true, Missing: true})
	o.Combine = 1
	for want, y := range targets {
		d.Y = y
		got, err := Fit(context.Background(), d.With(d.Rows[:2500]), o, automl.Env{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(got.Features, func(f *automl.Feature) bool { return len(f.From) > 1 })
		if at < 0 || got.Features[at].Name != want {
			var names []string
			for _, f := range got.Features {
				names = append(names, f.Name)
			}
			t.Errorf("%s is not the combination among %s", want, strings.Join(names, ", "))
			continue
		}
		values, width := evaluate(t, tab, got)
		for _, r := range got.Rows {
			if v, x := values[int(r)*width+at], got.Features[at].Nums[r]; !same(v, x) {
				t.Fatalf("%s: row %d is %v to the learner and %v to the graph", want, r, x, v)
			}
		}
	}
}

// TestCombinationsAreOfUse holds chance to make none.
func TestCombinationsAreOfUse(t *testing.T) {
	_, d, _ := paired(t, 2000)
	rng := num.RNG(9, "chance")
	d.Y = make([]float64, d.Space)
	for i := range d.Y {
		d.Y[i] = rng.NormFloat64()
	}
	o := For(automl.Needs{Categories: true, Missing: true})
	o.Combine = 10
	got, err := Fit(context.Background(), d, o, automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Features {
		if len(f.From) > 1 {
			t.Errorf("made %q of chance", f.Name)
		}
	}
}
