package service

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// linear saves a model of y = slope x + 1 and returns its path.
func linear(t *testing.T, slope float64) string {
	t.Helper()
	m := &automl.Model{
		Version: modelfile.Version, AppVersion: "test", Name: "Tiny",
		Schema: automl.Schema{Target: "y", Task: automl.Regression,
			Columns: []automl.SchemaColumn{{Field: table.Field{Name: "x", Kind: table.Number}, Min: 0, Max: 10, Weight: 1}}},
		Graph:    graph.Apply(&graph.Linear{Weights: []float64{slope}, Bias: []float64{1}}, graph.Apply(&graph.Input{})),
		Sample:   [][]string{{"x"}, {"4"}},
		Expected: []float64{4*slope + 1},
	}
	path := filepath.Join(t.TempDir(), "tiny.winnow")
	if err := modelfile.Save(path, m); err != nil {
		t.Fatal(err)
	}
	return path
}

func post(t *testing.T, at, key, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/predict", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

// TestServing serves a model to this computer, puts another in its place, and stops.
func TestServing(t *testing.T) {
	s := New(catalog.All(), Options{})
	if s.Served() != nil || s.StopServing(t.Context()) != nil {
		t.Error("something is served before anything was asked for")
	}
	v, err := s.Serve(t.Context(), automl.ServeRequest{Model: linear(t, 2), Name: "two times"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(v.Address, "http://127.0.0.1:") || v.Key != "" || v.Model != "two-times" || v.Sample != `{"x": 4}` {
		t.Errorf("%+v", v)
	}
	if status, got := post(t, v.Address, "", v.Sample); status != 200 || !strings.Contains(got, `"prediction":9`) {
		t.Errorf("%d %s", status, got)
	}
	post(t, v.Address, "", `{"z":1}`)
	n := s.Served()
	sum := 0
	for _, k := range n.Minute {
		sum += k
	}
	if n.Requests != 2 || n.Failed != 1 || n.Rows != 1 || sum != 2 || n.P50 <= 0 || n.P99 < n.P50 {
		t.Errorf("%+v", n)
	}
	again, err := s.Serve(t.Context(), automl.ServeRequest{Model: linear(t, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if again.Address != v.Address || again.Requests != 2 {
		t.Errorf("another server: %+v", again)
	}
	if _, got := post(t, v.Address, "", v.Sample); !strings.Contains(got, `"prediction":13`) {
		t.Errorf("the model that took the place does not answer: %s", got)
	}
	if err := s.StopServing(t.Context()); err != nil || s.Served() != nil {
		t.Errorf("%v", err)
	}
	if res, err := http.Get(v.Address + "/health"); err == nil {
		res.Body.Close()
		t.Error("it still answers")
	}
}

// TestServingOthers asks for a key, and says why it cannot listen.
func TestServingOthers(t *testing.T) {
	s := New(catalog.All(), Options{})
	v, err := s.Serve(t.Context(), automl.ServeRequest{Model: linear(t, 2), Others: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.StopServing(t.Context())
	_, port, _ := strings.Cut(strings.TrimPrefix(v.Address, "http://"), ":")
	at := "http://127.0.0.1:" + port
	if status, _ := post(t, at, "", `{"x":4}`); status != 401 {
		t.Errorf("without a key: %d", status)
	}
	if status, got := post(t, at, v.Key, `{"x":4}`); status != 200 || len(v.Key) < 20 {
		t.Errorf("with the key %q: %d %s", v.Key, status, got)
	}
	other := New(catalog.All(), Options{})
	var n int
	for _, c := range port {
		n = 10*n + int(c-'0')
	}
	if _, err := other.Serve(t.Context(), automl.ServeRequest{Model: linear(t, 2), Others: true, Port: n}); automl.KindOf(err) != automl.BadUsage || other.Served() != nil {
		t.Errorf("a port that is taken: %v", err)
	}
	if _, err := other.Serve(t.Context(), automl.ServeRequest{Model: "nowhere.winnow"}); err == nil {
		t.Error("a model that is not there is served")
	}
}
