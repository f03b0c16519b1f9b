//go:build unix

// Command batch evaluates the trees and the rows that compare.py wrote, on one goroutine,
// and prints the processor seconds of a pass over all rows and of a row alone.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime/pprof"
	"strconv"
	"syscall"

	"winnow/automl/graph"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// model is the trees as compare.py writes them: nodes of all trees one after another,
// Feature -1 for a leaf.
type model struct {
	Width       int
	Roots       []int32
	Feature     []int32
	Left, Right []int32
	Threshold   []float64
	MissingLeft []int32
	Values      []float32
}

func (m *model) trees() *graph.Trees {
	n := len(m.Feature)
	o := &graph.Trees{
		Width: m.Width, Roots: m.Roots, Output: make([]int32, len(m.Roots)), Base: []float64{0}, Scale: 1,
		Feature: m.Feature, Left: m.Left, Right: m.Right, Threshold: m.Threshold,
		MissingLeft: make([]uint8, n), Set: make([]int32, n), Cover: make([]float32, n), Values: m.Values,
	}
	for i := range n {
		o.MissingLeft[i], o.Set[i] = uint8(m.MissingLeft[i]), -1
	}
	return o
}

// run takes the folder of model.json and rows.f64 (column after column) and the numbers of
// rows and of passes; it writes the answers to answers.f64.
func run(args []string) error {
	dir := args[0]
	rows, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	passes, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(dir + "/model.json")
	if err != nil {
		return err
	}
	m := &model{}
	if err := json.Unmarshal(raw, m); err != nil {
		return err
	}
	frame, in, err := data(dir, m.Width, rows)
	if err != nil {
		return err
	}
	plan, err := graph.NewPlan(graph.Apply(m.trees(), in), frame)
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
	out := make([]float64, rows)
	batch, single := measure(plan, out, passes)
	fmt.Printf("{\"batch\": %g, \"single\": %g}\n", batch, single)
	b := make([]byte, 0, 8*rows)
	for _, v := range out {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return os.WriteFile(dir+"/answers.f64", b, 0o600)
}

func data(dir string, width, rows int) (*graph.Frame, *graph.Node, error) {
	raw, err := os.ReadFile(dir + "/rows.f64")
	if err != nil {
		return nil, nil, err
	}
	frame := &graph.Frame{Rows: rows}
	var refs []graph.Ref
	for j := range width {
		col := make([]float64, rows)
		for i := range col {
			col[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*(j*rows+i):]))
		}
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: col})
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: j})})
	}
	return frame, graph.Pick(refs), nil
}

// measure gives the least seconds of a pass over all rows, and of one over each row alone
// divided by the rows.
func measure(plan *graph.Plan, out []float64, passes int) (batch, single float64) {
	plan.Range(0, len(out), out)
	batch, single = math.Inf(1), math.Inf(1)
	for range passes {
		start := processor()
		plan.Range(0, len(out), out)
		batch = min(batch, processor()-start)
		n := min(len(out), 4096)
		var one [1]float64
		start = processor()
		for i := range n {
			plan.Range(i, i+1, one[:])
		}
		single = min(single, (processor()-start)/float64(n))
	}
	return batch, single
}

// processor is the processor time that this process has used, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return math.NaN()
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
