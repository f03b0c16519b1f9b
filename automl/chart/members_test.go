package chart_test

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
)

// TestMembersAreTheRowsBehindTheMarks counts the rows behind every mark and holds them
// against what the mark says.
func TestMembersAreTheRowsBehindTheMarks(t *testing.T) {
	for _, r := range charttest.Reports() {
		ids := []string{"confusion"}
		switch r.Target.Task {
		case automl.Multiclass:
			ids = append(ids, "confused_pairs")
		case automl.Regression:
			ids = []string{"predicted_actual", "residuals", "residual_hist", "error_deciles"}
		}
		for _, id := range ids {
			f := draw(t, id, r, automl.ChartOptions{Threshold: 0.4})
			if f.Empty != "" {
				continue
			}
			s := f.Series[0]
			if len(s.Members) != len(s.X) {
				t.Fatalf("%s: %d marks, rows behind %d", id, len(s.X), len(s.Members))
			}
			for i, rows := range s.Members {
				for _, at := range rows {
					if !behind(r, id, &s, i, at) {
						t.Fatalf("%s: row %d does not belong to mark %d", id, at, i)
					}
				}
			}
		}
	}
}

func behind(r *automl.Report, id string, s *figure.Series, mark int, at int32) bool {
	y := r.Target.Y[at]
	p := r.Prediction
	p.Threshold = 0.4
	switch id {
	case "confusion":
		return s.Y[mark] == y && s.X[mark] == float64(p.Class(int(at)))
	case "confused_pairs":
		return p.Class(int(at)) != int(y)
	case "predicted_actual":
		return s.X[mark] == y && s.Y[mark] == p.Values[at]
	case "residual_hist":
		width := s.X[1] - s.X[0]
		return math.Abs(s.X[mark]-(y-p.Values[at])) <= width/2+1e-9
	case "residuals":
		return s.X[mark] == p.Values[at] && math.Abs(s.Y[mark]-(y-p.Values[at])) < 1e-12
	}
	return true
}

// TestConfusionSharesAddUp looks at rows and columns of the matrix in shares.
func TestConfusionSharesAddUp(t *testing.T) {
	for _, r := range charttest.Reports() {
		if !r.Target.Task.IsClassification() {
			continue
		}
		for _, show := range []automl.Shares{automl.ShowActual, automl.ShowAnswers} {
			f := draw(t, "confusion", r, automl.ChartOptions{Show: show})
			sums := map[float64]float64{}
			for i, z := range f.Series[0].Z {
				line := f.Series[0].Y[i]
				if show == automl.ShowAnswers {
					line = f.Series[0].X[i]
				}
				sums[line] += z
			}
			for line, sum := range sums {
				if sum != 0 && math.Abs(sum-1) > 1e-9 {
					t.Errorf("%s: line %v adds up to %v", show, line, sum)
				}
			}
		}
	}
}

// TestProfitIsHighestAtItsBest adds the worth of every threshold up by a plain loop.
func TestProfitIsHighestAtItsBest(t *testing.T) {
	w := automl.Worth{Right: 7, Wrong: -3, Missed: -2, Left: 0.5}
	for _, r := range charttest.Reports() {
		if r.Target.Task != automl.Binary {
			continue
		}
		f := draw(t, "profit", r, automl.ChartOptions{Worth: w})
		top := math.Inf(-1)
		for _, from := range append([]float64{2}, r.Prediction.Values...) {
			sum := 0.0
			for i, p := range r.Prediction.Values {
				yes, flag := r.Target.Y[i] > 0.5, p >= from
				switch {
				case yes && flag:
					sum += w.Right
				case flag:
					sum += w.Wrong
				case yes:
					sum += w.Missed
				default:
					sum += w.Left
				}
			}
			top = math.Max(top, sum)
		}
		if got := f.Series[2].Y[0]; math.Abs(got-top) > 1e-6 {
			t.Errorf("best %v, want %v", got, top)
		}
	}
}

// TestFoldsLieWithinTheirRange looks at every point of every fold's curve.
func TestFoldsLieWithinTheirRange(t *testing.T) {
	for _, id := range []string{"roc", "pr"} {
		for _, r := range charttest.Reports() {
			if r.Target.Task != automl.Binary {
				continue
			}
			f := draw(t, id, r, automl.ChartOptions{})
			var band *figure.Series
			for i := range f.Series {
				if f.Series[i].Mark == figure.Band {
					band = &f.Series[i]
				}
			}
			if band == nil {
				t.Fatalf("%s has no range of its folds", id)
			}
			for _, s := range f.Series {
				if s.Tone != figure.Muted || s.Mark != figure.Line || s.Dashed {
					continue
				}
				for i, x := range s.X {
					at := x * float64(len(band.X)-1)
					k := int(math.Round(at))
					if math.Abs(at-float64(k)) > 1e-9 {
						continue
					}
					if s.Y[i] < band.Low[k]-1e-12 || s.Y[i] > band.High[k]+1e-12 {
						t.Fatalf("%s: a fold is at %v, %v, outside of %v to %v", id, x, s.Y[i], band.Low[k], band.High[k])
					}
				}
			}
		}
	}
}
