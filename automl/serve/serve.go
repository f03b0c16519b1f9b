// Package serve answers requests over HTTP with trained models: its own JSON and CSV, and
// the protocols of MLflow, KServe (v1 and Open Inference v2), SageMaker, Vertex AI, Cloud
// Run, AWS Lambda and Azure Functions.
package serve

import (
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
	"winnow/automl/jsonrow"
	"winnow/automl/predict"
)

// Named is a model with the name under which it is asked for.
type Named struct {
	Name  string // letters, digits, "-", "_" and "."; empty: the model's own, cleaned
	Model *automl.Model
	Path  string // file it is read from again by Reload; may be empty
}

// Options are the limits and ways of a server. The zero value is safe on loopback.
type Options struct {
	Addr      string   // host:port; empty: 127.0.0.1:8080, see FromEnvironment
	Keys      []string // of clients; none: everybody may ask
	AdminKeys []string // may put another model in a name's place; none: nobody may
	TLSCert   string   // file; with TLSKey: HTTPS alone
	TLSKey    string
	MaxBody   int64         // bytes of a request; 0: 16 MiB
	Rate      float64       // requests a second of one client, by key or else by address; 0: no limit
	Timeout   time.Duration // for reading a request, and for answering it; 0: 30 s
	Grace     time.Duration // how long requests may take to end when the server stops; 0: 20 s
	Watch     time.Duration // how often files are looked at for changes; 0: never
	Log       *log.Logger   // what goes wrong; nil: nothing is written
	Started   func(address string)
	// NoMapping leaves the mapping that is kept with a model aside.
	NoMapping bool

	predictRoute, healthRoute string // further routes, as Vertex AI asks for
	lambda                    string // host:port of AWS Lambda's interface
	azure                     bool   // requests come by way of Azure Functions
}

const (
	usualAddr    = "127.0.0.1:8080"
	usualMaxBody = 16 << 20
	usualTimeout = 30 * time.Second
	usualGrace   = 20 * time.Second
)

func (o *Options) complete() {
	if o.Addr == "" {
		o.Addr = usualAddr
	}
	if o.MaxBody <= 0 {
		o.MaxBody = usualMaxBody
	}
	if o.Timeout <= 0 {
		o.Timeout = usualTimeout
	}
	if o.Log == nil {
		o.Log = log.New(io.Discard, "", 0)
	}
	if o.Grace <= 0 {
		o.Grace = usualGrace
	}
}

// Counts are what a server did so far.
type Counts struct {
	Requests int64 `json:"requests"`
	Failed   int64 `json:"failed"` // answered with a status of 400 or above
	Rows     int64 `json:"rows"`   // predicted
}

// Server is a set of models behind HTTP. Its models may be exchanged while it answers:
// requests that have begun end with the model they began with.
type Server struct {
	options Options
	keys    keyring
	admins  keyring
	limits  limiter
	metrics metrics
	handler http.Handler

	swap  sync.Mutex
	shelf atomic.Pointer[shelf]
}

// shelf is the models at one moment; it never changes.
type shelf struct {
	models []*served // the first answers where no name is given
	byName map[string]*served
}

// New makes a handler of models; see NewServer.
func New(models []Named, o Options) (http.Handler, error) { return NewServer(models, o) }

// NewServer checks the models and makes them ready. Names must differ.
func NewServer(models []Named, o Options) (*Server, error) {
	o.complete()
	s := &Server{options: o, keys: newKeyring(o.Keys), admins: newKeyring(o.AdminKeys)}
	s.limits.rate = o.Rate
	next, err := newShelf(models, o.NoMapping)
	if err != nil {
		return nil, err
	}
	s.shelf.Store(next)
	s.handler = s.guarded(s.routes())
	return s, nil
}

func newShelf(models []Named, plain bool) (*shelf, error) {
	if len(models) == 0 {
		return nil, automl.Errorf("serve", automl.BadUsage, "There is no model to serve.")
	}
	out := &shelf{byName: map[string]*served{}}
	for _, n := range models {
		m, err := newServed(n, plain)
		if err != nil {
			return nil, err
		}
		if out.byName[m.name] != nil {
			return nil, automl.Errorf("serve", automl.BadUsage, "Two models are called %q.", m.name).WithHint("Give them different names.")
		}
		out.models = append(out.models, m)
		out.byName[m.name] = m
	}
	return out, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Counts are what was done so far.
func (s *Server) Counts() Counts {
	return Counts{Requests: s.metrics.requests.Load(), Failed: s.metrics.failed.Load(), Rows: s.metrics.rows.Load()}
}

// Recent is what was done in the last minute.
func (s *Server) Recent() Recent { return s.metrics.recent.last(time.Now()) }

// Put lets a model answer under a name from the next request on. The name may be new.
func (s *Server) Put(n Named) error {
	m, err := newServed(n, s.options.NoMapping)
	if err != nil {
		return err
	}
	s.swap.Lock()
	defer s.swap.Unlock()
	old := s.shelf.Load()
	next := &shelf{byName: map[string]*served{m.name: m}}
	for _, o := range old.models {
		if o.name == m.name {
			m.version = o.version + 1
			o = m
		}
		next.models = append(next.models, o)
		next.byName[o.name] = o
	}
	if old.byName[m.name] == nil {
		next.models = append(next.models, m)
	}
	s.shelf.Store(next)
	s.metrics.swaps.Add(1)
	return nil
}

// Only lets one model answer from the next request on, in place of all others.
func (s *Server) Only(n Named) error {
	next, err := newShelf([]Named{n}, s.options.NoMapping)
	if err != nil {
		return err
	}
	s.swap.Lock()
	defer s.swap.Unlock()
	if m := next.models[0]; s.shelf.Load().byName[m.name] != nil {
		m.version = s.shelf.Load().byName[m.name].version + 1
	}
	s.shelf.Store(next)
	s.metrics.swaps.Add(1)
	return nil
}

// served is a model that answers.
type served struct {
	name, path string
	version    int // 1, and one more with each exchange
	model      *automl.Model
	scorer     *predict.Scorer
	given      jsonrow.Names
	names      []string // of the columns
	classes    jsonrow.Classes
	back       func() *graph.Frame // rows that explanations compare with

	places  []int     // of the columns, in the model's order
	readers sync.Pool // of rows
}

func newServed(n Named, plain bool) (*served, error) {
	if n.Name == "" {
		n.Name = Name(n.Model.Name)
	}
	if n.Name != Name(n.Name) {
		return nil, automl.Errorf("serve", automl.BadUsage, "A model cannot be called %q.", n.Name).
			WithHint("A name is of letters, digits, \"-\", \"_\" and \".\".")
	}
	if plain {
		n.Model = n.Model.Unmapped()
	}
	scorer, err := predict.NewScorer(n.Model)
	if err != nil {
		return nil, err
	}
	m := &served{name: n.Name, path: n.Path, version: 1, model: n.Model, scorer: scorer, given: jsonrow.NamesOf(&n.Model.Schema, nil), classes: jsonrow.ClassesOf(n.Model.Schema.Classes)}
	m.back = sync.OnceValue(func() *graph.Frame { return explain.MadeUp(&n.Model.Schema, backgroundRows, 0) })
	for i, c := range n.Model.Schema.Columns {
		m.names = append(m.names, c.Name)
		m.places = append(m.places, i)
	}
	return m, nil
}

// Name is a name with what does not belong in an address replaced.
func Name(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, name)
	if clean = strings.Trim(clean, "-."); clean == "" {
		return "model"
	}
	return clean
}

// find is the model of the given name, or the first one for an empty name.
func (s *Server) find(name string) (*served, error) {
	all := s.shelf.Load()
	if name == "" {
		return all.models[0], nil
	}
	if m := all.byName[name]; m != nil {
		return m, nil
	}
	e := automl.Errorf("serve", automl.NotFound, "There is no model %q here.", name)
	var names []string
	for _, m := range all.models {
		names = append(names, m.name)
	}
	slices.Sort(names)
	if near, ok := predict.Nearest(name, names); ok {
		return nil, e.WithHint("Did you mean %q?", near)
	}
	return nil, e.WithHint("GET /models lists them.")
}
