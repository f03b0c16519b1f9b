package onnx

import (
	"math"

	"winnow/automl/graph"
)

// The first second of year 1 and of year 10000.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300800
)

// dateParts reads parts off seconds since 1970. The calendar is that of Hinnant's
// civil_from_days (https://howardhinnant.github.io/date_algorithms.html): whole numbers,
// which doubles hold exactly.
func (b *builder) dateParts(o *graph.DateParts, x string) string {
	c := b.calendar(x)
	parts := make([]string, len(o.Parts))
	for k, p := range o.Parts {
		parts[k] = c.part(graph.DatePart(p))
	}
	inside := b.op("And", b.op("GreaterOrEqual", x, b.num(firstSecond)), b.op("Less", x, b.num(lastSecond)))
	return b.where(inside, b.concat(parts), b.num(math.NaN()))
}

// calendar is a moment taken apart: each a tensor of [rows, 1].
type calendar struct {
	b                         *builder
	year, month, day, yearday string
	weekday, hour             string
	one, two                  string
}

func (b *builder) calendar(x string) *calendar {
	c := &calendar{b: b, one: b.num(1), two: b.num(2)}
	whole := b.op("Floor", x)
	days := b.floorDiv(whole, 86400)
	c.hour = b.div(b.sub(whole, b.mul(days, b.num(86400))), b.num(3600))
	monday := b.add(days, b.num(3))
	c.weekday = b.add(b.sub(monday, b.mul(b.floorDiv(monday, 7), b.num(7))), c.one)

	z := b.add(days, b.num(719468))
	era := b.floorDiv(z, 146097)
	ofEra := b.sub(z, b.mul(era, b.num(146097)))
	leaps := b.sub(b.add(b.sub(ofEra, b.floorDiv(ofEra, 1460)), b.floorDiv(ofEra, 36524)), b.floorDiv(ofEra, 146096))
	yearOfEra := b.floorDiv(leaps, 365)
	begin := b.sub(b.add(b.mul(b.num(365), yearOfEra), b.floorDiv(yearOfEra, 4)), b.floorDiv(yearOfEra, 100))
	fromMarch := b.sub(ofEra, begin)
	m := b.floorDiv(b.add(b.mul(b.num(5), fromMarch), c.two), 153)
	c.day = b.add(b.sub(fromMarch, b.floorDiv(b.add(b.mul(b.num(153), m), c.two), 5)), c.one)
	c.month = b.where(b.op("Less", m, b.num(10)), b.add(m, b.num(3)), b.sub(m, b.num(9)))
	early := b.cast(b.op("LessOrEqual", c.month, c.two), typeDouble)
	c.year = b.add(b.add(yearOfEra, b.mul(era, b.num(400))), early)

	before := b.sub(c.year, c.one)
	passed := b.add(b.sub(b.add(b.mul(b.num(365), before), b.floorDiv(before, 4)), b.floorDiv(before, 100)), b.floorDiv(before, 400))
	c.yearday = b.add(b.sub(days, b.sub(passed, b.num(719162))), c.one)
	return c
}

func (c *calendar) part(p graph.DatePart) string {
	b := c.b
	wave := func(x string, first, full, turn float64) string {
		if first != 0 {
			x = b.sub(x, b.num(first))
		}
		angle := b.div(b.mul(b.num(2*math.Pi), x), b.num(full))
		if turn != 0 {
			angle = b.add(angle, b.num(turn))
		}
		return b.op("Sin", angle)
	}
	// Why: ONNX Runtime had no cosine in double precision in 1.21.
	const cos = math.Pi / 2
	switch p {
	case graph.Year:
		return c.year
	case graph.Month:
		return c.month
	case graph.MonthDay:
		return c.day
	case graph.Weekday:
		return c.weekday
	case graph.YearDay:
		return c.yearday
	case graph.Weekend:
		return b.cast(b.op("Greater", c.weekday, b.num(5)), typeDouble)
	case graph.MonthSin:
		return wave(c.month, 1, 12, 0)
	case graph.MonthCos:
		return wave(c.month, 1, 12, cos)
	case graph.WeekdaySin:
		return wave(c.weekday, 1, 7, 0)
	case graph.WeekdayCos:
		return wave(c.weekday, 1, 7, cos)
	case graph.YearDaySin:
		return wave(c.yearday, 1, 365.25, 0)
	case graph.YearDayCos:
		return wave(c.yearday, 1, 365.25, cos)
	case graph.HourSin:
		return wave(c.hour, 0, 24, 0)
	case graph.HourCos:
		return wave(c.hour, 0, 24, cos)
	}
	return c.hour
}
