package conform

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/prep"
	"winnow/automl/table"
)

// made is a data set made up for a check, before any preparation.
type made struct {
	fields  []table.Field
	cols    []table.Column
	task    automl.Task
	classes int
	y       []float64
	w       []float64
}

// mixed makes n rows of every kind of column a learner can meet after reading: numbers
// with and without gaps, categories, a question. The target follows from the first number
// and the category, with a little noise.
func mixed(task automl.Task, n int, seed uint64) *made {
	rng := num.RNG(seed, "conform", task, n)
	a, b, gaps := make([]float64, n), make([]float64, n), make([]float64, n)
	color, member := make([]int32, n), make([]int32, n)
	score := make([]float64, n)
	for i := range n {
		a[i] = rng.NormFloat64()
		b[i] = math.Exp(rng.NormFloat64())
		gaps[i] = 10 + rng.NormFloat64()
		if rng.Float64() < 0.2 {
			gaps[i] = math.NaN()
		}
		color[i] = int32(rng.IntN(4)) - int32(rng.IntN(8)/7)
		member[i] = int32(rng.IntN(2))
		score[i] = 2*a[i] + float64(color[i]) + 0.2*rng.NormFloat64()
	}
	m := &made{task: task}
	m.add("a", table.Number, table.NewNumbers(a))
	m.add("b", table.Number, table.NewNumbers(b))
	m.add("gaps", table.Number, table.NewNumbers(gaps))
	m.add("color", table.Category, table.NewCategories(color, []string{"red", "green", "blue", "grey"}))
	m.add("member", table.YesNo, table.NewCategories(member, []string{"no", "yes"}))
	m.target(score)
	return m
}

// numbers makes n rows of width standard normal numbers without gaps, and a target that
// follows from the first two.
func numbers(task automl.Task, n, width int, seed uint64) *made {
	rng := num.RNG(seed, "conform numbers", task, n, width)
	m := &made{task: task}
	score := make([]float64, n)
	for j := range width {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
			if j < 2 {
				score[i] += x[i] * float64(2-j)
			}
		}
		m.add(string(rune('a'+j)), table.Number, table.NewNumbers(x))
	}
	for i := range score {
		score[i] += 0.2 * rng.NormFloat64()
	}
	m.target(score)
	return m
}

func (m *made) add(name string, kind table.Kind, c table.Column) {
	m.fields = append(m.fields, table.Field{Name: name, Kind: kind})
	m.cols = append(m.cols, c)
}

// target turns scores into the task's target: classes are thirds or halves of the scores.
func (m *made) target(score []float64) {
	switch m.task {
	case automl.Regression:
		m.y = score
		return
	case automl.Binary:
		m.classes = 2
	default:
		m.classes = 3
	}
	order := slices.Sorted(slices.Values(score))
	m.y = make([]float64, len(score))
	for i, s := range score {
		at, _ := slices.BinarySearch(order, s)
		m.y[i] = float64(at * m.classes / len(score))
	}
}

// replace exchanges a column for one of the same kind.
func (m *made) replace(name string, c table.Column) {
	i := slices.IndexFunc(m.fields, func(f table.Field) bool { return f.Name == name })
	m.cols[i] = c
}

func (m *made) table(t testing.TB) *table.Table {
	t.Helper()
	tab, err := table.New(m.fields, m.cols)
	if err != nil {
		t.Fatalf("the made table is not valid: %v", err)
	}
	return tab
}

func (m *made) columns() []int {
	cols := make([]int, len(m.cols))
	for i := range cols {
		cols[i] = i
	}
	return cols
}

func (m *made) rows() []int32 {
	rows := make([]int32, len(m.y))
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// dataset is the data as it is before preparation.
func (m *made) dataset(t testing.TB, rows []int32) *automl.Dataset {
	t.Helper()
	return &automl.Dataset{
		Task: m.task, Classes: m.classes, Features: prep.Base(m.table(t), m.columns()),
		Space: len(m.y), Rows: rows, Y: m.y, W: m.w,
	}
}

func (m *made) frame(t testing.TB) *graph.Frame {
	t.Helper()
	return prep.Frame(m.table(t), m.columns())
}

// take is the given rows of the data, without weights; a row may repeat.
func (m *made) take(rows []int32) *made {
	d := &made{fields: m.fields, task: m.task, classes: m.classes}
	for _, c := range m.cols {
		d.cols = append(d.cols, c.Take(rows))
	}
	for _, r := range rows {
		d.y = append(d.y, m.y[r])
	}
	return d
}

// checksum covers everything that a fit can reach and must not write to.
func checksum(d *automl.Dataset) uint64 {
	h := fnv.New64a()
	put := func(v any) {
		if err := binary.Write(h, binary.LittleEndian, v); err != nil {
			panic("conform: " + err.Error())
		}
	}
	put(d.Rows)
	put(d.Y)
	put(d.W)
	for _, f := range d.Features {
		put(f.Nums)
		put(f.Codes)
		put(int64(len(f.Levels)))
		for _, s := range f.Strs {
			put([]byte(s))
		}
	}
	return h.Sum64()
}
