package serve

import (
	"encoding/json"
	"net/http"
	"runtime"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/predict"
)

// mostExplained is how many rows one request may ask about: to share an answer out costs many
// times the answer.
const mostExplained = 100

// backgroundRows is how many made-up rows answers are compared with at most. Trees and samples
// look at fewer.
const backgroundRows = 1000

// explanations are Shapley values (Shapley 1953; Lundberg and Lee 2017) of some rows.
type explanations struct {
	Target string               `json:"target"`
	Scale  automl.ExplainScale  `json:"scale"`
	Method automl.ExplainMethod `json:"method"`
	Exact  bool                 `json:"exact"` // not sampled
	Rows   []explained          `json:"explanations"`
}

// explained is how the answer for a row comes about.
type explained struct {
	Answer json.RawMessage `json:"answer"` // as /predict gives it
	// Shares are by class, of two classes for the second alone, or by the target's name.
	Shares map[string]share `json:"shares"`
}

// share is how one output comes about: base and columns add up to sum, on the scale.
type share struct {
	Base    *float64            `json:"base"`
	Columns map[string]*float64 `json:"columns"`
	Sum     *float64            `json:"sum"`
}

// explain says why the model answers as it does for each row.
func (s *Server) explain(w http.ResponseWriter, r *http.Request) error {
	m, err := s.find(r.PathValue("name"))
	if err != nil {
		return err
	}
	raw, err := body(r)
	if err != nil {
		return err
	}
	defer putBody(raw)
	b, _, err := m.take(r, raw.Bytes(), (*served).rows)
	if err != nil {
		return err
	}
	defer b.Done()
	if n := b.Rows(); n > mostExplained {
		return refuse(http.StatusUnprocessableEntity, "%d rows are too many to explain in one request.", n).hint("At most %d are; send them in parts.", mostExplained)
	}
	if err := s.answerRows(b); err != nil {
		return err
	}
	rows := make([]int32, b.Rows())
	for i := range rows {
		rows[i] = int32(i)
	}
	o := explain.ShapleyOptions{Task: m.model.Schema.Task, Method: automl.ExplainAuto, Workers: runtime.GOMAXPROCS(0)}
	shares, err := explain.Shapley(r.Context(), m.model.Graph, b.Frame(), rows, m.back(), o)
	if err != nil {
		return err
	}
	return writeJSON(w, m.explanations(b, shares))
}

func (m *served) explanations(b *predict.Batch, s *explain.Shares) explanations {
	sc := &m.model.Schema
	out := explanations{Target: sc.Target, Scale: s.Scale, Method: s.Method, Exact: s.Exact, Rows: []explained{}}
	names := m.explainedOutputs()
	for i := range b.Rows() {
		e := explained{Answer: m.answer(nil, b, i), Shares: map[string]share{}}
		for k, name := range names {
			at := i*s.Outputs + k
			one := share{Base: finite(s.Base[k]), Sum: finite(s.Margin[at]), Columns: map[string]*float64{}}
			for c, column := range m.names {
				one.Columns[column] = finite(s.Values[at*s.Columns+c])
			}
			e.Shares[name] = one
		}
		out.Rows = append(out.Rows, e)
	}
	return out
}

// explainedOutputs names what is explained: the classes, of two the second, or the target.
func (m *served) explainedOutputs() []string {
	switch sc := &m.model.Schema; sc.Task {
	case automl.Binary:
		return sc.Classes[len(sc.Classes)-1:]
	case automl.Multiclass:
		return sc.Classes
	default:
		return []string{sc.Target}
	}
}
