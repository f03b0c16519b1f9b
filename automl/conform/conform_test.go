package conform

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

// share is a learner of the simplest kind: the mean of the target to either side of the
// middle of the first column. Fault names a rule of the suite that it breaks.
type share struct {
	Prior float64
	fault string
}

var _ automl.Learner = (*share)(nil)

func algorithm(fault string) automl.Algorithm {
	return automl.Algorithm{
		ID: "share", Name: "Share", Help: "Halves.", Tasks: automl.TaskSet{automl.Binary}, Readable: 3,
		Needs: automl.Needs{Scaled: true},
		Cost:  func(rows, _, _ int, _ automl.Params) automl.Cost { return automl.Cost{Bytes: int64(rows)} },
		New:   func() automl.Learner { return &share{Prior: 1, fault: fault} },
	}
}

func (l *share) Params() automl.Params {
	r := automl.LinRange(0.5, 10)
	if l.fault == "knobs" {
		r = automl.LinRange(2, 10)
	}
	return automl.Params{automl.Float(&l.Prior, "prior", "Rows of each class added.", r)}
}

func (l *share) Fit(ctx context.Context, d *automl.Dataset, env automl.Env) (*graph.Node, error) {
	switch l.fault {
	case "cancelled":
	case "read only":
		d.Y[d.Rows[0]] = 1 - d.Y[d.Rows[0]]
	case "learner changed":
		l.Prior++
	case "soft stop":
		if env.Softly() {
			return graph.Apply(&graph.Constant{Values: []float64{math.NaN()}}), nil
		}
	default:
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if len(d.Features) == 0 {
		return graph.Apply(&graph.Constant{Values: []float64{l.mean(d, func(int32) bool { return true })}}), nil
	}
	first := d.Features[0].Nums
	low := l.mean(d, func(r int32) bool { return first[r] <= 0 })
	high := l.mean(d, func(r int32) bool { return first[r] > 0 })
	switch l.fault {
	case "repeatable":
		low *= 1 - 0.01*rand.Float64()
	case "predictions":
		high += 0.5
	case "workers":
		low -= 1e-9 * float64(env.Workers)
	}
	o := &graph.Trees{
		Width: len(d.Features), Vector: true, Roots: []int32{0}, Base: []float64{0}, Scale: 1,
		Feature: []int32{0, -1, -1}, Left: []int32{1, 0, 1}, Right: []int32{2, 0, 0},
		Threshold: make([]float64, 3), MissingLeft: make([]uint8, 3), Set: []int32{-1, -1, -1},
		Cover: make([]float32, 3), Values: []float32{float32(low), float32(high)},
	}
	return graph.Apply(o, d.Node()), nil
}

// mean is the share of class 1 among the rows that in takes.
func (l *share) mean(d *automl.Dataset, in func(int32) bool) float64 {
	yes, all := l.Prior*1e-3, l.Prior*2e-3
	for _, r := range d.Rows {
		if !in(r) {
			continue
		}
		w := d.Weight(r)
		if l.fault == "weights" {
			w *= w
		}
		yes += w * d.Y[r]
		all += w
	}
	return yes / all
}

// faultVariable hands a fault to the test process that is to fail because of it.
const faultVariable = "WINNOW_CONFORM_FAULT"

// TestToy runs the suite over a learner that keeps every rule, or in a process of
// TestFaultsAreFound over one that breaks one.
func TestToy(t *testing.T) {
	Learner(t, algorithm(os.Getenv(faultVariable)), Options{})
}

// TestFaultsAreFound runs TestToy in a process of its own for each fault and holds the
// suite to fail at the check that looks for it.
func TestFaultsAreFound(t *testing.T) {
	for fault, check := range map[string]string{
		"cancelled":       "binary/cancelled",
		"read only":       "binary/read_only",
		"learner changed": "binary/read_only",
		"soft stop":       "binary/soft_stop",
		"repeatable":      "binary/repeatable",
		"workers":         "binary/repeatable",
		"predictions":     "binary/predictions",
		"weights":         "binary/weights",
		"knobs":           "knobs",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestToy$")
			cmd.Env = append(os.Environ(), faultVariable+"="+fault)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestToy/"+check) {
				t.Errorf("the suite does not fail at %s: %v\n%s", check, err, out)
			}
		})
	}
}
