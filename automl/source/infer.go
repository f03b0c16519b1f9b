package source

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"winnow/automl/table"
)

// What decides kinds. A column of numbers or dates may hold a few values that are neither,
// which become missing; more than that make it a category.
const (
	oddShare = 0.005 // of the rows with a value
	oddRows  = 100
	mostly   = 0.8 // of the rows are numbers: worth a word when the column is a category
)

// checkEvery is after how many values a long loop looks whether it is still wanted.
const checkEvery = 1 << 14

// leaning is what the rest of the file says about a column that can be read in two ways.
type leaning struct {
	comma    bool   // decimal comma
	dayFirst bool   // day before month
	forced   string // ReadOptions.Decimal
}

// values are the distinct texts of a column, missing ones left out, with the number of
// rows of each.
type values struct {
	texts  []string
	counts []int
	rows   int // sum of counts
}

// verdict is what a column was found to be.
type verdict struct {
	kind    table.Kind
	form    numberForm // of a Number
	zeros   int        // decimals that all numbers are written with, all of them 0
	layout  string     // of a Time
	reason  string
	notices []string // sentences without the column's name at the front
	odd     int      // rows of a Number or Time that do not read as such
	comma   bool     // reads only with a decimal comma
	point   bool     // reads only with a decimal point
	either  bool     // dates that read with the day first and with the month first
}

// infer decides the kind of a column by all its values. It breaks off with any answer when
// ctx is done.
func infer(ctx context.Context, v values, lean leaning) verdict {
	if v.rows == 0 {
		return verdict{kind: table.Number, form: numberForm{numeral: numerals[0]}, reason: "No row has a value."}
	}
	if out, ok := inferCode(v); ok {
		return out
	}
	if out, ok := inferNumber(ctx, v, lean); ok {
		return out
	}
	if no, yes := yesNo(v); no != "" {
		return verdict{kind: table.YesNo, reason: fmt.Sprintf("The only values are %q and %q.", no, yes)}
	}
	if out, ok := inferTime(ctx, v, lean); ok {
		return out
	}
	return inferWords(v)
}

// fewOdd reports whether so few rows do not fit that they count as missing.
func fewOdd(odd, rows int) bool {
	return odd == 0 || odd <= oddRows && float64(odd) < oddShare*float64(rows)
}

// inferCode recognises numerals that are no quantities: postcodes and the like, all of one
// width with zeros in front, and identifiers too long for a float64.
func inferCode(v values) (verdict, bool) {
	width, zeros, long := len(v.texts[0]), "", ""
	for _, t := range v.texts {
		if strings.Trim(t, "0123456789") != "" {
			return verdict{}, false
		}
		if len(t) != width {
			width = -1
		}
		if t[0] == '0' && len(t) > 1 {
			zeros = t
		}
		if len(t) > 16 {
			long = t
		} else if width < 0 && zeros != "" {
			return verdict{}, false
		}
	}
	switch {
	case zeros != "" && width >= 3:
		return verdict{kind: table.Category, reason: fmt.Sprintf("Numerals of %d digits that begin with zeros, such as %s, are codes, not quantities.", width, zeros)}, true
	case long != "":
		return verdict{kind: table.Category, reason: fmt.Sprintf("Numerals of %d digits, such as %s, are identifiers, not quantities.", len(long), long)}, true
	}
	return verdict{}, false
}

// numberCount counts the rows that each spelling of numbers reads.
type numberCount struct {
	reads    [8]int    // rows by numeral
	wide     [8]bool   // numeral needed its mark between thousands
	signs    [2]string // prefix and suffix
	infinite int       // rows
	misses   int       // rows that no numeral reads
	mixed    bool      // different signs stand with the numbers
}

// add counts a text that stands in so many rows.
func (c *numberCount) add(text string, rows int, lean leaning) {
	core, prefix, suffix, _ := unsign([]byte(text))
	any := false
	for k, m := range numerals {
		if lean.forced != "" && string(m.decimal) != lean.forced {
			continue
		}
		_, r := m.read(core)
		if r == notNumber {
			continue
		}
		if r == isInfinite && !any {
			c.infinite += rows
		}
		any = true
		c.reads[k] += rows
		c.wide[k] = c.wide[k] || m.thousands != 0 && !allDigits(core)
	}
	if !any {
		c.misses += rows
		return
	}
	for j, s := range []string{prefix, suffix} {
		if s != "" {
			c.mixed = c.mixed || c.signs[j] != "" && c.signs[j] != s
			c.signs[j] = s
		}
	}
}

// inferNumber looks for the spelling of numbers that reads the most rows.
func inferNumber(ctx context.Context, v values, lean leaning) (verdict, bool) {
	var c numberCount
	for i, t := range v.texts {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return verdict{}, false
		}
		if c.add(t, v.counts[i], lean); c.misses > 0 && !fewOdd(c.misses, v.rows) {
			return verdict{}, false
		}
	}
	best := bestNumeral(c.reads, c.wide, lean)
	odd := v.rows - c.reads[best]
	if c.reads[best] == 0 || c.mixed || c.infinite == v.rows || !fewOdd(odd, v.rows) {
		return verdict{}, false
	}
	out := verdict{kind: table.Number, odd: odd, form: numberForm{numerals[best], c.signs[0], c.signs[1]}}
	out.zeros = zerosOf(v.texts, out.form)
	point, comma := max(c.reads[0], c.reads[1], c.reads[4], c.reads[6]), max(c.reads[2], c.reads[3], c.reads[5], c.reads[7])
	out.comma, out.point = comma > point, point > comma
	out.reason = numberReason(out.form, odd, v.rows)
	if c.signs[1] == "%" {
		out.notices = append(out.notices, percentNotice)
	}
	if best == 1 && c.reads[2] == c.reads[1] {
		out.notices = append(out.notices, "has a comma before three digits everywhere, which was read as a mark between thousands")
	}
	if c.infinite > 0 {
		out.notices = append(out.notices, infiniteNotice(c.infinite))
	}
	return out, true
}

// bestNumeral picks the numeral that reads the most rows. Between equals the earlier one
// wins, unless the file leans to the decimal comma.
func bestNumeral(reads [8]int, wide [8]bool, lean leaning) int {
	best := 0
	for k := range numerals {
		better := reads[k] > reads[best]
		if reads[k] == reads[best] && lean.comma && numerals[best].decimal == '.' && numerals[k].decimal == ',' {
			// 1.234 in a file of decimal commas is a thousand and more; plain digits stay plain.
			better = wide[k] || wide[best]
		}
		if better {
			best = k
		}
	}
	return best
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func numberReason(f numberForm, odd, rows int) string {
	if odd > 0 {
		return fmt.Sprintf("All but %s of %s values are numbers.", amount(odd), amount(rows))
	}
	switch {
	case f.prefix != "" || f.suffix != "":
		return fmt.Sprintf("Every value is a number with the sign %s.", f.prefix+f.suffix)
	case f.decimal == ',':
		return "Every value is a number with a decimal comma."
	case f.thousands != 0:
		return "Every value is a number with marks between thousands."
	}
	return "Every value is a number."
}

const percentNotice = "is in percent: 12% was read as 12"

func infiniteNotice(n int) string {
	return fmt.Sprintf("has %s that %s infinite or far too large; taken as missing", plural(n, "number"), isAre(n))
}

// inferTime looks for the layout of dates that reads the most rows.
func inferTime(ctx context.Context, v values, lean leaning) (verdict, bool) {
	fit := fitDates(ctx, v.texts, v.counts, lean.dayFirst)
	odd := v.rows - fit.read
	if fit.read == 0 || !fewOdd(odd, v.rows) {
		return verdict{}, false
	}
	out := verdict{kind: table.Time, layout: fit.layout, odd: odd, either: fit.ambiguous}
	out.reason = timeReason(odd, v.rows)
	if fit.ambiguous {
		out.notices = append(out.notices, orderNotice(fit.layout))
	}
	return out, true
}

func timeReason(odd, rows int) string {
	if odd > 0 {
		return fmt.Sprintf("All but %s of %s values are dates.", amount(odd), amount(rows))
	}
	return "Every value is a date."
}

// orderNotice tells how dates that can be read in two ways were read.
func orderNotice(layout string) string {
	order := "the month first"
	if dayFirst(layout) {
		order = "the day first"
	}
	return "has dates that can be read in two ways; they were read with " + order
}

// amount spells a count with commas between thousands.
func amount(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// distinct gathers the distinct values of a sample; missing cells are left out.
func distinct(cells []string, miss *missing) values {
	at := map[string]int{}
	var v values
	for _, c := range cells {
		if miss.is([]byte(c)) {
			continue
		}
		v.rows++
		if i, ok := at[c]; ok {
			v.counts[i]++
			continue
		}
		at[c] = len(v.texts)
		v.texts = append(v.texts, c)
		v.counts = append(v.counts, 1)
	}
	sortValues(&v)
	return v
}

// sortValues puts the texts in the order of levels: numerals by size, then all else by
// its bytes.
func sortValues(v *values) {
	order := levelOrder(v.texts)
	texts, counts := make([]string, len(order)), make([]int, len(order))
	for i, o := range order {
		texts[i], counts[i] = v.texts[o], v.counts[o]
	}
	v.texts, v.counts = texts, counts
}

// levelOrder is the order in which texts become levels.
func levelOrder(texts []string) []int32 {
	order := make([]int32, len(texts))
	size := make([]float64, len(texts))
	for i, t := range texts {
		order[i] = int32(i)
		size[i] = math.Inf(1)
		if v, r := plain([]byte(t)); r == isNumber {
			size[i] = v
		}
	}
	sort.Slice(order, func(a, b int) bool {
		i, j := order[a], order[b]
		if size[i] != size[j] {
			return size[i] < size[j]
		}
		return texts[i] < texts[j]
	})
	return order
}
