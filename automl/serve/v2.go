package serve

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"

	"winnow/automl/jsonrow"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// tensor is one input or output of the Open Inference Protocol, version 2.
type tensor struct {
	Name       string          `json:"name"`
	Shape      []int64         `json:"shape"`
	Datatype   string          `json:"datatype"`
	Parameters json.RawMessage `json:"parameters,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
}

type inferRequest struct {
	ID      string   `json:"id"`
	Inputs  []tensor `json:"inputs"`
	Outputs []struct {
		Name string `json:"name"`
	} `json:"outputs"`
}

type inferResponse struct {
	Model   string   `json:"model_name"`
	Version string   `json:"model_version"`
	ID      string   `json:"id,omitempty"`
	Outputs []tensor `json:"outputs"`
}

func (s *Server) v2Server(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, map[string]any{"name": "winnow", "version": "2", "extensions": []string{}})
}

func (s *Server) v2Health(w http.ResponseWriter, r *http.Request) error {
	if k := r.PathValue("kind"); k != "live" && k != "ready" {
		return refuse(http.StatusNotFound, "There is nothing at %s.", r.URL.Path)
	}
	return writeJSON(w, map[string]bool{"live": true, "ready": true})
}

// v2Find is the model of an address, in the version asked for.
func (s *Server) v2Find(r *http.Request) (*served, error) {
	m, err := s.find(r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	if v := r.PathValue("version"); v != "" && v != strconv.Itoa(m.version) {
		return nil, refuse(http.StatusNotFound, "The model %q has no version %q here.", m.name, clip(v)).hint("It is at version %d.", m.version)
	}
	return m, nil
}

func (s *Server) v2Ready(w http.ResponseWriter, r *http.Request) error {
	m, err := s.v2Find(r)
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]any{"name": m.name, "ready": true})
}

func (s *Server) v2Model(w http.ResponseWriter, r *http.Request) error {
	m, err := s.v2Find(r)
	if err != nil {
		return err
	}
	type about struct {
		Name     string   `json:"name"`
		Versions []string `json:"versions"`
		Platform string   `json:"platform"`
		Inputs   []tensor `json:"inputs"`
		Outputs  []tensor `json:"outputs"`
	}
	out := about{m.name, []string{strconv.Itoa(m.version)}, "winnow", []tensor{}, []tensor{}}
	for _, c := range m.model.Schema.Columns {
		kind := "BYTES"
		if c.Kind == table.Number {
			kind = "FP64"
		}
		out.Inputs = append(out.Inputs, tensor{Name: c.Name, Datatype: kind, Shape: []int64{-1}})
	}
	for _, name := range m.outputs() {
		out.Outputs = append(out.Outputs, tensor{Name: name, Datatype: m.datatype(name), Shape: []int64{-1}})
	}
	return writeJSON(w, out)
}

// outputs names what the model answers.
func (m *served) outputs() []string {
	names := modelfile.Header(&m.model.Schema)
	if s := m.model.Sureness; s != nil && !m.model.Schema.Task.IsClassification() {
		names = append(names, "lower", "upper")
	}
	return names
}

func (m *served) datatype(output string) string {
	if output == "prediction" && len(m.classes) > 0 {
		return "BYTES"
	}
	return "FP64"
}

func (s *Server) v2Infer(w http.ResponseWriter, r *http.Request) error {
	m, err := s.v2Find(r)
	if err != nil {
		return err
	}
	raw, err := body(r)
	if err != nil {
		return err
	}
	defer putBody(raw)
	var asked inferRequest
	if err := decode(raw.Bytes(), &asked); err != nil {
		return err
	}
	names := m.outputs()
	if len(asked.Outputs) > 0 {
		all := names
		names = nil
		for _, o := range asked.Outputs {
			if !slices.Contains(all, o.Name) {
				return refuse(http.StatusBadRequest, "The model has no output %q.", clip(o.Name))
			}
			names = append(names, o.Name)
		}
	}
	b, err := m.scorer.Batch()
	if err != nil {
		return err
	}
	defer b.Done()
	p := newRowReader(m, b, nil, lax(r))
	defer p.done()
	if err := p.tensors(asked.Inputs); err != nil {
		return err
	}
	if err := s.answerRows(b); err != nil {
		return err
	}
	out := inferResponse{Model: m.name, Version: strconv.Itoa(m.version), ID: asked.ID}
	for _, name := range names {
		out.Outputs = append(out.Outputs, tensor{Name: name, Datatype: m.datatype(name), Shape: []int64{int64(b.Rows())}, Data: m.output(name, b)})
	}
	return writeJSON(w, out)
}

// output is the data of one output.
func (m *served) output(name string, b *predict.Batch) []byte {
	k := slices.Index(modelfile.Header(&m.model.Schema), name)
	dst := []byte{'['}
	for i := range b.Rows() {
		if i > 0 {
			dst = append(dst, ',')
		}
		low, high, _ := b.Interval(i)
		switch {
		case k == 0:
			dst = m.classes.AppendAnswer(dst, b, i)
		case k > 0:
			dst = jsonrow.AppendNumber(dst, b.Chance(i, k-1))
		case name == "lower":
			dst = jsonrow.AppendNumber(dst, low)
		default:
			dst = jsonrow.AppendNumber(dst, high)
		}
	}
	return append(dst, ']')
}

// tensors reads one tensor for each column, or a single one of numbers for all of them.
func (p *rowReader) tensors(inputs []tensor) error {
	if len(inputs) == 0 {
		return refuse(http.StatusBadRequest, "The body has no \"inputs\".")
	}
	if _, ok := p.model.given.Place[inputs[0].Name]; !ok && len(inputs) == 1 && len(inputs[0].Shape) == 2 {
		return p.matrix(&inputs[0])
	}
	given := make([]bool, len(p.model.names))
	for i := range inputs {
		t := &inputs[i]
		c, err := p.place(t.Name)
		if err != nil {
			return err
		}
		values, err := t.values()
		if err != nil || c < 0 {
			if err != nil {
				return err
			}
			continue
		}
		if len(t.Shape) == 0 || t.Shape[0] != int64(len(values)) {
			return refuse(http.StatusBadRequest, "Input %q must have the shape [rows] or [rows, 1].", t.Name)
		}
		for p.batch.Rows() < len(values) && !slices.Contains(given, true) {
			p.batch.Add()
		}
		if len(values) != p.batch.Rows() {
			return refuse(http.StatusBadRequest, "Input %q has %d rows, another has %d.", t.Name, len(values), p.batch.Rows())
		}
		given[c] = true
		for row, v := range values {
			if err := p.set(row, c, v); err != nil {
				return err
			}
		}
	}
	return p.complete(func(c int) bool { return given[c] }, 0)
}

// matrix reads a tensor of rows with all columns in the model's order.
func (p *rowReader) matrix(t *tensor) error {
	values, err := t.values()
	if err != nil {
		return err
	}
	n := len(p.model.names)
	if t.Shape[1] != int64(n) {
		return refuse(http.StatusBadRequest, "Input %q must have the shape [rows, %d].", clip(t.Name), n).hint("Or send one input for each column, by its name.")
	}
	for i, v := range values {
		if i%n == 0 {
			p.batch.Add()
		}
		if err := p.set(i/n, i%n, v); err != nil {
			return err
		}
	}
	return nil
}

// values are the data of a tensor, row by row, nested or not. Their number is that of the
// shape.
func (t *tensor) values() ([]jsonrow.Token, error) {
	in := jsonrow.Read(t.Data)
	var out []jsonrow.Token
	for v := in.Next(); v.Kind != jsonrow.End; v = in.Next() {
		switch v.Kind {
		case '[', ']':
		case '{', '}':
			return nil, refuse(http.StatusBadRequest, "The data of input %q hold an object.", clip(t.Name))
		default:
			out = append(out, v)
		}
	}
	n := int64(1)
	for _, d := range t.Shape {
		if d < 0 || d > 0 && n > math.MaxInt64/d {
			return nil, refuse(http.StatusBadRequest, "Input %q has an impossible shape.", clip(t.Name))
		}
		n *= d
	}
	if n != int64(len(out)) {
		return nil, refuse(http.StatusBadRequest, "Input %q has %d values; its shape says %d.", clip(t.Name), len(out), n)
	}
	return out, nil
}
