//go:build unix

// Command fit boosts 100 rounds on the columns that compare.py wrote to a folder, once or many
// times on workers of one thread each, and prints the time that it took, binning included,
// and the most memory that the process held.
package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"syscall"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/gbdt"
	"winnow/automl/num"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plan is what to fit: folder, task, rows, columns, test rows, threads, and how many fits on
// workers of one thread; 0 for one fit with all threads.
type plan struct {
	folder                           string
	task                             automl.Task
	rows, cols, tests, threads, many int
}

func parse(args []string) (p plan, err error) {
	if len(args) != 7 {
		return p, fmt.Errorf("want folder, task, rows, columns, test rows, threads and number of fits, got %q", args)
	}
	p.folder, p.task = args[0], automl.Task(args[1])
	for i, to := range []*int{&p.rows, &p.cols, &p.tests, &p.threads, &p.many} {
		if *to, err = strconv.Atoi(args[2+i]); err != nil {
			return p, err
		}
	}
	return p, nil
}

// result is what the program prints.
type result struct {
	Seconds   float64 `json:"seconds"`
	Processor float64 `json:"processor"`
	Megabytes float64 `json:"megabytes"`
}

func run(args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	d, frame, err := p.read()
	if err != nil {
		return err
	}
	if to := os.Getenv("CPUPROFILE"); to != "" {
		f, err := os.Create(to)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	before, _, err := used()
	if err != nil {
		return err
	}
	start := time.Now()
	model, err := p.fit(d)
	if err != nil {
		return err
	}
	wall := time.Since(start).Seconds()
	after, megabytes, err := used()
	if err != nil {
		return err
	}
	predict, err := graph.NewPlan(model, frame)
	if err != nil {
		return err
	}
	out := make([]float64, p.tests)
	predict.Range(0, p.tests, out)
	if err := write(filepath.Join(p.folder, "p.f64"), out); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result{wall, after - before, megabytes})
}

// read is the data to learn from, and the rows to predict.
func (p *plan) read() (*automl.Dataset, *graph.Frame, error) {
	d := &automl.Dataset{Task: p.task, Space: p.rows, Rows: make([]int32, 0, p.rows), Y: make([]float64, p.rows)}
	if p.task == automl.Binary {
		d.Classes = 2
	}
	frame := &graph.Frame{Rows: p.tests}
	x, t := make([]float64, p.rows*p.cols), make([]float64, p.tests*p.cols)
	for name, to := range map[string][]float64{"x": x, "t": t, "y": d.Y} {
		if err := read(filepath.Join(p.folder, name+".f64"), to); err != nil {
			return nil, nil, err
		}
	}
	for i := range p.rows {
		d.Rows = append(d.Rows, int32(i))
	}
	for j := range p.cols {
		d.Features = append(d.Features, &automl.Feature{Nums: x[j*p.rows : (j+1)*p.rows], Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: t[j*p.tests : (j+1)*p.tests]})
	}
	return d, frame, nil
}

// fit fits once or many times, and returns the last model.
func (p *plan) fit(d *automl.Dataset) (*graph.Node, error) {
	settings := automl.Settings{{Name: "growth", Value: "leaf"}, {Name: "random_strength", Value: "0"}, {Name: "learning_rate", Value: "0.1"}, {Name: "rounds", Value: "100"}, {Name: "feature_fraction", Value: "1"}, {Name: "row_fraction", Value: "1"}, {Name: "l2", Value: "0"}}
	one := func(workers int) (*graph.Node, error) {
		l := gbdt.Algorithm().New()
		if err := l.Params().Set(settings); err != nil {
			return nil, err
		}
		return l.Fit(context.Background(), d, automl.Env{Seed: 1, Workers: workers})
	}
	if p.many == 0 {
		return one(p.threads)
	}
	models := make([]*graph.Node, p.many)
	err := num.ForEach(context.Background(), p.threads, p.many, func(i int) (err error) {
		models[i], err = one(1)
		return err
	})
	return models[p.many-1], err
}

// used is the processor time that the process has taken, in seconds, and the most memory that
// it has held.
func used() (seconds, megabytes float64, err error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0, err
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec), float64(u.Maxrss) / 1024, nil
}

func read(path string, to []float64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	// Why in pieces of one buffer: the bytes would add to the memory that is measured.
	piece := make([]byte, 8<<13)
	for len(to) > 0 {
		some := piece[:min(len(piece), 8*len(to))]
		if _, err := io.ReadFull(f, some); err != nil {
			return err
		}
		for ; len(some) > 0; some, to = some[8:], to[1:] {
			to[0] = math.Float64frombits(binary.LittleEndian.Uint64(some))
		}
	}
	return nil
}

func write(path string, v []float64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := binary.Write(f, binary.LittleEndian, v); err != nil {
		return err
	}
	return f.Close()
}
