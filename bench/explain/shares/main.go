// Shares reads trees and rows as bench/explain/compare.py wrote them, shares every answer
// out, and prints the processor seconds of that and the largest difference from the values
// that stand beside them.
package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"syscall"

	"winnow/automl"
	"winnow/automl/explain"
	"winnow/automl/graph"
)

type trees struct {
	Width                       int
	Roots, Feature, Left, Right []int32
	Threshold                   []float64
	Default                     []int32
	Cover, Values               []float32
}

func main() {
	threads, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	raw, err := os.ReadFile(os.Args[1] + "/trees.json")
	if err != nil {
		log.Fatal(err)
	}
	var t trees
	if err := json.Unmarshal(raw, &t); err != nil {
		log.Fatal(err)
	}
	op := &graph.Trees{Width: t.Width, Roots: t.Roots, Output: make([]int32, len(t.Roots)), Base: []float64{0}, Scale: 1, Feature: t.Feature,
		Left: t.Left, Right: t.Right, Threshold: t.Threshold, Cover: t.Cover, Values: t.Values}
	for _, d := range t.Default {
		op.MissingLeft, op.Set = append(op.MissingLeft, uint8(d)), append(op.Set, -1)
	}
	x, want := numbers(os.Args[1]+"/x"), numbers(os.Args[1]+"/contrib")
	n := len(x) / t.Width
	frame := &graph.Frame{Rows: n, Cols: make([]graph.FrameColumn, t.Width)}
	var refs []graph.Ref
	for c := range frame.Cols {
		frame.Cols[c].Nums = x[c*n : (c+1)*n]
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
	}
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	began := user()
	s, err := explain.Shapley(context.Background(), graph.Apply(op, graph.Pick(refs)), frame, rows, frame,
		explain.ShapleyOptions{Task: automl.Regression, Method: automl.ExplainExact, Workers: threads})
	if err != nil {
		log.Fatal(err)
	}
	took := user() - began
	worst := 0.0
	for i := range n {
		for c := range t.Width {
			worst = max(worst, math.Abs(s.Values[i*t.Width+c]-want[i*(t.Width+1)+c]))
		}
	}
	fmt.Println(took, worst)
}

// numbers reads a file of double-precision numbers.
func numbers(path string) []float64 {
	raw, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	out := make([]float64, len(raw)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out
}

// user is the processor time of this process so far, in seconds.
func user() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6
}
