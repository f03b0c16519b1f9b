package prep

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestTermRows holds ridge regression and the strongest directions against scikit-learn
// 1.9.1 and numpy; testdata/terms.py prints the values.
func TestTermRows(t *testing.T) {
	texts := []string{"good food fast service", "bad food slow service", "good service", "slow slow food",
		"good good food", "bad service", "fast food", "good fast", "slow service bad", "food"}
	y := []float64{3, 1, 2.5, 0.5, 3.5, 0, 2, 3, 0.25, 1.75}
	w := []float64{1, 2, 1, 0, 1, 1, 3, 1, 0.5, 1}
	op := &graph.TextTerms{Terms: []string{"bad", "fast", "food", "good", "service", "slow"}}
	for _, held := range []float64{3, 3, 6, 4, 5, 3} {
		op.Idf = append(op.Idf, math.Log(11/(1+held))+1)
	}
	rows := make([]int32, len(texts))
	for i := range rows {
		rows[i] = int32(i)
	}
	m, err := newTermRows(t.Context(), 2, op, texts, rows)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.ridge(t.Context(), y, w)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{-0.06943967080805104, 1.2198643760712053, 1.404630598482319, 2.062204846008364, 0.5313591887370386, 0.14724230577314343} {
		if math.Abs(b[k]-want) > 1e-9 {
			t.Errorf("the weight of %q is %v, want %v", op.Terms[k], b[k], want)
		}
	}
	v, width, err := m.directions(t.Context(), 2, 2, 1)
	if err != nil || width != 2 {
		t.Fatalf("%d directions, %v", width, err)
	}
	for i, want := range [][]float64{{0.8784713161481854, 0.3985120164766851}, {0.7480478842192556, 0.6426458713820979}, {0.6628740694287945, 0.14092312070912877}} {
		got := make([]float64, 2)
		m.times(i, v, got)
		for k := range want {
			if math.Abs(math.Abs(got[k])-want[k]) > 1e-6 {
				t.Errorf("text %d lies at %v, want %v", i, got, want)
			}
		}
	}
}

// reviews are texts of some words of which a few tell the target.
func reviews(t *testing.T, n int) (*table.Table, *automl.Dataset) {
	rng := num.RNG(3, "reviews")
	text, y := make([]string, n), make([]float64, n)
	d := &automl.Dataset{Task: automl.Binary, Classes: 2, Space: n, Y: y}
	for i := range n {
		y[i] = float64(rng.IntN(2))
		for range 12 {
			text[i] += fmt.Sprintf("w%d ", rng.IntN(300))
		}
		if rng.IntN(4) > 0 {
			text[i] += []string{"poor", "great"}[int(y[i])]
		}
		d.Rows = append(d.Rows, int32(i))
	}
	tab, err := table.New([]table.Field{{Name: "review", Kind: table.Text}}, []table.Column{table.NewTexts(text, nil)})
	if err != nil {
		t.Fatal(err)
	}
	d.Features = Base(tab, []int{0})
	return tab, d
}

// TestTextScore holds that a row's score does not move with its own target, that scores
// tell the classes apart, and that the graph's do so for rows never seen.
func TestTextScore(t *testing.T) {
	tab, d := reviews(t, 600)
	train := d.With(d.Rows[:400])
	score := func(y []float64) *automl.Dataset {
		c := *train
		c.Y = y
		got, err := Fit(t.Context(), &c, For(automl.Needs{Categories: true, Missing: true}), automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := score(d.Y)
	values, width := evaluate(t, tab, got)
	at := -1
	for k, f := range got.Features {
		if f.Name == "review: share of the positive class" {
			at = k
		}
	}
	if at < 0 || len(got.Features) != 1+7+32 {
		t.Fatalf("%d features of a text, the score at %d", len(got.Features), at)
	}
	seen, unseen := 0, 0
	for i := range 600 {
		v := values[i*width+at]
		if i < 400 {
			v = got.Features[at].Nums[i]
		}
		if (v > 0.5) == (d.Y[i] == 1) {
			if i < 400 {
				seen++
			} else {
				unseen++
			}
		}
	}
	// Three in four rows hold the word that tells; of the others half are guessed.
	if seen < 320 || seen > 380 || unseen < 160 {
		t.Errorf("the score is right in %d of 400 rows seen and %d of 200 unseen", seen, unseen)
	}
	for _, r := range []int32{0, 17, 399} {
		y := append([]float64(nil), d.Y...)
		y[r] = 1 - y[r]
		if a, b := got.Features[at].Nums[r], score(y).Features[at].Nums[r]; a != b {
			t.Errorf("row %d sees its own target: %v, then %v", r, a, b)
		}
	}
}

// TestTextWorkers holds features of a text to be the same bits however many workers there are.
func TestTextWorkers(t *testing.T) {
	_, d := reviews(t, 3000)
	for name, o := range map[string]Options{
		"numbers": For(automl.Needs{Categories: true, Missing: true}), "words": For(automl.Needs{Sparse: true}),
	} {
		var want *automl.Dataset
		for workers := 1; workers <= 3; workers++ {
			got, err := Fit(t.Context(), d.With(d.Rows[:2500]), o, automl.Env{Seed: 1, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
				continue
			}
			if len(got.Features) != len(want.Features) || len(got.Features) < 30 {
				t.Fatalf("%s: %d features with %d workers, %d with one", name, len(got.Features), workers, len(want.Features))
			}
			for k, f := range got.Features {
				w := want.Features[k]
				same := f.Name == w.Name && slices.EqualFunc(f.Nums, w.Nums, sameBits)
				if f.Sparse != nil {
					same = same && slices.Equal(f.Sparse.Rows, w.Sparse.Rows) && slices.EqualFunc(f.Sparse.Values, w.Sparse.Values, sameBits)
				}
				if !same {
					t.Fatalf("%s: %q with %d workers is not %q with one", name, f.Name, workers, w.Name)
				}
			}
		}
	}
}

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
