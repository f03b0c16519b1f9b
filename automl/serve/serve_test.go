package serve

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/modelfile/modeltest"
	"winnow/automl/predict"
)

func server(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := NewServer([]Named{{Name: "shop", Model: modeltest.Shop(1)}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// call asks and returns the status and the answer.
func call(h http.Handler, method, path, kind, body string, head ...string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func chance(t *testing.T, raw string, path ...any) float64 {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	f, ok := v.(float64)
	if !ok {
		t.Fatalf("%v at %v in %s", v, path, raw)
	}
	return f
}

// TestProtocolsAgree asks for the same two rows in every form.
func TestProtocolsAgree(t *testing.T) {
	s := server(t, Options{})
	s.options.predictRoute = "/vertex/predict"
	s.handler = s.guarded(s.routes())
	const rows = `[{"price":3,"colour":"blue","ready":true},{"price":"0.5","colour":"red","ready":"no","note":null}]`
	const positional = `[[3,"blue",true,"x"],[0.5,"red",false,null]]`
	const columns = `{"price":[3,0.5],"colour":["blue","red"]}`
	flat := []any{"predictions", 0, "probability_yes"}
	for _, c := range []struct {
		name, path, body string
		at               []any
	}{
		{"list", "/predict", rows, []any{"predictions", 0, "probabilities", "yes"}},
		{"by name", "/models/shop/predict", rows, []any{"predictions", 0, "probabilities", "yes"}},
		{"split", "/invocations", `{"dataframe_split":{"columns":["price","colour"],"index":[0,1],"data":[[3,"blue"],[0.5,"red"]]}}`, flat},
		{"records", "/invocations", `{"dataframe_records":` + rows + `,"params":{}}`, flat},
		{"instances", "/invocations", `{"instances":` + positional + `}`, flat},
		{"inputs", "/invocations", `{"inputs":` + columns + `}`, flat},
		{"v1", "/v1/models/shop:predict", `{"instances":` + rows + `}`, flat},
		{"vertex", "/vertex/predict", `{"instances":` + positional + `}`, flat},
		{"v2", "/v2/models/shop/infer", `{"id":"a","inputs":[{"name":"price","shape":[2],"datatype":"FP64","data":[3,0.5]},{"name":"colour","shape":[2,1],"datatype":"BYTES","data":[["blue"],["red"]]}],"outputs":[{"name":"probability_yes"}]}`, []any{"outputs", 0, "data", 0}},
	} {
		status, got := call(s, "POST", c.path, "application/json", c.body)
		if status != 200 {
			t.Errorf("%s: %d %s", c.name, status, got)
			continue
		}
		for i, want := range []float64{modeltest.Chance(3, 1, 1), modeltest.Chance(0.5, 0, 1)} {
			at := append([]any{}, c.at...)
			for k, p := range at {
				if p == 0 && (at[k-1] == "predictions" || at[k-1] == "data") {
					at[k] = i
				}
			}
			if v := chance(t, got, at...); math.Abs(v-want) > 1e-15 {
				t.Errorf("%s: row %d: %v, want %v", c.name, i, v, want)
			}
		}
	}
}

// TestCSVIsPredict holds CSV against what the command predict writes for the same file.
func TestCSVIsPredict(t *testing.T) {
	const text = "price,colour,ready,note\n3,blue,yes,hello\n0.5,red,,\n20,green,no,\n,blue,1,x\n"
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := predict.Run(context.Background(), modeltest.Shop(1), nil, automl.PredictRequest{Data: in, Out: out}); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	s := server(t, Options{})
	if status, got := call(s, "POST", "/predict", "text/csv", text); status != 200 || got != string(want) {
		t.Errorf("%d\n%s\nwant\n%s", status, got, want)
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for k, c := range r {
			row[records[0][k]] = c
		}
		list = append(list, row)
	}
	raw, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if status, got := call(s, "POST", "/predict", "application/json", string(raw), "Accept", "text/csv"); status != 200 || got != string(want) {
		t.Errorf("as JSON: %d\n%s\nwant\n%s", status, got, want)
	}
	bare := strings.TrimPrefix(text, "price,colour,ready,note\n")
	for kind, body := range map[string]string{"text/csv; header=absent": bare, "text/tab-separated-values; header=absent": strings.ReplaceAll(bare, ",", "\t")} {
		if status, got := call(s, "POST", "/invocations", kind, body, "Accept", "text/csv"); status != 200 || got != string(want) {
			t.Errorf("%s: %d\n%s\nwant\n%s", kind, status, got, want)
		}
	}
	if status, got := call(s, "POST", "/invocations", "text/csv; header=absent", "3,blue\n"); status != 400 {
		t.Errorf("two cells of four: %d %s", status, got)
	}
	if status, got := call(s, "POST", "/invocations", "text/csv", bare); status != 400 || !strings.Contains(got, "header=absent") {
		t.Errorf("without names, unsaid: %d %s", status, got)
	}
}

// TestNaNIsMissing holds what Python's clients send against null, outside texts alone.
func TestNaNIsMissing(t *testing.T) {
	for in, want := range map[string]string{
		`[NaN, "NaN", "\"NaN", "\\", NaN]`: `[null, "NaN", "\"NaN", "\\", null]`, `{"NaN":NaN}`: `{"NaN":null}`, `"\`: `"\`, `NaN`: `null`,
	} {
		if got := string(nulled([]byte(in))); got != want {
			t.Errorf("%s becomes %s", in, got)
		}
	}
	s := server(t, Options{})
	_, want := call(s, "POST", "/predict", "application/json", `{"price":null,"colour":"blue"}`)
	if status, got := call(s, "POST", "/predict", "application/json", `{"price":NaN,"colour":"blue"}`); status != 200 || got != want {
		t.Errorf("%d %s, with null %s", status, got, want)
	}
	if status, _ := call(s, "POST", "/v2/models/shop/infer", "application/json", `{"inputs":[{"name":"price","shape":[1],"datatype":"FP64","data":[NaN]}]}`); status != 200 {
		t.Errorf("as a tensor: %d", status)
	}
}

func TestSingle(t *testing.T) {
	s := server(t, Options{})
	status, got := call(s, "POST", "/predict", "application/json", `{"price":20,"colour":"green"}`)
	if status != 200 || !strings.Contains(got, `"prediction":"yes"`) || !strings.Contains(got, `"set":["yes"]`) || !strings.Contains(got, "price is 20, in training 0 to 10") {
		t.Errorf("%d %s", status, got)
	}
	if c := s.Counts(); c.Requests != 1 || c.Rows != 1 || c.Failed != 0 {
		t.Errorf("%+v", c)
	}
}

func TestRefusals(t *testing.T) {
	s := server(t, Options{MaxBody: 2000})
	for _, c := range []struct {
		path, kind, body string
		status           int
		say              string
	}{
		{"/predict", "", `{"prise":3}`, 422, `Did you mean \"price\"?`},
		{"/predict", "", `{"colour":"red"}`, 422, `lacks the column \"price\"`},
		{"/predict", "", `{"price":"cheap"}`, 422, `\"cheap\" in column \"price\" is no number`},
		{"/predict", "", `{"price":true}`, 422, `true in column`},
		{"/predict", "", `{"price":[1]}`, 422, `holds a list`},
		{"/predict", "", `{"price":1`, 400, "ends too early"},
		{"/predict", "", ``, 400, "ends too early"},
		{"/predict", "", `{"price":1} {}`, 400, "goes on"},
		{"/predict", "", `[{"price":1}, 3]`, 422, "Row 2 is no object"},
		{"/predict", "", `{"price":1e999}`, 422, "is no number"},
		{"/predict", "", `"` + strings.Repeat("x", 3000) + `"`, 413, "too large"},
		{"/predict", "text/csv", "a,b\n1,2\n", 422, "none of the"},
		{"/predict", "text/csv", "", 422, "holds no rows"},
		{"/models/shup/predict", "", `{}`, 404, `Did you mean \"shop\"?`},
		{"/nothing", "", ``, 404, "nothing at"},
		{"/explain", "", `[` + strings.Repeat(`{"price":1},`, 100) + `{"price":1}]`, 422, "too many to explain"},
		{"/models/shop", "", `x`, 405, "does not take POST"},
		{"/health", "", ``, 405, "It takes GET and HEAD"},
		{"/v1/models/shop", "", ``, 405, "It takes GET and HEAD"},
		{"/invocations", "", `{"instances":[],"inputs":[]}`, 400, "BAD_REQUEST"},
		{"/invocations", "", `{"dataframe_split":{"columns":["price"],"data":[[1,2]]}}`, 400, "does not have 1 values"},
		{"/v1/models/shop:guess", "", `{}`, 404, `"error"`},
		{"/v2/models/shop/infer", "", `{"inputs":[{"name":"price","shape":[9000000000,9000000000,2],"data":[1]}]}`, 400, "impossible shape"},
		{"/v2/models/shop/infer", "", `{"inputs":[{"name":"price","shape":[2],"data":[1]}]}`, 400, "shape says 2"},
		{"/v2/models/shop/versions/9/infer", "", `{}`, 404, "version"},
	} {
		status, got := call(s, "POST", c.path, c.kind, c.body)
		if status != c.status || !strings.Contains(got, c.say) {
			t.Errorf("%s %.60s: %d %s; want %d with %s", c.path, c.body, status, got, c.status, c.say)
		}
	}
	if status, _ := call(s, "POST", "/predict?unknown=ignore", "", `{"price":1,"prise":{"a":[1]}}`); status != 200 {
		t.Errorf("an unknown column to pass over: %d", status)
	}
}

func TestKeysAndRate(t *testing.T) {
	s := server(t, Options{Keys: []string{"secret"}, AdminKeys: []string{"boss"}})
	for _, c := range []struct {
		path, key string
		want      int
	}{{"/models", "", 401}, {"/models", "secrets", 401}, {"/models", "secret", 200}, {"/models", "boss", 200}, {"/healthz", "", 200}, {"/docs", "", 200}, {"/openapi.json", "", 401}} {
		if got, _ := call(s, "GET", c.path, "", "", "Authorization", "Bearer "+c.key); got != c.want {
			t.Errorf("%s with %q: %d, want %d", c.path, c.key, got, c.want)
		}
	}
	if got, _ := call(s, "POST", "/models/shop", "", "", "X-API-Key", "secret"); got != 403 {
		t.Errorf("a client exchanges a model: %d", got)
	}
	l := limiter{rate: 2}
	now := time.Unix(0, 0)
	for i, want := range []bool{true, true, false} {
		if ok, _ := l.allow("a", now); ok != want {
			t.Errorf("request %d: %v", i, ok)
		}
	}
	if ok, _ := l.allow("b", now); !ok {
		t.Error("one client's requests count for another")
	}
	if ok, _ := l.allow("a", now.Add(time.Second)); !ok {
		t.Error("the bucket does not fill again")
	}
	slow := server(t, Options{Rate: 0.001})
	call(slow, "GET", "/models", "", "")
	if got, _ := call(slow, "GET", "/models", "", ""); got != 429 {
		t.Errorf("beyond the rate: %d", got)
	}
}

// TestSwapUnderLoad exchanges a model while it is asked: every answer is that of one of the
// two, and none fails.
func TestSwapUnderLoad(t *testing.T) {
	s := server(t, Options{AdminKeys: []string{"boss"}})
	files := make([][]byte, 2)
	for k := range files {
		var b bytes.Buffer
		if err := modelfile.Write(&b, modeltest.Shop(float64(k+1))); err != nil {
			t.Fatal(err)
		}
		files[k] = b.Bytes()
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				status, got := call(s, "POST", "/predict", "", `{"price":3,"colour":"blue"}`)
				if status != 200 {
					t.Errorf("%d %s", status, got)
					return
				}
				if v := chance(t, got, "probabilities", "yes"); v != modeltest.Chance(3, 1, 1) && v != modeltest.Chance(3, 1, 2) {
					t.Errorf("%v is the answer of no model", v)
				}
			}
		})
	}
	for k := range 10 {
		if status, got := call(s, "POST", "/models/shop", "", string(files[k%2]), "X-API-Key", "boss"); status != 200 {
			t.Errorf("%d %s", status, got)
		}
	}
	wg.Wait()
	if _, got := call(s, "GET", "/models/shop", "", ""); chance(t, got, "version") != 11 {
		t.Errorf("%s", got)
	}
	if status, _ := call(s, "POST", "/models/shop", "", "no model", "X-API-Key", "boss"); status != 422 {
		t.Errorf("a file that is no model: %d", status)
	}
}

// TestLambda is AWS's side of the runtime interface.
func TestLambda(t *testing.T) {
	events := []string{`{"price":3,"colour":"blue"}`, `{"version":"2.0","rawPath":"/predict","requestContext":{"http":{"method":"POST"}},"body":"{\"price\":0.5}"}`, `{"prise":1}`}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var answers []string
	next := 0
	aws := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if next == len(events) {
				cancel()
				return
			}
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "id"+strconv.Itoa(next))
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			fmt.Fprint(w, events[next])
			next++
			return
		}
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		answers = append(answers, r.URL.Path+" "+string(raw))
	}))
	defer aws.Close()
	env := map[string]string{"AWS_LAMBDA_RUNTIME_API": strings.TrimPrefix(aws.URL, "http://")}
	o := FromEnvironment(Options{}, func(k string) string { return env[k] })
	if err := Run(ctx, []Named{{Name: "shop", Model: modeltest.Shop(1)}}, o); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`/id0/response {"prediction":"yes"`, `/id1/response {"statusCode":200`, `/id2/error {"errorMessage"`} {
		if i >= len(answers) || !strings.Contains(answers[i], want) {
			t.Errorf("answer %d: %v, want %s", i, answers, want)
		}
	}
}

func TestAzure(t *testing.T) {
	s := server(t, Options{azure: true})
	h := s.platform(s)
	status, got := call(h, "POST", "/score", "", `{"Data":{"req":{"Url":"http://localhost/api/predict","Method":"POST","Headers":{},"Body":"{\"price\":3}"}},"Metadata":{}}`, "X-Azure-Functions-InvocationId", "1")
	if status != 200 || chance(t, got, "Outputs", "res", "statusCode") != 200 {
		t.Errorf("%d %s", status, got)
	}
	if status, got = call(h, "POST", "/api/predict", "", `{"price":3}`, "X-Azure-Functions-InvocationId", "1"); status != 200 {
		t.Errorf("passed on: %d %s", status, got)
	}
}

func TestEnvironment(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		addr string
	}{
		{map[string]string{"PORT": "9"}, "0.0.0.0:9"}, {map[string]string{"PORT": "9", "AIP_HTTP_PORT": "7"}, "0.0.0.0:7"}, {nil, ""},
		{map[string]string{"FUNCTIONS_CUSTOMHANDLER_PORT": "5"}, "0.0.0.0:5"},
	} {
		if o := FromEnvironment(Options{}, func(k string) string { return c.env[k] }); o.Addr != c.addr {
			t.Errorf("%v: %q, want %q", c.env, o.Addr, c.addr)
		}
	}
}
