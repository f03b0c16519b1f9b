package predict

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a name without what people spell differently: case, spaces, punctuation and
// the composition of accented letters.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(name))
}

// Nearest is the candidate most like name, when it is alike enough to be meant: no more
// than a third of its letters differ, or one name holds the other.
func Nearest(name string, candidates []string) (string, bool) {
	want := []rune(folded(name))
	best, bestAt := -1, 0
	for i, c := range candidates {
		have := []rune(folded(c))
		d := editDistance(want, have)
		long, short := string(want), string(have)
		if len(short) > len(long) {
			long, short = short, long
		}
		if len(short) >= 3 && strings.Contains(long, short) {
			d = min(d, 1+len(want)/3)
		}
		if d <= 1+len(want)/3 && d < max(len(want), len(have)) && (best < 0 || d < best) {
			best, bestAt = d, i
		}
	}
	if best < 0 {
		return "", false
	}
	return candidates[bestAt], true
}

// editDistance is the least number of letters to insert, delete, replace or swap with
// their neighbour that turns a into b (Damerau's distance, each letter edited once).
func editDistance(a, b []rune) int {
	before, prev := make([]int, len(b)+1), make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}

// listed spells names for a sentence, at most so many of them.
func listed(names []string, most int) string {
	quoted := make([]string, 0, most+1)
	for i, n := range names {
		if i == most {
			quoted = append(quoted, "...")
			break
		}
		quoted = append(quoted, `"`+n+`"`)
	}
	if len(quoted) > 1 && !slices.Contains(quoted, "...") {
		return strings.Join(quoted[:len(quoted)-1], ", ") + " and " + quoted[len(quoted)-1]
	}
	return strings.Join(quoted, ", ")
}
