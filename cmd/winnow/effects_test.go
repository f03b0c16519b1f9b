package main

import (
	"context"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/table"
)

// effectsFake answers questions about effects.
type effectsFake struct {
	*fakeService
	effect automl.EffectRequest
	flip   automl.FlipRequest
}

func (f *effectsFake) Effect(_ context.Context, req automl.EffectRequest) (*automl.Effect, error) {
	f.effect = req
	e := &automl.Effect{Column: req.Column, With: req.With, Kind: table.Number, What: "probability of “yes”", Rows: 200, Base: 0.25, Sentence: "It falls.",
		Points: []automl.EffectPoint{{Value: 1, Label: "1", Mean: 0.5, Low: 0.25, High: 0.75, Share: 0.5}, {Value: 2, Label: "2", Mean: 0.125, Share: 0.5}}}
	if req.With != "" {
		e.Pair = &automl.EffectPair{Second: e.Points, Means: [][]float64{{0.5, 0.25}, {0.125, 0.0625}}, Shares: [][]float64{{1, 0}, {0, 0}}}
	}
	return e, nil
}

func (f *effectsFake) Flip(_ context.Context, req automl.FlipRequest) (*automl.Flip, error) {
	f.flip = req
	return &automl.Flip{Sentence: "The answer is no.", Options: []automl.FlipOption{{Distance: 1.5, Answer: automl.Answer{Text: "yes (60 %)"},
		Changes: []automl.FlipChange{{Column: "size", From: "3", To: "4"}, {Column: "kind", To: "z"}}}}}, nil
}

func TestEffectCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	f := &effectsFake{fakeService: newFake()}
	got := execute(t, f, nil, "effect", "m.winnow", "d.csv", "--column", "size", "--points", "9", "--out", "e.csv")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	want := automl.EffectRequest{Subject: automl.Subject{Model: "m.winnow", Data: "d.csv"}, Column: "size", Points: 9}
	if d := cmp.Diff(want, f.effect); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	contains(t, "effect", got.out, "It falls.", "0.2500 to 0.7500", "200 rows as they are", "Written to e.csv")
	raw, err := os.ReadFile("e.csv")
	if err != nil {
		t.Fatal(err)
	}
	if want := "size,mean,low,high,share\n1,0.5,0.25,0.75,0.5\n2,0.125,0,0,0.5\n"; string(raw) != want {
		t.Errorf("file %q, want %q", raw, want)
	}
	got = execute(t, f, nil, "effect", "m.winnow", "d.csv", "--column", "size", "--with", "kind")
	contains(t, "pair", got.out, `size \ kind`, "0.0625")
	if got := execute(t, f, nil, "effect", "m.winnow", "d.csv"); got.code != 2 {
		t.Errorf("without a column: exit code %d", got.code)
	}
}

func TestFlipCommand(t *testing.T) {
	f := &effectsFake{fakeService: newFake()}
	got := execute(t, f, nil, "flip", "m.winnow", "d.csv", "--row", "3", "--keep", "age,sex", "--to", "yes")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	want := automl.FlipRequest{RowRequest: automl.RowRequest{Subject: automl.Subject{Model: "m.winnow", Data: "d.csv"}, At: 2}, Keep: []string{"age", "sex"}, To: "yes"}
	if d := cmp.Diff(want, f.flip); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	contains(t, "answer", got.out, "Row 3: The answer is no.", "size: 3 → 4; kind: (no value) → z", "yes (60 %)")
	if got := execute(t, f, nil, "flip", "m.winnow", "d.csv", "--row", "2", "--above", "0"); got.code != 0 || f.flip.Above == nil || *f.flip.Above != 0 {
		t.Errorf("above 0: exit code %d, %v", got.code, f.flip.Above)
	}
	for _, args := range [][]string{{"flip", "m.winnow", "d.csv"}, {"flip", "m.winnow", "d.csv", "--row", "0"}, {"flip", "m.winnow", "d.csv", "--row", "1", "--answers", "-1"}} {
		if got := execute(t, f, nil, args...); got.code != 2 {
			t.Errorf("%q: exit code %d", args, got.code)
		}
	}
}
