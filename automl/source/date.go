package source

import (
	"context"
	"slices"
	"strings"
	"time"
)

// days and clocks are the layouts that are looked for, in the manner of package time. A
// moment is a day, or a day followed by a clock. Where two layouts fit a whole column the
// first one wins; the ambiguous pairs are settled by dayFirst.
var (
	days = []string{
		"2006-01-02", "2006-1-2", "2006/01/02", "2006/1/2", "2006.01.02",
		"01/02/2006", "1/2/2006", "02/01/2006", "2/1/2006",
		"01-02-2006", "1-2-2006", "02-01-2006", "2-1-2006",
		"02.01.2006", "2.1.2006",
		"01/02/06", "1/2/06", "02/01/06", "2/1/06", "02.01.06", "2.1.06",
		"02-Jan-2006", "2-Jan-2006", "02-Jan-06", "2-Jan-06", "2006-Jan-02", "02/Jan/2006",
		"02 Jan 2006", "2 Jan 2006", "2 January 2006", "2. January 2006",
		"Jan 2, 2006", "January 2, 2006", "Jan 2 2006", "January 2 2006",
		"Mon, 2 Jan 2006", "Monday, January 2, 2006", "Monday, 2 January 2006",
		"2006-01", "2006/01", "01/2006", "Jan 2006", "January 2006", "Jan-2006",
	}
	clocks = []string{
		"", " 15:04:05", " 15:04", "T15:04:05", "T15:04", "T15:04:05Z07:00", "T15:04:05-0700",
		" 15:04:05Z07:00", " 15:04:05 -0700", " 15:04:05-07", " 15:04:05 UTC",
		" 3:04 PM", " 3:04:05 PM", " 3:04PM", ", 15:04", ", 3:04 PM", ":15:04:05",
	}
)

// swapped is the layout with day and month exchanged, "" for layouts that cannot be
// mistaken.
func swapped(layout string) string {
	day, clock := layout, ""
	for i, c := range layout {
		if i > 0 && (c == ' ' || c == 'T' || c == ',' || c == ':') {
			day, clock = layout[:i], layout[i:]
			break
		}
	}
	pairs := []string{
		"01/02/2006", "02/01/2006", "1/2/2006", "2/1/2006", "01-02-2006", "02-01-2006",
		"1-2-2006", "2-1-2006", "01/02/06", "02/01/06", "1/2/06", "2/1/06",
	}
	for i, p := range pairs {
		if p == day {
			return pairs[i^1] + clock
		}
	}
	return ""
}

// dayFirst reports whether an ambiguous layout puts the day before the month.
func dayFirst(layout string) bool {
	return strings.HasPrefix(layout, "02") || strings.HasPrefix(layout, "2/") || strings.HasPrefix(layout, "2-")
}

// moment reads a date in the layout as seconds since 1970 in UTC. The layout "unix" is a
// count of seconds.
func moment(text, layout string) (float64, bool) {
	if layout == "unix" {
		v, r := plain([]byte(text))
		return v, r == isNumber
	}
	if layout == "2006-01-02" {
		return isoDay(text)
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return 0, false
	}
	return float64(t.Unix()) + float64(t.Nanosecond())/1e9, true
}

// isoDay reads the commonest layout, 2006-01-02, without package time's interpreter.
func isoDay(s string) (float64, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	year, ok1 := twoDigits(s[0:2])
	rest, ok2 := twoDigits(s[2:4])
	month, ok3 := twoDigits(s[5:7])
	day, ok4 := twoDigits(s[8:10])
	if !ok1 || !ok2 || !ok3 || !ok4 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	t := time.Date(year*100+rest, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return float64(t.Unix()), t.Day() == day
}

func twoDigits(s string) (int, bool) {
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

// looksDated is a quick sieve before the layouts are tried.
func looksDated(s string) bool {
	if len(s) < 6 || len(s) > 40 {
		return false
	}
	digits, marks := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case strings.IndexByte("-/. :,", c) >= 0:
			marks++
		}
	}
	return digits >= 3 && marks > 0
}

// layouts are the layouts that read the text, in order of preference.
func layouts(text string) []string {
	if !looksDated(text) {
		return nil
	}
	var out []string
	for _, d := range days {
		for _, c := range clocks {
			if c != "" && !strings.Contains(text, ":") {
				break
			}
			if _, ok := moment(text, d+c); ok {
				out = append(out, d+c)
			}
		}
	}
	return out
}

// dateFit is how well a layout reads a set of values.
type dateFit struct {
	layout    string
	read      int  // rows that it reads
	ambiguous bool // the layout with day and month exchanged reads as many
}

// fitDates finds the layout that reads the most rows. Layouts are taken from the first
// values that look like dates at all.
func fitDates(ctx context.Context, texts []string, counts []int, europe bool) dateFit {
	var cand []string
	tried := 0
	for _, t := range texts {
		if tried++; tried > 20 {
			break
		}
		for _, l := range layouts(t) {
			if !slices.Contains(cand, l) {
				cand = append(cand, l)
			}
		}
	}
	best := dateFit{}
	reads := map[string]int{}
	for _, l := range cand {
		n := 0
		for i, t := range texts {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return dateFit{}
			}
			if _, ok := moment(t, l); ok {
				n += counts[i]
			} else if i > 200 && n == 0 {
				break
			}
		}
		reads[l] = n
		if n > best.read {
			best = dateFit{layout: l, read: n}
		}
	}
	if other := swapped(best.layout); other != "" && reads[other] == best.read {
		best.ambiguous = true
		if europe != dayFirst(best.layout) {
			best.layout = other
		}
	}
	return best
}
