package stream

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"winnow/automl/drift"
)

// Report is how a scoring goes. Only what is committed is counted.
type Report struct {
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"` // since the beginning
	Final   bool      `json:"final,omitempty"`
	Scored  int       `json:"scored"`
	Dead    int       `json:"dead_letters"` // records that could not be read
	Commits int       `json:"commits"`
	Aborts  int       `json:"aborts"` // transactions that were taken back and done again
	Lag     int64     `json:"lag"`    // records that wait, as far as is known
	// Rows are those that Columns tell of: those since the last report, in the final one all.
	Rows    int            `json:"rows"`
	Columns []drift.Column `json:"columns"`
}

// tally counts what is committed.
type tally struct {
	mu          sync.Mutex
	begun       time.Time
	scored      int
	dead        int
	commits     int
	aborts      int
	lag         map[int32]int64 // by partition
	all, period *drift.Counter
	last        []drift.Column // of the last period
}

func newTally(s *scorer) *tally {
	m := s.rows.Model
	return &tally{begun: time.Now(), lag: map[int32]int64{}, all: drift.New(m), period: drift.New(m)}
}

func (t *tally) committed(scored, dead int, c *drift.Counter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.commits++
	t.scored += scored
	t.dead += dead
	t.all.Merge(c)
	t.period.Merge(c)
}

func (t *tally) commitsNow() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.commits
}

func (t *tally) aborted() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aborts++
}

func (t *tally) waits(partition int32, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lag[partition] = n
}

// reassigned forgets partitions that others read from now on.
func (t *tally) reassigned() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.lag)
}

func (t *tally) waiting() int64 {
	sum := int64(0)
	for _, n := range t.lag {
		sum += n
	}
	return sum
}

// report tells of the period since the last one, or of all when it is the final one.
func (t *tally) report(final bool) Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	c := t.period
	if final {
		c = t.all
	}
	r := Report{At: now, Seconds: now.Sub(t.begun).Seconds(), Final: final, Scored: t.scored, Dead: t.dead, Commits: t.commits, Aborts: t.aborts,
		Lag: t.waiting(), Rows: c.Rows, Columns: c.Columns()}
	if !final {
		t.last = r.Columns
		t.period.Reset()
	}
	return r
}

// ServeHTTP answers with the counters in the text form of Prometheus, version 0.0.4.
func (t *tally) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(t.text())) // Why: a client that left hears nothing
}

func (t *tally) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	head := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	head("winnow_stream_records_total", "counter", "Records of which the result is committed.")
	fmt.Fprintf(&b, "winnow_stream_records_total{result=\"scored\"} %d\nwinnow_stream_records_total{result=\"dead_letter\"} %d\n", t.scored, t.dead)
	head("winnow_stream_transactions_total", "counter", "Transactions by how they ended.")
	fmt.Fprintf(&b, "winnow_stream_transactions_total{end=\"commit\"} %d\nwinnow_stream_transactions_total{end=\"abort\"} %d\n", t.commits, t.aborts)
	head("winnow_stream_lag", "gauge", "Records that wait.")
	fmt.Fprintf(&b, "winnow_stream_lag %d\n", t.waiting())
	columns := t.all.Columns()
	each := func(name, kind, help string, value func(c *drift.Column) (string, bool), of []drift.Column) {
		head(name, kind, help)
		for i := range of {
			if v, ok := value(&of[i]); ok {
				fmt.Fprintf(&b, "%s{column=\"%s\"} %s\n", name, label(of[i].Name), v)
			}
		}
	}
	each("winnow_column_missing_total", "counter", "Rows without a value.", func(c *drift.Column) (string, bool) { return fmt.Sprint(c.Missing), true }, columns)
	each("winnow_column_new_levels_total", "counter", "Rows with a level that training never saw.", func(c *drift.Column) (string, bool) { return fmt.Sprint(c.Unseen), true }, columns)
	each("winnow_column_out_of_range_total", "counter", "Rows with a number or date outside the range of training.", func(c *drift.Column) (string, bool) { return fmt.Sprint(c.Outside), true }, columns)
	recent := t.last
	if recent == nil {
		recent = columns
	}
	each("winnow_column_psi", "gauge", "Population stability index against training, over the last period.", func(c *drift.Column) (string, bool) {
		if c.PSI == nil {
			return "", false
		}
		return fmt.Sprintf("%g", *c.PSI), true
	}, recent)
	return b.String()
}

// label spells a value of a label.
func label(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s)
}
