package conform

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// Transform is what the transform suite tests: anything that is fitted on a data set's
// rows and returns the data set with other features.
type Transform struct {
	Fit func(ctx context.Context, train *automl.Dataset, env automl.Env) (*automl.Dataset, error)
	// Needs is what the transform promises a learner with these needs.
	Needs automl.Needs
	// CrossFitted is true when training rows get other values than the graph computes, so
	// that they do not see their own target.
	CrossFitted bool
}

// transformChecks are the rules of the suite.
var transformChecks = []struct {
	name string
	run  func(t *testing.T, tr Transform, m *made)
}{
	{"needs", transformNeeds},
	{"graph", transformGraph},
	{"never leak", transformLeak},
	{"repeatable", transformRepeatable},
	{"read only", transformReadOnly},
	{"cancelled", transformCancelled},
	{"small and hostile", transformSmall},
}

// Run runs the suite for every task.
func (tr Transform) Run(t *testing.T) {
	t.Helper()
	for _, task := range automl.Tasks {
		for _, c := range transformChecks {
			t.Run(string(task)+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t, tr, everyKind(task, 150, 21))
			})
		}
	}
}

// everyKind is mixed data with a text, a date, a category of many levels, two that tell
// something together besides, and numbers that are codes.
func everyKind(task automl.Task, n int, seed uint64) *made {
	m := mixed(task, n, seed)
	rng := num.RNG(seed, "every kind")
	words := []string{"good", "bad", "late", "early", "broken", "fine", "box"}
	texts, days, towns := make([]string, n), make([]float64, n), make([]int32, n)
	var levels []string
	for k := range 40 {
		levels = append(levels, fmt.Sprintf("town %d", k))
	}
	for i := range n {
		for range 1 + rng.IntN(5) {
			texts[i] += words[rng.IntN(len(words))] + " "
		}
		days[i] = 1.6e9 + float64(rng.IntN(900))*86400
		towns[i] = int32(rng.IntN(len(levels)))
	}
	days[n/2] = math.NaN()
	left, right := make([]int32, n), make([]int32, n)
	for i := range n { // two columns that tell something together alone
		left[i], right[i] = int32(rng.IntN(3)), int32(rng.IntN(3))
		if odd := float64((left[i] + right[i]) % 2); task == automl.Regression {
			m.y[i] += 3 * odd
		} else if rng.IntN(5) > 0 {
			m.y[i] = odd
		}
	}
	m.add("note", table.Text, table.NewTexts(texts, nil))
	m.add("day", table.Time, table.NewTimes(days, "2006-01-02"))
	m.add("town", table.Category, table.NewCategories(towns, levels))
	m.add("left", table.Category, table.NewCategories(left, []string{"x", "y", "z"}))
	m.add("right", table.Category, table.NewCategories(right, []string{"x", "y", "z"}))
	m.add("shop", table.Number, table.NewNumbers(shops(m.y, task, rng)))
	return m
}

// shops are numbers that are codes: what remains of them divided by three goes with the target,
// and their size says nothing.
func shops(y []float64, task automl.Task, rng *rand.Rand) []float64 {
	out := make([]float64, len(y))
	for i := range y {
		kind := int(y[i])
		if task == automl.Regression {
			kind = rng.IntN(3)
			y[i] += 4 * float64(kind)
		}
		out[i] = float64(1000 + 3*rng.IntN(8) + kind)
	}
	out[len(y)/2] = math.NaN()
	return out
}

func (tr Transform) fit(t testing.TB, d *automl.Dataset, env automl.Env) *automl.Dataset {
	t.Helper()
	out, err := tr.Fit(t.Context(), d, env)
	if err != nil {
		t.Fatalf("Fit failed: %v", err)
	}
	return out
}

// evaluated is the output of the data set's graph for the given rows of the frame.
func evaluated(t testing.TB, d *automl.Dataset, frame *graph.Frame, rows []int32) *automl.Prediction {
	t.Helper()
	return predict(t, d.Node(), frame, rows)
}

// transformNeeds holds the features to have the form that the needs ask for, on training
// rows and on rows that hold nothing, or levels never seen.
func transformNeeds(t *testing.T, tr Transform, m *made) {
	train := m.rows()[:100]
	d := tr.fit(t, m.dataset(t, train), automl.Env{Seed: 1})
	for _, f := range d.Features {
		if f.Kind == automl.Textual || f.Kind == automl.Categorical && !tr.Needs.Categories {
			t.Errorf("the feature %q is of kind %d", f.Name, f.Kind)
		}
		if f.Kind != automl.Numeric {
			continue
		}
		for _, r := range train {
			if v := f.Nums[r]; math.IsInf(v, 0) || math.IsNaN(v) && !tr.Needs.Missing {
				t.Fatalf("row %d of %q is %v", r, f.Name, v)
			}
		}
	}
	gap := math.NaN()
	odd := &graph.Frame{Rows: 2, Cols: []graph.FrameColumn{
		{Nums: []float64{1e300, gap}}, {Nums: []float64{-1e300, gap}}, {Nums: []float64{math.MaxFloat64, gap}},
		{Codes: []int32{4, -1}}, {Codes: []int32{2, -1}},
		{Strs: []string{"never seen", ""}}, {Nums: []float64{-1e12, gap}}, {Codes: []int32{40, -1}},
		{Codes: []int32{3, -1}}, {Codes: []int32{3, -1}}, {Nums: []float64{-1e300, gap}},
	}}
	p := evaluated(t, d, odd, []int32{0, 1})
	for i, v := range p.Values {
		if math.IsInf(v, 0) || math.IsNaN(v) && !tr.Needs.Missing {
			t.Errorf("an odd row makes %q %v", d.Features[i%p.Width].Name, v)
		}
	}
}

// transformGraph holds the graph to compute the very values that the learner is given, and
// to survive saving.
func transformGraph(t *testing.T, tr Transform, m *made) {
	train := m.rows()[:100]
	d := tr.fit(t, m.dataset(t, train), automl.Env{Seed: 1})
	got := evaluated(t, d, m.frame(t), train)
	sameBits(t, "loaded", predict(t, Reload(t, d.Node()), m.frame(t), train), got)
	if tr.CrossFitted {
		return
	}
	for i, r := range train {
		for k, f := range d.Features {
			want := value(f, r)
			if v := got.Row(i)[k]; v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
				t.Fatalf("row %d of %q: the graph computes %v, the learner is given %v", r, f.Name, v, want)
			}
		}
	}
}

// value is a feature's value as a graph computes it.
func value(f *automl.Feature, row int32) float64 {
	if f.Kind == automl.Numeric {
		return f.Nums[row]
	}
	if f.Codes[row] < 0 {
		return math.NaN()
	}
	return float64(f.Codes[row])
}

// transformLeak holds what is fitted not to depend on rows outside of the training rows.
func transformLeak(t *testing.T, tr Transform, m *made) {
	train := m.rows()[:100]
	want := tr.fit(t, m.dataset(t, train), automl.Env{Seed: 1})
	before := evaluated(t, want, m.frame(t), train)

	other := *m
	other.y = slices.Clone(m.y)
	other.cols = slices.Clone(m.cols)
	mix := m.rows()
	for i := 100; i < len(mix); i++ {
		other.y[i] = 0
		mix[i] = 100 // every row outside is the same one
	}
	for k, c := range m.cols {
		other.cols[k] = c.Take(mix)
	}
	got := tr.fit(t, other.dataset(t, train), automl.Env{Seed: 1})
	if len(got.Features) != len(want.Features) {
		t.Fatalf("%d features instead of %d after a change in rows outside", len(got.Features), len(want.Features))
	}
	sameBits(t, "after a change in rows outside", evaluated(t, got, m.frame(t), train), before)
}

func transformRepeatable(t *testing.T, tr Transform, m *made) {
	train := m.rows()[:100]
	want := tr.fit(t, m.dataset(t, train), automl.Env{Seed: 5, Workers: 1})
	got := tr.fit(t, m.dataset(t, train), automl.Env{Seed: 5, Workers: 4})
	if len(got.Features) != len(want.Features) {
		t.Fatalf("%d features, then %d", len(want.Features), len(got.Features))
	}
	for k, f := range want.Features {
		for _, r := range train {
			if a, b := value(got.Features[k], r), value(f, r); a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Fatalf("row %d of %q is %v, then %v", r, f.Name, b, a)
			}
		}
	}
	sameBits(t, "with four workers", evaluated(t, got, m.frame(t), m.rows()), evaluated(t, want, m.frame(t), m.rows()))
}

func transformReadOnly(t *testing.T, tr Transform, m *made) {
	d := m.dataset(t, m.rows()[:100])
	before := checksum(d)
	tr.fit(t, d, automl.Env{Seed: 1})
	if checksum(d) != before {
		t.Error("the data was written to")
	}
}

func transformCancelled(t *testing.T, tr Transform, m *made) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tr.Fit(ctx, m.dataset(t, m.rows()), automl.Env{Seed: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Fit returned %v for a cancelled context", err)
	}
}

// transformSmall fits one row, no rows of weight, no columns, and numbers at the ends of
// what a number can be.
func transformSmall(t *testing.T, tr Transform, m *made) {
	tr.fit(t, m.dataset(t, []int32{3}), automl.Env{Seed: 1})
	empty := &made{task: m.task, classes: m.classes, y: m.y}
	if d := tr.fit(t, empty.dataset(t, m.rows()), automl.Env{Seed: 1}); len(d.Features) != 0 {
		t.Errorf("no columns make %d features", len(d.Features))
	}
	hostile := []float64{1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, 5e-324, 0, 1}
	b := slices.Clone(m.cols[1].(*table.Numbers).Values())
	copy(b, hostile)
	m.replace("b", table.NewNumbers(b))
	d := tr.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1})
	for _, f := range d.Features {
		for _, r := range d.Rows {
			if f.Kind == automl.Numeric && (math.IsInf(f.Nums[r], 0) || math.IsNaN(f.Nums[r]) && !tr.Needs.Missing) {
				t.Fatalf("row %d of %q is %v", r, f.Name, f.Nums[r])
			}
		}
	}
}
