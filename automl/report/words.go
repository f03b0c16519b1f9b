package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"winnow/automl/table"
)

// number spells a value with about four digits that count; never NaN.
func number(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case a != 0 && (a < 1e-4 || a >= 1e12):
		return minus(strconv.FormatFloat(v, 'g', 4, 64))
	case v == math.Trunc(v):
		return minus(thousands(strconv.FormatFloat(v, 'f', 0, 64)))
	case a >= 1000:
		return minus(thousands(strconv.FormatFloat(v, 'f', 0, 64)))
	}
	digits := 4
	for x := a; x >= 10 && digits > 0; x /= 10 {
		digits--
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if digits > 1 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return minus(s)
}

// fewDigits spells a measured time, of which two digits count.
func fewDigits(v float64) string {
	if a := math.Abs(v); a >= 10 {
		return number(math.Round(v))
	} else if a >= 1 {
		return number(math.Round(10*v) / 10)
	}
	return number(math.Round(100*v) / 100)
}

// score spells a score: three decimals where it is of the order of one.
func score(v float64) string {
	if a := math.Abs(v); a >= 0.001 && a < 10 || v == 0 {
		return minus(strconv.FormatFloat(v, 'f', 3, 64))
	}
	return number(v)
}

// thousandth is score of a measure whose smallest parts do not count.
func thousandth(v float64) string {
	if math.Abs(v) < 0.0005 {
		return score(0)
	}
	return score(v)
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

func thousands(s string) string {
	start := 0
	if strings.HasPrefix(s, "-") {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func count(n int) string { return thousands(strconv.Itoa(n)) }

// things spells a count with its noun.
func things(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// percent spells a share. What is not all is never spelt 100 %, nor what is something 0 %.
func percent(v float64) string {
	switch p := v * 100; {
	case math.IsNaN(p) || math.IsInf(p, 0):
		return "–"
	case p > 0 && p < 0.1:
		return "under 0.1 %"
	case p > 99.9 && p < 100:
		return "over 99.9 %"
	case p > 0 && p < 10 || p > 90 && p < 100:
		return strings.TrimSuffix(strconv.FormatFloat(p, 'f', 1, 64), ".0") + " %"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + " %"
	}
}

// tenth spells a share to a tenth of a percent, so that shares below each other have the same
// digits.
func tenth(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	return strconv.FormatFloat(100*v, 'f', 1, 64) + " %"
}

// quoted is a name in quotes, cut where it is very long.
func quoted(s string) string { return "“" + shorten(s, 80) + "”" }

func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most-1])) + "…"
}

// list spells the first n names, in quotes, with commas and a last "and".
func list(names []string, n int) string {
	var out []string
	for i, s := range names {
		if i == n && len(names) > n {
			out = append(out, count(len(names)-n)+" more")
			break
		}
		out = append(out, quoted(s))
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}

func duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	case d < 2*time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 0, 64) + " s"
	case d < 2*time.Hour:
		return strconv.FormatFloat(d.Minutes(), 'f', 0, 64) + " min"
	}
	return strconv.FormatFloat(d.Hours(), 'f', 1, 64) + " h"
}

func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return things(int(bytes), "byte")
	case bytes < 1_000_000:
		return number(math.Round(float64(bytes)/100)/10) + " kB"
	}
	return number(math.Round(float64(bytes)/1e5)/10) + " MB"
}

// kinds are the words for the kinds of columns.
var kinds = map[table.Kind]string{
	table.Number: "number", table.Time: "date or time", table.Category: "category", table.YesNo: "yes or no", table.Text: "text",
}

func kindWord(k table.Kind) string {
	if w, ok := kinds[k]; ok {
		return w
	}
	return string(k)
}

// between spells a range of a column of numbers or moments.
func between(k table.Kind, low, high float64) string {
	if k == table.Time {
		day := func(v float64) string { return time.Unix(int64(v), 0).UTC().Format("2 Jan 2006") }
		return day(low) + " to " + day(high)
	}
	year := func(v float64) string {
		if v == math.Trunc(v) && math.Abs(v) < 10_000 {
			return minus(strconv.Itoa(int(v)))
		}
		return number(v)
	}
	return year(low) + " to " + year(high)
}
