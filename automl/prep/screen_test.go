package prep

import (
	"fmt"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// broad is a data set of 700 columns of which five have a part in the target: one straight,
// one bent, one by its gaps, one category, one twice as heavy.
func broad(task automl.Task, n int) *automl.Dataset {
	rng := num.RNG(8, "broad")
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n)}
	for j := range 700 {
		f := &automl.Feature{Name: fmt.Sprint(j), From: []int{j}, Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}}
		if j%10 == 3 {
			f.Kind, f.Codes, f.Levels = automl.Categorical, make([]int32, n), []string{"a", "b", "c", "d"}
			for i := range n {
				f.Codes[i] = int32(rng.IntN(4))
			}
		} else {
			f.Nums = make([]float64, n)
			for i := range n {
				f.Nums[i] = rng.NormFloat64()
				if j%7 == 2 && j < 90 && rng.IntN(3) == 0 {
					f.Nums[i] = math.NaN()
				}
			}
		}
		d.Features = append(d.Features, f)
	}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
		z := d.Features[100].Nums[i] + math.Abs(d.Features[205].Nums[i]) - 0.8 + float64(d.Features[333].Codes[i]%2) - 0.5 + 0.7*d.Features[600].Nums[i]
		if math.IsNaN(d.Features[9].Nums[i]) {
			z += 1.5
		}
		z += 0.5 * rng.NormFloat64()
		switch task {
		case automl.Binary:
			z, d.Classes = float64(min(max(int(math.Ceil(z)), 0), 1)), 2
		case automl.Multiclass:
			z, d.Classes = float64(min(max(int(z+1.5), 0), 3)), 4
		}
		d.Y[i] = z
	}
	return d
}

// TestScreen holds that the columns with a part in the target are kept for every task, in
// their order, and that other rows' targets do not matter.
func TestScreen(t *testing.T) {
	for _, task := range automl.Tasks {
		d := broad(task, 900)
		train := d.With(d.Rows[:700])
		o := For(automl.Needs{Categories: true, Missing: true})
		o.Screen = 40
		got, err := Fit(t.Context(), train, o, automl.Env{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Features) != 40 {
			t.Fatalf("%s: %d columns are kept, want 40", task, len(got.Features))
		}
		kept := map[int]bool{}
		for i, f := range got.Features {
			kept[f.From[0]] = true
			if i > 0 && f.Kind == got.Features[i-1].Kind && f.From[0] <= got.Features[i-1].From[0] {
				t.Errorf("%s: column %d comes after %d", task, f.From[0], got.Features[i-1].From[0])
			}
		}
		for _, j := range []int{9, 100, 205, 333, 600} {
			if !kept[j] {
				t.Errorf("%s: column %d is left out", task, j)
			}
		}
		other := *train
		other.Y = append([]float64(nil), d.Y...)
		for _, r := range d.Rows[700:] {
			other.Y[r] = 0
		}
		again, err := Fit(t.Context(), &other, o, automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range again.Features {
			if f != got.Features[i] {
				t.Fatalf("%s: the targets of other rows choose the columns", task)
			}
		}
	}
}

// TestDeviations holds the transform against the normal quantiles of chi-squared
// probabilities of scipy 1.18: isf(chi2.sf(x, k)).
func TestDeviations(t *testing.T) {
	for _, c := range []struct{ chi2, k, want float64 }{{3.841458820694124, 1, 1.6448536269514722}, {24.995790139728616, 15, 1.6448536269514722}, {37.69729821835383, 15, 3.090232306167813}} {
		if got := deviations(c.chi2, c.k); math.Abs(got-c.want) > 0.05 {
			t.Errorf("%v of %v degrees of freedom is %v deviations, want %v", c.chi2, c.k, got, c.want)
		}
	}
}
