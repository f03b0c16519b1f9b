package main

import (
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/serve"
)

type serveOptions struct {
	serve.Options
	keyFile, adminFile string
	newKey             bool
}

func (a *app) serveCommand() *cobra.Command {
	o := &serveOptions{}
	cmd := &cobra.Command{
		Use:   "serve MODEL...",
		Short: "Answer requests over HTTP with saved models",
		Long: `Serve answers requests over HTTP until it is stopped: JSON and CSV at /predict, and the
protocols of MLflow, KServe, SageMaker, Vertex AI and Azure Functions. A model is given as
FILE or as NAME=FILE; the first answers at /predict, each at /models/NAME/predict. The page
/docs shows what there is. A file that changes takes the place of its model without a
request being lost.

It listens on this computer alone unless --addr says otherwise; give it keys before it
listens to others.`,
		Example: `  winnow serve churn.winnow
  winnow serve churn.winnow prices=house_prices.winnow --addr :8080 --key-file keys.txt
  curl -d '{"tenure": 3, "plan": "basic"}' http://127.0.0.1:8080/predict`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, "%s needs a model.", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.serve(cmd, args, o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.Addr, "addr", "", "host:port to listen at; by default 127.0.0.1:8080, or the port that a hosting service names")
	f.StringVar(&o.keyFile, "key-file", "", "file of keys, one a line, of which a request must carry one")
	f.BoolVar(&o.newKey, "new-key", false, "make a key, show it at the start, and ask every request for it")
	f.StringVar(&o.adminFile, "admin-key-file", "", "file of keys that may put models over HTTP")
	f.StringVar(&o.TLSCert, "tls-cert", "", "certificate (PEM): HTTPS alone")
	f.StringVar(&o.TLSKey, "tls-key", "", "its key (PEM)")
	f.Int64Var(&o.MaxBody, "max-body", 16<<20, "most bytes of a request")
	f.Float64Var(&o.Rate, "rate", 0, "most requests a second of one client; 0 for no limit")
	f.DurationVar(&o.Timeout, "timeout", 30*time.Second, "how long a request may take to arrive")
	f.BoolVar(&o.NoMapping, "no-mapping", false, "leave aside the names and units that are kept with the models")
	f.DurationVar(&o.Watch, "watch", 2*time.Second, "how often the files are looked at for changes; 0 for never")
	return cmd
}

func (a *app) serve(cmd *cobra.Command, paths []string, o *serveOptions) error {
	keepRoom()
	if (o.TLSCert == "") != (o.TLSKey == "") {
		return usage(cmd, "--tls-cert and --tls-key go together.")
	}
	if o.MaxBody <= 0 || o.Rate < 0 || o.Timeout <= 0 || o.Watch < 0 {
		return usage(cmd, "--max-body and --timeout must be above 0, --rate and --watch not below.")
	}
	var err error
	if o.Keys, err = keys(o.keyFile); err != nil {
		return err
	}
	if o.AdminKeys, err = keys(o.adminFile); err != nil {
		return err
	}
	made := ""
	if o.newKey {
		made = rand.Text()
		o.Keys = append(o.Keys, made)
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	models, err := serve.Load(ctx, paths)
	if err != nil {
		return err
	}
	scheme := "http"
	if o.TLSCert != "" {
		scheme = "https"
	}
	o.Log = log.New(a.err, "", log.LstdFlags)
	o.Started = func(address string) {
		fmt.Fprintf(a.err, "Serving at %[1]s://%[2]s; %[1]s://%[2]s/docs shows how to ask. Ctrl+C stops.\n", scheme, address)
		if made != "" {
			fmt.Fprintf(a.err, "Every request needs the key %s, as the header X-API-Key.\n", made)
		}
	}
	return serve.Run(ctx, models, serve.FromEnvironment(o.Options, os.Getenv))
}

// keys reads a file of keys; lines that begin with # are remarks.
func keys(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, automl.Errorf("serve", automl.NotFound, "The file of keys %s cannot be read: %w.", path, err)
	}
	var out []string
	for _, l := range strings.Split(string(raw), "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	if len(out) == 0 { // Why: without keys everybody could ask
		return nil, automl.Errorf("serve", automl.BadUsage, "The file of keys %s holds none.", path)
	}
	return out, nil
}
