package source

// slab is room for the numbers and codes of a run of blocks. Each block has its place in
// it from the start, so that the workers write into the final columns.
type slab struct {
	parts []part // by column, of the slab's full length
	size  int    // rows
	used  int
}

// stock gives blocks their room. It is used by the goroutine that cuts blocks.
type stock struct {
	plans []plan
	meter *meter
	limit int   // ReadOptions.MaxRows
	seen  int64 // bytes of the file in earlier blocks
	slabs []*slab
}

// place finds room for all rows that the block can have, above of which are not kept. So
// many bytes after the block have been read and wait for the next one.
func (s *stock) place(b *block, above, waiting int) {
	if !b.long {
		b.rows = lineEnds(b.data)
		if n := len(b.data); n > 0 && b.data[n-1] != '\n' && b.data[n-1] != '\r' {
			b.rows++
		}
		b.rows = max(0, b.rows-above)
	}
	end := s.meter.done - int64(waiting)
	if n := len(s.slabs); n == 0 || s.slabs[n-1].used+b.rows > s.slabs[n-1].size {
		s.slabs = append(s.slabs, s.slab(b.rows, end))
	}
	s.seen = end
	b.slab = s.slabs[len(s.slabs)-1]
	b.at = b.slab.used
	b.slab.used += b.rows
}

// slab makes room for the given rows, which end at a place in the file, and, supposing that
// the rest of the file is like them, for the rest. Room that is never written to takes no
// memory.
func (s *stock) slab(rows int, end int64) *slab {
	size := rows
	took, rest := float64(end-s.seen), float64(s.meter.total-end)
	if took > 0 && rest > 0 {
		more := float64(rows) * rest / took
		more += more / 16
		if w := width(s.plans); w > 0 {
			more = min(more, 4*rest/float64(w)) // a digit and a delimiter become 8 bytes
		}
		size += int(more)
	}
	if s.limit > 0 {
		size = max(rows, min(size, s.limit))
	}
	out := &slab{parts: make([]part, len(s.plans)), size: size}
	for i, p := range s.plans {
		switch p.mode {
		case numberCells, timeCells:
			out.parts[i].nums = make([]float64, size)
		case wordCells:
			out.parts[i].codes = make([]int32, size)
		case textCells, skipCells:
		}
	}
	return out
}

// width is the bytes of a slab's row.
func width(plans []plan) int {
	n := 0
	for _, p := range plans {
		switch p.mode {
		case numberCells, timeCells:
			n += 8
		case wordCells:
			n += 4
		case textCells, skipCells:
		}
	}
	return n
}

// room is where the pieces of a column are put end to end: the slab in which they lie
// already, or a new one if there are several or much of it would stay empty. In the slab no
// piece moves up, so that moved in order they overwrite nothing that is still needed.
func room[T any](l *loaded, i int, of func(*part) []T) []T {
	if len(l.slabs) == 1 && l.slabs[0].size <= l.rows+l.rows/8+8 {
		return of(&l.slabs[0].parts[i])[:l.rows]
	}
	return make([]T, l.rows)
}

func numbersOf(p *part) []float64 { return p.nums }

func codesOf(p *part) []int32 { return p.codes }
