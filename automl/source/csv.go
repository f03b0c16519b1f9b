// Package source reads files into tables. It finds out by itself how a file is written:
// its encoding, delimiter, quotes, header, decimal mark and missing values, and what each
// column means, by all of its rows. Rows that cannot be taken are kept aside, never fatal.
package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"winnow/automl"
	"winnow/automl/table"
)

// Open reads the delimited text file at path. Errors are *automl.Error of kind NotFound,
// BadData or BadUsage, or the context's error.
func Open(ctx context.Context, path string, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
	in, err := openInput(path)
	if err != nil {
		return nil, nil, err
	}
	return read(ctx, in, path, o, usual)
}

// Preview reads at most so many rows from the first megabyte of the file at path, to show
// at once how it will be read. The report's size is that of the whole file.
func Preview(ctx context.Context, path string, rows int, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
	in, err := openInput(path)
	if err != nil {
		return nil, nil, err
	}
	if rows > 0 && (o.MaxRows == 0 || rows < o.MaxRows) {
		o.MaxRows = rows
	}
	size := in.size
	if size > int64(usual.sample) {
		whole := in.open
		in.open = func() (io.ReadCloser, error) {
			f, err := whole()
			if err != nil {
				return nil, err
			}
			return limited{io.LimitReader(f, int64(usual.sample)), f}, nil
		}
		in.size, in.partial = int64(usual.sample), true
	}
	t, report, err := read(ctx, in, path, o, usual)
	if report != nil {
		report.Size = size
	}
	return t, report, err
}

// Parse reads delimited text from memory. It does not keep or write to data.
func Parse(ctx context.Context, data []byte, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	return read(ctx, &input{open: open, size: int64(len(data))}, "", o, usual)
}

type limited struct {
	io.Reader
	io.Closer
}

func openInput(path string) (*input, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if info.IsDir() {
		return nil, automl.Errorf("read", automl.BadUsage, "%q is a folder, not a file.", path)
	}
	if !info.Mode().IsRegular() {
		return nil, automl.Errorf("read", automl.BadUsage, "%q is not an ordinary file.", path)
	}
	return &input{size: info.Size(), open: func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, fileError(path, err)
		}
		return f, nil
	}}, nil
}

func fileError(path string, err error) error {
	e := &automl.Error{Op: "read", Kind: automl.BadData, Msg: fmt.Sprintf("The file %q cannot be read.", path), Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Msg = automl.NotFound, fmt.Sprintf("There is no file %q.", path)
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "You are not allowed to read it."
	}
	return e
}
