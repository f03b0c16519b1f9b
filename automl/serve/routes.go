package serve

import (
	"net/http"
	"strings"
)

// handler is a handler that may fail.
type handler func(w http.ResponseWriter, r *http.Request) error

// routes are all addresses. The guard has looked at keys, rates and sizes before.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	on := func(pattern string, h handler, fail failer) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := h(w, r); err != nil {
				s.fail(w, r, err, fail)
			}
		})
	}
	for _, p := range []string{"/ping", "/health", "/healthz"} {
		on("GET "+p, s.health, problem)
	}
	on("GET /{$}", s.docs, problem)
	on("GET /docs", s.docs, problem)
	on("GET /openapi.json", s.openapi, problem)
	on("GET /metrics", s.writeMetrics, problem)
	on("GET /version", s.version, mlflowError)

	on("POST /predict", s.predict, problem)
	on("POST /explain", s.explain, problem)
	on("GET /models", s.listModels, problem)
	on("GET /models/{name}", s.oneModel, problem)
	if len(s.admins) > 0 {
		on("POST /models/{name}", s.putModel, problem)
	}
	on("POST /models/{name}/predict", s.predict, problem)
	on("POST /models/{name}/explain", s.explain, problem)

	on("POST /invocations", s.invocations, mlflowError)
	on("POST /models/{name}/invocations", s.invocations, mlflowError)

	on("GET /v1/models", s.v1List, tellError)
	on("/v1/models/{call}", s.v1, tellError)

	on("GET /v2", s.v2Server, tellError)
	on("GET /v2/health/{kind}", s.v2Health, tellError)
	for _, p := range []string{"/v2/models/{name}", "/v2/models/{name}/versions/{version}"} {
		on("GET "+p, s.v2Model, tellError)
		on("GET "+p+"/ready", s.v2Ready, tellError)
		on("POST "+p+"/infer", s.v2Infer, tellError)
	}
	if p := s.options.predictRoute; p != "" && !taken(p) {
		on("POST "+p, s.instances, tellError)
	}
	if p := s.options.healthRoute; p != "" && !taken(p) {
		on("GET "+p, s.health, problem)
	}
	on("/", func(w http.ResponseWriter, r *http.Request) error { return lost(mux, w, r) }, problem)
	return mux
}

// taken reports whether an address of ours does what a cloud service asks of it.
func taken(path string) bool {
	return !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "{} ") || path == "/" ||
		path == "/ping" || path == "/health" || path == "/healthz" || path == "/predict" || path == "/invocations" ||
		strings.HasPrefix(path, "/v1/models") || strings.HasPrefix(path, "/v2") || strings.HasPrefix(path, "/models")
}

// open are the addresses that need no key: they say nothing about a model.
func open(path string, o *Options) bool {
	switch path {
	case "/", "/docs", "/ping", "/health", "/healthz", "/v2/health/live", "/v2/health/ready":
		return true
	}
	return o.healthRoute != "" && path == o.healthRoute
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, map[string]string{"status": "ok"})
}

func (s *Server) version(w http.ResponseWriter, r *http.Request) error {
	m, err := s.find("")
	if err != nil {
		return err
	}
	return writeJSON(w, m.model.AppVersion)
}

// described is what a list of models says of one.
type described struct {
	Name    string   `json:"name"`
	Version int      `json:"version"`
	Target  string   `json:"target"`
	Task    string   `json:"task"`
	Classes []string `json:"classes,omitempty"`
	Columns []string `json:"columns"`
	Created string   `json:"created"`
}

func (m *served) described() described {
	sc := &m.model.Schema
	return described{m.name, m.version, sc.Target, string(sc.Task), sc.Classes, m.names, m.model.Created.UTC().Format("2006-01-02T15:04:05Z")}
}

func (s *Server) listModels(w http.ResponseWriter, r *http.Request) error {
	out := []described{}
	for _, m := range s.shelf.Load().models {
		out = append(out, m.described())
	}
	return writeJSON(w, map[string]any{"models": out})
}

func (s *Server) oneModel(w http.ResponseWriter, r *http.Request) error {
	m, err := s.find(r.PathValue("name"))
	if err != nil {
		return err
	}
	return writeJSON(w, m.described())
}
