package registry

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"winnow/automl"
)

// unreached says that a request had no answer.
func (c *conn) unreached(req *http.Request, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var u *url.Error
	if errors.As(err, &u) { // Why: its text repeats an address that may hold a secret
		err = u.Err
	}
	e := automl.Errorf("export", automl.NoResource, "The registry %s cannot be reached: %v.", c.at.Registry, err)
	e.Err = err
	if strings.Contains(err.Error(), "HTTP response to HTTPS client") {
		return e.WithHint("It answers without encryption, which is taken only from a registry on this computer (localhost).")
	}
	if req.URL.Host != c.at.host() {
		return e.WithHint("It sent us to %s, which did not answer.", req.URL.Host)
	}
	return e.WithHint("Check the address, and that a registry answers there.")
}

// unknown says that the registry does not know who asks.
func (c *conn) unknown(res *answer) error {
	e := automl.Errorf("export", automl.BadUsage, "The registry %s takes images only from those who log in.%s", c.at.Registry, said(res))
	if c.login != nil {
		e = automl.Errorf("export", automl.BadUsage, "The registry %s does not accept the login from %s.%s", c.at.Registry, c.login.from, said(res))
	}
	return e.WithHint("Log in with \"docker login %s\" or \"podman login %s\"; that login is used.", c.at.Registry, c.at.Registry)
}

// refused says what a registry answered that did not do what it was asked.
func (c *conn) refused(res *answer) error {
	switch res.status {
	case http.StatusUnauthorized:
		return c.unknown(res)
	case http.StatusForbidden:
		return automl.Errorf("export", automl.BadUsage, "The registry %s does not let this login write to %s.%s", c.at.Registry, c.at.Repository, said(res)).
			WithHint("Check the name, or ask the registry's owner for the right to write there.")
	case http.StatusNotFound:
		return automl.Errorf("export", automl.NotFound, "The registry %s has no place %s.%s", c.at.Registry, c.at.Repository, said(res)).
			WithHint("Some registries want it made first. If the address is right at all: is there a registry for container images?")
	case http.StatusTooManyRequests:
		return automl.Errorf("export", automl.NoResource, "The registry %s has had too many requests.%s", c.at.Registry, said(res)).
			WithHint("Try again later; what was sent so far is not sent again.")
	case http.StatusRequestEntityTooLarge:
		return automl.Errorf("export", automl.NoResource, "The image is too large for the registry %s.%s", c.at.Registry, said(res)).
			WithHint("The registry or a proxy before it limits what may be sent.")
	}
	return automl.Errorf("export", automl.NoResource, "The registry %s answered %d %s to %s.%s", c.at.Registry, res.status, http.StatusText(res.status), res.method, said(res)).
		WithHint("Try again later; what was sent so far is not sent again.")
}

// said is the registry's own sentence with a space before it; empty where it says nothing.
func said(res *answer) string {
	var body struct {
		Errors []struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(res.body, &body) != nil {
		return ""
	}
	text := body.Description
	if len(body.Errors) > 0 {
		text = body.Errors[0].Message
		if text == "" {
			text = body.Errors[0].Code
		}
	}
	if text == "" {
		return ""
	}
	const most = 200
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return " It says: " + strings.TrimSuffix(strings.ToValidUTF8(text, "�"), ".") + "."
}
