package modelfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
)

// numberColumn is the name of a column of numbers of sampleModel.
func numberColumn(t testing.TB, m *automl.Model) string {
	t.Helper()
	for _, c := range m.Schema.Columns {
		if c.Kind == "number" {
			return c.Name
		}
	}
	t.Fatal("the sample model has no column of numbers")
	return ""
}

// mappingOf names the columns of the model.
func mappingOf(t testing.TB, m *automl.Model) automl.Mapping {
	name := numberColumn(t, m)
	return automl.Mapping{Rename: map[string]string{name: "Preis"}, Scale: map[string]automl.Conversion{name: {Factor: 0.01, Offset: 2}}}
}

func TestMappingIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.winnow")
	if err := Save(path, sampleModel()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := mappingOf(t, sampleModel())
	if err := SetMapping(path, want); err != nil {
		t.Fatal(err)
	}
	m, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&want, m.Schema.Mapping); d != "" || m.Version != Version {
		t.Errorf("version %d, mapping (-want +got):\n%s", m.Version, d)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, is := unpack(t, before), unpack(t, raw)
	for name := range was {
		if name != manifestEntry && name != readmeEntry && !bytes.Equal(was[name], is[name]) {
			t.Errorf("%s has changed", name)
		}
	}
	if !strings.Contains(string(is[readmeEntry]), "stands in the column Preis") {
		t.Error("the README does not tell of the mapping")
	}
	whole := sampleModel()
	whole.Schema.Mapping = &want
	if again := mustWrite(t, whole); !bytes.Equal(unpack(t, again)[mappingEntry], is[mappingEntry]) {
		t.Error("a whole writing spells the mapping otherwise")
	}
	if err := SetMapping(path, automl.Mapping{}); err != nil {
		t.Fatal(err)
	}
	if raw, err = os.ReadFile(path); err != nil || !bytes.Equal(raw, before) {
		t.Errorf("without its mapping the file is not what it was (%v)", err)
	}
}

func TestMappingsThatDoNotFit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.winnow")
	if err := Save(path, sampleModel()); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	name := numberColumn(t, sampleModel())
	for what, m := range map[string]automl.Mapping{
		"unknown column": {Rename: map[string]string{"nothing like it": "x"}},
		"long name":      {Rename: map[string]string{name: strings.Repeat("x", maxName+1)}},
		"zero":           {Scale: map[string]automl.Conversion{name: {}}},
		"not finite":     {Scale: map[string]automl.Conversion{name: {Factor: math.Inf(1)}}},
		"no numbers":     {Scale: map[string]automl.Conversion{"colour": {Factor: 2}}},
	} {
		if err := SetMapping(path, m); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("a refusal touched the file")
	}
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, append([]byte("\x7fELF and more"), before...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := SetMapping(program, mappingOf(t, sampleModel())); err == nil {
		t.Error("the model at the end of a program was rewritten")
	}
}

// TestFullDisk writes to a disk without room: an error for a person, and nothing left.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	w := &watched{w: full}
	_, err = w.Write([]byte("x"))
	if !fullDisk(err) || !errors.Is(w.err, err) {
		t.Fatalf("a full disk says %v", err)
	}
	e := diskError("save", "a.csv", err)
	var told *automl.Error
	if !errors.As(e, &told) || told.Kind != automl.NoResource || !strings.Contains(told.Hint, "disk is full") {
		t.Errorf("told %v", e)
	}
}

// TestNoFile keeps folders and devices where they are.
func TestNoFile(t *testing.T) {
	for _, path := range []string{t.TempDir(), os.DevNull} {
		if err := Save(path, sampleModel()); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("written to %s: %v", path, err)
		}
	}
}

// FuzzMapping holds a file with any text as its mapping to Read's promise.
func FuzzMapping(f *testing.F) {
	good := sampleModel()
	m := mappingOf(f, good)
	good.Schema.Mapping = &m
	raw, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	files := unpack(f, mustWrite(f, good))
	f.Add(raw)
	f.Add([]byte(`{"rename":{"price":null},"scale":{"price":{"factor":1e999}}}`))
	f.Add([]byte(`{"scale":{"price":{"factor":0}}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		files[mappingEntry] = text
		packed := pack(t, files, true)
		got, err := Read(bytes.NewReader(packed), int64(len(packed)))
		if err != nil {
			var e *automl.Error
			if !errors.As(err, &e) || e.Hint == "" {
				t.Fatalf("no error for a person: %v", err)
			}
			return
		}
		if err := CheckMapping(&got.Schema, got.Schema.Mapping); err != nil {
			t.Fatalf("read although %v", err)
		}
	})
}

// TestMappingOfAnOldFile: a mapping makes a file of format 2 one of format 3, and without it the
// file is as it was.
func TestMappingOfAnOldFile(t *testing.T) {
	files := unpack(t, mustWrite(t, sampleModel()))
	files[manifestEntry] = bytes.Replace(files[manifestEntry], formatLine(Version), formatLine(2), 1)
	path := filepath.Join(t.TempDir(), "m.winnow")
	if err := os.WriteFile(path, pack(t, files, true), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		mapping automl.Mapping
		version int
	}{{mappingOf(t, sampleModel()), 3}, {automl.Mapping{}, 2}} {
		if err := SetMapping(path, c.mapping); err != nil {
			t.Fatal(err)
		}
		if m, err := Load(path); err != nil || m.Version != c.version {
			t.Errorf("version %d, want %d: %v", m.Version, c.version, err)
		}
	}
}
