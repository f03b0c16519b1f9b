package conform

import (
	"math"
	"slices"
	"sync"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// rowsOfCheck is enough for every learner to learn the made data, and few enough to be
// quick.
const rowsOfCheck = 120

// smallData fits what a person may well hand over: one row, one column, no column,
// columns and targets without variety, a column without values.
func smallData(t *testing.T, s suite) {
	constant := func(n int, v float64) *table.Numbers {
		return table.NewNumbers(slices.Repeat([]float64{v}, n))
	}
	cases := []struct {
		name string
		make func() *made
	}{
		{"one row", func() *made { m := mixed(s.task, 1, 1); m.y[0] = 0; return m }},
		{"two rows", func() *made { m := mixed(s.task, 2, 1); m.y[0], m.y[1] = 0, 1; return m }},
		{"one column", func() *made { return numbers(s.task, 40, 1, 1) }},
		{"no column", func() *made { m := mixed(s.task, 40, 1); m.fields, m.cols = nil, nil; return m }},
		{"constant column", func() *made { m := mixed(s.task, 40, 1); m.replace("b", constant(40, 7)); return m }},
		{"only a constant column", func() *made { m := numbers(s.task, 40, 1, 1); m.replace("a", constant(40, 7)); return m }},
		{"column of gaps", func() *made { m := mixed(s.task, 40, 1); m.replace("b", constant(40, math.NaN())); return m }},
		{"constant target", func() *made { m := mixed(s.task, 40, 1); m.y = slices.Repeat([]float64{1}, 40); return m }},
		{"class without rows", func() *made { m := mixed(s.task, 40, 1); m.classes++; return m }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := c.make()
			if c.name == "class without rows" && s.task != automl.Multiclass {
				m.classes = 0
				if s.task == automl.Binary {
					m.classes = 2
				}
			}
			out := s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 1})
			p := predict(t, out, m.frame(t), m.rows())
			s.valid(t, p, len(m.y), m.classes)
			if c.name == "constant target" {
				constantTarget(t, s, p)
			}
		})
	}
}

// constantTarget holds a learner to a target that is always 1.
func constantTarget(t *testing.T, s suite, p *automl.Prediction) {
	t.Helper()
	for i := range p.Rows() {
		if s.task == automl.Regression && math.Abs(p.Values[i]-1) > 1e-6 {
			t.Fatalf("row %d is %v for a target that is always 1", i, p.Values[i])
		}
		if s.task.IsClassification() && p.Class(i) != 1 {
			t.Fatalf("row %d has %v for a target that is always class 1", i, p.Row(i))
		}
	}
}

// predictions holds them to the task's form on rows seen and unseen.
func predictions(t *testing.T, s suite) {
	m := mixed(s.task, 2*rowsOfCheck, 2)
	out := s.fit(t, m.dataset(t, m.rows()[:rowsOfCheck]), automl.Env{Seed: 1, Workers: 1})
	s.valid(t, predict(t, out, m.frame(t), m.rows()), len(m.y), m.classes)
}

// unseenAndMissing predicts rows with a level that training never saw and with nothing in
// them at all.
func unseenAndMissing(t *testing.T, s suite) {
	m := mixed(s.task, rowsOfCheck, 3)
	out := s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 1})
	gap := math.NaN()
	frame := &graph.Frame{Rows: 2, Cols: []graph.FrameColumn{
		{Nums: []float64{0, gap}}, {Nums: []float64{1, gap}}, {Nums: []float64{10, gap}},
		{Codes: []int32{4, -1}}, {Codes: []int32{2, -1}},
	}}
	s.valid(t, predict(t, out, frame, []int32{0, 1}), 2, m.classes)
}

// hostileNumbers trains on and predicts numbers at the ends of what a number can be.
func hostileNumbers(t *testing.T, s suite) {
	hostile := []float64{1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, 5e-324, 1e-300}
	m := mixed(s.task, rowsOfCheck, 4)
	out := s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 1})
	n := len(hostile)
	frame := &graph.Frame{Rows: n, Cols: []graph.FrameColumn{
		{Nums: hostile}, {Nums: hostile}, {Nums: hostile}, {Codes: make([]int32, n)}, {Codes: make([]int32, n)},
	}}
	s.valid(t, predict(t, out, frame, m.rows()[:n]), n, m.classes)

	b := slices.Clone(m.cols[1].(*table.Numbers).Values())
	copy(b[10:], hostile)
	m.replace("b", table.NewNumbers(b))
	out = s.fit(t, m.dataset(t, m.rows()), automl.Env{Seed: 1, Workers: 1})
	s.valid(t, predict(t, out, m.frame(t), m.rows()), len(m.y), m.classes)
	s.valid(t, predict(t, out, frame, m.rows()[:n]), n, m.classes)
}

// batches holds a row's prediction to be the same alone, among others, and in any order.
func batches(t *testing.T, s suite) {
	m := mixed(s.task, graph.BatchRows+44, 5)
	out := s.fit(t, m.dataset(t, m.rows()[:rowsOfCheck]), automl.Env{Seed: 1, Workers: 1})
	frame := m.frame(t)
	all := predict(t, out, frame, m.rows())
	backwards := m.rows()
	slices.Reverse(backwards)
	back := predict(t, out, frame, backwards)
	for i := range m.y {
		row := &automl.Prediction{Width: all.Width, Values: all.Row(i)}
		sameBits(t, "backwards", &automl.Prediction{Width: all.Width, Values: back.Row(len(m.y) - 1 - i)}, row)
	}
	for i := 0; i < len(m.y); i += 7 {
		row := &automl.Prediction{Width: all.Width, Values: all.Row(i)}
		sameBits(t, "alone", predict(t, out, frame, []int32{int32(i)}), row)
	}
}

// weights holds nil to mean 1, a row of weight 0 to be no row, and a row of weight 2 to be
// the row twice.
func weights(t *testing.T, s suite) {
	m := numbers(s.task, rowsOfCheck, 4, 6)
	env := automl.Env{Seed: 1, Workers: 1}
	plain := s.fit(t, m.dataset(t, m.rows()), env)
	want := predict(t, plain, m.frame(t), m.rows())
	m.w = slices.Repeat([]float64{1}, len(m.y))
	sameBits(t, "weights of 1", predict(t, s.fit(t, m.dataset(t, m.rows()), env), m.frame(t), m.rows()), want)
	if s.o.Sampled {
		return
	}
	tolerance := 2e-3 * max(slices.Max(want.Values)-slices.Min(want.Values), 1e-6)
	var kept []int32
	for i := range m.w {
		if m.w[i] = float64(min(i%5, 1)); m.w[i] > 0 {
			kept = append(kept, int32(i))
		}
	}
	with := s.fitted(t, m.dataset(t, m.rows()), env)
	without := s.fitted(t, m.dataset(t, kept), env)
	near(t, "rows of weight 0", predict(t, with, m.frame(t), m.rows()), predict(t, without, m.frame(t), m.rows()), tolerance)
	if s.o.Unweighted {
		return
	}

	// Why without preparation: it may look at how many rows there are.
	again := m.rows()
	m.w = slices.Repeat([]float64{1}, len(m.y))
	for i := 0; i < len(m.y); i += 3 {
		m.w[i] = 2
		again = append(again, int32(i))
	}
	heavy := s.fitted(t, m.dataset(t, m.rows()), env)
	twice := m.take(again)
	doubled := s.fitted(t, twice.dataset(t, twice.rows()), env)
	near(t, "rows of weight 2", predict(t, heavy, m.frame(t), m.rows()), predict(t, doubled, m.frame(t), m.rows()), tolerance)
}

// fitted fits without preparing the data.
func (s suite) fitted(t testing.TB, d *automl.Dataset, env automl.Env) *graph.Node {
	t.Helper()
	out, err := s.learner(t).Fit(t.Context(), d, env)
	if err != nil {
		t.Fatalf("Fit failed: %v", err)
	}
	return out
}

// repeatable holds the same seed to give the same bits, with any number of workers.
func repeatable(t *testing.T, s suite) {
	m := mixed(s.task, rowsOfCheck, 7)
	d := m.dataset(t, m.rows())
	want := predict(t, s.fit(t, d, automl.Env{Seed: 3, Workers: 1}), m.frame(t), m.rows())
	sameBits(t, "second fit", predict(t, s.fit(t, d, automl.Env{Seed: 3, Workers: 1}), m.frame(t), m.rows()), want)
	again := mixed(s.task, rowsOfCheck, 7)
	sameBits(t, "four workers", predict(t, s.fit(t, again.dataset(t, m.rows()), automl.Env{Seed: 3, Workers: 4}), m.frame(t), m.rows()), want)
}

// readOnly holds a fit to write neither to the data nor to the learner, and predicting
// not to write to the frame.
func readOnly(t *testing.T, s suite) {
	m := mixed(s.task, rowsOfCheck, 8)
	m.w = slices.Repeat([]float64{1}, len(m.y))
	d := m.dataset(t, m.rows())
	before := checksum(d)
	l := s.learner(t)
	settings := l.Params().Settings()
	p := s.prepared(t, d)
	prepared := checksum(p)
	out, err := l.Fit(t.Context(), p, automl.Env{Seed: 1, Workers: 2})
	if err != nil {
		t.Fatalf("Fit failed: %v", err)
	}
	predict(t, out, m.frame(t), m.rows())
	if checksum(d) != before {
		t.Error("the data was written to")
	}
	if checksum(p) != prepared {
		t.Error("the prepared data was written to")
	}
	if !slices.Equal(l.Params().Settings(), settings) {
		t.Errorf("the learner's knobs are %v after the fit, want %v", l.Params().Settings(), settings)
	}
}

// concurrent fits one learner and evaluates one graph from several goroutines; the race
// detector looks on.
func concurrent(t *testing.T, s suite) {
	m := mixed(s.task, 60, 9)
	p := s.prepared(t, m.dataset(t, m.rows()))
	l := s.learner(t)
	frame := m.frame(t)
	outs := make([]*graph.Node, 2)
	var wg sync.WaitGroup
	for i := range outs {
		wg.Go(func() {
			out, err := l.Fit(t.Context(), p, automl.Env{Seed: 1, Workers: 2})
			if err != nil {
				t.Errorf("Fit failed: %v", err)
				return
			}
			outs[i] = out
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	preds := make([]*automl.Prediction, 4)
	for i := range preds {
		plan, err := graph.NewPlan(outs[i%2], frame)
		if err != nil {
			t.Fatalf("the graph does not fit the data: %v", err)
		}
		preds[i] = &automl.Prediction{Width: plan.Width(), Values: make([]float64, plan.Width()*len(m.y))}
		wg.Go(func() { plan.Range(0, len(m.y), preds[i].Values) })
	}
	wg.Wait()
	for _, q := range preds[1:] {
		sameBits(t, "concurrent prediction", q, preds[0])
	}
}

// betterThanBaseline holds the learner to beat a constant on unseen rows of easy data.
func betterThanBaseline(t *testing.T, s suite) {
	if s.o.Baseline {
		return
	}
	m := mixed(s.task, 600, 10)
	train, test := m.rows()[:300], m.rows()[300:]
	out := s.fit(t, m.dataset(t, train), automl.Env{Seed: 1, Workers: 2})
	p := predict(t, out, m.frame(t), test)
	var loss, base float64
	mean := 0.0
	for _, r := range train {
		mean += m.y[r] / float64(len(train))
	}
	for i, r := range test {
		if s.task == automl.Regression {
			loss += (p.Values[i] - m.y[r]) * (p.Values[i] - m.y[r])
			base += (mean - m.y[r]) * (mean - m.y[r])
			continue
		}
		if p.Class(i) != int(m.y[r]) {
			loss++
		}
		base += 1 - 1/float64(m.classes)
	}
	if loss > 0.6*base {
		t.Errorf("the loss %.4g is not well below that of a constant, %.4g", loss, base)
	}
}
