package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"winnow/automl"
)

// answerRecorder keeps an answer in memory.
type answerRecorder struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

func (a *answerRecorder) Header() http.Header { return a.head }

func (a *answerRecorder) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answerRecorder) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// asked is a request that came in another request.
type asked struct {
	method, path, query string
	head                map[string]string
	body                []byte
}

func (s *Server) perform(ctx context.Context, a asked) *answerRecorder {
	if !strings.HasPrefix(a.path, "/") {
		a.path = "/" + a.path
	}
	r := (&http.Request{
		Method: strings.ToUpper(a.method), URL: &url.URL{Path: a.path, RawQuery: a.query}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), RemoteAddr: "event",
	}).WithContext(ctx)
	for k, v := range a.head {
		r.Header.Set(k, v)
	}
	out := &answerRecorder{head: http.Header{}}
	s.ServeHTTP(out, r)
	return out
}

// gatewayEvent is what a function's address, or an API gateway in either of its formats,
// sends.
type gatewayEvent struct {
	RawPath        string            `json:"rawPath"`
	RawQuery       string            `json:"rawQueryString"`
	Method         string            `json:"httpMethod"`
	Path           string            `json:"path"`
	Headers        map[string]string `json:"headers"`
	Query          map[string]string `json:"queryStringParameters"`
	Body           string            `json:"body"`
	Base64         bool              `json:"isBase64Encoded"`
	RequestContext struct {
		HTTP struct {
			Method string `json:"method"`
		} `json:"http"`
	} `json:"requestContext"`
}

type gatewayAnswer struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Base64  bool              `json:"isBase64Encoded"`
}

// event answers one event of Lambda: an HTTP request, or rows as /predict takes them.
func (s *Server) event(ctx context.Context, raw []byte) ([]byte, error) {
	var e gatewayEvent
	if err := json.Unmarshal(raw, &e); err != nil || e.RequestContext.HTTP.Method == "" && e.Method == "" {
		a := s.perform(ctx, asked{method: http.MethodPost, path: "/predict", body: raw, head: map[string]string{"Content-Type": "application/json"}})
		if a.status >= 400 {
			return nil, automl.Errorf("serve", automl.BadData, "%s", strings.TrimSpace(a.body.String()))
		}
		return a.body.Bytes(), nil
	}
	a := asked{method: e.RequestContext.HTTP.Method, path: e.RawPath, query: e.RawQuery, head: e.Headers, body: []byte(e.Body)}
	if e.Method != "" {
		q := url.Values{}
		for k, v := range e.Query {
			q.Set(k, v)
		}
		a.method, a.path, a.query = e.Method, e.Path, q.Encode()
	}
	if e.Base64 {
		plain, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, automl.Errorf("serve", automl.BadData, "The body is not base64.")
		}
		a.body = plain
	}
	got := s.perform(ctx, a)
	out := gatewayAnswer{Status: got.status, Headers: map[string]string{}, Body: got.body.String()}
	for k := range got.head {
		out.Headers[k] = got.head.Get(k)
	}
	return json.Marshal(out)
}

// lambda takes events from AWS Lambda's runtime interface (version 2018-06-01), one after
// another, until ctx ends.
func (s *Server) lambda(ctx context.Context, host string) error {
	base := "http://" + host + "/2018-06-01/runtime/invocation/"
	client := &http.Client{} // Why: the next event may be hours away
	for ctx.Err() == nil {
		id, raw, deadline, err := nextEvent(ctx, client, base)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return automl.Errorf("serve", automl.Internal, "The next event could not be had: %w.", err)
		}
		within, cancel := context.WithDeadline(ctx, deadline)
		out, err := s.event(within, raw)
		cancel()
		where := id + "/response"
		if err != nil {
			where = id + "/error"
			if out, err = eventError(err); err != nil {
				return err
			}
		}
		if err := post(ctx, client, base+where, out); err != nil && ctx.Err() == nil {
			return automl.Errorf("serve", automl.Internal, "The answer could not be given: %w.", err)
		}
	}
	return nil //nolint:nilerr // an end that was asked for is no error
}

// eventError is what Lambda is told of an event that has no answer.
func eventError(cause error) ([]byte, error) {
	msg, hint := told(cause)
	return json.Marshal(map[string]string{"errorType": "BadRequest", "errorMessage": joined(msg, hint)})
}

// usualEvent is how long an event may take that does not say.
const usualEvent = time.Minute

func nextEvent(ctx context.Context, client *http.Client, base string) (id string, raw []byte, deadline time.Time, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"next", nil)
	if err != nil {
		return "", nil, deadline, err
	}
	res, err := client.Do(req)
	if err != nil {
		return "", nil, deadline, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", nil, deadline, automl.Errorf("serve", automl.Internal, "status %d", res.StatusCode)
	}
	raw, err = io.ReadAll(res.Body)
	deadline = time.Now().Add(usualEvent)
	ms := json.Number(res.Header.Get("Lambda-Runtime-Deadline-Ms"))
	if n, bad := ms.Int64(); bad == nil {
		deadline = time.UnixMilli(n)
	}
	return url.PathEscape(res.Header.Get("Lambda-Runtime-Aws-Request-Id")), raw, deadline, err
}

func post(ctx context.Context, client *http.Client, to string, raw []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	res.Body.Close()
	return err
}

// platform fits the handler into the service that it runs in.
func (s *Server) platform(next http.Handler) http.Handler {
	if !s.options.azure {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/api/"); ok { // the request as it came
			own := r.Clone(r.Context())
			own.URL.Path, own.URL.RawPath = "/"+rest, ""
			r = own
		}
		if r.Method != http.MethodPost || r.Header.Get("X-Azure-Functions-InvocationId") == "" {
			next.ServeHTTP(w, r)
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*s.options.MaxBody))
		if err != nil {
			s.fail(w, r, err, problem)
			return
		}
		if a, ok := azureRequest(raw); ok {
			s.azure(w, r, a)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		next.ServeHTTP(w, r)
	})
}

// azureRequest finds the request in what Azure Functions sends a custom handler; false when
// the request was passed on as it came.
func azureRequest(raw []byte) (asked, bool) {
	var sent struct {
		Data map[string]struct {
			URL     string              `json:"Url"`
			Method  string              `json:"Method"`
			Headers map[string][]string `json:"Headers"`
			Body    string              `json:"Body"`
		} `json:"Data"`
		Metadata json.RawMessage `json:"Metadata"`
	}
	if json.Unmarshal(raw, &sent) != nil || len(sent.Data) != 1 || sent.Metadata == nil {
		return asked{}, false
	}
	for _, d := range sent.Data {
		if d.Method == "" {
			return asked{}, false
		}
		a := asked{method: d.Method, path: "/predict", body: []byte(d.Body), head: map[string]string{}}
		if u, err := url.Parse(d.URL); err == nil && u.Path != "" {
			a.path, a.query = strings.TrimPrefix(u.Path, "/api"), u.RawQuery
		}
		for k, v := range d.Headers {
			if len(v) > 0 {
				a.head[k] = v[0]
			}
		}
		return a, true
	}
	return asked{}, false
}

// azure answers in the form of a custom handler, under the output that the templates call
// "res".
func (s *Server) azure(w http.ResponseWriter, r *http.Request, a asked) {
	got := s.perform(r.Context(), a)
	out := gatewayAnswer{Status: got.status, Headers: map[string]string{"Content-Type": got.head.Get("Content-Type")}, Body: got.body.String()}
	if err := writeJSON(w, map[string]any{"Outputs": map[string]any{"res": out}, "Logs": []string{}, "ReturnValue": nil}); err != nil {
		s.fail(w, r, err, problem)
	}
}
