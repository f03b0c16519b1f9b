package stream

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"winnow/automl"
)

// Run scores until o.Stop closes, ctx ends or, with o.Idle, nothing comes any more. When
// o.Stop closes, the transaction under way is finished; when ctx ends, it is given up, and
// its records come again the next time. It goes on through the loss of brokers.
func Run(ctx context.Context, m *automl.Model, o Options) error {
	s, err := newScorer(m, &o)
	if err != nil {
		return err
	}
	instance := o.Instance
	if instance == "" {
		instance = strings.ToLower(rand.Text()[:10])
	}
	r := &runner{o: &o, scorer: s, tally: newTally(s), instance: instance, large: map[place]string{}, contact: &contact{say: o.Say, lost: map[string]time.Time{}}}
	if o.Serve != nil {
		end, err := o.Serve(r.tally)
		if err != nil {
			return err
		}
		defer end.Close()
	}
	stopped, cancel := context.WithCancel(ctx) // ends with o.Stop too
	defer cancel()
	go func() {
		select {
		case <-o.Stop:
			cancel()
		case <-stopped.Done():
		}
	}()
	defer r.reports()()
	return r.run(ctx, stopped)
}

// runner is a scoring under way.
type runner struct {
	o        *Options
	scorer   *scorer
	tally    *tally
	instance string
	contact  *contact
	large    map[place]string // records whose answers the brokers do not take, and why
	came     time.Time        // when the last record came
}

// place is where a record stands.
type place struct {
	partition int32
	offset    int64
}

// reports tells how it goes until the function that it returns is called.
func (r *runner) reports() func() {
	if r.o.Report == nil {
		return func() {}
	}
	end, left := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		tick := time.NewTicker(r.o.Every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.o.Report(r.tally.report(false))
			case <-end:
				return
			}
		}
	}()
	return func() {
		close(end)
		<-left
		r.o.Report(r.tally.report(true))
	}
}

// The waits between tries to begin again.
const (
	firstWait = time.Second
	mostWait  = 30 * time.Second
	// mostFenced is how often in a row another program may take our place.
	mostFenced = 3
)

func (r *runner) run(ctx, stopped context.Context) error {
	wait, fenced := firstWait, 0
	for {
		before := r.tally.commitsNow()
		err := r.session(ctx, stopped)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil || stopped.Err() != nil && automl.KindOf(err) == automl.Internal:
			return nil // what was under way comes again the next time
		}
		var said *automl.Error
		if errors.As(err, &said) {
			return err
		}
		if r.tally.commitsNow() > before {
			wait, fenced = firstWait, 0
		}
		if ours := mine(err); ours {
			if fenced++; fenced >= mostFenced || errors.Is(err, kerr.FencedInstanceID) {
				return automl.Errorf("score", automl.BadUsage, "Another program of the group %q calls itself %q and has taken its part.", r.o.Group, r.instance).
					WithHint("Give each its own --instance, or none.")
			}
		}
		r.o.Say("The connection has to be made anew (%v). Nothing is lost.", err)
		select {
		case <-time.After(wait):
			wait = min(2*wait, mostWait)
		case <-stopped.Done():
			return nil
		}
	}
}

// mine reports whether another took our place; the brokers say the same after a transaction
// took too long.
func mine(err error) bool {
	for _, e := range []error{kerr.ProducerFenced, kerr.InvalidProducerEpoch, kerr.FencedInstanceID} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// session is a membership of the group. Errors that are no *automl.Error pass.
func (r *runner) session(ctx, stopped context.Context) error {
	opts, err := r.o.client(r.contact)
	if err != nil {
		return err
	}
	if err := r.topics(stopped, opts); err != nil {
		return err
	}
	opts = append(append(opts, r.o.member(r.instance)...),
		kgo.OnPartitionsAssigned(func(context.Context, *kgo.Client, map[string][]int32) { r.tally.reassigned() }))
	s, err := kgo.NewGroupTransactSession(opts...)
	if err != nil {
		return automl.Errorf("score", automl.BadUsage, "The brokers cannot be used as asked: %w.", err)
	}
	defer leave(s)
	// Why: this ends the transaction of a forerunner that died, whose group offsets would else
	// stay locked until it times out.
	if _, _, err := s.Client().ProducerID(stopped); err != nil {
		return err
	}
	r.came = time.Now()
	for stopped.Err() == nil {
		poll, cancel := stopped, func() {}
		if r.o.Idle > 0 {
			poll, cancel = context.WithTimeout(stopped, min(r.o.Idle, time.Second))
		}
		f := s.PollRecords(poll, r.o.Batch)
		cancel()
		if err := failure(f); err != nil {
			return err
		}
		records := f.Records()
		if len(records) == 0 {
			if r.o.Idle > 0 && r.contact.quiet(r.came) > r.o.Idle {
				return nil
			}
			continue
		}
		if err := r.transaction(ctx, stopped, s, records); err != nil {
			return err
		}
		r.came = time.Now()
		f.EachPartition(func(p kgo.FetchTopicPartition) {
			if n := len(p.Records); n > 0 {
				r.tally.waits(p.Partition, p.HighWatermark-p.Records[n-1].Offset-1)
			}
		})
	}
	return nil
}

// leave leaves the group, unless the brokers do not answer.
func leave(s *kgo.GroupTransactSession) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_ = s.Client().LeaveGroupContext(ctx) // Why: without a goodbye the group finds out by itself
	s.CloseAllowingRebalance()
}

// failure is what ends a session.
func failure(f kgo.Fetches) error {
	for _, e := range f.Errors() {
		switch {
		case errors.Is(e.Err, context.Canceled), errors.Is(e.Err, context.DeadlineExceeded):
		case errors.Is(e.Err, kerr.TopicAuthorizationFailed), errors.Is(e.Err, kerr.GroupAuthorizationFailed), errors.Is(e.Err, kerr.SaslAuthenticationFailed):
			return forbidden(e.Err)
		default:
			return e.Err
		}
	}
	return nil
}

func forbidden(err error) error {
	e := automl.Errorf("score", automl.BadUsage, "The brokers do not allow it: %v.", err)
	e.Err = err
	return e.WithHint("The login needs to read the topic that is scored, write the others, use the group and the transactional ID.")
}

// goodbye is how long the last transaction may take once the scoring is to end.
const goodbye = 15 * time.Second

// transaction scores records and writes what came of them, all or nothing.
func (r *runner) transaction(ctx, stopped context.Context, s *kgo.GroupTransactSession, records []*kgo.Record) error {
	done, counter, err := r.scorer.score(ctx, records)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(stopped, func() { time.AfterFunc(goodbye, cancel) })()
	if err := s.Begin(); err != nil {
		return err
	}
	w := &writer{runner: r}
	dead := 0
	for i, rec := range records {
		if done[i].reason == "" {
			done[i].reason = r.large[place{rec.Partition, rec.Offset}]
		}
		if done[i].reason == "" {
			s.Produce(ctx, &kgo.Record{Topic: r.o.Out, Key: rec.Key, Value: done[i].value, Headers: rec.Headers, Timestamp: rec.Timestamp}, w.wrote(rec))
			continue
		}
		if dead++; r.o.Dead == "" {
			w.fail(unread(rec, done[i].reason))
			break
		}
		s.Produce(ctx, letter(r.o.Dead, rec, done[i].reason), w.wrote(rec))
	}
	if w.failed() == nil {
		if err := s.Client().Flush(ctx); err != nil {
			return err
		}
	}
	why := w.failed()
	committed, err := s.End(ctx, kgo.TransactionEndTry(why == nil))
	var said *automl.Error
	switch {
	case errors.As(why, &said):
		return why
	case err != nil:
		return err
	case !committed:
		r.tally.aborted()
		if why != nil && !errors.Is(why, kerr.MessageTooLarge) {
			return why
		}
		return nil
	}
	r.tally.committed(len(records)-dead, dead, counter)
	return nil
}

// unread says that a record cannot be read and there is nowhere to put it.
func unread(rec *kgo.Record, reason string) error {
	return automl.Errorf("score", automl.BadData, "The record %d of partition %d of %s cannot be scored. %s", rec.Offset, rec.Partition, rec.Topic, reason).
		WithHint("Nothing was written for it. With --dead-letter TOPIC such records are put there with the reason, and the scoring goes on.")
}

// The headers of a dead letter.
const (
	reasonHeader = "winnow-reason"
	originHeader = "winnow-origin" // topic/partition/offset
)

// letter is a record that cannot be read, as it is, with the reason.
func letter(topic string, rec *kgo.Record, reason string) *kgo.Record {
	headers := append(slices.Clone(rec.Headers), kgo.RecordHeader{Key: reasonHeader, Value: []byte(reason)},
		kgo.RecordHeader{Key: originHeader, Value: fmt.Appendf(nil, "%s/%d/%d", rec.Topic, rec.Partition, rec.Offset)})
	return &kgo.Record{Topic: topic, Key: rec.Key, Value: rec.Value, Headers: headers, Timestamp: rec.Timestamp}
}

// topics demands that the topics are there.
func (r *runner) topics(ctx context.Context, opts []kgo.Opt) error {
	c, err := kgo.NewClient(opts...)
	if err != nil {
		return automl.Errorf("score", automl.BadUsage, "The brokers cannot be used as asked: %w.", err)
	}
	defer c.Close()
	req := kmsg.NewPtrMetadataRequest()
	for _, name := range []string{r.o.In, r.o.Out, r.o.Dead} {
		if name != "" {
			t := kmsg.NewMetadataRequestTopic()
			t.Topic = &name
			req.Topics = append(req.Topics, t)
		}
	}
	resp, err := req.RequestWith(ctx, c)
	if errors.Is(err, kerr.SaslAuthenticationFailed) {
		return forbidden(err)
	}
	if err != nil {
		return err
	}
	for _, t := range resp.Topics {
		name := ""
		if t.Topic != nil {
			name = *t.Topic
		}
		switch err := kerr.ErrorForCode(t.ErrorCode); {
		case errors.Is(err, kerr.UnknownTopicOrPartition):
			return automl.Errorf("score", automl.NotFound, "The brokers have no topic %q.", name).WithHint("Make it, or check its name.")
		case errors.Is(err, kerr.TopicAuthorizationFailed):
			return forbidden(err)
		case err != nil:
			return err
		}
	}
	return nil
}
