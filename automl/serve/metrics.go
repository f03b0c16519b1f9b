package serve

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// buckets are the upper ends, in seconds, of the histogram of durations.
var buckets = [...]float64{0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}

// metrics count what a server does.
type metrics struct {
	requests, failed, rows, swaps, running atomic.Int64
	byStatus                               [6]atomic.Int64 // by the first digit
	slower                                 [len(buckets) + 1]atomic.Int64
	nanos                                  atomic.Int64
	recent                                 recent
}

func (m *metrics) done(status int, begun time.Time) {
	now := time.Now()
	took := now.Sub(begun)
	if status == 0 {
		status = http.StatusOK
	}
	m.requests.Add(1)
	if status >= 400 {
		m.failed.Add(1)
	}
	m.byStatus[min(status/100, len(m.byStatus)-1)].Add(1)
	k := 0
	for k < len(buckets) && took.Seconds() > buckets[k] {
		k++
	}
	m.slower[k].Add(1)
	m.nanos.Add(int64(took))
	m.recent.add(now, took)
}

// writeMetrics writes the text form of Prometheus, version 0.0.4.
func (s *Server) writeMetrics(w http.ResponseWriter, r *http.Request) error {
	m := &s.metrics
	var b strings.Builder
	head := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	head("winnow_requests_total", "counter", "Requests answered, by the first digit of their status.")
	for i := 1; i < len(m.byStatus); i++ {
		fmt.Fprintf(&b, "winnow_requests_total{status=\"%dxx\"} %d\n", i, m.byStatus[i].Load())
	}
	head("winnow_rows_total", "counter", "Rows predicted.")
	fmt.Fprintf(&b, "winnow_rows_total %d\n", m.rows.Load())
	head("winnow_model_swaps_total", "counter", "Models exchanged while serving.")
	fmt.Fprintf(&b, "winnow_model_swaps_total %d\n", m.swaps.Load())
	head("winnow_requests_running", "gauge", "Requests being answered.")
	fmt.Fprintf(&b, "winnow_requests_running %d\n", m.running.Load())
	head("winnow_request_seconds", "histogram", "How long requests took.")
	var sum int64
	for i, le := range buckets {
		sum += m.slower[i].Load()
		fmt.Fprintf(&b, "winnow_request_seconds_bucket{le=\"%g\"} %d\n", le, sum)
	}
	sum += m.slower[len(buckets)].Load()
	fmt.Fprintf(&b, "winnow_request_seconds_bucket{le=\"+Inf\"} %d\n", sum)
	fmt.Fprintf(&b, "winnow_request_seconds_sum %g\nwinnow_request_seconds_count %d\n", float64(m.nanos.Load())/1e9, sum)
	head("winnow_model_info", "gauge", "The models that answer.")
	for _, e := range s.shelf.Load().models {
		fmt.Fprintf(&b, "winnow_model_info{model=%q,version=\"%d\"} 1\n", e.name, e.version)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String())) // Why: a client that left hears nothing
	return nil
}
