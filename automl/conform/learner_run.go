package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/prep"
)

// patience bounds waits whose length the suite does not judge: machines differ.
const patience = 30 * time.Second

func (s suite) prepared(t testing.TB, d *automl.Dataset) *automl.Dataset {
	t.Helper()
	p, err := prep.Fit(t.Context(), d, prep.For(s.alg.Needs), automl.Env{Seed: 1, Workers: 1})
	if err != nil {
		t.Fatalf("preparation failed: %v", err)
	}
	return p
}

// declared holds the catalogue's entry to be complete.
func declared(t *testing.T, alg automl.Algorithm) {
	if alg.ID == "" || alg.Name == "" || alg.Help == "" || alg.New == nil || alg.Cost == nil || len(alg.Tasks) == 0 {
		t.Fatalf("the entry %q is not complete", alg.ID)
	}
	if strings.Trim(alg.ID, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		t.Errorf("the ID %q is not in snake_case", alg.ID)
	}
	if !strings.HasSuffix(alg.Help, ".") {
		t.Errorf("the help %q is not a sentence", alg.Help)
	}
	if alg.Readable < 1 || alg.Readable > 3 {
		t.Errorf("readable is %d, want 1 to 3", alg.Readable)
	}
	var last automl.Cost
	for _, rows := range []int{1, 1000, 100_000} {
		c := alg.Cost(rows, 20, 3, alg.New().Params())
		if c.Bytes < last.Bytes || c.Work < last.Work || math.IsNaN(c.Work) || math.IsInf(c.Work, 0) {
			t.Errorf("the cost of %d rows is %+v, after %+v for fewer", rows, c, last)
		}
		// The data itself is 8 bytes a cell; a fit that takes a thousand times that is a slip.
		if limit := int64(rows)*20*8*1000 + 1<<30; c.Bytes < 0 || c.Bytes > limit {
			t.Errorf("the forecast of %d bytes for %d rows is absurd", c.Bytes, rows)
		}
		last = c
	}
}

// knobs holds every parameter to a name, a sentence, a default within its range, and to
// refuse what is out of range without taking it.
func knobs(t *testing.T, alg automl.Algorithm) {
	seen := map[string]bool{}
	for _, p := range alg.New().Params() {
		if seen[p.Name] || p.Name == "" || p.Help == "" {
			t.Errorf("parameter %q is not complete, or there are two", p.Name)
		}
		seen[p.Name] = true
		before := p.Value()
		if err := p.Set(before); err != nil {
			t.Errorf("the default of %s is refused: %v", p.Name, err)
		}
		for _, bad := range outside(p) {
			if err := p.Set(bad); err == nil {
				t.Errorf("%s takes %q", p.Name, bad)
			}
			if p.Value() != before {
				t.Errorf("%s is %q after refusing %q, want %q", p.Name, p.Value(), bad, before)
			}
		}
	}
}

// outside are values that a parameter must refuse.
func outside(p automl.Param) []string {
	if p.Text {
		return nil
	}
	bad := []string{"", "no such word", "NaN", "1e999"}
	if len(p.Range.Choices) == 0 {
		bad = append(bad, number(p.Range.High+1))
		if below := p.Range.Low - 1; below != 0 || !p.Range.Zero {
			bad = append(bad, number(below))
		}
	}
	return bad
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// everyKnob fits with each parameter at each end of its range, on few rows. What takes
// too long for a test is cut off.
func everyKnob(t *testing.T, s suite) {
	m := mixed(s.task, 30, 11)
	p := s.prepared(t, m.dataset(t, m.rows()))
	frame := m.frame(t)
	for _, q := range s.learner(t).Params() {
		ends := q.Range.Choices
		if q.Text {
			ends = []string{q.Value()}
		} else if len(ends) == 0 {
			ends = []string{number(q.Range.Low), number(q.Range.High)}
		}
		for _, end := range ends {
			l := s.learner(t)
			if err := l.Params().Set(automl.Settings{{Name: q.Name, Value: end}}); err != nil {
				t.Errorf("the end of the range is refused: %v", err)
				continue
			}
			soft := make(chan struct{})
			timer := time.AfterFunc(time.Second/10, func() { close(soft) })
			out, err := l.Fit(t.Context(), p, automl.Env{Seed: 1, Workers: 1, SoftStop: soft})
			timer.Stop()
			if q.Person && unfit(err) {
				continue
			}
			if err != nil {
				t.Errorf("Fit with %s=%s failed: %v", q.Name, end, err)
				continue
			}
			s.valid(t, predict(t, out, frame, m.rows()), len(m.y), m.classes)
		}
	}
}

// unfit reports whether a fit refused its data and said what to do.
func unfit(err error) bool {
	var e *automl.Error
	return errors.As(err, &e) && e.Kind == automl.BadData && e.Hint != ""
}

// cancelled holds a fit to return the error of a context that has ended.
func cancelled(t *testing.T, s suite) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := mixed(s.task, rowsOfCheck, 12)
	_, err := s.tryFit(ctx, t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 2})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Fit returned %v for a cancelled context, want %v", err, context.Canceled)
	}
}

// cancelledMidway ends the context while a larger fit is under way. The fit returns the
// context's error, unless it was done before, and leaves no goroutine behind.
func cancelledMidway(t *testing.T, s suite) {
	rows := 3000
	if limit := s.alg.Needs.MaxRows; limit > 0 {
		rows = min(rows, limit)
	}
	m := mixed(s.task, rows, 13)
	p := s.prepared(t, m.dataset(t, m.rows()))
	l := s.alg.New()
	label := fmt.Sprintf("%s/%s", s.alg.ID, s.task)
	pprof.Do(t.Context(), pprof.Labels("conform", label), func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var ended time.Time
		timer := time.AfterFunc(30*time.Millisecond, func() { ended = time.Now(); cancel() })
		_, err := l.Fit(ctx, p, automl.Env{Seed: 1, Workers: 2})
		late := time.Now()
		if timer.Stop() {
			return // the fit was quicker than the timer
		}
		<-ctx.Done()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("Fit returned %v, want %v", err, context.Canceled)
		}
		// The promise is 200 ms; a busy machine under the race detector is allowed ten times that.
		if d := late.Sub(ended); d > 2*time.Second {
			t.Errorf("Fit returned %v after the context had ended", d)
		}
	})
	deadline := time.Now().Add(patience)
	for goroutines(t, label) > 0 {
		if time.Now().After(deadline) {
			t.Fatal("Fit left a goroutine behind")
		}
		<-time.After(10 * time.Millisecond)
	}
}

// goroutines counts those that carry the label, which goroutines hand on to those they
// start.
func goroutines(t *testing.T, label string) int {
	t.Helper()
	var buf bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&buf, 1); err != nil {
		t.Fatalf("no list of goroutines: %v", err)
	}
	return strings.Count(buf.String(), strconv.Quote(label))
}

// softStop asks for an early end before the fit begins: what comes out must be usable all
// the same.
func softStop(t *testing.T, s suite) {
	soft := make(chan struct{})
	close(soft)
	m := mixed(s.task, rowsOfCheck, 14)
	out := s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 2, SoftStop: soft,
		Progress: func(done, total int) {
			if done < 0 || done > total {
				t.Errorf("progress of %d out of %d", done, total)
			}
		}})
	s.valid(t, predict(t, out, m.frame(t), m.rows()), len(m.y), m.classes)
}

// roundTrip saves and loads every operator of the pipeline and holds the copy to predict
// the same.
func roundTrip(t *testing.T, s suite) {
	m := mixed(s.task, rowsOfCheck, 15)
	out := s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 1})
	want := predict(t, out, m.frame(t), m.rows())
	sameBits(t, "loaded", predict(t, Reload(t, out), m.frame(t), m.rows()), want)
}

// Reload is the graph after it has gone through the form it has in a file.
func Reload(t testing.TB, out *graph.Node) *graph.Node {
	t.Helper()
	copies := map[*graph.Node]*graph.Node{}
	arrays := graph.Arrays{}
	graph.Walk(out, func(n *graph.Node) {
		prefix := fmt.Sprintf("%d.", len(copies))
		attrs, err := graph.PackFields(n.Op, prefix, arrays)
		if err != nil {
			t.Fatalf("%s cannot be saved: %v", n.Op.ID(), err)
		}
		text, err := json.Marshal(attrs)
		if err != nil {
			t.Fatalf("%s cannot be spelt: %v", n.Op.ID(), err)
		}
		var back map[string]json.RawMessage
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s cannot be read: %v", n.Op.ID(), err)
		}
		op, ok := graph.NewOp(n.Op.ID())
		if !ok {
			t.Fatalf("the operator %s is not registered", n.Op.ID())
		}
		if err := graph.LoadFields(op, prefix, back, arrays); err != nil {
			t.Fatalf("%s cannot be loaded: %v", n.Op.ID(), err)
		}
		in := make([]*graph.Node, len(n.In))
		for i, from := range n.In {
			in[i] = copies[from]
		}
		copies[n] = graph.Apply(op, in...)
	})
	return copies[out]
}
