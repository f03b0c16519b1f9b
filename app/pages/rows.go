package pages

import (
	"winnow/widgets/datagrid"
)

// Sizes of the rows kept of a large table: how many are asked for at once, how many such
// blocks are kept, and how many are asked for at the same time.
const (
	blockRows  = 500
	keptBlocks = 40
	asking     = 2
)

// notYet stands in a cell whose row is on its way.
const notYet = "…"

// tableSource feeds the grid from an open table, a block of rows at a time. The rows of
// the preview stand in until their block is there.
type tableSource struct {
	columns []datagrid.Column
	preview [][]string
	rows    int
	fetch   func(from, n int, done func(cells [][]string, err error))
	changed func() // cells that were on their way are there

	blocks map[int][][]string
	order  []int // blocks in the order of their arrival
	lost   map[int]bool
	busy   map[int]bool
}

func newTableSource(columns []datagrid.Column, preview [][]string, rows int) *tableSource {
	return &tableSource{columns: columns, preview: preview, rows: rows,
		blocks: map[int][][]string{}, lost: map[int]bool{}, busy: map[int]bool{}}
}

// Rows is for the grid.
func (s *tableSource) Rows() int { return s.rows }

// Columns is for the grid.
func (s *tableSource) Columns() []datagrid.Column { return s.columns }

// Cell answers at once, and asks for the block of the row when it is not there.
func (s *tableSource) Cell(row, col int) string {
	b := row / blockRows
	if block, ok := s.blocks[b]; ok {
		return at(block, row-b*blockRows, col)
	}
	if s.fetch != nil && !s.lost[b] && !s.busy[b] && len(s.busy) < asking {
		s.ask(b)
	}
	if row < len(s.preview) {
		return at(s.preview, row, col)
	}
	return notYet
}

func (s *tableSource) ask(b int) {
	s.busy[b] = true
	s.fetch(b*blockRows, min(blockRows, s.rows-b*blockRows), func(cells [][]string, err error) {
		delete(s.busy, b)
		if err != nil {
			s.lost[b] = true // the table was closed; another source follows
			return
		}
		if len(s.order) >= keptBlocks {
			delete(s.blocks, s.order[0])
			s.order = s.order[1:]
		}
		s.blocks[b] = cells
		s.order = append(s.order, b)
		s.changed()
	})
}

func at(cells [][]string, row, col int) string {
	if row < len(cells) && col < len(cells[row]) {
		return cells[row][col]
	}
	return ""
}
