package automl

import (
	"context"
	"time"
)

// ServeRequest names a model and who may ask it over HTTP.
type ServeRequest struct {
	Model string `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run   string `json:"run,omitempty"`   // a run of this service
	Row   string `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Name  string `json:"name,omitempty"`  // under which it answers; empty: its own
	// Others lets other computers of the network ask too. They need a key, which is made.
	Others bool `json:"others,omitempty"`
	Port   int  `json:"port"` // 0: any that is free
}

// Serving is a server and what it did so far.
type Serving struct {
	Address string       `json:"address"` // as others type it: "http://192.168.0.7:8080"
	Host    string       `json:"host"`    // host and port that it listens at
	Key     string       `json:"key,omitempty"`
	Request ServeRequest `json:"request"` // what was last asked for
	Model   string       `json:"model"`   // the name under which it answers
	Sample  string       `json:"sample"`  // a row to ask about, as JSON

	Requests int64         `json:"requests"`
	Failed   int64         `json:"failed"` // answered with a status of 400 or above
	Rows     int64         `json:"rows"`   // predicted
	P50      time.Duration `json:"p50"`    // half the answers of the last minute took no longer; 0: there were none
	P99      time.Duration `json:"p99"`    // 99 of 100 did not
	Minute   []int         `json:"minute"` // requests of each of the last 60 seconds, the oldest first

	Ended error `json:"-"` // why it ended by itself; nil while it answers
}

// Server answers requests over HTTP with one model at a time.
type Server interface {
	// Serve begins to answer and returns once it does; it goes on until StopServing. While a
	// server runs the model takes the place of the one that answers, without a request being
	// lost, and the rest of the request is passed over.
	Serve(ctx context.Context, req ServeRequest) (*Serving, error)
	// Served is the server that runs and its counts; nil when there is none.
	Served() *Serving
	// StopServing takes no more requests and returns when those that have begun are
	// answered, or ctx ends. Without a server it does nothing.
	StopServing(ctx context.Context) error
}
