package predict

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// unseenShown is how many levels that training never saw a match names.
const unseenShown = 20

// absent is a column without a value in any row.
func absent(c *automl.SchemaColumn, rows int) graph.FrameColumn {
	switch c.Kind {
	case table.Category, table.YesNo:
		codes := make([]int32, rows)
		for i := range codes {
			codes[i] = -1
		}
		return graph.FrameColumn{Codes: codes}
	case table.Text:
		return graph.FrameColumn{Strs: make([]string, rows)}
	}
	nums := make([]float64, rows)
	for i := range nums {
		nums[i] = math.NaN()
	}
	return graph.FrameColumn{Nums: nums}
}

// convert brings a column of a table into the form and unit that the schema gives it, and
// counts in m what is odd about it.
func convert(c *automl.SchemaColumn, col table.Column, by automl.Conversion, m *automl.Match) graph.FrameColumn {
	switch c.Kind {
	case table.Category, table.YesNo:
		return graph.FrameColumn{Codes: codes(c, col, m)}
	case table.Text:
		m.Missing = col.MissingCount()
		if t, ok := col.(*table.Texts); ok {
			return graph.FrameColumn{Strs: t.Values()}
		}
		out := make([]string, col.Len())
		for i := range out {
			out[i] = col.Text(i)
		}
		return graph.FrameColumn{Strs: out}
	}
	nums := numbers(c, col, m)
	if !by.Plain() {
		nums = slices.Clone(nums) // Why: they may be the table's own
		for i, v := range nums {
			nums[i] = by.Of(v)
		}
	}
	for _, v := range nums {
		if math.IsNaN(v) {
			m.Missing++
		} else if c.Min < c.Max && (v < c.Min || v > c.Max) {
			m.OutOfRange++
		}
	}
	return graph.FrameColumn{Nums: nums}
}

// numbers reads a column of quantities or moments.
func numbers(c *automl.SchemaColumn, col table.Column, m *automl.Match) []float64 {
	switch col := col.(type) {
	case *table.Times:
		if c.Kind == table.Time {
			return col.Values()
		}
	case *table.Numbers:
		if c.Kind == table.Number || c.Format.Layout == "unix" {
			return col.Values()
		}
	}
	out := make([]float64, col.Len())
	for i := range out {
		out[i] = math.NaN()
		if col.IsMissing(i) {
			continue
		}
		v, ok := number(c, col.Text(i))
		if !ok {
			m.Unreadable++
			continue
		}
		out[i] = v
	}
	return out
}

func number(c *automl.SchemaColumn, text string) (float64, bool) {
	if c.Kind == table.Number {
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
	}
	for _, layout := range []string{c.Format.Layout, time.DateTime, time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil && layout != "" {
			return float64(t.Unix()) + float64(t.Nanosecond())/1e9, true
		}
	}
	return 0, false
}

// codes reads a column of levels. A level is found by its text; failing that by its value
// when it is a number ("1.0" for "1"), and for yes and no without regard to case.
func codes(c *automl.SchemaColumn, col table.Column, m *automl.Match) []int32 {
	find := finder(c.Levels, c.Kind == table.YesNo)
	m.Missing = col.MissingCount()
	unknown := int32(len(c.Levels))
	counts := map[string]int{}
	var order []string
	code := func(text string, rows int) int32 {
		if k, ok := find(text); ok {
			return k
		}
		if rows > 0 {
			if counts[text] == 0 {
				order = append(order, text)
			}
			counts[text] += rows
			m.UnseenRows += rows
		}
		return unknown
	}
	out := make([]int32, col.Len())
	if cat, ok := col.(*table.Categories); ok {
		rows := make([]int, len(cat.Levels()))
		for _, k := range cat.Codes() {
			if k >= 0 {
				rows[k]++
			}
		}
		to := make([]int32, len(rows))
		for k, l := range cat.Levels() {
			to[k] = code(l, rows[k])
		}
		for i, k := range cat.Codes() {
			out[i] = -1
			if k >= 0 {
				out[i] = to[k]
			}
		}
	} else {
		for i := range out {
			out[i] = -1
			if !col.IsMissing(i) {
				out[i] = code(col.Text(i), 1)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return counts[b] - counts[a] })
	m.Unseen = order[:min(len(order), unseenShown)]
	return out
}

// finder looks levels up by their spelling.
func finder(levels []string, anyCase bool) func(string) (int32, bool) {
	exact := make(map[string]int32, len(levels))
	byValue := map[float64]int32{}
	for i, l := range levels {
		exact[l] = int32(i)
		if v, err := strconv.ParseFloat(l, 64); err == nil {
			k := int32(i)
			if _, ok := byValue[v]; ok {
				k = -1 // two levels of one value: their text tells them apart
			}
			byValue[v] = k
		}
	}
	return func(text string) (int32, bool) {
		if k, ok := exact[text]; ok {
			return k, true
		}
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			if k, ok := byValue[v]; ok && k >= 0 {
				return k, true
			}
		}
		if anyCase {
			for i, l := range levels {
				if strings.EqualFold(l, text) {
					return int32(i), true
				}
			}
		}
		return 0, false
	}
}

// remark says in a sentence what is odd about a column that was found.
func remark(c *automl.SchemaColumn, m *automl.Match, rows int) string {
	present := rows - m.Missing + m.Unreadable
	switch {
	case m.Unreadable > 0:
		return fmt.Sprintf("%s of %s values in column %q could not be read as %s and were taken as missing.", count(m.Unreadable), count(present), m.Found, kindWords(c.Kind))
	case m.UnseenRows > 0 && len(respelt(c.Levels, m.Unseen)) == len(m.Unseen):
		return fmt.Sprintf("%s in column %q %s a value that training knows in other letters or without space around it: %s.", rowsOf(m.UnseenRows), m.Found, verb(m.UnseenRows, "hold"), listed(m.Unseen, 5))
	case m.UnseenRows > 0:
		return fmt.Sprintf("%s in column %q %s a value that training never saw: %s.", rowsOf(m.UnseenRows), m.Found, verb(m.UnseenRows, "hold"), listed(m.Unseen, 5))
	case rows > 0 && m.Missing == rows && c.Share < 1:
		return fmt.Sprintf("Column %q has no value in any row.", m.Found)
	case m.OutOfRange > 0:
		return fmt.Sprintf("%s in column %q %s outside the range seen in training.", rowsOf(m.OutOfRange), m.Found, verb(m.OutOfRange, "lie"))
	}
	return ""
}

// kindWords is what the values of a kind are called.
func kindWords(k table.Kind) string {
	if k == table.Time {
		return "dates"
	}
	return "numbers"
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return count(n) + " rows"
}

// verb is a verb for n things.
func verb(n int, plural string) string {
	if n == 1 {
		return plural + "s"
	}
	return plural
}

// count spells a whole number with commas between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
