package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"winnow/automl"
	"winnow/automl/predict"
)

// score predicts a file, or what comes through the standard input.
func score(ctx context.Context, args []string, in io.Reader, out, remarks io.Writer) error {
	var req automl.PredictRequest
	f := flag.NewFlagSet("scorer", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&req.Out, "out", "", "")
	f.StringVar(&req.Out, "o", "", "")
	f.BoolVar(&req.Keep, "keep", false, "")
	f.BoolVar(&req.Plain, "no-interval", false, "")
	f.BoolVar(&req.NoMapping, "no-mapping", false, "")
	f.Float64Var(&req.Threshold, "threshold", 0, "")
	f.Float64Var(&req.Interval, "interval", 0, "")
	var files []string
	for rest := args; len(rest) > 0; { // flags may stand before and after the file
		if err := f.Parse(rest); err != nil {
			return automl.Errorf("predict", automl.BadUsage, "%s.", upper(err.Error())).WithHint("Run it without arguments to see how it is used.")
		}
		if rest = f.Args(); len(rest) > 0 {
			files, rest = append(files, rest[0]), rest[1:]
		}
	}
	if len(files) != 1 {
		return automl.Errorf("predict", automl.BadUsage, "One file to predict is needed, not %d.", len(files)).
			WithHint("A single hyphen stands for the standard input.")
	}
	m, _, err := model()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "scorer")
	if err != nil {
		return automl.Errorf("predict", automl.NoResource, "There is no room for temporary files: %v.", err)
	}
	defer os.RemoveAll(work)
	if req.Data = files[0]; req.Data == "-" {
		if req.Data, err = spool(filepath.Join(work, "in.csv"), in); err != nil {
			return err
		}
	}
	show := req.Out == ""
	if show {
		req.Out = filepath.Join(work, "out.csv")
	}
	sum, err := predict.Run(ctx, m, nil, req)
	if err != nil {
		return err
	}
	for _, n := range sum.Notes {
		fmt.Fprintf(remarks, "· %s\n", n)
	}
	if !show {
		fmt.Fprintf(remarks, "%d rows predicted: %s\n", sum.Rows, req.Out)
		return nil
	}
	return pour(out, req.Out)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// spool keeps what comes through a pipe, for a file is looked at before it is read.
func spool(path string, in io.Reader) (string, error) {
	f, err := os.Create(path)
	if err == nil {
		_, err = io.Copy(f, in)
		if fault := f.Close(); err == nil {
			err = fault
		}
	}
	if err != nil {
		return "", automl.Errorf("predict", automl.NoResource, "The input could not be kept: %v.", err)
	}
	return path, nil
}

// pour writes a file to out.
func pour(out io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return automl.Errorf("predict", automl.Internal, "The predictions are gone: %v.", err)
	}
	defer f.Close()
	if _, err := io.Copy(out, f); err != nil {
		return automl.Errorf("predict", automl.NoResource, "The predictions could not be written: %v.", err)
	}
	return nil
}
