package run

import (
	"winnow/automl"
)

const (
	// manyClasses is the number of classes above which a run saves memory: a model's predictions
	// of all rows are then kept on disk, and fewer rows are looked at where it compares models.
	manyClasses = 200
	// wideValues is how many predicted values are then looked at together, unless those of
	// wideLeast rows are more.
	wideValues, wideLeast = 8 << 20, 500
	// wideCopies is how many times the predictions of all rows are then in memory at most.
	wideCopies = 6
	// A model's fits may then take wideBytes, or 1/wideShare of the memory where that is more.
	wideBytes, wideShare = 1 << 30, 8
)

// wide reports whether there are many classes.
func (s *setup) wide() bool { return s.base.PredictionWidth() > manyClasses }

// tooWide is an error where there are so many classes and rows that not even the predictions of
// one model at a time fit the memory.
func (s *setup) tooWide() error {
	need, limit := int64(len(s.rows))*int64(s.base.PredictionWidth())*8*wideCopies, s.memoryLimit()
	if !s.wide() || limit <= 0 || need <= limit {
		return nil
	}
	return automl.Errorf("train", automl.NoResource, "To tell %d classes apart in %d rows needs about %.1f GB of memory, but only %.1f GB are free.",
		s.base.Classes, len(s.rows), float64(need)/1e9, float64(limit)/1e9).
		WithHint("Bring rare classes together into one, use fewer rows, or close other programs.")
}

// fewer is at how many of most rows a run looks that compares so many models by them.
func (s *setup) fewer(most, models int) int {
	if !s.wide() {
		return most
	}
	return min(most, max(wideLeast, wideValues/(s.base.PredictionWidth()*max(1, models))))
}

// once reports whether each scored row is in one valid part only.
func (s *setup) once() bool {
	n := 0
	for _, f := range s.folds {
		n += len(f.Valid)
	}
	return n == len(s.scored)
}

// putAway drops what a finished trial's folds predicted where its out-of-fold predictions say
// the same, and puts those into the attic where there are many classes.
func (r *Run) putAway(t *trial) {
	if r.once() {
		for k := range t.folds {
			t.folds[k].values = nil
		}
	}
	if r.wide() {
		if t.away = r.attic.putValues(t.oof.Values); t.away != nil {
			t.oof = nil
		}
	}
}

// outOf are a finished trial's out-of-fold predictions.
func (r *Run) outOf(t *trial) (*automl.Prediction, error) {
	if t.oof != nil || t.away == nil {
		return t.oof, nil
	}
	p := &automl.Prediction{Width: r.base.PredictionWidth(), Values: make([]float64, len(r.scored)*r.base.PredictionWidth())}
	return p, t.away.read(p.Values, 0)
}

// answers are a finished trial's out-of-fold predictions of some scored rows.
func (r *Run) answers(t *trial, rows []int32) (*automl.Prediction, error) {
	if t.oof != nil {
		_, p := r.part(t.oof, rows)
		return p, nil
	}
	at, width := r.places(), r.base.PredictionWidth()
	p := &automl.Prediction{Width: width, Values: make([]float64, len(rows)*width)}
	for i, row := range rows {
		if err := t.away.read(p.Values[i*width:(i+1)*width], int(at[row])*width); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// foldValues are what a finished trial predicted of a fold's valid rows.
func (r *Run) foldValues(t *trial, k int) ([]float64, error) {
	if v := t.folds[k].values; v != nil {
		return v, nil
	}
	p, err := r.answers(t, r.folds[k].Valid)
	if err != nil {
		return nil, err
	}
	return p.Values, nil
}
