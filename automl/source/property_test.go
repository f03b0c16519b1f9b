package source

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/table"
)

// drawTable draws a table of up to five columns of all kinds.
func drawTable(t *rapid.T) *table.Table {
	rows := rapid.IntRange(1, 40).Draw(t, "rows")
	width := rapid.IntRange(1, 5).Draw(t, "width")
	words := rapid.SampledFrom([]string{"red", "blue, dark", "say \"hi\"", "two\nlines", "é", "x;y", "5\"", "'tis", "a\tb"})
	var fields []table.Field
	var cols []table.Column
	for i := range width {
		kind := rapid.SampledFrom(table.Kinds).Draw(t, "kind")
		f := table.Field{Name: fmt.Sprintf("col %d", i), Kind: kind}
		var c table.Column
		switch kind {
		case table.Number:
			c = table.NewNumbers(rapid.SliceOfN(drawNumber(), rows, rows).Draw(t, "numbers"))
		case table.Time:
			f.Format.Layout = time.DateTime
			seconds := rapid.SliceOfN(rapid.Map(rapid.Int64Range(-2e9, 4e9), func(s int64) float64 { return float64(s) }), rows, rows).Draw(t, "seconds")
			c = table.NewTimes(seconds, time.DateTime)
		case table.Text:
			c = table.NewTexts(rapid.SliceOfN(words, rows, rows).Draw(t, "texts"), nil)
		case table.YesNo:
			c = table.NewCategories(rapid.SliceOfN(rapid.Int32Range(-1, 1), rows, rows).Draw(t, "codes"), []string{"no", "yes"})
		case table.Category:
			c = table.NewCategories(rapid.SliceOfN(rapid.Int32Range(-1, 2), rows, rows).Draw(t, "codes"), []string{"a", "b c", "d,e"})
		}
		fields, cols = append(fields, f), append(cols, c)
	}
	tab, err := table.New(fields, cols)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func drawNumber() *rapid.Generator[float64] {
	return rapid.Map(rapid.Float64(), func(v float64) float64 {
		if math.IsInf(v, 0) {
			return math.NaN()
		}
		return v
	})
}

// write spells a table as CSV; a column of one cell a row is quoted so that a missing value
// is no empty line.
func write(tab *table.Table, comma rune) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = comma
	row := tab.Names()
	for r := -1; r < tab.Rows(); r++ {
		for i := range row {
			if r >= 0 {
				row[i] = tab.Column(i).Text(r)
			}
		}
		if len(row) == 1 && r >= 0 {
			w.Flush()
			b.WriteString("\"" + strings.ReplaceAll(row[0], "\"", "\"\"") + "\"\n")
			continue
		}
		if err := w.Write(row); err != nil {
			panic(err)
		}
	}
	w.Flush()
	return b.String()
}

// Whatever is written is read back, by any number of workers in blocks of any size.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := drawTable(t)
		comma := rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(t, "comma")
		text := write(tab, comma)
		o := automl.ReadOptions{Header: "yes", Delimiter: string(comma), Quote: "\"", Fields: map[string]table.Field{}}
		for _, f := range tab.Fields() {
			if f.Kind == table.Number {
				f.Format.Decimal = "." // not left to be found out
			}
			o.Fields[f.Name] = f
		}
		o.Workers = rapid.IntRange(1, 4).Draw(t, "workers")
		l := limits{sample: rapid.IntRange(1, 300).Draw(t, "sample"), block: rapid.IntRange(1, 300).Draw(t, "block"), row: 1 << 20}
		got, report, err := parseBy(context.Background(), text, o, l)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(grid(tab), grid(got)); diff != "" || report.BadCount > 0 {
			t.Fatalf("(-want +got):\n%s\nbad %v", diff, report.BadRows)
		}
	})
}

// Neither the number of workers nor the size of the blocks shows in the table or the
// report.
func TestWorkersAgree(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"1", "2.5", "abc", "x y", "yes", "no", "", "NA", "2024-05-06", "13/05/2024", "1,5", "\"a,b\"", "\"q\"\"q\"", "\"two\nlines\"",
		"\"open", "6\"", "\"b\\\"x,\\\\\"", "007", "é", "inf", "$4", "12%",
	})
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		home := rapid.SliceOfN(pieces, width, width).Draw(t, "home")
		var b strings.Builder
		for range rapid.IntRange(1, 60).Draw(t, "rows") {
			for i := range width {
				cell := home[i]
				if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
					cell = pieces.Draw(t, "cell")
				}
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(cell)
			}
			b.WriteString(rapid.SampledFrom([]string{"\n", "\n", "\r\n", "\r"}).Draw(t, "end"))
		}
		text := b.String()
		l := limits{sample: 400, block: 64, row: 1 << 20}
		one, r1, err1 := parseBy(context.Background(), text, automl.ReadOptions{Workers: 1}, l)
		l.block = rapid.IntRange(1, 200).Draw(t, "block")
		four, r4, err4 := parseBy(context.Background(), text, automl.ReadOptions{Workers: 4}, l)
		if (err1 == nil) != (err4 == nil) {
			t.Fatalf("errors %v and %v", err1, err4)
		}
		if err1 != nil {
			return
		}
		if diff := cmp.Diff(r1, r4); diff != "" {
			t.Fatalf("reports differ:\n%s\n%q", diff, text)
		}
		if diff := cmp.Diff(one.Fields(), four.Fields()); diff != "" {
			t.Fatalf("fields differ:\n%s", diff)
		}
		if one.Fingerprint() != four.Fingerprint() {
			t.Fatalf("tables differ for %q", text)
		}
	})
}

// The quick ways to read a number give what strconv gives, bit for bit.
func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?`),
			rapid.StringMatching(`-?[0-9]{1,8}\.[0-9]{0,7}`),
			rapid.StringMatching(`-?[1-9][0-9]{6,16}`),
			rapid.Map(rapid.Float64(), func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }),
		).Draw(t, "number")
		want, err := strconv.ParseFloat(s, 64)
		got, r := plain([]byte(s))
		if err != nil || math.IsInf(want, 0) {
			if r == isNumber {
				t.Fatalf("plain(%q) = %v, want no number: %v", s, got, err)
			}
			return
		}
		if r != isNumber || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("plain(%q) = %v (%d), want %v", s, got, r, want)
		}
		if v, next := glance([]byte(s+rapid.SampledFrom([]string{",", ",1", "," + strings.Repeat("12345678", 5)}).Draw(t, "rest")), 0, ','); next > 0 && math.Float64bits(v) != math.Float64bits(want) {
			t.Fatalf("glance(%q) = %v, want %v", s, v, want)
		}
	})
}

// Everyday numbers take the quick way, so that a broken one cannot hide behind the careful.
func TestGlanceTakesPlainNumbers(t *testing.T) {
	rest := "," + strings.Repeat("7", glanceRoom)
	for _, s := range []string{"", "0", "-0", "7", "-12", "1234567", "12345678", "123456789012345", "0.5", "-791.187", "0.471088", "3.14159265358979", "12345678.12345678"[:16]} {
		if _, next := glance([]byte(s+rest), 0, ','); next != len(s)+1 {
			t.Errorf("glance(%q) went to %d", s, next)
		}
	}
	for _, s := range []string{"x", "-", "+1", " 1", "007", "1 ", "1.", ".5", "1e5", "1.5.2", "1234567890123456", "1-2", "\"1\"", "1\n"} {
		if _, next := glance([]byte(s+rest), 0, ','); next != 0 {
			t.Errorf("glance(%q) took it", s)
		}
	}
	if _, next := glance([]byte("5,"), 0, ','); next != 0 {
		t.Error("glance read beyond the end")
	}
}

// A dictionary gives equal texts equal codes and different ones different codes, in the
// order in which it meets them.
func TestDictionary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDictionary()
		want := map[string]int32{}
		for _, s := range rapid.SliceOf(rapid.StringMatching(`[ab\x00]{0,18}`)).Draw(t, "texts") {
			b := append(make([]byte, 0, rapid.IntRange(len(s), 30).Draw(t, "room")), s...)
			got := d.code(b)
			if _, ok := want[s]; !ok {
				want[s] = int32(len(want))
			}
			if got != want[s] || d.texts[got] != s {
				t.Fatalf("code of %q = %d, want %d", s, got, want[s])
			}
		}
	})
}

// Any bytes become a table or an error that a person can read, within the limits.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "a", "a,b\n1,2\n", "a;b\r\n1,5;x\r\n", "\"a\",\"b\"\n\"x\ny\",\"\"\"\"\n", "\"open\n1,2\n", "\xff\xfea\x00,\x00b\x00\n\x00",
		"\xef\xbb\xbfa\tb\n2024-01-31\t5%\n", "a|b\n1'234|$5\n", "x y\n1 2\n3  4\n", "a,a,\n1,2,3\n4\n", "\x00\x01", "caf\xe9,1\n\r\r\n,\n",
		"sep=;\na;b\n1;2", "d\n13/02/2024 10:00\n01/02/2024 11:30\n", "'a','b'\n'1','2'\n", "n\n1e400\ninf\n-0\n007\n",
	} {
		f.Add([]byte(s), uint8(60), uint8(2))
	}
	f.Fuzz(func(t *testing.T, data []byte, block, workers uint8) {
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(data))), nil }
		l := limits{sample: 1 + int(block)*3, block: 1 + int(block), row: 4096}
		o := automl.ReadOptions{Workers: 1 + int(workers%4)}
		tab, report, err := read(t.Context(), &input{open: open, size: int64(len(data))}, "", o, l)
		if err != nil {
			if k := automl.KindOf(err); k != automl.BadData {
				t.Fatalf("error of kind %s: %v", k, err)
			}
			return
		}
		if tab.Rows() != report.Rows {
			t.Fatalf("%d rows, reported %d", tab.Rows(), report.Rows)
		}
		if len(report.BadRows) != min(report.BadCount, badLimit) {
			t.Fatalf("%d bad rows kept of %d", len(report.BadRows), report.BadCount)
		}
		for i := range tab.Width() {
			for r := range tab.Rows() {
				_ = tab.Column(i).Text(r)
			}
		}
	})
}
