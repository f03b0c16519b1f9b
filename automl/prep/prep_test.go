package prep

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// mixed is a table with a column of every kind, with gaps, skew and rare levels, and a
// target over it.
func mixed(t testing.TB, n int, task automl.Task) (*table.Table, *automl.Dataset) {
	t.Helper()
	rng := num.RNG(1, "mixed", n)
	num1, skewed, gappy, day := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	few, many, yes := make([]int32, n), make([]int32, n), make([]int32, n)
	text := make([]string, n)
	y := make([]float64, n)
	words := []string{"good", "not", "bad", "Service", "slow", "naïve", "it's", "fast", "food"}
	for i := range n {
		num1[i] = rng.NormFloat64()
		skewed[i] = math.Exp(2 * rng.NormFloat64())
		gappy[i] = float64(rng.IntN(9))
		if i%5 == 0 {
			gappy[i] = math.NaN()
		}
		day[i] = 1.6e9 + float64(rng.IntN(1e8))
		if i%17 == 3 {
			day[i] = math.NaN()
		}
		few[i], many[i], yes[i] = int32(rng.IntN(4))-1, int32(rng.IntN(100)), int32(rng.IntN(2))
		for range rng.IntN(8) {
			text[i] += words[rng.IntN(len(words))] + " "
		}
		y[i] = num1[i] + float64(many[i]%7) + math.Log(skewed[i])
		if task == automl.Binary {
			y[i] = float64(rng.IntN(2))
		} else if task == automl.Multiclass {
			y[i] = float64(rng.IntN(3))
		}
	}
	levels := make([]string, 100)
	for i := range levels {
		levels[i] = fmt.Sprint("level ", i)
	}
	tab, err := table.New([]table.Field{
		{Name: "number", Kind: table.Number}, {Name: "skewed", Kind: table.Number}, {Name: "gappy", Kind: table.Number},
		{Name: "day", Kind: table.Time}, {Name: "few", Kind: table.Category}, {Name: "many", Kind: table.Category},
		{Name: "yes", Kind: table.YesNo}, {Name: "review", Kind: table.Text},
	}, []table.Column{
		table.NewNumbers(num1), table.NewNumbers(skewed), table.NewNumbers(gappy), table.NewTimes(day, ""),
		table.NewCategories(few, []string{"a", "b", "c"}), table.NewCategories(many, levels),
		table.NewCategories(yes, []string{"no", "yes"}), table.NewTexts(text, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	classes := map[automl.Task]int{automl.Binary: 2, automl.Multiclass: 3}[task]
	d := &automl.Dataset{Task: task, Classes: classes, Space: n, Y: y, Features: Base(tab, all(tab))}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	return tab, d
}

func all(t *table.Table) []int {
	out := make([]int, t.Width())
	for i := range out {
		out[i] = i
	}
	return out
}

var needs = map[string]automl.Needs{
	"trees":   {Categories: true, Missing: true},
	"numbers": {Missing: true},
	"filled":  {},
	"dense":   {Scaled: true},
	"scaled":  {Scaled: true, Missing: true},
	"sparse":  {Scaled: true, Sparse: true},
}

// evaluate runs the graph of d's features over all rows of the table.
func evaluate(t testing.TB, tab *table.Table, d *automl.Dataset) (values []float64, width int) {
	t.Helper()
	plan, err := graph.NewPlan(d.Node(), Frame(tab, all(tab)))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, tab.Rows()*plan.Width())
	plan.Range(0, tab.Rows(), out)
	return out, plan.Width()
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// TestGraphAgrees holds the values that a learner sees against those that the graph
// computes from raw rows: equal to the bit, but for cross-fitted means.
func TestGraphAgrees(t *testing.T) {
	for name, need := range needs {
		for _, task := range automl.Tasks {
			tab, d := mixed(t, 700, task)
			train := d.With(d.Rows[:500])
			got, err := Fit(context.Background(), train, For(need), automl.Env{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			values, width := evaluate(t, tab, got)
			if width != len(got.Features) {
				t.Fatalf("%s: %d columns for %d features", name, width, len(got.Features))
			}
			cross := 0
			for j, f := range got.Features {
				f = dense(f, tab.Rows())
				for _, r := range train.Rows {
					v := values[int(r)*width+j]
					x := 0.0
					if f.Kind == automl.Categorical {
						x = codesAsNumbers(f.Codes[r : r+1])[0]
					} else {
						x = f.Nums[r]
					}
					if isMean(f) {
						cross++
						continue
					}
					if !same(v, x) {
						t.Fatalf("%s %s: %q row %d is %v to the learner and %v to the graph", name, task, f.Name, r, x, v)
					}
				}
				checkNeeds(t, need, f, train.Rows)
			}
			if cross == 0 {
				t.Errorf("%s %s: no column is target-encoded", name, task)
			}
		}
	}
}

// dense is f with its numbers laid out.
func dense(f *automl.Feature, space int) *automl.Feature {
	if f.Sparse == nil {
		return f
	}
	out := &automl.Feature{Name: f.Name, Ref: f.Ref, From: f.From, Nums: make([]float64, space)}
	for i, r := range f.Sparse.Rows {
		out.Nums[r] = f.Sparse.Values[i]
	}
	return out
}

func isMean(f *automl.Feature) bool {
	if _, ok := f.Ref.Node.Op.(*graph.TargetEncode); ok || strings.HasPrefix(f.Name, "review: share") || f.Name == "review: mean of the target" {
		return true
	}
	return slices.Equal(f.From, []int{5}) && f.Kind == automl.Numeric
}

func checkNeeds(t *testing.T, need automl.Needs, f *automl.Feature, rows []int32) {
	t.Helper()
	if f.Kind == automl.Textual || f.Kind == automl.Categorical && !need.Categories {
		t.Errorf("%q is of kind %d", f.Name, f.Kind)
		return
	}
	if f.Kind == automl.Categorical {
		return
	}
	for _, r := range rows {
		if v := f.Nums[r]; math.IsNaN(v) && !need.Missing || need.Scaled && math.Abs(v) > clipLimit {
			t.Errorf("%q row %d is %v", f.Name, r, v)
			return
		}
	}
}

// TestRoundTrip saves and loads every operator that a fit makes.
func TestRoundTrip(t *testing.T) {
	_, d := mixed(t, 400, automl.Regression)
	seen := map[string]bool{}
	for _, need := range needs {
		got, err := Fit(context.Background(), d, For(need), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		graph.Walk(got.Node(), func(n *graph.Node) {
			seen[n.Op.ID()] = true
			arrays := graph.Arrays{}
			attrs, err := graph.SaveFields(n.Op, "x/", arrays)
			if err != nil {
				t.Fatal(err)
			}
			op, ok := graph.NewOp(n.Op.ID())
			if !ok {
				t.Fatalf("operator %s is not registered", n.Op.ID())
			}
			if err := graph.LoadFields(op, "x/", attrs, arrays); err != nil {
				t.Fatal(err)
			}
			again := graph.Arrays{}
			attrs2, err := graph.SaveFields(op, "x/", again)
			if err != nil || fmt.Sprint(attrs2) != fmt.Sprint(attrs) || fmt.Sprint(again) != fmt.Sprint(arrays) {
				t.Errorf("%s: loaded otherwise than saved", n.Op.ID())
			}
		})
	}
	for _, id := range []string{"impute", "indicator", "scale", "clamp", "yeo_johnson", "one_hot", "target_encode", "date_parts", "text_terms", "text_vectors", "text_length"} {
		if !seen[id] {
			t.Errorf("no fit makes a %s", id)
		}
	}
}

func TestShared(t *testing.T) {
	_, d := mixed(t, 300, automl.Binary)
	need := automl.Needs{Categories: true, Missing: true}
	a, err := Fit(context.Background(), d.With(d.Rows[:200]), For(need), automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Fit(context.Background(), d.With(d.Rows[100:]), For(need), automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, f := range a.Features {
		if !f.Shared {
			continue
		}
		shared++
		if !slices.Contains(b.Features, f) {
			t.Errorf("%q is another one in another fold", f.Name)
		}
	}
	// Seven columns as they stand, seven parts of the day, the length and form of the review.
	if shared != 21 {
		t.Errorf("%d shared features, want 21", shared)
	}
}

// TestNothingLeaks holds that rows outside of train change nothing in the graph.
func TestNothingLeaks(t *testing.T) {
	for name, need := range needs {
		tab, d := mixed(t, 400, automl.Binary)
		train := d.With(d.Rows[:250])
		a, err := Fit(context.Background(), train, For(need), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		cut := tab.Take(d.Rows[:250])
		small := &automl.Dataset{Task: d.Task, Classes: 2, Space: 250, Rows: d.Rows[:250], Y: d.Y[:250], Features: Base(cut, all(cut))}
		b, err := Fit(context.Background(), small, For(need), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		va, wa := evaluate(t, tab, a)
		vb, wb := evaluate(t, tab, b)
		if wa != wb || !slices.EqualFunc(va, vb, same) {
			t.Errorf("%s: rows outside of the fold change the features", name)
		}
	}
}

// TestCrossFit holds that no training row sees its own target: for levels of one row each
// the encoding must not follow the target.
func TestCrossFit(t *testing.T) {
	n := 400
	codes, levels, y := make([]int32, n), make([]string, n), make([]float64, n)
	for i := range n {
		codes[i], levels[i], y[i] = int32(i), fmt.Sprint(i), float64(i%2)
	}
	tab, err := table.New([]table.Field{{Name: "id", Kind: table.Category}}, []table.Column{table.NewCategories(codes, levels)})
	if err != nil {
		t.Fatal(err)
	}
	d := &automl.Dataset{Task: automl.Binary, Classes: 2, Space: n, Y: y, Features: Base(tab, []int{0})}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	got, err := Fit(context.Background(), d, For(automl.Needs{Missing: true}), automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	values, width := evaluate(t, tab, got)
	for i, v := range got.Features[0].Nums {
		if math.Abs(v-0.5) > 0.06 {
			t.Fatalf("row %d sees %v, want the overall mean of the other parts, about 0.5", i, v)
		}
		// The table: (own + 10 * 0.5) / (1 + 10).
		if want := (y[i] + 5) / 11; math.Abs(values[i*width]-want) > 1e-12 {
			t.Fatalf("the table gives level %d %v, want %v", i, values[i*width], want)
		}
	}
}

func TestUnseenAndMissing(t *testing.T) {
	tab, d := mixed(t, 300, automl.Regression)
	got, err := Fit(context.Background(), d, For(automl.Needs{Scaled: true}), automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	frame := Frame(tab, all(tab))
	odd := &graph.Frame{Rows: 2, Cols: make([]graph.FrameColumn, len(frame.Cols))}
	nan := math.NaN()
	for i, c := range frame.Cols {
		switch {
		case c.Codes != nil:
			odd.Cols[i].Codes = []int32{-1, 1 << 20}
		case c.Strs != nil:
			odd.Cols[i].Strs = []string{"", "\xff\xfe 你好 ก ok"}
		default:
			odd.Cols[i].Nums = []float64{nan, 1e308}
		}
	}
	plan, err := graph.NewPlan(got.Node(), odd)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, 2*plan.Width())
	plan.Range(0, 2, out)
	for i, v := range out {
		if math.IsNaN(v) || math.Abs(v) > clipLimit {
			t.Errorf("%q is %v in a row of odd values", got.Features[i%plan.Width()].Name, v)
		}
	}
}

func TestOddData(t *testing.T) {
	nan := math.NaN()
	for name, cols := range map[string][]table.Column{
		"missing":  {table.NewNumbers([]float64{nan, nan, nan}), table.NewCategories([]int32{-1, -1, -1}, nil), table.NewTimes([]float64{nan, nan, nan}, ""), table.NewTexts([]string{"", "", ""}, nil)},
		"constant": {table.NewNumbers([]float64{7, 7, 7}), table.NewCategories([]int32{0, 0, 0}, []string{"a"}), table.NewTexts([]string{"x", "x", "x"}, nil)},
		"huge":     {table.NewNumbers([]float64{1e300, -1e300, 1e308}), table.NewTimes([]float64{1e300, -1e18, 0}, "")},
		"infinite": {table.NewNumbers([]float64{math.Inf(1), math.Inf(-1), 0})},
		"tiny":     {table.NewNumbers([]float64{5e-324, 0, 1e-310}), table.NewNumbers([]float64{1 + 1e-15, 1, 1})},
	} {
		var fields []table.Field
		for i, c := range cols {
			kind := map[string]table.Kind{"*table.Numbers": table.Number, "*table.Categories": table.Category, "*table.Times": table.Time, "*table.Texts": table.Text}[fmt.Sprintf("%T", c)]
			fields = append(fields, table.Field{Name: fmt.Sprint(i), Kind: kind})
		}
		tab, err := table.New(fields, cols)
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range [][]int32{{0, 1, 2}, {1}, {}} {
			d := &automl.Dataset{Task: automl.Binary, Classes: 2, Space: 3, Rows: rows, Y: []float64{0, 1, 0}, Features: Base(tab, all(tab))}
			got, err := Fit(context.Background(), d, For(automl.Needs{Scaled: true}), automl.Env{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(rows) < 2 && len(got.Features) > 0 || (name == "missing" || name == "constant") && len(got.Features) > 0 {
				t.Errorf("%s, %d rows: %d features of nothing", name, len(rows), len(got.Features))
			}
			for _, f := range got.Features {
				for _, r := range rows {
					if v := f.Nums[r]; math.IsNaN(v) || math.Abs(v) > clipLimit {
						t.Errorf("%s: %q is %v", name, f.Name, v)
					}
				}
			}
		}
	}
}

func TestWide(t *testing.T) {
	const cols, rows = 10_000, 20
	rng := num.RNG(4)
	d := &automl.Dataset{Task: automl.Regression, Space: rows, Y: make([]float64, rows)}
	for i := range rows {
		d.Rows = append(d.Rows, int32(i))
	}
	for j := range cols {
		x := make([]float64, rows)
		for i := range x {
			x[i] = rng.ExpFloat64()
		}
		d.Features = append(d.Features, &automl.Feature{Name: "x", Nums: x, From: []int{j}, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
	}
	o := For(automl.Needs{Scaled: true})
	o.Screen = 0
	got, err := Fit(context.Background(), d, o, automl.Env{Workers: 2})
	if err != nil || len(got.Features) != cols {
		t.Fatalf("%d features, %v", len(got.Features), err)
	}
}

func TestTermsAreChosen(t *testing.T) {
	n := 200
	text, y := make([]string, n), make([]float64, n)
	rng := num.RNG(9)
	for i := range n {
		y[i] = float64(i % 2)
		for range 10 {
			text[i] += fmt.Sprintf("w%d ", rng.IntN(60))
		}
		if i%2 == 0 {
			text[i] += "not good"
		} else {
			text[i] += "good not"
		}
	}
	tab, err := table.New([]table.Field{{Name: "review", Kind: table.Text}}, []table.Column{table.NewTexts(text, nil)})
	if err != nil {
		t.Fatal(err)
	}
	d := &automl.Dataset{Task: automl.Binary, Classes: 2, Space: n, Y: y, Features: Base(tab, []int{0})}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	o := For(automl.Needs{Scaled: true})
	o.TextTerms, o.TextSVD, o.TextScore = 2, 0, false
	got, err := Fit(context.Background(), d, o, automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range got.Features {
		names = append(names, f.Name)
	}
	for _, want := range []string{"review: good not", "review: not good"} {
		if !slices.Contains(names, want) {
			t.Errorf("%q is not among %v", want, names)
		}
	}
}

// TestUnskew holds the exponent against PowerTransformer of scikit-learn 1.9.1.
func TestUnskew(t *testing.T) {
	x := []float64{0.1, 0.5, 1, 2, 3, 5, 8, 13, 40, 100, -1, -0.5}
	d := &automl.Dataset{Space: len(x)}
	for i := range x {
		d.Rows = append(d.Rows, int32(i))
	}
	if got, want := newSample(x, d).unskew(), -0.05946675264121489; math.Abs(got-want) > 1e-3 {
		t.Errorf("the exponent is %v, want %v", got, want)
	}
}

// TestWeightsCountAsRows holds that a row of weight 2 counts like two rows.
func TestWeightsCountAsRows(t *testing.T) {
	x := []float64{3, 1, 4, 1, 5, 90, 2, 6}
	w := []float64{2, 1, 1, 3, 1, 1, 2, 1}
	var twice []float64
	weighted, repeated := &automl.Dataset{W: w, Y: []float64{3, 2, 3, 2, 3, 5, 2, 3}}, &automl.Dataset{}
	for i, v := range x {
		weighted.Rows = append(weighted.Rows, int32(i))
		for range int(w[i]) {
			repeated.Rows = append(repeated.Rows, int32(len(twice)))
			twice = append(twice, v)
			repeated.Y = append(repeated.Y, weighted.Y[i])
		}
	}
	a, b := fitColumn(x, weighted, true, true), fitColumn(twice, repeated, true, true)
	if a.lambda == 1 {
		t.Error("the skew is left in")
	}
	for k, v := range []float64{a.fill - b.fill, a.lambda - b.lambda, a.center - b.center, a.width - b.width} {
		if math.Abs(v) > 1e-4 {
			t.Errorf("statistic %d differs by %v: %+v, %+v", k, v, a, b)
		}
	}
}
