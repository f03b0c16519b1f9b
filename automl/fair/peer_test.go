package fair

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// peers is what fairlearn 0.15.0 and aif360 0.6.1 make of testdata/sample.csv; see
// testdata/gen.py.
type peers struct {
	Race          peerGroups                    `json:"race"`
	Sex           peerGroups                    `json:"sex"`
	Both          peerGroups                    `json:"both"`
	Regression    map[string]map[string]float64 `json:"regression"`
	AifRace       peerAif                       `json:"aif_race"`
	AifSex        peerAif                       `json:"aif_sex"`
	Thresholds    map[string]peerThresholds     `json:"thresholds"`
	ThresholdsSex map[string]peerThresholds     `json:"thresholds_sex"`
	Remover       map[string][][]float64        `json:"remover"`
}

type peerGroups struct {
	Metrics   map[string]map[string]float64 `json:"metrics"`
	Spreads   map[string]map[string]float64 `json:"spreads"`
	Summaries map[string]float64            `json:"summaries"`
}

type peerAif struct {
	Reference string                        `json:"reference"`
	Pairs     map[string]map[string]float64 `json:"pairs"`
	Indices   map[string]float64            `json:"indices"`
	Weights   map[string]float64            `json:"weights"`
	Alike     float64                       `json:"consistency"`
}

type peerThresholds struct {
	Groups map[string]map[string]float64 `json:"groups"`
	Chance []float64                     `json:"chance"`
}

const close12 = 1e-12

func load(t *testing.T) (*table.Table, *peers) {
	t.Helper()
	raw, err := os.ReadFile("testdata/peers.json")
	if err != nil {
		t.Fatal(err)
	}
	p := &peers{}
	if err := json.Unmarshal(raw, p); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var fields []table.Field
	var cols []table.Column
	for j, name := range lines[0] {
		var nums []float64
		var texts []string
		for _, l := range lines[1:] {
			texts = append(texts, l[j])
			if v, err := strconv.ParseFloat(l[j], 64); err == nil {
				nums = append(nums, v)
			}
		}
		if nums != nil {
			fields, cols = append(fields, table.Field{Name: name, Kind: table.Number}), append(cols, table.NewNumbers(nums))
			continue
		}
		levels := slices.Compact(slices.Sorted(slices.Values(texts)))
		codes := make([]int32, len(texts))
		for i, v := range texts {
			codes[i] = int32(slices.Index(levels, v))
		}
		fields, cols = append(fields, table.Field{Name: name, Kind: table.Category}), append(cols, table.NewCategories(codes, levels))
	}
	tab, err := table.New(fields, cols)
	if err != nil {
		t.Fatal(err)
	}
	return tab, p
}

func allRows(t *table.Table) []int32 {
	rows := make([]int32, t.Rows())
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

func numbers(t *table.Table, name string) []float64 {
	return t.Column(t.Index(name)).(*table.Numbers).Values()
}

// judged is the sample by the groups of some columns.
func judged(t *testing.T, tab *table.Table, columns ...string) (*Rows, *Grouping) {
	t.Helper()
	g, err := Make(tab, allRows(tab), automl.Sensitive{Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	y := automl.Target{Task: automl.Binary, Classes: []string{"0", "1"}, Y: numbers(tab, "y")}
	return Of(y, &automl.Prediction{Width: 1, Values: numbers(tab, "score")}, 1, g.Of, g.Names), g
}

func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= close12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s is %.17g, want %.17g", what, got, want)
	}
}

func assess(t *testing.T, r *Rows, o Options) *automl.Fairness {
	t.Helper()
	o.Draws, o.Class = 2, "1"
	f, err := Assess(context.Background(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGroupsEqualFairlearn(t *testing.T) {
	tab, p := load(t)
	race, _ := judged(t, tab, "race")
	sex, _ := judged(t, tab, "sex")
	_, g := judged(t, tab, "race", "sex")
	var large []int32 // the reference has only groups that are large enough
	for i, k := range g.Of {
		if g.Rows[k] >= automl.FairRows {
			large = append(large, int32(i))
		}
	}
	g, err := Make(tab.Take(large), allRows(tab.Take(large)), automl.Sensitive{Columns: []string{"race", "sex"}})
	if err != nil {
		t.Fatal(err)
	}
	both := &Rows{Group: g.Of, Names: g.Names}
	for _, i := range large {
		both.Y, both.Score, both.Picked = append(both.Y, race.Y[i]), append(both.Score, race.Score[i]), append(both.Picked, race.Picked[i])
	}
	for _, c := range []struct {
		rows *Rows
		want peerGroups
	}{{race, p.Race}, {sex, p.Sex}, {both, p.Both}} {
		f := assess(t, c.rows, Options{})
		checkGroups(t, f, c.want)
		for name, want := range c.want.Summaries {
			parts := strings.Split(name, "/")
			f := assess(t, c.rows, Options{Method: parts[1], Aggregate: parts[2]})
			i := slices.IndexFunc(f.Summaries, func(s automl.FairSummary) bool { return s.ID == parts[0] })
			if i < 0 {
				t.Errorf("there is no %s", name)
				continue
			}
			equal(t, name, f.Summaries[i].Value, want)
		}
		over := assess(t, c.rows, Options{Method: automl.ToOverall})
		for _, s := range over.Spreads {
			if want, ok := c.want.Spreads[s.Metric]; ok {
				equal(t, s.Metric+" difference to overall", s.Difference.Value, want["difference_overall"])
				equal(t, s.Metric+" ratio to overall", s.Ratio.Value, want["ratio_overall"])
			}
		}
	}
}

func checkGroups(t *testing.T, f *automl.Fairness, want peerGroups) {
	t.Helper()
	for metric, by := range want.Metrics {
		if len(by) != len(f.Groups)+1 {
			t.Fatalf("%d groups, want %d", len(f.Groups), len(by)-1)
		}
		for _, g := range append([]automl.FairGroup{f.Overall}, f.Groups...) {
			v, ok := g.Values[metric]
			if w, known := by[g.Name]; !ok || !known {
				t.Errorf("%s of %q: measured %v, known %v", metric, g.Name, ok, known)
			} else {
				equal(t, metric+" of "+g.Name, v.Value, w)
			}
		}
	}
	for _, s := range f.Spreads {
		w, ok := want.Spreads[s.Metric]
		if !ok {
			continue
		}
		equal(t, s.Metric+" group_min", s.Min.Value, w["group_min"])
		equal(t, s.Metric+" group_max", s.Max.Value, w["group_max"])
		equal(t, s.Metric+" difference", s.Difference.Value, w["difference"])
		equal(t, s.Metric+" ratio", s.Ratio.Value, w["ratio"])
	}
}

func TestNumbersEqualFairlearn(t *testing.T) {
	tab, p := load(t)
	g, err := Make(tab, allRows(tab), automl.Sensitive{Columns: []string{"race"}})
	if err != nil {
		t.Fatal(err)
	}
	said := make([]float64, tab.Rows())
	for i, v := range numbers(tab, "priors") {
		said[i] = float64(v*0.7) + numbers(tab, "age")[i]/30
	}
	y := automl.Target{Task: automl.Regression, Y: numbers(tab, "priors")}
	f := assess(t, Of(y, &automl.Prediction{Width: 1, Values: said}, 0, g.Of, g.Names), Options{})
	checkGroups(t, f, peerGroups{Metrics: p.Regression})
}

func TestPairsAndIndicesEqualAIF360(t *testing.T) {
	tab, p := load(t)
	for column, want := range map[string]peerAif{"race": p.AifRace, "sex": p.AifSex} {
		rows, _ := judged(t, tab, column)
		f := assess(t, rows, Options{})
		if f.Reference != want.Reference {
			t.Errorf("the reference is %q, want %q", f.Reference, want.Reference)
		}
		if len(f.Pairs) != len(want.Pairs) {
			t.Errorf("%d pairs, want %d", len(f.Pairs), len(want.Pairs))
		}
		for _, pair := range f.Pairs {
			for name, w := range want.Pairs[pair.Group] {
				v, ok := pair.Values[name]
				if !ok {
					t.Errorf("%s of %s is not there", name, pair.Group)
				}
				equal(t, name+" of "+pair.Group, v.Value, w)
			}
		}
		found := 0
		for _, s := range f.Summaries {
			if w, ok := want.Indices[s.ID]; ok {
				found++
				equal(t, s.ID, s.Value, w)
			}
		}
		if found != len(want.Indices) {
			t.Errorf("%d indices, want %d", found, len(want.Indices))
		}
	}
}

func TestWeightsEqualAIF360(t *testing.T) {
	tab, p := load(t)
	rows, g := judged(t, tab, "sex")
	class := make([]int32, len(rows.Y))
	for i, v := range rows.Y {
		class[i] = int32(v)
	}
	for i, w := range Weights(class, rows.Group, nil) {
		equal(t, "weight", w, p.AifSex.Weights[g.Names[rows.Group[i]]+"/"+strconv.Itoa(int(class[i]))])
	}
	ones := make([]float64, len(class))
	for i := range ones {
		ones[i] = 2
	}
	if twice := Weights(class, rows.Group, ones); math.Abs(twice[0]-Weights(class, rows.Group, nil)[0]) > close12 {
		t.Errorf("weights of 2 give %v", twice[0])
	}
}

func TestThresholdsEqualFairlearn(t *testing.T) {
	tab, p := load(t)
	for column, cases := range map[string]map[string]peerThresholds{"race": p.Thresholds, "sex": p.ThresholdsSex} {
		rows, g := judged(t, tab, column)
		for name, want := range cases {
			constraint, objective, _ := strings.Cut(name, "/")
			got, err := Optimise(rows, constraint, objective)
			if err != nil {
				t.Fatal(err)
			}
			for _, th := range got.Groups {
				w := want.Groups[th.Group]
				for k, v := range map[string]float64{"p0": th.P0, "t0": th.T0, "p1": th.P1, "t1": th.T1, "p_ignore": th.Ignore, "constant": th.Constant} {
					equal(t, column+" "+name+" "+th.Group+" "+k, v, w[k])
				}
			}
			node := got.Decide(graph.Apply(&graph.Input{Column: 0}), g.Node(func(int) *graph.Node { return graph.Apply(&graph.Input{Column: 1}) }), true)
			chance := evaluate(t, node, tab, "score", column)
			for i, w := range want.Chance {
				equal(t, column+" "+name+" chance", Chance(got.Of(g.Of[i]), rows.Score[i]), w)
				equal(t, column+" "+name+" chance by the graph", chance[i], w)
			}
		}
	}
}

// evaluate is what a graph answers for some columns of a table.
func evaluate(t *testing.T, node *graph.Node, tab *table.Table, columns ...string) []float64 {
	t.Helper()
	frame := &graph.Frame{Rows: tab.Rows()}
	for _, c := range columns {
		switch col := tab.Column(tab.Index(c)).(type) {
		case *table.Numbers:
			frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: col.Values()})
		case *table.Categories:
			frame.Cols = append(frame.Cols, graph.FrameColumn{Codes: col.Codes()})
		}
	}
	plan, err := graph.NewPlan(node, frame)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, tab.Rows()*plan.Width())
	plan.Range(0, tab.Rows(), out)
	return out
}

func TestDecorrelateEqualsFairlearn(t *testing.T) {
	tab, p := load(t)
	g, err := Make(tab, allRows(tab), automl.Sensitive{Columns: []string{"race"}})
	if err != nil {
		t.Fatal(err)
	}
	ds := &automl.Dataset{Task: automl.Binary, Classes: 2, Space: tab.Rows(), Rows: allRows(tab)}
	for i, name := range []string{"age", "priors"} {
		ds.Features = append(ds.Features, &automl.Feature{Name: name, Nums: numbers(tab, name), From: []int{i}, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: i})}})
	}
	node := g.Node(func(int) *graph.Node { return graph.Apply(&graph.Input{Column: 2}) })
	for alpha, want := range p.Remover {
		strength, err := strconv.ParseFloat(alpha, 64)
		if err != nil {
			t.Fatal(err)
		}
		got := Decorrelate(ds, g.Of, len(g.Names), node, func(*automl.Feature) bool { return false }, strength)
		byGraph := evaluate(t, got.Node(), tab, "age", "priors", "race")
		for i, row := range want {
			for k, w := range row {
				equal(t, "decorrelated "+alpha, got.Features[k].Nums[i], w)
				equal(t, "decorrelated by the graph "+alpha, byGraph[2*i+k], w)
			}
		}
	}
}

func TestConsistencyEqualsAIF360(t *testing.T) {
	tab, p := load(t)
	x, said := make([][]float64, tab.Rows()), make([]float64, tab.Rows())
	for i := range x { // moved a little, so that no distances are equal
		x[i] = []float64{numbers(tab, "age")[i] + float64(float64(i)*1e-4), numbers(tab, "priors")[i] + float64(float64(i)*3e-4)}
		if numbers(tab, "score")[i] >= 0.5 {
			said[i] = 1
		}
	}
	equal(t, "consistency", Consistency(x, said).Value, p.AifRace.Alike)
}
