package source

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"winnow/automl/table"
)

// opposites are the pairs of words that mean no and yes.
var opposites = [][2]string{
	{"no", "yes"}, {"false", "true"}, {"n", "y"}, {"f", "t"},
	{"nein", "ja"}, {"non", "oui"}, {"no", "sí"}, {"no", "si"}, {"nee", "ja"},
}

// yesNo returns the spellings of no and yes when the values are such a pair in one or more
// letter cases; the commonest spelling of each stands for all.
func yesNo(v values) (no, yes string) {
	if len(v.texts) < 2 || len(v.texts) > 6 {
		return "", ""
	}
	for _, p := range opposites {
		no, n := commonest(v, p[0])
		yes, m := commonest(v, p[1])
		if no != "" && yes != "" && n+m == len(v.texts) {
			return no, yes
		}
	}
	return "", ""
}

// commonest is the commonest spelling of a word, and how many spellings there are.
func commonest(v values, word string) (spelling string, n int) {
	rows := 0
	for k, t := range v.texts {
		if strings.ToLower(t) == word {
			n++
			if v.counts[k] > rows {
				spelling, rows = t, v.counts[k]
			}
		}
	}
	return spelling, n
}

// inferWords tells categories from free text by how often values recur and how long they
// are.
func inferWords(v values) verdict {
	words, letters, numbers, odd := 0, 0, 0, ""
	for i, t := range v.texts {
		words += v.counts[i] * wordCount(t)
		letters += v.counts[i] * utf8.RuneCountInString(t)
		if _, r := plain([]byte(t)); r == isNumber {
			numbers += v.counts[i]
		} else if odd == "" {
			odd = t
		}
	}
	n := float64(v.rows)
	mean, size, share := float64(words)/n, float64(letters)/n, float64(len(v.texts))/n
	free := mean >= 3.5 && share > 0.3 || size >= 80 && share > 0.2
	if v.rows < 20 {
		free = mean >= 6 && share > 0.5
	}
	if free {
		return verdict{kind: table.Text, reason: textReason(mean)}
	}
	out := verdict{kind: table.Category, reason: fmt.Sprintf("%s different values in %s rows.", amount(len(v.texts)), amount(v.rows))}
	switch {
	case len(v.texts) == 1:
		out.reason = "The same value in every row that has one."
	case len(v.texts) == v.rows:
		out.reason = "Short texts, different in each row."
	}
	if odd != "" && float64(numbers) >= mostly*n && len(v.texts) > 2 {
		out.notices = []string{fmt.Sprintf(
			"is a category because %s, such as %q, %s; call it missing to read the column as numbers",
			plural(v.rows-numbers, "value"), clip(odd), isNo(v.rows-numbers, "number"))}
	}
	return out
}

func textReason(words float64) string {
	return fmt.Sprintf("Mostly different texts of %.0f words on average.", words)
}

func wordCount(s string) int {
	n, in := 0, false
	for i := range len(s) {
		blank := s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'
		if !blank && !in {
			n++
		}
		in = !blank
	}
	return n
}
