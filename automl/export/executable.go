package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

const forPlatform = "platform"

// Executable is a program that carries the model and needs nothing else.
func Executable() automl.Exporter {
	return automl.Exporter{
		ID: "executable", Name: "Program",
		Help:    "A folder with one program that holds the model and predicts CSV files, for people and machines without Winnow.",
		Options: []automl.ExportOption{{Name: forPlatform, Help: "System and processor that the program is for.", Default: host(), Choices: platforms}},
		Supports: func(_ *automl.Model, o automl.ExportOptions) error {
			_, err := scorer(o[forPlatform])
			return err
		},
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			program, err := scorer(o[forPlatform])
			if err != nil {
				return err
			}
			err = to.File(programName(o), 0o755, func(w io.Writer) error {
				if _, err := w.Write(program); err != nil {
					return err
				}
				return modelfile.Write(w, m)
			})
			if err != nil {
				return err
			}
			sample, err := modelfile.SampleCSV(m)
			if err != nil {
				return err
			}
			return to.File("sample.csv", 0o644, func(w io.Writer) error {
				_, err := w.Write(sample)
				return err
			})
		},
		Verify: verifyExecutable,
		Readme: func(m *automl.Model, o automl.ExportOptions, _ string) string {
			return fmt.Sprintf(`# %s as a program

Predicts %q. The program holds the model and everything that it does to the columns; it needs
no other software and no network.

    %s new.csv --out predictions.csv

Run it without arguments to see what else it can do, and with "columns" to see which columns
it needs. sample.csv is an input to try it on; its rows are made up.
`, m.Name, m.Schema.Target, command(o))
		},
		HowTo: func(_ *automl.Model, o automl.ExportOptions, path string) string {
			return fmt.Sprintf("Run the program in the folder %s:\n  %s new.csv --out predictions.csv", filepath.Base(path), command(o))
		},
	}
}

func programName(o automl.ExportOptions) string {
	if strings.HasPrefix(o[forPlatform], "windows") {
		return "predict.exe"
	}
	return "predict"
}

func command(o automl.ExportOptions) string {
	if strings.HasPrefix(o[forPlatform], "windows") {
		return `.\predict.exe`
	}
	return "./predict"
}

// verifyExecutable reads the model back, and runs the program where it can run here.
func verifyExecutable(ctx context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
	program := filepath.Join(path, programName(o))
	f, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	back, err := modelfile.ReadCarried(f, info.Size())
	if err != nil {
		return "", err
	}
	if err := predict.Verify(ctx, back); err != nil {
		return "", err
	}
	rows := noun(max(0, len(m.Sample)-1), "sample row")
	if o[forPlatform] != host() {
		return fmt.Sprintf("The model was read back from the program, and its answers to %s are those of the model. The program itself was not run: it is for another system.", rows), nil
	}
	if len(m.Sample) < 2 {
		return "The model was read back from the program.", nil
	}
	out, err := ask(ctx, program, filepath.Join(path, "sample.csv"))
	if err != nil {
		return "", err
	}
	if err := same(m, out); err != nil {
		return "", err
	}
	return fmt.Sprintf("The program was run: its answers to %s are those of the model.", rows), nil
}

// ask runs the program on a file and reads its answer; env is added to its environment.
func ask(ctx context.Context, program, data string, env ...string) ([][]string, error) {
	c := exec.CommandContext(ctx, program, data, "--no-interval")
	// Why: a model named there would be used instead of the one that is carried.
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "WINNOW_MODEL=") {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, env...)
	out, err := c.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return nil, fmt.Errorf("the program failed: %s", bytes.TrimSpace(failed.Stderr))
	}
	if err != nil {
		return nil, err
	}
	return csv.NewReader(bytes.NewReader(out)).ReadAll()
}

// same compares what a program wrote with the answers that the model file holds.
func same(m *automl.Model, out [][]string) error {
	want := m.Expected
	rows := len(m.Sample) - 1
	if len(out) != rows+1 || rows == 0 || len(want)%rows != 0 {
		return fmt.Errorf("the program answered %d rows, not %d", len(out)-1, rows)
	}
	width := len(want) / rows
	for i, line := range out[1:] {
		got := line[len(line)-width:]
		if m.Schema.Task == automl.Binary && width == 1 {
			got = line[len(line)-1:] // the last of two probabilities is that of the class of interest
		}
		for k, cell := range got {
			w := want[i*width+k]
			if cell == "" && math.IsNaN(w) {
				continue
			}
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || math.Abs(v-w) > 1e-9*max(1, math.Abs(w)) {
				return fmt.Errorf("row %d: the program answers %s, the model %v", i+1, cell, w)
			}
		}
	}
	return nil
}
