package store

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/automl"
)

func TestRunSurvivesReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	r, err := Create(dir, Header{Key: "k", Plan: automl.Plan{Rows: 7}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Fold{
		{Candidate: "a", Fold: 0, FitSec: 1.5, Values: []float64{1, math.NaN(), -2}},
		{Candidate: "a", Fold: 1, Values: []float64{}},
	}
	for i, f := range want {
		if err := r.SaveFold(f); err != nil {
			t.Fatal(err)
		}
		if err := r.Event(automl.Event{Seq: i + 1, Kind: automl.FoldDone, Fold: f.Fold}); err != nil {
			t.Fatal(err)
		}
	}
	// A process that is killed leaves a half-written event and a half-written fold behind.
	if _, err := r.events.WriteString(`{"seq":3,"ki`); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "folds", "b-0.fold"), []byte("{\"candidate\":\"b\"}\nxyz"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}

	back, h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if h.Key != "k" || h.Plan.Rows != 7 {
		t.Errorf("header = %+v", h)
	}
	got, err := back.Folds()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("folds differ (-want +got):\n%s", d)
	}
	events, err := back.Events()
	if err != nil || len(events) != 2 || events[1].Seq != 2 {
		t.Errorf("events = %v, %v", events, err)
	}
}

func TestCreateRefusesAFolderInUse(t *testing.T) {
	dir := t.TempDir()
	r, err := Create(dir, Header{})
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := Create(dir, Header{}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("Create twice = %v, want a usage error", err)
	}
	if _, _, err := Open(t.TempDir()); automl.KindOf(err) != automl.NotFound {
		t.Errorf("Open of an empty folder = %v, want not found", err)
	}
}

func TestPruneKeepsTheNewestAndWhatIsNoRun(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-48 * time.Hour)
	for i, name := range []string{"a", "b", "c"} {
		r, err := Create(filepath.Join(dir, name), Header{})
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		when := old.Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(filepath.Join(dir, name, "run.json"), when, when); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Prune(dir, 1); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if d := cmp.Diff([]string{"c", "mine"}, left); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	if err := Prune(filepath.Join(dir, "absent"), 1); err != nil {
		t.Errorf("an absent folder: %v", err)
	}
}
