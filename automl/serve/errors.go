package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"

	"winnow/automl"
)

// refusal is an error with its own status.
type refusal struct {
	status int
	err    *automl.Error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(status int, format string, args ...any) *refusal {
	kind := automl.BadUsage
	if status >= 500 {
		kind = automl.Internal
	}
	return &refusal{status, automl.Errorf("serve", kind, format, args...)}
}

func (r *refusal) hint(format string, args ...any) *refusal {
	r.err = r.err.WithHint(format, args...)
	return r
}

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	var r *refusal
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &r):
		return r.status
	case errors.As(err, &big):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	}
	switch automl.KindOf(err) {
	case automl.BadUsage:
		return http.StatusBadRequest
	case automl.BadData, automl.BadModel:
		return http.StatusUnprocessableEntity
	case automl.NotFound:
		return http.StatusNotFound
	case automl.NoResource, automl.Stopped:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// told is what a client hears of an error: nothing of the machine's inside.
func told(err error) (msg, hint string) {
	var e *automl.Error
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return "The body of the request is too large.", "Send fewer rows at a time."
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "The body of the request did not come in time.", ""
	case errors.As(err, &e):
		return e.Msg, e.Hint
	}
	return "Something went wrong that should not have.", ""
}

// failer writes an error in the form of a protocol.
type failer func(w http.ResponseWriter, status int, msg, hint string)

// problem is the form of RFC 9457.
func problem(w http.ResponseWriter, status int, msg, hint string) {
	writeError(w, status, "application/problem+json", struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
		Hint   string `json:"hint,omitempty"`
	}{"about:blank", http.StatusText(status), status, msg, hint})
}

// mlflowError is the form of MLflow.
func mlflowError(w http.ResponseWriter, status int, msg, hint string) {
	code := "BAD_REQUEST"
	if status >= 500 {
		code = "INTERNAL_ERROR"
	} else if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	writeError(w, status, "application/json", map[string]string{"error_code": code, "message": joined(msg, hint)})
}

// tellError is the form of KServe.
func tellError(w http.ResponseWriter, status int, msg, hint string) {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	writeError(w, status, "application/json", map[string]string{"error": joined(msg, hint)})
}

func joined(msg, hint string) string {
	if hint == "" {
		return msg
	}
	return msg + " " + hint
}

func writeError(w http.ResponseWriter, status int, kind string, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		raw = []byte("{}")
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(append(raw, '\n')) // Why: a client that left hears nothing
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error, form failer) {
	status := statusOf(err)
	if status >= 500 {
		s.options.Log.Printf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	msg, hint := told(err)
	form(w, status, msg, hint)
}

func writeJSON(w http.ResponseWriter, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(raw, '\n')) // Why: a client that left hears nothing
	return nil
}

// lost answers addresses that there are none of, and methods that an address does not take.
func lost(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) error {
	var takes []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := mux.Handler(other); pattern != "/" && pattern != "" {
			takes = append(takes, method)
		}
	}
	if len(takes) > 0 {
		return notTaken(w, r, takes...)
	}
	return refuse(http.StatusNotFound, "There is nothing at %s %s.", r.Method, r.URL.Path).hint("GET /docs says what there is.")
}

// notTaken refuses a method where only others are taken.
func notTaken(w http.ResponseWriter, r *http.Request, takes ...string) *refusal {
	w.Header().Set("Allow", strings.Join(takes, ", "))
	return refuse(http.StatusMethodNotAllowed, "%s does not take %s.", r.URL.Path, r.Method).hint("It takes %s.", strings.Join(takes, " and "))
}

// sound says what is wrong with a text that should be one value of JSON; nil when it is.
func sound(raw []byte) error {
	if json.Valid(raw) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	var any json.RawMessage
	if err := d.Decode(&any); err != nil {
		return notJSON(err)
	}
	return refuse(http.StatusBadRequest, "The body goes on after its JSON value.")
}

// notJSON tells of a text that cannot be read.
func notJSON(err error) error {
	var s *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "The body is not JSON: it ends too early.")
	case errors.As(err, &s):
		return refuse(http.StatusBadRequest, "The body is not JSON: %v (byte %d).", s, s.Offset)
	}
	return refuse(http.StatusBadRequest, "The body is not JSON: %v.", err)
}
