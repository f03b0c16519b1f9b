package prep

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestPairTable holds the table's graph to find the values of every pair that was added, and
// the other values for all else.
func TestPairTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := rapid.IntRange(1, 12).Draw(t, "left"), rapid.IntRange(1, 12).Draw(t, "right")
		in := rapid.SliceOfN(rapid.Bool(), (left+1)*(right+1), -1).Draw(t, "in")
		p := newPairTable(left+1, right+1)
		var value []float64
		want := map[[2]int]float64{}
		for k, yes := range in[:(left+1)*(right+1)] {
			if yes {
				p.add(int32(k/(right+1)), int32(k%(right+1)), int32(len(value)))
				want[[2]int{k / (right + 1), k % (right + 1)}] = float64(k)
				value = append(value, float64(k))
			}
		}
		a, b := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1})
		node := p.node(graph.Ref{Node: a}, graph.Ref{Node: b}, [][]float64{value, value}, []float64{-1, -2})
		frame := &graph.Frame{Cols: make([]graph.FrameColumn, 2)}
		for l := -1; l <= left; l++ {
			for r := -1; r <= right; r++ {
				frame.Cols[0].Codes = append(frame.Cols[0].Codes, int32(l))
				frame.Cols[1].Codes = append(frame.Cols[1].Codes, int32(r))
				frame.Rows++
			}
		}
		plan, err := graph.NewPlan(node, frame)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float64, 2*frame.Rows)
		plan.Range(0, frame.Rows, out)
		for i := range frame.Rows {
			l, r := int(frame.Cols[0].Codes[i]), int(frame.Cols[1].Codes[i])
			key := [2]int{l, r}
			if l == -1 {
				key[0] = left
			}
			if r == -1 {
				key[1] = right
			}
			v, ok := want[key]
			first, second := v, v
			// The code one behind the levels is a level never seen; missing has its place there.
			if !ok || l == left || r == right {
				first, second = -1, -2
			}
			if out[2*i] != first || out[2*i+1] != second {
				t.Fatalf("levels %d and %d give %v, want %v and %v", l, r, out[2*i:2*i+2], first, second)
			}
		}
	})
}

// coupled is a table of three categories of 12 levels, of which the first two say nothing
// about the target one by one and all of it together, and the third says something alone.
func coupled(t *testing.T, n int) (*table.Table, *automl.Dataset) {
	t.Helper()
	rng := num.RNG(3, "coupled")
	cols, y := [3][]int32{}, make([]float64, n)
	for i := range n {
		for k := range cols {
			cols[k] = append(cols[k], int32(rng.IntN(12)))
		}
		y[i] = 3*float64((cols[0][i]+cols[1][i])%2) + float64(cols[2][i]%3) + rng.NormFloat64()/2
	}
	levels := make([]string, 12)
	for l := range levels {
		levels[l] = fmt.Sprint("level ", l)
	}
	var fields []table.Field
	var columns []table.Column
	for k, name := range []string{"first", "second", "third"} {
		fields = append(fields, table.Field{Name: name, Kind: table.Category})
		columns = append(columns, table.NewCategories(cols[k], levels))
	}
	return regression(t, fields, columns, y)
}

// regression is a table of the columns with a number to predict for each row.
func regression(t *testing.T, fields []table.Field, columns []table.Column, y []float64) (*table.Table, *automl.Dataset) {
	t.Helper()
	tab, err := table.New(fields, columns)
	if err != nil {
		t.Fatal(err)
	}
	d := &automl.Dataset{Task: automl.Regression, Space: len(y), Y: y, Features: Base(tab, all(tab))}
	for i := range y {
		d.Rows = append(d.Rows, int32(i))
	}
	return tab, d
}

// TestCrossesAreChosen holds the one pair that says something together to be made into
// columns that follow the target on rows that were not trained on.
func TestCrossesAreChosen(t *testing.T) {
	tab, d := coupled(t, 4000)
	o := For(automl.Needs{Categories: true, Missing: true})
	o.Crosses = 10
	got, err := Fit(context.Background(), d.With(d.Rows[:3000]), o, automl.Env{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	at := -1
	for k, f := range got.Features {
		if strings.Contains(f.Name, " × ") {
			made = append(made, f.Name)
			if strings.Contains(f.Name, "mean") {
				at = k
			}
		}
	}
	if len(made) != 2 || made[0] != "first × second: mean of the target" || made[1] != "first × second: rows" {
		t.Fatalf("made %q", made)
	}
	values, width := evaluate(t, tab, got)
	even, odd, n := 0.0, 0.0, [2]float64{}
	cats := [2][]int32{d.Features[0].Codes, d.Features[1].Codes}
	for i := 3000; i < 4000; i++ {
		v := values[i*width+at]
		if math.IsNaN(v) {
			t.Fatalf("row %d has no mean", i)
		}
		if (cats[0][i]+cats[1][i])%2 == 1 {
			odd, n[1] = odd+v, n[1]+1
		} else {
			even, n[0] = even+v, n[0]+1
		}
	}
	if gap := odd/n[1] - even/n[0]; gap < 1.5 || gap > 3.2 {
		t.Errorf("the means of odd and even pairs differ by %.2f", gap)
	}
}

// TestCrossesSeeNoTargetOfTheirOwn holds crosses of pure chance not to be made.
func TestCrossesSeeNoTargetOfTheirOwn(t *testing.T) {
	_, d := coupled(t, 2000)
	rng := num.RNG(8, "chance")
	d.Y = make([]float64, d.Space)
	for i := range d.Y {
		d.Y[i] = rng.NormFloat64()
	}
	o := For(automl.Needs{Categories: true, Missing: true})
	o.Crosses = 10
	got, err := Fit(context.Background(), d, o, automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Features {
		if strings.Contains(f.Name, " × ") {
			t.Errorf("made %q of chance", f.Name)
		}
	}
}

// TestPairsNumberedAlike holds the two ways of numbering pairs against each other.
func TestPairsNumberedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mostA, mostB := rapid.IntRange(1, 9).Draw(t, "levels left"), rapid.IntRange(1, 9).Draw(t, "levels right")
		n := rapid.IntRange(0, 60).Draw(t, "rows")
		a, b := make([]int32, n), make([]int32, n)
		for i := range a {
			a[i], b[i] = int32(rapid.IntRange(0, mostA-1).Draw(t, "left")), int32(rapid.IntRange(0, mostB-1).Draw(t, "right"))
		}
		codes, most := together(a, b, mostA, mostB)
		want, wantMost := togetherByMap(a, b)
		if most != wantMost || !slices.Equal(codes, want) {
			t.Fatalf("%v of %d, want %v of %d", codes, most, want, wantMost)
		}
	})
}

// TestFaintPairsAreFound holds a pair of many levels to be found by all rows that a part of them
// would not show.
func TestFaintPairsAreFound(t *testing.T) {
	_, d := coupled(t, 30_000)
	rng := num.RNG(3, "faint")
	effect := make([]float64, 12*12)
	for i := range effect {
		effect[i] = 0.2 * rng.NormFloat64()
	}
	for i := range d.Y {
		d.Y[i] = effect[12*d.Features[0].Codes[i]+d.Features[1].Codes[i]] + rng.NormFloat64()
	}
	o := For(automl.Needs{Categories: true, Missing: true})
	o.Crosses = 10
	crosses := func(rows []int32) (n int) {
		got, err := Fit(context.Background(), d.With(rows), o, automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Features {
			if strings.Contains(f.Name, " × ") {
				n++
			}
		}
		return n
	}
	if crosses(d.Rows) == 0 {
		t.Error("not found by all rows")
	}
	if crosses(thinRows(d.Rows, 2000)) > 0 {
		t.Error("found by a fifteenth of the rows: the pair is not faint")
	}
}
