package run

import (
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/split"
	"winnow/automl/table"
)

// TestAnswersAreTheSameOnDisk holds that predictions of many classes, which are kept on disk,
// come back to the bit, whole, in part and by fold, as those of few do, which stay in memory.
func TestAnswersAreTheSameOnDisk(t *testing.T) {
	for _, classes := range []int{3, manyClasses, manyClasses + 1, 1000} {
		for _, repeated := range []bool{false, true} {
			r, trial := foldsOf(t, classes, repeated)
			want := r.outOfFold(func(k int) []float64 { return trial.folds[k].values })
			kept := [][]float64{trial.folds[0].values, trial.folds[1].values}
			trial.oof = want
			r.putAway(trial)
			if away := classes > manyClasses; (trial.oof == nil) != away || (trial.folds[0].values == nil) == repeated {
				t.Errorf("%d classes, repeated %v: on disk %v, folds dropped %v", classes, repeated, trial.oof == nil, trial.folds[0].values == nil)
			}
			whole, err := r.outOf(trial)
			if err != nil || !slices.Equal(whole.Values, want.Values) {
				t.Errorf("%d classes: not what was put away (%v)", classes, err)
			}
			some := []int32{4, 1, 7}
			p, err := r.answers(trial, some)
			if _, part := r.part(want, some); err != nil || !slices.Equal(p.Values, part.Values) {
				t.Errorf("%d classes: not the rows asked for (%v)", classes, err)
			}
			for k := range kept {
				if v, err := r.foldValues(trial, k); err != nil || !slices.Equal(v, kept[k]) {
					t.Errorf("%d classes: not what fold %d predicted (%v)", classes, k, err)
				}
			}
		}
	}
}

// foldsOf is a run of 9 rows in two folds, that share a row when repeated, and a trial that
// predicted them.
func foldsOf(t *testing.T, classes int, repeated bool) (*Run, *trial) {
	folds := []split.Fold{{Valid: []int32{0, 2, 4, 6, 8}}, {Valid: []int32{1, 3, 5, 7}}}
	if repeated {
		folds[1].Valid = append(folds[1].Valid, 8)
	}
	s := &setup{folds: folds, table: nineRows(t), base: &automl.Dataset{Task: automl.Multiclass, Classes: classes, Y: make([]float64, 9)}}
	s.job.Task = automl.Multiclass
	for row := range int32(9) {
		s.scored = append(s.scored, row)
	}
	out := &trial{number: 1, folds: make([]foldResult, 2)}
	for k, f := range folds {
		v := make([]float64, len(f.Valid)*classes)
		for i := range v {
			v[i] = 1 / float64(7*i+3*k+2)
		}
		if repeated && k == 1 {
			copy(v[len(v)-classes:], out.folds[0].values[4*classes:])
		}
		out.folds[k].values = v
	}
	return &Run{setup: s, attic: newAttic(t.TempDir())}, out
}

func nineRows(t *testing.T) *table.Table {
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}}, []table.Column{table.NewNumbers(make([]float64, 9))})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestFewerRowsOfManyClasses holds that what is looked at together stays within bounds for many
// classes, and is untouched for few.
func TestFewerRowsOfManyClasses(t *testing.T) {
	for _, c := range []struct{ classes, most, models, want int }{
		{200, 20000, 25, 20000}, {201, 100, 1, 100}, {300, 20000, 10, 2796}, {1000, 20000, 25, 500},
	} {
		s := &setup{base: &automl.Dataset{Task: automl.Multiclass, Classes: c.classes}}
		if got := s.fewer(c.most, c.models); got != c.want {
			t.Errorf("%d rows of %d models and %d classes: %d, want %d", c.most, c.models, c.classes, got, c.want)
		}
	}
}

// TestTooWide holds that training is refused where the predictions of a model would not fit the
// memory, of many classes only.
func TestTooWide(t *testing.T) {
	for _, c := range []struct {
		classes int
		memory  int64
		want    bool
	}{{1000, 400 << 20, true}, {1000, 600 << 20, false}, {200, 1 << 20, false}} {
		s := &setup{rows: make([]int32, 10000), base: &automl.Dataset{Task: automl.Multiclass, Classes: c.classes}}
		s.job.MemoryMax = c.memory
		err := s.tooWide()
		if (err != nil) != c.want || err != nil && automl.KindOf(err) != automl.NoResource {
			t.Errorf("%d classes and %d bytes: %v", c.classes, c.memory, err)
		}
	}
}
