//go:build unix

// Command fit boosts 100 rounds on the columns that compare.py wrote and prints the
// processor seconds that it took, binning included.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"runtime/pprof"
	"strconv"
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
	var size [3]int
	for i := range size {
		n, err := strconv.Atoi(args[1+i])
		if err != nil {
			return err
		}
		size[i] = n
	}
	rows, cols, tests := size[0], size[1], size[2]
	x, t, y := read("x", rows*cols), read("t", tests*cols), read("y", rows)
	d := &automl.Dataset{Task: automl.Task(args[0]), Classes: 2, Space: rows, Y: y}
	frame := &graph.Frame{Rows: tests}
	for i := range rows {
		d.Rows = append(d.Rows, int32(i))
	}
	for j := range cols {
		d.Features = append(d.Features, &automl.Feature{Nums: x[j*rows : (j+1)*rows], Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: t[j*tests : (j+1)*tests]})
	}
	l := gbdt.Algorithm().New()
	err := l.Params().Set(automl.Settings{{Name: "growth", Value: "leaf"}, {Name: "learning_rate", Value: "0.1"}, {Name: "rounds", Value: "100"}, {Name: "feature_fraction", Value: "1"}, {Name: "row_fraction", Value: "1"}, {Name: "l2", Value: "0"}})
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
	before := processor()
	out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1, Workers: 1})
	if err != nil {
		return err
	}
	fmt.Printf("{\"seconds\": %v}\n", processor()-before)
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		return err
	}
	p := make([]float64, tests)
	plan.Range(0, tests, p)
	return write("p", p)
}

// processor is the processor time that the process has taken, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return math.NaN()
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec)
}

func path(name string) string { return "/tmp/winnow-bench-" + name + ".f64" }

func read(name string, n int) []float64 {
	v := make([]float64, n)
	f, err := os.Open(path(name))
	if err == nil {
		defer f.Close()
		err = binary.Read(f, binary.LittleEndian, v)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return v
}

func write(name string, v []float64) error {
	f, err := os.Create(path(name))
	if err != nil {
		return err
	}
	if err := binary.Write(f, binary.LittleEndian, v); err != nil {
		return err
	}
	return f.Close()
}
