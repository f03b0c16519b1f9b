package registry

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"winnow/automl"
)

// authorize answers a registry that wants a login, and returns the header to ask with.
func (c *conn) authorize(ctx context.Context, res *answer) (string, error) {
	for _, challenge := range res.head.Values("Www-Authenticate") {
		scheme, rest, _ := strings.Cut(challenge, " ")
		switch {
		case strings.EqualFold(scheme, "Bearer") && c.login != nil && c.login.bearer != "":
			return "Bearer " + c.login.bearer, nil
		case strings.EqualFold(scheme, "Bearer"):
			return c.token(ctx, parameters(rest))
		case strings.EqualFold(scheme, "Basic") && c.login != nil && c.login.user != "":
			return c.login.basic(), nil
		}
	}
	return "", c.unknown(res)
}

func (l *login) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.user+":"+l.password))
}

var parameterPattern = regexp.MustCompile(`([a-zA-Z_]+)=(?:"([^"]*)"|([^", ]*))`)

// parameters are those of a challenge, by name.
func parameters(s string) map[string]string {
	out := map[string]string{}
	for _, m := range parameterPattern.FindAllStringSubmatch(s, -1) {
		out[strings.ToLower(m[1])] = m[2] + m[3]
	}
	return out
}

// token gets a token for writing from the service that a registry names, as Docker's
// specification of token authentication has it; a login that is a token is exchanged by OAuth 2.
func (c *conn) token(ctx context.Context, says map[string]string) (string, error) {
	realm, err := url.Parse(says["realm"])
	if err != nil || realm.Host == "" || !safe(realm) || realm.Scheme == "http" && !c.at.local() {
		return "", automl.Errorf("export", automl.NoResource, "The registry %s names no safe place to log in at.", c.at.Registry).
			WithHint("It should name an address with https.")
	}
	scope := "repository:" + c.at.Repository + ":pull,push"
	var req *http.Request
	if c.login != nil && c.login.identity != "" {
		form := url.Values{"grant_type": {"refresh_token"}, "client_id": {"winnow"}, "service": {says["service"]}, "scope": {scope}, "refresh_token": {c.login.identity}}
		if req, err = http.NewRequestWithContext(ctx, http.MethodPost, realm.String(), strings.NewReader(form.Encode())); err == nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	} else {
		q := realm.Query()
		q.Set("service", says["service"])
		q.Set("scope", scope)
		realm.RawQuery = q.Encode()
		if req, err = http.NewRequestWithContext(ctx, http.MethodGet, realm.String(), nil); err == nil && c.login != nil {
			req.Header.Set("Authorization", c.login.basic())
		}
	}
	if err != nil {
		return "", err
	}
	res, err := c.ask(req)
	if err != nil {
		return "", err
	}
	var got struct {
		Token  string `json:"token"`
		Access string `json:"access_token"`
	}
	switch {
	case res.status == http.StatusUnauthorized, res.status == http.StatusForbidden, res.status == http.StatusBadRequest:
		return "", c.unknown(res)
	case res.status != http.StatusOK:
		return "", c.refused(res)
	case json.Unmarshal(res.body, &got) != nil || got.Token+got.Access == "":
		return "", c.unknown(res)
	}
	if got.Token == "" {
		got.Token = got.Access
	}
	return "Bearer " + got.Token, nil
}
