package ebm

// pairStep finds the step of a pair whose columns have n and m places: a tree with a cut
// across one column and, on each side of it, one across the other, all at random.
func (b *bag) pairStep(n, m int, h []uint64, out []float64) {
	g, hess := b.sumUp(n, m, h)
	total := hess[(n-1)<<coarseShift|(m-1)]
	l := b.law(total)
	clear(out)
	c := b.randomCut(n, m)
	l.fill(&c, n, m, g, hess)
	for i := range n {
		for j := range m {
			out[i<<coarseShift|j] = c.steps[c.region(i, j)]
		}
	}
}

// randomCut draws a tree.
func (b *bag) randomCut(n, m int) pairCut {
	c := pairCut{swapped: b.rng.IntN(2) == 1}
	if c.swapped {
		n, m = m, n
	}
	draw := func(places int) int {
		if places < 2 {
			return -1
		}
		return b.rng.IntN(places - 1)
	}
	c.at = draw(n)
	c.sub = [2]int{draw(m), draw(m)}
	return c
}

// sumUp finds the sums of gradient and hessian over all cells up to each in both directions.
func (b *bag) sumUp(n, m int, h []uint64) (g, hess []float64) {
	var rows [1 << coarseShift]uint64 // of each second place up to the present first one
	for i := range n {
		var sum uint64
		for j := range m {
			at := i<<coarseShift | j
			rows[j] += h[at]
			sum += rows[j]
			b.sumG[at], b.sumH[at] = first(sum), second(sum)
		}
	}
	return b.sumG[:], b.sumH[:]
}

// pairCut is a tree of a pair: a cut across one column after place at, and on each side one
// across the other.
type pairCut struct {
	swapped bool   // the first cut is across the second column
	at      int    // -1 means none
	sub     [2]int // the cuts of the two sides
	steps   [4]float64
}

// region is the leaf of a cell.
func (c *pairCut) region(i, j int) int {
	if c.swapped {
		i, j = j, i
	}
	side := 0
	if i > c.at {
		side = 1
	}
	r := 2 * side
	if j > c.sub[side] {
		r++
	}
	return r
}

// plane gives the sums up to a cell, with the columns swapped or not.
type plane struct {
	g, h []float64
	swap bool
}

func (p *plane) upTo(i, j int) (g, h float64) {
	if i < 0 || j < 0 {
		return 0, 0
	}
	at := i<<coarseShift | j
	if p.swap {
		at = j<<coarseShift | i
	}
	return p.g[at], p.h[at]
}

// gain is what the best tree of a pair gains.
func (l *law) gain(n, m int, g, h []float64) float64 {
	gAll, hAll := g[(n-1)<<coarseShift|(m-1)], h[(n-1)<<coarseShift|(m-1)]
	parent := l.score(gAll, hAll)
	best := parent
	for _, swap := range [2]bool{false, true} {
		p := plane{g, h, swap}
		for i := range n - 1 {
			_, low := p.upTo(i, m-1)
			if low >= l.least && hAll-low >= l.least {
				best = max(best, l.side(&p, -1, i, m)+l.side(&p, i, n-1, m))
			}
		}
		n, m = m, n
	}
	return best - parent
}

// fill finds the steps of a tree's leaves.
func (l *law) fill(c *pairCut, n, m int, g, h []float64) {
	p := plane{g, h, c.swapped}
	if c.swapped {
		n, m = m, n
	}
	for side, rows := range [2][2]int{{-1, c.at}, {c.at, n - 1}} {
		for part, cols := range [2][2]int{{-1, c.sub[side]}, {c.sub[side], m - 1}} {
			gp, hp := p.box(rows, cols)
			c.steps[2*side+part] = l.step(gp, hp, l.l2)
		}
	}
}

// box sums the cells with rows and columns in ranges that begin after their first.
func (p *plane) box(rows, cols [2]int) (g, h float64) {
	for _, c := range [4]struct {
		i, j int
		sign float64
	}{{rows[1], cols[1], 1}, {rows[0], cols[1], -1}, {rows[1], cols[0], -1}, {rows[0], cols[0], 1}} {
		gc, hc := p.upTo(c.i, c.j)
		g += c.sign * gc
		h += c.sign * hc
	}
	return g, h
}

func (l *law) score(g, h float64) float64 {
	if h <= 0 {
		return 0
	}
	return float64(g*g) / (h + l.l2)
}

// side is the score of the rows after from up to to, with the best cut across them or none.
func (l *law) side(p *plane, from, to, m int) float64 {
	g0, h0 := p.upTo(from, m-1)
	g1, h1 := p.upTo(to, m-1)
	gAll, hAll := g1-g0, h1-h0
	best := l.score(gAll, hAll)
	wide := hAll + 2*l.l2
	for j := range m - 1 {
		g0, h0 := p.upTo(from, j)
		g1, h1 := p.upTo(to, j)
		hl := h1 - h0
		if hl < l.least {
			continue
		}
		if hAll-hl < l.least {
			break
		}
		gl := g1 - g0
		gr := gAll - gl
		hl += l.l2
		hr := wide - hl
		// One division for both sides.
		best = max(best, (float64(gl*gl*hr)+float64(gr*gr*hl))/(hl*hr))
	}
	return best
}

// pair is two columns that bear on the target together.
type pair struct {
	first, second *coarse
	gain          float64
}

// interaction is how much more a tree of both columns gains than the best cuts of each.
func (l *law) interaction(n, m int, g, h []float64) float64 {
	return l.gain(n, m, g, h) - l.single(n, func(i int) int { return i<<coarseShift | (m - 1) }, g, h) -
		l.single(m, func(j int) int { return (n-1)<<coarseShift | j }, g, h)
}

// single is what the best cut of one column gains, whose sums are where at says.
func (l *law) single(n int, at func(int) int, g, h []float64) float64 {
	gAll, hAll := g[at(n-1)], h[at(n-1)]
	parent := l.score(gAll, hAll)
	best := parent
	for i := range n - 1 {
		gl, hl := g[at(i)], h[at(i)]
		if hl >= l.least && hAll-hl >= l.least {
			best = max(best, l.score(gl, hl)+l.score(gAll-gl, hAll-hl))
		}
	}
	return best - parent
}
