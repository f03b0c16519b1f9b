// Package registry puts container images into registries, as the OCI distribution
// specification 1.1 has it: the parts that a registry lacks, then the manifest under a tag.
package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"winnow/automl"
)

// Image is an image in its parts.
type Image struct {
	Manifest []byte
	Media    string   // type of the manifest
	Parts    [][]byte // what the manifest names: configuration and layers
}

// Options are where logins are read and how the registry is reached.
type Options struct {
	Getenv func(string) string
	Home   string // folder of the person; empty: there is none
	// Transport asks the registry; nil: with the system's certificates and proxies.
	Transport http.RoundTripper
}

// answerWithin is how long a registry may think before it says anything.
const answerWithin = 2 * time.Minute

// Push puts the image into the registry that name names, under the name's tag, and returns the
// digest under which it stands there. Parts that are there already are not sent again.
func Push(ctx context.Context, name string, img Image, o Options) (string, error) {
	at, err := Parse(name)
	if err != nil {
		return "", err
	}
	login, err := o.login(ctx, at)
	if err != nil {
		return "", err
	}
	transport := o.Transport
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.ResponseHeaderTimeout = answerWithin
		defer own.CloseIdleConnections()
		transport = own
	}
	c := &conn{at: at, login: login, client: &http.Client{Transport: transport, CheckRedirect: safely}}
	for _, part := range img.Parts {
		if err := c.part(ctx, part); err != nil {
			return "", err
		}
	}
	return c.manifest(ctx, img)
}

// conn is a conversation with a registry about one repository.
type conn struct {
	at     *Name
	login  *login
	client *http.Client
	auth   string // header of the requests, once it is known
}

// part sends a part that is not there.
func (c *conn) part(ctx context.Context, raw []byte) error {
	sum := digest(raw)
	base := c.at.base() + "/blobs/"
	res, err := c.do(ctx, request{method: http.MethodHead, url: base + sum})
	if err != nil {
		return err
	}
	if res.status == http.StatusOK {
		return nil
	}
	if res.status != http.StatusNotFound {
		return c.refused(res)
	}
	if res, err = c.do(ctx, request{method: http.MethodPost, url: base + "uploads/"}); err != nil {
		return err
	}
	if res.status != http.StatusAccepted {
		return c.refused(res)
	}
	to, err := c.place(res, sum)
	if err != nil {
		return err
	}
	if res, err = c.do(ctx, request{method: http.MethodPut, url: to, media: "application/octet-stream", body: raw}); err != nil {
		return err
	}
	if res.status != http.StatusCreated {
		return c.refused(res)
	}
	return nil
}

// place is where a registry wants a part to be sent.
func (c *conn) place(res *answer, sum string) (string, error) {
	base, err := url.Parse(c.at.base() + "/blobs/uploads/")
	if err != nil {
		return "", err
	}
	to, err := base.Parse(res.head.Get("Location"))
	if err != nil || res.head.Get("Location") == "" || !safe(to) {
		return "", automl.Errorf("export", automl.NoResource, "The registry %s does not say where the image is to be sent.", c.at.Registry).
			WithHint("Is there a registry for container images at that address?")
	}
	q := to.Query()
	q.Set("digest", sum)
	to.RawQuery = q.Encode()
	return to.String(), nil
}

// safe reports whether nobody between can read what is sent to an address.
func safe(u *url.URL) bool { return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Host) }

// safely follows redirects to safe addresses.
func safely(req *http.Request, via []*http.Request) error {
	if !safe(req.URL) || len(via) >= 10 {
		return errors.New("it sends us on to an address that is not safe")
	}
	return nil
}

// manifest sends the manifest, and reads back that it stands under the tag.
func (c *conn) manifest(ctx context.Context, img Image) (string, error) {
	to, sum := c.at.base()+"/manifests/"+c.at.Tag, digest(img.Manifest)
	res, err := c.do(ctx, request{method: http.MethodPut, url: to, media: img.Media, body: img.Manifest})
	if err != nil {
		return "", err
	}
	if res.status != http.StatusCreated {
		return "", c.refused(res)
	}
	if res, err = c.do(ctx, request{method: http.MethodGet, url: to, accept: img.Media}); err != nil {
		return "", err
	}
	if res.status != http.StatusOK {
		return "", c.refused(res)
	}
	if digest(res.body) != sum {
		return "", automl.Errorf("export", automl.NoResource, "Under the name %s the registry has another image than the one that was sent.", c.at).
			WithHint("Somebody may have sent another at the same time: try again, or take another tag.")
	}
	return sum, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// request is one request, which can be put again.
type request struct {
	method, url, media, accept string
	body                       []byte
}

// answer is an answer; of its body no more than mostAnswer is kept.
type answer struct {
	method string
	status int
	head   http.Header
	body   []byte
}

const mostAnswer = 1 << 20

// do asks, and asks again with a login when the registry wants one.
func (c *conn) do(ctx context.Context, r request) (*answer, error) {
	res, err := c.send(ctx, r)
	if err != nil || res.status != http.StatusUnauthorized {
		return res, err
	}
	if c.auth, err = c.authorize(ctx, res); err != nil {
		return nil, err
	}
	return c.send(ctx, r)
}

func (c *conn) send(ctx context.Context, r request) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	if r.media != "" {
		req.Header.Set("Content-Type", r.media)
	}
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	if c.auth != "" && req.URL.Host == c.at.host() { // Why: parts may be sent to another host, which the login does not concern
		req.Header.Set("Authorization", c.auth)
	}
	return c.ask(req)
}

func (c *conn) ask(req *http.Request) (*answer, error) {
	req.Header.Set("User-Agent", "winnow")
	res, err := c.client.Do(req)
	if err != nil {
		return nil, c.unreached(req, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return nil, c.unreached(req, err)
	}
	return &answer{method: req.Method, status: res.StatusCode, head: res.Header, body: body}, nil
}

// base is the address of the repository.
func (n *Name) base() string {
	scheme := "https"
	if n.local() {
		scheme = "http"
	}
	return scheme + "://" + n.host() + "/v2/" + n.Repository
}

// host is where the registry answers.
func (n *Name) host() string {
	if n.Registry == hub {
		return "registry-1.docker.io"
	}
	return strings.ToLower(n.Registry)
}
