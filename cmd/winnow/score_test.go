package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestScoreUsage(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"score", filepath.Join(dir, "none.winnow"), "--kafka", "127.0.0.1:1", "--in", "a", "--out", "b"}
	for _, c := range []struct {
		code int
		more []string
	}{
		{5, nil}, {5, []string{"--sasl", "plain", "--user", "ann", "--password-file", secret, "--delimiter", `\t`, "--columns", "a,b", "--tls"}},
		{2, []string{"--kafka", "a,"}}, {2, []string{"--in", "b"}}, {2, []string{"--dead-letter", "a"}}, {2, []string{"--from", "middle"}}, {2, []string{"--batch", "0"}},
		{2, []string{"--delimiter", ""}}, {2, []string{"--delimiter", "ab"}}, {2, []string{"--columns", `"a`}}, {2, []string{"--rename", "x"}}, {2, []string{"--threshold", "3"}},
		{2, []string{"--tls-cert", "x"}}, {5, []string{"--tls-ca", filepath.Join(dir, "none")}}, {2, []string{"--tls-ca", secret}}, {2, []string{"--sasl", "magic"}},
		{2, []string{"--sasl", "plain"}}, {5, []string{"--sasl", "plain", "--user", "a", "--password-file", filepath.Join(dir, "none")}},
	} {
		if got := execute(t, newFake(), nil, append(good, c.more...)...); got.code != c.code {
			t.Errorf("%q: exit code %d, not %d: %s", c.more, got.code, c.code, got.err)
		}
	}
}
