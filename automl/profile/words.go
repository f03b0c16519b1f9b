package profile

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// thousands spells a count with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// percent spells a share. What is not all is never spelt 100 %, nor what is something 0 %.
func percent(share float64) string {
	v := 100 * share
	switch {
	case share >= 1:
		return "100 %"
	case share <= 0:
		return "0 %"
	case v < 0.1:
		return "under 0.1 %"
	case v < 10 || v > 99:
		return fmt.Sprintf("%.1f %%", min(math.Round(v*10)/10, 99.9))
	}
	return fmt.Sprintf("%.0f %%", v)
}

// rows spells a number of rows.
func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return thousands(n) + " rows"
}

// list names columns or values, at most eight of them.
func list(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// tokens are the words of a column name in lower case: "riskScore_2" is risk, score, 2.
func tokens(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case unicode.IsDigit(r) && len(word) > 0 && !unicode.IsDigit(word[len(word)-1]):
			flush()
		case unicode.IsLetter(r) && len(word) > 0 && unicode.IsDigit(word[len(word)-1]):
			flush()
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case unicode.IsUpper(r) && i > 0 && unicode.IsLower(runes[i-1]):
			flush()
		case unicode.IsUpper(r) && i > 0 && i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1]):
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}
