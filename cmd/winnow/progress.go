package main

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// watcher shows the events of a run as they come. The service calls event from one
// goroutine; close comes after the last of them.
type watcher interface {
	event(automl.Event)
	close()
}

// lines writes a line for each thing that a person would want to know. It is what a file
// or pipe gets, and what stands above the bar on a terminal.
type lines struct {
	w      io.Writer
	metric string
	done   int
	best   float64
	models int
}

func (l *lines) event(e automl.Event) {
	switch e.Kind {
	case automl.RunStarted:
		l.plan(e.Plan)
	case automl.TrialDone:
		if m := e.Model; m != nil {
			l.done++
			fmt.Fprintf(l.w, "  %-34s %s %-9s %8s\n", shorten(m.Name, 34), l.metric, number(m.Score), seconds(time.Duration(m.FitSec*float64(time.Second))))
		}
	case automl.TrialFailed:
		name := fmt.Sprintf("Model %d", e.Trial)
		if e.Model != nil {
			name = e.Model.Name
		}
		fmt.Fprintf(l.w, "  %s failed: %s\n", name, e.Text)
	case automl.TrialSkipped:
		// The leaderboard counts them; many at once would drown the rest.
	case automl.BestChanged:
		if e.Model != nil {
			l.best = e.Model.Score
		}
	case automl.StageChanged:
		if e.Text != "" {
			fmt.Fprintf(l.w, "  %s\n", e.Text)
		}
	case automl.TrialQueued, automl.TrialStarted, automl.FoldDone, automl.BudgetTick, automl.RunDone, automl.RunFailed:
	}
}

func (l *lines) plan(p *automl.Plan) {
	if p == nil {
		return
	}
	l.metric, l.models = p.Job.Metric, p.Models
	fmt.Fprintf(l.w, "Predicting %q (%s) from %s of %s: %s, judged by %s.\n", p.Job.Target, p.Job.Task, things(p.Columns, "column"), things(p.Rows, "row"), p.Split, p.Job.Metric)
	if p.Left > 0 {
		fmt.Fprintf(l.w, "  %s without a target are left out.\n", things(p.Left, "row"))
	}
	for _, n := range p.Notes {
		paragraph(l.w, "  ", n)
	}
}

func (l *lines) close() {}

// bar keeps a moving line at the foot of a terminal beneath the lines.
type bar struct {
	lines
	p   *mpb.Progress
	bar *mpb.Bar

	mu   sync.Mutex
	note string
}

// barSteps is the fineness of the bar.
const barSteps = 1000

func newBar(w io.Writer) *bar {
	b := &bar{p: mpb.New(mpb.WithOutput(w), mpb.WithAutoRefresh(), mpb.WithWidth(40))}
	b.w = b.p
	b.bar = b.p.AddBar(barSteps,
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Percentage(decor.WC{W: 6})),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
			b.mu.Lock()
			defer b.mu.Unlock()
			return " " + b.note
		})))
	return b
}

func (b *bar) event(e automl.Event) {
	b.lines.event(e)
	if e.Share > 0 {
		// Why: a bar that reaches its end is taken away, which close does.
		b.bar.SetCurrent(min(int64(e.Share*barSteps), barSteps-1))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note = fmt.Sprintf("%s · %s", seconds(e.Elapsed), things(b.done, "model"))
	if b.done > 0 {
		b.note += fmt.Sprintf(" · best %s %s", b.metric, number(b.best))
	}
}

func (b *bar) close() {
	b.bar.Abort(true)
	b.p.Wait()
}

// events writes each event as one line of JSON.
type events struct{ w io.Writer }

func (j events) event(e automl.Event) {
	if e.Model != nil {
		row := modelfile.FiniteRow(*e.Model)
		e.Model = &row
	}
	j.line(e)
}

// line writes any value as a line. A value that JSON cannot hold is named instead.
func (j events) line(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		raw, _ = json.Marshal(map[string]string{"kind": "unwritable", "text": err.Error()})
	}
	fmt.Fprintf(j.w, "%s\n", raw)
}

func (j events) close() {}

// locked passes events on one at a time and none after close, whatever a late goroutine
// of the service may still send.
type locked struct {
	mu     sync.Mutex
	to     watcher
	closed bool
}

func (l *locked) event(e automl.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.to.event(e)
	}
}

func (l *locked) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		l.to.close()
	}
}
