package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"winnow/automl"
	"winnow/automl/table"
)

// read does the whole of it: look at the beginning, read everything by what was found, and
// start over if the rest of the file says otherwise.
func read(ctx context.Context, in *input, path string, o automl.ReadOptions, l limits) (*table.Table, *automl.ReadReport, error) {
	j := &job{in: in, options: o, miss: newMissing(o.Missing), limits: l}
	sample, whole, err := j.look()
	if err != nil {
		return nil, nil, err
	}
	for {
		t, report, err := j.read(ctx, sample, whole)
		var odd *notUTF8
		if errors.As(err, &odd) {
			if sample, whole, err = j.again(odd); err == nil {
				continue
			}
		}
		if err != nil {
			return nil, nil, wrap(ctx, path, err)
		}
		report.Path, report.Size = path, in.size
		return t, report, nil
	}
}

// wrap turns what is not yet a sentence into one.
func wrap(ctx context.Context, path string, err error) error {
	var e *automl.Error
	if errors.As(err, &e) {
		return e
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fileError(path, err)
}

// look reads the sample and finds the encoding.
func (j *job) look() (sample []byte, whole bool, err error) {
	for size := j.limits.sample; ; size *= 4 {
		raw, whole, err := j.head(size)
		if err != nil {
			return nil, false, err
		}
		j.encoding = strings.ToLower(j.options.Encoding)
		if j.encoding == "" {
			if j.encoding, err = findEncoding(raw, whole); err != nil {
				return nil, false, err
			}
		}
		sample, err := j.decode(raw)
		if err != nil || whole || j.in.partial || lineEnds(sample) > 2 {
			return sample, whole, err
		}
		if size > j.limits.row {
			return nil, false, automl.Errorf("read", automl.BadData, "The first rows of the file are too long.").
				WithHint("This does not look like a table with one row a line.")
		}
	}
}

// head reads the first size bytes; whole says that there are no more.
func (j *job) head(size int) (b []byte, whole bool, err error) {
	f, err := j.in.open()
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	b, err = io.ReadAll(io.LimitReader(f, int64(size)+1))
	if err != nil {
		return nil, false, err
	}
	if len(b) > size {
		return b[:size], false, nil
	}
	return b, !j.in.partial, nil
}

// decode turns the beginning of the file into UTF-8.
func (j *job) decode(raw []byte) ([]byte, error) {
	if j.encoding == utf8Name {
		return bytes.TrimPrefix(raw, boms[0].mark), nil
	}
	r, err := decoder(bytes.NewReader(raw), j.encoding)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// again settles the encoding after bytes deep in the file turned out not to be UTF-8.
func (j *job) again(e *notUTF8) ([]byte, bool, error) {
	if j.options.Encoding != "" || e.guess == utf8Name {
		j.lenient = true
	} else {
		j.encoding = e.guess
	}
	raw, whole, err := j.head(max(j.limits.sample, j.sampled))
	if err != nil {
		return nil, false, err
	}
	sample, err := j.decode(raw)
	return sample, whole, err
}

// read reads the file in the encoding settled so far.
func (j *job) read(ctx context.Context, sample []byte, whole bool) (*table.Table, *automl.ReadReport, error) {
	a, notices, err := j.plan(ctx, sample, whole, false)
	if err != nil {
		return nil, nil, err
	}
	if a.loaded, err = j.load(ctx, a.plans); err != nil {
		return nil, nil, err
	}
	report := j.report(a.loaded, 0)
	report.Notices = append(report.Notices, notices...)
	cols, err := j.columns(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	t, err := j.table(cols, report)
	return t, report, err
}

// plan decides by the sample how the file is cut and how the cells of each column are
// gathered; with fixed, columns that the options say nothing of are texts.
func (j *job) plan(ctx context.Context, sample []byte, whole, fixed bool) (a *assembler, notices []string, err error) {
	j.sampled = len(sample)
	if j.lenient {
		sample = bytes.ToValidUTF8(sample, []byte("\ufffd"))
	}
	var rows [][]string
	if j.dialect, rows, err = findDialect(sample, whole, j.options, j.miss); err != nil {
		return nil, nil, err
	}
	if len(rows) <= j.dialect.skip {
		if len(bytes.TrimSpace(sample)) == 0 {
			return nil, nil, automl.Errorf("read", automl.BadData, "The file is empty.")
		}
		return nil, nil, automl.Errorf("read", automl.BadData, "The file has no row that can be read.")
	}
	names, notices := columnNames(rows[j.dialect.skip:], &j.dialect)
	body := rows[j.dialect.skip:]
	if j.dialect.header {
		body = body[1:]
	}
	if fixed {
		j.options.Fields = texts(names, j.options.Fields)
	}
	a = &assembler{names: names, fixed: j.options.Fields, miss: j.miss, worker: j.workers()}
	columns, err := j.glimpses(ctx, body, len(names))
	if err != nil {
		return nil, nil, err
	}
	a.lean = j.leaning(columns)
	a.plans = j.plans(ctx, columns, names, a.lean)
	return a, notices, nil
}

// columns builds all columns, reading the file a second time for those whose cells turned
// out not to be what the beginning of the file promised.
func (j *job) columns(ctx context.Context, a *assembler) ([]column, error) {
	out := make([]column, len(a.names))
	places := make([]int, len(a.names))
	for i := range places {
		places[i] = i
	}
	if err := a.columns(ctx, places, out); err != nil {
		return nil, err
	}
	var redo []int
	plans := make([]plan, len(a.plans))
	for i := range out {
		if out[i].redo {
			redo = append(redo, i)
			plans[i] = plan{mode: wordCells}
		}
	}
	if len(redo) == 0 {
		return out, nil
	}
	once := *j
	once.options.Progress = nil
	second := *a
	second.plans = plans
	var err error
	if second.loaded, err = once.load(ctx, plans); err != nil {
		return nil, err
	}
	return out, second.columns(ctx, redo, out)
}

// report says how the file was cut and which rows were left aside; so many lines were read
// before.
func (j *job) report(l *loaded, lines int64) *automl.ReadReport {
	r := &automl.ReadReport{
		Encoding: j.encoding, Delimiter: "", Quote: "none", Header: j.dialect.header, Rows: l.rows, Decimal: ".",
	}
	if j.dialect.delim != 0 {
		r.Delimiter = string(rune(j.dialect.delim))
	}
	if j.dialect.quote != 0 {
		r.Quote = string(rune(j.dialect.quote))
	}
	for _, p := range l.parts {
		r.BadCount += p.badCount
		for _, b := range p.bad {
			if len(r.BadRows) < badLimit {
				b.Line += lines
				r.BadRows = append(r.BadRows, b.BadRow)
			}
		}
		lines += int64(p.lines)
	}
	if j.dialect.skip > 0 {
		r.Notices = append(r.Notices, fmt.Sprintf("The first %s, above the table proper, %s left out.", plural(j.dialect.skip, "row"), wasWere(j.dialect.skip)))
	}
	if j.lenient {
		r.Notices = append(r.Notices, "Some bytes are damaged; they show as \ufffd.")
	}
	return r
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// table puts the columns together and completes the report.
func (j *job) table(cols []column, r *automl.ReadReport) (*table.Table, error) {
	fields := make([]table.Field, len(cols))
	data := make([]table.Column, len(cols))
	for i, c := range cols {
		fields[i], data[i] = c.field, c.data
		for _, n := range c.notices {
			r.Notices = append(r.Notices, fmt.Sprintf("Column %q %s.", c.field.Name, n))
		}
		if c.unreadable > 0 {
			if r.Unreadable == nil {
				r.Unreadable = map[string]int{}
			}
			r.Unreadable[c.field.Name] = c.unreadable
		}
		if c.comma || j.options.Decimal == "," {
			r.Decimal = ","
		}
	}
	t, err := table.New(fields, data)
	if err != nil {
		return nil, &automl.Error{Op: "read", Kind: automl.Internal, Msg: "The table could not be put together.", Err: err}
	}
	return t, nil
}

// columnNames are the names in the header, made distinct, or c0, c1, ... where there are
// none. It settles the number of columns: that of most rows.
func columnNames(rows [][]string, d *dialect) (names, notices []string) {
	width := usualWidth(rows)
	if d.header && (len(rows) == 1 || d.extra) {
		width = len(rows[0])
	}
	names = make([]string, width)
	if d.header {
		head := rows[0]
		if len(head) == width-1 { // as R writes row names
			head = append([]string{""}, head...)
		}
		copy(names, head)
		if len(head) > width {
			notices = append(notices, fmt.Sprintf("The header names %d columns, but most rows have %d.", len(head), width))
		}
	}
	taken := make(map[string]bool, width)
	for _, n := range names {
		taken[n] = true
	}
	used := make(map[string]bool, width)
	for i, n := range names {
		if n == "" {
			n = fmt.Sprintf("c%d", i)
		}
		name := n
		for k := 1; used[name] || name != names[i] && taken[name]; k++ {
			name = fmt.Sprintf("%s.%d", n, k)
		}
		if names[i] != "" && name != names[i] {
			notices = append(notices, fmt.Sprintf("A second column called %q was renamed %q.", n, name))
		}
		used[name] = true
		names[i] = strings.ToValidUTF8(name, string(utf8.RuneError))
	}
	return names, notices
}
