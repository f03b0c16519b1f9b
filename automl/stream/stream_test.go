package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"winnow/automl"
	"winnow/automl/modelfile/modeltest"
	"winnow/automl/num"
)

// limit is how long a test waits for what must happen.
const limit = 60 * time.Second

func cluster(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(append(opts, kfake.NumBrokers(1), kfake.SeedTopics(4, "in", "out", "dead"), kfake.GroupMinSessionTimeout(time.Second))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func client(t *testing.T, c *kfake.Cluster, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := kgo.NewClient(append(opts, kgo.SeedBrokers(c.ListenAddrs()...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// send puts records 0 to n-1 into the topic, each with its number; value spells one.
func send(t *testing.T, c *kfake.Cluster, from, n int, value func(i int) string) {
	t.Helper()
	cl := client(t, c)
	var list []*kgo.Record
	for i := from; i < from+n; i++ {
		list = append(list, &kgo.Record{Topic: "in", Key: fmt.Appendf(nil, "k%d", i), Value: []byte(value(i)), Headers: []kgo.RecordHeader{{Key: "h", Value: []byte("v")}}})
	}
	if err := cl.ProduceSync(context.Background(), list...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

func row(i int) string { return fmt.Sprintf(`{"id":%d,"price":%d,"colour":"red"}`, i, i%10) }

// receive reads n committed records of a topic.
func receive(t *testing.T, c *kfake.Cluster, topic string, n int) []*kgo.Record {
	t.Helper()
	cl := client(t, c, kgo.ConsumeTopics(topic), kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var out []*kgo.Record
	for len(out) < n {
		f := cl.PollFetches(ctx)
		if ctx.Err() != nil {
			t.Fatalf("%d records of %s instead of %d", len(out), topic, n)
		}
		out = append(out, f.Records()...)
	}
	return out
}

// each demands every number from 0 to n-1 once.
func each(t *testing.T, list []*kgo.Record, n int) {
	t.Helper()
	seen := map[int]int{}
	for _, r := range list {
		var v struct {
			ID         int
			Price      float64
			Prediction string
		}
		if err := json.Unmarshal(r.Value, &v); err != nil || v.Prediction == "" {
			t.Fatalf("record %s: %v", r.Value, err)
		}
		seen[v.ID]++
	}
	for i := range n {
		if seen[i] != 1 {
			t.Errorf("record %d is there %d times", i, seen[i])
		}
	}
	if len(list) != n {
		t.Errorf("%d records instead of %d", len(list), n)
	}
}

// running is a scoring in the background.
type running struct {
	stop   chan struct{}
	cancel context.CancelFunc
	ended  chan error
	mu     sync.Mutex
	said   []string
	last   Report
}

func start(t *testing.T, c *kfake.Cluster, change func(o *Options)) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{stop: make(chan struct{}), cancel: cancel, ended: make(chan error, 1)}
	o := Options{Brokers: c.ListenAddrs(), In: "in", Out: "out", Dead: "dead", Group: "g", Batch: 100, Every: time.Hour, Stop: r.stop}
	o.Report = func(rep Report) { r.mu.Lock(); r.last = rep; r.mu.Unlock() }
	o.Say = func(format string, args ...any) {
		r.mu.Lock()
		r.said = append(r.said, fmt.Sprintf(format, args...))
		r.mu.Unlock()
	}
	if change != nil {
		change(&o)
	}
	go func() { r.ended <- Run(ctx, modeltest.Shop(1), o) }()
	t.Cleanup(cancel)
	return r
}

func (r *running) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(limit):
		t.Fatal("the scoring does not end")
		return nil
	}
}

func (r *running) end(t *testing.T) {
	t.Helper()
	close(r.stop)
	if err := r.wait(t); err != nil {
		t.Fatal(err)
	}
}

func TestRoundTrip(t *testing.T) {
	c := cluster(t)
	const n = 1000
	send(t, c, 0, n, row)
	r := start(t, c, nil)
	got := receive(t, c, "out", n)
	r.end(t)
	each(t, got, n)
	if first := got[0]; len(first.Headers) != 1 || !strings.HasPrefix(string(first.Key), "k") {
		t.Errorf("key %q and headers %v were not kept", first.Key, first.Headers)
	}
	if l := r.last; !l.Final || l.Scored != n || l.Dead != 0 || l.Commits == 0 || l.Rows != n || len(l.Columns) != 4 || l.Columns[0].PSI == nil || l.Columns[2].Missing != n {
		t.Errorf("reported %+v", l)
	}
	send(t, c, n, 10, row)
	again := start(t, c, func(o *Options) { o.Idle = time.Second })
	if err := again.wait(t); err != nil {
		t.Fatal(err)
	}
	each(t, receive(t, c, "out", n+10), n+10)
	if again.last.Scored != 10 {
		t.Errorf("the second time reported %+v", again.last)
	}
}

func TestDeadLetters(t *testing.T) {
	c := cluster(t)
	bad := func(i int) string {
		if i%10 == 3 {
			return fmt.Sprintf(`{"id":%d,"price":"none of it"}`, i)
		}
		return row(i)
	}
	send(t, c, 0, 200, bad)
	r := start(t, c, nil)
	dead, out := receive(t, c, "dead", 20), receive(t, c, "out", 180)
	r.end(t)
	if len(dead) != 20 || len(out) != 180 || r.last.Dead != 20 || r.last.Scored != 180 {
		t.Errorf("%d dead, %d out, reported %+v", len(dead), len(out), r.last)
	}
	h := map[string]string{}
	for _, x := range dead[0].Headers {
		h[x.Key] = string(x.Value)
	}
	if h["h"] != "v" || !strings.Contains(h[reasonHeader], "is no number") || !strings.HasPrefix(h[originHeader], "in/") || !strings.Contains(string(dead[0].Value), "none of it") {
		t.Errorf("dead letter %s with %v", dead[0].Value, h)
	}
	r = start(t, c, func(o *Options) { o.Group, o.Dead = "other", "" })
	if err := r.wait(t); automl.KindOf(err) != automl.BadData || !strings.Contains(err.Error(), "--dead-letter") {
		t.Errorf("without a topic for dead letters: %v", err)
	}
}

// TestTooLarge puts a record among the dead letters that its answer makes too large.
func TestTooLarge(t *testing.T) {
	c := cluster(t)
	rng, noise := num.RNG(1, "noise"), ""
	for range 1740 {
		noise += string(rune('0' + rng.IntN(60))) // what does not compress
	}
	noise = strings.ReplaceAll(noise, `\`, "z")
	long := fmt.Sprintf(`{"id":1,"price":1000,"colour":"red","other":%q}`, noise)
	send(t, c, 0, 3, func(i int) string {
		if i == 1 {
			return long
		}
		return row(i)
	})
	r := start(t, c, func(o *Options) { o.MaxRecord = 1955 })
	dead, out := receive(t, c, "dead", 1), receive(t, c, "out", 2)
	r.end(t)
	if len(dead) != 1 || len(out) != 2 {
		t.Errorf("%d dead, %d out", len(dead), len(out))
	}
}

// TestRebalance lets a second and a third member come and go; every record comes once.
func TestRebalance(t *testing.T) {
	c := cluster(t)
	const part, parts = 500, 6
	small := func(o *Options) { o.Batch = 20 }
	first := start(t, c, small)
	var second *running
	for k := range parts {
		send(t, c, k*part, part, row)
		switch k {
		case 1:
			second = start(t, c, small)
		case 3:
			close(first.stop)
			if err := first.wait(t); err != nil {
				t.Fatal(err)
			}
		case 4:
			first = start(t, c, small)
		}
	}
	got := receive(t, c, "out", part*parts)
	first.end(t)
	second.end(t)
	each(t, got, part*parts)
}

// TestAborted kills a scoring in the middle of transactions, whose half nobody may see.
func TestAborted(t *testing.T) {
	c := cluster(t)
	const n = 400
	send(t, c, 0, n, row)
	var mu sync.Mutex
	ends, died := 0, make(chan struct{})
	var r *running
	c.ControlKey(int16(kmsg.EndTxn), func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		mu.Lock()
		defer mu.Unlock()
		if ends++; ends != 2 {
			return nil, nil, false
		}
		close(died)
		e := req.(*kmsg.EndTxnRequest)
		resp := e.ResponseKind().(*kmsg.EndTxnResponse)
		resp.ErrorCode = kerr.InvalidProducerEpoch.Code
		return resp, nil, true
	})
	r = start(t, c, func(o *Options) { o.Instance = "one"; o.Batch = 50 })
	<-died
	got := receive(t, c, "out", n)
	r.end(t)
	each(t, got, n)
	all := client(t, c, kgo.ConsumeTopics("out"))
	seen := 0
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for seen <= n && ctx.Err() == nil {
		seen += len(all.PollFetches(ctx).Records())
	}
	if seen <= n {
		t.Error("no transaction was aborted, so the test says nothing")
	}
	if !slices.ContainsFunc(r.said, func(s string) bool { return strings.Contains(s, "made anew") }) {
		t.Errorf("said %q", r.said)
	}
}

func TestRefused(t *testing.T) {
	c := cluster(t)
	for _, x := range []struct {
		change func(o *Options)
		kind   automl.ErrorKind
	}{
		{func(o *Options) { o.Out = "nowhere" }, automl.NotFound},
		{func(o *Options) { o.Threshold = 2 }, automl.BadUsage},
		{func(o *Options) { o.Rename = map[string]string{"cost": "x"} }, automl.BadUsage},
		{func(o *Options) { o.SASL.Mechanism = "magic" }, automl.BadUsage},
		{func(o *Options) { o.Columns, o.Delimiter = []string{"id"}, ',' }, automl.BadUsage},
	} {
		if err := start(t, c, x.change).wait(t); automl.KindOf(err) != x.kind {
			t.Errorf("%v instead of %s", err, x.kind)
		}
	}
}

// TestLogin scores behind each kind of login.
func TestLogin(t *testing.T) {
	for _, how := range Mechanisms {
		c := cluster(t, kfake.EnableSASL(), kfake.Superuser(strings.ToUpper(how), "ann", "secret"))
		login := Login{how, "ann", "secret"}
		r := start(t, c, func(o *Options) { o.SASL, o.Idle = login, time.Second })
		if err := r.wait(t); err != nil {
			t.Errorf("%s: %v", how, err)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	c := cluster(t)
	r := start(t, c, func(o *Options) { o.Brokers = []string{"127.0.0.1:1"} })
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for told := false; !told; {
		if ctx.Err() != nil {
			t.Fatal("nothing was said")
		}
		r.mu.Lock()
		told = slices.ContainsFunc(r.said, func(s string) bool { return strings.Contains(s, "127.0.0.1:1 cannot be reached") })
		r.mu.Unlock()
	}
	r.end(t)
}

func TestMetrics(t *testing.T) {
	s := mustScorer(t, Options{})
	tally := newTally(s)
	records := make([]*kgo.Record, 1500)
	for i := range records {
		records[i] = &kgo.Record{Value: []byte(map[bool]string{true: `{"price":20,"colour":"green"}`, false: row(i)}[i%3 == 0])}
	}
	_, counter, err := s.score(context.Background(), records)
	if err != nil {
		t.Fatal(err)
	}
	tally.committed(1500, 7, counter)
	tally.waits(2, 30)
	w := httptest.NewRecorder()
	tally.ServeHTTP(w, nil)
	for _, want := range []string{`winnow_stream_records_total{result="scored"} 1500`, `{result="dead_letter"} 7`, "winnow_stream_lag 30", `winnow_column_out_of_range_total{column="price"} 500`,
		`winnow_column_new_levels_total{column="colour"} 500`, `winnow_column_missing_total{column="ready"} 1500`, `winnow_column_psi{column="price"} 0.`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%q is not in %s", want, w.Body)
		}
	}
	before := tally.report(false)
	if after := tally.report(false); before.Rows != 1500 || after.Rows != 0 || after.Scored != 1500 || len(after.Columns) != 4 {
		t.Errorf("reported %+v, then %+v", before, after)
	}
}
