//go:build !amd64 || purego

package tree

// best is the key of the best cut among those with the given sums left; see plain.
func (g *gains) best(sums []uint64, start, floor uint64) uint64 {
	return g.plain(sums, start, floor, 0)
}

// add adds to gain what each cut gains; see addPlain.
func (l *line) add(sums []uint64, gain []float64) { l.addPlain(sums, gain) }
