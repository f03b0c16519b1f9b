package table

import (
	"math"
	"strconv"
	"time"
)

// Column is one typed column. The set is closed: *Numbers, *Categories, *Texts, *Times.
// A column never changes after it is made and may be read by many goroutines.
type Column interface {
	// Len is the number of rows.
	Len() int
	// IsMissing reports whether row i has no value.
	IsMissing(i int) bool
	// MissingCount is the number of rows without a value.
	MissingCount() int
	// Text is the value of row i as a person reads it; empty when missing.
	Text(i int) string
	// Take returns the given rows in the given order; an index may repeat.
	// It panics on an index out of range.
	Take(rows []int32) Column
	// Bytes is the memory the column holds, in bytes.
	Bytes() int64
}

// Numbers is a column of quantities; NaN is missing.
type Numbers struct {
	values  []float64
	missing int
	zeros   int
}

// NewNumbers takes ownership of values.
func NewNumbers(values []float64) *Numbers {
	c := &Numbers{values: values}
	for _, v := range values {
		if math.IsNaN(v) {
			c.missing++
		}
	}
	return c
}

// NewSpeltNumbers is NewNumbers for a column whose whole numbers were written with so many
// decimals, all of them 0, such as 1.0.
func NewSpeltNumbers(values []float64, zeros int) *Numbers {
	c := NewNumbers(values)
	c.zeros = zeros
	return c
}

// Values is the column itself, not a copy: the caller must not write to it.
func (c *Numbers) Values() []float64 { return c.values }

// Len is the number of rows.
func (c *Numbers) Len() int { return len(c.values) }

// IsMissing reports whether row i is NaN.
func (c *Numbers) IsMissing(i int) bool { return math.IsNaN(c.values[i]) }

// MissingCount is the number of NaN rows.
func (c *Numbers) MissingCount() int { return c.missing }

// Text is the shortest decimal spelling that reads back as the same number; of a whole number
// with the zeros that it was written with.
func (c *Numbers) Text(i int) string {
	if c.IsMissing(i) {
		return ""
	}
	if v := c.values[i]; c.zeros > 0 && v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', c.zeros, 64)
	}
	return strconv.FormatFloat(c.values[i], 'g', -1, 64)
}

// Take returns the given rows.
func (c *Numbers) Take(rows []int32) Column {
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = c.values[r]
	}
	return NewSpeltNumbers(out, c.zeros)
}

// Bytes is 8 a row.
func (c *Numbers) Bytes() int64 { return int64(len(c.values)) * 8 }

// Categories is a column of levels; also the column of a yes/no question.
type Categories struct {
	codes   []int32
	levels  []string
	missing int
}

// NewCategories takes ownership of both slices. A code is an index into levels, or -1
// for missing; it panics on any other code.
func NewCategories(codes []int32, levels []string) *Categories {
	c := &Categories{codes: codes, levels: levels}
	for _, v := range codes {
		if v == -1 {
			c.missing++
		} else if v < 0 || int(v) >= len(levels) {
			panic("table: category code out of range")
		}
	}
	return c
}

// Codes is the column itself, not a copy: indexes into Levels, -1 for missing.
func (c *Categories) Codes() []int32 { return c.codes }

// Levels are the distinct values, in code order. The caller must not write to it.
func (c *Categories) Levels() []string { return c.levels }

// Len is the number of rows.
func (c *Categories) Len() int { return len(c.codes) }

// IsMissing reports whether row i has no level.
func (c *Categories) IsMissing(i int) bool { return c.codes[i] < 0 }

// MissingCount is the number of rows without a level.
func (c *Categories) MissingCount() int { return c.missing }

// Text is the level of row i.
func (c *Categories) Text(i int) string {
	if c.codes[i] < 0 {
		return ""
	}
	return c.levels[c.codes[i]]
}

// Take returns the given rows; the levels stay as they are.
func (c *Categories) Take(rows []int32) Column {
	out := make([]int32, len(rows))
	for i, r := range rows {
		out[i] = c.codes[r]
	}
	return NewCategories(out, c.levels)
}

// Bytes is 4 a row and the text of the levels.
func (c *Categories) Bytes() int64 {
	n := int64(len(c.codes)) * 4
	for _, l := range c.levels {
		n += int64(len(l)) + 16
	}
	return n
}

// Texts is a column of free text. Missing is kept apart from the empty text.
type Texts struct {
	values  []string
	absent  []bool
	missing int
}

// NewTexts takes ownership of both slices; absent marks the missing rows and may be nil
// when none is missing.
func NewTexts(values []string, absent []bool) *Texts {
	c := &Texts{values: values, absent: absent}
	for _, a := range absent {
		if a {
			c.missing++
		}
	}
	return c
}

// Values is the column itself, not a copy; a missing row holds the empty text.
func (c *Texts) Values() []string { return c.values }

// Len is the number of rows.
func (c *Texts) Len() int { return len(c.values) }

// IsMissing reports whether row i has no text.
func (c *Texts) IsMissing(i int) bool { return c.absent != nil && c.absent[i] }

// MissingCount is the number of rows without a text.
func (c *Texts) MissingCount() int { return c.missing }

// Text is the text of row i.
func (c *Texts) Text(i int) string { return c.values[i] }

// Take returns the given rows.
func (c *Texts) Take(rows []int32) Column {
	out := make([]string, len(rows))
	var absent []bool
	if c.absent != nil {
		absent = make([]bool, len(rows))
	}
	for i, r := range rows {
		out[i] = c.values[r]
		if absent != nil {
			absent[i] = c.absent[r]
		}
	}
	return NewTexts(out, absent)
}

// Bytes is the text and 16 a row for its header.
func (c *Texts) Bytes() int64 {
	n := int64(len(c.values)) * 17
	for _, v := range c.values {
		n += int64(len(v))
	}
	return n
}

// Times is a column of moments in seconds since 1970-01-01 00:00 UTC; NaN is missing.
// Dates without a zone are read as UTC.
type Times struct {
	Numbers
	layout string
}

// NewTimes takes ownership of seconds. Layout, in the manner of package time, is how Text
// spells a moment.
func NewTimes(seconds []float64, layout string) *Times {
	return &Times{Numbers: *NewNumbers(seconds), layout: layout}
}

// Layout is how Text spells a moment.
func (c *Times) Layout() string { return c.layout }

// Text is the moment in the column's layout.
func (c *Times) Text(i int) string {
	if c.IsMissing(i) {
		return ""
	}
	sec, frac := math.Modf(c.values[i])
	t := time.Unix(int64(sec), int64(math.Round(frac*1e6))*1000).UTC()
	if c.layout == "" || c.layout == "unix" {
		return t.Format(time.DateTime)
	}
	return t.Format(c.layout)
}

// Take returns the given rows.
func (c *Times) Take(rows []int32) Column {
	n := c.Numbers.Take(rows).(*Numbers)
	return &Times{Numbers: *n, layout: c.layout}
}
