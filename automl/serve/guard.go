package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// keyring holds the sums of keys: of equal length, so that comparing them takes equally
// long whatever is asked.
type keyring [][sha256.Size]byte

func newKeyring(keys []string) keyring {
	var out keyring
	for _, k := range keys {
		if k = strings.TrimSpace(k); k != "" {
			out = append(out, sha256.Sum256([]byte(k)))
		}
	}
	return out
}

// has compares with every key, in constant time.
func (k keyring) has(key string) bool {
	if len(k) == 0 {
		return false
	}
	sum := sha256.Sum256([]byte(key))
	found := 0
	for i := range k {
		found |= subtle.ConstantTimeCompare(sum[:], k[i][:])
	}
	return found == 1
}

// keyOf is the key that a request carries.
func keyOf(r *http.Request) string {
	if k := r.Header.Get("X-API-Key"); k != "" {
		return k
	}
	if kind, k, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(kind, "bearer") {
		return strings.TrimSpace(k)
	}
	return ""
}

// limiter gives each client a bucket that fills at the rate and holds the requests of a
// second, at least one.
type limiter struct {
	rate    float64
	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// mostClients bounds the memory of a limiter.
const mostClients = 10_000

// allow takes one request of the client; when there is none left it says how long to wait.
func (l *limiter) allow(client string, now time.Time) (bool, time.Duration) {
	if l.rate <= 0 {
		return true, 0
	}
	burst := max(1, l.rate)
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[client]
	if !ok {
		if l.buckets == nil {
			l.buckets = map[string]bucket{}
		}
		if len(l.buckets) >= mostClients {
			l.forget(now, burst)
		}
		b = bucket{burst, now}
	}
	b.left = min(burst, b.left+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	ok = b.left >= 1
	if ok {
		b.left--
	}
	l.buckets[client] = b
	return ok, time.Duration((1 - b.left) / l.rate * float64(time.Second))
}

// forget drops clients whose buckets are full again, or all when none is.
func (l *limiter) forget(now time.Time, burst float64) {
	for k, b := range l.buckets {
		if b.left+now.Sub(b.at).Seconds()*l.rate >= burst {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) >= mostClients {
		clear(l.buckets)
	}
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets deadlines reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// The values of headers that every answer has, made once.
var (
	nosniff, noStore = []string{"nosniff"}, []string{"no-store"}
	jsonType         = []string{"application/json"}
)

// guarded looks at key, rate and size before a request is answered, measures it, and turns
// a panic into an answer.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(raw http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		w := &recorder{ResponseWriter: raw}
		s.metrics.running.Add(1)
		defer func() {
			if p := recover(); p != nil {
				s.options.Log.Printf("%s %s: panic: %v\n%s", r.Method, r.URL.Path, p, debug.Stack())
				if w.status == 0 {
					problem(w, http.StatusInternalServerError, "Something went wrong that should not have.", "")
				}
			}
			s.metrics.running.Add(-1)
			s.metrics.done(w.status, begun)
		}()
		h := w.Header()
		h["X-Content-Type-Options"], h["Cache-Control"] = nosniff, noStore
		if err := s.admit(w, r, begun); err != nil {
			s.fail(w, r, err, problem)
			return
		}
		limit := s.limit(r)
		s.patience(w, limit)
		if r.ContentLength > limit {
			h.Set("Connection", "close")
			s.fail(w, r, s.tooLarge(), problem)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

func (s *Server) tooLarge() error {
	return refuse(http.StatusRequestEntityTooLarge, "The body of the request is too large.").
		hint("At most %d bytes are taken; send fewer rows at a time.", s.options.MaxBody)
}

func (s *Server) admit(w http.ResponseWriter, r *http.Request, now time.Time) error {
	if open(r.URL.Path, &s.options) {
		return nil
	}
	key, client := keyOf(r), r.RemoteAddr
	if host, _, err := net.SplitHostPort(client); err == nil {
		client = host
	}
	admin := s.admins.has(key)
	known := admin || s.keys.has(key)
	if known {
		client = "key " + key
	}
	if ok, wait := s.limits.allow(client, now); !ok {
		w.Header().Set("Retry-After", fmt.Sprint(1+int(wait.Seconds())))
		return refuse(http.StatusTooManyRequests, "Too many requests.").hint("At most %g a second are answered.", s.options.Rate)
	}
	if len(s.keys) > 0 && !known {
		w.Header().Set("WWW-Authenticate", `Bearer realm="winnow"`)
		return refuse(http.StatusUnauthorized, "The request needs a key.").hint("Send it as \"Authorization: Bearer KEY\" or as \"X-API-Key: KEY\".")
	}
	return nil
}
