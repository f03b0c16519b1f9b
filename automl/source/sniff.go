package source

import (
	"bytes"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

// sampledRows is how many rows of the sample decide the dialect and the plans of columns. All
// rows decide the kinds.
const sampledRows = 500

// widest is how many columns a table can have.
const widest = 100_000

// findDialect tells how the sample, the beginning of a file in UTF-8, is cut into rows and
// cells, and gives its rows, cut so. whole says that the sample is all of the file.
func findDialect(sample []byte, whole bool, o automl.ReadOptions, miss *missing) (d dialect, all [][]string, err error) {
	if d, err = fixedDialect(o); err != nil {
		return d, nil, err
	}
	announced := false
	if line, _, _ := bytes.Cut(sample, []byte{'\n'}); o.Delimiter == "" && len(bytes.TrimSpace(line)) == 5 && bytes.HasPrefix(line, []byte("sep=")) {
		d.delim, announced = line[4], true // as Excel writes and reads it
	}
	if o.Quote == "" {
		d.quote = findQuote(sample)
	}
	d.escape = d.quote != 0 && escapes(sample, d.quote)
	if o.Delimiter == "" && !announced {
		all = findDelimiter(&d, sample, whole, miss)
	} else {
		all = sampleRows(sample, d, whole)
	}
	width := usualWidth(all)
	if width > widest {
		return d, nil, automl.Errorf("read", automl.BadData, "The rows have more than %s cells.", amount(widest)).
			WithHint("Check the delimiter %q.", d.delim)
	}
	d.skip = preamble(all, width)
	if announced && len(all) > 1 {
		d.skip = max(d.skip, 1)
	}
	rows := all[d.skip:]
	switch o.Header {
	case "yes":
		d.header = true
	case "no":
	default:
		d.header = named(rows, o.Fields) || hasHeader(rows, width, miss)
	}
	d.extra = d.header && len(rows) > 1 && len(rows[0]) == width-1 && lastEmpty(rows[1:], width)
	return d, all, nil
}

// fixedDialect takes what the options fix and checks it.
func fixedDialect(o automl.ReadOptions) (dialect, error) {
	d := dialect{delim: ','}
	if o.Delimiter != "" {
		if len(o.Delimiter) != 1 || strings.ContainsAny(o.Delimiter, "\r\n\x00") {
			return d, usage("The delimiter must be one plain character, not %q.", o.Delimiter)
		}
		d.delim = o.Delimiter[0]
		d.spaces = d.delim == ' '
	}
	if o.Quote != "" && o.Quote != "none" {
		if len(o.Quote) != 1 || o.Quote == o.Delimiter {
			return d, usage("The quote must be one plain character or none, not %q.", o.Quote)
		}
		d.quote = o.Quote[0]
	}
	if o.Header != "" && o.Header != "yes" && o.Header != "no" {
		return d, usage("The header can be yes or no, not %q.", o.Header)
	}
	if o.Decimal != "" && o.Decimal != "." && o.Decimal != "," {
		return d, usage("The decimal mark can be a point or a comma, not %q.", o.Decimal)
	}
	return d, nil
}

func usage(format string, args ...any) error {
	return automl.Errorf("read", automl.BadUsage, format, args...)
}

// findQuote chooses single quotes only where cells both begin and end with them, none
// begins with a double quote, and one of them holds what would otherwise end a cell. Single
// quotes that nothing needs are part of the values, as they are for other programs.
func findQuote(sample []byte) byte {
	single, double, broken, needed := 0, 0, 0, false
	for i, c := range sample {
		if c != '\'' && c != '"' || i > 0 && strings.IndexByte(",;\t|\n\r", sample[i-1]) < 0 {
			continue
		}
		if c == '"' {
			double++
			continue
		}
		rest := sample[i+1:]
		j := bytes.IndexByte(rest, '\'')
		if j >= 0 && (j+1 == len(rest) || strings.IndexByte(",;\t|\n\r", rest[j+1]) >= 0) {
			single++
			needed = needed || bytes.ContainsAny(rest[:j], ",;\t|\r\n")
		} else if j >= 0 {
			broken++
		}
	}
	if needed && double == 0 && single > 10*broken {
		return '\''
	}
	return '"'
}

// escapes reports whether quotes inside quoted cells bear a backslash: some do, with text
// after them, and none is doubled.
func escapes(sample []byte, quote byte) bool {
	const ends = ",;\t|\r\n "
	found := false
	for i := 1; i+1 < len(sample); i++ {
		if sample[i] != quote {
			continue
		}
		before, after := sample[i-1], sample[i+1]
		if before == '\\' {
			found = found || strings.IndexByte(ends, after) < 0
		} else if after == quote && strings.IndexByte(ends, before) < 0 && before != quote {
			return false
		}
	}
	return found
}

// findDelimiter tries each delimiter and takes the one that cuts the rows most evenly into
// cells that look finished. It gives the rows that it cuts.
func findDelimiter(d *dialect, sample []byte, whole bool, miss *missing) [][]string {
	best, cut, marks := 0.0, [][]string(nil), false
	try := *d
	for _, c := range []byte{',', ';', '\t', '|'} {
		if bytes.IndexByte(sample, c) < 0 {
			continue
		}
		marks = true
		try.delim = c
		rows := sampleRows(sample, try, whole)
		if s := evenness(rows); s > best {
			best, d.delim, cut = s, c, rows
		}
	}
	if best >= 0.35 {
		return cut
	}
	try.delim, try.spaces = ' ', true
	if rows := sampleRows(sample, try, whole); evenness(rows) > max(best, 0.8) && typedShare(rows, miss) > 0.3 {
		d.delim, d.spaces = ' ', true
		return rows
	}
	if marks {
		d.delim = 0 // commas and the like are only part of the text of one column
	}
	return sampleRows(sample, *d, whole)
}

// evenness scores a cut from 0, one column or none, to 1: the share of rows with the usual
// number of cells, times how many cells are free of other delimiters.
func evenness(rows [][]string) float64 {
	width := usualWidth(rows)
	if width < 2 {
		return 0
	}
	even, cells, clean := 0, 0, 0
	for _, r := range rows {
		if len(r) != width {
			continue
		}
		even++
		for _, c := range r {
			cells++
			if !strings.ContainsAny(c, ",;\t|") {
				clean++
			} else if _, r := numerals[2].read([]byte(c)); r == isNumber {
				clean++
			}
		}
	}
	share := float64(even) / float64(len(rows))
	return share * share * (0.3 + 0.7*float64(clean)/float64(cells))
}

// typedShare is the share of cells that read as numbers or are missing.
func typedShare(rows [][]string, miss *missing) float64 {
	cells, typed := 0, 0
	for _, r := range rows {
		for _, c := range r {
			cells++
			if isTyped(c, miss) {
				typed++
			}
		}
	}
	return float64(typed) / float64(max(cells, 1))
}

// isTyped reports whether a cell is a number, a date or a missing word: nothing that a
// column would be called.
func isTyped(c string, miss *missing) bool {
	if c == "" {
		return false
	}
	if miss.is([]byte(c)) {
		return true
	}
	core, _, _, _ := unsign([]byte(c))
	for _, m := range numerals {
		if _, r := m.read(core); r == isNumber {
			return true
		}
	}
	return len(layouts(c)) > 0
}

// sampleRows cuts the beginning of a file into rows. The last row of a sample that is not the
// whole file may be cut off and is left out.
func sampleRows(sample []byte, d dialect, whole bool) [][]string {
	s := newScanner(d)
	s.reset(sample)
	var rows [][]string
	var text []byte
	var ends []int
	for len(rows) < sampledRows && s.next() {
		text, ends = text[:0], ends[:0]
		for more := true; more; {
			more = s.field()
			if len(ends) <= widest {
				text = append(text, s.cell...)
				ends = append(ends, len(text))
			}
		}
		if !whole && s.pos >= len(sample) && len(rows) > 0 {
			break
		}
		if len(ends) > 1 || len(text) > 0 {
			rows = append(rows, cells(string(text), ends))
		}
	}
	return rows
}

// cells cuts a text at so many places.
func cells(text string, ends []int) []string {
	row, from := make([]string, len(ends)), 0
	for i, to := range ends {
		row[i], from = text[from:to], to
	}
	return row
}

// usualWidth is the commonest number of cells in a row, the larger of equals.
func usualWidth(rows [][]string) int {
	seen := map[int]int{}
	best := 0
	for _, r := range rows {
		seen[len(r)]++
	}
	for w, n := range seen {
		if n > seen[best] || n == seen[best] && w > best {
			best = w
		}
	}
	return best
}

// preamble counts the rows before the table proper: titles of one cell above a table of
// several columns.
func preamble(rows [][]string, width int) int {
	n := 0
	for n < len(rows) && n < 20 && width > 1 && (len(rows[n]) == 1 || len(rows[n]) < width-1 && onlyFirst(rows[n])) {
		n++
	}
	if n == len(rows) || n == 20 {
		return 0
	}
	return n
}

// onlyFirst reports whether all cells but the first are empty.
func onlyFirst(row []string) bool {
	for _, c := range row[1:] {
		if c != "" {
			return false
		}
	}
	return true
}

func lastEmpty(rows [][]string, width int) bool {
	for _, r := range rows {
		if len(r) == width && r[width-1] != "" {
			return false
		}
	}
	return true
}

// named reports whether a cell of the first row is the name of a column that the options
// fix.
func named(rows [][]string, fields map[string]table.Field) bool {
	return len(rows) > 0 && slices.ContainsFunc(rows[0], func(c string) bool {
		_, ok := fields[c]
		return ok && c != ""
	})
}

// hasHeader decides whether the first row names the columns. A number, a date or a missing
// word there speaks against it; a word above numbers, or one that never recurs below while
// the values there do, speaks for it. When nothing speaks, a first row of distinct words is
// taken as names.
func hasHeader(rows [][]string, width int, miss *missing) bool {
	if len(rows) == 0 {
		return false
	}
	first, body := rows[0], rows[1:]
	pro, con, years, words := 0, 0, 0, 0
	seen := map[string]bool{}
	for i, c := range first {
		if c == "" {
			continue
		}
		if seen[c] && len(body) > 0 {
			con++
		}
		seen[c] = true
		typed := isTyped(c, miss)
		if typed && isYear(c) {
			years++
		}
		if !typed {
			words++
		}
		cells := columnCells(body, i, width)
		switch {
		case typed:
			con += 2
		case len(cells) == 0:
			pro++
		default:
			pro, con = weigh(c, cells, miss, pro, con)
		}
	}
	if years > 1 && con == 2*years && words > 0 {
		return true // a table with a column for each year
	}
	return len(seen) > 0 && pro >= con && (con == 0 || pro > con)
}

// weigh adds what the values below a word say about its being a name.
func weigh(name string, cells []string, miss *missing, pro, con int) (int, int) {
	typed, recurs := 0, false
	kinds := map[string]bool{}
	for _, c := range cells {
		if isTyped(c, miss) {
			typed++
		}
		recurs = recurs || c == name
		kinds[c] = true
	}
	switch {
	case typed*10 >= len(cells)*9:
		pro += 2
	case recurs:
		con += 2
	case len(kinds)*2 <= len(cells):
		pro++
	}
	return pro, con
}

func columnCells(rows [][]string, i, width int) []string {
	var out []string
	for _, r := range rows {
		if len(r) == width && i < len(r) && r[i] != "" && len(out) < 200 {
			out = append(out, r[i])
		}
	}
	return out
}

func isYear(c string) bool {
	return len(c) == 4 && allDigits([]byte(c)) && (c[:2] == "19" || c[:2] == "20")
}
