package run_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/baseline"
	"winnow/automl/learn/gbdt"
	"winnow/automl/learn/linear"
	"winnow/automl/metric"
	"winnow/automl/modelfile"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/table"
)

// small is a catalogue of quick learners: the booster stops after a few trees.
func small() *automl.Catalog {
	booster := gbdt.Algorithm()
	full := booster.New
	booster.New = func() automl.Learner {
		l := full()
		if err := l.Params().Set(automl.Settings{{Name: "max_rounds", Value: "20"}}); err != nil {
			panic(err)
		}
		return l
	}
	return &automl.Catalog{
		Algorithms: []automl.Algorithm{baseline.Algorithm(), linear.Algorithm(), booster},
		Metrics:    metric.All(),
	}
}

// made is a table of n rows whose yes/no target follows from a number and a category.
func made(t *testing.T, n int) *table.Table {
	t.Helper()
	rng := num.RNG(1, "made")
	x, z := make([]float64, n), make([]float64, n)
	kind, y := make([]int32, n), make([]int32, n)
	for i := range n {
		x[i], z[i] = rng.NormFloat64(), rng.NormFloat64()
		if rng.IntN(20) == 0 {
			z[i] = math.NaN()
		}
		kind[i] = int32(rng.IntN(3))
		if 2*x[i]+float64(kind[i])-1+rng.NormFloat64() > 0 {
			y[i] = 1
		}
	}
	tab, err := table.New(
		[]table.Field{{Name: "x", Kind: table.Number}, {Name: "z", Kind: table.Number}, {Name: "kind", Kind: table.Category}, {Name: "bought", Kind: table.YesNo}},
		[]table.Column{table.NewNumbers(x), table.NewNumbers(z), table.NewCategories(kind, []string{"a", "b", "c"}), table.NewCategories(y, []string{"no", "yes"})})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func train(t *testing.T, tab *table.Table, job automl.Job, o run.Options) (*run.Run, []automl.Event) {
	t.Helper()
	var events []automl.Event
	o.Observe = func(e automl.Event) { events = append(events, e) }
	r, err := run.Start(context.Background(), tab, job, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r, events
}

func TestRunTellsItsStoryInOrder(t *testing.T) {
	r, events := train(t, made(t, 400), automl.Job{Target: "bought", Trials: 3, Folds: 5, Threads: 2, Seed: 1}, run.Options{Catalog: small()})
	if events[0].Kind != automl.RunStarted || events[len(events)-1].Kind != automl.RunDone {
		t.Errorf("from %s to %s", events[0].Kind, events[len(events)-1].Kind)
	}
	folds := map[int]int{}
	for i, e := range events {
		if e.Seq != i+1 {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
		switch e.Kind {
		case automl.FoldDone:
			folds[e.Trial]++
		case automl.TrialDone:
			if n := len(e.Model.Folds); e.Trial > 0 && folds[e.Trial] != n {
				t.Errorf("trial %d done after %d folds of %d", e.Trial, folds[e.Trial], n)
			}
		}
	}
	board := r.Leaderboard()
	last := board.Rows[len(board.Rows)-1]
	if !last.Baseline || math.Abs(last.Score-0.5) > 0.03 {
		t.Errorf("last row %+v is not a baseline at 0.5", last)
	}
	best := board.Rows[0]
	if best.Score < 0.85 || best.Score > 0.99 {
		t.Errorf("best score %v of %s is not what this target allows", best.Score, best.Name)
	}
	if !(best.Low < best.Score && best.Score < best.High) {
		t.Errorf("interval %v..%v around %v", best.Low, best.High, best.Score)
	}
	if !slices.IsSortedFunc(board.Rows[:3], func(a, b automl.ModelRow) int { return -cmpFloat(a.Score, b.Score) }) {
		t.Errorf("leaderboard is not sorted: %v", board.Rows)
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// graphBytes is the model's graph as its file holds it.
func graphBytes(t *testing.T, r *run.Run) []byte {
	t.Helper()
	m, err := r.Model(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := modelfile.Write(&file, m); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, f := range archive.File {
		if f.Name != "graph.json" && !strings.HasPrefix(f.Name, "arrays/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, f.Name...), raw...)
	}
	if len(out) == 0 {
		t.Fatal("the model file holds no graph")
	}
	return out
}

func TestSameSeedSameBits(t *testing.T) {
	tab := made(t, 300)
	var want []byte
	for i, threads := range []int{1, 2, 2, 4} {
		r, _ := train(t, tab, automl.Job{Target: "bought", Trials: 14, Folds: 3, Threads: threads, Seed: 7}, run.Options{Catalog: small()})
		got := graphBytes(t, r)
		if i == 0 {
			want = got
		} else if !bytes.Equal(got, want) {
			t.Fatalf("the graph made with %d threads differs", threads)
		}
	}
	r, _ := train(t, tab, automl.Job{Target: "bought", Trials: 14, Folds: 3, Threads: 2, Seed: 8}, run.Options{Catalog: small()})
	if bytes.Equal(graphBytes(t, r), want) {
		t.Error("another seed made the same graph")
	}
}

// hooked is a learner that calls a hook before it fits as the baseline does.
type hooked struct {
	automl.Learner
	hook func(ctx context.Context)
}

func (h hooked) Fit(ctx context.Context, d *automl.Dataset, env automl.Env) (*graph.Node, error) {
	h.hook(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return h.Learner.Fit(ctx, d, env)
}

func with(cat *automl.Catalog, id string, hook func(ctx context.Context)) *automl.Catalog {
	a := linear.Algorithm()
	inner := a.New
	a.ID, a.Name = id, "Hooked"
	a.New = func() automl.Learner { return hooked{inner(), hook} }
	cat.Algorithms = append(cat.Algorithms, a)
	return cat
}

func TestATrialThatPanicsFailsAlone(t *testing.T) {
	cat := with(small(), "broken", func(context.Context) { panic("out of its mind") })
	r, _ := train(t, made(t, 200), automl.Job{Target: "bought", Trials: 6, Folds: 3, Algorithms: []string{"linear", "broken"}, Threads: 2, Seed: 1}, run.Options{Catalog: cat})
	var failed, done int
	for _, row := range r.Leaderboard().Rows {
		switch row.State {
		case automl.Failed:
			failed++
			if !strings.Contains(row.Error, "out of its mind") {
				t.Errorf("reason %q", row.Error)
			}
		case automl.Done:
			done++
		}
	}
	if failed == 0 || done < 2 {
		t.Errorf("%d failed, %d done", failed, done)
	}
}

func TestStopKeepsWhatIsFinished(t *testing.T) {
	var once sync.Once
	reached := make(chan struct{})
	var r *run.Run
	started := make(chan struct{})
	cat := with(small(), "slow", func(ctx context.Context) {
		once.Do(func() { close(reached) })
		<-started
		r.Stop() // the person presses Stop while this model is at work
	})
	job := automl.Job{Target: "bought", Budget: time.Hour, Folds: 3, Algorithms: []string{"linear", "slow"}, Threads: 1, Seed: 1}
	var err error
	r, err = run.Start(context.Background(), made(t, 200), job, run.Options{Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	close(started)
	<-reached
	if err := r.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	m, err := r.Model(context.Background(), "")
	if err != nil || m.Graph == nil {
		t.Fatalf("no usable model after Stop: %v", err)
	}
}

func TestResumeDoesNothingTwice(t *testing.T) {
	tab := made(t, 200)
	dir := filepath.Join(t.TempDir(), "run")
	var fits atomic.Int32
	cat := with(small(), "counted", func(context.Context) { fits.Add(1) })
	job := automl.Job{Target: "bought", Trials: 3, Folds: 3, Algorithms: []string{"linear", "counted"}, Threads: 1, Seed: 1}
	first, _ := train(t, tab, job, run.Options{Catalog: cat, Dir: dir})
	want := first.Leaderboard()
	before := fits.Load()
	again, _ := train(t, tab, job, run.Options{Catalog: cat, Dir: dir, Resume: true})
	if extra := fits.Load() - before; extra > 1 {
		t.Errorf("%d fits were done again; only the final one may be", extra)
	}
	scores := func(b automl.Leaderboard) (out []string) {
		for _, r := range b.Rows {
			out = append(out, fmt.Sprintf("%s %v", r.ID, r.Folds))
		}
		return out
	}
	if d := cmp.Diff(scores(want), scores(again.Leaderboard())); d != "" {
		t.Errorf("scores differ after a resume (-first +again):\n%s", d)
	}
	job.Seed = 2
	if _, err := run.Start(context.Background(), tab, job, run.Options{Catalog: cat, Dir: dir, Resume: true}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("resuming another job = %v, want a usage error", err)
	}
}

func TestCancelEndsTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cat := with(small(), "waiting", func(fit context.Context) { cancel(); <-fit.Done() })
	job := automl.Job{Target: "bought", Trials: 2, Algorithms: []string{"waiting"}, Threads: 2, Seed: 1}
	r, err := run.Start(ctx, made(t, 200), job, run.Options{Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(context.Background()); automl.KindOf(err) != automl.Stopped {
		t.Errorf("a cancelled run ended with %v", err)
	}
}

func TestBadJobsAreSentences(t *testing.T) {
	tab := made(t, 100)
	for name, job := range map[string]automl.Job{
		"no target":         {},
		"unknown target":    {Target: "sold"},
		"unknown algorithm": {Target: "bought", Algorithms: []string{"magic"}},
		"unknown metric":    {Target: "bought", Metric: "rmse"},
		"one fold":          {Target: "bought", Folds: 1},
		"nothing left":      {Target: "bought", Drop: []string{"x", "z", "kind"}},
		"weight no number":  {Target: "bought", Weight: "kind"},
		"time no date":      {Target: "bought", Time: "kind"},
	} {
		_, err := run.Plan(context.Background(), tab, job, run.Options{Catalog: small()})
		if k := automl.KindOf(err); k != automl.BadUsage && k != automl.BadData {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPlanPromisesWhatTheTimeAllows(t *testing.T) {
	tab := made(t, 400)
	models := func(d time.Duration) int {
		p, err := run.Plan(context.Background(), tab, automl.Job{Target: "bought", Budget: d, Threads: 1}, run.Options{Catalog: small()})
		if err != nil {
			t.Fatal(err)
		}
		return p.Models
	}
	short, long := models(100*time.Millisecond), models(time.Hour)
	if short < 1 || short >= long {
		t.Errorf("%d models in a tenth of a second, %d in an hour", short, long)
	}
}

// TestGuessingRanksNothing: the baseline's shares differ from fold to fold, by the rows left out
// alone; as an order of rows that is worth one half.
func TestGuessingRanksNothing(t *testing.T) {
	for _, target := range []string{"bought", "kind"} {
		r, _ := train(t, made(t, 403), automl.Job{Target: target, Metric: "logloss", Trials: 1}, run.Options{Catalog: small()})
		rep, err := r.Report(t.Context(), "baseline")
		if err != nil {
			t.Fatal(err)
		}
		v := rep.Prediction.Values
		if slices.Max(v) == slices.Min(v) {
			t.Fatalf("%s: all folds guess the same", target)
		}
		if got := rep.Row.Scores["auc"]; got != 0.5 {
			t.Errorf("%s: ROC AUC of guessing %v", target, got)
		}
	}
}
