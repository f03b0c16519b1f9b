//go:build !headless

package main

import "winnow/automl"

// openDesktop opens the app.
func openDesktop([]string) error {
	e := automl.Errorf("open", automl.BadUsage, "This build of Winnow has no window.")
	return e.WithHint("Use a command, such as winnow train or winnow predict; see winnow --help.")
}
