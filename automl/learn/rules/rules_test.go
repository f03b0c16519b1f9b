package rules

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// TestReference holds trees and the order of their pruning to scikit-learn 1.9.1;
// testdata/gen.py.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref struct {
		X     [][]float64
		Cases []struct {
			Task    automl.Task
			Y       []float64
			Depth   int
			Predict [][]float64
			Cuts    []float64
			Leaves  []int
		}
	}
	if err := json.Unmarshal(raw, &ref); err != nil {
		t.Fatal(err)
	}
	for _, c := range ref.Cases {
		d := &automl.Dataset{Task: c.Task, Space: len(c.Y), Y: c.Y, Rows: num.Perm(num.RNG(1), len(c.Y))}
		frame := &graph.Frame{Rows: len(c.Y)}
		if c.Task.IsClassification() {
			d.Classes = int(slices.Max(c.Y)) + 1
		}
		for j, x := range ref.X {
			d.Features = append(d.Features, &automl.Feature{Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
			frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: x})
		}
		l := &Learner{Depth: c.Depth, MinLeaf: 4}
		g := grownOf(t, l, d)
		got := treetest.Predict(t, graph.Apply(g.lower(choice{cut: -1}), d.Node()), frame)
		width := d.PredictionWidth()
		for i, want := range c.Predict {
			if d.Classes == 2 {
				want = want[1:]
			}
			for k, w := range want {
				// Why so near: the smoothing of the root is half a row of each class.
				if math.Abs(got[i*width+k]-w) > 0.006 {
					t.Fatalf("%s, depth %d: row %d is %v, want %v", c.Task, c.Depth, i, got[i*width:(i+1)*width], want)
				}
			}
		}
		for i, cut := range c.Cuts {
			if leaves := leavesOf(g, choice{cut: cut * (1 + 1e-9)}); leaves != c.Leaves[i] {
				t.Errorf("pruned at %v there are %d leaves, want %d", cut, leaves, c.Leaves[i])
			}
		}
	}
}

func grownOf(t testing.TB, l *Learner, d *automl.Dataset) *grown {
	t.Helper()
	m, err := tree.Pack(t.Context(), d, tree.MaxBins, 1)
	if err != nil {
		t.Fatal(err)
	}
	data := newData(d)
	g, err := l.grow(t.Context(), data, m, data.all(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func leavesOf(g *grown, c choice) int {
	n := 0
	for _, f := range g.lower(c).Feature {
		if f < 0 {
			n++
		}
	}
	return n
}

// TestPruning holds that a dearer price leaves a smaller tree, that every step of the list
// leaves another tree, and that what the tree predicts is what lossOf counted on.
func TestPruning(t *testing.T) {
	// Two links of this tree have prices that differ by rounding alone.
	pruningHolds(t, t.Fatalf, automl.Binary, 0x2807b)
	rapid.Check(t, func(rt *rapid.T) {
		pruningHolds(t, rt.Fatalf, rapid.SampledFrom(automl.Tasks).Draw(rt, "task"), rapid.Uint64().Draw(rt, "seed"))
	})
}

func pruningHolds(t *testing.T, fatalf func(string, ...any), task automl.Task, seed uint64) {
	d, frame := treetest.Made(task, 150, seed)
	g := grownOf(t, &Learner{Depth: 4, MinLeaf: 3}, d)
	last, all := math.MaxInt, g.d.all()
	for _, cut := range g.steps() {
		c := choice{cut, 5}
		n := leavesOf(g, c)
		if n >= last {
			fatalf("%d leaves at %v, %d before", n, cut, last)
		}
		last = n
		p := treetest.Predict(t, graph.Apply(g.lower(c), d.Node()), frame)
		want := g.lossOf(c, all) / 150
		if task == automl.Regression {
			want *= g.d.scale * g.d.scale
		}
		if got := treetest.MeanLoss(d, p); math.Abs(got-want) > 1e-4*want {
			fatalf("the loss is %v, counted as %v", got, want)
		}
	}
	if last != 1 {
		fatalf("the last step leaves %d leaves", last)
	}
}

func TestLearns(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := treetest.Made(task, 800, 1)
		out, err := New().Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		fresh, frame := treetest.Made(task, 800, 2)
		got := treetest.MeanLoss(fresh, treetest.Predict(t, out, frame))
		zero, err := New().Fit(t.Context(), d.WithFeatures(nil), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		base := treetest.MeanLoss(fresh, treetest.Predict(t, zero, frame))
		if left := (got - treetest.Bayes[task]) / (base - treetest.Bayes[task]); left > 0.6 {
			t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
		}
	}
}

// TestNoiseIsPruned holds that a target that has nothing to do with the columns makes no
// tree.
func TestNoiseIsPruned(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := treetest.Made(task, 400, 1)
		other, _ := treetest.Made(task, 400, 9)
		d.Y = other.Y
		out, err := New().Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(out.Op.(*graph.Trees).Feature); n > 3 {
			t.Errorf("%s: %d nodes", task, n)
		}
	}
}
