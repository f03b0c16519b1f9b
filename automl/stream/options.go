// Package stream scores the records of a Kafka topic: rows come in as JSON objects or lines
// of separated text and go out with the model's answer, each exactly once.
//
// What is read, what is written and how far the reading has come are one transaction: a
// consumer that reads only what is committed sees every record once, whatever dies when.
package stream

import (
	"crypto/tls"
	"io"
	"net/http"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"winnow/automl"
)

// Options says what is read and written, and how the brokers are reached.
type Options struct {
	Brokers []string // host:port
	In, Out string   // topics
	// Dead is the topic for records that cannot be read; without one such a record ends the
	// scoring.
	Dead  string
	Group string // the consumer group, which shares the topic among its members
	// Instance names this program among those of the group, so that it takes up its part at
	// once after a crash. It must be its own; empty is a made-up one.
	Instance string
	// Latest begins at the end of the topic where the group has read nothing yet.
	Latest bool
	// Columns are the names of the cells of records of separated text, parted by Delimiter;
	// without columns a record is a JSON object.
	Columns   []string
	Delimiter rune
	Rename    map[string]string // maps a needed column to the one that holds it
	Threshold float64           // binary; 0: the model's own
	Plain     bool              // leaves out interval, set and warning
	Batch     int               // most records of a transaction
	MaxRecord int               // most bytes that the brokers take of a record; 0: about a million
	// Idle ends the scoring when the brokers have answered for so long that there is no other record;
	// 0: never.
	Idle time.Duration

	TLS  *tls.Config // nil: not encrypted
	SASL Login

	// Report is told how it goes, every Every and at the end.
	Report func(Report)
	Every  time.Duration
	// Say is told what a person should know, in sentences.
	Say func(format string, args ...any)
	// Serve is handed what answers with the counters; it is closed when the scoring ends.
	Serve func(metrics http.Handler) (io.Closer, error)
	// Stop ends the scoring when it closes; the transaction under way is finished.
	Stop <-chan struct{}
}

// Login is a name and password for the brokers.
type Login struct {
	Mechanism      string // "plain", "scram-sha-256" or "scram-sha-512"; empty: none
	User, Password string
}

// Mechanisms are the ways to log in.
var Mechanisms = []string{"plain", "scram-sha-256", "scram-sha-512"}

const (
	sessionTimeout = 15 * time.Second
	// transactionTimeout is how long a broker holds the transaction of a program that died.
	transactionTimeout = 30 * time.Second
)

// client are the options of a connection that need no group.
func (o *Options) client(hooks kgo.Hook) ([]kgo.Opt, error) {
	opts := []kgo.Opt{kgo.SeedBrokers(o.Brokers...), kgo.ClientID("winnow"), kgo.WithHooks(hooks)}
	if o.TLS != nil {
		opts = append(opts, kgo.DialTLSConfig(o.TLS))
	}
	switch l := o.SASL; l.Mechanism {
	case "":
	case "plain":
		opts = append(opts, kgo.SASL(plain.Auth{User: l.User, Pass: l.Password}.AsMechanism()))
	case "scram-sha-256":
		opts = append(opts, kgo.SASL(scram.Auth{User: l.User, Pass: l.Password}.AsSha256Mechanism()))
	case "scram-sha-512":
		opts = append(opts, kgo.SASL(scram.Auth{User: l.User, Pass: l.Password}.AsSha512Mechanism()))
	default:
		return nil, automl.Errorf("score", automl.BadUsage, "There is no way to log in called %q.", l.Mechanism)
	}
	return opts, nil
}

// member are the options of a member of the group.
func (o *Options) member(instance string) []kgo.Opt {
	start := kgo.NewOffset().AtStart()
	if o.Latest {
		start = kgo.NewOffset().AtEnd()
	}
	opts := []kgo.Opt{
		kgo.ConsumerGroup(o.Group), kgo.ConsumeTopics(o.In), kgo.ConsumeResetOffset(start),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.SessionTimeout(sessionTimeout), kgo.TransactionTimeout(transactionTimeout),
		kgo.TransactionalID(o.Group + "-" + instance),
		kgo.ProducerLinger(0),
	}
	wait := fetchWait
	if o.Idle > 0 {
		wait = max(min(wait, o.Idle/4), 10*time.Millisecond)
	}
	opts = append(opts, kgo.FetchMaxWait(wait))
	if o.MaxRecord > 0 {
		opts = append(opts, kgo.ProducerBatchMaxBytes(int32(o.MaxRecord)))
	}
	if o.Instance != "" {
		opts = append(opts, kgo.InstanceID(o.Instance))
	}
	return opts
}
