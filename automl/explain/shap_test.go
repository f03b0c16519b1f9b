package explain

import (
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/graph"
)

// drawTrees makes a small ensemble over so many features, of which the last is a category.
func drawTrees(t *rapid.T, features int) *graph.Trees {
	o := &graph.Trees{Width: features, Scale: rapid.Float64Range(-2, 2).Draw(t, "scale"), Vector: rapid.Bool().Draw(t, "vector")}
	outputs := rapid.IntRange(1, 3).Draw(t, "outputs")
	for range outputs {
		o.Base = append(o.Base, rapid.Float64Range(-1, 1).Draw(t, "base"))
	}
	width := 1
	if o.Vector {
		width = outputs
	}
	for range rapid.IntRange(1, 3).Draw(t, "trees") {
		o.Roots = append(o.Roots, int32(len(o.Feature)))
		o.Output = append(o.Output, int32(rapid.IntRange(0, outputs-1).Draw(t, "output")))
		growTree(t, o, width, rapid.IntRange(0, 6).Draw(t, "depth"), 1+float32(rapid.IntRange(0, 99).Draw(t, "cover")))
	}
	if o.Vector {
		o.Output = nil
	}
	if _, err := o.Shape([]graph.Shape{{Width: features}}); err != nil {
		t.Fatal(err)
	}
	return o
}

// growTree adds a node with what is below it and returns its number.
func growTree(t *rapid.T, o *graph.Trees, width, depth int, cover float32) int32 {
	n := int32(len(o.Feature))
	o.Feature, o.Left, o.Right = append(o.Feature, -1), append(o.Left, int32(len(o.Values)/width)), append(o.Right, 0)
	o.Threshold, o.MissingLeft = append(o.Threshold, 0), append(o.MissingLeft, 0)
	o.Set, o.Cover = append(o.Set, -1), append(o.Cover, cover)
	if depth == 0 || rapid.IntRange(0, 5).Draw(t, "leaf") == 0 {
		for range width {
			o.Values = append(o.Values, float32(rapid.IntRange(-8, 8).Draw(t, "value")))
		}
		return n
	}
	f := rapid.IntRange(0, o.Width-1).Draw(t, "feature")
	o.Feature[n], o.MissingLeft[n] = int32(f), uint8(rapid.IntRange(0, 1).Draw(t, "missing"))
	o.Threshold[n] = float64(rapid.IntRange(-2, 2).Draw(t, "cut"))
	if f == o.Width-1 {
		o.Set[n] = int32(len(o.SetEnds))
		o.Sets = append(o.Sets, rapid.Uint64Range(0, 15).Draw(t, "set"))
		o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
	}
	left := float32(math.Floor(float64(cover) * rapid.Float64Range(0, 1).Draw(t, "share")))
	l := growTree(t, o, width, depth-1, left)
	r := growTree(t, o, width, depth-1, cover-left)
	o.Left[n], o.Right[n] = l, r
	return n
}

func drawRow(t *rapid.T, features int) []float64 {
	row := make([]float64, features)
	for i := range row {
		if row[i] = float64(rapid.IntRange(-3, 3).Draw(t, "x")); row[i] == -3 {
			row[i] = math.NaN()
		}
	}
	return row
}

// known is what the trees answer when only the players in set are known, by definition.
func known(g *treeGame, row []float64, set uint) []float64 {
	o := g.op
	out := append([]float64(nil), o.Base...)
	var visit func(n int32, share float64, at int)
	w := 1
	if o.Vector {
		w = len(o.Base)
	}
	visit = func(n int32, share float64, at int) {
		f := o.Feature[n]
		if f < 0 {
			for k := range w {
				out[at+k] += o.Scale * share * float64(o.Values[int(o.Left[n])*w+k])
			}
			return
		}
		if set>>g.player[f]&1 != 0 {
			visit(o.Next(n, row[f]), share, at)
			return
		}
		l, r := coverShares(o, n)
		visit(o.Left[n], share*l, at)
		visit(o.Right[n], share*r, at)
	}
	for t, r := range o.Roots {
		at := 0
		if !o.Vector {
			at = int(o.Output[t])
		}
		visit(r, 1, at)
	}
	return out
}

// shapley is Shapley's formula itself, by player and output.
func shapley(players, outputs int, value func(set uint) []float64) [][]float64 {
	weight := coalitionWeights(players)
	out := make([][]float64, players)
	for p := range out {
		out[p] = make([]float64, outputs)
	}
	for set := range uint(1) << players {
		v := value(set)
		for p := range players {
			w := -1.0
			size := bits.OnesCount(set)
			if set>>p&1 != 0 {
				w, size = 1, size-1
			}
			for k := range v {
				out[p][k] += w * weight[size] * v[k]
			}
		}
	}
	return out
}

func drawGame(t *rapid.T) *treeGame {
	features := rapid.IntRange(1, 6).Draw(t, "features")
	g := &treeGame{op: drawTrees(t, features), most: features, width: features}
	for i := range int32(features) {
		g.player, g.place = append(g.player, int32(rapid.IntRange(0, features-1).Draw(t, "player"))), append(g.place, i)
	}
	return g
}

func equal(t *rapid.T, what string, got, want float64) {
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func TestTreesByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGame(t)
		outputs := len(g.op.Base)
		var x []float64
		const rows = 3
		for range rows {
			x = append(x, drawRow(t, g.width)...)
		}
		got := make([]float64, rows*outputs*g.most)
		if err := g.pathShares(t.Context(), 1, rows, x, got); err != nil {
			t.Fatal(err)
		}
		base := g.pathBase()
		for i := range rows {
			row := x[i*g.width : (i+1)*g.width]
			want := shapley(g.most, outputs, func(set uint) []float64 { return known(g, row, set) })
			all := known(g, row, 1<<g.most-1)
			for k := range outputs {
				sum := base[k]
				for p := range want {
					v := got[(i*outputs+k)*g.most+p]
					equal(t, "share", v, want[p][k])
					sum += v
				}
				equal(t, "sum", sum, all[k])
			}
		}
	})
}

func TestTreesAgainstBackgroundByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGame(t)
		outputs := len(g.op.Base)
		row := drawRow(t, g.width)
		var back []float64
		const rows = 3
		for range rows {
			back = append(back, drawRow(t, g.width)...)
		}
		got := make([]float64, outputs*g.most)
		if err := g.backShares(t.Context(), 1, 1, row, back, got); err != nil {
			t.Fatal(err)
		}
		everyone := uint(1)<<g.most - 1
		want := shapley(g.most, outputs, func(set uint) []float64 {
			mean := make([]float64, outputs)
			for b := range rows {
				mixed := append([]float64(nil), back[b*g.width:(b+1)*g.width]...)
				for f, p := range g.player {
					if set>>p&1 != 0 {
						mixed[f] = row[f]
					}
				}
				for k, v := range known(g, mixed, everyone) {
					mean[k] += v / rows
				}
			}
			return mean
		})
		base := g.backBase(back)
		for k := range outputs {
			sum := base[k]
			for p := range want {
				equal(t, "share", got[k*g.most+p], want[p][k])
				sum += got[k*g.most+p]
			}
			equal(t, "sum", sum, known(g, row, everyone)[k])
		}
	})
}

func TestGauss(t *testing.T) {
	for n := 1; n <= 40; n++ {
		q := gauss(n)
		for degree := range 2 * n {
			sum := 0.0
			for i, p := range q.point {
				sum += q.weight[i] * math.Pow(p, float64(degree))
			}
			if want := 1 / float64(degree+1); math.Abs(sum-want) > 1e-14 {
				t.Errorf("%d points, degree %d: %v, want %v", n, degree, sum, want)
			}
		}
	}
}
