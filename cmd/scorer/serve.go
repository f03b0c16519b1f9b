package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"

	"winnow/automl"
	"winnow/automl/serve"
)

// answer serves the model over HTTP until ctx ends, as arguments and the environment say.
func answer(ctx context.Context, args []string, remarks io.Writer) error {
	o, err := serveOptions(args)
	if err != nil {
		return err
	}
	m, path, err := model()
	if err != nil {
		return err
	}
	named := []serve.Named{{Model: m}}
	if filepath.Ext(path) == ".winnow" { // a file of its own, not the end of this program
		if named, err = serve.Load(ctx, []string{path}); err != nil {
			return err
		}
	}
	o.Log = log.New(remarks, "", log.LstdFlags)
	o.Started = func(address string) {
		fmt.Fprintf(remarks, "It answers at %s; /docs says how it is asked.\n", spoken(address, o.TLSCert != ""))
	}
	return serve.Run(ctx, named, serve.FromEnvironment(o, os.Getenv))
}

// serveOptions reads the arguments. Keys may also come from the environment, where other
// users of the computer do not see them.
func serveOptions(args []string) (serve.Options, error) {
	var o serve.Options
	f := flag.NewFlagSet("scorer serve", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.Addr, "addr", "", "")
	f.StringVar(&o.TLSCert, "tls-cert", "", "")
	f.StringVar(&o.TLSKey, "tls-key", "", "")
	f.BoolVar(&o.NoMapping, "no-mapping", false, "")
	f.Float64Var(&o.Rate, "rate", 0, "")
	f.DurationVar(&o.Timeout, "timeout", 0, "")
	f.DurationVar(&o.Watch, "watch", 0, "")
	body := f.Int64("max-body", 0, "")
	keys := f.String("keys", "", "")
	if err := f.Parse(args); err != nil {
		return o, automl.Errorf("serve", automl.BadUsage, "%s.", upper(err.Error())).WithHint("Run it without arguments to see how it is used.")
	}
	if f.NArg() > 0 {
		return o, automl.Errorf("serve", automl.BadUsage, "%q means nothing to serve.", f.Arg(0)).WithHint("Run it without arguments to see how it is used.")
	}
	o.MaxBody = *body << 20
	o.Keys = strings.Fields(os.Getenv("WINNOW_KEYS"))
	if *keys != "" {
		b, err := os.ReadFile(*keys)
		if err != nil {
			return o, automl.Errorf("serve", automl.NotFound, "The keys could not be read: %v.", err).WithHint("A file with one key on each line is needed.")
		}
		if o.Keys = strings.Fields(string(b)); len(o.Keys) == 0 {
			return o, automl.Errorf("serve", automl.BadUsage, "%s holds no key.", *keys).WithHint("A file with one key on each line is needed.")
		}
	}
	return o, nil
}

// spoken is an address as one types it.
func spoken(address string, tls bool) string {
	scheme := "http://"
	if tls {
		scheme = "https://"
	}
	if host, port, err := net.SplitHostPort(address); err == nil && net.ParseIP(host).IsUnspecified() {
		return scheme + net.JoinHostPort("localhost", port)
	}
	return scheme + address
}
