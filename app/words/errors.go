package words

import (
	"errors"
	"fmt"

	"winnow/automl"
)

// CopyDetails copies what is behind an error, for a report.
const CopyDetails = "Copy details"

// Problem is what an error says to a person: what is wrong, and what to do.
func Problem(err error) (msg, hint string) {
	var e *automl.Error
	if errors.As(err, &e) {
		return e.Msg, e.Hint
	}
	if automl.KindOf(err) == automl.Stopped {
		return "It was stopped.", "Nothing was changed."
	}
	return "Something went wrong inside the app.", "Your data and finished models are safe. Copy the details if you report it."
}

// Details is everything known about an error, for a report.
func Details(err error) string {
	var e *automl.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	s := fmt.Sprintf("%s (%s, %s)", e.Error(), e.Op, e.Kind)
	if e.Err != nil {
		s += "\n" + e.Err.Error()
	}
	return s
}
