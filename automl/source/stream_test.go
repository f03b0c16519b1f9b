package source

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/table"
)

// streamed is what came out of a stream, put end to end.
type streamed struct {
	grid, own string
	bad       []automl.BadRow
	batches   int
}

func streamBy(ctx context.Context, text string, o automl.ReadOptions, l limits) (out streamed, err error) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	err = stream(ctx, &input{open: open, size: int64(len(text))}, "", o, l, true, func(b *Batch) error {
		head, rest, _ := strings.Cut(grid(b.Table), "\n")
		ownHead, ownRest, _ := strings.Cut(grid(b.Own), "\n")
		if out.batches++; out.batches == 1 {
			out.grid, out.own = head, ownHead
		}
		if b.Table.Rows() > 0 {
			out.grid += "\n" + rest
			out.own += "\n" + ownRest
		}
		out.bad = append(out.bad, b.Report.BadRows...)
		return nil
	})
	return out, err
}

// A stream holds what the whole file holds, whatever the size of its batches.
func TestAStreamIsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := drawTable(t)
		text := write(tab, ',')
		if rapid.Bool().Draw(t, "bad") {
			text += "\"open\n"
		}
		o := automl.ReadOptions{Header: "yes", Delimiter: ",", Quote: "\"", Fields: map[string]table.Field{}}
		for _, f := range tab.Fields() {
			if f.Kind == table.Number {
				f.Format.Decimal = "."
			}
			o.Fields[f.Name] = f
		}
		o.Workers = rapid.IntRange(1, 4).Draw(t, "workers")
		l := limits{sample: rapid.IntRange(1, 300).Draw(t, "sample"), block: rapid.IntRange(1, 60).Draw(t, "block"), row: 1 << 20}
		whole, report, err := parseBy(context.Background(), text, o, l)
		if err != nil {
			t.Fatal(err)
		}
		got, err := streamBy(context.Background(), text, o, l)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(grid(whole), got.grid); diff != "" {
			t.Fatalf("table (-whole +stream):\n%s", diff)
		}
		if diff := cmp.Diff(report.BadRows, got.bad); diff != "" {
			t.Fatalf("bad rows (-whole +stream):\n%s", diff)
		}
	})
}

func TestAStreamKeepsTheSpelling(t *testing.T) {
	text := "id,x,when\n" + strings.Repeat("007,1.50,03/04/2024\n", 400)
	o := automl.ReadOptions{Fields: map[string]table.Field{"x": {Name: "x", Kind: table.Number}}}
	got, err := streamBy(t.Context(), text, o, small)
	if err != nil {
		t.Fatal(err)
	}
	if want := "id|x|when" + strings.Repeat("\n007|1.5|03/04/2024", 400); got.grid != want {
		t.Errorf("table %q", got.grid)
	}
	if want := "id|x|when" + strings.Repeat("\n007|1.50|03/04/2024", 400); got.own != want || got.batches < 2 {
		t.Errorf("spelt %q in %d batches", got.own[:50], got.batches)
	}
}

// Bytes that are not UTF-8 far beyond the sample are seen before the first batch.
func TestAStreamKnowsItsEncoding(t *testing.T) {
	got, err := streamBy(t.Context(), "a,b\n"+strings.Repeat("x,1\n", 500)+"Zo\xeb,2\n", automl.ReadOptions{}, small)
	if err != nil || !strings.HasSuffix(got.grid, "\nZoë|2") {
		t.Errorf("%v, ends with %q", err, got.grid[max(0, len(got.grid)-20):])
	}
}

func TestAStreamEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("a,b\n"+strings.Repeat("1,2\n", 10)), 0o600); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	if err := Stream(t.Context(), path, automl.ReadOptions{}, false, func(*Batch) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("its end is %v, want %v", err, stop)
	}
	rows := -1
	if err := os.WriteFile(path, []byte("a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Stream(t.Context(), path, automl.ReadOptions{Header: "yes"}, false, func(b *Batch) error { rows = b.Table.Rows(); return nil })
	if err != nil || rows != 0 {
		t.Errorf("a file of a header alone gives %d rows, %v", rows, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Stream(ctx, path, automl.ReadOptions{}, false, func(*Batch) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end was asked for: %v", err)
	}
}
