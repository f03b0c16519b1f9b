package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"winnow/automl/jsonrow"
	"winnow/automl/predict"
)

// invocations answers MLflow's scoring protocol, which SageMaker's fits into: JSON with
// exactly one of dataframe_split, dataframe_records, instances and inputs, or CSV.
func (s *Server) invocations(w http.ResponseWriter, r *http.Request) error {
	return s.exchange(w, r, (*served).table, false, (*served).record)
}

// table is frame for exchange: MLflow has no single rows.
func (m *served) table(raw []byte, lax bool) (*predict.Batch, bool, error) {
	b, err := m.frame(raw, lax)
	return b, false, err
}

// split is MLflow's dataframe_split.
type split struct {
	Columns []string          `json:"columns"`
	Index   []json.RawMessage `json:"index"`
	Data    []json.RawMessage `json:"data"`
}

// frame reads a body of MLflow.
func (m *served) frame(raw []byte, lax bool) (*predict.Batch, error) {
	var parts map[string]json.RawMessage
	if err := decode(raw, &parts); err != nil {
		return nil, err
	}
	if params, ok := parts["params"]; ok { // there are none that we know
		var any map[string]json.RawMessage
		if err := decode(params, &any); err != nil {
			return nil, err
		}
		delete(parts, "params")
	}
	if len(parts) != 1 {
		return nil, refuse(http.StatusBadRequest, "The body must have exactly one of dataframe_split, dataframe_records, instances and inputs.")
	}
	for name, part := range parts {
		switch name {
		case "dataframe_split":
			return m.split(part, lax)
		case "dataframe_records", "instances", "inputs":
			return m.listed(part, lax)
		default:
			return nil, refuse(http.StatusBadRequest, "The body must have dataframe_split, dataframe_records, instances or inputs, not %q.", clip(name))
		}
	}
	return nil, nil
}

func (m *served) split(raw []byte, lax bool) (*predict.Batch, error) {
	var f split
	if err := decode(raw, &f); err != nil {
		return nil, err
	}
	if f.Data == nil {
		return nil, refuse(http.StatusBadRequest, "dataframe_split has no data.").hint("Send {\"columns\": [...], \"data\": [[...], ...]}.")
	}
	b, err := m.scorer.Batch()
	if err != nil {
		return nil, err
	}
	p := newRowReader(m, b, nil, lax)
	defer p.done()
	if err := p.split(&f); err != nil {
		b.Done()
		return nil, err
	}
	return b, nil
}

func (p *rowReader) split(f *split) error {
	places := make([]int, len(f.Columns))
	given := make([]bool, len(p.model.names))
	for i, name := range f.Columns {
		c, err := p.place(name)
		if err != nil {
			return err
		}
		if places[i] = c; c >= 0 {
			given[c] = true
		}
	}
	if err := p.complete(func(c int) bool { return given[c] }, 0); err != nil {
		return err
	}
	for i, row := range f.Data {
		p.in = jsonrow.Read(row)
		if p.in.Next().Kind != '[' {
			return refuse(http.StatusUnprocessableEntity, "Row %d is no list of values.", i+1)
		}
		if err := p.positional(places); err != nil {
			return err
		}
	}
	return nil
}

// listed reads sound JSON: a list of rows, each an object or a list in the order of the model's
// columns, or an object of columns.
func (m *served) listed(raw []byte, lax bool) (*predict.Batch, error) {
	b, err := m.scorer.Batch()
	if err != nil {
		return nil, err
	}
	p := newRowReader(m, b, raw, lax)
	defer p.done()
	if _, err := p.all(true); err != nil {
		b.Done()
		return nil, err
	}
	return b, nil
}

// instances answers {"instances": [...]}, as KServe v1 and Vertex AI ask.
func (s *Server) instances(w http.ResponseWriter, r *http.Request) error {
	m, err := s.find("")
	if err != nil {
		return err
	}
	return s.answerInstances(w, r, m)
}

func (s *Server) answerInstances(w http.ResponseWriter, r *http.Request, m *served) error {
	raw, err := body(r)
	if err != nil {
		return err
	}
	defer putBody(raw)
	var asked struct {
		Instances json.RawMessage `json:"instances"`
		Inputs    json.RawMessage `json:"inputs"`
	}
	if err := decode(raw.Bytes(), &asked); err != nil {
		return err
	}
	rows := asked.Instances
	if rows == nil {
		rows = asked.Inputs
	}
	if rows == nil {
		return refuse(http.StatusBadRequest, "The body has no \"instances\".").hint("Send {\"instances\": [{\"column\": value, ...}, ...]}.")
	}
	b, err := m.listed(rows, lax(r))
	if err != nil {
		return err
	}
	defer b.Done()
	if err := s.answerRows(b); err != nil {
		return err
	}
	s.write(w, b, false, m.record)
	return nil
}

// v1 answers GET /v1/models/NAME and POST /v1/models/NAME:predict.
func (s *Server) v1(w http.ResponseWriter, r *http.Request) error {
	name, verb, asks := strings.Cut(r.PathValue("call"), ":")
	if asks && verb != "predict" {
		return refuse(http.StatusNotFound, "There is nothing at %s.", r.URL.Path).hint("POST /v1/models/%s:predict answers.", name)
	}
	m, err := s.find(name)
	switch post, get := r.Method == http.MethodPost, r.Method == http.MethodGet || r.Method == http.MethodHead; {
	case err != nil:
		return err
	case asks && post:
		return s.answerInstances(w, r, m)
	case !asks && get:
		return writeJSON(w, map[string]any{"name": m.name, "ready": true})
	case asks:
		return notTaken(w, r, http.MethodPost)
	}
	return notTaken(w, r, http.MethodGet, http.MethodHead)
}

func (s *Server) v1List(w http.ResponseWriter, r *http.Request) error {
	names := []string{}
	for _, m := range s.shelf.Load().models {
		names = append(names, m.name)
	}
	return writeJSON(w, map[string]any{"models": names})
}

// decode reads the one JSON value of raw.
func decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(v); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return refuse(http.StatusBadRequest, "The body has %s where it should not be (%s).", wrong.Value, wrong.Field)
		}
		return notJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return refuse(http.StatusBadRequest, "The body goes on after its JSON value.")
	}
	return nil
}
