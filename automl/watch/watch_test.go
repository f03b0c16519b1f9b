package watch

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// double says twice the price.
func double() *automl.Model {
	s := automl.Schema{Columns: []automl.SchemaColumn{{Field: table.Field{Name: "price", Kind: table.Number}, Min: 0, Max: 1000, Weight: 1}}, Target: "sum", Task: automl.Regression}
	node := graph.Apply(&graph.Linear{Weights: []float64{2}, Bias: []float64{0}}, graph.Apply(&graph.Input{Column: 0}))
	return &automl.Model{Name: "Double", Schema: s, Graph: node}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// once deals with what is in the folder and returns what was told of files.
func once(t *testing.T, req automl.WatchRequest) ([]string, *automl.WatchSummary) {
	t.Helper()
	var told []string
	req.Once = true
	req.Observe = func(e automl.WatchEvent) {
		if e.State != automl.WatchBegun && e.State != automl.WatchIdle {
			told = append(told, fmt.Sprintf("%s %s %d", e.State, e.File, e.Rows))
		}
	}
	sum, err := run(context.Background(), double(), req, 0)
	if err != nil {
		t.Fatal(err)
	}
	return told, sum
}

func TestOnce(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.csv", "price\n1\n2\n")
	put(t, dir, "b.TXT", "other;thing\n1;2\n")
	put(t, dir, "c.tsv", "price\tname\n3\tx\n")
	put(t, dir, "empty.csv", "")
	put(t, dir, "head.csv", "price\n")
	for _, left := range []string{"~a.csv", ".b.csv", "picture.png", "a.predictions.csv", "a.csv.part"} {
		put(t, dir, left, "price\n1\n")
	}
	told, sum := once(t, automl.WatchRequest{Folder: dir, Keep: true})
	slices.Sort(told)
	if want := []string{"done a.csv 2", "done c.tsv 1", "quarantined b.TXT 0", "quarantined empty.csv 0", "quarantined head.csv 0"}; !slices.Equal(told, want) {
		t.Errorf("told %q, not %q", told, want)
	}
	if sum.Done != 2 || sum.Quarantined != 3 || sum.Rows != 3 || sum.Known != 0 {
		t.Errorf("summed up as %+v", sum)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "c.tsv.predictions.csv"))
	if err != nil || string(raw) != "price\tname\tprediction\n3\tx\t6\n" {
		t.Errorf("written %q, %v", raw, err)
	}
	bad := names(t, filepath.Join(dir, quarantineName))
	if want := []string{"b.TXT", "b.TXT.reason.txt", "empty.csv", "empty.csv.reason.txt", "head.csv", "head.csv.reason.txt"}; !slices.Equal(bad, want) {
		t.Errorf("in quarantine %q, not %q", bad, want)
	}
	reason, err := os.ReadFile(filepath.Join(dir, quarantineName, "b.TXT.reason.txt"))
	if err != nil || !strings.Contains(string(reason), "lacks the column") {
		t.Errorf("the reason is %q, %v", reason, err)
	}
	put(t, dir, "b.TXT", "other\n1\n")
	told, sum = once(t, automl.WatchRequest{Folder: dir, Keep: true})
	if want := []string{"quarantined b.TXT 0"}; !slices.Equal(told, want) || sum.Known != 2 {
		t.Errorf("told again %q, %+v", told, sum)
	}
	if bad := names(t, filepath.Join(dir, quarantineName)); !slices.Contains(bad, "b-2.TXT") || !slices.Contains(bad, "b-2.TXT.reason.txt") {
		t.Errorf("the second of a name is not in quarantine: %q", bad)
	}
}

// TestRestart leaves out what was done, also where a crash tore the list of it, and predicts
// a file of a known name that is another.
func TestRestart(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	req := automl.WatchRequest{Folder: dir, Out: out}
	put(t, dir, "a.csv", "price\n1\n")
	put(t, dir, "b.csv", "price\n2\n")
	if told, _ := once(t, req); len(told) != 2 {
		t.Fatalf("told %q", told)
	}
	journal := filepath.Join(out, journalName)
	raw, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	put(t, out, journalName, string(raw[:len(raw)-9]))
	torn, _ := once(t, req)
	if len(torn) != 1 {
		t.Errorf("after the crash told %q", torn)
	}
	if told, sum := once(t, req); len(told) != 0 || sum.Known != 2 {
		t.Errorf("told %q, %+v", told, sum)
	}
	put(t, dir, "b.csv", "price\n2\n3\n")
	if told, _ := once(t, req); !slices.Equal(told, []string{"done b.csv 2"}) {
		t.Errorf("the changed file: told %q", told)
	}
	if got := names(t, out); !slices.Equal(got, []string{journalName, "a.predictions.csv", "b.predictions.csv"}) {
		t.Errorf("written %q", got)
	}
}

// TestGrowing takes a file only when it has stayed as it is.
func TestGrowing(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	f := &folder{path: dir, settle: 2 * time.Second, seen: map[string]*sight{}, begun: now, known: func(string, stamp) bool { return false }}
	look := func(after time.Duration, want []string, waits bool) {
		t.Helper()
		got, waiting, err := f.look(now.Add(after))
		if err != nil || !slices.Equal(got, want) || waiting != waits {
			t.Errorf("after %v: %q, %v, %v", after, got, waiting, err)
		}
	}
	put(t, dir, "a.csv", "price\n")
	put(t, dir, "old.csv", "price\n1\n")
	if err := os.Chtimes(filepath.Join(dir, "old.csv"), now, now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	look(0, []string{"old.csv"}, true)
	put(t, dir, "a.csv", "price\n1\n")
	look(2*time.Second, []string{"old.csv"}, true)
	look(3*time.Second, []string{"old.csv"}, true)
	f.seen["a.csv"].again = now.Add(time.Minute)
	look(4*time.Second, []string{"old.csv"}, true)
	look(time.Minute, []string{"old.csv", "a.csv"}, false)
	if err := os.Remove(filepath.Join(dir, "a.csv")); err != nil {
		t.Fatal(err)
	}
	look(2*time.Minute, []string{"old.csv"}, false)
}

// TestLive watches while files come, and ends when it is told to.
func TestLive(t *testing.T) {
	dir := t.TempDir()
	events := make(chan automl.WatchEvent, 100)
	stop, ended := make(chan struct{}), make(chan error)
	go func() {
		_, err := run(context.Background(), double(), automl.WatchRequest{Folder: dir, Stop: stop, Observe: func(e automl.WatchEvent) { events <- e }}, time.Millisecond)
		ended <- err
	}()
	await := func(state automl.WatchState) automl.WatchEvent {
		t.Helper()
		for {
			select {
			case e := <-events:
				if e.State == state {
					return e
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("never %s", state)
			}
		}
	}
	await(automl.WatchIdle)
	for k := range 3 {
		put(t, dir, ".part", "price\n7\n")
		if err := os.Rename(filepath.Join(dir, ".part"), filepath.Join(dir, fmt.Sprintf("n%d.csv", k))); err != nil {
			t.Fatal(err)
		}
		e := await(automl.WatchDone)
		f, err := os.Open(e.Out)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil || len(rows) != 2 || rows[1][0] != "14" {
			t.Errorf("written %q, %v", rows, err)
		}
	}
	close(stop)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		req  automl.WatchRequest
		kind automl.ErrorKind
	}{
		{automl.WatchRequest{Folder: filepath.Join(dir, "none")}, automl.NotFound},
		{automl.WatchRequest{Folder: dir, Out: filepath.Join(dir, "none")}, automl.NotFound},
		{automl.WatchRequest{Folder: dir, Threshold: 0.5}, automl.BadUsage},
		{automl.WatchRequest{Folder: dir, Interval: 0.9}, automl.BadUsage},
		{automl.WatchRequest{Folder: dir, Rename: map[string]string{"cost": "price"}}, automl.BadUsage},
	} {
		if _, err := Run(context.Background(), double(), c.req); automl.KindOf(err) != c.kind {
			t.Errorf("%+v: %v", c.req, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	put(t, dir, "a.csv", "price\n1\n")
	if _, err := run(ctx, double(), automl.WatchRequest{Folder: dir}, 0); automl.KindOf(err) != automl.Stopped {
		t.Errorf("cancelled: %v", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a.csv"}) {
		t.Errorf("cancelled, and written %q", got)
	}
}
