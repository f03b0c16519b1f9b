package graph

// A sieve evaluates trees for many rows at a time without following any row through a
// tree. Each condition of a node is worked out once for all rows of a batch, as a bit for
// each row; going down a tree is then two ANDs a node for 64 rows together (after the bit
// vectors of QuickScorer, Lucchese et al. 2015, and their transposed form in RapidScorer,
// Ye et al. 2018). Conditions that several nodes share are worked out once.
type sieve struct {
	columns []*sieveColumn
	sets    []sieveSets
	conds   int
	parts   []sievePart // one for each operator
	slots   int         // nodes of the largest tree
	widest  int         // buckets that some column needs
}

// sievePart is the trees of one operator.
type sievePart struct {
	op    *Trees
	trees []sieveTree
}

// rowBits has a bit for each row of a batch.
type rowBits [BatchRows / 64]uint64

// sieveColumn is the conditions on the size of one input's values: condition first[m]+k is
// that the value is above cut k, or missing where m is 1.
type sieveColumn struct {
	input int32
	cuts  []float64 // ascending; filled up with +Inf to a power of two, of which it has at least one
	n     int       // cuts without the filling
	first [2]int32  // -1 for none
}

// sieveSets is the conditions on one input's levels: condition first+k is that the code's
// bit is not in set k, where a missing code has the bit that missing says.
type sieveSets struct {
	input int32
	first int32
	sets  []sieveSet
	codes int // codes below it are in some set's reach
}

type sieveSet struct {
	words       []uint64
	missingLeft bool
}

// sieveTree has its inner nodes first, each before its children, and then its leaves.
type sieveTree struct {
	nodes  []sieveNode
	leaves int
	output int32
	values []float64 // of the leaves in their order
}

// sieveNode sends the rows that meet the condition right.
type sieveNode struct{ cond, left, right int32 }

// sieveLeaves is the most leaves of a tree: their number has to fit a byte, and the work
// is one for each leaf, where that of a walk is one for each level.
const sieveLeaves = 256

// sift works out the conditions of at most BatchRows rows.
func (v *sieve) sift(b *sieveBuffers, in Block) {
	for _, c := range v.columns {
		c.conditions(b.conds, b.buckets, in)
	}
	for i := range v.sets {
		v.sets[i].conditions(b.conds, b, in)
	}
}

// add adds the values of an operator's trees to the outputs of the rows that were sifted.
func (v *sieve) add(part int, b *sieveBuffers, out Block) {
	p := &v.parts[part]
	for t := range p.trees {
		tree := &p.trees[t]
		leaves := tree.reach(b.conds, b.reach)
		tree.number(leaves, b)
		if p.op.Vector {
			tree.addVectors(b, out)
			continue
		}
		y := out.Nums[tree.output]
		for i, leaf := range b.leaf[:len(y)] {
			y[i] += tree.values[leaf]
		}
	}
}

// sieveBuffers is what a sieve writes to.
type sieveBuffers struct {
	conds   []rowBits
	buckets []rowBits
	reach   []rowBits // rows that reach a node
	leaf    [BatchRows]uint8
	present []int32 // codes of the batch
	slot    []int32 // of a code in present; -1 else
}

func (v *sieve) buffers() *sieveBuffers {
	b := &sieveBuffers{conds: make([]rowBits, v.conds), buckets: make([]rowBits, v.widest), reach: make([]rowBits, v.slots)}
	codes := 0
	for _, s := range v.sets {
		codes = max(codes, s.codes)
	}
	b.slot = make([]int32, codes)
	for i := range b.slot {
		b.slot[i] = -1
	}
	b.present = make([]int32, 0, BatchRows)
	return b
}

// conditions sorts the rows into the buckets between the cuts; the rows above a cut are
// those of all buckets beyond it.
func (c *sieveColumn) conditions(conds, buckets []rowBits, in Block) {
	x := in.Nums[c.input]
	buckets = buckets[:c.n+1]
	clear(buckets)
	var missing rowBits
	i := 0
	for ; i+4 <= len(x); i += 4 {
		p := ranks(c.cuts, (*[4]float64)(x[i:]))
		w, bit := i>>6&3, uint64(1)<<(i&63)
		buckets[p[0]][w] |= bit
		buckets[p[1]][w] |= bit << 1
		buckets[p[2]][w] |= bit << 2
		buckets[p[3]][w] |= bit << 3
	}
	for ; i < len(x); i++ {
		p := ranks(c.cuts, &[4]float64{x[i]})
		buckets[p[0]][i>>6&3] |= 1 << (i & 63)
	}
	if c.first[0] >= 0 {
		spread(conds[c.first[0]:][:c.n], buckets, rowBits{})
	}
	if c.first[1] >= 0 {
		for i, v := range x {
			if v != v {
				missing[i>>6&3] |= 1 << (i & 63)
			}
		}
		spread(conds[c.first[1]:][:c.n], buckets, missing)
	}
}

// ranks counts the cuts below each of four values; below one that is missing, none.
func ranks(cuts []float64, x *[4]float64) (p [4]int) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	var p0, p1, p2, p3 int
	for half := len(cuts) >> 1; half > 0; half >>= 1 {
		p0 += half & -below(cuts[p0+half-1], x0)
		p1 += half & -below(cuts[p1+half-1], x1)
		p2 += half & -below(cuts[p2+half-1], x2)
		p3 += half & -below(cuts[p3+half-1], x3)
	}
	return [4]int{p0, p1, p2, p3}
}

// below is 1 when a < b, else 0.
func below(a, b float64) int {
	if a < b {
		return 1
	}
	return 0
}

// spread sets condition k to the rows of the buckets beyond k and those of also.
func spread(conds, buckets []rowBits, also rowBits) {
	buckets = buckets[1:][:len(conds)]
	for k := len(conds) - 1; k >= 0; k-- {
		b := &buckets[k]
		also[0] |= b[0]
		also[1] |= b[1]
		also[2] |= b[2]
		also[3] |= b[3]
		conds[k] = also
	}
}

// conditions sorts the rows by their code and then looks each code of the batch up in each
// set.
func (s *sieveSets) conditions(conds []rowBits, b *sieveBuffers, in Block) {
	var missing rowBits
	buckets := b.buckets
	b.present = b.present[:0]
	for i, v := range in.Nums[s.input] {
		w, bit := i>>6&3, uint64(1)<<(i&63)
		if !(v >= 0 && v < float64(s.codes)) {
			missing[w] |= bit
			continue
		}
		code := int(v)
		k := b.slot[code]
		if k < 0 {
			k = int32(len(b.present))
			b.slot[code] = k
			b.present = append(b.present, int32(code))
			buckets[k] = rowBits{}
		}
		buckets[k][w] |= bit
	}
	for j := range s.sets {
		set := &s.sets[j]
		var out rowBits
		missingRight := uint64(1)
		if set.missingLeft {
			missingRight = 0
		} else {
			out = missing
		}
		for k, code := range b.present {
			// Why two tests: a code beyond the set's words is missing to it.
			right := missingRight
			if w := int(code >> 6); w < len(set.words) {
				right = ^set.words[w] >> (code & 63) & 1
			}
			// Why a mask: which codes a set holds cannot be foreseen, so a branch is slow.
			c, mask := &buckets[k], -right
			out[0] |= c[0] & mask
			out[1] |= c[1] & mask
			out[2] |= c[2] & mask
			out[3] |= c[3] & mask
		}
		conds[s.first+int32(j)] = out
	}
	for _, code := range b.present {
		b.slot[code] = -1
	}
}

// reach sends all rows down the tree and returns which of them end in each leaf.
func (t *sieveTree) reach(conds, reach []rowBits) []rowBits {
	reach = reach[:len(t.nodes)+t.leaves]
	reach[0] = rowBits{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	for i := range t.nodes {
		n := &t.nodes[i]
		c, r := &conds[n.cond], &reach[i]
		left, right := &reach[n.left], &reach[n.right]
		r0, r1, r2, r3 := r[0], r[1], r[2], r[3]
		c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
		left[0], left[1], left[2], left[3] = r0&^c0, r1&^c1, r2&^c2, r3&^c3
		right[0], right[1], right[2], right[3] = r0&c0, r1&c1, r2&c2, r3&c3
	}
	return reach[len(t.nodes):]
}

// spreadByte has bit k of its index in the lowest bit of byte k.
var spreadByte = func() (s [256]uint64) {
	for i := range s {
		for k := range 8 {
			s[i] |= uint64(i>>k&1) << (8 * k)
		}
	}
	return s
}()

// number finds the number of the leaf in which each row ends. It writes to leaves.
func (t *sieveTree) number(leaves []rowBits, b *sieveBuffers) {
	var number [BatchRows / 8]uint64 // a byte for each row
	for bit := 0; len(leaves) > 1; bit++ {
		// Why pairs: the leaves of odd number have this bit; a leaf and its neighbour are
		// one in the bits above.
		var plane rowBits
		pairs := len(leaves) / 2
		for k := range pairs {
			even, odd, to := &leaves[2*k], &leaves[2*k+1], &leaves[k]
			o0, o1, o2, o3 := odd[0], odd[1], odd[2], odd[3]
			plane[0], plane[1], plane[2], plane[3] = plane[0]|o0, plane[1]|o1, plane[2]|o2, plane[3]|o3
			to[0], to[1], to[2], to[3] = even[0]|o0, even[1]|o1, even[2]|o2, even[3]|o3
		}
		if len(leaves)&1 != 0 {
			leaves[pairs] = leaves[2*pairs]
			pairs++
		}
		leaves = leaves[:pairs]
		for k := range number {
			number[k] |= spreadByte[uint8(plane[k>>3]>>(k&7*8))] << (bit & 7)
		}
	}
	for k, n := range number {
		to := b.leaf[8*k : 8*k+8 : 8*k+8]
		to[0], to[1], to[2], to[3] = uint8(n), uint8(n>>8), uint8(n>>16), uint8(n>>24)
		to[4], to[5], to[6], to[7] = uint8(n>>32), uint8(n>>40), uint8(n>>48), uint8(n>>56)
	}
}

func (t *sieveTree) addVectors(b *sieveBuffers, out Block) {
	w := len(out.Nums)
	for j, y := range out.Nums {
		values := t.values[j:]
		for i, leaf := range b.leaf[:len(y)] {
			y[i] += values[int(leaf)*w]
		}
	}
}
