package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/stream"
)

type scoreOptions struct {
	stream.Options
	columns, delimiter, from, metrics       string
	rename                                  []string
	useTLS, noMapping                       bool
	ca, cert, key, sasl, user, passwordFile string
}

func (a *app) scoreCommand() *cobra.Command {
	o := &scoreOptions{}
	cmd := &cobra.Command{
		Use:   "score MODEL --kafka HOST:PORT,... --in TOPIC --out TOPIC",
		Short: "Score the records of a Kafka topic as they come",
		Long: `Score reads the records of one topic, each a row as a JSON object, and writes them with the
prediction, the probabilities, the interval or set and a warning to another. What is read
and what is written is one transaction: a consumer that reads only what is committed
("read_committed") sees each record exactly once, whatever dies when. Members of the same
group share the topic.

A record that cannot be read goes to the topic of --dead-letter as it is, with the reason in
the header "winnow-reason". A broker that does not answer is waited for. On the standard
output stands every --every how it goes, as one JSON object a line, with what differs from
training in each column.

Press Ctrl+C once to finish the transaction under way and leave, twice to give it up.`,
		Example: `  winnow score churn.winnow --kafka localhost:9092 --in customers --out scored --dead-letter unread
  winnow score churn.winnow --kafka b1:9093,b2:9093 --in customers --out scored --tls --sasl scram-sha-512 --user ann --password-file p.txt --metrics :9102`,
		Args: exactly("MODEL"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.score(cmd, args[0], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringSliceVar(&o.Brokers, "kafka", nil, "brokers to begin with, as host:port")
	f.StringVar(&o.In, "in", "", "topic that is scored")
	f.StringVar(&o.Out, "out", "", "topic for the scored records")
	f.StringVar(&o.Dead, "dead-letter", "", "topic for records that cannot be read; without one such a record ends the scoring")
	f.StringVar(&o.Group, "group", "winnow", "consumer group")
	f.StringVar(&o.Instance, "instance", "", "name of this program within the group, so that it goes on at once after a crash; each its own")
	f.StringVar(&o.from, "from", "start", "where to begin when the group has read nothing yet: start or end")
	f.StringVar(&o.columns, "columns", "", "the records are lines of separated text with these columns, parted by commas")
	f.StringVar(&o.delimiter, "delimiter", ",", "what parts the cells of such a line")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the name in the records that stands for a needed column; may be repeated")
	f.BoolVar(&o.noMapping, "no-mapping", false, "leave aside the names and units that are kept with the model")
	f.Float64Var(&o.Threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.BoolVar(&o.Plain, "no-interval", false, "write neither lower, upper and set nor warnings")
	f.IntVar(&o.Batch, "batch", 10_000, "most records of a transaction")
	f.IntVar(&o.MaxRecord, "max-record", 0, "most bytes that the brokers take of a record; by default about a million")
	f.DurationVar(&o.Idle, "idle", 0, "end when nothing came for so long; by default never")
	f.DurationVar(&o.Every, "every", 30*time.Second, "how often to say how it goes")
	f.StringVar(&o.metrics, "metrics", "", "host:port at which to answer with the counters for Prometheus")
	f.BoolVar(&o.useTLS, "tls", false, "encrypt")
	f.StringVar(&o.ca, "tls-ca", "", "certificates (PEM) to trust the brokers by; by default the system's")
	f.StringVar(&o.cert, "tls-cert", "", "own certificate (PEM)")
	f.StringVar(&o.key, "tls-key", "", "its key (PEM)")
	f.StringVar(&o.sasl, "sasl", "", "how to log in: plain, scram-sha-256 or scram-sha-512")
	f.StringVar(&o.user, "user", "", "name to log in with")
	f.StringVar(&o.passwordFile, "password-file", "", "file with the password; by default it is in WINNOW_KAFKA_PASSWORD")
	return cmd
}

func (a *app) score(cmd *cobra.Command, model string, o *scoreOptions) error {
	keepRoom()
	if err := o.check(cmd); err != nil {
		return err
	}
	if err := o.security(cmd); err != nil {
		return err
	}
	m, err := modelfile.Load(model)
	if err != nil {
		return err
	}
	if o.noMapping {
		m = m.Unmapped()
	}
	ctx, stop, cancel := a.stoppable(cmd.Context())
	defer cancel()
	o.Stop = stop
	o.Say = func(format string, args ...any) {
		fmt.Fprintf(a.err, time.Now().Format("15:04:05")+"  "+format+"\n", args...)
	}
	lines := json.NewEncoder(a.out)
	o.Report = func(r stream.Report) { _ = lines.Encode(r) } // Why: a reader that left hears nothing
	if o.metrics != "" {
		o.Serve = func(h http.Handler) (io.Closer, error) { return serveMetrics(o.metrics, h, o.Say) }
	}
	fmt.Fprintf(a.err, "Scoring %s into %s with %q. Ctrl+C stops.\n", o.In, o.Out, m.Name)
	return stream.Run(ctx, m, o.Options)
}

func (o *scoreOptions) check(cmd *cobra.Command) error {
	switch {
	case len(o.Brokers) == 0 || slices.Contains(o.Brokers, ""):
		return usage(cmd, "--kafka must name a broker, as host:port.")
	case o.In == "" || o.Out == "" || o.Group == "":
		return usage(cmd, "--in, --out and --group must be given.")
	case o.In == o.Out || o.Dead == o.In || o.Dead == o.Out:
		return usage(cmd, "--in, --out and --dead-letter must be topics of their own.")
	case o.from != "start" && o.from != "end":
		return usage(cmd, "--from cannot be %q: it is start or end.", o.from)
	case o.Batch < 1 || o.Every <= 0 || o.Idle < 0 || o.MaxRecord < 0:
		return usage(cmd, "--batch and --every must be above 0, --idle and --max-record not below.")
	}
	if err := checkThreshold(cmd, o.Threshold); err != nil {
		return err
	}
	o.Latest = o.from == "end"
	if r, n := utf8.DecodeRuneInString(o.delimiter); o.delimiter == `\t` {
		o.Delimiter = '\t'
	} else if o.Delimiter = r; n != len(o.delimiter) || n == 0 || strings.ContainsRune("\"\r\n", r) || r == utf8.RuneError {
		return usage(cmd, "--delimiter cannot be %q: it is one character.", o.delimiter)
	}
	if o.columns != "" {
		r := csv.NewReader(strings.NewReader(o.columns))
		var err error
		if o.Columns, err = r.Read(); err != nil {
			return usage(cmd, "--columns cannot be read: %v.", err)
		}
	}
	var err error
	o.Rename, err = renames(cmd, o.rename)
	return err
}

// security reads what encrypts and logs in.
func (o *scoreOptions) security(cmd *cobra.Command) error {
	if (o.cert == "") != (o.key == "") {
		return usage(cmd, "--tls-cert and --tls-key go together.")
	}
	if o.useTLS || o.ca != "" || o.cert != "" {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if o.ca != "" {
		raw, err := os.ReadFile(o.ca)
		if err != nil {
			return automl.Errorf("score", automl.NotFound, "The certificates %s cannot be read: %w.", o.ca, err)
		}
		o.TLS.RootCAs = x509.NewCertPool()
		if !o.TLS.RootCAs.AppendCertsFromPEM(raw) {
			return automl.Errorf("score", automl.BadUsage, "The file %s holds no certificate.", o.ca)
		}
	}
	if o.cert != "" {
		c, err := tls.LoadX509KeyPair(o.cert, o.key)
		if err != nil {
			return automl.Errorf("score", automl.BadUsage, "The certificate %s cannot be used: %w.", o.cert, err)
		}
		o.TLS.Certificates = []tls.Certificate{c}
	}
	if o.sasl == "" {
		return nil
	}
	if !slices.Contains(stream.Mechanisms, o.sasl) {
		return usage(cmd, "--sasl cannot be %q: it is one of %s.", o.sasl, strings.Join(stream.Mechanisms, ", "))
	}
	o.SASL = stream.Login{Mechanism: o.sasl, User: o.user, Password: os.Getenv("WINNOW_KAFKA_PASSWORD")}
	if o.passwordFile != "" {
		raw, err := os.ReadFile(o.passwordFile)
		if err != nil {
			return automl.Errorf("score", automl.NotFound, "The password file %s cannot be read: %w.", o.passwordFile, err)
		}
		o.SASL.Password = strings.TrimRight(string(raw), "\r\n")
	}
	if o.user == "" || o.SASL.Password == "" {
		return usage(cmd, "--sasl needs --user, and --password-file or WINNOW_KAFKA_PASSWORD.")
	}
	return nil
}

// serveMetrics answers with the counters until it is closed.
func serveMetrics(addr string, h http.Handler, say func(string, ...any)) (io.Closer, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, automl.Errorf("score", automl.BadUsage, "The counters cannot be served at %s: %w.", addr, err)
	}
	s := &http.Server{Handler: h, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	go func() { _ = s.Serve(l) }() // Why: it ends when it is closed
	say("The counters are at http://%s/metrics.", l.Addr())
	return s, nil
}
