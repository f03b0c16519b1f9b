package stream

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/jsonrow"
	"winnow/automl/modelfile/modeltest"
)

func mustScorer(t testing.TB, o Options) *scorer {
	t.Helper()
	s, err := newScorer(modeltest.Shop(1), &o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer scores one record: the record that goes out, or why it cannot be read.
func answer(t testing.TB, s *scorer, raw string) (string, string) {
	t.Helper()
	b, err := s.rows.Batch()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Done()
	var why unreadable
	if err := s.records.read(b, []byte(raw)); errors.As(err, &why) {
		if b.Rows() != 0 {
			t.Errorf("%q is refused and leaves %d rows", raw, b.Rows())
		}
		return "", string(why)
	} else if err != nil {
		t.Fatal(err)
	}
	if err := b.Answer(); err != nil {
		t.Fatal(err)
	}
	out, err := s.records.write([]byte(raw), b, 0)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), ""
}

func TestObjects(t *testing.T) {
	s := mustScorer(t, Options{})
	for _, c := range []struct {
		in        string
		p         float64
		keeps     string
		predicted string
		warned    bool
	}{
		{`{"price": 3, "colour": "blue"}`, modeltest.Chance(3, 1, 1), `"colour": "blue",`, `"prediction":"yes"`, false},
		{` {"note":"a \"b\" }","price":1.50,"id":{"a":[1,{"b":"}"}]} , "colour":"blue" } ` + "\n", modeltest.Chance(1.5, 1, 1), `"id":{"a":[1,{"b":"}"}]} , "colour":"blue",`, `"prediction":"no"`, false},
		{`{"pr\u0069ce":"3","colour":"red","ready":true}`, modeltest.Chance(3, 0, 1), `"pr\u0069ce":"3"`, `"prediction":"yes"`, false},
		{`{"price":3,"colour":"red","prediction":1,"warning_2":2}`, modeltest.Chance(3, 0, 1), `"prediction":1,"warning_2":2,`, `"prediction_2":"yes"`, false},
		{`{"price":1000,"colour":"red"}`, modeltest.Chance(1000, 0, 1), `{"price":1000,`, `"warning":"price is 1000`, true},
	} {
		out, why := answer(t, s, c.in)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil || why != "" {
			t.Errorf("%s: %v, %s, %s", c.in, err, why, out)
			continue
		}
		if p := got["probabilities"].(map[string]any)["yes"].(float64); math.Abs(p-c.p) > 1e-15 {
			t.Errorf("%s: %v, not %v", c.in, p, c.p)
		}
		if !strings.Contains(out, c.keeps) || !strings.Contains(out, c.predicted) || strings.Contains(out, `"warning":`) != c.warned {
			t.Errorf("%s is answered by %s", c.in, out)
		}
	}
	for in, want := range map[string]string{
		"": "empty", " \n": "empty", "{": "not JSON", `{"price":1}{}`: "not JSON", "[1]": "no JSON object", "3": "no JSON object", "{\"price\":\"\xff\"}": "not JSON",
		`{"colour":"red"}`: `lacks the column "price"`, "{}": "lacks", `{"price":[1]}`: "a list", `{"price":{"a":1}}`: "a list", `{"price":"many"}`: "is no number",
		`{"price":true}`: "is no number", `{"price":1e999}`: "is no number",
	} {
		if out, why := answer(t, s, in); !strings.Contains(why, want) {
			t.Errorf("%q: %q, %q", in, out, why)
		}
	}
	if out, why := answer(t, mustScorer(t, Options{Rename: map[string]string{"price": "cost"}, Plain: true, Threshold: 0.99}), `{"cost":3,"price":9,"colour":"red"}`); why != "" || !strings.Contains(out, `"prediction":"no"`) || strings.Contains(out, "set") {
		t.Errorf("renamed: %s, %s", out, why)
	}
}

func TestLines(t *testing.T) {
	s := mustScorer(t, Options{Columns: []string{"id", "colour", "price"}, Delimiter: ';'})
	out, why := answer(t, s, "7;\"bl\"\"ue\";3\r\n")
	if want := "7;\"bl\"\"ue\";3;no;"; why != "" || !strings.HasPrefix(out, want) || strings.Contains(out, "\n") {
		t.Errorf("answered %q, %q", out, why)
	}
	for in, want := range map[string]string{"": "empty", "1;red": "2 cells instead of 3", "1;red;x": "is no number", "1;red;1\n2;red;2": "more than one line", "1;\"red;1": "no line"} {
		if out, why := answer(t, s, in); !strings.Contains(why, want) {
			t.Errorf("%q: %q, %q", in, out, why)
		}
	}
	for _, bad := range [][]string{{"id"}, {"price", "price"}, {"colour"}} {
		if _, err := newScorer(modeltest.Shop(1), &Options{Columns: bad, Delimiter: ','}); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("columns %q: %v", bad, err)
		}
	}
}

// TestMembers holds the walk through an object against encoding/json.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Float64Range(-1e300, 1e300), func(v float64) any { return v }),
			rapid.Map(rapid.SliceOf(rapid.String()), func(v []string) any { return v }), rapid.Map(rapid.MapOf(rapid.String(), rapid.Bool()), func(v map[string]bool) any { return v }), rapid.Just[any](nil))
		want := rapid.MapOf(rapid.String(), value).Draw(t, "object")
		raw, err := json.MarshalIndent(want, "", rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]jsonrow.Token{}
		if err := members(raw, func(name string, value jsonrow.Token) error { got[name] = value; return nil }); err != nil {
			t.Fatal(err)
		}
		var back map[string]json.RawMessage
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(back) {
			t.Fatalf("%d members, not %d: %s", len(got), len(back), raw)
		}
		for k, v := range back {
			if v[0] == '[' || v[0] == '{' {
				if got[k].Kind != v[0] {
					t.Fatalf("member %q begins with %q, not %s", k, got[k].Kind, v)
				}
			} else if v[0] != 'n' && spelt(got[k]) != string(v) {
				t.Fatalf("member %q is %s, not %s", k, spelt(got[k]), v)
			}
		}
	})
}

// TestKeptMapping holds records under the names and in the units that are kept with a model to
// those under its own.
func TestKeptMapping(t *testing.T) {
	m := modeltest.Shop(1)
	m.Schema.Mapping = &automl.Mapping{Rename: map[string]string{"price": "cents"}, Scale: map[string]automl.Conversion{"price": {Factor: 0.01}}}
	with := func(o Options) *scorer {
		s, err := newScorer(m, &o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	same := func(s *scorer, in, other string) {
		t.Helper()
		a, why := answer(t, s, in)
		b, also := answer(t, s, other)
		if tail := func(s string) string { return s[strings.Index(s, `"prediction"`):] }; why+also != "" || tail(a) != tail(b) {
			t.Errorf("%s and %s, %q %q", a, b, why, also)
		}
	}
	same(with(Options{}), `{"cents":300,"colour":"red"}`, `{"price":3,"colour":"red"}`)
	same(with(Options{Rename: map[string]string{"price": "cents"}}), `{"cents":3,"colour":"red"}`, `{"colour":"red","cents":3}`)
	a, why := answer(t, with(Options{Columns: []string{"cents", "colour"}, Delimiter: ','}), "300,red")
	b, also := answer(t, with(Options{Columns: []string{"price", "colour"}, Delimiter: ','}), "3,red")
	if why+also != "" || strings.TrimPrefix(a, "300,") != strings.TrimPrefix(b, "3,") {
		t.Errorf("%q and %q, %q %q", a, b, why, also)
	}
}

// FuzzRecord demands of any record that it is refused with a reason, or answered by valid
// JSON that begins with it.
func FuzzRecord(f *testing.F) {
	for _, s := range []string{`{"price":3,"colour":"blue"}`, `{"price":"3","x":{"a":["}"]}}`, `{"pr\u0069ce":1e3 }`, `{"price":null}`, `{"price":`, "\"", `{"price":1,"prediction":2}`, "{\"price\":1,\"a\":\"\\\\\"}", "{\n}", "1,red"} {
		f.Add([]byte(s))
	}
	objects, lines := mustScorer(f, Options{}), mustScorer(f, Options{Columns: []string{"price", "colour"}, Delimiter: ','})
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, why := answer(t, objects, string(raw))
		if (out == "") == (why == "") {
			t.Fatalf("%q: answered %q, refused %q", raw, out, why)
		}
		var was, is map[string]any
		if out != "" {
			if err := json.Unmarshal([]byte(out), &is); err != nil {
				t.Fatalf("%q is answered by %q: %v", raw, out, err)
			}
			if err := json.Unmarshal(raw, &was); err != nil {
				t.Fatalf("%q is answered and no object: %v", raw, err)
			}
			if len(is) < len(was)+2 {
				t.Fatalf("%q is answered by %q", raw, out)
			}
		}
		if out, why := answer(t, lines, string(raw)); (out == "") == (why == "") {
			t.Fatalf("the line %q: answered %q, refused %q", raw, out, why)
		}
	})
}
