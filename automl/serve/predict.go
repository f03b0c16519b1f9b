package serve

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// mostModel is the largest model that is taken over HTTP.
const mostModel = 512 << 20

// isCSV reports whether the body is separated text.
func isCSV(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "text/csv" || kind == "application/csv" || kind == "text/tab-separated-values")
}

// headless reports whether the separated text has no line of names (RFC 4180): its cells are
// then in the order of the model's columns, as SageMaker's batches are.
func headless(r *http.Request) bool {
	_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && strings.EqualFold(parameters["header"], "absent")
}

// headLine is the line of names that a body lacks.
func (m *served) headLine(r *http.Request) []byte {
	between := ","
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "text/tab-separated-values" {
		between = "\t"
	}
	cells := make([]string, len(m.names))
	for i, name := range m.names {
		cells[i] = csvCell(name)
	}
	return []byte(strings.Join(cells, between) + "\n")
}

// wantsCSV reports whether the client asks for separated text, or says nothing and sent it.
func wantsCSV(r *http.Request, sent bool) bool {
	accept := r.Header.Get("Accept")
	if strings.Contains(accept, "json") {
		return false
	}
	return strings.Contains(accept, "text/csv") || sent
}

func lax(r *http.Request) bool { return r.URL.Query().Get("unknown") == "ignore" }

// predict answers our own form: an object for one row, a list for several, or CSV.
func (s *Server) predict(w http.ResponseWriter, r *http.Request) error {
	return s.exchange(w, r, (*served).rows, isCSV(r), (*served).answer)
}

// exchange answers a body of rows, which read reads where it is JSON, saying whether it is a
// single row. Back says that the answer is CSV unless something else is asked for; else each
// row is spelt by spell.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, read func(m *served, raw []byte, lax bool) (*predict.Batch, bool, error), back bool, spell func(m *served, dst []byte, b *predict.Batch, i int) []byte) error {
	m, err := s.find(r.PathValue("name"))
	if err != nil {
		return err
	}
	raw, err := body(r)
	if err != nil {
		return err
	}
	defer putBody(raw)
	b, one, err := m.take(r, raw.Bytes(), read)
	if err != nil {
		return err
	}
	defer b.Done()
	if err := s.answerRows(b); err != nil {
		return err
	}
	if wantsCSV(r, back) {
		return writeCSV(w, r, b)
	}
	s.write(w, b, one, func(dst []byte, b *predict.Batch, i int) []byte { return spell(m, dst, b, i) })
	return nil
}

// take reads a body: separated text, or JSON as read does.
func (m *served) take(r *http.Request, raw []byte, read func(m *served, raw []byte, lax bool) (*predict.Batch, bool, error)) (*predict.Batch, bool, error) {
	if isCSV(r) {
		if headless(r) {
			raw = append(m.headLine(r), raw...)
		}
		b, _, err := m.scorer.ReadCSV(r.Context(), raw)
		var e *automl.Error
		if errors.Is(err, predict.ErrNoColumn) && errors.As(err, &e) && !headless(r) {
			e.Hint += " Where the first line holds no names, say so: Content-Type: text/csv; header=absent."
		}
		return b, false, err
	}
	return read(m, raw, r.URL.RawQuery != "" && lax(r))
}

// rows reads a body in our own form.
func (m *served) rows(raw []byte, lax bool) (*predict.Batch, bool, error) {
	if err := sound(raw); err != nil {
		return nil, false, err
	}
	b, err := m.scorer.Batch()
	if err != nil {
		return nil, false, err
	}
	p := newRowReader(m, b, raw, lax)
	defer p.done()
	one, err := p.all(false)
	if err != nil {
		b.Done()
		return nil, false, err
	}
	return b, one, nil
}

// answerRows evaluates the batch and counts its rows.
func (s *Server) answerRows(b *predict.Batch) error {
	if err := b.Answer(); err != nil {
		return &refusal{http.StatusInternalServerError, wrapped(err)}
	}
	s.metrics.rows.Add(int64(b.Rows()))
	return nil
}

// wrapped is err for a person.
func wrapped(err error) *automl.Error {
	var e *automl.Error
	if errors.As(err, &e) {
		return e
	}
	return automl.Errorf("serve", automl.Internal, "Something went wrong that should not have: %w.", err)
}

func writeCSV(w http.ResponseWriter, r *http.Request, b *predict.Batch) error {
	buf := bodies.Get().(*bytes.Buffer)
	defer putBody(buf)
	if err := b.WriteCSV(r.Context(), buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	_, _ = w.Write(buf.Bytes()) // Why: a client that left hears nothing
	return nil
}

// putModel takes a model file and lets it answer under a name, for those with an admin key.
func (s *Server) putModel(w http.ResponseWriter, r *http.Request) error {
	if !s.admins.has(keyOf(r)) {
		return refuse(http.StatusForbidden, "To exchange a model needs an admin key.")
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	model, err := modelfile.Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	if err := predict.Verify(r.Context(), model); err != nil {
		return err
	}
	name := r.PathValue("name")
	if err := s.Put(Named{Name: name, Model: model}); err != nil {
		return err
	}
	m, err := s.find(name)
	if err != nil {
		return err
	}
	return writeJSON(w, m.described())
}

// limit is the size that a request may have.
func (s *Server) limit(r *http.Request) int64 {
	name, ok := strings.CutPrefix(r.URL.Path, "/models/")
	if ok && r.Method == http.MethodPost && !strings.Contains(name, "/") && s.admins.has(keyOf(r)) {
		return mostModel
	}
	return s.options.MaxBody
}

// patience gives the large body of a model time to arrive.
func (s *Server) patience(w http.ResponseWriter, limit int64) {
	if limit > s.options.MaxBody {
		c := http.NewResponseController(w)
		_ = c.SetReadDeadline(time.Now().Add(10 * s.options.Timeout)) // Why: where there is no deadline none need be moved
		_ = c.SetWriteDeadline(time.Now().Add(12 * s.options.Timeout))
	}
}
