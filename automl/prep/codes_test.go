package prep

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestCodeNode holds a number to have the place of its value among the codes, and any other
// number, far or between two of them, to be missing.
func TestCodeNode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.IntRange(-300, 300), 1, 60, rapid.ID).Draw(t, "values")
		slices.Sort(values)
		scale := rapid.SampledFrom([]float64{1, 10_000}).Draw(t, "scale") // side by side, or far apart
		codes, rows := make([]float64, len(values)), make([]int32, len(values))
		for k, v := range values {
			codes[k], rows[k] = float64(v)*scale, int32(k)
		}
		book, _ := newCodeBook(codes, rows)
		node := book.node(graph.Ref{Node: graph.Apply(&graph.Input{})})
		frame := &graph.Frame{Cols: make([]graph.FrameColumn, 1)}
		for v := -302; v <= 302; v++ {
			frame.Cols[0].Nums = append(frame.Cols[0].Nums, float64(v)*scale)
		}
		frame.Cols[0].Nums = append(frame.Cols[0].Nums, math.NaN(), math.Inf(1), math.Inf(-1), 1e300)
		frame.Rows = len(frame.Cols[0].Nums)
		plan, err := graph.NewPlan(node, frame)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float64, frame.Rows)
		plan.Range(0, frame.Rows, out)
		for i, v := range frame.Cols[0].Nums {
			want := math.NaN()
			if k := slices.Index(codes, v); k >= 0 {
				want = float64(k)
			}
			if out[i] != want && !(math.IsNaN(out[i]) && math.IsNaN(want)) {
				t.Fatalf("%v has place %v, want %v", v, out[i], want)
			}
			if at := book.at(v); at != int32(want) && !(at == -1 && math.IsNaN(want)) {
				t.Fatalf("%v has place %d in the book, want %v", v, at, want)
			}
		}
	})
}

// numbered is a table of three columns of 150 whole numbers: the first holds codes of which each
// has an effect of its own, the second is a quantity, the third is noise.
func numbered(t *testing.T, n int, effect float64) (*table.Table, *automl.Dataset) {
	t.Helper()
	rng := num.RNG(5, "numbered")
	effects := make([]float64, 150)
	for l := range effects {
		effects[l] = effect * rng.NormFloat64()
	}
	cols, y := [3][]float64{}, make([]float64, n)
	for i := range n {
		for k := range cols {
			cols[k] = append(cols[k], float64(rng.IntN(150)*7+1000))
		}
		y[i] = effects[int(cols[0][i]-1000)/7] + (cols[1][i]-1500)/300 + rng.NormFloat64()
	}
	var fields []table.Field
	var columns []table.Column
	for k, name := range []string{"code", "size", "noise"} {
		fields = append(fields, table.Field{Name: name, Kind: table.Number})
		columns = append(columns, table.NewNumbers(cols[k]))
	}
	return regression(t, fields, columns, y)
}

func fitCodes(t *testing.T, d *automl.Dataset, needs automl.Needs) *automl.Dataset {
	t.Helper()
	o := For(needs)
	o.Codes, o.TargetFrom = CodesToo, 20
	got, err := Fit(context.Background(), d, o, automl.Env{Workers: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestCodesAreChosen holds codes to become categories beside their numbers where each has an
// effect of its own, and the graph to say what the learner is given.
func TestCodesAreChosen(t *testing.T) {
	tab, d := numbered(t, 4000, 0.5)
	got := fitCodes(t, d.With(d.Rows[:3000]), automl.Needs{Categories: true, Missing: true})
	var names []string
	for _, f := range got.Features {
		names = append(names, f.Name)
	}
	if !Coded(got) || !slices.Contains(names, "code as a code") || !slices.Contains(names, "code as a code: mean of the target") {
		t.Errorf("codes are read as %v", names)
	}
	if slices.Contains(names, "size as a code") {
		t.Errorf("a quantity is read as a code: %v", names)
	}
	plan, err := graph.NewPlan(got.Node(), Frame(tab, all(tab)))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(names)*tab.Rows())
	plan.Range(0, tab.Rows(), out)
	k := slices.Index(names, "code as a code")
	for r := range tab.Rows() {
		if c := got.Features[k].Codes[r]; out[r*len(names)+k] != float64(c) {
			t.Fatalf("row %d: the graph gives %v, the learner is given %d", r, out[r*len(names)+k], c)
		}
	}
}

// TestNumbersAreNoCodes holds noise and quantities to stay numbers alone, whatever the learner.
func TestNumbersAreNoCodes(t *testing.T) {
	_, d := numbered(t, 4000, 0)
	for _, needs := range []automl.Needs{{Categories: true, Missing: true}, {Scaled: true}} {
		if got := fitCodes(t, d, needs); Coded(got) {
			t.Errorf("numbers that are no codes are read as such (%v)", needs)
		}
	}
}

// TestCodesSeeNoTargetOfTheirOwn holds the means of codes of pure chance to say nothing about
// the rows that they were made of.
func TestCodesSeeNoTargetOfTheirOwn(t *testing.T) {
	_, d := numbered(t, 4000, 0)
	f := &fitting{ctx: context.Background(), train: d, o: For(automl.Needs{}), env: automl.Env{Seed: 3}}
	means, err := f.targetEncode(f.coded(d.Features[2]))
	if err != nil {
		t.Fatal(err)
	}
	var xy, xx, yy, mx, my float64
	for _, r := range d.Rows {
		mx += means[0].Nums[r] / float64(d.Len())
		my += d.Y[r] / float64(d.Len())
	}
	for _, r := range d.Rows {
		x, y := means[0].Nums[r]-mx, d.Y[r]-my
		xy, xx, yy = xy+x*y, xx+x*x, yy+y*y
	}
	// Three standard errors of the correlation of what has none.
	if c := xy / math.Sqrt(xx*yy); c > 3/math.Sqrt(float64(d.Len())) {
		t.Errorf("the mean of a code of chance has a correlation of %.3f with the target", c)
	}
}

// TestCodeLike holds to be a code what is whole, of several values, and comes again.
func TestCodeLike(t *testing.T) {
	n := 2000
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	for name, c := range map[string]struct {
		at   func(i int) float64
		want bool
	}{
		"departments":  {func(i int) float64 { return float64(1000 + i%80) }, true},
		"with gaps":    {func(i int) float64 { return [...]float64{math.NaN(), float64(i % 90)}[i%2] }, true},
		"few values":   {func(i int) float64 { return float64(i % 9) }, false},
		"halves":       {func(i int) float64 { return float64(i%80) / 2 }, false},
		"one for each": {func(i int) float64 { return float64(i) }, false},
		"huge":         {func(i int) float64 { return float64(i%80) * 1e7 }, false},
		"nothing":      {func(int) float64 { return math.NaN() }, false},
		"infinite":     {func(i int) float64 { return [...]float64{math.Inf(1), float64(i % 90)}[i%2] }, false},
	} {
		f := &automl.Feature{Nums: make([]float64, n)}
		for i := range n {
			f.Nums[i] = c.at(i)
		}
		if got := codeLike(f, rows) != nil; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestManyQuantitiesAreNoCodes holds quantities not to be taken for codes where there are more of
// them than are explained one by one.
func TestManyQuantitiesAreNoCodes(t *testing.T) {
	const rows, quantities = 6000, additiveColumns + 5
	rng := num.RNG(6, "quantities")
	cols, y := make([][]float64, quantities), make([]float64, rows)
	var fields []table.Field
	var columns []table.Column
	for k := range cols {
		for i := range rows {
			v := float64(rng.IntN(30))
			cols[k] = append(cols[k], v)
			y[i] += v / 30
		}
		fields = append(fields, table.Field{Name: fmt.Sprint("q", k), Kind: table.Number})
		columns = append(columns, table.NewNumbers(cols[k]))
	}
	for i := range y {
		y[i] += rng.NormFloat64() / 4
	}
	_, d := regression(t, fields, columns, y)
	found, err := FindCodes(context.Background(), d, automl.Env{Seed: 1})
	if err != nil || len(found) > 0 {
		t.Errorf("%d of %d quantities are codes, %v", len(found), quantities, err)
	}
}
