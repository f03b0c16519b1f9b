package predict

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// knownModel is sampleModel with the spread of a training of 4,000 rows: prices about 4 to 6
// evenly, two red for one blue.
func knownModel() *automl.Model {
	m := sampleModel()
	m.Rows = 4000
	prices := make([]float64, 4000)
	codes := make([]int32, len(prices))
	for i := range prices {
		prices[i] = 4 + 2*float64(i)/float64(len(prices))
		codes[i] = int32(i%3) / 2
	}
	s := &m.Schema
	s.Columns[0].Typical = TypicalOf(table.NewNumbers(prices))
	s.Columns[1].Typical = TypicalOf(table.NewCategories(codes, s.Columns[1].Levels))
	m.Importance = []automl.Importance{{Column: "price", Drop: 0.2}, {Column: "colour", Drop: 0.05}, {Column: "ready", Drop: 0.0001}, {Column: "note", Drop: -0.1}}
	return m
}

// likeTraining is a file of 600 rows spread as knownModel's training, with prices in a unit.
func likeTraining(factor, offset float64) string {
	var b strings.Builder
	b.WriteString("price,colour,ready,note\n")
	for i := range 600 {
		fmt.Fprintf(&b, "%v,%s,yes,x\n", (4+2*float64(i*7%600)/600)*factor+offset, []string{"red", "red", "blue"}[i%3])
	}
	return b.String()
}

func TestUnits(t *testing.T) {
	for ratio, words := range map[float64]string{100: "100 times as large", 1000: "1,000 times as large", 0.01: "100 times as small", 1e-3: "1,000 times as small",
		2.204623: "pounds instead of kilograms", 1 / 1.609344: "miles instead of kilometres", 60: "minutes instead of hours"} {
		sum := mustRun(t, knownModel(), likeTraining(ratio, 0), automl.PredictRequest{})
		u := sum.Matches[0].Unit
		if u == nil || !strings.Contains(u.Words, words) || math.Abs(u.Convert.Factor*ratio-1) > 1e-5 {
			t.Errorf("ratio %v: %+v", ratio, u)
			continue
		}
		scaled := mustRun(t, knownModel(), likeTraining(ratio, 0), automl.PredictRequest{Scale: map[string]automl.Conversion{"price": u.Convert}})
		if m := scaled.Matches[0]; m.Unit != nil || m.Drift.Notable() || !slices.Equal(m.Status, []automl.MatchStatus{automl.StatusTold}) {
			t.Errorf("ratio %v, scaled: %+v", ratio, m)
		}
	}
	for _, plain := range []string{likeTraining(1, 0), likeTraining(1.3, 0), likeTraining(1, 3)} {
		if u := mustRun(t, knownModel(), plain, automl.PredictRequest{}).Matches[0].Unit; u != nil {
			t.Errorf("no other unit, but %+v", u)
		}
	}
	warm := knownModel()
	days := make([]float64, 2000)
	for i := range days {
		days[i] = float64(i%40) - 5
	}
	warm.Schema.Columns[0].Typical = TypicalOf(table.NewNumbers(days))
	if u := unitJump(&warm.Schema.Columns[0], scaledBy(days, 1.8, 32)); u == nil || u.Words != "degrees Fahrenheit instead of Celsius" || math.Abs(u.Convert.Of(212)-100) > 1e-3 {
		t.Errorf("temperatures: %+v", u)
	}
	few := mustRun(t, knownModel(), "price,colour,ready,note\n450,red,yes,x\n512,red,yes,x\n", automl.PredictRequest{})
	if u := few.Matches[0].Unit; u == nil || u.Convert.Factor != 0.01 {
		t.Errorf("two rows: %+v", u)
	}
}

func scaledBy(v []float64, factor, offset float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = v[i]*factor + offset
	}
	return out
}

func TestDrift(t *testing.T) {
	same := mustRun(t, knownModel(), likeTraining(1, 0), automl.PredictRequest{})
	for _, m := range same.Matches[:2] {
		if m.Drift == nil || m.Drift.PSI > 0.02 || m.Drift.Notable() || len(m.Status) > 0 {
			t.Errorf("spread as in training: %+v %+v", m, m.Drift)
		}
	}
	if same.Verdict.State != automl.VerdictReady {
		t.Errorf("verdict %+v", same.Verdict)
	}
	var blue strings.Builder
	blue.WriteString("price,colour,ready,note\n")
	for i := range 300 {
		fmt.Fprintf(&blue, "%v,%s,yes,x\n", 4+2*float64(i)/300, []string{"blue", "blue", "blue", "red"}[i%4])
	}
	sum := mustRun(t, knownModel(), blue.String(), automl.PredictRequest{})
	// (1/4-2/3)*ln((1/4)/(2/3)) + (3/4-1/3)*ln((3/4)/(1/3)), Python 3 math.log
	if d := sum.Matches[1].Drift; d == nil || math.Abs(d.PSI-0.7465584) > 1e-3 || !d.Notable() {
		t.Errorf("three blue for one red: %+v", d)
	}
	if sum.Verdict.Text != "Ready with 1 warning" {
		t.Errorf("verdict %+v", sum.Verdict)
	}
}

// TestSample holds the rows that are sampled against those of a whole.
func TestSampleIsEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSample(1)
		total := 0
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			n := rapid.IntRange(0, 9000).Draw(t, "rows")
			f := absent(&automl.SchemaColumn{Field: table.Field{Kind: table.Number}}, n)
			for i := range f.Nums {
				f.Nums[i] = float64(total + i)
			}
			s.take(frameOf(n, f))
			total += n
		}
		if s.rows > mostSampled || s.rows != len(s.nums[0]) || s.rows != (total+s.stride-1)/s.stride {
			t.Fatalf("%d of %d rows with every %d-th", s.rows, total, s.stride)
		}
		for k, v := range s.nums[0] {
			if v != float64(k*s.stride) {
				t.Fatalf("row %v stands at %d, every %d-th", v, k, s.stride)
			}
		}
	})
}

func TestSuggestions(t *testing.T) {
	sum, err := run(t, knownModel(), "Price_EUR,shade,ready,note\n4.5,red,yes,x\n5,blue,yes,y\n", automl.PredictRequest{Check: true})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Verdict.State != automl.VerdictCannot || !strings.Contains(sum.Verdict.Text, "price") || sum.Matches[0].Suggest != "Price_EUR" || sum.Matches[1].Suggest != "shade" {
		t.Errorf("verdict %+v, matches %+v", sum.Verdict, sum.Matches)
	}
	if l := sum.Matches[1].Loss; l == nil || *l != 0.05 {
		t.Errorf("the loss of a column that is not there: %v", l)
	}
	sum, err = run(t, knownModel(), "price,colour\nn.a.,red\ncheap,blue\n", automl.PredictRequest{Check: true})
	if err != nil || sum.Matches[0].Status[0] != automl.StatusWrongKind || sum.Verdict.State != automl.VerdictCannot {
		t.Errorf("prices that are words: %+v, %v", sum, err)
	}
	if _, err := run(t, knownModel(), "price,colour\nn.a.,red\ncheap,blue\n", automl.PredictRequest{}); automl.KindOf(err) != automl.BadData {
		t.Errorf("they were predicted: %v", err)
	}
}

func TestKeptMapping(t *testing.T) {
	m := knownModel()
	m.Schema.Mapping = &automl.Mapping{Rename: map[string]string{"price": "Preis"}, Scale: map[string]automl.Conversion{"price": {Factor: 0.01}}}
	plain := mustRun(t, knownModel(), "price,colour\n4.5,red\n5,blue\n", automl.PredictRequest{}).Preview
	for _, c := range []struct {
		file string
		req  automl.PredictRequest
	}{
		{"Preis,colour\n450,red\n500,blue\n", automl.PredictRequest{}},
		{"price,colour\n4.5,red\n5,blue\n", automl.PredictRequest{}}, // the unit belongs to the name
		{"price,colour\n4.5,red\n5,blue\n", automl.PredictRequest{NoMapping: true}},
		{"Preis,colour\n4500,red\n5000,blue\n", automl.PredictRequest{Scale: map[string]automl.Conversion{"price": {Factor: 0.001}}}},
		{"p,colour\n4.5,red\n5,blue\n", automl.PredictRequest{Rename: map[string]string{"price": "p"}}},
	} {
		if d := cmp.Diff(plain, mustRun(t, m, c.file, c.req).Preview); d != "" {
			t.Errorf("%q %+v (-want +got):\n%s", c.file, c.req, d)
		}
	}
	if _, err := run(t, m, "Preis,colour\n450,red\n", automl.PredictRequest{NoMapping: true}); err == nil {
		t.Error("without the mapping the column was found all the same")
	}
	if err := Verify(context.Background(), m); err != nil {
		t.Errorf("the mapping reached the model's own sample: %v", err)
	}
	none := mustRun(t, m, "Preis,price,colour\n450,1,red\n", automl.PredictRequest{Rename: map[string]string{"colour": ""}})
	if none.Matches[1].State != automl.MatchFilled {
		t.Errorf("a column told to be none: %+v", none.Matches[1])
	}
	for _, bad := range []automl.PredictRequest{{Scale: map[string]automl.Conversion{"colour": {Factor: 2}}}, {Scale: map[string]automl.Conversion{"price": {}}}, {Scale: map[string]automl.Conversion{"prize": {Factor: 2}}}} {
		if _, err := run(t, m, "price,colour\n1,red\n", bad); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// TestFormOfTheFile holds what is written against the delimiter, encoding and mark of the file.
func TestFormOfTheFile(t *testing.T) {
	text := "price;colour;Größe\n4,5;red;groß\n5,5;blue;klein\n6,5;red;x\n"
	western, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.csv")
	mustRun(t, knownModel(), western, automl.PredictRequest{Out: out, Keep: true, NoProbabilities: true})
	raw, _ := os.ReadFile(out)
	if want, _ := charmap.Windows1252.NewEncoder().String("price;colour;Größe;prediction\n4,5;red;groß;yes\n5,5;blue;klein;yes\n6,5;red;x;yes\n"); string(raw) != want {
		t.Errorf("written %q, want %q", raw, want)
	}
	mustRun(t, knownModel(), "\xef\xbb\xbfprice,colour\n4.5,red\n", automl.PredictRequest{Out: out, NoProbabilities: true})
	if raw, _ = os.ReadFile(out); string(raw) != "\xef\xbb\xbfprediction\nyes\n" {
		t.Errorf("with a mark: %q", raw)
	}
	mustRun(t, knownModel(), "price,colour\n4.5,red\n", automl.PredictRequest{Out: out, Keep: true, NoProbabilities: true, Delimiter: "|", Encoding: "utf-16le"})
	if raw, _ = os.ReadFile(out); !strings.HasPrefix(string(raw), "\xff\xfep\x00r\x00") || !strings.Contains(string(raw), "|\x00") {
		t.Errorf("asked for UTF-16: %q", raw)
	}
	for _, bad := range []automl.PredictRequest{{Delimiter: "ab"}, {Delimiter: "\n"}, {Encoding: "ebcdic"}, {Reasons: -1}} {
		bad.Out = filepath.Join(t.TempDir(), "never.csv")
		if _, err := run(t, knownModel(), "price,colour\n4.5,red\n", bad); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", bad, err)
		}
		if _, err := os.Stat(bad.Out); err == nil {
			t.Errorf("%+v left a file", bad)
		}
	}
}

func TestReasons(t *testing.T) {
	sum := mustRun(t, knownModel(), "price,colour,ready,note\n9,red,yes,x\n1,blue,no,y\n", automl.PredictRequest{Reasons: 1, Plain: true})
	if at := slices.Index(sum.Columns, "reasons"); at < 0 || !strings.HasPrefix(sum.Preview[0][at], "price 9 (+") || !strings.HasPrefix(sum.Preview[1][at], "price 1 (+") {
		t.Errorf("%q: %q", sum.Columns, sum.Preview)
	}
}

// FuzzLocate matches any names: columns are found once or said to be absent, never a panic.
func FuzzLocate(f *testing.F) {
	f.Add("price,colour,ready,note", "price", "Preis")
	f.Add("PRICE, price ,Colour", "colour", "")
	f.Add("\xff,,,,ﬁ,İ", "note", "ﬁ")
	f.Fuzz(func(t *testing.T, names, needed, found string) {
		m := knownModel()
		m.Schema.Mapping = &automl.Mapping{Rename: map[string]string{needed: found}, Scale: map[string]automl.Conversion{needed: {Factor: 2}}}
		list := strings.Split(names, ",")
		l, err := locate(&m.Schema, list, own(&m.Schema, map[string]string{"note": list[0]}))
		if len(l.matches) != len(m.Schema.Columns) {
			t.Fatalf("%d matches, %v", len(l.matches), err)
		}
		for i, match := range l.matches {
			if (l.places[i] >= 0) != (match.Found != "" || l.places[i] >= 0 && list[l.places[i]] == "") {
				t.Fatalf("column %d at %d: %+v", i, l.places[i], match)
			}
		}
		rng := num.RNG(1, names)
		values := make([]float64, 30)
		for i := range values {
			values[i] = math.Exp(20*rng.Float64() - 10)
		}
		cols := make([]table.Column, 0, len(list))
		for range list {
			cols = append(cols, table.NewNumbers(values))
		}
		for i := range m.Schema.Columns {
			for k, name := range list {
				if p := likeness(&m.Schema.Columns[i], name, cols[k]); !(p >= 0 && p <= 1) {
					t.Fatalf("likeness %v", p)
				}
			}
		}
	})
}

func frameOf(rows int, cols ...graph.FrameColumn) *graph.Frame {
	return &graph.Frame{Rows: rows, Cols: cols}
}
