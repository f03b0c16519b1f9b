package golearn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// madeData is n rows of width numbers, some of few values, with a noisy target.
func madeData(task automl.Task, n, width int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(1, "golearn", task)
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n), Rows: num.Perm(num.RNG(2), n)}
	frame := &graph.Frame{Rows: n}
	for j := range width {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
			if j%3 == 2 {
				x[i] = float64(rng.IntN(3))
			}
			if j < 3 {
				d.Y[i] += x[i]
			}
		}
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: x})
		d.Features = append(d.Features, &automl.Feature{Name: fmt.Sprint(j), Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
	}
	for i := range d.Y {
		d.Y[i] += 0.5 * rng.NormFloat64()
	}
	if task != automl.Regression {
		d.Classes = task.PredictionWidth(4)
		if task == automl.Binary {
			d.Classes = 2
		}
		order := slices.Sorted(slices.Values(d.Y))
		for i, y := range d.Y {
			at, _ := slices.BinarySearch(order, y)
			d.Y[i] = float64(at * d.Classes / n)
		}
	}
	return d, frame
}

// modes are the classes of the most rows at a leaf, more than one after a tie.
func modes(n *node) []int {
	var out []int
	for k, c := range n.counts {
		if c == slices.Max(n.counts) {
			out = append(out, k)
		}
	}
	return out
}

func leafOf(root *node, b *bins, i int) *node { return root.leaf(b, i, func(*node) {}) }

// TestCARTIsTheLibrarys holds the copied tree to send every row to a leaf whose most
// frequent class, or mean, is what the library itself predicts for the row.
func TestCARTIsTheLibrarys(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := madeData(task, 300, 5)
		l := newCART()
		b, err := newBins(d, l.Bins)
		if err != nil {
			t.Fatal(err)
		}
		grid, err := b.floats()
		if err != nil {
			t.Fatal(err)
		}
		var root *node
		var predicted []float64
		if task == automl.Regression {
			tree := trees.NewDecisionTreeRegressor(trees.MSE, int64(l.Depth))
			if err := tree.Fit(grid); err != nil {
				t.Fatal(err)
			}
			root, predicted = copyRegressor(tree), tree.Predict(grid)
		} else {
			labels := []int64{0, 1, 2, 3}[:d.Classes]
			tree := trees.NewDecisionTreeClassifier(trees.GINI, int64(l.Depth), labels)
			if err := tree.Fit(grid); err != nil {
				t.Fatal(err)
			}
			root = copyClassifier(tree)
			for _, k := range tree.Predict(grid) {
				predicted = append(predicted, float64(k))
			}
		}
		root.tally(b, 0)
		if root.left == nil {
			t.Fatalf("%s: the tree has no split", task)
		}
		for i := range b.rows {
			leaf := leafOf(root, b, i)
			if task == automl.Regression {
				if math.Abs(leaf.value[0]-predicted[i]) > 1e-9 {
					t.Fatalf("row %d: our leaf has the mean %v, the library predicts %v", i, leaf.value[0], predicted[i])
				}
			} else if modes(leaf)[0] != int(predicted[i]) {
				t.Fatalf("%s: row %d: our leaf has %v, the library predicts %v", task, i, leaf.counts, predicted[i])
			}
		}
	}
}

// TestID3IsTheLibrarys does the same for ID3, but for leaves with a tie, which the library
// breaks differently each time.
func TestID3IsTheLibrarys(t *testing.T) {
	d, _ := madeData(automl.Multiclass, 400, 5)
	l := newID3()
	b, err := newBins(d, l.Bins)
	if err != nil {
		t.Fatal(err)
	}
	tree, grid, err := l.grow(b, func() bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	root, err := b.copyID3(tree)
	if err != nil {
		t.Fatal(err)
	}
	root.tally(b, 1)
	predicted, err := tree.Predict(grid)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for i := range b.rows {
		want, err := strconv.Atoi(base.GetClass(predicted, i))
		if err != nil {
			t.Fatal(err)
		}
		most := modes(leafOf(root, b, i))
		if !slices.Contains(most, want) {
			t.Fatalf("row %d: our leaf has classes %v, the library predicts %v", i, most, want)
		}
		if len(most) == 1 {
			compared++
		}
	}
	if compared < len(b.rows)/2 || root.left == nil {
		t.Errorf("only %d rows could be compared", compared)
	}
}

// TestGraphIsTheTree holds the graph to predict the values of the leaves.
func TestGraphIsTheTree(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := madeData(task, 300, 5)
		for _, alg := range Algorithms() {
			if !alg.Tasks.Has(task) {
				continue
			}
			out, err := alg.New().Fit(t.Context(), d, automl.Env{})
			if err != nil {
				t.Fatal(err)
			}
			plan, err := graph.NewPlan(out, frame)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]float64, plan.Width()*d.Len())
			plan.Rows(d.Rows, got)
			var sum float64
			for _, v := range got {
				sum += v
			}
			want := 0.0 // smoothing moves weight between leaves, but little of the overall mean
			for _, y := range d.Y {
				if task == automl.Multiclass {
					y = 1
				}
				want += y
			}
			if math.Abs(sum-want) > 0.05*math.Abs(want)+5 {
				t.Errorf("%s %s: the predictions add up to %v, the target to %v", alg.ID, task, sum, want)
			}
		}
	}
}

// TestRepeatable holds the trees to be the same each time, although the library walks over
// Go maps. Doubled columns make every choice a tie.
func TestRepeatable(t *testing.T) {
	d, frame := madeData(automl.Multiclass, 200, 4)
	d.Features = append(d.Features, d.Features...)
	for _, alg := range Algorithms() {
		var first []float64
		for range 10 {
			out, err := alg.New().Fit(t.Context(), d, automl.Env{})
			if err != nil {
				t.Fatal(err)
			}
			plan, err := graph.NewPlan(out, frame)
			if err != nil {
				t.Fatal(err)
			}
			p := make([]float64, plan.Width()*frame.Rows)
			plan.Range(0, frame.Rows, p)
			if first == nil {
				first = p
			}
			if !slices.Equal(p, first) {
				t.Fatalf("%s: two fits differ", alg.ID)
			}
		}
	}
}

func TestPanicBecomesError(t *testing.T) {
	_, err := call(t.Context(), func() (*node, error) { panic("out of range") })
	if automl.KindOf(err) != automl.Internal || err == nil {
		t.Errorf("the error is %v", err)
	}
	// The lock is free again.
	if _, err := call(t.Context(), func() (*node, error) { return &node{}, nil }); err != nil {
		t.Errorf("the next call failed: %v", err)
	}
}

// TestCancelDoesNotWait holds a call to return while the library is still at work.
func TestCancelDoesNotWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release, left := make(chan struct{}), make(chan struct{})
	defer func() {
		close(release)
		<-left
	}()
	_, err := call(ctx, func() (*node, error) {
		defer close(left)
		cancel()
		<-release
		return &node{}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want %v", err, context.Canceled)
	}
}

// TestCut holds edges to ascend, to be few enough, and to part neighbouring values.
func TestCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) })), 1, 200).Draw(t, "values")
		most := rapid.IntRange(2, 16).Draw(t, "most")
		edges := cut(values, most)
		if len(edges) > most-1 || !slices.IsSorted(edges) {
			t.Fatalf("edges %v for at most %d bins", edges, most)
		}
		used := map[int]bool{}
		distinct := map[float64]bool{}
		for _, v := range values {
			at, _ := slices.BinarySearch(edges, v)
			used[at] = true
			distinct[v] = true
		}
		if len(used) != len(edges)+1 {
			t.Fatalf("%d of %d bins hold a value", len(used), len(edges)+1)
		}
		if len(distinct) <= most && len(used) != len(distinct) {
			t.Fatalf("%d bins for %d values", len(used), len(distinct))
		}
	})
}
