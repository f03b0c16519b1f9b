package run

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/graph"
)

// stumps is an operator of so many stumps that say different things for each seed.
func stumps(n int, seed float64) *graph.Trees {
	o := &graph.Trees{Width: 1, Base: []float64{seed}, Scale: 1}
	for t := range int32(n) {
		o.Roots, o.Output = append(o.Roots, 3*t), append(o.Output, 0)
		o.Feature = append(o.Feature, 0, -1, -1)
		o.Left, o.Right = append(o.Left, 3*t+1, 2*t, 2*t+1), append(o.Right, 3*t+2, 0, 0)
		o.Threshold = append(o.Threshold, float64(t)*seed, 0, 0)
		o.MissingLeft, o.Set = append(o.MissingLeft, 1, 0, 0), append(o.Set, -1, -1, -1)
		o.Cover = append(o.Cover, 2, 1, 1)
		o.Values = append(o.Values, float32(seed), float32(t))
	}
	return o
}

func stumpModel(n int, seed float64) *graph.Node {
	in := graph.Apply(&graph.Gather{Input: []int32{0}, Column: []int32{0}}, graph.Apply(&graph.Input{}))
	return graph.Apply(&graph.Link{Func: "logistic", Slope: 1}, graph.Apply(stumps(n, seed), in))
}

// answersOf is what a model says for some values.
func answersOf(t testing.TB, node *graph.Node) []float64 {
	frame := &graph.Frame{Rows: 200, Cols: []graph.FrameColumn{{Nums: make([]float64, 200)}}}
	for i := range frame.Cols[0].Nums {
		frame.Cols[0].Nums[i] = float64(i) * 1.7
	}
	p, err := graph.NewPlan(node, frame)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, 200*p.Width())
	p.Range(0, 200, out)
	return out
}

// Models that come and go are each given back as they were put, wherever their places are.
func TestAtticGivesBackWhatItWasGiven(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := newAttic(t.TempDir())
		kept := map[float64]*stored{}
		want := map[float64]*graph.Trees{}
		for step := range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if len(kept) > 0 && rapid.Bool().Draw(rt, "drop") {
				seeds := make([]float64, 0, len(kept))
				for s := range kept {
					seeds = append(seeds, s)
				}
				slices.Sort(seeds)
				s := rapid.SampledFrom(seeds).Draw(rt, "which")
				kept[s].drop()
				if kept[s].take() != nil {
					rt.Fatal("a model that was dropped is still there")
				}
				delete(kept, s)
				continue
			}
			seed := float64(step) + 0.5
			node := stumpModel(rapid.SampledFrom([]int{10, 12000, 14000, 16000}).Draw(rt, "trees"), seed)
			kept[seed] = a.put(node)
			want[seed] = node.In[0].Op.(*graph.Trees)
		}
		for seed, s := range kept {
			got := s.take().In[0].Op.(*graph.Trees)
			x, y := graph.Arrays{}, graph.Arrays{}
			xs, _ := graph.SaveFields(got, "", x)
			ys, _ := graph.SaveFields(want[seed], "", y)
			if !reflect.DeepEqual(xs, ys) || !reflect.DeepEqual(x, y) {
				rt.Fatalf("the model of seed %v came back as another", seed)
			}
		}
	})
}

func TestAtticTakesLargeModelsOutOfMemory(t *testing.T) {
	a := newAttic(t.TempDir())
	node := stumpModel(40000, 3)
	want := answersOf(t, node)
	s := a.put(node)
	if len(s.large) != 1 || a.end < atticBytes {
		t.Fatalf("%d operators of %d bytes were put on disk, want the trees", len(s.large), a.end)
	}
	graph.Walk(s.node, func(n *graph.Node) {
		if _, ok := n.Op.(*graph.Trees); ok {
			t.Error("the trees are still in memory")
		}
	})
	if !slices.Equal(answersOf(t, s.take()), want) {
		t.Error("the model answers otherwise after it was on disk")
	}
	end := a.end
	s.drop()
	if a.put(stumpModel(40000, 4)); a.end != end {
		t.Errorf("the file has %d bytes after another model of the same size, want %d: its place was free", a.end, end)
	}
	if small := a.put(stumpModel(5, 2)); len(small.large) != 0 {
		t.Error("a small model was put on disk")
	}
}

// Without a place to write to models stay in memory.
func TestAtticWithoutDisk(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	a := &attic{dir: none}
	node := stumpModel(40000, 3)
	if s := a.put(node); s.take() != node {
		t.Error("the model is gone")
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a folder was made")
	}
}
