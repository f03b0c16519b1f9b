//go:build unix

// Command defaults fits the booster on the train.csv of each case that is named and prints
// the score on its test.csv, as defaults.py measures CatBoost's. Arguments with an equals
// sign are settings, or the seed; the others are folders of cases.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/gbdt"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var settings automl.Settings
	seed := uint64(1)
	for _, a := range args {
		name, value, ok := strings.Cut(a, "=")
		if name == "seed" {
			var err error
			if seed, err = strconv.ParseUint(value, 10, 64); err != nil {
				return err
			}
		} else if ok {
			settings = append(settings, automl.Setting{Name: name, Value: value})
		}
	}
	for _, a := range args {
		if strings.Contains(a, "=") {
			continue
		}
		r, err := fitCase(a, settings, seed)
		if err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// result is the score of one case: the error's root mean square or the log loss, and the
// processor seconds of the fit.
type result struct {
	Case    string  `json:"case"`
	Score   float64 `json:"score"`
	Seconds float64 `json:"seconds"`
	Rounds  int     `json:"rounds"`
}

func fitCase(dir string, settings automl.Settings, seed uint64) (*result, error) {
	c, err := readCase(dir)
	if err != nil {
		return nil, err
	}
	l := gbdt.Algorithm().New()
	if err := l.Params().Set(settings); err != nil {
		return nil, err
	}
	before := processor()
	r := &result{Case: filepath.Base(dir)}
	out, err := l.Fit(context.Background(), c.train, automl.Env{Seed: seed, Workers: 1})
	if err != nil {
		return nil, err
	}
	r.Seconds = processor() - before
	r.Rounds = rounds(out)
	plan, err := graph.NewPlan(out, c.test)
	if err != nil {
		return nil, err
	}
	p := make([]float64, c.test.Rows*c.train.PredictionWidth())
	plan.Range(0, c.test.Rows, p)
	r.Score = c.score(p)
	return r, nil
}

// rounds is the number of trees for each output.
func rounds(n *graph.Node) int {
	if t, ok := n.Op.(*graph.Trees); ok {
		if t.Vector {
			return len(t.Roots)
		}
		return len(t.Roots) / len(t.Base)
	}
	for _, in := range n.In {
		if r := rounds(in); r > 0 {
			return r
		}
	}
	return 0
}

// processor is the processor time that the process has taken, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec)
}
