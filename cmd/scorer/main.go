// Scorer is a program that carries one model: it reads a CSV file and writes the
// predictions, or answers over HTTP. It is what an exported executable and a container image are made of; the
// model stands at the end of the program's own file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"winnow/automl"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, remarks io.Writer) int {
	err := command(ctx, args, in, out, remarks)
	if err == nil {
		return 0
	}
	var e *automl.Error
	if errors.As(err, &e) && e.Hint != "" {
		fmt.Fprintf(remarks, "Error: %s\n  %s\n", e.Msg, e.Hint)
	} else if ctx.Err() != nil {
		fmt.Fprintln(remarks, "Stopped.")
	} else {
		fmt.Fprintf(remarks, "Error: %v\n", err)
	}
	return automl.ExitCode(err)
}

func command(ctx context.Context, args []string, in io.Reader, out, remarks io.Writer) error {
	if len(args) == 0 && os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" {
		return answer(ctx, nil, remarks)
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		m, _, err := model()
		if err != nil {
			m = nil // the help says all the same how the program is used
		}
		return help(out, m)
	}
	if args[0] == "columns" {
		m, _, err := model()
		if err != nil {
			return err
		}
		return columns(out, &m.Schema)
	}
	if args[0] == "serve" {
		return answer(ctx, args[1:], remarks)
	}
	return score(ctx, args, in, out, remarks)
}
