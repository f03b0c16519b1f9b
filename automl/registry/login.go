package registry

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"winnow/automl"
)

// login is how one says who one is.
type login struct {
	user, password string
	identity       string // token that is exchanged for others; empty: there is none
	bearer         string // token that the registry takes as it is; empty: there is none
	from           string // file, variable or program that it comes from
}

// entry is a login in a file of Docker's.
type entry struct {
	Auth     string `json:"auth"` // user:password in base64
	Username string `json:"username"`
	Password string `json:"password"`
	Identity string `json:"identitytoken"`
	Bearer   string `json:"registrytoken"`
}

// config is what concerns us of a file of Docker's or Podman's.
type config struct {
	Auths   map[string]entry  `json:"auths"`
	Helpers map[string]string `json:"credHelpers"` // program by registry
	Store   string            `json:"credsStore"`  // program for all others
}

// login finds the login for a registry as docker, podman and skopeo do; nil where there is
// none. The first place that has one counts.
func (o *Options) login(ctx context.Context, at *Name) (*login, error) {
	if raw := o.Getenv("DOCKER_AUTH_CONFIG"); raw != "" {
		if l, err := o.among(ctx, at, []byte(raw), "the variable DOCKER_AUTH_CONFIG"); l != nil || err != nil {
			return l, err
		}
	}
	for _, path := range o.files() {
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, automl.Errorf("export", automl.NoResource, "The logins in %s could not be read: %w.", path, err).
				WithHint("Make the file readable, or log in anew.")
		}
		if l, err := o.among(ctx, at, raw, path); l != nil || err != nil {
			return l, err
		}
	}
	return nil, nil
}

// files are where logins may be kept.
func (o *Options) files() []string {
	var out []string
	add := func(dir string, rest ...string) {
		if dir != "" {
			out = append(out, filepath.Join(append([]string{dir}, rest...)...))
		}
	}
	add(o.Getenv("REGISTRY_AUTH_FILE"))
	if dir := o.Getenv("DOCKER_CONFIG"); dir != "" {
		add(dir, "config.json")
	} else {
		add(o.Home, ".docker", "config.json")
	}
	add(o.Getenv("XDG_RUNTIME_DIR"), "containers", "auth.json")
	if dir := o.Getenv("XDG_CONFIG_HOME"); dir != "" {
		add(dir, "containers", "auth.json")
	} else {
		add(o.Home, ".config", "containers", "auth.json")
	}
	return out
}

// among finds the login in the text of such a file.
func (o *Options) among(ctx context.Context, at *Name, raw []byte, from string) (*login, error) {
	var c config
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, automl.Errorf("export", automl.BadData, "The logins in %s cannot be read: they are no JSON.", from).
			WithHint("Log in anew with docker login or podman login, or put the text right.")
	}
	keys := at.keys()
	for _, key := range keys {
		if helper := c.Helpers[key]; helper != "" {
			return helped(ctx, helper, key)
		}
	}
	for _, key := range keys {
		e, ok := c.Auths[key]
		if !ok {
			continue
		}
		if l := e.login(from); l != nil {
			return l, nil
		}
	}
	if c.Store == "" {
		return nil, nil
	}
	for _, key := range keys[len(keys)-2:] { // Why: helpers know hosts, not places in them
		if l, err := helped(ctx, c.Store, key); l != nil || err != nil {
			return l, err
		}
	}
	return nil, nil
}

func (e entry) login(from string) *login {
	l := &login{user: e.Username, password: e.Password, identity: e.Identity, bearer: e.Bearer, from: from}
	if plain, err := base64.StdEncoding.DecodeString(e.Auth); err == nil && e.Auth != "" {
		l.user, l.password, _ = strings.Cut(strings.TrimRight(string(plain), "\x00"), ":")
	}
	if l.user == "" && l.identity == "" && l.bearer == "" {
		return nil
	}
	return l
}

// keys are what an entry for the image may be called, the narrowest first, the host and its
// address last.
func (n *Name) keys() []string {
	var out []string
	for place := n.Registry + "/" + n.Repository; place != n.Registry; place = place[:strings.LastIndex(place, "/")] {
		out = append(out, place)
	}
	if n.Registry == hub {
		return append(out, "registry-1.docker.io", "index.docker.io", hub, "https://index.docker.io/v1/")
	}
	return append(out, "https://"+n.Registry+"/v2/", "https://"+n.Registry+"/v1/", n.Registry, "https://"+n.Registry)
}

// helped asks a credential helper; nil where it knows nothing.
func helped(ctx context.Context, helper, server string) (*login, error) {
	name := "docker-credential-" + helper
	if strings.ContainsAny(helper, `/\`) {
		return nil, automl.Errorf("export", automl.BadData, "%q is no name of a credential helper.", helper).WithHint("See credsStore and credHelpers in Docker's config.json.")
	}
	cmd := exec.CommandContext(ctx, name, "get")
	cmd.Stdin = strings.NewReader(server)
	out, err := cmd.Output()
	if strings.Contains(string(out), "credentials not found") { // with an error status
		return nil, nil
	}
	if err != nil {
		return nil, automl.Errorf("export", automl.NoResource, "The login for %s could not be had from %s: %w.", server, name, err).
			WithHint("Docker's config.json names this program as the keeper of logins; log in anew with docker login, or install it.")
	}
	var says struct{ Username, Secret string }
	if err := json.Unmarshal(out, &says); err != nil {
		return nil, automl.Errorf("export", automl.NoResource, "What %s says of the login for %s is no JSON: %w.", name, server, err).
			WithHint("Docker's config.json names this program as the keeper of logins; log in anew with docker login, or install it.")
	}
	if says.Secret == "" {
		return nil, nil
	}
	if says.Username == "<token>" {
		return &login{identity: says.Secret, from: name}, nil
	}
	return &login{user: says.Username, password: says.Secret, from: name}, nil
}
