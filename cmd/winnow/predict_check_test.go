package main

import (
	"bytes"
	"strings"
	"testing"

	"winnow/automl"
)

func TestScales(t *testing.T) {
	got, err := scales(nil, []string{"price=0.01", "a=b=0.5,-17.5"})
	if err != nil || got["price"] != (automl.Conversion{Factor: 0.01}) || got["a=b"] != (automl.Conversion{Factor: 0.5, Offset: -17.5}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"price", "=2", "price=0", "price=x", "price=1,y", "price=Inf"} {
		got := execute(t, &fakeService{}, nil, "predict", "m.winnow", "d.csv", "--scale", bad)
		if got.code != 2 {
			t.Errorf("--scale %s ended with %d", bad, got.code)
		}
	}
}

func TestCheckTable(t *testing.T) {
	loss := 0.0125
	matches := []automl.Match{
		{Column: "size", Suggest: "Grösse", Status: []automl.MatchStatus{automl.StatusFilled}, Loss: &loss, Remedy: "Take it."},
		{Column: "price", Found: "price", Status: []automl.MatchStatus{automl.StatusUnit, automl.StatusRange}, OutOfRange: 3, Remedy: "Multiply.",
			Unit: &automl.UnitJump{Convert: automl.Conversion{Factor: 0.01}, Words: "100 times as large"}, Drift: &automl.Drift{PSI: 1.234}},
		{Column: "fine", Found: "fine"},
	}
	var b bytes.Buffer
	printCheck(&b, &automl.PredictSummary{Matches: matches, Extra: []string{"id"}, Verdict: automl.VerdictOf(matches, nil)})
	contains(t, "table", b.String(), "costs about 0.0125", "other unit? 100 times as large; 3 rows out of range", "1.23", "(--scale price=0.01)", "--map", "size=Grösse", "Not needed: id", "Ready with 2 warnings.")
	if strings.Count(b.String(), "OK") != 1 {
		t.Errorf("one column is fine:\n%s", b.String())
	}
}
