package registry

import (
	"net"
	"regexp"
	"strings"

	"winnow/automl"
)

// hub is the registry of names that name none, in Docker's eyes.
const hub = "docker.io"

// Name names an image in a registry.
type Name struct {
	Registry   string // host, with a port where it has one
	Repository string
	Tag        string
}

var (
	hostPattern       = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?$`)
	repositoryPattern = regexp.MustCompile(`^[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)*$`)
	tagPattern        = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)
)

// Parse reads REGISTRY/NAME:TAG; without a tag it is "latest". The registry must be named.
// Why: Docker takes a name without one for a place at Docker Hub, which others can see.
func Parse(s string) (*Name, error) {
	host, rest, _ := strings.Cut(s, "/")
	if !strings.ContainsAny(host, ".:") && host != "localhost" {
		return nil, automl.Errorf("export", automl.BadUsage, "%q names no registry to put the image into.", s).
			WithHint("The registry's address comes first: registry.example.com/team/model:1, or docker.io/team/model:1 for Docker Hub.")
	}
	n := &Name{Registry: host, Repository: rest, Tag: "latest"}
	if i := strings.LastIndex(rest, ":"); i >= 0 {
		n.Repository, n.Tag = rest[:i], rest[i+1:]
	}
	if n.Registry == "index.docker.io" {
		n.Registry = hub
	}
	if n.Registry == hub && !strings.Contains(n.Repository, "/") {
		n.Repository = "library/" + n.Repository
	}
	if !hostPattern.MatchString(host) || !repositoryPattern.MatchString(n.Repository) || !tagPattern.MatchString(n.Tag) || len(s) > 255 {
		return nil, automl.Errorf("export", automl.BadUsage, "%q is no name of an image in a registry.", s).
			WithHint("It is the registry, then lower-case letters, digits and . _ - in parts between slashes, with a tag after a colon: registry.example.com/team/model:1.")
	}
	return n, nil
}

func (n *Name) String() string { return n.Registry + "/" + n.Repository + ":" + n.Tag }

// local reports whether the registry is on this computer, where it may do without encryption.
func (n *Name) local() bool { return loopback(n.Registry) }

// loopback reports whether a host, with or without a port, is this computer.
func loopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
