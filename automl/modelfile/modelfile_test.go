package modelfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// sampleModel is a logistic model of two columns: P(yes) = 1/(1+exp(-(0.5 + 2*size - code))).
func sampleModel() *automl.Model {
	size, colour := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1})
	both := graph.Pick([]graph.Ref{{Node: size}, {Node: colour}})
	score := graph.Apply(&graph.Linear{Weights: []float64{2, -1}, Bias: []float64{0.5}}, both)
	out := graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, score)
	row := automl.ModelRow{ID: "m1", Name: "Linear model", Algorithm: "linear", State: automl.Done, Score: 0.875, Folds: []float64{0.85, 0.9}, Scores: map[string]float64{"auc": 0.875}, Usable: true}
	return &automl.Model{
		Version: Version, AppVersion: "1.2.3", Created: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Name: "Linear model",
		Job: automl.Job{Target: "bought", Task: automl.Binary, Metric: "auc", Seed: 7, Budget: time.Minute}, Fingerprint: "abc", Rows: 120,
		Schema: automl.Schema{
			Columns: []automl.SchemaColumn{
				{Field: table.Field{Name: "size", Kind: table.Number, Format: table.Format{Decimal: ","}}, Min: 1, Max: 9, Weight: 0.7},
				{Field: table.Field{Name: "colour", Kind: table.Category}, Levels: []string{"red", "dark \"blue\""}, Weight: 0.3},
			},
			Target: "bought", Task: automl.Binary, Classes: []string{"no", "yes"}, Decision: 0.4,
		},
		Graph: out, Row: row,
		Leaderboard: automl.Leaderboard{Metric: "auc", Recommended: "m1", Rows: []automl.ModelRow{row}},
		Findings:    []automl.Finding{{ID: "constant", Severity: automl.Low, Columns: []string{"x"}, Title: "t", Message: "m", Fix: "f"}},
		Importance:  []automl.Importance{{Column: "size", Drop: 0.2, Std: 0.01}},
		Sample:      [][]string{{"size", "colour"}, {"1,5", "red"}, {"", "dark \"blue\""}},
		Expected:    []float64{0.97068776924864364, math.NaN()},
	}
}

func mustWrite(t testing.TB, m *automl.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, m); err != nil {
		t.Fatalf("Write: %v (%v)", err, errors.Unwrap(err))
	}
	return b.Bytes()
}

func mustRead(t testing.TB, raw []byte) *automl.Model {
	t.Helper()
	m, err := Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("Read: %v (%v)", err, errors.Unwrap(err))
	}
	return m
}

func TestRoundTrip(t *testing.T) {
	want := sampleModel()
	raw := mustWrite(t, want)
	got := mustRead(t, raw)
	wantGraph, gotGraph := want.Graph, got.Graph
	want.Graph, got.Graph = nil, nil
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })); d != "" {
		t.Errorf("model (-want +got):\n%s", d)
	}
	frame := &graph.Frame{Rows: 3, Cols: []graph.FrameColumn{{Nums: []float64{1.5, 0.1, math.NaN()}}, {Codes: []int32{0, 1, 2}}}}
	a, b := evaluate(t, wantGraph, frame), evaluate(t, gotGraph, frame)
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			t.Errorf("row %d: loaded graph answers %v, want %v", i, b[i], a[i])
		}
	}
	// 1/(1+exp(-3.5)), Python 3 math.exp
	if want := 0.9706877692486436; math.Abs(b[0]-want) > 1e-15 {
		t.Errorf("row 0 = %v, want %v", b[0], want)
	}
}

func evaluate(t testing.TB, out *graph.Node, frame *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]float64, frame.Rows*p.Width())
	p.Range(0, frame.Rows, dst)
	return dst
}

func TestBytesRepeat(t *testing.T) {
	a, b := sampleModel(), sampleModel()
	first := mustWrite(t, a)
	if !bytes.Equal(first, mustWrite(t, b)) {
		t.Error("the same model made different bytes")
	}
	if !bytes.Equal(first, mustWrite(t, mustRead(t, first))) {
		t.Error("a model that was read writes other bytes")
	}
	b.Created = b.Created.Add(time.Hour)
	x, y := unpack(t, first), unpack(t, mustWrite(t, b))
	for name := range x {
		if same := bytes.Equal(x[name], y[name]); same == (name == manifestEntry || name == readmeEntry) {
			t.Errorf("%s: same bytes at another time is %v", name, same)
		}
	}
}

func TestOtherTasks(t *testing.T) {
	x := graph.Apply(&graph.Input{Column: 0})
	cols := []automl.SchemaColumn{{Field: table.Field{Name: "x", Kind: table.Number}}}
	number := &automl.Model{
		Schema: automl.Schema{Columns: cols, Target: "y", Task: automl.Regression},
		Graph:  x, Sample: [][]string{{"x"}, {""}, {"2"}}, Expected: []float64{math.NaN(), 2},
	}
	three := &automl.Model{
		Schema: automl.Schema{Columns: cols, Target: "y", Task: automl.Multiclass, Classes: []string{"a", "b\r\nc", ""}},
		Graph:  graph.Apply(&graph.Constant{Values: []float64{0.2, 0.5, 0.3}}, x),
		Sample: [][]string{{"x"}, {"2"}}, Expected: []float64{0.2, 0.5, 0.3},
	}
	for _, m := range []*automl.Model{number, three} {
		got := mustRead(t, mustWrite(t, m))
		if d := cmp.Diff(m.Sample, got.Sample); d != "" {
			t.Errorf("%s: sample (-want +got):\n%s", m.Schema.Task, d)
		}
		if d := cmp.Diff(m.Expected, got.Expected, cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })); d != "" {
			t.Errorf("%s: expected (-want +got):\n%s", m.Schema.Task, d)
		}
	}
}

func TestScoresThatAreNotNumbers(t *testing.T) {
	m := sampleModel()
	m.Row.Score, m.Row.Folds, m.Row.Scores = math.NaN(), []float64{0.5, math.Inf(1)}, map[string]float64{"auc": math.NaN(), "f1": 1}
	m.Schema.Columns[0].Min = math.Inf(-1)
	m.Leaderboard.Rows[0].High = math.Inf(1)
	got := mustRead(t, mustWrite(t, m))
	if len(got.Row.Folds) != 1 || len(got.Row.Scores) != 1 || got.Row.Score != 0 || got.Leaderboard.Rows[0].High != 0 {
		t.Errorf("read back %+v", got.Row)
	}
	if len(m.Row.Folds) != 2 || len(m.Row.Scores) != 2 {
		t.Error("Write changed the model")
	}
}

// TestArrays checks that every array type keeps its bits.
func TestArrays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, a := range []any{
			rapid.SliceOf(rapid.Uint8()).Draw(t, "uint8"), rapid.SliceOf(rapid.Uint32()).Draw(t, "uint32"),
			rapid.SliceOf(rapid.Uint64()).Draw(t, "uint64"), rapid.SliceOf(rapid.Int32()).Draw(t, "int32"),
			rapid.SliceOf(rapid.Float32()).Draw(t, "float32"), rapid.SliceOf(rapid.Float64()).Draw(t, "float64"),
		} {
			desc, raw, err := encodeArray(a)
			if err != nil {
				t.Fatal(err)
			}
			entry := room(len(raw))
			copy(entry, raw)
			back, err := decodeArray(desc, entry)
			if err != nil {
				t.Fatal(err)
			}
			if !cmp.Equal(a, back, cmp.Transformer("bits", math.Float64bits), cmp.Transformer("bits32", math.Float32bits)) {
				t.Fatalf("%T: %v became %v", a, a, back)
			}
			if _, err := decodeArray(arrayFile{Type: desc.Type, Length: desc.Length + 1}, raw); err == nil {
				t.Fatal("a wrong length was taken")
			}
		}
	})
}

// formatLine is what the manifest says of its format.
func formatLine(version int) []byte { return fmt.Appendf(nil, `"format": %d`, version) }

func unpack(t testing.TB, raw []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return out
}

// pack makes an archive of the entries, with a manifest that names their true sums when
// resum is set.
func pack(t testing.TB, files map[string][]byte, resum bool) []byte {
	t.Helper()
	if resum {
		man := files[manifestEntry]
		delete(files, manifestEntry)
		entries, err := marshal(sums(files))
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(man, []byte(`"entries":`))
		files[manifestEntry] = append(append(append([]byte{}, man[:at]...), `"entries":`...), append(entries, '}')...)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order(files) {
		if files[name] == nil {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(files[name])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRefuses(t *testing.T) {
	edit := func(entry, old, new string) func(map[string][]byte) {
		return func(f map[string][]byte) {
			if !bytes.Contains(f[entry], []byte(old)) {
				t.Fatalf("%s does not hold %s", entry, old)
			}
			f[entry] = bytes.Replace(f[entry], []byte(old), []byte(new), 1)
		}
	}
	for _, c := range []struct {
		name  string
		edit  func(map[string][]byte)
		msg   string // in the message for the person
		cause string // in the cause under it
		raw   bool   // keep the old sums
	}{
		{name: "newer format", edit: edit(manifestEntry, string(formatLine(Version)), string(formatLine(Version+1))), msg: "made by a newer Winnow (1.2.3)"},
		{name: "other program", edit: edit(manifestEntry, `"winnow"`, `"mill"`), msg: "not a Winnow model"},
		{name: "no graph", edit: func(f map[string][]byte) { delete(f, graphEntry) }, msg: "not a Winnow model"},
		{name: "sum", edit: edit(findingsEntry, "constant", "constand"), raw: true, msg: "damaged", cause: "SHA-256"},
		{name: "stranger", edit: func(f map[string][]byte) { f["x.sh"] = []byte("x") }, raw: true, msg: "damaged", cause: "does not know"},
		{name: "entry absent", edit: func(f map[string][]byte) { delete(f, findingsEntry) }, raw: true, msg: "damaged", cause: "absent"},
		{name: "array absent", edit: func(f map[string][]byte) { delete(f, "arrays/n3.bias.bin") }, msg: "damaged", cause: "absent"},
		{name: "array short", edit: func(f map[string][]byte) {
			f["arrays/n3.bias.bin"] = f["arrays/n3.bias.bin"][:7]
		}, msg: "damaged", cause: "7 bytes"},
		{name: "unknown operator", edit: edit(graphEntry, `"op": "link"`, `"op": "lynx"`), msg: "a step that this Winnow does not know"},
		{name: "cycle", edit: edit(graphEntry, "\"in\": [\n        3\n", "\"in\": [\n        4\n"), msg: "damaged", cause: "does not come before"},
		{name: "unknown field", edit: edit(graphEntry, `"slope": 1`, `"slope": 1, "slip": 2`), msg: "damaged", cause: "slip"},
		{name: "field absent", edit: edit(graphEntry, `"slope": 1`, `"slip": 2`), msg: "damaged", cause: "slope"},
		{name: "shape", edit: edit(graphEntry, `"func": "logistic"`, `"func": "cosine"`), msg: "damaged", cause: "cosine"},
		{name: "input outside", edit: edit(graphEntry, `"column": 1`, `"column": 2`), msg: "damaged", cause: "no column 2"},
		{name: "text input", edit: edit(schemaEntry, `"category"`, `"text"`), msg: "damaged", cause: "kind text"},
		{name: "width", edit: edit(schemaEntry, `"binary"`, `"multiclass"`), msg: "damaged"},
		{name: "classes", edit: edit(schemaEntry, `"no",`, `"yes",`), msg: "damaged", cause: "more than one class"},
		{name: "expected", edit: edit(expectedEntry, "0.97", "o.97"), msg: "damaged", cause: "no number"},
		{name: "json", edit: edit(schemaEntry, "{", "{{"), msg: "damaged", cause: schemaEntry},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := unpack(t, mustWrite(t, sampleModel()))
			c.edit(files)
			raw := pack(t, files, !c.raw)
			_, err := Read(bytes.NewReader(raw), int64(len(raw)))
			var e *automl.Error
			if !errors.As(err, &e) || e.Kind != automl.BadModel {
				t.Fatalf("Read = %v, want a BadModel error", err)
			}
			if !strings.Contains(e.Msg, c.msg) || e.Hint == "" {
				t.Errorf("message %q, hint %q; want %q", e.Msg, e.Hint, c.msg)
			}
			if c.cause != "" && (e.Err == nil || !strings.Contains(e.Err.Error(), c.cause)) {
				t.Errorf("cause %v, want %q", e.Err, c.cause)
			}
		})
	}
}

// TestBomb claims, in a small archive, an entry that unpacks to far more.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, size := range map[string]uint64{graphEntry: 1 << 30, manifestEntry: 1} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: 3, UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("abc"))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err == nil || !strings.Contains(errors.Unwrap(err).Error(), "unpack to") {
		t.Errorf("Read = %v, want a refusal of the size", err)
	}
}

func TestCutShort(t *testing.T) {
	raw := mustWrite(t, sampleModel())
	for n := range len(raw) {
		_, err := Read(bytes.NewReader(raw[:n]), int64(n))
		if automl.KindOf(err) != automl.BadModel {
			t.Fatalf("the first %d bytes: %v", n, err)
		}
		if n > 4 && !strings.Contains(err.Error(), "damaged") {
			t.Fatalf("the first %d bytes: %v, want it called damaged", n, err)
		}
	}
}

func TestForeignAndAbsent(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "a.winnow")
	if err := os.WriteFile(text, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[string]automl.ErrorKind{text: automl.BadModel, dir: automl.BadModel, filepath.Join(dir, "b.winnow"): automl.NotFound} {
		_, err := Load(path)
		var e *automl.Error
		if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Msg, path) {
			t.Errorf("Load(%s) = %v, want %s naming the file", path, err, kind)
		}
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.winnow")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := sampleModel()
	broken.Expected = nil
	if err := Save(path, broken); automl.KindOf(err) != automl.Internal {
		t.Errorf("Save of a broken model = %v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "old" {
		t.Error("a failed Save touched the file that was there")
	}
	if err := Save(path, sampleModel()); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := Save(filepath.Join(dir, "no", "m.winnow"), sampleModel()); automl.KindOf(err) != automl.NotFound {
		t.Errorf("Save into a folder that is not there = %v", err)
	}
}

// FuzzRead holds Read to its promise: a model whose graph can be evaluated, or an error
// for a person, never a panic. It skips Read's own fence.
func FuzzRead(f *testing.F) {
	good := mustWrite(f, sampleModel())
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("PK\x03\x04"))
	files := unpack(f, good)
	files[graphEntry] = bytes.Replace(files[graphEntry], []byte(`"column": 1`), []byte(`"column": 9`), 1)
	f.Add(pack(f, files, true))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := read(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			if automl.KindOf(err) != automl.BadModel {
				t.Fatalf("error of kind %s: %v", automl.KindOf(err), err)
			}
			return
		}
		if again := mustRead(t, mustWrite(t, m)); len(again.Schema.Columns) != len(m.Schema.Columns) {
			t.Fatal("written and read again, the schema is another")
		}
	})
}

// FuzzGraph tries graph descriptions directly, past the archive and its sums.
func FuzzGraph(f *testing.F) {
	for _, s := range []string{
		`{"output":0,"nodes":[{"id":0,"op":"input","in":[],"attrs":{"column":0,"text":false}}]}`,
		`{"output":1,"nodes":[{"id":0,"op":"input","in":[],"attrs":{"column":0,"text":false}},{"id":1,"op":"link","in":[0],"attrs":{"func":"softmax","slope":"+Inf"}}]}`,
		`{"output":1,"nodes":[{"id":0,"op":"input","in":[],"attrs":{"column":0,"text":true}},{"id":1,"op":"gather","in":[0,0],"arrays":{"input":{"type":"int32","length":2},"column":{"type":"int32","length":2}}}]}`,
		`{"output":0,"nodes":[{"id":0,"op":"constant","in":[],"arrays":{"values":{"type":"float64","length":3}}}]}`,
	} {
		f.Add(s, []byte("\x01\x00\x00\x00\x00\x00\x00\x00"))
	}
	f.Fuzz(func(t *testing.T, text string, bits []byte) {
		node, err := decodeText(text, bits)
		if err != nil || node.Shape().Text {
			return
		}
		g, err := encodeGraph(node, mainLetter, map[string][]byte{})
		if err != nil {
			t.Fatalf("a graph that was read cannot be written: %v", err)
		}
		if len(g.Nodes) == 0 {
			t.Fatal("it was written without operators")
		}
	})
}
