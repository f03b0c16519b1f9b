package fair

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestNothingIsNotANumber draws rows of any kind, groups of one class and single rows among
// them: everything that comes out can be written as JSON and lies within its interval.
func TestNothingIsNotANumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.IntRange(1, 5).Draw(t, "groups")
		r := &Rows{Names: []string{"a", "b", "c", "d", "e"}[:groups], Regression: rapid.Bool().Draw(t, "number")}
		n := rapid.IntRange(groups, 120).Draw(t, "rows")
		shares := []float64{0, 1, 0.5, 0.25, 0.75}
		for i := range n {
			g := i
			if i >= groups {
				g = rapid.IntRange(0, groups-1).Draw(t, "group")
			}
			r.Group = append(r.Group, int32(g))
			s := rapid.SampledFrom(shares).Draw(t, "score")
			y := float64(rapid.IntRange(0, 1).Draw(t, "y"))
			if g == 1 {
				y = 1
			}
			r.Y, r.Score, r.Picked = append(r.Y, y), append(r.Score, s), append(r.Picked, math.Round(s))
		}
		f, err := Assess(context.Background(), r, Options{Draws: 20, Class: "yes", Seed: 1,
			Method: rapid.SampledFrom([]string{"", automl.ToOverall}).Draw(t, "method")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(f); err != nil {
			t.Fatal(err)
		}
		in := func(what string, v automl.FairValue) {
			if !(v.Low <= v.Value && v.Value <= v.High) {
				t.Fatalf("%s: %+v", what, v)
			}
		}
		for _, g := range append(f.Groups, f.Overall) {
			for id, v := range g.Values {
				in(g.Name+" "+id, v)
			}
		}
		for _, s := range f.Summaries {
			in(s.ID, s.FairValue)
		}
		for _, s := range f.Spreads {
			in(s.Metric, s.Difference)
		}
		if len(f.Findings) == 0 {
			t.Fatal("nothing is said")
		}
		for _, s := range slices.Concat(f.Findings, f.Notes) {
			if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || strings.Contains(s, "%!") {
				t.Fatalf("it says %q", s)
			}
		}
	})
}

// TestOrderOfRowsDoesNotMatter shuffles rows: values stay to the last digits.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	tab, _ := load(t)
	r, _ := judged(t, tab, "race")
	order := make([]int, len(r.Y))
	for i, p := range num.Perm(num.RNG(1), len(order)) {
		order[i] = int(p)
	}
	s := &Rows{Y: take(r.Y, order), Score: take(r.Score, order), Picked: take(r.Picked, order), Group: take(r.Group, order), Names: r.Names}
	a, b := assess(t, r, Options{}), assess(t, s, Options{})
	for g := range a.Groups {
		for id, v := range a.Groups[g].Values {
			equal(t, id, b.Groups[g].Values[id].Value, v.Value)
		}
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	tab, _ := load(t)
	r, _ := judged(t, tab, "race")
	var texts [2]string
	for i, workers := range []int{1, 4} {
		f, err := Assess(context.Background(), r, Options{Draws: 30, Workers: workers, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(raw)
	}
	if texts[0] != texts[1] {
		t.Error("the number of workers shows")
	}
}

// TestIntervalsHoldTheTruth draws groups whose selection rates are known: the interval of the
// difference between the furthest two holds it about as often as it says, with no difference
// too.
func TestIntervalsHoldTheTruth(t *testing.T) {
	for _, rates := range [][]float64{{0.3, 0.3, 0.3}, {0.2, 0.3, 0.5}} {
		truth := slices.Max(rates) - slices.Min(rates)
		held := 0
		const repeats = 100
		for k := range repeats {
			rng := num.RNG(uint64(k), "held")
			r := &Rows{Names: []string{"a", "b", "c"}}
			for i := range 450 {
				g := i % 3
				s := 0.2
				if rng.Float64() < rates[g] {
					s = 0.8
				}
				r.Group, r.Score, r.Picked, r.Y = append(r.Group, int32(g)), append(r.Score, s), append(r.Picked, math.Round(s)), append(r.Y, float64(i%2))
			}
			f, err := Assess(context.Background(), r, Options{Draws: 100, Seed: uint64(k)})
			if err != nil {
				t.Fatal(err)
			}
			v := f.Summaries[0].FairValue
			if v.Low <= truth+1e-12 && truth <= v.High+1e-12 {
				held++
			}
		}
		if held < 88 {
			t.Errorf("rates %v: the interval held the truth in %d of %d", rates, held, repeats)
		}
	}
}

func TestFourFifths(t *testing.T) {
	r := &Rows{Names: []string{"many", "few", "tiny"}}
	add := func(g int32, n, picked int) {
		for i := range n {
			r.Group, r.Y, r.Score, r.Picked = append(r.Group, g), append(r.Y, float64(i%2)), append(r.Score, 0.5), append(r.Picked, 0)
			if i < picked {
				r.Picked[len(r.Picked)-1] = 1
			}
		}
	}
	add(0, 200, 100)
	add(1, 200, 60)
	add(2, 10, 10)
	f, err := Assess(context.Background(), r, Options{Class: "hired", Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []automl.FairMark{{Group: "many", Best: true}, {Group: "few", Below: true, Sure: true}, {Group: "tiny", Small: true}}
	for i, m := range f.Fifths {
		w := want[i]
		if m.Group != w.Group || m.Best != w.Best || m.Below != w.Below || m.Sure != w.Sure || m.Small != w.Small {
			t.Errorf("%+v, want %+v", m, w)
		}
	}
	if math.Abs(f.Fifths[1].Value-0.6) > 1e-15 || !strings.Contains(f.Findings[0], "“few” (0.60), beyond chance") {
		t.Errorf("%v, %q", f.Fifths[1].Value, f.Findings[0])
	}
	if len(f.Spreads) == 0 || f.Spreads[0].Top != "many" {
		t.Error("the tiny group is judged")
	}
}

func TestGroupsOfNumbers(t *testing.T) {
	age := []float64{20, 30, 40, 50, 60, 70, 80, math.NaN()}
	smoker := []float64{0, 1, 0, 1, 0, 1, 0, 1}
	tab, err := table.New([]table.Field{{Name: "age", Kind: table.Number}, {Name: "smoker", Kind: table.Number}, {Name: "one", Kind: table.Category}, {Name: "words", Kind: table.Text}},
		[]table.Column{table.NewNumbers(age), table.NewNumbers(smoker), table.NewCategories(make([]int32, 8), []string{"x"}), table.NewTexts(make([]string, 8), nil)})
	if err != nil {
		t.Fatal(err)
	}
	g, err := Make(tab, allRows(tab), automl.Sensitive{Columns: []string{"age", "smoker"}, Cuts: map[string][]float64{"age": {40, 65}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"age 20 to 40, smoker 0", "age 50 to 60, smoker 1", "age 20 to 40, smoker 1"}
	for _, w := range want {
		if !slices.Contains(g.Names, w) && !slices.Contains(g.Names, strings.Replace(w, "50 to 60, smoker 1", "50 to 60, smoker 0", 1)) {
			t.Errorf("%q is not among %q", w, g.Names)
		}
	}
	if name := g.Names[g.Of[7]]; name != "age missing, smoker 1" {
		t.Errorf("a missing value is in %q", name)
	}
	node := g.Node(func(place int) *graph.Node { return graph.Apply(&graph.Input{Column: place}) })
	for i, v := range evaluate(t, node, tab, "age", "smoker") {
		if int32(v) != g.Of[i] {
			t.Errorf("row %d is in group %v by the graph, in %d by the table", i, v, g.Of[i])
		}
	}
	for _, s := range []automl.Sensitive{{}, {Columns: []string{"words"}}, {Columns: []string{"age", "age"}}, {Columns: []string{"age"}, Cuts: map[string][]float64{"age": {5, 5}}}} {
		if _, err := Make(tab, allRows(tab), s); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%v: %v", s, err)
		}
	}
	if _, err := Make(tab, allRows(tab), automl.Sensitive{Columns: []string{"one"}}); automl.KindOf(err) != automl.BadData {
		t.Errorf("one group: %v", err)
	}
	if _, err := Make(tab, allRows(tab), automl.Sensitive{Columns: []string{"none"}}); automl.KindOf(err) != automl.NotFound {
		t.Errorf("no column: %v", err)
	}
}

// TestGroupByGraph draws categories with missing values, rare levels and levels that the
// making never saw: the graph finds the table's groups.
func TestGroupByGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.IntRange(2, 130).Draw(t, "levels")
		names := make([]string, levels)
		for k := range names {
			names[k] = strings.Repeat("x", k+1)
		}
		n := rapid.IntRange(2, 200).Draw(t, "rows")
		codes, nums := make([]int32, n), make([]float64, n)
		for i := range codes {
			codes[i] = int32(rapid.IntRange(-1, levels-1).Draw(t, "code"))
			if nums[i] = float64(rapid.IntRange(0, 9).Draw(t, "number")); nums[i] == 0 {
				nums[i] = math.NaN()
			}
		}
		codes[0], codes[1] = 0, 1
		tab, err := table.New([]table.Field{{Name: "c", Kind: table.Category}, {Name: "v", Kind: table.Number}}, []table.Column{table.NewCategories(codes, names), table.NewNumbers(nums)})
		if err != nil {
			t.Fatal(err)
		}
		rows := allRows(tab)[:max(2, n/2)]
		g, err := Make(tab, rows, automl.Sensitive{Columns: []string{"c", "v"}})
		if automl.KindOf(err) == automl.BadUsage || automl.KindOf(err) == automl.BadData {
			t.Skip("too many groups")
		}
		node := g.Node(func(place int) *graph.Node { return graph.Apply(&graph.Input{Column: place}) })
		plan, err := graph.NewPlan(node, &graph.Frame{Rows: n, Cols: []graph.FrameColumn{{Codes: codes}, {Nums: nums}}})
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float64, n)
		plan.Range(0, n, out)
		for i, v := range out {
			want := g.Of[i]
			if want < 0 {
				want = int32(len(g.Names))
			}
			if int32(v) != want {
				t.Fatalf("row %d: group %v by the graph, %d by the table", i, v, want)
			}
		}
	})
}

// TestDecideIsTheThreshold holds the moved scores of a deterministic model against thresholds.
func TestDecideIsTheThreshold(t *testing.T) {
	tab, _ := load(t)
	r, g := judged(t, tab, "race")
	for _, c := range []string{automl.DemographicParity, automl.EqualizedOdds} {
		th, err := Optimise(r, c, "")
		if err != nil {
			t.Fatal(err)
		}
		node := th.Decide(graph.Apply(&graph.Input{Column: 0}), g.Node(func(int) *graph.Node { return graph.Apply(&graph.Input{Column: 1}) }), false)
		rate, n := make([]float64, len(g.Names)), make([]float64, len(g.Names))
		for i, v := range evaluate(t, node, tab, "score", "race") {
			k := g.Of[i]
			if (v >= 0.5) != (r.Score[i] > th.Groups[k].At) {
				t.Fatalf("row %d with score %v and threshold %v answers %v", i, r.Score[i], th.Groups[k].At, v)
			}
			n[k]++
			if v >= 0.5 {
				rate[k]++
			}
		}
		if c == automl.DemographicParity {
			for k := range rate {
				if math.Abs(rate[k]/n[k]-th.X) > 0.03 {
					t.Errorf("group %s is selected at %v, wanted %v", g.Names[k], rate[k]/n[k], th.X)
				}
			}
		}
	}
}

func TestTinyAndOneClassGroupsFollowTheRest(t *testing.T) {
	r := &Rows{Names: []string{"a", "b", "tiny", "all yes"}}
	rng := num.RNG(2, "tiny")
	for i := range 400 {
		g, y := int32(i%2), float64(rng.IntN(2))
		if i%100 == 3 {
			g = 2
		}
		if i%10 == 5 {
			g, y = 3, 1
		}
		r.Group, r.Y, r.Score = append(r.Group, g), append(r.Y, y), append(r.Score, rng.Float64()*0.6+0.3*y)
	}
	th, err := Optimise(r, "", "")
	if err != nil {
		t.Fatal(err)
	}
	for g, own := range []bool{true, true, false, false} {
		got := th.Groups[g]
		if (got.Note == "") != own || !own && got.At != th.Rest.At {
			t.Errorf("%s: %+v", r.Names[g], got)
		}
	}
	for i := range r.Group {
		if r.Group[i] != 0 {
			r.Group[i] = 2
			r.Y[i] = 1
		}
	}
	if _, err := Optimise(r, "", ""); automl.KindOf(err) != automl.BadData {
		t.Errorf("one group with both classes: %v", err)
	}
}

// TestReducerMeetsTheConstraint mixes predictors of a score that favours a group.
func TestReducerMeetsTheConstraint(t *testing.T) {
	rng := num.RNG(4, "reduce")
	const n = 2000
	y, group, x := make([]float64, n), make([]int32, n), make([]float64, n)
	for i := range n {
		group[i] = int32(i % 2)
		x[i] = rng.NormFloat64() + float64(group[i])
		if x[i]+rng.NormFloat64() > 0.5 {
			y[i] = 1
		}
	}
	red, err := NewReducer(y, group, 2, automl.DemographicParity)
	if err != nil {
		t.Fatal(err)
	}
	// the learner: a line in x for each group, the best by weighted errors
	fit := func(y, w []float64) []float64 {
		var line [2]float64
		for g := range line {
			best := math.Inf(1)
			for at := -2.0; at <= 3; at += 0.125 {
				wrong := 0.0
				for i := range x {
					if int(group[i]) == g && (x[i] > at) != (y[i] == 1) {
						wrong += w[i]
					}
				}
				if wrong < best {
					best, line[g] = wrong, at
				}
			}
		}
		said := make([]float64, n)
		for i := range x {
			if x[i] > line[group[i]] {
				said[i] = 1
			}
		}
		return said
	}
	var all [][]float64
	for range 12 {
		ny, w, constant := red.Next()
		said := slices.Clone(ny)
		if !constant {
			said = fit(ny, w)
		}
		red.Tell(said)
		all = append(all, said)
	}
	var rate [2]float64
	wrong := 0.0
	for k, w := range red.Mix() {
		for i, s := range all[k] {
			rate[group[i]] += w * s / (n / 2)
			wrong += w * math.Abs(s-y[i]) / n
		}
	}
	first := 0.0
	for i, s := range all[0] {
		first += math.Abs(s-y[i]) / n
	}
	if gap := math.Abs(rate[0] - rate[1]); gap > 2.2*reduceSlack {
		t.Errorf("selection rates %v", rate)
	}
	if wrong > first+0.1 {
		t.Errorf("%v wrong, unconstrained %v", wrong, first)
	}
}

// TestByLotIsWhatIsExpected holds rates by lot against the mean of many draws.
func TestByLotIsWhatIsExpected(t *testing.T) {
	tab, _ := load(t)
	r, _ := judged(t, tab, "sex")
	lot := *r
	lot.ByLot()
	want := assess(t, &lot, Options{})
	rng := num.RNG(3, "lot")
	const draws = 200
	mean := map[string]float64{}
	for range draws {
		drawn := *r
		drawn.Picked = make([]float64, len(r.Y))
		for i, s := range r.Score {
			if rng.Float64() < s {
				drawn.Picked[i] = 1
			}
		}
		a := &audit{Rows: &drawn, m: drawn.measures()}
		s := a.sheet(newCounter(&drawn).count(nil))
		for _, id := range []string{"selection_rate", "true_positive_rate", "false_positive_rate", "accuracy"} {
			mean[id] += s.values[1][at(a.m, id)] / draws
		}
	}
	for id, v := range mean {
		if d := math.Abs(v - want.Groups[1].Values[id].Value); d > 0.02 {
			t.Errorf("%s is %v by lot, %v on average", id, want.Groups[1].Values[id].Value, v)
		}
	}
}

func TestOneClassAgainstTheRest(t *testing.T) {
	y := automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}, Y: []float64{0, 1, 2, 1}}
	p := &automl.Prediction{Width: 3, Values: []float64{0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.1, 0.5, 0.4, 0.4, 0.2, 0.4}}
	r := Of(y, p, 1, make([]int32, 4), []string{"all"})
	if !slices.Equal(r.Y, []float64{0, 1, 0, 1}) || !slices.Equal(r.Score, []float64{0.3, 0.5, 0.5, 0.2}) || !slices.Equal(r.Picked, []float64{0, 1, 1, 0}) {
		t.Errorf("%+v", r)
	}
	two := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 1}}
	q := &automl.Prediction{Width: 1, Values: []float64{0.25, 0.75}, Threshold: 0.8}
	r = Of(two, q, 0, make([]int32, 2), []string{"all"})
	if !slices.Equal(r.Y, []float64{1, 0}) || !slices.Equal(r.Score, []float64{0.75, 0.25}) || !slices.Equal(r.Picked, []float64{1, 1}) {
		t.Errorf("the other class: %+v", r)
	}
}

// TestConstantScores: nothing to tell rows apart by still gives thresholds and an audit.
func TestConstantScores(t *testing.T) {
	r := &Rows{Names: []string{"a", "b"}}
	for i := range 200 {
		r.Group, r.Y, r.Score, r.Picked = append(r.Group, int32(i%2)), append(r.Y, float64(i/2%2)), append(r.Score, 0.3), append(r.Picked, 0)
	}
	f := assess(t, r, Options{})
	if len(f.Fifths) != 0 || !strings.Contains(f.Findings[0], "No row") {
		t.Errorf("%v, %q", f.Fifths, f.Findings)
	}
	for _, c := range []string{automl.DemographicParity, automl.EqualizedOdds, automl.EqualMisses, automl.EqualTrueNegative} {
		th, err := Optimise(r, c, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range th.Groups {
			if v := Chance(&g, 0.3); math.IsNaN(v) || v < 0 || v > 1 {
				t.Errorf("%s: %+v gives %v", c, g, v)
			}
		}
	}
}
