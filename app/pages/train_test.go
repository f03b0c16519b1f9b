package pages

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/app/flow"
	"winnow/widgets/scorebar"
)

func TestScoreRangeShowsTheBestAndMostModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 40).Draw(t, "scores")
		larger := rapid.Bool().Draw(t, "larger is better")
		r := &flow.Run{}
		for i, s := range scores {
			p := flow.Point{At: time.Duration(i) * time.Second, Score: s}
			r.Points = append(r.Points, p)
			if n := len(r.Bests); n == 0 || larger == (s > r.Bests[n-1].Score) {
				r.Bests = append(r.Bests, p)
			}
		}
		lo, hi := scoreRange(r)
		best := r.Bests[len(r.Bests)-1].Score
		if !(lo < best && best < hi) {
			t.Fatalf("the best, %v, is not inside %v to %v", best, lo, hi)
		}
		in := 0
		for _, s := range scores {
			if s >= lo && s <= hi {
				in++
			}
		}
		if 2*in < len(scores) {
			t.Errorf("%d of %d models are inside", in, len(scores))
		}
	})
}

func TestScoreRangeLeavesAnOutlierOut(t *testing.T) {
	r := &flow.Run{}
	for i, s := range []float64{0.2, 0.84, 0.85, 0.855, 0.86} {
		p := flow.Point{At: time.Duration(i) * time.Second, Score: s}
		r.Points, r.Bests = append(r.Points, p), append(r.Bests, p)
	}
	if lo, hi := scoreRange(r); lo < 0.8 || hi > 0.9 {
		t.Errorf("the chart reaches from %v to %v", lo, hi)
	}
}

func TestAxisLeavesAnOutlierAtItsEnd(t *testing.T) {
	var scores []scorebar.Score
	nan := math.NaN()
	for _, v := range []float64{0.5, 0.84, 0.85, 0.855, 0.86} {
		scores = append(scores, scorebar.Score{Value: v, Low: v - 0.01, High: v + 0.01, Baseline: nan})
	}
	if a := axisOf(scores); a.Min < 0.8 || a.Max < 0.86 {
		t.Errorf("axis %v", a)
	}
	if a := axisOf(scores[:1]); a.Min > 0.49 || a.Max < 0.51 {
		t.Errorf("axis of one %v", a)
	}
	same := []scorebar.Score{scores[1], scores[1]}
	if a := axisOf(same); !(a.Min < 0.83 && a.Max > 0.85) {
		t.Errorf("axis of equal scores %v", a)
	}
	if a := axisOf(nil); !(a.Min < a.Max) {
		t.Errorf("axis of nothing %v", a)
	}
}
