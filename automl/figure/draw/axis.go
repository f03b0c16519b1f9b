package draw

import (
	"math"
	"strconv"
	"strings"
	"time"

	"winnow/automl/figure"
)

// axis maps values to pixels.
type axis struct {
	figure.Axis
	lo, hi   float64 // range of values
	from, to float64 // pixels of lo and hi
	step     float64 // between ticks; decides the digits of values
}

type tick struct {
	at    float64
	label string
}

func (a *axis) log() bool { return a.Scale == figure.Log }

// pixel is the place of a value.
func (a *axis) pixel(v float64) float64 {
	lo, hi := a.lo, a.hi
	if a.log() {
		if v <= 0 {
			return math.NaN()
		}
		v, lo, hi = math.Log10(v), math.Log10(lo), math.Log10(hi)
	}
	return a.from + (v-lo)/(hi-lo)*(a.to-a.from)
}

// value is the value at a pixel.
func (a *axis) value(px float64) float64 {
	share := (px - a.from) / (a.to - a.from)
	if a.log() {
		lo, hi := math.Log10(a.lo), math.Log10(a.hi)
		return math.Pow(10, lo+share*(hi-lo))
	}
	return a.lo + share*(a.hi-a.lo)
}

// setRange decides the range from the data's range; zero says that bars stand on the axis.
func (a *axis) setRange(lo, hi float64, zero bool) {
	if n := len(a.Categories); n > 0 {
		a.lo, a.hi = -0.5, float64(n)-0.5
		return
	}
	if a.Min < a.Max && (!a.log() || a.Min > 0) {
		a.lo, a.hi = a.Min, a.Max
		return
	}
	if a.log() {
		a.lo, a.hi = logRange(lo, hi)
		return
	}
	if zero {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	}
	if lo == hi {
		d := math.Max(math.Abs(lo)*0.1, 0.5)
		if a.Percent {
			d = 0.05
		}
		a.lo, a.hi = lo-d, hi+d
		if zero && lo == 0 {
			a.lo = 0
		}
		return
	}
	pad := (hi - lo) * 0.05
	a.lo, a.hi = lo-pad, hi+pad
	if zero && lo == 0 {
		a.lo = 0
	}
	if zero && hi == 0 {
		a.hi = 0
	}
	if a.Percent && lo >= 0 && hi <= 1 {
		a.lo, a.hi = math.Max(a.lo, 0), math.Min(a.hi, 1)
	}
}

func logRange(lo, hi float64) (float64, float64) {
	if !(lo > 0) || !(hi > 0) {
		return 0.1, 10
	}
	if lo == hi {
		return lo / 2, hi * 2
	}
	pad := math.Pow(hi/lo, 0.04)
	return lo / pad, hi * pad
}

// ticks chooses about n places with labels.
func (a *axis) ticks(n int) []tick {
	n = max(n, 2)
	switch {
	case len(a.Categories) > 0:
		out := make([]tick, len(a.Categories))
		for i, c := range a.Categories {
			out[i] = tick{float64(i), c}
		}
		return out
	case a.Time:
		return a.timeTicks(n)
	case a.log():
		return a.logTicks(n)
	}
	var out []tick
	for ; len(out) < 2 && n < 20; n++ {
		a.step, out = niceStep((a.hi-a.lo)/float64(n)), nil
		if a.Whole {
			a.step = math.Max(a.step, 1)
		}
		for i := math.Ceil(a.lo/a.step - 1e-9); i*a.step <= a.hi+a.step*1e-9 && len(out) < 50; i++ {
			out = append(out, tick{i * a.step, a.format(i*a.step, a.step)})
		}
	}
	return out
}

// niceStep is the smallest of 1, 2, 2.5, 5 times a power of ten that is at least raw.
func niceStep(raw float64) float64 {
	if !(raw > 0) || math.IsInf(raw, 0) {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*p >= raw*(1-1e-9) {
			return m * p
		}
	}
	return 10 * p
}

func (a *axis) logTicks(n int) []tick {
	first, last := math.Floor(math.Log10(a.lo)), math.Ceil(math.Log10(a.hi))
	every := math.Max(1, math.Ceil((last-first)/float64(n)))
	multiples := []float64{1}
	if last-first <= 2 {
		multiples = []float64{1, 2, 5}
	}
	var out []tick
	for e := first; e <= last; e += every {
		for _, m := range multiples {
			v := m * math.Pow(10, e)
			if v >= a.lo*(1-1e-9) && v <= a.hi*(1+1e-9) {
				out = append(out, tick{v, a.format(v, v)})
			}
		}
	}
	return out
}

var timeSteps = []struct {
	seconds float64
	layout  string
}{
	{1, "15:04:05"}, {5, "15:04:05"}, {15, "15:04:05"}, {30, "15:04:05"},
	{60, "15:04"}, {300, "15:04"}, {900, "15:04"}, {1800, "15:04"},
	{3600, "15:04"}, {3 * 3600, "2 Jan 15:04"}, {6 * 3600, "2 Jan 15:04"}, {12 * 3600, "2 Jan 15:04"},
	{86400, "2 Jan"}, {2 * 86400, "2 Jan"}, {7 * 86400, "2 Jan"},
}

var monthSteps = []struct {
	months int
	layout string
}{
	{1, "Jan 2006"}, {2, "Jan 2006"}, {3, "Jan 2006"}, {6, "Jan 2006"},
	{12, "2006"}, {24, "2006"}, {60, "2006"}, {120, "2006"}, {240, "2006"}, {600, "2006"}, {1200, "2006"},
}

func (a *axis) timeTicks(n int) []tick {
	raw := (a.hi - a.lo) / float64(n)
	for _, s := range timeSteps {
		if s.seconds >= raw {
			a.step = s.seconds
			var out []tick
			for v := math.Ceil(a.lo/s.seconds) * s.seconds; v <= a.hi; v += s.seconds {
				out = append(out, tick{v, moment(v).Format(s.layout)})
			}
			return out
		}
	}
	const month = 30.4375 * 86400
	pick := monthSteps[len(monthSteps)-1]
	for _, s := range monthSteps {
		if float64(s.months)*month >= raw {
			pick = s
			break
		}
	}
	a.step = float64(pick.months) * month
	start := moment(a.lo)
	m := (start.Year()*12 + int(start.Month()) - 1) / pick.months * pick.months
	var out []tick
	for len(out) <= 4*n {
		t := time.Date(0, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)
		v := float64(t.Unix())
		if v > a.hi {
			break
		}
		if v >= a.lo {
			out = append(out, tick{v, t.Format(pick.layout)})
		}
		m += pick.months
	}
	return out
}

func moment(seconds float64) time.Time { return time.Unix(int64(seconds), 0).UTC() }

// format spells a value of the axis with the digits that step calls for.
func (a *axis) format(v, step float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case len(a.Categories) > 0:
		if i := int(math.Round(v)); i >= 0 && i < len(a.Categories) {
			return a.Categories[i]
		}
		return ""
	case a.Time:
		return moment(v).Format("2 Jan 2006 15:04")
	case a.Percent:
		return Number(v*100, step*100) + " %"
	}
	return Number(v, step)
}

// Number spells a value with the digits that a step between values calls for, with
// thousands separated, millions and more shortened, and very small values in powers of
// ten. NaN is a dash.
func Number(v, step float64) string {
	abs := math.Abs(v)
	step = math.Abs(step)
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	case v == 0 || abs < step*1e-9:
		return "0"
	case abs >= 1e15 || (step < 1e-4 && abs < 1e-2):
		return power(v)
	case abs >= 1e9 && step >= 1e7:
		return Number(v/1e9, step/1e9) + " bn"
	case abs >= 1e6 && step >= 1e4:
		return Number(v/1e6, step/1e6) + " M"
	}
	digits := 0
	for s := step; digits < 6 && s > 0 && math.Abs(s-math.Round(s)) > 1e-6*s; digits++ {
		s *= 10
	}
	return minus(thousands(strconv.FormatFloat(v, 'f', digits, 64)))
}

// power spells a value as a multiple of a power of ten: "2.5e-7".
func power(v float64) string {
	m, e, ok := strings.Cut(strconv.FormatFloat(v, 'g', 3, 64), "e")
	if !ok {
		return minus(m)
	}
	sign := strings.TrimSuffix(strings.TrimRight(e, "0123456789"), "+")
	return strings.ReplaceAll(m+"e"+sign+strings.TrimLeft(e, "+-0"), "-", "−")
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// thousands puts a comma between groups of three digits of a plain decimal number.
func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}
