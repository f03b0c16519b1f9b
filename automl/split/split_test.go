package split

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
)

// specs draws rows with classes or numbers, sometimes with groups, times and gaps between
// the rows in use.
func specs(t *rapid.T) Spec {
	space := rapid.IntRange(2, 120).Draw(t, "space")
	s := Spec{
		Rows:    []int32{},
		Seed:    rapid.Uint64().Draw(t, "seed"),
		Classes: rapid.SampledFrom([]int{0, 2, 3, 7}).Draw(t, "classes"),
		Folds:   rapid.SampledFrom([]int{0, 2, 3, 5, 10}).Draw(t, "folds"),
	}
	for range space {
		switch {
		case s.Classes > 0:
			s.Y = append(s.Y, float64(rapid.IntRange(0, s.Classes-1).Draw(t, "class")))
		default:
			s.Y = append(s.Y, rapid.Float64Range(-5, 5).Draw(t, "number"))
		}
	}
	for i := range space {
		if rapid.IntRange(0, 9).Draw(t, "skip") > 0 {
			s.Rows = append(s.Rows, int32(i))
		}
	}
	return s
}

// disjoint fails when a fold scores a row that it trains on, has an empty side, or holds a
// row twice or one that was not given.
func disjoint(t *rapid.T, s Spec, folds []Fold) {
	for f, fold := range folds {
		if len(fold.Train) == 0 || len(fold.Valid) == 0 {
			t.Fatalf("fold %d trains on %d rows and scores %d", f, len(fold.Train), len(fold.Valid))
		}
		both := append(slices.Clone(fold.Train), fold.Valid...)
		slices.Sort(both)
		if len(slices.Compact(slices.Clone(both))) != len(both) {
			t.Fatalf("fold %d holds a row twice", f)
		}
		for _, r := range both {
			if !slices.Contains(s.Rows, r) {
				t.Fatalf("fold %d holds row %d, which was not given", f, r)
			}
		}
		if !slices.IsSorted(fold.Train) || !slices.IsSorted(fold.Valid) {
			t.Fatalf("fold %d is not in rising order", f)
		}
	}
}

func classCount(s Spec, rows []int32, class float64) int {
	n := 0
	for _, r := range rows {
		if s.Y[r] == class {
			n++
		}
	}
	return n
}

// made makes the folds, or ends the draw when there are too few rows, groups or moments.
func made(t *rapid.T, s Spec) []Fold {
	folds, words, err := Make(s)
	if err != nil {
		var e *automl.Error
		if !errors.As(err, &e) || e.Kind != automl.BadData || !strings.HasSuffix(e.Msg, ".") {
			t.Fatalf("Make(%+v): %v", s, err)
		}
		t.SkipNow()
	}
	if words == "" {
		t.Fatal("the split is not described")
	}
	disjoint(t, s, folds)
	return folds
}

func TestKFoldIsBalanced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		s.Kind = rapid.SampledFrom([]automl.SplitKind{automl.SplitKFold, automl.SplitRepeat}).Draw(t, "kind")
		s.Repeats = rapid.IntRange(1, 3).Draw(t, "repeats")
		folds := made(t, s)
		if len(folds)%s.Repeats != 0 {
			t.Fatalf("%d folds in %d repeats", len(folds), s.Repeats)
		}
		k := len(folds) / s.Repeats
		for r := range s.Repeats {
			var all []int32
			lo, hi := math.MaxInt, 0
			for _, f := range folds[r*k : r*k+k] {
				all = append(all, f.Valid...)
				lo, hi = min(lo, len(f.Valid)), max(hi, len(f.Valid))
				if len(f.Train)+len(f.Valid) != len(s.Rows) {
					t.Fatalf("a fold has %d rows of %d", len(f.Train)+len(f.Valid), len(s.Rows))
				}
			}
			if hi-lo > 1 {
				t.Fatalf("folds score between %d and %d rows", lo, hi)
			}
			slices.Sort(all)
			var want []int32
			for _, row := range s.Rows {
				if s.Classes == 0 || classCount(s, s.Rows, s.Y[row]) > 1 {
					want = append(want, row)
				}
			}
			if d := cmp.Diff(want, all); d != "" {
				t.Fatalf("repeat %d does not score each row once (-want +got):\n%s", r, d)
			}
		}
	})
}

func TestClassesAreStratified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		s.Kind = automl.SplitKFold
		if s.Classes == 0 {
			s.Classes = 1
			clear(s.Y)
		}
		folds := made(t, s)
		for c := range s.Classes {
			all := classCount(s, s.Rows, float64(c))
			for f, fold := range folds {
				got := float64(classCount(s, fold.Valid, float64(c)))
				if all > 1 && math.Abs(got-float64(all)/float64(len(folds))) >= 1 {
					t.Fatalf("fold %d scores %g of the %d rows of class %d", f, got, all, c)
				}
				if all > 0 && classCount(s, fold.Train, float64(c)) == 0 {
					t.Fatalf("fold %d never sees class %d", f, c)
				}
			}
		}
	})
}

func TestNumbersAreStratified(t *testing.T) {
	s := Spec{Kind: automl.SplitKFold, Folds: 4, Seed: 7}
	for i := range 400 {
		s.Y = append(s.Y, float64(i*i))
	}
	folds, _, err := Make(s)
	if err != nil {
		t.Fatal(err)
	}
	places := map[int32]bool{}
	for _, r := range folds[0].Valid {
		places[r%4] = true
	}
	if len(places) == 1 {
		t.Error("one fold always gets the same place among four neighbours")
	}
	for f, fold := range folds {
		var below int
		for _, r := range fold.Valid {
			if r < 200 {
				below++
			}
		}
		if below != 50 {
			t.Errorf("fold %d scores %d of the smaller half, want 50", f, below)
		}
	}
}

func TestHoldout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		s.Kind = automl.SplitHoldout
		s.Holdout = rapid.Float64Range(0.05, 0.95).Draw(t, "share")
		folds := made(t, s)
		if len(folds) != 1 || len(folds[0].Train)+len(folds[0].Valid) != len(s.Rows) {
			t.Fatalf("%d folds, %d rows", len(folds), len(folds[0].Train)+len(folds[0].Valid))
		}
		got := float64(len(folds[0].Valid))
		// Each class can pull one row to either side, and single rows never are held back.
		slack := 1.0
		for c := range s.Classes {
			all := classCount(s, s.Rows, float64(c))
			if all > 0 && classCount(s, folds[0].Train, float64(c)) == 0 || all > 1 && classCount(s, folds[0].Valid, float64(c)) == 0 {
				t.Fatalf("class %d with %d rows is not on both sides", c, all)
			}
			slack++
		}
		if math.Abs(got-s.Holdout*float64(len(s.Rows))) > slack {
			t.Fatalf("%g of %d rows held back for a share of %g", got, len(s.Rows), s.Holdout)
		}
	})
}

func TestGroupsStayTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		kinds := []automl.SplitKind{automl.SplitAuto, automl.SplitGroup, automl.SplitKFold, automl.SplitRepeat, automl.SplitHoldout}
		s.Kind = rapid.SampledFrom(kinds).Draw(t, "kind")
		for range s.Y {
			s.Group = append(s.Group, rapid.Int32Range(-1, 12).Draw(t, "group"))
		}
		for f, fold := range made(t, s) {
			for _, a := range fold.Train {
				for _, b := range fold.Valid {
					if s.Group[a] == s.Group[b] && s.Group[a] >= 0 {
						t.Fatalf("fold %d parts group %d", f, s.Group[a])
					}
				}
			}
			if len(fold.Train)+len(fold.Valid) != len(s.Rows) {
				t.Fatalf("fold %d has %d rows of %d", f, len(fold.Train)+len(fold.Valid), len(s.Rows))
			}
		}
	})
}

func TestGroupFoldsAreBalanced(t *testing.T) {
	s := Spec{Folds: 5, Classes: 2, Seed: 3}
	for g := range int32(60) {
		for i := range 5 + int(g)%7 {
			s.Group = append(s.Group, g)
			s.Y = append(s.Y, float64((int(g)/3+i%2)%2))
		}
	}
	folds, words, err := Make(s)
	if err != nil {
		t.Fatal(err)
	}
	if want := "5 folds; the rows of each of 60 groups stay together"; words != want {
		t.Errorf("Make says %q, want %q", words, want)
	}
	n := float64(len(s.Y))
	for f, fold := range folds {
		if got := float64(len(fold.Valid)); math.Abs(got-n/5) > 0.05*n/5 {
			t.Errorf("fold %d scores %g of %g rows", f, got, n)
		}
		all := slices.Concat(fold.Train, fold.Valid)
		if got, want := float64(classCount(s, fold.Valid, 1)), float64(classCount(s, all, 1))/5; math.Abs(got-want) > 0.1*want {
			t.Errorf("fold %d scores %g rows of class 1, want about %g", f, got, want)
		}
	}
}

func TestForwardKeepsTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		s.Kind = rapid.SampledFrom([]automl.SplitKind{automl.SplitAuto, automl.SplitForward, automl.SplitHoldout}).Draw(t, "kind")
		for range s.Y {
			at := float64(rapid.IntRange(0, 30).Draw(t, "moment"))
			if at == 0 {
				at = math.NaN()
			}
			s.Time = append(s.Time, at)
		}
		last := -1.0
		for f, fold := range made(t, s) {
			newest, oldest := math.Inf(-1), math.Inf(1)
			for _, r := range fold.Train {
				newest = max(newest, s.Time[r])
			}
			for _, r := range fold.Valid {
				oldest = min(oldest, s.Time[r])
			}
			if !(newest < oldest) {
				t.Fatalf("fold %d trains up to %g and scores from %g", f, newest, oldest)
			}
			if oldest <= last {
				t.Fatalf("fold %d does not come after the one before", f)
			}
			last = oldest
		}
	})
}

func TestALargeGroupIsLearntFrom(t *testing.T) {
	s := Spec{Kind: automl.SplitHoldout}
	for i := range 1000 {
		s.Y = append(s.Y, float64(i))
		s.Group = append(s.Group, int32(max(0, i-800)/4))
	}
	folds, words, err := Make(s)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(folds[0].Valid); n < 150 || n > 200 || !strings.HasSuffix(words, "and one of them holds 80.4 % of the rows") {
		t.Errorf("%d rows held back: %s", n, words)
	}
}

func TestForwardNeedsTwoClassesToLearnFrom(t *testing.T) {
	s := Spec{Kind: automl.SplitForward, Classes: 2}
	for i := range 60 {
		s.Time = append(s.Time, float64(i))
		s.Y = append(s.Y, float64(i/25%2))
	}
	folds, words, err := Make(s)
	if err != nil || len(folds) != 3 || !strings.HasPrefix(words, "3 steps forward") {
		t.Errorf("Make = %d folds, %q, %v; want the 3 that have seen both classes", len(folds), words, err)
	}
	s.Group = make([]int32, 60)
	if _, words, err := Make(s); err != nil || !strings.HasSuffix(words, "groups are not kept apart") {
		t.Errorf("Make says %q of groups, %v", words, err)
	}
	s.Y = append(make([]float64, 59), 1)
	if _, _, err := Make(s); err == nil || !strings.Contains(err.Error(), "one class") {
		t.Errorf("Make of a past of one class: error %v", err)
	}
}

func TestSameSeedSameFolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := specs(t)
		a, _, errA := Make(s)
		b, _, errB := Make(s)
		if d := cmp.Diff(a, b); d != "" || (errA == nil) != (errB == nil) {
			t.Fatalf("two splits by one spec differ (-first +second):\n%s", d)
		}
	})
	s := Spec{Kind: automl.SplitKFold, Y: make([]float64, 50)}
	a, _, _ := Make(s)
	s.Seed = 1
	b, _, _ := Make(s)
	if cmp.Equal(a, b) {
		t.Error("another seed gives the same folds")
	}
}

func TestAutoGoesByRows(t *testing.T) {
	for _, c := range []struct {
		rows, folds int
		words       string
	}{
		{2, 6, "2 folds, dealt 3 times, stratified by the size of the target"},
		{499, 15, "5 folds, dealt 3 times, stratified by the size of the target"},
		{999, 10, "5 folds, dealt 2 times, stratified by the size of the target"},
		{20_000, 5, "5 folds, stratified by the size of the target"},
		{20_001, 3, "3 folds, stratified by the size of the target"},
		{100_001, 1, "10 % of 100,001 rows held back, stratified by the size of the target"},
		{1_000_000, 1, "5 % of 1,000,000 rows held back, stratified by the size of the target"},
	} {
		folds, words, err := Make(Spec{Y: make([]float64, c.rows)})
		if err != nil || len(folds) != c.folds || words != c.words {
			t.Errorf("Make for %d rows = %d folds, %q, %v; want %d, %q", c.rows, len(folds), words, err, c.folds, c.words)
		}
	}
	for most, want := range map[int]int{1: 5, 2: 10, 3: 15} {
		if folds, _, err := Make(Spec{Y: make([]float64, 400), MostRepeats: most}); err != nil || len(folds) != want {
			t.Errorf("Make for 400 rows dealt %d times at most = %d folds, %v; want %d", most, len(folds), err, want)
		}
	}
	if folds, _, err := Make(Spec{Y: make([]float64, 400), MostRepeats: 1, Kind: automl.SplitRepeat}); err != nil || len(folds) < 10 {
		t.Errorf("Make of repeated folds = %d folds, %v; want 10 or more", len(folds), err)
	}
	rare := Spec{Y: make([]float64, 2000), Classes: 2}
	rare.Y[3], rare.Y[70], rare.Y[900] = 1, 1, 1
	folds, _, err := Make(rare)
	if err != nil || len(folds) != 3 {
		t.Errorf("Make for 3 rows of the rare class = %d folds, %v; want 3", len(folds), err)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	y := []float64{0, 1, 2, 3}
	for _, c := range []struct {
		name string
		spec Spec
		want string
		kind automl.ErrorKind
	}{
		{"one row", Spec{Y: y[:1]}, "at least 2 are needed", automl.BadData},
		{"one group", Spec{Y: y, Group: make([]int32, 4)}, "one group", automl.BadData},
		{"no group", Spec{Y: y, Kind: automl.SplitGroup}, "names the groups", automl.BadUsage},
		{"no time", Spec{Y: y, Kind: automl.SplitForward}, "date column", automl.BadUsage},
		{"one moment", Spec{Y: y, Time: make([]float64, 4)}, "two different moments", automl.BadData},
		{"lonely classes", Spec{Y: y, Classes: 4}, "the only one of", automl.BadData},
		{"one fold", Spec{Y: y, Folds: 1}, "at least 2", automl.BadUsage},
		{"all held back", Spec{Y: y, Holdout: 1}, "below 1", automl.BadUsage},
		{"unknown", Spec{Y: y, Kind: "maybe"}, `no split called "maybe"`, automl.BadUsage},
	} {
		_, _, err := Make(c.spec)
		if err == nil || !strings.Contains(err.Error(), c.want) || automl.KindOf(err) != c.kind {
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.want)
		}
	}
}
