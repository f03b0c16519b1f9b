package num

import (
	"math"
	"strconv"
	"strings"
)

// Spell spells a value with about three significant digits and commas between thousands.
// It never says NaN.
func Spell(v float64) string {
	abs := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v == 0:
		return "0"
	case abs >= 1e15 || abs < 1e-4:
		return strings.Replace(strconv.FormatFloat(v, 'g', 3, 64), "-", "−", 1)
	}
	digits := max(0, 2-int(math.Floor(math.Log10(abs))))
	s := strconv.FormatFloat(v, 'f', digits, 64)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac = strings.TrimRight(frac, "0"); dot && frac != "" {
		whole += "." + frac
	}
	return sign + whole
}
