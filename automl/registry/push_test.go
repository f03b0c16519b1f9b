package registry

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"

	"winnow/automl"
)

// sample is an image of made-up parts.
func sample() Image {
	config, layer := []byte(`{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}`), bytes.Repeat([]byte("layer"), 1000)
	const media = "application/vnd.oci.image.manifest.v1+json"
	about := func(kind string, b []byte) map[string]any {
		return map[string]any{"mediaType": "application/vnd.oci.image." + kind, "digest": digest(b), "size": len(b)}
	}
	m, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": media, "config": about("config.v1+json", config), "layers": []any{about("layer.v1.tar+gzip", layer)}})
	if err != nil {
		panic(err)
	}
	return Image{Manifest: m, Media: media, Parts: [][]byte{config, layer}}
}

// theirs is the registry of go-containerregistry v0.22.1, behind what guard does.
func theirs(t *testing.T, guard func(next http.Handler) http.Handler) string {
	t.Helper()
	h := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	if guard != nil {
		h = guard(h)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// as is the way in with what the environment says and the folder home holds.
func as(t *testing.T, env map[string]string, files map[string]string) Options {
	t.Helper()
	home := t.TempDir()
	for name, text := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Options{Getenv: func(k string) string { return strings.ReplaceAll(env[k], "HOME", home) }, Home: home}
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: %d %s %v", address, res.StatusCode, b, err)
	}
	return b
}

func TestAnotherRegistryTakesTheImage(t *testing.T) {
	sent := 0
	host := theirs(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/blobs/") {
				sent++
			}
			next.ServeHTTP(w, r)
		})
	})
	img := sample()
	for i, tag := range []string{"1", "2"} {
		got, err := Push(t.Context(), host+"/team/model:"+tag, img, as(t, nil, nil))
		if err != nil || got != digest(img.Manifest) {
			t.Fatalf("push %d: %q, %v", i, got, err)
		}
		if sent != len(img.Parts) {
			t.Errorf("%d parts were sent after push %d", sent, i)
		}
		if b := fetch(t, "http://"+host+"/v2/team/model/manifests/"+tag); !bytes.Equal(b, img.Manifest) {
			t.Errorf("the manifest is %s", b)
		}
	}
	for _, part := range img.Parts {
		if b := fetch(t, "http://"+host+"/v2/team/model/blobs/"+digest(part)); !bytes.Equal(b, part) {
			t.Errorf("a part is %d bytes, not %d", len(b), len(part))
		}
	}
}

// basic lets in who knows the password.
func basic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "ann" || password != "se:same" {
			w.Header().Set("Www-Authenticate", `Basic realm="here"`)
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}`)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func encoded(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestLoginsAreFoundWhereOthersKeepThem(t *testing.T) {
	host := theirs(t, basic)
	good := fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, host, encoded("ann:se:same"))
	other := `{"auths":{"elsewhere.example.com":{"auth":"eDp5"}}}`
	for name, o := range map[string]Options{
		"docker":              as(t, nil, map[string]string{".docker/config.json": good}),
		"docker's variable":   as(t, map[string]string{"DOCKER_CONFIG": "HOME/d"}, map[string]string{"d/config.json": good}),
		"the variable itself": as(t, map[string]string{"DOCKER_AUTH_CONFIG": good}, nil),
		"podman":              as(t, map[string]string{"XDG_RUNTIME_DIR": "HOME/run"}, map[string]string{"run/containers/auth.json": good, ".docker/config.json": other}),
		"podman at home":      as(t, nil, map[string]string{".config/containers/auth.json": good}),
		"a file that is said": as(t, map[string]string{"REGISTRY_AUTH_FILE": "HOME/x"}, map[string]string{"x": good}),
		"name and password":   as(t, nil, map[string]string{".docker/config.json": fmt.Sprintf(`{"auths":{"https://%s":{"username":"ann","password":"se:same"}}}`, host)}),
		"the narrowest":       as(t, nil, map[string]string{".docker/config.json": fmt.Sprintf(`{"auths":{%q:{"auth":"eDp5"},%q:{"auth":%q}}}`, host, host+"/team", encoded("ann:se:same"))}),
	} {
		if _, err := Push(t.Context(), host+"/team/model", sample(), o); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHelperIsAsked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the helper is a shell script")
	}
	host := theirs(t, basic)
	bin := t.TempDir()
	script := `#!/bin/sh
read server
case "$1 $server" in
"get ` + host + `") echo '{"ServerURL":"x","Username":"ann","Secret":"se:same"}';;
*) echo "credentials not found in native keychain"; exit 1;;
esac
`
	if err := os.WriteFile(filepath.Join(bin, "docker-credential-box"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for _, config := range []string{`{"credsStore":"box"}`, fmt.Sprintf(`{"credHelpers":{%q:"box"},"credsStore":"none"}`, host)} {
		if _, err := Push(t.Context(), host+"/model", sample(), as(t, nil, map[string]string{".docker/config.json": config})); err != nil {
			t.Errorf("%s: %v", config, err)
		}
	}
	for config, want := range map[string]string{`{"credsStore":"none"}`: "docker-credential-none", fmt.Sprintf(`{"credHelpers":{%q:"../x"}}`, host): "no name of a credential helper", `{`: "no JSON"} {
		if _, err := Push(t.Context(), host+"/model", sample(), as(t, nil, map[string]string{".docker/config.json": config})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", config, err)
		}
	}
	other := theirs(t, nil)
	if _, err := Push(t.Context(), other+"/model", sample(), as(t, nil, map[string]string{".docker/config.json": `{"credsStore":"box"}`})); err != nil {
		t.Errorf("without a login in the store: %v", err)
	}
}

// tokens lets in who has a token, which a service beside it gives to those with a login.
func tokens(t *testing.T, realm *string) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.ParseForm()
			user, password, _ := r.BasicAuth()
			known := user == "ann" && password == "secret" || r.Method == http.MethodPost && r.Form.Get("grant_type") == "refresh_token" && r.Form.Get("refresh_token") == "long"
			if r.Form.Get("scope") != "repository:team/model:pull,push" || r.Form.Get("service") != "the box" {
				t.Errorf("the token is for %v", r.Form)
			}
			if !known {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, map[string]string{"GET": `{"token":"short"}`, "POST": `{"access_token":"short"}`}[r.Method])
		}))
		t.Cleanup(service.Close)
		*realm = service.URL + "/token"
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer short" {
				w.Header().Set("Www-Authenticate", fmt.Sprintf(`Bearer realm=%q,service="the box",scope="other"`, *realm))
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func TestATokenIsFetched(t *testing.T) {
	var realm string
	host := theirs(t, tokens(t, &realm))
	login := func(text string) Options {
		return as(t, map[string]string{"DOCKER_AUTH_CONFIG": fmt.Sprintf(`{"auths":{%q:%s}}`, host, text)}, nil)
	}
	for _, text := range []string{fmt.Sprintf(`{"auth":%q}`, encoded("ann:secret")), `{"identitytoken":"long"}`, `{"registrytoken":"short"}`} {
		if _, err := Push(t.Context(), host+"/team/model:1", sample(), login(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{fmt.Sprintf(`{"auth":%q}`, encoded("ann:wrong")), `{"identitytoken":"wrong"}`, `{"registrytoken":"wrong"}`} {
		if _, err := Push(t.Context(), host+"/team/model:1", sample(), login(text)); err == nil || !strings.Contains(err.Error(), "does not accept the login from the variable DOCKER_AUTH_CONFIG") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, realm = range []string{"http://example.com/token", "", "ftp://127.0.0.1/"} {
		if _, err := Push(t.Context(), host+"/team/model:1", sample(), login(`{"identitytoken":"long"}`)); err == nil || !strings.Contains(err.Error(), "no safe place") {
			t.Errorf("with the realm %q: %v", realm, err)
		}
	}
}

// TestErrorsAreForPeople also holds that no error repeats a password.
func TestErrorsAreForPeople(t *testing.T) {
	answers := func(status int, body string) string {
		return theirs(t, func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(status)
				fmt.Fprint(w, body)
			})
		})
	}
	gone := theirs(t, nil)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent.Close()
	for _, c := range []struct {
		name, want string
		kind       automl.ErrorKind
	}{
		{"team/model:1", "names no registry", automl.BadUsage},
		{"model", "names no registry", automl.BadUsage},
		{gone + "/Team", "is no name of an image", automl.BadUsage},
		{silent.Addr().String() + "/m", "cannot be reached", automl.NoResource},
		{theirs(t, basic) + "/m", "only from those who log in. Log in with", automl.BadUsage},
		{answers(403, "") + "/m", "does not let this login write to m", automl.BadUsage},
		{answers(413, "") + "/m", "too large", automl.NoResource},
		{answers(429, "") + "/m", "too many requests", automl.NoResource},
		{answers(500, "<html>") + "/m", "500 Internal Server Error", automl.NoResource},
		{answers(200, "") + "/m", "answered 200 OK to PUT", automl.NoResource},
		{answers(404, `{"errors":[{"code":"NAME_UNKNOWN"}]}`) + "/m", "NAME_UNKNOWN", automl.NotFound},
	} {
		_, err := Push(t.Context(), c.name, sample(), as(t, nil, nil))
		var e *automl.Error
		if !errors.As(err, &e) || e.Kind != c.kind || e.Hint == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Push(ctx, gone+"/m", sample(), as(t, nil, nil)); automl.KindOf(err) != automl.Stopped {
		t.Errorf("stopped: %v", err)
	}
}

// abroad is a registry that is not on this computer: whatever host is dialled, server answers.
func abroad(server *httptest.Server) *http.Transport {
	out := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	if server.TLS != nil {
		out.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com"}
	}
	return out
}

func TestAbroadAllIsEncrypted(t *testing.T) {
	plain := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	defer plain.Close()
	o := as(t, nil, nil)
	o.Transport = abroad(plain)
	if _, err := Push(t.Context(), "registry.example.com/m:1", sample(), o); err == nil || !strings.Contains(err.Error(), "without encryption") {
		t.Errorf("without encryption: %v", err)
	}
	h := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	store, away, hosts := basic(h), "https://store.example.com", map[string]string{}
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hosts[r.Host] += r.Header.Get("Authorization")
		if r.Host == "store.example.com" {
			h.ServeHTTP(w, r)
			return
		}
		store.ServeHTTP(&sendsTo{w, away}, r)
	}))
	defer secure.Close()
	o = as(t, map[string]string{"DOCKER_AUTH_CONFIG": `{"auths":{"registry.example.com":{"auth":"` + encoded("ann:se:same") + `"}}}`}, nil)
	o.Transport = abroad(secure)
	if _, err := Push(t.Context(), "registry.example.com/m:1", sample(), o); err != nil {
		t.Fatal(err)
	}
	if says, ok := hosts["store.example.com"]; !ok || says != "" {
		t.Errorf("the other host was asked: %v, and heard %q", ok, says)
	}
	away = "http://store.example.com"
	img := sample()
	img.Parts = append(img.Parts, []byte("another"))
	if _, err := Push(t.Context(), "registry.example.com/m:1", img, o); err == nil || !strings.Contains(err.Error(), "does not say where") {
		t.Errorf("sent on without encryption: %v", err)
	}
}

// sendsTo lets parts be sent to another host.
type sendsTo struct {
	http.ResponseWriter
	host string
}

func (s *sendsTo) WriteHeader(status int) {
	if u, err := url.Parse(s.Header().Get("Location")); status == http.StatusAccepted && err == nil {
		s.Header().Set("Location", s.host+u.RequestURI())
	}
	s.ResponseWriter.WriteHeader(status)
}

func TestAnotherImageUnderTheTagIsSeen(t *testing.T) {
	host := theirs(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				fmt.Fprint(w, "{}")
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	if _, err := Push(t.Context(), host+"/m", sample(), as(t, nil, nil)); err == nil || !strings.Contains(err.Error(), "another image") {
		t.Error(err)
	}
}

func TestNames(t *testing.T) {
	for s, want := range map[string]string{
		"docker.io/x":              "docker.io/library/x:latest at registry-1.docker.io",
		"index.docker.io/team/x:2": "docker.io/team/x:2 at registry-1.docker.io",
		"localhost/a":              "localhost/a:latest at localhost",
		"localhost:5000/a/b__c:V1": "localhost:5000/a/b__c:V1 at localhost:5000",
		"[::1]:5000/a":             "[::1]:5000/a:latest at [::1]:5000",
		"GHCR.io/x/y-z.q:1":        "GHCR.io/x/y-z.q:1 at ghcr.io",
		"ghcr.io/":                 "", "ghcr.io/x:": "", "ghcr.io/x//y": "", "ghcr.io/X": "", "a b.c/x": "", "http://ghcr.io/x": "", "ghcr.io/x@sha256:0": "", "-a.io/x": "", "a.io:port/x": "",
	} {
		n, err := Parse(s)
		got := ""
		if err == nil {
			got = n.String() + " at " + n.host()
		}
		if got != want {
			t.Errorf("%q is %q, %v", s, got, err)
		}
	}
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1:5000": true, "[::1]:5": true, "::1": true, "localhost.example.com": false, "10.0.0.1": false} {
		if loopback(host) != want {
			t.Errorf("%s on this computer: %v", host, !want)
		}
	}
}
