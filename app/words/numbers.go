// Package words holds every sentence and label that the app shows, and turns numbers into
// text. Nothing else in the app spells a visible word.
package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Int spells a whole number in groups of three: 12,345.
func Int(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	for i, d := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Count spells a number of things: "1 row", "7,043 rows".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Int(n) + " " + many
}

// Rows spells a number of rows; Columns of columns; Models of models.
func Rows(n int) string { return Count(n, "row", "rows") }

// Columns spells a number of columns.
func Columns(n int) string { return Count(n, "column", "columns") }

// Models spells a number of models.
func Models(n int) string { return Count(n, "model", "models") }

// Percent spells a share with no more digits than help: 26 %, 0.4 %, <0.1 %.
func Percent(share float64) string {
	p := share * 100
	switch {
	case math.IsNaN(p):
		return "–"
	case p == 0:
		return "0 %"
	case p < 0.1:
		return "<0.1 %"
	case p < 10 && p != math.Trunc(p):
		return trim(strconv.FormatFloat(p, 'f', 1, 64)) + " %"
	case p > 99.9 && p < 100:
		return ">99.9 %"
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + " %"
}

// Share spells the share of n in total.
func Share(n, total int) string {
	if total == 0 {
		return "–"
	}
	return Percent(float64(n) / float64(total))
}

// Score spells a score: three decimals for what lies in [-1, 1], four digits otherwise.
func Score(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	if math.Abs(v) <= 1 {
		s := strconv.FormatFloat(v, 'f', 3, 64)
		if s == "-0.000" {
			s = "0.000"
		}
		return strings.Replace(s, "-", "−", 1)
	}
	return Number(v)
}

// Number spells a value with about four telling digits: 12,345, 3.142, 0.0012.
func Number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v == math.Trunc(v) && a < 1e15:
		return Int(int(v))
	case a >= 1e15:
		return strconv.FormatFloat(v, 'g', 4, 64)
	case a >= 1000:
		return Int(int(math.Round(v)))
	case a >= 100:
		return trim(strconv.FormatFloat(v, 'f', 1, 64))
	case a >= 10:
		return trim(strconv.FormatFloat(v, 'f', 2, 64))
	case a >= 1:
		return trim(strconv.FormatFloat(v, 'f', 3, 64))
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

func trim(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// Moment spells seconds since 1970 as a date.
func Moment(seconds float64) string {
	if math.IsNaN(seconds) || math.Abs(seconds) > 1e12 {
		return "–"
	}
	t := time.Unix(int64(seconds), 0).UTC()
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006 15:04")
}

// Duration spells a time: 0.4 s, 12 s, 4 min 12 s, 2 h 5 min.
func Duration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 0.95:
		return fmt.Sprintf("%.1f s", s)
	case s < 59.5:
		return fmt.Sprintf("%.0f s", s)
	case s < 3600:
		n := int(math.Round(s))
		if n%60 == 0 {
			return fmt.Sprintf("%d min", n/60)
		}
		return fmt.Sprintf("%d min %d s", n/60, n%60)
	}
	n := int(math.Round(d.Minutes()))
	if n%60 == 0 {
		return fmt.Sprintf("%d h", n/60)
	}
	return fmt.Sprintf("%d h %d min", n/60, n%60)
}

// Seconds spells a number of seconds.
func Seconds(s float64) string { return Duration(time.Duration(s * float64(time.Second))) }

// Bytes spells a size: 812 B, 1.2 MB.
func Bytes(n int64) string {
	units := []string{"B", "KB", "MB", "GB", "TB"}
	v := float64(n)
	i := 0
	for v >= 999.5 && i < len(units)-1 {
		v /= 1000
		i++
	}
	if i == 0 || v >= 99.5 {
		return fmt.Sprintf("%.0f %s", v, units[i])
	}
	return trim(fmt.Sprintf("%.1f", v)) + " " + units[i]
}

// Left spells honestly how long something may still take: "about 1–3 min left".
func Left(d time.Duration) string {
	switch s := d.Seconds(); {
	case s <= 0:
		return "finishing"
	case s < 15:
		return "a few seconds left"
	case s < 50:
		return fmt.Sprintf("about %d s left", int(math.Ceil(s/10))*10)
	case s < 90:
		return "about 1 min left"
	}
	m := d.Minutes()
	lo, hi := int(math.Floor(m)), int(math.Ceil(m))
	if lo == hi {
		return fmt.Sprintf("about %d min left", hi)
	}
	return fmt.Sprintf("about %d–%d min left", lo, hi)
}

// Shorten cuts text to n characters with an ellipsis.
func Shorten(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

// List joins names: "a", "a and b", "a, b and 3 more" beyond most names.
func List(names []string, most int) string {
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return names[0]
	case n <= most:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	default:
		return strings.Join(names[:most], ", ") + " and " + Int(n-most) + " more"
	}
}
