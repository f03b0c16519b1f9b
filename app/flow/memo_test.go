package flow

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/table"
)

func choices(t *rapid.T) Choices {
	name := rapid.String()
	names := rapid.SliceOfDistinct(rapid.StringN(1, 8, -1), func(s string) string { return s })
	c := Choices{
		Name: name.Draw(t, "name"), Target: name.Draw(t, "target"), Task: rapid.SampledFrom(append(automl.Tasks, "")).Draw(t, "task"),
		Pos: name.Draw(t, "positive"), Metric: name.Draw(t, "metric"), Group: name.Draw(t, "group"), Time: name.Draw(t, "time"), Weight: name.Draw(t, "weight"),
		Drop: withSet(nil, names.Draw(t, "drop"), true), Ignored: withSet(nil, names.Draw(t, "ignored"), true),
		Effort: Effort(rapid.IntRange(int(Quick), int(Custom)).Draw(t, "effort")), Custom: time.Duration(rapid.Int64().Draw(t, "custom")),
		Folds: rapid.IntRange(0, 10).Draw(t, "folds"), Seed: rapid.Uint64().Draw(t, "seed"),
		Read: automl.ReadOptions{Delimiter: rapid.SampledFrom([]string{"", ",", ";", "\t"}).Draw(t, "delimiter"), Header: rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "header"),
			Encoding: rapid.SampledFrom([]string{"", "utf-8"}).Draw(t, "encoding"), MaxRows: rapid.IntRange(0, 1<<40).Draw(t, "rows")},
	}
	if found := name.Draw(t, "found"); found != "" {
		c.Mapping = &automl.Mapping{Rename: map[string]string{"a": found}, Scale: map[string]automl.Conversion{"b": {Factor: rapid.Float64Range(0.01, 100).Draw(t, "factor")}}}
	}
	for _, column := range names.Draw(t, "columns") {
		c.Read.Fields = withKind(c.Read.Fields, column, rapid.SampledFrom(table.Kinds).Draw(t, "kind"))
	}
	return c
}

func TestMemoRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New()
		s.Path, s.Choices = rapid.StringN(1, 30, -1).Draw(t, "path"), choices(t)
		text, err := s.Memo().Encode()
		if err != nil {
			t.Fatal(err)
		}
		m, ok := DecodeMemo(text)
		if !ok || !reflect.DeepEqual(m, s.Memo()) {
			t.Fatalf("read %+v of %s", m, text)
		}
		again := Reduce(New(), OpenFile{Path: m.Path, Choices: &m.Choices})
		if again.Path != s.Path || !reflect.DeepEqual(again.Choices, s.Choices) {
			t.Errorf("opened with %+v, want %+v", again.Choices, s.Choices)
		}
	})
}

func TestMemosThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", "{", "{}", `{"Version":99,"Path":"/a"}`, `{"Version":1}`, `[]`} {
		if m, ok := DecodeMemo(text); ok {
			t.Errorf("%s reads as %+v", text, m)
		}
	}
}

func TestRestoredChoicesLeadToTheSamePlan(t *testing.T) {
	s := answerAll(t, engine, Reduce(goalSet(t), UseColumns{Columns: []string{"gender"}}))
	if !s.Memo().Decided() || (Memo{Choices: New().Choices}).Decided() {
		t.Error("what was decided is not told from nothing")
	}
	c := s.Choices
	again := answerAll(t, engine, Reduce(New(), OpenFile{Path: s.Path, Choices: &c}))
	if !reflect.DeepEqual(again.Job(), s.Job()) || !again.Available(Prepare) || again.Undoable() != "" {
		t.Errorf("job %+v, want %+v", again.Job(), s.Job())
	}
}
