package sure

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// TestBoundsAgainstPeer: MAPIE 1.6.0, testdata/bounds.py.
func TestBoundsAgainstPeer(t *testing.T) {
	raw, err := os.ReadFile("testdata/bounds.json")
	if err != nil {
		t.Fatal(err)
	}
	var peer struct {
		Residuals     []float64 `json:"residuals"`
		Half          []float64 `json:"half"`
		Probabilities []float64 `json:"probabilities"`
		Classes       []float64 `json:"classes"`
		Least         []float64 `json:"least"`
		Sizes         [][]int   `json:"sizes"`
	}
	if err := json.Unmarshal(raw, &peer); err != nil {
		t.Fatal(err)
	}
	var off []scored
	for _, r := range peer.Residuals {
		off = append(off, scored{math.Abs(r), 1})
	}
	r := &Rows{Y: automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}, Y: peer.Classes},
		P: &automl.Prediction{Width: 3, Values: peer.Probabilities}, Part: make([]int32, len(peer.Classes))}
	s := Sets(r) // 130 rows of three classes: too few for a bound for each
	for l, level := range automl.SureLevels {
		if got := bound(off, level); math.Abs(got-peer.Half[l]) > 1e-12 {
			t.Errorf("residuals at %v: %v, want %v", level, got, peer.Half[l])
		}
		for _, got := range s.Least[l] {
			if math.Abs(got-peer.Least[l]) > 1e-12 {
				t.Errorf("probability at %v: %v, want %v", level, s.Least[l], peer.Least[l])
			}
		}
		sizes := make([]int, 4)
		for i := range peer.Classes {
			n := 0
			for k := range 3 {
				if of(r.P, i, k) >= s.Least[l][k] {
					n++
				}
			}
			sizes[n]++
		}
		if !slices.Equal(sizes, peer.Sizes[l]) {
			t.Errorf("sizes of sets at %v: %v, want %v", level, sizes, peer.Sizes[l])
		}
	}
	if s.ByClass {
		t.Error("so few rows do not speak for each class")
	}
}

// TestBoundOfWeights holds whole weights to count as so many rows, but for the one that is
// added.
func TestBoundOfWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var some []scored
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			some = append(some, scored{math.Floor(rapid.Float64Range(-5, 5).Draw(t, "value")), rapid.Float64Range(0, 3).Draw(t, "weight")})
		}
		share := rapid.Float64Range(0.01, 0.99).Draw(t, "share")
		b := bound(slices.Clone(some), share)
		below, at, total := 0.0, 0.0, 0.0
		for _, s := range some {
			total += s.w
			if s.v < b {
				below += s.w
			}
			if s.v <= b {
				at += s.w
			}
		}
		need := share * total * (1 + 1/float64(len(some)))
		if below >= need+1e-9*total && total > 0 || at < min(need, total)-1e-6*total {
			t.Fatalf("bound %v of %v: %v below and %v up to it, needed %v", b, some, below, at, need)
		}
	})
}

// numbers are rows of a number whose errors grow with x, predicted by their mean.
func numbers(n int, seed uint64) (x []float64, r *Rows) {
	rng := num.RNG(seed, "numbers")
	r = &Rows{Y: automl.Target{Task: automl.Regression}, P: &automl.Prediction{Width: 1}}
	for i := range n {
		x = append(x, rng.Float64())
		r.P.Values = append(r.P.Values, 10*x[i]-5)
		r.Y.Y = append(r.Y.Y, r.P.Values[i]+(0.2+3*x[i])*rng.NormFloat64())
		r.Part = append(r.Part, int32(i%5))
	}
	return x, r
}

// known is a spread that knows the truth: the node is not asked.
func known(x []float64) *Spread {
	return &Spread{
		Fit: func(context.Context, []int) (*graph.Node, error) {
			return graph.Apply(&graph.Constant{Values: []float64{1, 1}}), nil
		},
		Predict: func(_ *graph.Node, rows []int) ([]float64, error) {
			var out []float64
			for _, i := range rows {
				out = append(out, 0.2+3*x[i], 0.2+3*x[i])
			}
			return out, nil
		},
	}
}

// TestIntervalsHold draws new rows and counts how often their truth lies within.
func TestIntervalsHold(t *testing.T) {
	x, r := numbers(3000, 1)
	fresh, other := numbers(20000, 2)
	for name, spreads := range map[string][]*Spread{"even": nil, "foretold": {known(x)}} {
		s, err := Intervals(t.Context(), r, spreads...)
		if err != nil {
			t.Fatal(err)
		}
		if (s.Spread != nil) != (spreads != nil) || s.NotNegative {
			t.Fatalf("%s: spread %v, %+v", name, s.Spread, s)
		}
		var before []float64
		if s.Spread != nil {
			for _, v := range fresh {
				before = append(before, 0.2+3*v, 0.2+3*v)
			}
		}
		for l, c := range Judge(s, other.Y, other.P, before) {
			if math.Abs(c.Share()-c.Level) > 0.02 || math.Abs(s.Coverage[l].Share()-c.Level) > 0.02 {
				t.Errorf("%s: %v held %v of new rows, %v of those left out", name, c.Level, c.Share(), s.Coverage[l].Share())
			}
			if spreads != nil {
				continue
			}
			wide, err := Intervals(t.Context(), r, known(x))
			if err != nil || l > 0 && wide.Coverage[l].Width >= s.Coverage[l].Width {
				t.Errorf("%v: a width for each row is %v on average, no better than %v", c.Level, wide.Coverage[l].Width, s.Coverage[l].Width)
			}
		}
	}
}

// TestIntervalsAtTheEdges: predictions lie within their intervals, which grow with the level,
// for any rows.
func TestIntervalsAtTheEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "rows")
		r := &Rows{Y: automl.Target{Task: automl.Regression}, P: &automl.Prediction{Width: 1}}
		for i := range n {
			r.Y.Y = append(r.Y.Y, float64(rapid.IntRange(-3, 3).Draw(t, "truth")))
			r.P.Values = append(r.P.Values, float64(rapid.IntRange(-3, 3).Draw(t, "said")))
			r.Part = append(r.Part, int32(i%3))
		}
		s, err := Intervals(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		was := 0.0
		for l := range s.Levels {
			low, high := Interval(s, l, 1, nil)
			if !(low <= 1 && high >= 1 && high-low >= was) {
				t.Fatalf("level %d: %v to %v around 1, width %v before", l, low, high, was)
			}
			was = high - low
			if s.NotNegative && low < 0 {
				t.Fatalf("interval from %v where nothing is below 0", low)
			}
		}
	})
}

// classes are rows of three classes, one of them rare, with honest probabilities.
func classes(n int, seed uint64) *Rows {
	rng := num.RNG(seed, "classes")
	r := &Rows{Y: automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}}, P: &automl.Prediction{Width: 3}}
	for i := range n {
		p, sum := [3]float64{3, 2, 0.4}, 0.0
		for k := range p {
			p[k] *= math.Exp(1.5 * rng.NormFloat64())
			sum += p[k]
		}
		u, y := rng.Float64()*sum, 0
		for y < 2 && u > p[y] {
			u -= p[y]
			y++
		}
		r.Y.Y = append(r.Y.Y, float64(y))
		r.P.Values = append(r.P.Values, p[0]/sum, p[1]/sum, p[2]/sum)
		r.Part = append(r.Part, int32(i%5))
	}
	return r
}

// TestLevelsThatRowsVouchFor: an interval or a set at a level needs so many rows that even a new
// one may lie beyond the bound as seldom as the level says, those that judge each part too.
func TestLevelsThatRowsVouchFor(t *testing.T) {
	for n, want := range map[int]int{5: 1, 9: 1, 23: 1, 24: 2, 98: 2, 123: 2, 124: 3, 3000: 3} {
		_, r := numbers(n, 1)
		s, err := Intervals(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		sets := Sets(classes(n, 1))
		if !slices.Equal(s.Levels, automl.SureLevels[:want]) || !slices.Equal(sets.Levels, s.Levels) {
			t.Errorf("%d rows: intervals for %v, sets for %v, want %d levels", n, s.Levels, sets.Levels, want)
		}
		for what, s := range map[string]*automl.Sureness{"intervals": s, "sets": sets} {
			if s.Levels[0] != automl.SureLevel || len(s.Coverage) != want || len(s.Factors)+len(s.Least) != want {
				t.Errorf("%s of %d rows: %+v", what, n, s)
			}
		}
	}
	_, r := numbers(110, 1)
	r.Part = make([]int32, 110) // one valid part
	if s, err := Intervals(t.Context(), r); err != nil || len(s.Levels) != 3 {
		t.Errorf("110 rows in one part: %v, %v", s.Levels, err)
	}
}

// TestSetsNest: a set of a higher level holds that of a lower one, also where a class has rows
// enough for its own bound at one and not at the other.
func TestSetsNest(t *testing.T) {
	r := classes(500, 3)
	for i, y := range r.Y.Y {
		if y == 2 { // the rare class is easily told
			copy(r.P.Values[3*i:], []float64{0.05, 0.05, 0.9})
		}
	}
	s := Sets(r)
	rare := 0
	for _, y := range r.Y.Y {
		rare += int(y) / 2
	}
	if rare < classRows || rare >= asked(0.99) {
		t.Fatalf("%d rows of the rare class", rare)
	}
	if s.ByClass {
		t.Error("so few rows do not speak for the rare class at 99 %")
	}
	for l := 1; l < len(s.Least); l++ {
		for k, v := range s.Least[l] {
			if v > s.Least[l-1][k] || v == 0 {
				t.Errorf("class %d is in a set for %v from %v, for %v from %v", k, s.Levels[l], v, s.Levels[l-1], s.Least[l-1][k])
			}
		}
	}
}

// TestSetsHoldEachClass counts on new rows, class by class.
func TestSetsHoldEachClass(t *testing.T) {
	s := Sets(classes(8000, 1))
	if !s.ByClass {
		t.Fatal("there are rows enough for each class")
	}
	other := classes(20000, 2)
	hits, rows := make([][3]int, len(s.Levels)), [3]int{}
	for i, y := range other.Y.Y {
		rows[int(y)]++
		for l := range s.Levels {
			if of(other.P, i, int(y)) >= s.Least[l][int(y)] {
				hits[l][int(y)]++
			}
		}
	}
	for l, level := range s.Levels {
		for k := range rows {
			if share := float64(hits[l][k]) / float64(rows[k]); math.Abs(share-level) > 0.03 {
				t.Errorf("sets for %v hold class %d in %v of %d rows", level, k, share, rows[k])
			}
		}
	}
	for _, c := range Judge(s, other.Y, other.P, nil) {
		if math.Abs(c.Share()-c.Level) > 0.02 || c.Named < c.Inside || c.Sizes[0] != 0 {
			t.Errorf("coverage %+v", c)
		}
	}
}

// TestSetsHoldAllRows: however rare some classes are, so many of the rows that sets are found on
// reach their bounds as the level says, and a rare class does not take from the others.
func TestSetsHoldAllRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 130), 2, 5).Draw(t, "rows of classes")
		rng := num.RNG(rapid.Uint64().Draw(t, "seed"), "sets")
		r := &Rows{P: &automl.Prediction{Width: len(counts)}}
		for k, n := range counts {
			r.Y.Classes = append(r.Y.Classes, string(rune('a'+k)))
			for range n {
				row, sum := make([]float64, len(counts)), 0.0
				for c := range row {
					if row[c] = rng.Float64() / float64(1+c); c == k { // later classes are harder
						row[c] += 0.3
					}
					sum += row[c]
				}
				for c := range row {
					row[c] /= sum
				}
				r.P.Values, r.Y.Y, r.Part = append(r.P.Values, row...), append(r.Y.Y, float64(k)), append(r.Part, 0)
			}
		}
		r.Y.Task = automl.Multiclass
		if len(r.Y.Y) == 0 {
			return
		}
		s := Sets(r)
		first, _ := pools(counts, s.Levels[0])
		for l, c := range Judge(s, r.Y, r.P, nil) {
			pool, n := pools(counts, c.Level)
			size := make([]int, n)
			for k, c := range counts {
				size[pool[k]] += c
			}
			need := max(classRows, asked(c.Level))
			for at, c := range size {
				if c < need && len(r.Y.Y) >= need && (at > 0 || c > 0) {
					t.Fatalf("a pool of %d rows of %v", c, counts)
				}
			}
			most := c.Level*float64(c.Rows) + 2*float64(n)
			alike := slices.Equal(pool, first) // else a bound of a lower level may stay
			if least := math.Floor(c.Level * float64(c.Rows)); float64(c.Inside) < least || float64(c.Inside) > most && alike && s.Least[l][0] > 0 {
				t.Fatalf("sets for %v hold %d of %d rows, classes of %v", c.Level, c.Inside, c.Rows, counts)
			}
		}
	})
}

// TestSetsOfARareClass draws new rows of which the rare class is the hardest to tell.
func TestSetsOfARareClass(t *testing.T) {
	draw := func(n int, seed uint64) *Rows {
		rng := num.RNG(seed, "rare")
		r := &Rows{Y: automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}}, P: &automl.Prediction{Width: 3}}
		for i := range n {
			y, x := 0, rng.NormFloat64()
			if u := rng.Float64(); u < 0.15 {
				y = 2
			} else if u < 0.45 {
				y = 1
			}
			if y < 2 {
				x += 2 * float64(y)
			}
			a, b := 0.55*math.Exp(-x*x/2), 0.3*math.Exp(-(x-2)*(x-2)/2)
			c := 0.15 * math.Exp(-x*x/2)
			r.Y.Y, r.Part = append(r.Y.Y, float64(y)), append(r.Part, int32(i%5))
			r.P.Values = append(r.P.Values, a/(a+b+c), b/(a+b+c), c/(a+b+c))
		}
		return r
	}
	fresh := draw(5000, 1)
	sum := make([]float64, len(automl.SureLevels))
	const times = 40
	for k := range times {
		s := Sets(draw(240, uint64(2+k)))
		for l, c := range Judge(s, fresh.Y, fresh.P, nil) {
			sum[l] += c.Share() / times
		}
	}
	for l, level := range automl.SureLevels {
		if math.Abs(sum[l]-level) > 0.02 {
			t.Errorf("sets for %v hold %v of new rows", level, sum[l])
		}
	}
}

// TestSetNamesThePrediction holds a set to name the predicted class and the others that reach
// their bounds.
func TestSetNamesThePrediction(t *testing.T) {
	p := &automl.Prediction{Width: 3, Values: []float64{0.6, 0.3, 0.1}}
	if got := Set(nil, []float64{0.9, 0.2, 0.2}, p, 0); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("set %v, want 0 and 1", got)
	}
	yes := &automl.Prediction{Width: 1, Values: []float64{0.4}, Threshold: 0.3}
	if got := Set(nil, []float64{0.9, 0.9}, yes, 0); !slices.Equal(got, []int{1}) {
		t.Errorf("set %v, want 1 alone", got)
	}
}

func TestWilson(t *testing.T) {
	// statsmodels 0.15.0: proportion_confint(45, 50, method="wilson")
	if low, high := Wilson(45, 50); math.Abs(low-0.7863976856252034) > 1e-12 || math.Abs(high-0.9565242350681095) > 1e-12 {
		t.Errorf("interval of 45 of 50: %v to %v", low, high)
	}
	if low, high := Wilson(0, 0); low != 0 || high != 1 {
		t.Errorf("interval of nothing: %v to %v", low, high)
	}
}

// TestGuard leaves alone what holds on the final model's own rows, and widens what does not.
func TestGuard(t *testing.T) {
	_, r := numbers(3000, 1)
	s, err := Intervals(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if Guard(s, r, nil) != s {
		t.Error("the same predictions widen the intervals")
	}
	worse := &Rows{Y: r.Y, P: &automl.Prediction{Width: 1}, Part: r.Part}
	for i, p := range r.P.Values {
		worse.P.Values = append(worse.P.Values, p+3*math.Sin(float64(i)))
	}
	g := Guard(s, worse, nil)
	if !g.Widened || s.Widened {
		t.Fatalf("widened %v, and before %v", g.Widened, s.Widened)
	}
	for _, c := range Judge(g, worse.Y, worse.P, nil) {
		if math.Abs(c.Share()-c.Level) > 0.01 {
			t.Errorf("intervals for %v hold %v", c.Level, c.Share())
		}
	}
	sets := classes(3000, 1)
	found := Sets(sets)
	if Guard(found, sets, nil) != found {
		t.Error("the same probabilities widen the sets")
	}
	flat := &Rows{Y: sets.Y, P: &automl.Prediction{Width: 3, Values: make([]float64, len(sets.P.Values))}, Part: sets.Part}
	for i := range flat.P.Values {
		flat.P.Values[i] = 0.2*sets.P.Values[i] + 0.8/3
	}
	for _, c := range Judge(Guard(found, flat, nil), flat.Y, flat.P, nil) {
		if c.Share() < c.Level-0.02 {
			t.Errorf("sets for %v hold %v", c.Level, c.Share())
		}
	}
}
