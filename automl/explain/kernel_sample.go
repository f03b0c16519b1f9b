package explain

import (
	"context"
	"math/bits"
	"slices"

	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	// allMixtures is the most columns for which every mixture of columns is asked for.
	allMixtures = 6
	// manyPairs is how many pairs of orders are tried for a row when only few rows are asked
	// about; else one for each row of the background.
	manyPairs = 200
	// fewRows is the number of rows for which there is time for manyPairs.
	fewRows = 20
	// mixedRows is how many mixtures are evaluated together.
	mixedRows = 4096
)

// sampledGame shares out what any node adds, by asking it for mixtures of a row with rows of
// the background. For few columns every mixture is asked for. For more, columns are taken
// from the row one after the other in random orders, each order once forwards and once
// backwards (antithetic, Mitchell et al. 2022, section 4.1), each pair of orders from one row
// of the background: what changes with a column counts to it. Each row of the background
// serves equally often, so that the shares add up exactly.
type sampledGame struct {
	node    *graph.Node // its outputs are those of the whole
	used    []int       // columns that it reads
	columns int
	outputs int
	back    *graph.Frame
	from    []float64 // the node's outputs for the background's rows
	start   []float64
	seed    uint64
	workers int
	few     bool // rows are asked about
}

func (p *parts) sampler(back *graph.Frame, columns int, o ShapleyOptions) (*sampledGame, error) {
	if o.rows >= manyRows {
		back = o.first(back, manyBack)
	} else {
		back = o.first(back, sampleBack)
	}
	g := &sampledGame{columns: columns, outputs: p.outputs, back: back, seed: o.Seed, workers: max(1, o.Workers), few: o.rows <= fewRows, start: make([]float64, p.outputs)}
	var nodes []*graph.Node
	for _, t := range p.rest {
		op := &graph.Linear{Bias: make([]float64, p.outputs), Weights: slices.Concat(t.coef...)}
		nodes = append(nodes, graph.Apply(op, t.node))
	}
	g.node = graph.Apply(&graph.Sum{Weights: slices.Repeat([]float64{1}, len(nodes))}, nodes...)
	g.used = graph.Inputs(g.node)
	g.from = make([]float64, back.Rows*p.outputs)
	if err := evaluate(g.node, back, everyRow(back), g.from); err != nil {
		return nil, err
	}
	for i, v := range g.from {
		g.start[i%p.outputs] += v / float64(back.Rows)
	}
	return g, nil
}

func (g *sampledGame) base() []float64 { return g.start }

func (g *sampledGame) add(ctx context.Context, frame *graph.Frame, rows []int32, dst []float64) error {
	plan, err := graph.NewPlan(g.node, g.back)
	if err != nil {
		return err
	}
	tables := make(chan *mixtures, g.workers)
	pairs := g.back.Rows
	if g.few {
		pairs = (manyPairs + pairs - 1) / pairs * pairs
	}
	return num.ForEach(ctx, g.workers, len(rows), func(i int) error {
		var m *mixtures
		select {
		case m = <-tables:
		default:
			m = newMixtures(g, plan.Copy())
		}
		to := dst[i*g.outputs*g.columns : (i+1)*g.outputs*g.columns]
		if len(g.used) <= allMixtures {
			m.all(frame, rows[i], to)
		} else {
			m.orders(frame, rows[i], pairs, to)
		}
		tables <- m
		return ctx.Err()
	})
}

// mixtures is a frame of rows that have some columns from the row that is asked about and
// the others from a row of the background.
type mixtures struct {
	game  *sampledGame
	frame graph.Frame
	plan  *graph.Plan
	n     int
	out   []float64
	then  []func(v []float64) // what is done with each mixture's outputs
	waits []bool              // by column: still the background's
}

func newMixtures(g *sampledGame, plan *graph.Plan) *mixtures {
	m := &mixtures{game: g, plan: plan, out: make([]float64, mixedRows*g.outputs), waits: make([]bool, g.columns)}
	m.frame = graph.Frame{Rows: mixedRows, Cols: make([]graph.FrameColumn, len(g.back.Cols))}
	for _, c := range g.used {
		switch b := g.back.Cols[c]; {
		case b.Strs != nil:
			m.frame.Cols[c].Strs = make([]string, mixedRows)
		case b.Codes != nil:
			m.frame.Cols[c].Codes = make([]int32, mixedRows)
		default:
			m.frame.Cols[c].Nums = make([]float64, mixedRows)
		}
	}
	m.plan.Reset(&m.frame)
	return m
}

// set puts a cell of another frame into the present mixture.
func (m *mixtures) set(c int, from *graph.Frame, row int) {
	to, b := &m.frame.Cols[c], &from.Cols[c]
	switch {
	case b.Strs != nil:
		to.Strs[m.n] = b.Strs[row]
	case b.Codes != nil:
		to.Codes[m.n] = b.Codes[row]
	default:
		to.Nums[m.n] = b.Nums[row]
	}
}

// ask notes the present mixture, and what is to be done with the outputs for it.
func (m *mixtures) ask(then func(v []float64)) {
	m.then = append(m.then, then)
	if m.n++; m.n == mixedRows {
		m.flush()
	}
}

// flush evaluates the mixtures that were noted, in their order.
func (m *mixtures) flush() {
	k := m.game.outputs
	m.plan.Range(0, m.n, m.out)
	for i, then := range m.then {
		then(m.out[i*k : (i+1)*k])
	}
	m.n, m.then = 0, m.then[:0]
}

// all asks for every mixture: Shapley's formula itself.
func (m *mixtures) all(frame *graph.Frame, row int32, dst []float64) {
	g := m.game
	n := len(g.used)
	weight := coalitionWeights(n)
	for b := range g.back.Rows {
		for set := range 1 << n {
			for j, c := range g.used {
				if set>>j&1 != 0 {
					m.set(c, frame, int(row))
				} else {
					m.set(c, g.back, b)
				}
			}
			size := bits.OnesCount(uint(set))
			m.ask(func(v []float64) {
				for k, y := range v {
					y /= float64(g.back.Rows)
					for j, c := range g.used {
						if set>>j&1 != 0 {
							dst[k*g.columns+c] += y * weight[size-1]
						} else {
							dst[k*g.columns+c] -= y * weight[size]
						}
					}
				}
			})
		}
	}
	m.flush()
}

// coalitionWeights are s!(n-s-1)!/n! by s: how often a player of n comes after s others.
func coalitionWeights(n int) []float64 {
	out := make([]float64, n)
	choose := 1.0
	for s := range out {
		out[s] = 1 / (float64(n) * choose)
		choose *= float64(n-1-s) / float64(s+1)
	}
	return out
}

// orders tries pairs of random orders.
func (m *mixtures) orders(frame *graph.Frame, row int32, pairs int, dst []float64) {
	g := m.game
	rng := num.RNG(g.seed, "orders", row)
	share := 1 / float64(2*pairs)
	end := make([]float64, g.outputs)
	for _, c := range g.used {
		m.set(c, frame, int(row))
	}
	m.ask(func(v []float64) { copy(end, v) })
	m.flush()
	order := make([]int, len(g.used))
	for p := range pairs {
		b := p % g.back.Rows
		order = order[:0]
		for _, c := range g.used {
			if !sameCell(&frame.Cols[c], int(row), &g.back.Cols[c], b) {
				order = append(order, c)
			}
		}
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		start := g.from[b*g.outputs : (b+1)*g.outputs]
		m.walk(frame, int(row), b, order, start, end, share, dst)
		slices.Reverse(order)
		m.walk(frame, int(row), b, order, start, end, share, dst)
	}
	m.flush()
}

// walk takes the columns of an order from the row one after the other. The outputs at both
// ends are known.
func (m *mixtures) walk(frame *graph.Frame, row, b int, order []int, start, end []float64, share float64, dst []float64) {
	g := m.game
	before := slices.Clone(start)
	step := func(c int, v []float64) {
		for k, y := range v {
			dst[k*g.columns+c] += share * (y - before[k])
			before[k] = y
		}
	}
	clear(m.waits)
	for _, c := range order {
		m.waits[c] = true
	}
	for i, c := range order {
		m.waits[c] = false
		for _, u := range g.used {
			if m.waits[u] {
				m.set(u, g.back, b)
			} else {
				m.set(u, frame, row)
			}
		}
		if i == len(order)-1 {
			m.ask(func([]float64) { step(c, end) })
			return
		}
		m.ask(func(v []float64) { step(c, v) })
	}
}

// sameCell reports whether two cells hold the same.
func sameCell(a *graph.FrameColumn, i int, b *graph.FrameColumn, j int) bool {
	switch {
	case a.Strs != nil:
		return a.Strs[i] == b.Strs[j]
	case a.Codes != nil:
		return a.Codes[i] == b.Codes[j]
	}
	return a.Nums[i] == b.Nums[j] || a.Nums[i] != a.Nums[i] && b.Nums[j] != b.Nums[j]
}
