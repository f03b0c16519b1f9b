// Winnow turns a table into a model. Without arguments, or with a file, it opens the app;
// its commands do the same work in a terminal.
package main

import (
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"golang.org/x/term"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
)

// version is set by the build (-ldflags "-X main.version=1.2.3").
var version = ""

func main() {
	keepSmall()
	interrupts := make(chan os.Signal, 4)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	a := &app{
		newService: func() automl.Service {
			return service.New(catalog.All(), serviceOptions())
		},
		openDesktop: openDesktop,
		out:         os.Stdout,
		err:         os.Stderr,
		live:        term.IsTerminal(int(os.Stderr.Fd())),
		interrupts:  interrupts,
	}
	os.Exit(a.run(os.Args[1:]))
}

// appVersion is the version of the build, or of the module it was built from.
func appVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

// serviceOptions keeps runs in the person's cache folder, or in memory where there is none.
func serviceOptions() service.Options {
	o := service.Options{AppVersion: appVersion()}
	if dir, err := os.UserCacheDir(); err == nil {
		o.RunsDir = filepath.Join(dir, "winnow", "runs")
	}
	return o
}

// app is the command line with everything it touches, so that tests can run it in their
// own process.
type app struct {
	newService  func() automl.Service
	openDesktop func(args []string) error
	out         io.Writer // results
	err         io.Writer // progress, remarks and errors
	live        bool      // err is a terminal that can show a moving bar
	interrupts  <-chan os.Signal
}
