package graph

import (
	"math"
	"math/rand/v2"
	"testing"
)

// small is two trees over two columns: a number and a category of 3 levels.
func small() *Trees {
	return &Trees{
		Width: 2, Roots: []int32{0, 3}, Output: []int32{0, 0}, Base: []float64{10}, Scale: 2,
		Feature: []int32{0, -1, -1, 1, -1, -1}, Left: []int32{1, 0, 1, 4, 2, 3}, Right: []int32{2, 0, 0, 5, 0, 0},
		Threshold: []float64{0.5, 0, 0, 0, 0, 0}, MissingLeft: []uint8{0, 0, 0, 1, 0, 0}, Set: []int32{-1, -1, -1, 0, -1, -1},
		Cover: make([]float32, 6), Values: []float32{1, 2, 10, 20}, Sets: []uint64{0b101}, SetEnds: []int32{1},
	}
}

func TestTrees(t *testing.T) {
	nan := math.NaN()
	in := Apply(&Gather{Input: []int32{0, 1}, Column: []int32{0, 0}}, Apply(&Input{Column: 0}), Apply(&Input{Column: 1}))
	frame := &Frame{Rows: 6, Cols: []FrameColumn{{Nums: []float64{0.5, 0.6, nan, 0, 0, 9}}, {Codes: []int32{0, 1, 2, -1, 3, 900}}}}
	want := []float64{10 + 2*11, 10 + 2*22, 10 + 2*12, 10 + 2*11, 10 + 2*21, 10 + 2*12}
	p, err := NewPlan(Apply(small(), in), frame)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, 6)
	p.Range(0, 6, got)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestTreesRefusesDamage(t *testing.T) {
	damage := map[string]func(*Trees){
		"cycle":            func(o *Trees) { o.Left[0] = 0 },
		"shared child":     func(o *Trees) { o.Right[0] = 1 },
		"child outside":    func(o *Trees) { o.Right[3] = 6 },
		"negative child":   func(o *Trees) { o.Left[0] = -1 },
		"column outside":   func(o *Trees) { o.Feature[0] = 2 },
		"negative column":  func(o *Trees) { o.Feature[0] = -2 },
		"leaf outside":     func(o *Trees) { o.Left[5] = 4 },
		"negative leaf":    func(o *Trees) { o.Left[5] = -1 },
		"set outside":      func(o *Trees) { o.Set[3] = 1 },
		"set ends outside": func(o *Trees) { o.SetEnds[0] = 2 },
		"output outside":   func(o *Trees) { o.Output[1] = 1 },
		"outputs missing":  func(o *Trees) { o.Output = o.Output[:1] },
		"root inside":      func(o *Trees) { o.Roots[1] = 1 },
		"roots disordered": func(o *Trees) { o.Roots = []int32{3, 0} },
		"root outside":     func(o *Trees) { o.Roots[1] = 6 },
		"cover missing":    func(o *Trees) { o.Cover = nil },
		"no outputs":       func(o *Trees) { o.Base = nil },
		"threshold":        func(o *Trees) { o.Threshold[0] = math.NaN() },
		"vector leaves":    func(o *Trees) { o.Vector, o.Base = true, []float64{0, 0} },
	}
	if _, err := small().Shape([]Shape{{Width: 2}}); err != nil {
		t.Fatalf("undamaged: %v", err)
	}
	for name, do := range damage {
		o := small()
		do(o)
		if _, err := o.Shape([]Shape{{Width: 2}}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTreesAllocateNothing(t *testing.T) {
	in := Apply(&Gather{Input: []int32{0, 1}, Column: []int32{0, 0}}, Apply(&Input{Column: 0}), Apply(&Input{Column: 1}))
	frame := &Frame{Rows: 300, Cols: []FrameColumn{{Nums: make([]float64, 300)}, {Codes: make([]int32, 300)}}}
	p, err := NewPlan(Apply(small(), in), frame)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]float64, 300)
	for range siftAsked/300 + 1 { // until its buffers are there
		p.Range(0, 300, dst)
	}
	if n := testing.AllocsPerRun(10, func() { p.Range(0, 300, dst) }); n != 0 {
		t.Errorf("%v allocations for 300 rows, want none", n)
	}
}

// TestTreesRowAlone holds a row's result not to depend on the rows around it, in trees of
// unlike depth.
func TestTreesRowAlone(t *testing.T) {
	// A chain: node 2k asks whether the number is at most k, its left child is a leaf.
	const depth = 9
	o := &Trees{Width: 1, Roots: []int32{0}, Output: []int32{0}, Base: []float64{0}, Scale: 1}
	for k := range int32(depth) {
		o.Feature = append(o.Feature, 0, -1)
		o.Left = append(o.Left, 2*k+1, k)
		o.Right = append(o.Right, 2*k+2, 0)
		o.Threshold = append(o.Threshold, float64(k), 0)
		o.Values = append(o.Values, float32(k))
	}
	o.Feature, o.Left, o.Right, o.Threshold = append(o.Feature, -1), append(o.Left, depth), append(o.Right, 0), append(o.Threshold, 0)
	o.Values = append(o.Values, depth)
	o.MissingLeft, o.Cover = make([]uint8, 2*depth+1), make([]float32, 2*depth+1)
	for range o.Feature {
		o.Set = append(o.Set, -1)
	}
	frame := &Frame{Rows: 400, Cols: []FrameColumn{{Nums: make([]float64, 400)}}}
	for i := range frame.Cols[0].Nums {
		frame.Cols[0].Nums[i] = float64(i * 7 % 13)
	}
	frame.Cols[0].Nums[5] = math.NaN()
	p, err := NewPlan(Apply(o, Apply(&Input{Column: 0})), frame)
	if err != nil {
		t.Fatal(err)
	}
	all, one := make([]float64, 400), make([]float64, 1)
	p.Range(0, 400, all)
	for i, v := range frame.Cols[0].Nums {
		want := min(v, depth)
		if v != v { // goes right at every question
			want = depth
		}
		if p.Range(i, i+1, one); one[0] != want || all[i] != want {
			t.Fatalf("row %d of %v: %v alone, %v among others, want %v", i, v, one[0], all[i], want)
		}
	}
}

// TestTreesRowAloneBesideSets holds a row alone to be followed where the last trees ask for
// no set and the first asks for more of them than are looked up beforehand.
func TestTreesRowAloneBesideSets(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	o := &Trees{Width: 2, Output: make([]int32, 9), Base: []float64{0}, Scale: 1}
	for k := range 60 {
		o.Sets = append(o.Sets, rng.Uint64())
		o.SetEnds = append(o.SetEnds, int32(k+1))
	}
	ask := func(feature, set int32, threshold float64) {
		o.Feature, o.Threshold, o.Set = append(o.Feature, feature), append(o.Threshold, threshold), append(o.Set, set)
		o.Left, o.Right, o.MissingLeft = append(o.Left, 0), append(o.Right, 0), append(o.MissingLeft, 0)
	}
	leaf := func() {
		ask(-1, -1, 0)
		o.Left[len(o.Left)-1] = int32(len(o.Values))
		o.Values = append(o.Values, float32(rng.NormFloat64()))
	}
	o.Roots = append(o.Roots, 0)
	for k := range int32(60) { // a chain: the left child is a leaf
		ask(1, k, 0)
		o.Left[2*k], o.Right[2*k] = 2*k+1, 2*k+2
		leaf()
	}
	leaf()
	for range 8 {
		at := int32(len(o.Feature))
		o.Roots = append(o.Roots, at)
		ask(0, -1, rng.NormFloat64())
		o.Left[at], o.Right[at] = at+1, at+2
		leaf()
		leaf()
	}
	o.Cover = make([]float32, len(o.Feature))
	in := Apply(&Gather{Input: []int32{0, 1}, Column: []int32{0, 0}}, Apply(&Input{Column: 0}), Apply(&Input{Column: 1}))
	frame := &Frame{Rows: 50, Cols: []FrameColumn{{Nums: make([]float64, 50)}, {Codes: make([]int32, 50)}}}
	for i := range 50 {
		frame.Cols[0].Nums[i], frame.Cols[1].Codes[i] = rng.NormFloat64(), int32(rng.IntN(64))
	}
	p, err := NewPlan(Apply(o, in), frame)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		got := make([]float64, 1)
		p.Range(i, i+1, got)
		if want := followed(o, []float64{frame.Cols[0].Nums[i], float64(frame.Cols[1].Codes[i])}); got[0] != want[0] {
			t.Fatalf("row %d: %v, want %v", i, got[0], want[0])
		}
	}
}
