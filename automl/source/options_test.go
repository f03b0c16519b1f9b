package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/table"
)

// small limits make short texts go through every path of large files.
var small = limits{sample: 200, block: 64, row: 1000}

// parseBy reads text by the given limits.
func parseBy(ctx context.Context, text string, o automl.ReadOptions, l limits) (*table.Table, *automl.ReadReport, error) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	return read(ctx, &input{open: open, size: int64(len(text))}, "", o, l)
}

func mustBy(t *testing.T, text string, o automl.ReadOptions, l limits) (*table.Table, *automl.ReadReport) {
	t.Helper()
	tab, report, err := parseBy(t.Context(), text, o, l)
	if err != nil {
		t.Fatal(err)
	}
	return tab, report
}

func TestBadRows(t *testing.T) {
	text := "a,b\n1,2\n3\n4,5,6\n\"7\n8\",9\n\"x\n\"y\",10\n" + strings.Repeat("z,1\n", 50) + "11"
	tab, report := parse(t, text, automl.ReadOptions{})
	if got, want := grid(tab), "a|b\n1|2\n7\n8|9\ny|10"+strings.Repeat("\nz|1", 50); got != want {
		t.Errorf("table %q, want %q", got, want)
	}
	want := []automl.BadRow{
		{Line: 3, Reason: "1 field instead of 2", Text: "3"},
		{Line: 4, Reason: "3 fields instead of 2", Text: "4,5,6"},
		{Line: 7, Reason: "a quote is opened and never closed", Text: "\"x"},
		{Line: 59, Reason: "1 field instead of 2", Text: "11"},
	}
	if diff := cmp.Diff(want, report.BadRows); diff != "" || report.BadCount != 4 {
		t.Errorf("%d bad rows (-want +got):\n%s", report.BadCount, diff)
	}
	_, again := mustBy(t, text+strings.Repeat("\n1,2", 50), automl.ReadOptions{}, small)
	if diff := cmp.Diff(want, again.BadRows); diff != "" {
		t.Errorf("bad rows over many blocks (-want +got):\n%s", diff)
	}
}

func TestManyBadRows(t *testing.T) {
	tab, report := mustBy(t, "a,b\n"+strings.Repeat("1,2\n", 3000)+strings.Repeat("1\n", 1500), automl.ReadOptions{}, small)
	if tab.Rows() != 3000 || report.BadCount != 1500 || len(report.BadRows) != badLimit {
		t.Errorf("%d rows, %d bad, %d kept", tab.Rows(), report.BadCount, len(report.BadRows))
	}
	if got := report.BadRows[999].Line; got != 4001 {
		t.Errorf("the last bad row kept is of line %d, want 4001", got)
	}
}

// What the beginning of a file promises does not bind its end.
func TestLateChanges(t *testing.T) {
	numbers := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%d,x\n", i+10)
		}
		return "a,b\n" + b.String()
	}
	rep := func(s string) string { return "a,b\n" + strings.Repeat(s+"\n", 500) }
	tests := []struct {
		name, text string
		kind       table.Kind
		missing    int
		notice     string
	}{
		{"numbers only", numbers(500), table.Number, 0, ""},
		{"a few words", numbers(500) + "abc,x\nabc,x\n", table.Number, 2, `such as "abc"`},
		{"many words", numbers(500) + strings.Repeat("abc,x\n", 105), table.Category, 0, "because 105 values, such as \"abc\", are no numbers"},
		{"decimal commas", strings.ReplaceAll(numbers(500), ",", ";") + "1,5;x\n", table.Number, 0, ""},
		{"infinite", numbers(500) + "inf,x\n", table.Number, 1, "infinite"},
		{"late codes", "a,b\n" + strings.Repeat("12345,x\n", 500) + "01234,x\n", table.Category, 0, ""},
		{"a day beyond the twelfth", rep("05/06/2024,x") + "13/06/2024,x\n", table.Time, 0, ""},
		{"ambiguous days", rep("05/06/2024,x"), table.Time, 0, "with the month first"},
		{"few broken dates", rep("2024-05-06,x") + "0000-00-00,x\n", table.Time, 1, "such as \"0000-00-00\""},
		{"dates that end", rep("2024-05-06,x") + strings.Repeat("never,x\n", 100), table.Category, 0, ""},
		{"third answer", rep("yes,x\nno,x") + "maybe,x\n", table.Category, 0, ""},
		{"numbers after words", rep("?,x") + numbers(500)[4:], table.Number, 500, ""},
		{"texts that recur", "a,b\n" + longTexts(30) + strings.Repeat("always one and the same text here,x\n", 900), table.Category, 0, ""},
		{"texts", "a,b\n" + longTexts(900), table.Text, 0, ""},
		{"None", "a,b\n" + strings.Repeat("None,x\nrare,x\nrarer,x\n", 100), table.Category, 100, "\"None\" in 100 rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab, report := mustBy(t, tt.text, automl.ReadOptions{}, small)
			f := tab.Field(0)
			if f.Kind != tt.kind || tab.Column(0).MissingCount() != tt.missing {
				t.Errorf("%s with %d missing, want %s with %d; %s", f.Kind, tab.Column(0).MissingCount(), tt.kind, tt.missing, f.Reason)
			}
			all := strings.Join(report.Notices, " ")
			if tt.notice == "" && all != "" || !strings.Contains(all, tt.notice) {
				t.Errorf("notices %q, want %q", all, tt.notice)
			}
			if whole, _ := parse(t, tt.text, automl.ReadOptions{}); grid(whole) != grid(tab) {
				t.Error("the table depends on the size of the blocks")
			}
		})
	}
}

func longTexts(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "the customer said many things in call %d,x\n", i)
	}
	return b.String()
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name, text string
		options    automl.ReadOptions
		want       string
	}{
		{"delimiter", "a,b;c\n1,2;3\n", automl.ReadOptions{Delimiter: ";"}, "a,b|c\n1.2|3"},
		{"no quotes", "a,b\n\"x,1\ny\",2\n", automl.ReadOptions{Quote: "none"}, "a|b\n\"x|1\ny\"|2"},
		{"another quote", "a,b\n~x,y~,1\nz,2\n", automl.ReadOptions{Quote: "~"}, "a|b\nx,y|1\nz|2"},
		{"header", "1,2\n3,4\n", automl.ReadOptions{Header: "yes"}, "1|2\n3|4"},
		{"no header", "a,b\nc,d\n", automl.ReadOptions{Header: "no"}, "c0|c1\na|b\nc|d"},
		{"decimal comma", "a;b\n1.234;x\n2.000;y\n", automl.ReadOptions{Decimal: ","}, "a|b\n1234|x\n2000|y"},
		{"decimal point", "a;b\n1.234;x\n2.000;y\n", automl.ReadOptions{Decimal: "."}, "a|b\n1.234|x\n2|y"},
		{"missing", "a,b\n-999,x\n5,NA\n", automl.ReadOptions{Missing: []string{"-999"}}, "a|b\n·|x\n5|NA"},
		{"encoding", "a,b\n\xc3\xa9,1\n", automl.ReadOptions{Encoding: "windows-1252"}, "a|b\nÃ©|1"},
		{"rows", "a,b\n1,2\n3,4\n5,6\n", automl.ReadOptions{MaxRows: 2}, "a|b\n1|2\n3|4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab, report := parse(t, tt.text, tt.options)
			if got := grid(tab); got != tt.want {
				t.Errorf("%q, want %q; %+v", got, tt.want, report)
			}
		})
	}
}

func TestFixedFields(t *testing.T) {
	text := "n,when,level,word,answer\n1.5,03/02/2024,1,5,yes\nx,30/02/2024,2,6,no\n1.234,04/02/2024,1,,perhaps\n"
	tab, report := parse(t, text, automl.ReadOptions{Fields: map[string]table.Field{
		"n":      {Name: "n", Kind: table.Number, Format: table.Format{Decimal: ",", Thousands: "."}},
		"when":   {Name: "when", Kind: table.Time, Format: table.Format{Layout: "02/01/2006"}},
		"level":  {Name: "level", Kind: table.Category},
		"word":   {Name: "word", Kind: table.Text},
		"answer": {Name: "answer", Kind: table.YesNo},
		"absent": {Name: "absent", Kind: table.Number},
	}})
	if got, want := grid(tab), "n|when|level|word|answer\n·|03/02/2024|1|5|yes\n·|·|2|6|no\n1234|04/02/2024|1|·|·"; got != want {
		t.Errorf("table\n%s\nwant\n%s", got, want)
	}
	if got := kinds(tab); got != "number time category text yesno" {
		t.Errorf("kinds %s", got)
	}
	if diff := cmp.Diff(map[string]int{"n": 2, "when": 1, "answer": 1}, report.Unreadable); diff != "" {
		t.Errorf("unreadable (-want +got):\n%s", diff)
	}
}

// A row that holds the name of a known column is the header, whatever else speaks against
// it.
func TestKnownNames(t *testing.T) {
	text := "2019,2021\n1,2\n"
	if _, report := parse(t, text, automl.ReadOptions{}); report.Header {
		t.Error("numbers were taken for names")
	}
	_, report := parse(t, text, automl.ReadOptions{Fields: map[string]table.Field{"2021": {Name: "2021", Kind: table.Number}}})
	if !report.Header {
		t.Error("the header was not recognised by a known name")
	}
}

// A column that a model knows as numbers is read as numbers whatever a new file holds.
func TestFixedBeyondDoubt(t *testing.T) {
	text := "n,b\n" + strings.Repeat("abc,1\n", 300) + "5,2\n"
	tab, report := mustBy(t, text, automl.ReadOptions{Fields: map[string]table.Field{"n": {Name: "n", Kind: table.Number}}}, small)
	if tab.Field(0).Kind != table.Number || report.Unreadable["n"] != 300 || tab.Column(0).MissingCount() != 300 {
		t.Errorf("%s, %d unreadable", tab.Field(0).Kind, report.Unreadable["n"])
	}
}

func TestMaxRowsOverBlocks(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,x\n1,y\n2\n", 100) + strings.Repeat("abc,y\n", 300)
	tab, report := mustBy(t, text, automl.ReadOptions{MaxRows: 50}, small)
	if tab.Rows() != 50 || report.Rows != 50 || kinds(tab) != "number category" || report.BadCount != 24 {
		t.Errorf("%d rows, kinds %s, %d bad", tab.Rows(), kinds(tab), report.BadCount)
	}
}

func TestPreview(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.csv")
	text := []byte("a,b\n" + strings.Repeat("1.25,some words\n", 150_000) + "x,y,z\n")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	tab, report, err := Preview(t.Context(), path, 100, automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if tab.Rows() != 100 || report.Size != int64(len(text)) || report.Path != path || report.BadCount != 0 {
		t.Errorf("%d rows, report %+v", tab.Rows(), report)
	}
	tab, report, err = Preview(t.Context(), path, 1_000_000, automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (1<<20 - 4) / 16; tab.Rows() != want || report.BadCount != 0 {
		t.Errorf("%d rows of the first megabyte and %d bad, want %d", tab.Rows(), report.BadCount, want)
	}
	var done, total int64
	tab, _, err = Open(t.Context(), path, automl.ReadOptions{Progress: func(d, n int64) { done, total = d, n }})
	if err != nil {
		t.Fatal(err)
	}
	if tab.Rows() != 150_000 || done != total || total != int64(len(text)) {
		t.Errorf("%d rows, progress %d of %d", tab.Rows(), done, total)
	}
}

func TestCancel(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,x\n", 10_000)
	ctx, cancel := context.WithCancel(t.Context())
	o := automl.ReadOptions{Workers: 2, Progress: func(int64, int64) {}}
	cancel()
	if _, _, err := parseBy(ctx, text, o, small); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	o.Progress = func(done, total int64) {
		if done == total {
			t.Error("the file was read to its end after it was cancelled")
		}
		cancel()
	}
	if _, _, err := parseBy(ctx, strings.Repeat(text, 300), o, usual); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestWide(t *testing.T) {
	var b bytes.Buffer
	const width = 10_000
	for r := range 4 {
		for c := range width {
			if c > 0 {
				b.WriteByte(',')
			}
			if r == 0 {
				fmt.Fprintf(&b, "column%d", c)
			} else {
				fmt.Fprint(&b, r*c)
			}
		}
		b.WriteByte('\n')
	}
	tab, _ := parse(t, b.String(), automl.ReadOptions{})
	if tab.Width() != width || tab.Rows() != 3 || tab.Column(width-1).Text(2) != "29997" {
		t.Errorf("%d columns and %d rows", tab.Width(), tab.Rows())
	}
}

func TestLongRows(t *testing.T) {
	long := strings.Repeat("x", 5000)
	tab, report := mustBy(t, "a,b\n"+strings.Repeat("1,2\n", 100)+long+"\n"+strings.Repeat("3,4\n", 5), automl.ReadOptions{}, small)
	if tab.Rows() != 105 || report.BadCount != 1 || report.BadRows[0].Line != 102 || report.BadRows[0].Reason != "the row is too long" {
		t.Errorf("%d rows, bad %+v", tab.Rows(), report.BadRows)
	}
	if _, _, err := parseBy(t.Context(), long+long, automl.ReadOptions{}, small); automl.KindOf(err) != automl.BadData {
		t.Errorf("a file that is one long row: %v", err)
	}
	open := "a,b\n" + strings.Repeat("1,2\n", 100) + "3,\"4\n" + strings.Repeat("5,6\n", 2000)
	tab, report = mustBy(t, open, automl.ReadOptions{}, small)
	if tab.Rows() != 2100 || report.BadCount != 1 || report.BadRows[0].Line != 102 {
		t.Errorf("%d rows, bad %+v", tab.Rows(), report.BadRows)
	}
}

// Bytes that are not UTF-8 far beyond the sample make the whole file Windows-1252.
func TestLateEncoding(t *testing.T) {
	tab, report := mustBy(t, "a,b\n"+strings.Repeat("x,1\n", 500)+"Zo\xeb,2\n", automl.ReadOptions{}, small)
	if report.Encoding != "windows-1252" || tab.Column(0).Text(500) != "Zoë" {
		t.Errorf("encoding %s, text %q", report.Encoding, tab.Column(0).Text(500))
	}
}
