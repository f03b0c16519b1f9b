package predict

import (
	"context"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/source"
	"winnow/automl/table"
)

// previewRows is how much of a file is looked at to decide how its columns are spelt.
const previewRows = 2000

// reader reads a file, or a part of it, as often as asked.
type reader struct {
	// made is true of rows that this program made: they are spelt as in training, whatever
	// mapping is kept with the model.
	made    bool
	preview func(ctx context.Context, rows int, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error)
	open    func(ctx context.Context, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error)
}

func fileReader(path string) reader {
	return reader{
		preview: func(ctx context.Context, rows int, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
			return source.Preview(ctx, path, rows, o)
		},
		open: func(ctx context.Context, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
			return source.Open(ctx, path, o)
		},
	}
}

// input is a file read as the model's schema says.
type input struct {
	table   *table.Table
	report  *automl.ReadReport
	frame   *graph.Frame
	matches []automl.Match
	extra   []string
	notes   []string

	look    *table.Table // the beginning, read freely
	located *located     // in look
	// unreadable are the columns of the schema in whose beginning nothing could be read.
	unreadable []int
}

// read reads a whole file as plan says.
func read(ctx context.Context, s *automl.Schema, r reader, p pairing, o automl.ReadOptions) (*input, error) {
	if r.made {
		p.saved = nil
	}
	in, o, err := plan(ctx, s, r, p, o)
	if err != nil {
		return in, err
	}
	if in.table, in.report, err = r.open(ctx, o); err != nil {
		return nil, err
	}
	l, err := locate(s, in.table.Names(), p)
	if in.matches = l.matches; err != nil {
		return in, err
	}
	in.frame, in.matches, in.extra = l.frame(s, in.table)
	for i := range in.matches {
		in.matches[i].Unreadable += in.report.Unreadable[in.matches[i].Found]
	}
	in.remark(s, in.table.Rows())
	return in, nil
}

// plan looks at the beginning of a file and decides how it is read: with the kinds and
// spellings of the schema. A column of numbers or dates that is spelt in another way in
// this file, so that most of it would be lost or lie outside the range of training, is read
// in its own spelling, and a note says so. The matches come also with an error about the
// file's columns; of other errors there is no input.
func plan(ctx context.Context, s *automl.Schema, r reader, p pairing, o automl.ReadOptions) (*input, automl.ReadOptions, error) {
	look, _, err := r.preview(ctx, previewRows, o)
	if err != nil {
		return nil, o, err
	}
	l, err := locate(s, look.Names(), p)
	in := &input{matches: l.matches, located: l, look: look}
	if l.matches == nil {
		return in, o, err
	}
	blind := err
	o.Fields = forced(s, look.Names(), l.places)
	if in.notes, err = in.spellings(ctx, s, r, o); err != nil {
		return nil, o, err
	}
	if blind == nil {
		blind = in.unusable(s)
	}
	return in, o, blind
}

// remark says of each column what was odd about it in so many rows.
func (in *input) remark(s *automl.Schema, rows int) {
	for i := range in.matches {
		m := &in.matches[i]
		if say := remark(&s.Columns[i], m, rows); say != "" && m.Found != "" {
			in.notes = append(in.notes, say)
			if m.Note == "" {
				m.Note = say
			}
		}
		if m.State == automl.MatchFilled || m.State == automl.MatchRenamed && m.Note != "" {
			in.notes = append(in.notes, m.Note)
		}
	}
	in.notes = distinct(in.notes)
}

// add counts in what another batch of the same file's rows holds.
func (in *input) add(matches []automl.Match, unreadable map[string]int) {
	for i := range in.matches {
		m, o := &in.matches[i], &matches[i]
		m.Unreadable += o.Unreadable + unreadable[o.Found]
		m.Missing += o.Missing
		m.UnseenRows += o.UnseenRows
		m.OutOfRange += o.OutOfRange
		for _, v := range o.Unseen {
			if len(m.Unseen) < unseenShown && !slices.Contains(m.Unseen, v) {
				m.Unseen = append(m.Unseen, v)
			}
		}
	}
}

// forced are the fields that the file's columns must have. Yes/no is read as a category, so
// that a third value is seen as what it is; the target's classes are read as they are spelt.
func forced(s *automl.Schema, names []string, places []int) map[string]table.Field {
	fields := map[string]table.Field{}
	if s.Task.IsClassification() && slices.Contains(names, s.Target) {
		fields[s.Target] = table.Field{Name: s.Target, Kind: table.Category}
	}
	for i, p := range places {
		if p < 0 {
			continue
		}
		c := &s.Columns[i]
		f := table.Field{Name: names[p], Kind: c.Kind, Format: c.Format}
		if f.Kind == table.YesNo {
			f.Kind = table.Category
		}
		fields[names[p]] = f
	}
	return fields
}

// spellings looks at the beginning of the file read as the schema says, and changes the
// fields of o where look, which was read freely, makes more sense. It is an error of kind
// BadData when nothing in a column can be read without which the model would be blind.
func (in *input) spellings(ctx context.Context, s *automl.Schema, r reader, o automl.ReadOptions) ([]string, error) {
	differs := false
	for i, p := range in.located.places {
		differs = differs || p >= 0 && (otherSpelling(&s.Columns[i], in.look.Field(p)) || otherKind(&s.Columns[i], in.look.Field(p)))
	}
	if !differs {
		return nil, nil
	}
	strict, report, err := r.preview(ctx, previewRows, o)
	if err != nil {
		return nil, err
	}
	var notes []string
	for i, p := range in.located.places {
		if p < 0 {
			continue
		}
		c, own, by := &s.Columns[i], in.look.Field(p), in.located.convert[i]
		q := strict.Index(own.Name)
		if q < 0 {
			continue
		}
		present := in.look.Rows() - in.look.Column(p).MissingCount()
		if otherKind(c, own) && present > 0 && report.Unreadable[own.Name] >= present {
			in.unreadable = append(in.unreadable, i)
		}
		if !otherSpelling(c, own) {
			continue
		}
		odd := trouble(c, strict.Column(q), by, report.Unreadable[own.Name])
		if 2*odd > present && trouble(c, in.look.Column(p), by, 0) < odd {
			f := o.Fields[own.Name]
			f.Format = own.Format
			o.Fields[own.Name] = f
			in.matches[i].Status = append(in.matches[i].Status, automl.StatusSpelling)
			notes = append(notes, fmt.Sprintf("Column %q is spelt otherwise than in training (%s) and was read in its own spelling.", own.Name, difference(c.Format, own.Format)))
			in.matches[i].Note = notes[len(notes)-1]
		}
	}
	return notes, nil
}

// unusable is an error when nothing could be read in a column without which the model would
// be blind.
func (in *input) unusable(s *automl.Schema) error {
	for _, i := range in.unreadable {
		c, m := &s.Columns[i], &in.matches[i]
		if !blind(s, i) {
			continue
		}
		m.Status = []automl.MatchStatus{automl.StatusWrongKind}
		m.Note = fmt.Sprintf("No value in column %q could be read as %s.", m.Found, kindWords(c.Kind))
		e := automl.Errorf("predict", automl.BadData, "%s The model cannot predict without %q.", m.Note, c.Name)
		return e.WithHint("Take another column for it, or repair the values in the file.")
	}
	return nil
}

// otherKind reports whether a column that was read freely turned out not to hold the numbers
// or moments that the schema wants.
func otherKind(c *automl.SchemaColumn, own table.Field) bool {
	return (c.Kind == table.Number || c.Kind == table.Time) && own.Kind != c.Kind
}

// otherSpelling reports whether a column that was read freely has the schema's kind but
// another spelling.
func otherSpelling(c *automl.SchemaColumn, own table.Field) bool {
	return (c.Kind == table.Number || c.Kind == table.Time) && own.Kind == c.Kind && plainer(own.Format) != plainer(c.Format)
}

func plainer(f table.Format) table.Format {
	if f.Decimal == "" {
		f.Decimal = "."
	}
	return f
}

// trouble counts the values that were lost or lie outside the range of training.
func trouble(c *automl.SchemaColumn, col table.Column, by automl.Conversion, lost int) int {
	var m automl.Match
	convert(c, col, by, &m)
	return lost + m.Unreadable + m.OutOfRange
}

func difference(was, is table.Format) string {
	was, is = plainer(was), plainer(is)
	switch {
	case was.Decimal != is.Decimal:
		return fmt.Sprintf("decimal mark %q, not %q", is.Decimal, was.Decimal)
	case was.Layout != is.Layout:
		return fmt.Sprintf("dates like %s, not %s", is.Layout, was.Layout)
	case was.Prefix+was.Suffix != is.Prefix+is.Suffix:
		return fmt.Sprintf("sign %q, not %q", is.Prefix+is.Suffix, was.Prefix+was.Suffix)
	}
	return fmt.Sprintf("mark between thousands %q, not %q", is.Thousands, was.Thousands)
}

func distinct(notes []string) []string {
	var out []string
	for _, n := range notes {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
