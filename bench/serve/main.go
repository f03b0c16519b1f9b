// Serve asks a server for single rows over HTTP, at a steady rate or as fast as it answers,
// and prints how long the answers took.
//
//	go run -tags headless ./bench/serve [-url URL] [-row JSON] [-rate 2000] [-for 10s] [-clients 32] [MODEL]
//
// Without -url it starts one that serves MODEL in this process; with -nothing, one that
// answers a constant, so that the share of the generator and of net/http is seen. The row is
// the first of the model's sample. A rate of 0 asks as fast as the server answers. Latency
// counts from when a request was sent or would have been, had a connection been free; what the
// generator itself was late is told apart.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"winnow/automl/serve"
)

type options struct {
	url, row, listen string
	rate, clients    int
	length           time.Duration
	nothing, asJSON  bool
	show             bool
}

func main() {
	var o options
	flag.StringVar(&o.url, "url", "", "address to ask")
	flag.StringVar(&o.row, "row", "", "row to send, as JSON")
	flag.StringVar(&o.listen, "listen", "", "only serve, at this host:port")
	flag.IntVar(&o.rate, "rate", 2000, "requests a second; 0: as fast as they are answered")
	flag.IntVar(&o.clients, "clients", 32, "connections")
	flag.DurationVar(&o.length, "for", 10*time.Second, "how long")
	flag.BoolVar(&o.nothing, "nothing", false, "serve a constant answer")
	flag.BoolVar(&o.show, "print", false, "only print the row")
	flag.BoolVar(&o.asJSON, "json", false, "print one line of JSON")
	flag.Parse()
	if err := o.run(flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func (o *options) run(paths []string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if len(paths) > 0 {
		models, err := serve.Load(ctx, paths)
		if err != nil {
			return err
		}
		if o.row == "" {
			o.row = serve.Example(models[0].Model)
		}
		if o.show {
			fmt.Println(o.row)
			return nil
		}
		if o.url == "" && !o.nothing {
			o.url = "http://" + own(ctx, models) + "/predict"
		}
	}
	if o.nothing {
		at, err := constant(o.listen)
		if err != nil {
			return err
		}
		if o.listen != "" {
			select {}
		}
		o.url = "http://" + at + "/"
	}
	if o.url == "" || o.row == "" {
		return errors.New("a model, or an address and a row, are needed")
	}
	l, err := newLoad(o.url, o.row, o.clients, o.length)
	if err != nil {
		return err
	}
	var r *result
	if o.rate > 0 {
		r, err = l.steady(o.rate)
	} else {
		r, err = l.flood()
	}
	if err != nil {
		return err
	}
	return o.print(r)
}

func (o *options) print(r *result) error {
	ms := func(d time.Duration) float64 { return d.Seconds() * 1e3 }
	a := map[string]float64{
		"requests": float64(len(r.took)), "a_second": float64(len(r.took)) / r.length.Seconds(), "failed": float64(r.failed),
		"p50_ms": ms(quantile(r.took, 0.5)), "p99_ms": ms(quantile(r.took, 0.99)), "p999_ms": ms(quantile(r.took, 0.999)), "longest_ms": ms(quantile(r.took, 1)),
		"late_p99_ms": ms(quantile(r.late, 0.99)),
	}
	if o.asJSON {
		return json.NewEncoder(os.Stdout).Encode(a)
	}
	fmt.Printf("%.0f requests, %.0f a second, %.0f failed: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, longest %.3f ms; the generator was late by %.3f ms (p99)\n",
		a["requests"], a["a_second"], a["failed"], a["p50_ms"], a["p99_ms"], a["p999_ms"], a["longest_ms"], a["late_p99_ms"])
	return nil
}

// own serves models in this process and returns where.
func own(ctx context.Context, models []serve.Named) string {
	at := make(chan string)
	go func() {
		o := serve.Options{Addr: "127.0.0.1:0", Started: func(a string) { at <- a }}
		if err := serve.Run(ctx, models, o); err != nil {
			log.Print(err)
		}
	}()
	return <-at
}

// constant is a server that does nothing.
func constant(listen string) (string, error) {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", err
	}
	answer := []byte(`{"prediction":"yes"}`)
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer) // Why: a client that left hears nothing
	}), ReadHeaderTimeout: 10 * time.Second}
	go func() { log.Print(s.Serve(l)) }()
	return l.Addr().String(), nil
}
