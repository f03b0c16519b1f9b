package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/app/fake"
)

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	got := execute(t, fake.New(), nil, "watch", dir, "m.winnow", "--once")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	contains(t, "out", got.out, "march.csv: 1,480 rows predicted, 12 unlike those of training, in "+filepath.Join(dir, "march.predictions.csv"), "notes.txt: quarantined.")
	contains(t, "err", got.err, "1 file predicted, 1,480 rows in all; 1 file in quarantine.")
	interrupts := make(chan os.Signal, 1)
	interrupts <- os.Interrupt
	got = execute(t, fake.New(), interrupts, "watch", dir, "m.winnow", "--json")
	if lines := strings.Split(strings.TrimSpace(got.out), "\n"); got.code != 0 || len(lines) != 5 || !strings.Contains(lines[1], `"state":"done"`) {
		t.Errorf("exit code %d: %q", got.code, lines)
	}
	for _, args := range [][]string{{dir}, {dir, "m", "--interval", "1.7"}, {dir, "m", "--interval", "0.9", "--no-interval"}, {dir, "m", "--rename", "x"}, {dir, "m", "--threshold", "2"}} {
		if got := execute(t, fake.New(), nil, append([]string{"watch"}, args...)...); got.code != 2 {
			t.Errorf("%q: exit code %d: %s", args, got.code, got.err)
		}
	}
}
