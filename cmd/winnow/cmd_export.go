package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type exportOptions struct {
	format  string
	out     string
	set     []string
	list    bool
	replace bool
	json    bool
}

func (a *app) exportCommand() *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{
		Use:   "export MODEL --format ID --out PATH",
		Short: "Write a saved model in a form that works without Winnow",
		Long: `Export writes a model, with all its preprocessing, as a file or folder that works without
Winnow, and checks what it wrote. With --list it says which formats there are; with a model,
or with a table before training, it says which of them can express it, and why not.`,
		Example: `  winnow export --list
  winnow export --list churn.winnow
  winnow export --list customers.csv
  winnow export churn.winnow --format onnx --out churn.onnx`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.list && len(args) == 0 {
				return nil
			}
			return exactly("MODEL")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return a.listFormats(cmd, args, o)
			}
			return a.export(cmd, args[0], o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", "", "format to write, as --list names it")
	f.StringVarP(&o.out, "out", "o", "", "file or folder to write")
	f.StringArrayVar(&o.set, "set", nil, "option=value of the format; may be repeated")
	f.BoolVar(&o.replace, "replace", false, "a folder that is there already gives way")
	f.BoolVar(&o.list, "list", false, "list the formats")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) export(cmd *cobra.Command, model string, o *exportOptions) error {
	if o.format == "" || o.out == "" {
		return usage(cmd, "An export needs --format and --out.")
	}
	req := automl.ExportRequest{Model: model, Format: o.format, Out: o.out, Replace: o.replace, Options: automl.ExportOptions{}}
	for _, s := range o.set {
		name, v, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return usage(cmd, "--set %q is not of the form option=value.", s)
		}
		req.Options[name] = v
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	res, err := a.newService().Export(ctx, req)
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(a.out, res)
	}
	fmt.Fprintf(a.out, "Written to %s: %s, %s.\n", res.Out, things(len(res.Files), "file"), megabytes(res.Bytes))
	paragraph(a.out, "  ", res.Verified)
	if res.Sent != "" {
		paragraph(a.out, "  ", res.Sent)
	}
	fmt.Fprintln(a.out)
	fmt.Fprintln(a.out, res.HowTo)
	return nil
}

// megabytes spells a size in bytes.
func megabytes(n int64) string {
	switch {
	case n < 1000:
		return things(int(n), "byte")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func (a *app) listFormats(cmd *cobra.Command, args []string, o *exportOptions) error {
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	svc := a.newService()
	q, err := exportQuery(ctx, svc, args)
	if err != nil {
		return err
	}
	formats, err := svc.ExportFormats(ctx, q)
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(a.out, some(formats))
	}
	for _, f := range formats {
		kind := "a folder"
		if f.Ext != "" {
			kind = "a file " + f.Ext
		}
		fmt.Fprintf(a.out, "%s: %s, %s\n", f.ID, f.Name, kind)
		paragraph(a.out, "    ", f.Help)
		for _, p := range f.Options {
			say := fmt.Sprintf("--set %s=%s: %s", p.Name, p.Default, p.Help)
			if len(p.Choices) > 0 {
				say += " One of " + strings.Join(p.Choices, ", ") + "."
			}
			paragraph(a.out, "    ", say)
		}
		switch {
		case !f.Able:
			paragraph(a.out, "    ", "✗ "+f.Why)
		case len(args) > 0:
			fmt.Fprintln(a.out, "    ✓ can express it")
		}
	}
	return nil
}

// exportQuery asks about a model, or about the columns of a table.
func exportQuery(ctx context.Context, svc automl.Service, args []string) (automl.ExportQuery, error) {
	if len(args) == 0 {
		return automl.ExportQuery{}, nil
	}
	if strings.HasSuffix(args[0], ".winnow") {
		return automl.ExportQuery{Model: args[0]}, nil
	}
	d, _, err := svc.Preview(ctx, args[0], 2000, automl.ReadOptions{})
	if err != nil {
		return automl.ExportQuery{}, err
	}
	return automl.ExportQuery{Fields: d.Fields}, nil
}
