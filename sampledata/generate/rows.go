package main

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// sheet collects the rows of a table whose last column is the target.
type sheet struct {
	header []string
	rows   [][]string
}

// split writes the first rows to <name>.csv and the rest, without the target, to
// <name>_new.csv.
func (s *sheet) split(name string, train int) []file {
	last := len(s.header) - 1
	held := [][]string{s.header[:last]}
	for _, r := range s.rows[train:] {
		held = append(held, r[:last])
	}
	return []file{
		{name + ".csv", encode(append([][]string{s.header}, s.rows[:train]...))},
		{name + "_new.csv", encode(held)},
	}
}

func encode(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		panic("generate: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}

// draw is a random stream with the distributions the samples need.
type draw struct{ *rand.Rand }

// normal draws from a normal distribution.
func (d draw) normal(mean, sd float64) float64 { return mean + float64(sd*d.NormFloat64()) }

// chance is true with probability p.
func (d draw) chance(p float64) bool { return d.Float64() < p }

// pick draws one of the words with the given weights, which need not sum to 1.
func (d draw) pick(words []string, weights ...float64) string {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := d.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return words[i]
		}
	}
	return words[len(words)-1]
}

// count draws from a Poisson distribution, by multiplying uniforms (Knuth, The Art of
// Computer Programming 2, 3.4.1) below 30 and by rounding a normal above.
func (d draw) count(mean float64) int {
	if mean > 30 {
		return max(0, int(math.Round(d.normal(mean, math.Sqrt(mean)))))
	}
	limit, p, n := math.Exp(-mean), 1.0, 0
	for {
		if p *= d.Float64(); p <= limit {
			return n
		}
		n++
	}
}

// maybe is the text, or nothing with probability p.
func (d draw) maybe(p float64, text string) string {
	if d.chance(p) {
		return ""
	}
	return text
}

// decimals is the number with n decimals; no minus is left before nothing but zeros.
func decimals(v float64, n int) string {
	s := strconv.FormatFloat(v, 'f', n, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

func whole(v float64) string { return strconv.Itoa(int(math.Round(v))) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func clamp(v, low, high float64) float64 { return min(max(v, low), high) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// flag1 is 1 for true.
func flag1(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
