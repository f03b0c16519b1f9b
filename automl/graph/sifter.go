package graph

import "sync"

// sharing is the trees of a graph that look at the same columns, such as those of the folds
// of a booster, with the sieve they have in common. Copies of a plan share it.
type sharing struct {
	ops   []*Trees
	once  sync.Once
	sieve *sieve
}

// sifter is a plan's use of a sieve.
type sifter struct {
	shared  *sharing
	buffers *sieveBuffers // nil until it is used
	fresh   bool          // the conditions are those of the present batch
	parts   int           // operators
}

const (
	// siftRows is the fewest rows of a batch that the work for a whole one is worth.
	siftRows = 20
	// siftAsked is the number of rows for which walking costs less than making the sieve.
	siftAsked = 500
)

// groupTrees finds the steps that can share a sieve: anew, or as the plan that this one is a
// copy of found them.
func (p *Plan) groupTrees() {
	copied := len(p.shared) > 0
	at := map[int]*sifter{} // by the input's step
	for k := range p.steps {
		s := &p.steps[k]
		o, ok := s.op.(*Trees)
		if !ok || o.largest() > sieveLeaves {
			continue
		}
		f := at[s.in[0]]
		if f == nil {
			if !copied {
				p.shared = append(p.shared, &sharing{})
			}
			f = &sifter{shared: p.shared[len(p.sifters)]}
			at[s.in[0]] = f
			p.sifters = append(p.sifters, f)
		}
		if !copied {
			f.shared.ops = append(f.shared.ops, o)
		}
		s.sift, s.part = f, f.parts
		f.parts++
	}
}

// worth reports whether a batch of n rows should be sifted by a plan that was asked so many
// rows so far.
func (f *sifter) worth(n, asked int) bool {
	return n >= siftRows && (f.buffers != nil || asked >= siftAsked)
}

// eval computes the outputs of one of the operators.
func (f *sifter) eval(part int, in, out Block) {
	if f.buffers == nil {
		f.shared.once.Do(func() { f.shared.sieve = newSieve(f.shared.ops) })
		f.buffers = f.shared.sieve.buffers()
	}
	if !f.fresh {
		f.shared.sieve.sift(f.buffers, in)
		f.fresh = true
	}
	for _, y := range out.Nums {
		clear(y)
	}
	f.shared.sieve.add(part, f.buffers, out)
	f.shared.ops[part].finish(out)
}
