package ebm

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
)

// set is a data set of numbers in [-1, 1) and its frame.
func set(n, width int, target func(x []float64, noise float64) float64) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(1, "additive")
	d := &automl.Dataset{Task: automl.Regression, Space: n, Y: make([]float64, n)}
	frame := &graph.Frame{Rows: n}
	for j := range width {
		v := make([]float64, n)
		d.Features = append(d.Features, &automl.Feature{Nums: v, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	row := make([]float64, width)
	for i := range n {
		for j := range row {
			row[j] = 2*rng.Float64() - 1
			d.Features[j].Nums[i] = row[j]
		}
		d.Y[i] = target(row, rng.NormFloat64())
		d.Rows = append(d.Rows, int32(i))
	}
	return d, frame
}

// fit fits the learner and returns the graph and the operator in it.
func fit(t *testing.T, l *Learner, d *automl.Dataset) (*graph.Node, *graph.Shapes) {
	t.Helper()
	out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var o *graph.Shapes
	graph.Walk(out, func(n *graph.Node) {
		if s, ok := n.Op.(*graph.Shapes); ok {
			o = s
		}
	})
	if o == nil {
		t.Fatal("the graph has no shapes")
	}
	return out, o
}

// TestRecoversCurves holds the curves of a sum of curves to be those.
func TestRecoversCurves(t *testing.T) {
	d, _ := set(4000, 3, func(x []float64, noise float64) float64 {
		return 5 + math.Sin(3*x[0]) + 3*x[1]*x[1] + 0.2*noise
	})
	l := newLearner()
	l.Pairs, l.Rate = 0, 0.1
	_, o := fit(t, l, d)
	if len(o.First) != 3 || math.Abs(o.Base[0]-6) > 0.1 {
		t.Errorf("%d terms around %v, want 3 around 6", len(o.First), o.Base[0])
	}
	var part [3]float64
	for x := -0.95; x < 1; x += 0.05 {
		o.Contributions([]float64{x, x, x}, 0, part[:])
		for j, want := range [3]float64{math.Sin(3 * x), 3*x*x - 1, 0} {
			if math.Abs(part[j]-want) > 0.15 {
				t.Errorf("curve %d at %.2f is %.3f, want %.3f", j, x, part[j], want)
			}
		}
	}
}

// TestFindsPair holds a product of two columns to be found among many, and its table to be
// that product.
func TestFindsPair(t *testing.T) {
	d, _ := set(3000, 8, func(x []float64, noise float64) float64 {
		return x[0] + 3*x[2]*x[5] + 0.3*noise
	})
	_, o := fit(t, newLearner(), d)
	var pairs [][2]int32
	for i, a := range o.First {
		if b := o.Second[i]; b >= 0 {
			pairs = append(pairs, [2]int32{o.Column[a], o.Column[b]})
		}
	}
	if len(pairs) == 0 || pairs[0] != [2]int32{2, 5} {
		t.Fatalf("pairs %v, want (2, 5) first", pairs)
	}
	part := make([]float64, len(o.First))
	for i := range o.First {
		if b := o.Second[i]; b >= 0 && o.Column[b] == 5 && o.Column[o.First[i]] == 2 {
			for _, at := range [][2]float64{{0.5, 0.5}, {-0.5, 0.5}, {0.7, -0.7}, {0, 0.8}} {
				row := make([]float64, 8)
				row[2], row[5] = at[0], at[1]
				o.Contributions(row, 0, part)
				if want := 3 * at[0] * at[1]; math.Abs(part[i]-want) > 0.35 {
					t.Errorf("the pair at %v is %v, want %v", at, part[i], want)
				}
			}
		}
	}
}

// TestNoPairByLuck holds noise to have no pairs.
func TestNoPairByLuck(t *testing.T) {
	d, _ := set(400, 12, func(x []float64, noise float64) float64 { return x[0] + noise })
	_, o := fit(t, newLearner(), d)
	if n := len(o.First); n > 13 {
		t.Errorf("%d pairs were found in a sum of curves", n-12)
	}
}

// TestTermsAddUp holds the terms and the base to add up to the score, each term to have
// mean 0 over the rows, and pairs to hold nothing of one column alone.
func TestTermsAddUp(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := treetest.Made(task, 1500, 1)
		l := newLearner()
		l.MaxRounds = 60
		out, o := fit(t, l, d)
		if task != automl.Regression {
			out = out.In[0] // before the link
		}
		score := treetest.Predict(t, out, frame)
		sums := make([]float64, len(o.First))
		row, part := make([]float64, len(frame.Cols)), make([]float64, len(o.First))
		for i := range frame.Rows {
			for j, c := range frame.Cols {
				if c.Codes == nil {
					row[j] = c.Nums[i]
				} else if row[j] = float64(c.Codes[i]); c.Codes[i] < 0 {
					row[j] = math.NaN()
				}
			}
			o.Contributions(row, 0, part)
			sum := o.Base[0]
			for j, v := range part {
				sum += v
				sums[j] += v
			}
			if want := score[i*len(o.Base)]; sum != want {
				t.Fatalf("%s: the terms of row %d add up to %v, want %v", task, i, sum, want)
			}
		}
		for j, v := range sums {
			if math.Abs(v/1500) > 1e-9*math.Abs(d.Y[0]+1) {
				t.Errorf("%s: the mean of term %d is %v", task, j, v/1500)
			}
		}
		checkPure(t, o)
	}
}

// checkPure holds the means of the rows and columns of every pair's table to be 0.
func checkPure(t *testing.T, o *graph.Shapes) {
	t.Helper()
	values, cover := o.Values, o.Cover
	for i, a := range o.First {
		n, m := int(o.Places[a]), 1
		if b := o.Second[i]; b >= 0 {
			m = int(o.Places[b])
			for r := range n {
				sum, total := 0.0, 0.0
				for c := range m {
					w := float64(cover[r*m+c])
					sum += w * values[r*m+c]
					total += w
				}
				if total > 0 && math.Abs(sum/total) > 1e-6 {
					t.Errorf("row %d of pair %d has mean %v", r, i, sum/total)
				}
			}
		}
		values, cover = values[n*m*len(o.Base):], cover[n*m:]
	}
}

// TestFitLearns holds most of the loss that can be avoided to be avoided.
func TestFitLearns(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := treetest.Made(task, 1500, 1)
		l := newLearner()
		l.Rate = 0.15
		out, _ := fit(t, l, d)
		fresh, frame := treetest.Made(task, 1500, 2)
		got := treetest.MeanLoss(fresh, treetest.Predict(t, out, frame))
		zero, err := newLearner().Fit(t.Context(), d.WithFeatures(nil), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		base := treetest.MeanLoss(fresh, treetest.Predict(t, zero, frame))
		t.Logf("%s: loss %v, of the baseline %v", task, got, base)
		if left := (got - treetest.Bayes[task]) / (base - treetest.Bayes[task]); left > 0.1 {
			t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
		}
	}
}

// TestEqualColumns holds eight equal columns, which step together, not to overshoot.
func TestEqualColumns(t *testing.T) {
	d, frame := set(600, 8, func(x []float64, noise float64) float64 { return 3 * x[0] })
	for j := range d.Features {
		d.Features[j].Nums, frame.Cols[j].Nums = d.Features[0].Nums, frame.Cols[0].Nums
	}
	l := newLearner()
	l.Rate, l.Pairs = 0.2, 0
	out, _ := fit(t, l, d)
	if loss := treetest.MeanLoss(d, treetest.Predict(t, out, frame)); loss > 0.01 {
		t.Errorf("the mean squared error is %v, want almost none of 3", loss)
	}
}

// TestWithoutWeight holds a fit to know nothing when every row weighs nothing.
func TestWithoutWeight(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := treetest.Made(task, 50, 1)
		d.W = make([]float64, 50)
		out, err := newLearner().Fit(t.Context(), d, automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range treetest.Predict(t, out, frame) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s: value %d is %v", task, i, v)
			}
		}
	}
}

// quick fits a few rounds and predicts the rows of frame.
func quick(t *testing.T, d *automl.Dataset, frame *graph.Frame) []float64 {
	t.Helper()
	l := newLearner()
	l.MaxRounds = 20
	out, _ := fit(t, l, d)
	return treetest.Predict(t, out, frame)
}

// TestHugeTarget holds numbers near the end of the range to be learnt as others are.
func TestHugeTarget(t *testing.T) {
	d, frame := treetest.Made(automl.Regression, 400, 1)
	plain := quick(t, d, frame)
	d.Y = append([]float64(nil), d.Y...)
	for i := range d.Y {
		d.Y[i] *= 0x1p900
	}
	for i, v := range quick(t, d, frame) {
		if math.Abs(v*0x1p-900-plain[i]) > 1e-6*math.Abs(plain[i]) {
			t.Fatalf("row %d: %v, want %v times 2^900", i, v, plain[i])
		}
	}
}

// TestRowOrder holds the order of a data set's rows not to matter.
func TestRowOrder(t *testing.T) {
	d, frame := treetest.Made(automl.Binary, 400, 1)
	want := quick(t, d, frame)
	d.Rows = num.Perm(num.RNG(1), 400)
	for i, v := range quick(t, d, frame) {
		if v != want[i] {
			t.Fatalf("row %d: %v, want %v", i, v, want[i])
		}
	}
}
