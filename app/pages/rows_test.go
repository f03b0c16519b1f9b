package pages

import (
	"errors"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// served answers a source's questions when told to, with the number of the row in each cell.
type served struct {
	waiting []func()
	asked   int
	err     error
}

func (v *served) fetch(from, n int, done func([][]string, error)) {
	v.asked++
	v.waiting = append(v.waiting, func() {
		if v.err != nil {
			done(nil, v.err)
			return
		}
		cells := make([][]string, n)
		for i := range cells {
			cells[i] = []string{strconv.Itoa(from + i)}
		}
		done(cells, nil)
	})
}

func (v *served) answer() {
	for len(v.waiting) > 0 {
		next := v.waiting[0]
		v.waiting = v.waiting[1:]
		next()
	}
}

func TestTableSourceShowsEveryRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 100_000).Draw(t, "rows")
		v, changes := &served{}, 0
		s := newTableSource(nil, nil, rows)
		s.fetch, s.changed = v.fetch, func() { changes++ }
		for _, row := range rapid.SliceOfN(rapid.IntRange(0, rows-1), 1, 80).Draw(t, "looked at") {
			s.Cell(row, 0)
			v.answer()
			if got := s.Cell(row, 0); got != strconv.Itoa(row) {
				t.Fatalf("row %d shows %q", row, got)
			}
			if len(s.blocks) > keptBlocks {
				t.Fatalf("%d blocks are kept", len(s.blocks))
			}
		}
		if changes != v.asked {
			t.Errorf("%d answers, told of %d", v.asked, changes)
		}
	})
}

func TestTableSourceAsksOnceAndForFew(t *testing.T) {
	v := &served{}
	s := newTableSource(nil, [][]string{{"zero"}}, 50_000)
	s.fetch, s.changed = v.fetch, func() {}
	for row := range 50_000 {
		want := notYet
		if row == 0 {
			want = "zero"
		}
		if got := s.Cell(row, 0); got != want {
			t.Fatalf("row %d shows %q before its block came", row, got)
		}
	}
	if v.asked != asking {
		t.Errorf("asked for %d blocks at once", v.asked)
	}
}

func TestTableSourceGivesUpOnAClosedTable(t *testing.T) {
	v := &served{err: errors.New("closed")}
	s := newTableSource(nil, nil, 10)
	s.fetch, s.changed = v.fetch, func() { t.Error("told of rows that never came") }
	for range 3 {
		s.Cell(5, 0)
		v.answer()
	}
	if v.asked != 1 {
		t.Errorf("asked %d times", v.asked)
	}
}
