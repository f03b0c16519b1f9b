package graph

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pipeline is a graph over a number, a category and a second number that uses every operator
// of the core: two linear scores of the picked columns, their blend, a link and a constant.
func pipeline() *Node {
	in := func(c int) *Node { return Apply(&Input{Column: c}) }
	all := Pick([]Ref{{Node: in(0)}, {Node: in(1)}, {Node: in(2)}})
	first := Apply(&Linear{Weights: []float64{1, -0.5, 0, 0, 0.25, 2}, Bias: []float64{0.1, -0.2}}, all)
	second := Apply(&Linear{Weights: []float64{0.5, 0.5, 0.5, 1, 0, -1}, Bias: []float64{0, 1}}, all)
	blend := Apply(&Sum{Weights: []float64{0.75, 0.25}}, first, second)
	classes := Apply(&Link{Func: Softmax, Slope: 0.8}, blend)
	prior := Apply(&Constant{Values: []float64{0.5, 0.5}}, classes)
	return Apply(&Sum{Weights: []float64{0.9, 0.1}}, classes, prior)
}

func pipelineFrame(nums, more []float64, codes []int32) *Frame {
	return &Frame{Rows: len(nums), Cols: []FrameColumn{{Nums: nums}, {Codes: codes}, {Nums: more}}}
}

// failer is a test of either kind.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func mustPlan(t failer, out *Node, f *Frame) *Plan {
	t.Helper()
	p, err := NewPlan(out, f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBatchIsRowByRow checks that a row's answer does not depend on the rows beside it, on
// its place in a batch, or on the way in which rows are named.
func TestBatchIsRowByRow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, BatchRows - 1, BatchRows, BatchRows + 1, 2*BatchRows + 5}).Draw(rt, "rows")
		seed := rapid.Uint32().Draw(rt, "seed")
		nums, more, codes := make([]float64, n), make([]float64, n), make([]int32, n)
		for i := range n {
			seed = seed*1664525 + 1013904223
			nums[i], more[i], codes[i] = float64(seed>>16)/7000, float64(seed&0xffff)/9000-3, int32(seed%4)-1
			if seed%11 == 0 {
				nums[i] = math.NaN()
			}
		}
		p := mustPlan(t, pipeline(), pipelineFrame(nums, more, codes))
		whole := make([]float64, n*p.Width())
		p.Range(0, n, whole)
		one := make([]float64, p.Width())
		order := make([]int32, 0, n+1)
		for i := range n {
			p.Range(i, i+1, one)
			same(rt, whole[i*p.Width():(i+1)*p.Width()], one, "Range", i)
			order = append(order, int32(n-1-i))
		}
		order = append(order, order[0])
		back := make([]float64, len(order)*p.Width())
		p.Rows(order, back)
		for k, r := range order {
			same(rt, whole[int(r)*p.Width():int(r+1)*p.Width()], back[k*p.Width():(k+1)*p.Width()], "Rows", int(r))
		}
	})
}

func same(t *rapid.T, want, got []float64, how string, row int) {
	for k := range want {
		if math.Float64bits(want[k]) != math.Float64bits(got[k]) {
			t.Fatalf("%s: row %d = %v, in the whole %v", how, row, got, want)
		}
	}
}

// TestValues holds the core operators against figures worked out by hand.
func TestValues(t *testing.T) {
	x := Apply(&Input{Column: 0})
	f := &Frame{Rows: 3, Cols: []FrameColumn{{Nums: []float64{0, 2, math.NaN()}}, {Codes: []int32{1, -1, 3}}}}
	code := Apply(&Input{Column: 1})
	for _, c := range []struct {
		name string
		out  *Node
		want []float64
	}{
		{"input", x, []float64{0, 2, math.NaN()}},
		{"codes", code, []float64{1, math.NaN(), 3}},
		{"gather", Pick([]Ref{{code, 0}, {x, 0}, {code, 0}}), []float64{1, 0, 1, math.NaN(), 2, math.NaN(), 3, math.NaN(), 3}},
		{"linear", Apply(&Linear{Weights: []float64{3, 0}, Bias: []float64{1, 5}}, x), []float64{1, 5, 7, 5, math.NaN(), 5}},
		{"sum", Apply(&Sum{Weights: []float64{2, -1}}, x, x), []float64{0, 2, math.NaN()}},
		{"constant", Apply(&Constant{Values: []float64{4, 5}}, x), []float64{4, 5, 4, 5, 4, 5}},
		// 1/(1+e^-1) with a slope of a half
		{"logistic", Apply(&Link{Func: Logistic, Slope: 0.5}, x), []float64{0.5, 0.7310585786300049, math.NaN()}},
		{"exp", Apply(&Link{Func: Exp, Slope: 1}, x), []float64{1, math.Exp(2), math.NaN()}},
		// Of probabilities 1/4 and 1/2: log(1/3) and 0; log(1/4) and log(1/2).
		{"logit", Apply(&Link{Func: Logit, Slope: 0.25}, Apply(&Linear{Weights: []float64{0.5}, Bias: []float64{1}}, x)), []float64{-1.0986122886681098, 0, math.NaN()}},
		{"log", Apply(&Link{Func: Log, Slope: 0.25}, Apply(&Linear{Weights: []float64{0.5}, Bias: []float64{1}}, x)), []float64{-1.3862943611198906, -0.6931471805599453, math.NaN()}},
		{"softmax of one", Apply(&Link{Func: Softmax, Slope: 1}, x), []float64{1, 1, math.NaN()}},
	} {
		p := mustPlan(t, c.out, f)
		got := make([]float64, f.Rows*p.Width())
		p.Range(0, f.Rows, got)
		if d := cmp.Diff(c.want, got, cmp.Comparer(func(a, b float64) bool {
			return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-15
		})); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// TestPlanAllocatesNothing holds the promise that evaluation allocates nothing once it is warm.
func TestPlanAllocatesNothing(t *testing.T) {
	n := 3*BatchRows + 7
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	p := mustPlan(t, pipeline(), pipelineFrame(make([]float64, n), make([]float64, n), make([]int32, n)))
	dst := make([]float64, n*p.Width())
	if a := testing.AllocsPerRun(20, func() { p.Range(0, n, dst) }); a != 0 {
		t.Errorf("Range allocates %v times", a)
	}
	if a := testing.AllocsPerRun(20, func() { p.Rows(rows, dst) }); a != 0 {
		t.Errorf("Rows allocates %v times", a)
	}
}

// counter counts how often it is evaluated.
type counter struct {
	Constant
	evals *int
}

func (c *counter) Eval(s *Scratch, in []Block, out Block) {
	*c.evals++
	c.Constant.Eval(s, in, out)
}

func TestSharedNodeRunsOnce(t *testing.T) {
	evals := 0
	shared := Apply(&counter{Constant{Values: []float64{1}}, &evals}, Apply(&Input{}))
	out := Apply(&Sum{Weights: []float64{1, 1, 1}}, shared, shared, Apply(&Link{Func: Exp, Slope: 0}, shared))
	p := mustPlan(t, out, &Frame{Rows: 1, Cols: []FrameColumn{{Nums: []float64{0}}}})
	dst := make([]float64, 1)
	p.Range(0, 1, dst)
	if evals != 1 || dst[0] != 3 {
		t.Errorf("the shared node ran %d times and the sum is %v; want once and 3", evals, dst[0])
	}
}

// TestAlikeNodesRunOnce checks that nodes of equal operators over equal inputs are one step,
// and that those of unequal ones are not.
func TestAlikeNodesRunOnce(t *testing.T) {
	member := func(fill, weight float64) *Node {
		x := Pick([]Ref{{Apply(&Input{Column: 0}), 0}, {Apply(&Input{Column: 1}), 0}})
		return Apply(&Linear{Weights: []float64{weight, 1}, Bias: []float64{0}}, Apply(&Impute{Fill: []float64{fill, 0}}, x))
	}
	out := Apply(&Sum{Weights: []float64{1, 1, 1}}, member(5, 2), member(5, 3), member(6, 2))
	f := &Frame{Rows: 2, Cols: []FrameColumn{{Nums: []float64{math.NaN(), 1}}, {Nums: []float64{10, 20}}}}
	p := mustPlan(t, out, f)
	got := make([]float64, 2)
	p.Range(0, 2, got)
	if d := cmp.Diff([]float64{20 + 25 + 22, 22 + 23 + 22}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// Two inputs, a pick, two fillings, three sums of columns, and the whole.
	if len(p.steps) != 9 {
		t.Errorf("%d steps, want 9", len(p.steps))
	}
}

func TestReset(t *testing.T) {
	p := mustPlan(t, Apply(&Input{}), &Frame{Rows: 1, Cols: []FrameColumn{{Nums: []float64{1}}}})
	p.Reset(&Frame{Rows: 2, Cols: []FrameColumn{{Nums: []float64{5, 6}}}})
	dst := make([]float64, 2)
	p.Range(0, 2, dst)
	if d := cmp.Diff([]float64{5, 6}, dst); d != "" {
		t.Errorf("after Reset (-want +got):\n%s", d)
	}
}

func TestPlanRefuses(t *testing.T) {
	nums := &Frame{Rows: 1, Cols: []FrameColumn{{Nums: []float64{1}}, {Strs: []string{"a"}}}}
	for _, c := range []struct {
		name string
		out  *Node
		want string
	}{
		{"column outside", Apply(&Input{Column: 2}), "no column 2"},
		{"number as text", Apply(&Input{Column: 0, Text: true}), "another kind"},
		{"text as number", Apply(&Input{Column: 1}), "another kind"},
		{"text as answer", Apply(&Input{Column: 1, Text: true}), "output is text"},
		{"widths", &Node{Op: &Linear{Weights: []float64{1, 2}, Bias: []float64{0}}, In: []*Node{Apply(&Input{})}}, "takes 2 columns, not 1"},
	} {
		if _, err := NewPlan(c.out, nums); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestCycle checks that a cycle, which Apply cannot make, is refused and not followed.
func TestCycle(t *testing.T) {
	a := &Node{Op: &Sum{Weights: []float64{1}}}
	b := &Node{Op: &Sum{Weights: []float64{1}}, In: []*Node{a}}
	a.In = []*Node{b}
	if _, err := NewPlan(b, &Frame{Rows: 1}); err == nil || !strings.Contains(err.Error(), "cycle") {
		t.Errorf("NewPlan of a cycle: %v", err)
	}
}

func TestApplyPanics(t *testing.T) {
	text := Apply(&Input{Column: 0, Text: true})
	for name, build := range map[string]func(){
		"weights":  func() { Apply(&Linear{Weights: []float64{1}, Bias: []float64{0}}, text) },
		"sum":      func() { Apply(&Sum{}) },
		"gather":   func() { Apply(&Gather{Input: []int32{1}, Column: []int32{0}}, text) },
		"column":   func() { Apply(&Gather{Input: []int32{0}, Column: []int32{1}}, text) },
		"negative": func() { Apply(&Input{Column: -1}) },
		"link":     func() { Apply(&Link{Func: "cosine"}, Apply(&Input{})) },
		"mixed": func() {
			Apply(&Gather{Input: []int32{0, 1}, Column: []int32{0, 0}}, text, Apply(&Input{Column: 1}))
		},
	} {
		func() {
			defer func() {
				if r, ok := recover().(string); !ok || !strings.HasPrefix(r, "graph: ") {
					t.Errorf("%s: recovered %v, want a panic of graph", name, r)
				}
			}()
			build()
		}()
	}
}

func TestInputsAndPick(t *testing.T) {
	out := pipeline()
	if d := cmp.Diff([]int{0, 1, 2}, Inputs(out)); d != "" {
		t.Errorf("Inputs (-want +got):\n%s", d)
	}
	x := Apply(&Constant{Values: []float64{1, 2}}, Apply(&Input{}))
	if Pick([]Ref{{x, 0}, {x, 1}}) != x {
		t.Error("Pick of a whole node in order is not that node")
	}
	if got := Pick([]Ref{{x, 1}, {x, 0}}).Shape(); got != (Shape{Width: 2}) {
		t.Errorf("Pick in another order has the shape %v", got)
	}
}

func BenchmarkPlan(b *testing.B) {
	n := 4096
	p := mustPlan(b, pipeline(), pipelineFrame(make([]float64, n), make([]float64, n), make([]int32, n)))
	dst := make([]float64, n*p.Width())
	b.ReportAllocs()
	b.SetBytes(int64(n))
	for b.Loop() {
		p.Range(0, n, dst)
	}
}

// TestRowsUntil checks that an evaluation breaks off where it is told to, and otherwise does
// what it does without being asked.
func TestRowsUntil(t *testing.T) {
	n := 3*BatchRows + 7
	nums, codes, rows := make([]float64, n), make([]int32, n), make([]int32, n)
	for i := range rows {
		nums[i], codes[i], rows[i] = float64(i), int32(i%3), int32(i)
	}
	p := mustPlan(t, pipeline(), pipelineFrame(nums, nums, codes))
	whole, part := make([]float64, n*p.Width()), make([]float64, n*p.Width())
	p.Rows(rows, whole)
	var asked []int
	stop := func(done int) bool { asked = append(asked, done); return done >= 2*BatchRows }
	if p.RowsUntil(rows, part, stop) || !slices.Equal(asked, []int{0, BatchRows, 2 * BatchRows}) {
		t.Errorf("asked after %v rows", asked)
	}
	end := 2 * BatchRows * p.Width()
	if !slices.Equal(part[:end], whole[:end]) || slices.ContainsFunc(part[end:], func(v float64) bool { return v != 0 }) {
		t.Error("not the first two batches were evaluated")
	}
	if !p.RowsUntil(rows, part, func(int) bool { return false }) || !slices.Equal(part, whole) {
		t.Error("the rows differ from those that are not asked about")
	}
}
