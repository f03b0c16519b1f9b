package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"winnow/automl"
)

// loadText loads a text of two columns, a number and a word, by 64-byte blocks.
func loadText(t *testing.T, text string, limit int) *loaded {
	t.Helper()
	j := &job{
		in: &input{size: int64(len(text)), open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}},
		encoding: utf8Name, dialect: dialect{delim: ',', quote: '"'}, miss: newMissing(nil),
		options: automl.ReadOptions{Workers: 3, MaxRows: limit}, limits: limits{block: 64, row: 1 << 20},
	}
	l, err := j.load(context.Background(), []plan{{mode: numberCells, form: numberForm{numeral: numerals[0]}}, {mode: wordCells}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Rows lie in one slab from the beginning where the file goes on as it began, and in
// several where it does not; lines that are no rows leave gaps that the columns lack.
func TestSlabs(t *testing.T) {
	rows := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, 100+i)
		}
		return b.String()
	}
	tests := []struct {
		name, text  string
		slabs, gaps bool // several slabs; fewer rows than lines
	}{
		{"even", rows(300, "%d,a\n"), false, false},
		{"no line end at the end", strings.TrimSuffix(rows(300, "%d,a\n"), "\n"), false, false},
		{"lines in cells", rows(300, "%d,\"a\nb\"\n"), false, true},
		{"bad rows", rows(150, "%d,a\n") + "1\n1,2,3\n" + strings.ReplaceAll(rows(150, "%d,a\n"), "100,", "250,"), false, true},
		{"shorter later", rows(20, "%d,a long word that is not seen later\n") + rows(300, "%d,a\n"), true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := loadText(t, tt.text, 0)
			used := 0
			for _, s := range l.slabs {
				used += s.used
			}
			if several := len(l.slabs) > 1; several != tt.slabs || (used > l.rows) != tt.gaps {
				t.Errorf("%d slabs with %d places for %d rows", len(l.slabs), used, l.rows)
			}
			a := &assembler{loaded: l}
			got := a.join(0)
			if len(got) != l.rows {
				t.Fatalf("%d numbers, want %d", len(got), l.rows)
			}
			want := loadOne(t, tt.text)
			for i, v := range got {
				if v != want[i] {
					t.Fatalf("row %d is %v, want %v", i, v, want[i])
				}
			}
		})
	}
}

// loadOne is the first column read with care, row by row.
func loadOne(t *testing.T, text string) []float64 {
	t.Helper()
	s := newScanner(dialect{delim: ',', quote: '"'})
	s.reset([]byte(text))
	var out []float64
	for s.next() {
		more := s.field()
		v, r := plain(bytes.Clone(s.cell))
		n := 1
		for ; more; n++ {
			more = s.field()
		}
		if r != isNumber {
			t.Fatalf("no number in row %d", len(out))
		}
		if n == 2 {
			out = append(out, v)
		}
	}
	return out
}

// A file that begins with empty lines does not ask for room for as many rows, and one of
// which few rows are wanted asks for those only.
func TestSlabSizes(t *testing.T) {
	text := strings.Repeat("\n", 64) + strings.Repeat("1,a\n", 5000)
	l := loadText(t, text, 0)
	if got, most := l.slabs[0].size*12, 5*len(text); got > most {
		t.Errorf("%d bytes for a file of %d", got, len(text))
	}
	l = loadText(t, text, 10)
	if l.rows != 10 || l.slabs[0].size > 100 {
		t.Errorf("%d rows in room for %d", l.rows, l.slabs[0].size)
	}
}
