package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"winnow/automl/table"
)

// grid is a table for a terminal. Columns of numbers are right-aligned.
type grid struct {
	header []string
	right  []bool // by column; shorter means left
	rows   [][]string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// print writes the grid, each line after indent, with a rule beneath the header.
func (g *grid) print(w io.Writer, indent string) {
	width := make([]int, len(g.header))
	for _, row := range append([][]string{g.header}, g.rows...) {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	rule := make([]string, len(width))
	for i, n := range width {
		rule[i] = strings.Repeat("─", n)
	}
	for k, row := range append([][]string{g.header, rule}, g.rows...) {
		var b strings.Builder
		b.WriteString(indent)
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			switch {
			case k != 1 && i < len(g.right) && g.right[i]:
				b.WriteString(pad + c)
			default:
				b.WriteString(c + pad)
			}
			b.WriteString("  ")
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// number spells a score or statistic with four digits that count.
func number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case a != 0 && (a < 1e-4 || a >= 1e9):
		return strconv.FormatFloat(v, 'g', 4, 64)
	case a >= 1000:
		return whole(int(math.Round(v)))
	default:
		digits := 4
		for x := a; x >= 10 && digits > 0; x /= 10 {
			digits--
		}
		return strconv.FormatFloat(v, 'f', digits, 64)
	}
}

// value spells a figure of the data: a whole number as it is, without commas where it may
// be a year, and others like scores.
func value(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 10_000 {
		return strconv.Itoa(int(v))
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return whole(int(v))
	}
	return number(v)
}

// span spells a range of the data; of moments, the days.
func span(kind table.Kind, low, high float64) string {
	if kind == table.Time {
		day := func(s float64) string { return time.Unix(int64(s), 0).UTC().Format(time.DateOnly) }
		return day(low) + " to " + day(high)
	}
	return value(low) + " to " + value(high)
}

// whole spells a whole number with commas between thousands.
func whole(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// things spells a count with its noun.
func things(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return whole(n) + " " + noun + "s"
}

// seconds spells a duration for a person.
func seconds(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}

// percent spells a share.
func percent(v float64) string {
	if v > 0 && v < 0.01 {
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

// wrap breaks a text into lines of at most width letters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// shorten cuts a text to at most width letters.
func shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}
