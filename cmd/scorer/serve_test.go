package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// twice puts a model of y = 2 x + 1 where the program finds it, in an empty environment.
func twice(t *testing.T) {
	t.Helper()
	m := &automl.Model{
		Version: modelfile.Version, AppVersion: "test", Name: "Tiny",
		Schema: automl.Schema{Target: "y", Task: automl.Regression,
			Columns: []automl.SchemaColumn{{Field: table.Field{Name: "x", Kind: table.Number}, Min: 0, Max: 10, Weight: 1}}},
		Graph:    graph.Apply(&graph.Linear{Weights: []float64{2}, Bias: []float64{1}}, graph.Apply(&graph.Input{})),
		Sample:   [][]string{{"x"}, {"1"}, {"4"}},
		Expected: []float64{3, 9},
	}
	path := filepath.Join(t.TempDir(), "predict-y.winnow")
	if err := modelfile.Save(path, m); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"PORT", "AIP_HTTP_PORT", "FUNCTIONS_CUSTOMHANDLER_PORT", "AWS_LAMBDA_RUNTIME_API", "WINNOW_KEYS"} {
		t.Setenv(name, "")
	}
	t.Setenv("WINNOW_MODEL", path)
}

func TestServeAnswersUntilItIsStopped(t *testing.T) {
	twice(t)
	t.Setenv("WINNOW_KEYS", "sesame")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	says, remarks := io.Pipe()
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0"}, nil, io.Discard, remarks) }()
	line, err := bufio.NewReader(says).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, says)
	_, address, _ := strings.Cut(line, "It answers at ")
	address, _, _ = strings.Cut(address, ";")
	for _, c := range []struct {
		key, path, body string
		want            int
	}{
		{"sesame", "/v1/models/predict-y:predict", `{"instances":[{"x":4}]}`, 200}, {"", "/v1/models/predict-y:predict", `{"instances":[{"x":4}]}`, 401},
		{"sesame", "/explain", `{"x":4}`, 200},
	} {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if c.key != "" {
			req.Header.Set("Authorization", "Bearer "+c.key)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != c.want || c.want == 200 && !strings.Contains(string(b), "9") {
			t.Errorf("%s with the key %q: the answer is %d %s", c.path, c.key, res.StatusCode, b)
		}
	}
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("it ended with %d", status)
	}
}

// TestAFunctionTakesEvents stands in for Lambda, which starts the program without arguments.
func TestAFunctionTakesEvents(t *testing.T) {
	twice(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	events, answers := make(chan string, 1), make(chan string, 1)
	runtime := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/next") {
			select {
			case e := <-events:
				w.Header().Set("Lambda-Runtime-Aws-Request-Id", "one")
				fmt.Fprint(w, e)
			case <-r.Context().Done():
			}
			return
		}
		b, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		answers <- r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:] + " " + string(b)
	}))
	defer runtime.Close()
	t.Setenv("AWS_LAMBDA_RUNTIME_API", strings.TrimPrefix(runtime.URL, "http://"))
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, nil, nil, io.Discard, io.Discard) }()
	for event, want := range map[string]string{`[{"x":"4"}]`: `response {"predictions":[{"prediction":9`, `{"x":1}`: `response {"prediction":3`, `{"nothing":1}`: "error "} {
		events <- event
		if got := <-answers; !strings.HasPrefix(got, want) {
			t.Errorf("%s is answered by %s", event, got)
		}
	}
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("it ended with %d", status)
	}
}

func TestServeRefusesWhatItCannotKeep(t *testing.T) {
	twice(t)
	for _, args := range [][]string{{"serve", "more"}, {"serve", "--no-such"}, {"serve", "--keys", "nowhere.txt"}} {
		var says strings.Builder
		if status := run(t.Context(), args, nil, io.Discard, &says); status == 0 || !strings.Contains(says.String(), "\n  ") {
			t.Errorf("%v ends with %d: %s", args, status, says.String())
		}
	}
}

func TestAnAddressIsSpokenAsTyped(t *testing.T) {
	for address, want := range map[string]string{"127.0.0.1:80": "http://127.0.0.1:80", "[::]:8080": "http://localhost:8080"} {
		if got := spoken(address, false); got != want {
			t.Errorf("%s is spoken %s", address, got)
		}
	}
}
