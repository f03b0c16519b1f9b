package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

// run executes one command line and returns the exit code.
func (a *app) run(args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	if err != nil {
		a.report(err)
	}
	return automl.ExitCode(err)
}

// report writes an error for a person: the sentence, and beneath it what to do.
func (a *app) report(err error) {
	var e *automl.Error
	switch {
	case errors.As(err, &e):
		paragraph(a.err, "", e.Msg)
		for _, l := range strings.Split(strings.TrimSpace(e.Hint), "\n") {
			if l != "" {
				paragraph(a.err, "  ", l)
			}
		}
		if e.Err != nil && (e.Kind == automl.Internal || e.Kind == automl.BadModel) {
			fmt.Fprintln(a.err, "  Details:", e.Err)
		}
	case automl.KindOf(err) == automl.Stopped:
		fmt.Fprintln(a.err, "Stopped.")
	default:
		fmt.Fprintln(a.err, "Something went wrong that should not have:", err)
	}
}

func (a *app) root() *cobra.Command {
	var script string
	root := &cobra.Command{
		Use:   "winnow [FILE]",
		Short: "Turn a table into a model you can trust and use",
		Long: `Winnow turns a table into a model you can trust and use.

Without arguments, or with a data or model file, it opens the app.
The commands below do the same work in a terminal.`,
		Example: `  winnow
  winnow customers.csv
  winnow inspect customers.csv --target churn
  winnow train customers.csv --target churn --time 2m --out churn.winnow
  winnow predict churn.winnow new.csv --out predictions.csv`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFile(cmd, args); err != nil {
				return err
			}
			if script != "" {
				args = append([]string{"--script", script}, args...)
			}
			return a.openDesktop(args)
		},
	}
	root.Flags().StringVar(&script, "script", "", "do the steps in this file in the window, then close it")
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(cmd, "The command line could not be understood: %v.", err)
	})
	root.AddCommand(a.trainCommand(), a.predictCommand(), a.explainCommand(), a.evaluateCommand(), a.fairnessCommand(), a.effectCommand(), a.flipCommand(),
		a.importanceCommand(), a.similarCommand(), a.surrogateCommand(), a.exportCommand(), a.serveCommand(), a.watchCommand(), a.scoreCommand(), a.inspectCommand(), a.showCommand(), a.reportCommand(), a.demoCommand(), a.versionCommand())
	return root
}

// checkFile tells a file to open from a command that was mistyped.
func checkFile(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if len(args) > 1 {
		return usage(cmd, "There is no command %q, and the app opens one file at a time.", args[0])
	}
	if _, err := os.Stat(args[0]); err == nil {
		return nil
	}
	if strings.ContainsAny(args[0], "./\\") {
		e := automl.Errorf("open", automl.NotFound, "There is no file %s.", args[0])
		return e.WithHint("Check the name and the folder you are in.")
	}
	cmd.SuggestionsMinimumDistance = 2
	e := automl.Errorf("usage", automl.BadUsage, "There is no command or file called %q.", args[0])
	if s := cmd.SuggestionsFor(args[0]); len(s) > 0 {
		return e.WithHint("Did you mean %q?", strings.Join(s, `" or "`))
	}
	return e.WithHint("See winnow --help.")
}

// usage is an error in the command line itself.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return automl.Errorf("usage", automl.BadUsage, format, args...).WithHint("See %s --help.", cmd.CommandPath())
}

// exactly demands one argument for each name.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usage(cmd, "%s needs %s.", cmd.CommandPath(), strings.Join(names[len(args):], " and "))
		case len(args) > 0 && len(names) == 0:
			return usage(cmd, "%s takes no %q.", cmd.CommandPath(), args[0])
		case len(args) > len(names):
			return usage(cmd, "%s takes %s; %q is too much.", cmd.CommandPath(), strings.Join(names, " and "), args[len(names)])
		}
		return nil
	}
}

// cancelled is ctx until the first interrupt. After the function that it returns, which the
// caller must call, it takes no interrupt that is meant for what comes next.
func (a *app) cancelled(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	left := make(chan struct{})
	go func() {
		defer close(left)
		select {
		case <-a.interrupts:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel()
		<-left
	}
}

// stoppable is ctx until the second interrupt, and a channel that closes with the first. The
// function that it returns must be called.
func (a *app) stoppable(ctx context.Context) (context.Context, <-chan struct{}, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop, left := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		select {
		case <-a.interrupts:
			close(stop)
		case <-ctx.Done():
			return
		}
		select {
		case <-a.interrupts:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, stop, func() {
		cancel()
		<-left
	}
}
