package automl

import (
	"context"
	"errors"
	"fmt"
)

// ErrorKind sorts errors by what can be done about them. It decides exit codes, HTTP
// statuses and dialogs.
type ErrorKind string

// The kinds of error.
const (
	BadUsage   ErrorKind = "bad_usage"   // the request itself is wrong: an unknown option, an impossible choice
	BadData    ErrorKind = "bad_data"    // the person's data cannot be used as it is
	BadModel   ErrorKind = "bad_model"   // a model file is damaged, foreign or too new
	NotFound   ErrorKind = "not_found"   // a file or thing that was named does not exist
	NoResource ErrorKind = "no_resource" // memory, disk or time does not suffice
	Stopped    ErrorKind = "stopped"     // the person stopped it
	Internal   ErrorKind = "internal"    // a bug
)

// Error is an error that a person reads. Msg is one plain sentence that says what is wrong
// and where; Hint says what to do.
type Error struct {
	Op   string // what was being done, for the log: "read", "train"
	Kind ErrorKind
	Msg  string
	Hint string
	Err  error // cause, shown under "details" only
}

// Error is the message, with the hint if there is one.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + " " + e.Hint
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of the given kind without a hint.
func Errorf(op string, kind ErrorKind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Op: op, Kind: kind, Msg: err.Error(), Err: errors.Unwrap(err)}
}

// WithHint returns e with the hint set.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// KindOf is the kind of the first Error in err's chain: Stopped for a cancelled context,
// Internal for anything else.
func KindOf(err error) ErrorKind {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Stopped
	}
	return Internal
}

// ExitCode is the command line's exit status for err: 0 for nil.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	switch KindOf(err) {
	case BadUsage:
		return 2
	case BadData:
		return 3
	case BadModel:
		return 4
	case NotFound:
		return 5
	case NoResource:
		return 6
	case Stopped:
		return 130
	}
	return 1
}
