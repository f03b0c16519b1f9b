//go:build cgo

package golearn

import (
	"strconv"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/knn"

	"winnow/automl"
	"winnow/automl/graph"
)

// TestNeighboursAgree holds our nearest neighbours to name the class that the library's
// do, on rows that neither has seen. The library's need C, which is why this test asks for
// cgo. An odd number of neighbours of two classes leaves no tie.
func TestNeighboursAgree(t *testing.T) {
	const k = 7
	d, frame := madeData(automl.Binary, 400, 4)
	train, test := d.Rows[:300], d.Rows[300:]

	var in []graph.Ref
	op := &graph.Neighbours{K: k, Soft: 1e-9, Uniform: true, Prior: []float64{0.5}}
	for _, f := range d.Features {
		in = append(in, f.Ref)
	}
	for _, r := range train {
		for _, f := range d.Features {
			f.Nums[r] = float64(float32(f.Nums[r])) // what the operator stores
			op.Points = append(op.Points, float32(f.Nums[r]))
		}
		op.Weight = append(op.Weight, 1)
		op.Target = append(op.Target, d.Y[r])
	}
	plan, err := graph.NewPlan(graph.Apply(op, graph.Pick(in)), frame)
	if err != nil {
		t.Fatal(err)
	}
	ours := make([]float64, len(test))
	plan.Rows(test, ours)

	model := knn.NewKnnClassifier("euclidean", "linear", k)
	grid := libraryRows(t, d, train)
	if err := model.Fit(grid); err != nil {
		t.Fatal(err)
	}
	predicted, err := model.Predict(libraryRows(t, d, test))
	if err != nil {
		t.Fatal(err)
	}
	for i := range test {
		want, err := strconv.ParseFloat(base.GetClass(predicted, i), 64)
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		if ours[i] > 0.5 {
			got = 1
		}
		if got != want {
			t.Errorf("row %d: our neighbours say %v, the library's class is %v", i, ours[i], want)
		}
	}
}

// libraryRows is rows in the library's form for neighbours: numbers, and the class as a
// word.
func libraryRows(t *testing.T, d *automl.Dataset, rows []int32) *base.DenseInstances {
	t.Helper()
	grid := base.NewDenseInstances()
	var specs []base.AttributeSpec
	for j := range d.Features {
		specs = append(specs, grid.AddAttribute(base.NewFloatAttribute(columnName(j))))
	}
	target := base.NewCategoricalAttribute()
	target.SetName("target")
	y := grid.AddAttribute(target)
	target.GetSysValFromString("0")
	target.GetSysValFromString("1")
	if err := grid.AddClassAttribute(target); err != nil {
		t.Fatal(err)
	}
	if err := grid.Extend(len(rows)); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		for j, f := range d.Features {
			grid.Set(specs[j], i, base.PackFloatToBytes(f.Nums[r]))
		}
		grid.Set(y, i, base.PackU64ToBytes(uint64(d.Y[r])))
	}
	return grid
}
