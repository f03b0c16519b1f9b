package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"winnow/automl/modelfile"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  exactly(),
		Run: func(*cobra.Command, []string) {
			fmt.Fprintf(a.out, "winnow %s (model format %d, %s, %s/%s)\n", appVersion(), modelfile.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
