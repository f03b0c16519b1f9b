package figure

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// maxTableRows is how many rows AsTable writes; a longer series is named as cut.
const maxTableRows = 10_000

// AsTable is the figure's content as text: its own table when it has one, else one row for
// each value of each series.
func (f *Figure) AsTable() Table {
	if len(f.Table.Head) > 0 || f.Empty != "" {
		return f.Table
	}
	t := Table{Head: []string{"Series", or(f.X.Title, "x"), or(f.Y.Title, "y")}}
	var z, low, label bool
	for i := range f.Series {
		s := &f.Series[i]
		z, low, label = z || len(s.Z) > 0, low || len(s.Low) > 0, label || len(s.Labels) > 0
	}
	if z {
		t.Head = append(t.Head, "value")
	}
	if low {
		t.Head = append(t.Head, "from", "to")
	}
	if label {
		t.Head = append(t.Head, "label")
	}
	for i := range f.Series {
		s := &f.Series[i]
		for j := range max(len(s.X), len(s.Y)) {
			if len(t.Rows) == maxTableRows {
				return t
			}
			row := []string{s.Name, f.X.text(s.X, j), f.Y.text(s.Y, j)}
			if z {
				row = append(row, plain(s.Z, j))
			}
			if low {
				row = append(row, plain(s.Low, j), plain(s.High, j))
			}
			if label {
				l := ""
				if j < len(s.Labels) {
					l = s.Labels[j]
				}
				row = append(row, l)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// TSV is the table with tabs between cells and one line for each row, as spreadsheets
// paste it.
func (t Table) TSV() string { return t.join("\t", tabs) }

// CSV is the table as comma-separated values with quotes where needed (RFC 4180).
func (t Table) CSV() string { return t.join(",", quoted) }

func (t Table) join(sep string, cell func(string) string) string {
	var b strings.Builder
	line := func(row []string) {
		for i, c := range row {
			if i > 0 {
				b.WriteString(sep)
			}
			b.WriteString(cell(c))
		}
		b.WriteString("\n")
	}
	line(t.Head)
	for _, r := range t.Rows {
		line(r)
	}
	return b.String()
}

func tabs(s string) string {
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(percentage(s))
}

// percentage writes a share as spreadsheets read it: "12 %" is 12%.
func percentage(s string) string {
	amount, ok := strings.CutSuffix(s, " %")
	if _, err := strconv.ParseFloat(amount, 64); !ok || err != nil {
		return s
	}
	return amount + "%"
}

func quoted(s string) string {
	s = percentage(s)
	if !strings.ContainsAny(s, ",\"\n\r") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// text spells value i for a reader.
func (a *Axis) text(values []float64, i int) string {
	if i >= len(values) || math.IsNaN(values[i]) {
		return ""
	}
	v := values[i]
	if k := int(v); len(a.Categories) > 0 {
		if k >= 0 && k < len(a.Categories) {
			return a.Categories[k]
		}
		return ""
	}
	if a.Time {
		return time.Unix(int64(v), 0).UTC().Format(time.DateTime)
	}
	return plain(values, i)
}

// plain is value i with up to six significant digits; empty when there is none.
func plain(values []float64, i int) string {
	if i >= len(values) || math.IsNaN(values[i]) {
		return ""
	}
	return strconv.FormatFloat(values[i], 'g', 6, 64)
}
