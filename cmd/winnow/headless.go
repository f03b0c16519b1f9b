//go:build headless

package main

import "winnow/automl"

// openDesktop says that this build has no window.
func openDesktop([]string) error {
	e := automl.Errorf("open", automl.BadUsage, "This build of Winnow has no window.")
	return e.WithHint("Use a command, such as winnow train or winnow predict; see winnow --help.")
}
