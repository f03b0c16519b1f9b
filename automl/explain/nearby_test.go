package explain

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
)

// TestLocalAsLime holds the choice of columns, the weights and the fit against lime's base on
// the same made rows.
func TestLocalAsLime(t *testing.T) {
	p := readPeers(t).Lime
	var bins []*likeness
	for _, x := range p.Like {
		bins = append(bins, &likeness{like: x})
	}
	f := newLocal(bins, p.Said)
	chosen := f.choose(len(p.Columns))
	f.fit(chosen, nearbyPenalty)
	near(t, "intercept", f.intercept, p.Intercept)
	near(t, "fit", f.score(chosen), p.Fit)
	at := f.intercept
	for k, j := range chosen {
		i := slices.Index(p.Columns, j)
		if i < 0 {
			t.Fatalf("columns %v, not %v", chosen, p.Columns)
		}
		near(t, "weight", f.coef[k], p.Weights[i])
		at += f.coef[k]
	}
	near(t, "answer of the linear model", at, p.Local)
}

// TestNearbyFindsWhatCounts: near a row of an additive model the terms have the signs of what
// its values add against others', and the same seed gives the same bits.
func TestNearbyFindsWhatCounts(t *testing.T) {
	q := made(400)
	row := &graph.Frame{Rows: 1, Cols: []graph.FrameColumn{{Codes: []int32{0}}, {Nums: []float64{0.1}}, {Strs: []string{""}}}}
	n, err := Nearby(t.Context(), q, row, NearbyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Terms) != 2 || n.Terms[0].Condition != "kind is x" || !(n.Terms[0].Weight > 3) || !(n.Terms[1].Weight < 0) {
		t.Errorf("terms %+v", n.Terms)
	}
	near(t, "answer", n.Value, 5.2)
	if !(n.Fit > 0.5 && n.Fit <= 1) || !strings.Contains(n.Sentence, "“kind is x” speaks most for more") {
		t.Errorf("fit %v, %q", n.Fit, n.Sentence)
	}
	q.Workers = 1
	again, err := Nearby(t.Context(), q, row, NearbyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(n)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Error("with another number of workers it differs")
	}
}

// TestSimilar: distances ascend from 0, hold what Gower's formula says, and the row itself is
// left out.
func TestSimilar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := shop()
		q.Schema.Columns[0].Weight, q.Schema.Columns[1].Weight = 0.5, 0.3
		q.Schema.Columns[2].Weight = 0.2
		at := rapid.IntRange(0, q.Frame.Rows-1).Draw(t, "row")
		row := RowOf(q.Frame, int32(at))
		got, err := Similar(t.Context(), q, row, at, 20)
		if err != nil {
			t.Fatal(err)
		}
		last := 0.0
		for _, r := range got.Rows {
			if r.At == at || r.Distance < last {
				t.Fatalf("row %d at %v after %v", r.At, r.Distance, last)
			}
			last = r.Distance
			want := 0.3*math.Abs(q.Frame.Cols[1].Nums[r.At]-row.Cols[1].Nums[0])/8 + 0.2*math.Abs(q.Frame.Cols[2].Nums[r.At]-row.Cols[2].Nums[0])/2
			if q.Frame.Cols[0].Codes[r.At] != row.Cols[0].Codes[0] {
				want += 0.5
			}
			if math.Abs(r.Distance-want) > 1e-12 {
				t.Fatalf("distance %v, not %v", r.Distance, want)
			}
		}
	})
	q := made(30)
	got, err := Similar(t.Context(), q, RowOf(q.Frame, 0), -1, 1)
	if err != nil || got.Rows[0].At != 0 || got.Rows[0].Distance != 0 {
		t.Errorf("a row is not most like itself: %+v, %v", got, err)
	}
	if s := SimilarSentence(&automl.Schema{Task: automl.Binary, Classes: []string{"no", "yes"}}, &automl.Similar{Now: automl.Answer{Class: "yes", Text: "yes (60 %)"}, Rows: make([]automl.SimilarRow, 3)}, []float64{1, 0, 1}); !strings.HasSuffix(s, "Of the 3 rows most like this one 2 were “yes” too.") {
		t.Errorf("sentence %q", s)
	}
	if d := apart(wordSet("The red, red car"), wordSet("a red car")); !cmp.Equal(d, 0.5) {
		t.Errorf("texts are %v apart, not half", d)
	}
}
