package onnx

import (
	"fmt"
	"math"

	"winnow/automl/graph"
)

// forest is decision trees in the form that both profiles are written from. A tree's answer
// is a row of values.
type forest struct {
	outputs int // values of a leaf
	nodes   []branch
	roots   []ref
	target  []int32   // output of each tree when leaves hold one value
	values  []float64 // outputs of them for each leaf
	sets    []codeSet
}

// ref is a node, or a leaf: -1 minus its number.
type ref int32

func leaf(k int) ref { return ref(-1 - k) }

func (r ref) leaf() (int, bool) { return int(-1 - r), r < 0 }

// branch sends a value to yes when it is at most the limit or, with missing, when there is
// none; else to no. Feature -1-s looks at set s instead: 0 for a code in it, 1 for another.
type branch struct {
	feature int32
	limit   float64
	missing bool
	yes, no ref
}

// codeSet is the answers of a set to the codes of a column: out[c] is 1 when code c is not
// in it. The last is for missing values and for codes that it does not know.
type codeSet struct {
	column int32
	out    []byte
}

// treesForest translates trees.
func treesForest(o *graph.Trees) *forest {
	f := &forest{outputs: 1, target: o.Output}
	if o.Vector {
		f.outputs, f.target = len(o.Base), nil
	}
	known := codesKnown(o)
	sets := map[string]int32{}
	place := make([]ref, len(o.Feature)) // of each node of o
	for i := len(o.Feature) - 1; i >= 0; i-- {
		if o.Feature[i] == -1 {
			k := int(o.Left[i]) * f.outputs
			place[i] = leaf(len(f.values) / f.outputs)
			for _, v := range o.Values[k : k+f.outputs] {
				f.values = append(f.values, float64(v))
			}
			continue
		}
		n := branch{feature: o.Feature[i], limit: o.Threshold[i], missing: o.MissingLeft[i] != 0, yes: place[o.Left[i]], no: place[o.Right[i]]}
		if o.Set[i] >= 0 {
			out := answers(o, int32(i), known[o.Feature[i]])
			key := fmt.Sprint(o.Feature[i], " ", string(out))
			s, ok := sets[key]
			if !ok {
				s = int32(len(f.sets))
				sets[key] = s
				f.sets = append(f.sets, codeSet{o.Feature[i], out})
			}
			n.feature, n.limit, n.missing = -1-s, 0.5, false
		}
		place[i] = ref(len(f.nodes))
		f.nodes = append(f.nodes, n)
	}
	for _, r := range o.Roots {
		f.roots = append(f.roots, place[r])
	}
	return f
}

// codesKnown is how many codes the largest set of each column has bits for.
func codesKnown(o *graph.Trees) map[int32]int {
	known := map[int32]int{}
	for i, s := range o.Set {
		if s < 0 || o.Feature[i] < 0 {
			continue
		}
		start := int32(0)
		if s > 0 {
			start = o.SetEnds[s-1]
		}
		known[o.Feature[i]] = max(known[o.Feature[i]], 64*int(o.SetEnds[s]-start))
	}
	return known
}

// answers are those of node i, by code.
func answers(o *graph.Trees, i int32, known int) []byte {
	out := make([]byte, known+1)
	for c := range out {
		v := float64(c)
		if c == known {
			v = math.NaN()
		}
		if o.Next(i, v) != o.Left[i] {
			out[c] = 1
		}
	}
	return out
}

// shapesForest makes of each term a tree with a leaf for each cell of its table.
func shapesForest(o *graph.Shapes) *forest {
	f := &forest{outputs: len(o.Base), values: o.Values}
	if f.outputs == 1 {
		f.target = make([]int32, len(o.First))
	}
	cell := 0
	for t, a := range o.First {
		second := o.Second[t]
		if second < 0 {
			f.roots = append(f.roots, f.axis(o, int(a), func(p int) ref { return leaf(cell + p) }))
			cell += int(o.Places[a])
			continue
		}
		width := int(o.Places[second])
		f.roots = append(f.roots, f.axis(o, int(a), func(p int) ref {
			return f.axis(o, int(second), func(q int) ref { return leaf(cell + p*width + q) })
		}))
		cell += int(o.Places[a]) * width
	}
	return f
}

// axis finds the place of a value on an axis and goes on where to says.
func (f *forest) axis(o *graph.Shapes, a int, to func(place int) ref) ref {
	column := o.Column[a]
	var limits []float64 // place k of places lies up to limits[k]
	var places []int
	if o.IsLevels[a] == 1 {
		levels := o.AxisLevels(a)
		for c, p := range levels {
			if n := len(places); n > 0 && places[n-1] == int(p) {
				limits[n-1] = float64(c) + 0.5
				continue
			}
			limits, places = append(limits, float64(c)+0.5), append(places, int(p))
		}
		if n := len(places); n > 0 && places[n-1] == 0 {
			limits, places = limits[:n-1], places[:n-1]
		}
		places = append(places, 0) // levels beyond
	} else {
		limits = o.AxisBounds(a)
		for k := range len(limits) + 1 {
			places = append(places, k+1)
		}
	}
	present := f.search(column, limits, places, to)
	f.nodes = append(f.nodes, branch{feature: column, limit: math.Inf(1), yes: present, no: to(0)})
	return ref(len(f.nodes) - 1)
}

// search halves the places until one is left.
func (f *forest) search(column int32, limits []float64, places []int, to func(place int) ref) ref {
	if len(places) == 1 {
		return to(places[0])
	}
	mid := (len(places) - 1) / 2
	yes := f.search(column, limits[:mid], places[:mid+1], to)
	no := f.search(column, limits[mid+1:], places[mid+1:], to)
	f.nodes = append(f.nodes, branch{feature: column, limit: limits[mid], yes: yes, no: no})
	return ref(len(f.nodes) - 1)
}

// check refuses what a file cannot hold.
func (f *forest) check() error {
	if n := len(f.nodes) + len(f.values); n > 40_000_000 {
		return fmt.Errorf("its trees have %d nodes and leaves, more than an ONNX file can hold", n)
	}
	return nil
}
