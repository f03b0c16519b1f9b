package modelfile

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/table"
)

// withEvidence is the sample model with a few scored rows.
func withEvidence(weighted bool) *automl.Model {
	m := sampleModel()
	e := &automl.Evidence{
		TableRows: 130, LeftOut: 4, Sealed: 6, Split: "2 folds", Notes: []string{"One note."}, Scored: 120,
		Columns: []automl.ColumnCard{{Name: "size", Kind: table.Number, Use: automl.UseInput, Missing: 3, Distinct: 90}, {Name: "bought", Kind: table.YesNo, Use: automl.UseTarget, Distinct: 2}},
		Classes: []automl.ValueCount{{Value: "no", Count: 100}, {Value: "yes", Count: 20}},
		Target:  automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 1, 0}},
		Fold:    []int32{1, 0, 1}, Prediction: automl.Prediction{Width: 1, Values: []float64{0.1, 1.0 / 3, 0.9999999999}},
	}
	if weighted {
		e.Target.W = []float64{1, 0.25, 3}
	}
	m.Evidence = e
	return m
}

func TestEvidenceRoundTrip(t *testing.T) {
	for _, weighted := range []bool{false, true} {
		want := withEvidence(weighted)
		got := mustRead(t, mustWrite(t, want))
		if d := cmp.Diff(want.Evidence, got.Evidence); d != "" {
			t.Errorf("weighted %v (-want +got):\n%s", weighted, d)
		}
	}
}

// TestOldFileWithoutEvidence reads a file as it was before there was evidence.
func TestOldFileWithoutEvidence(t *testing.T) {
	raw := mustWrite(t, sampleModel())
	if files := unpack(t, raw); files[evidenceEntry] != nil || files[outOfFoldEntry] != nil {
		t.Error("a model without evidence writes some")
	}
	if m := mustRead(t, raw); m.Evidence != nil {
		t.Errorf("evidence out of nothing: %v", m.Evidence)
	}
}

// edited is an archive with an entry changed, and the manifest with it.
func edited(t *testing.T, raw []byte, name string, change func([]byte) []byte) []byte {
	t.Helper()
	files := unpack(t, raw)
	files[name] = change(files[name])
	var man manifest
	if err := json.Unmarshal(files[manifestEntry], &man); err != nil {
		t.Fatal(err)
	}
	rest := map[string][]byte{}
	for k, v := range files {
		if k != manifestEntry {
			rest[k] = v
		}
	}
	man.Entries = sums(rest)
	var err error
	if files[manifestEntry], err = marshal(man); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, k := range order(files) {
		w, err := z.Create(k)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(files[k]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNewerEvidenceIsPassedOver(t *testing.T) {
	raw := edited(t, mustWrite(t, withEvidence(false)), evidenceEntry, func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"version": 1`), []byte(`"version": 2, "more": [1]`), 1)
	})
	m := mustRead(t, raw)
	if m.Evidence != nil {
		t.Error("evidence of a version that is not known was read")
	}
	if m.Graph == nil {
		t.Error("and the model was lost")
	}
}

func TestBadEvidence(t *testing.T) {
	good := mustWrite(t, withEvidence(false))
	for _, bad := range []string{
		"", "fold\n1\n", "fold,truth,probability_1\n0,2,0.5\n", "fold,truth,probability_1\n0,0.5,0.5\n", "fold,truth,probability_1\n-1,0,0.5\n",
		"fold,truth,probability_1\n0,0,NaN\n", "fold,truth,probability_1\n0,0,x\n", "fold,truth,probability_1\n200,0,0.5\n", "fold,truth,probability_1\n0,0\n",
	} {
		raw := edited(t, good, outOfFoldEntry, func([]byte) []byte { return []byte(bad) })
		if _, err := Read(bytes.NewReader(raw), int64(len(raw))); automl.KindOf(err) != automl.BadModel {
			t.Errorf("%q: %v", bad, err)
		}
	}
	m := withEvidence(false)
	m.Evidence.Fold = m.Evidence.Fold[:2]
	if err := Write(&bytes.Buffer{}, m); err == nil {
		t.Error("evidence that does not fit together was written")
	}
}
