package graph

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// newSieve makes a sieve of operators that all look at the same columns.
func newSieve(ops []*Trees) *sieve {
	v := &sieve{}
	place := newSievePlaces(ops, v)
	for k, o := range ops {
		part := sievePart{op: o}
		slot := make([]int32, len(o.Feature))
		for t, root := range o.Roots {
			tree := newSieveTree(o, root, slot)
			for i := range tree.nodes {
				n := &tree.nodes[i]
				n.cond = place.of(k, o, n.cond)
			}
			if !o.Vector {
				tree.output = o.Output[t]
			}
			v.slots = max(v.slots, len(tree.nodes)+tree.leaves)
			part.trees = append(part.trees, tree)
		}
		v.parts = append(v.parts, part)
	}
	return v
}

// newSieveTree lays a tree out; its nodes have their number in o in place of a condition.
// It writes to slot.
func newSieveTree(o *Trees, root int32, slot []int32) sieveTree {
	inner, leaves := o.split(root)
	for k, node := range inner {
		slot[node] = int32(k)
	}
	w := o.leafWidth()
	tree := sieveTree{nodes: make([]sieveNode, len(inner)), leaves: len(leaves), values: make([]float64, 0, w*len(leaves))}
	for k, node := range leaves {
		slot[node] = int32(len(inner) + k)
		for _, x := range o.Values[int(o.Left[node])*w:][:w] {
			tree.values = append(tree.values, float64(x))
		}
	}
	for k, node := range inner {
		tree.nodes[k] = sieveNode{node, slot[o.Left[node]], slot[o.Right[node]]}
	}
	return tree
}

// split lists the inner nodes of a tree, each before its children, and its leaves.
func (o *Trees) split(root int32) (inner, leaves []int32) {
	queue := []int32{root}
	for k := 0; k < len(queue); k++ {
		node := queue[k]
		if o.Feature[node] < 0 {
			leaves = append(leaves, node)
			continue
		}
		inner = append(inner, node)
		queue = append(queue, o.Left[node], o.Right[node])
	}
	return inner, leaves
}

// largest is the number of leaves of the largest tree.
func (o *Trees) largest() int {
	o.count.Do(func() {
		if o.ordered {
			o.most = o.largestOrdered()
			return
		}
		tree := make([]int32, len(o.Feature))
		leaves := make([]int, len(o.Roots))
		for t, r := range o.Roots {
			tree[r] = int32(t) + 1
		}
		for i, t := range tree {
			switch {
			case t == 0: // no tree leads here
			case o.Feature[i] < 0:
				leaves[t-1]++
				o.most = max(o.most, leaves[t-1])
			default:
				tree[o.Left[i]], tree[o.Right[i]] = t, t
			}
		}
	})
	return o.most
}

// sievePlaces finds the number of a node's condition.
type sievePlaces struct {
	column  []*sieveColumn
	content [][]int32        // of an operator's sets: equal sets of any operator have one number
	numbers map[string]int32 // of a set's words
	set     map[sieveSetKey]int32
}

type sieveSetKey struct{ input, content, right int32 }

// number gives the sets of an operator their numbers.
func (p *sievePlaces) number(o *Trees) {
	content := make([]int32, len(o.SetEnds))
	var key []byte
	for k := range content {
		key = key[:0]
		for _, w := range o.set(int32(k)) {
			key = binary.LittleEndian.AppendUint64(key, w)
		}
		c, ok := p.numbers[string(key)]
		if !ok {
			c = int32(len(p.numbers))
			p.numbers[string(key)] = c
		}
		content[k] = c
	}
	p.content = append(p.content, content)
}

func newSievePlaces(ops []*Trees, v *sieve) *sievePlaces {
	width := ops[0].Width
	p := &sievePlaces{column: make([]*sieveColumn, width), numbers: map[string]int32{}, set: map[sieveSetKey]int32{}}
	cuts := make([][]float64, width)
	asked := make([][2]bool, width)
	sets := make([][][2]int32, width) // operators and nodes
	for k, o := range ops {
		p.number(o)
		for i, f := range o.Feature {
			switch {
			case f < 0:
			case o.Set[i] >= 0:
				sets[f] = append(sets[f], [2]int32{int32(k), int32(i)})
			default:
				cuts[f] = append(cuts[f], o.Threshold[i])
				asked[f][o.right(i)] = true
			}
		}
	}
	for f, c := range cuts {
		if len(c) > 0 {
			p.column[f] = v.addColumn(int32(f), c, asked[f])
		}
		if len(sets[f]) > 0 {
			p.addSets(v, ops, int32(f), sets[f])
		}
	}
	return p
}

// right is 1 when what is missing goes right at node i.
func (o *Trees) right(i int) int {
	if o.MissingLeft[i] != 0 {
		return 0
	}
	return 1
}

func (v *sieve) addColumn(input int32, cuts []float64, asked [2]bool) *sieveColumn {
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	c := &sieveColumn{input: input, n: len(cuts), first: [2]int32{-1, -1}}
	full := 1 << bits.Len(uint(len(cuts)))
	for len(cuts) < full {
		cuts = append(cuts, math.Inf(1))
	}
	c.cuts = cuts
	for m, yes := range asked {
		if yes {
			c.first[m] = int32(v.conds)
			v.conds += c.n
		}
	}
	v.widest = max(v.widest, c.n+1)
	v.columns = append(v.columns, c)
	return c
}

func (p *sievePlaces) addSets(v *sieve, ops []*Trees, input int32, nodes [][2]int32) {
	s := sieveSets{input: input, first: int32(v.conds)}
	for _, at := range nodes {
		o, i := ops[at[0]], at[1]
		key := sieveSetKey{input, p.content[at[0]][o.Set[i]], int32(o.right(int(i)))}
		if _, ok := p.set[key]; ok {
			continue
		}
		p.set[key] = s.first + int32(len(s.sets))
		words := o.set(o.Set[i])
		s.sets = append(s.sets, sieveSet{words, o.MissingLeft[i] != 0})
		s.codes = max(s.codes, 64*len(words))
	}
	v.conds += len(s.sets)
	v.widest = max(v.widest, min(s.codes, BatchRows)+1)
	v.sets = append(v.sets, s)
}

func (p *sievePlaces) of(op int, o *Trees, node int32) int32 {
	f, m := o.Feature[node], o.right(int(node))
	if s := o.Set[node]; s >= 0 {
		return p.set[sieveSetKey{f, p.content[op][s], int32(m)}]
	}
	c := p.column[f]
	k, _ := slices.BinarySearch(c.cuts, o.Threshold[node])
	return c.first[m] + int32(k)
}
