package predict

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// unit is a way in which a file's numbers can be other than those of training.
type unit struct {
	ratio float64 // of a value in the file to the same in training
	words string  // what the file's look like
}

// units are those that are common, both ways.
var units = []unit{
	{10, ""}, {100, ""}, {1000, ""}, {1e6, ""}, {1e9, ""},
	{7, "days instead of weeks"}, {12, "months instead of years"}, {24, "hours instead of days"},
	{60, "minutes instead of hours, or seconds instead of minutes"}, {365.25, "days instead of years"},
	{1440, "minutes instead of days"}, {3600, "seconds instead of hours"}, {86400, "seconds instead of days"},
	{2.54, "centimetres instead of inches"}, {3.28084, "feet instead of metres"}, {1.609344, "kilometres instead of miles"},
	{2.204623, "pounds instead of kilograms"}, {28.34952, "grams instead of ounces"}, {3.785412, "litres instead of gallons"},
	{4.184, "kilojoules instead of kilocalories"},
	{1 / 7., "weeks instead of days"}, {1 / 12., "years instead of months"}, {1 / 24., "days instead of hours"},
	{1 / 60., "hours instead of minutes, or minutes instead of seconds"}, {1 / 365.25, "years instead of days"},
	{1 / 1440., "days instead of minutes"}, {1 / 3600., "hours instead of seconds"}, {1 / 86400., "days instead of seconds"},
	{1 / 2.54, "inches instead of centimetres"}, {1 / 3.28084, "metres instead of feet"}, {1 / 1.609344, "miles instead of kilometres"},
	{1 / 2.204623, "kilograms instead of pounds"}, {1 / 28.34952, "ounces instead of grams"}, {1 / 3.785412, "gallons instead of litres"},
	{1 / 4.184, "kilocalories instead of kilojoules"},
	{0.1, ""}, {0.01, ""}, {1e-3, ""}, {1e-6, ""}, {1e-9, ""},
}

const (
	fewValues   = 20   // below that quantiles tell nothing
	closeValues = 50   // from so many on all units can be told apart
	wideFactor  = 50.  // powers of ten from here on are told by their size
	wideRoom    = 0.25 // and may be off by this, as a logarithm,
	closeRoom   = 0.03 // other units by this
)

// unitJump finds out whether a column of numbers is in another unit than in training, by its
// quantiles: in another unit all of them are off by the same factor, or by the way from one
// scale of temperature to another. It is nil where they are not.
func unitJump(c *automl.SchemaColumn, values []float64) *automl.UnitJump {
	t := c.Typical
	if c.Kind != table.Number || t == nil || len(t.Middle) != len(automl.TypicalAt) || t.Middle[0] == t.Middle[len(t.Middle)-1] {
		return nil
	}
	var sorted []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	switch {
	case len(sorted) == 0:
		return nil
	case len(sorted) < fewValues:
		return byRange(c, sorted)
	}
	now := make([]float64, len(automl.TypicalAt))
	for i, p := range automl.TypicalAt {
		now[i] = stat.Quantile(p, stat.Empirical, sorted, nil)
	}
	if jump := byFactor(t.Middle, now, len(sorted)); jump != nil {
		return jump
	}
	return byDegrees(t.Middle, now)
}

// byFactor compares quantiles by their ratios.
func byFactor(before, now []float64, n int) *automl.UnitJump {
	var logs []float64
	for i, q := range now {
		if q*before[i] > 0 {
			logs = append(logs, math.Log(q/before[i]))
		}
	}
	if len(logs) < 4 {
		return nil
	}
	slices.Sort(logs)
	middle := stat.Quantile(0.5, stat.Empirical, logs, nil)
	off := 0.0
	for _, l := range logs {
		off += math.Abs(l-middle) / float64(len(logs))
	}
	best, least := -1, math.Inf(1)
	for i, u := range units {
		want := math.Log(u.ratio)
		room := wideRoom
		if u.words != "" || math.Abs(want) < math.Log(wideFactor) {
			room = closeRoom
			if n < closeValues {
				continue
			}
		}
		if gap := math.Abs(middle - want); gap <= room && off <= room && gap < least {
			best, least = i, gap
		}
	}
	if best < 0 {
		return nil
	}
	return jumpOf(units[best])
}

func jumpOf(u unit) *automl.UnitJump {
	j := &automl.UnitJump{Convert: automl.Conversion{Factor: 1 / u.ratio}, Words: u.words}
	if u.ratio < 1 {
		j.Convert.Factor = math.Round(1/u.ratio*1e6) / 1e6
	}
	if j.Words == "" && u.ratio > 1 {
		j.Words = fmt.Sprintf("%s times as large", num.Spell(u.ratio))
	} else if j.Words == "" {
		j.Words = fmt.Sprintf("%s times as small", num.Spell(math.Round(1/u.ratio)))
	}
	return j
}

// byRange judges a few values: all lie outside the range of training, and within it in
// another unit.
func byRange(c *automl.SchemaColumn, sorted []float64) *automl.UnitJump {
	within := func(f float64) bool {
		return min(sorted[0]*f, sorted[len(sorted)-1]*f) >= c.Min && max(sorted[0]*f, sorted[len(sorted)-1]*f) <= c.Max
	}
	for _, v := range sorted {
		if v >= c.Min && v <= c.Max {
			return nil
		}
	}
	for _, ratio := range []float64{100, 1000, 0.01, 0.001} {
		if within(1 / ratio) {
			return jumpOf(unit{ratio: ratio})
		}
	}
	return nil
}

// degrees are scales of temperature: the file's is factor*v + offset.
var degrees = []struct {
	factor, offset float64
	low, high      float64 // what training may hold
	words          string
}{
	{1.8, 32, -60, 250, "degrees Fahrenheit instead of Celsius"},
	{1 / 1.8, -32 / 1.8, -80, 480, "degrees Celsius instead of Fahrenheit"},
	{1, 273.15, -60, 250, "kelvins instead of degrees Celsius"},
	{1, -273.15, 200, 520, "degrees Celsius instead of kelvins"},
}

// byDegrees compares quantiles as temperatures.
func byDegrees(before, now []float64) *automl.UnitJump {
	last := len(before) - 1
	for _, d := range degrees {
		if before[0] < d.low || before[last] > d.high {
			continue
		}
		room := 0.15 * math.Abs(d.factor) * (before[last] - before[0])
		off, plain := 0.0, 0.0
		for i, q := range now {
			off = max(off, math.Abs(q-d.factor*before[i]-d.offset))
			plain = max(plain, math.Abs(q-before[i]))
		}
		if off <= room && plain > 2*off {
			back := automl.Conversion{Factor: round6(1 / d.factor), Offset: round6(-d.offset / d.factor)}
			return &automl.UnitJump{Convert: back, Words: d.words}
		}
	}
	return nil
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }
