package automl

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestKindsReachTheExitCode(t *testing.T) {
	cause := errors.New("disk full")
	for _, c := range []struct {
		err  error
		kind ErrorKind
		code int
	}{
		{Errorf("train", BadUsage, "no"), BadUsage, 2},
		{Errorf("read", BadData, "no"), BadData, 3},
		{fmt.Errorf("wrapped: %w", Errorf("load", BadModel, "no")), BadModel, 4},
		{Errorf("read", NotFound, "no"), NotFound, 5},
		{Errorf("save", NoResource, "no: %w", cause), NoResource, 6},
		{fmt.Errorf("fit: %w", context.Canceled), Stopped, 130},
		{cause, Internal, 1},
	} {
		if got := KindOf(c.err); got != c.kind {
			t.Errorf("KindOf(%v) = %s, want %s", c.err, got, c.kind)
		}
		if got := ExitCode(c.err); got != c.code {
			t.Errorf("ExitCode(%v) = %d, want %d", c.err, got, c.code)
		}
	}
	if ExitCode(nil) != 0 {
		t.Error("success has an exit code")
	}
}

func TestErrorKeepsItsCauseAndShowsItsHint(t *testing.T) {
	cause := errors.New("disk full")
	err := Errorf("save", NoResource, "The model cannot be saved: %w.", cause).WithHint("Free %d MB.", 5)
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if got, want := err.Error(), "The model cannot be saved: disk full. Free 5 MB."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}
