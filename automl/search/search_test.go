package search

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
)

// toy is a learner with a knob of each kind.
type toy struct {
	rate   float64
	leaves int
	mode   string
}

func (l *toy) Params() automl.Params {
	return automl.Params{
		automl.Float(&l.rate, "rate", "Step.", automl.LogRange(0.01, 1)),
		automl.Int(&l.leaves, "leaves", "Size.", automl.LinRange(2, 64)),
		automl.Choice(&l.mode, "mode", "Way.", "plain", "random"),
	}
}

func (l *toy) Fit(context.Context, *automl.Dataset, automl.Env) (*graph.Node, error) { return nil, nil }

func catalog() *automl.Catalog {
	return &automl.Catalog{Algorithms: []automl.Algorithm{
		{ID: "baseline", Name: "Baseline", Tasks: automl.AnyTask, New: func() automl.Learner { return &toy{rate: 1, leaves: 2, mode: "plain"} }},
		{ID: "linear", Name: "Linear", Tasks: automl.AnyTask, New: func() automl.Learner { return &toy{rate: 0.1, leaves: 31, mode: "plain"} }},
		{ID: "classes", Name: "Classes only", Tasks: automl.AnyClasses, New: func() automl.Learner { return &toy{rate: 0.1, leaves: 31, mode: "plain"} }},
	}}
}

func ids(cs []Candidate) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Algorithm)
	}
	return out
}

func never(Candidate) bool { return false }

func TestPortfolioFollowsTaskAndChoice(t *testing.T) {
	cat := catalog()
	if got, want := ids(Portfolio(cat, automl.Binary, never, nil)), []string{"linear", "linear", "linear", "classes"}; !slices.Equal(got, want) {
		t.Errorf("binary: %v, want %v", got, want)
	}
	if got, want := ids(Portfolio(cat, automl.Regression, never, nil)), []string{"linear", "linear", "linear"}; !slices.Equal(got, want) {
		t.Errorf("regression: %v, want %v", got, want)
	}
	if got, want := ids(Portfolio(cat, automl.Binary, never, []string{"linear", "classes"})), []string{"linear", "classes", "linear", "linear"}; !slices.Equal(got, want) {
		t.Errorf("two that were chosen: %v, want %v", got, want)
	}
	if got, want := ids(Portfolio(cat, automl.Binary, never, []string{"baseline"})), []string{"baseline"}; !slices.Equal(got, want) {
		t.Errorf("only the baseline: %v, want %v", got, want)
	}
}

// TestPortfolioPutsSlowFamiliesLast checks that a family that is slow on the data comes after
// the boosters, and that a quick one does not.
func TestPortfolioPutsSlowFamiliesLast(t *testing.T) {
	toyOf := func() automl.Learner { return &toy{rate: 0.1, leaves: 31, mode: "plain"} }
	for _, family := range []string{"neural_network", "additive"} {
		cat := &automl.Catalog{Algorithms: []automl.Algorithm{
			{ID: "gradient_boosting", Tasks: automl.AnyTask, New: toyOf},
			{ID: family, Tasks: automl.AnyTask, New: toyOf},
		}}
		last := func(slow func(Candidate) bool) string {
			all := Portfolio(cat, automl.Binary, slow, nil)
			place := slices.IndexFunc(all, func(c Candidate) bool { return c.Algorithm == family })
			if slices.ContainsFunc(all[place:], func(c Candidate) bool { return c.Algorithm == "gradient_boosting" }) {
				return "gradient_boosting"
			}
			return family
		}
		if got := last(never); got != "gradient_boosting" {
			t.Errorf("%s comes last though it is quick", got)
		}
		slow := func(c Candidate) bool { return c.Algorithm == family }
		if got := last(slow); got != family {
			t.Errorf("%s comes last though %s is slow", got, family)
		}
		chosen := Portfolio(cat, automl.Binary, slow, []string{"gradient_boosting", family})
		if chosen[0].Algorithm != "gradient_boosting" || chosen[1].Algorithm != family {
			t.Errorf("of the chosen come first %s and %s, not one of each", chosen[0].Algorithm, chosen[1].Algorithm)
		}
	}
}

func TestVaryStaysInRangeAndRepeats(t *testing.T) {
	cat := catalog()
	rapid.Check(t, func(t *rapid.T) {
		var results []Result
		for i := range rapid.IntRange(1, 12).Draw(t, "results") {
			l := &toy{rate: rapid.Float64Range(0.01, 1).Draw(t, "rate"), leaves: rapid.IntRange(2, 64).Draw(t, "leaves"), mode: "plain"}
			results = append(results, Result{Candidate: Candidate{Algorithm: "linear", Settings: l.Params().Settings()},
				Loss: float64(i), Scored: rapid.Bool().Draw(t, "scored")})
		}
		n := rapid.IntRange(0, 50).Draw(t, "n")
		seed := rapid.Uint64().Draw(t, "seed")
		a, ok := Vary(cat, results, n, seed)
		b, again := Vary(cat, results, n, seed)
		if ok != again || a.Key() != b.Key() {
			t.Fatalf("Vary is not repeatable: %v %v", a, b)
		}
		any := slices.ContainsFunc(results, func(r Result) bool { return r.Scored })
		if !any && ok {
			t.Fatalf("varied nothing into %v", a)
		}
		if !ok {
			return
		}
		if _, _, err := a.Learner(cat); err != nil {
			t.Fatalf("settings out of range: %v", err)
		}
		for _, r := range results {
			if r.Candidate.Key() == a.Key() {
				t.Fatalf("%v was tried already", a)
			}
		}
	})
}

func TestKeyTellsConfigurationsApart(t *testing.T) {
	a := Candidate{Algorithm: "linear", Settings: automl.Settings{{Name: "rate", Value: "0.1"}}}
	b := Candidate{Algorithm: "linear", Settings: automl.Settings{{Name: "rate", Value: "0.2"}}}
	c := Candidate{Name: "by another name", Algorithm: "linear", Settings: automl.Settings{{Name: "rate", Value: "0.1"}}}
	if a.Key() == b.Key() || a.Key() != c.Key() {
		t.Errorf("keys: %s %s %s", a.Key(), b.Key(), c.Key())
	}
}
