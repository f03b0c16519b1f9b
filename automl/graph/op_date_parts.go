package graph

import (
	"fmt"
	"math"
	"time"
)

// DatePart names something that can be read off a moment.
type DatePart string

// The parts of a moment, in UTC. The cyclic ones are the sine and cosine of the part's
// angle on its clock face, so that December lies beside January.
const (
	Year       DatePart = "year"
	Month      DatePart = "month"   // 1 to 12
	MonthDay   DatePart = "day"     // 1 to 31
	Weekday    DatePart = "weekday" // 1 Monday to 7 Sunday
	YearDay    DatePart = "yearday" // 1 to 366
	Hour       DatePart = "hour"    // 0 to 24, with the minutes as its fraction
	Weekend    DatePart = "weekend" // 1 on Saturday and Sunday, else 0
	MonthSin   DatePart = "month_sin"
	MonthCos   DatePart = "month_cos"
	WeekdaySin DatePart = "weekday_sin"
	WeekdayCos DatePart = "weekday_cos"
	YearDaySin DatePart = "yearday_sin"
	YearDayCos DatePart = "yearday_cos"
	HourSin    DatePart = "hour_sin"
	HourCos    DatePart = "hour_cos"
)

// DateParts reads parts off a moment in seconds since 1970, one column per part. Missing
// moments and moments outside of the years 1 to 9999 have missing parts.
type DateParts struct {
	Parts []string // each a DatePart
}

// ID is "date_parts".
func (*DateParts) ID() string { return "date_parts" }

// Shape has one column per part.
func (o *DateParts) Shape(in []Shape) (Shape, error) {
	if len(o.Parts) == 0 {
		return Shape{}, fmt.Errorf("no parts")
	}
	for _, p := range o.Parts {
		if math.IsNaN(part(DatePart(p), time.Unix(0, 0).UTC())) {
			return Shape{}, fmt.Errorf("unknown part %q", p)
		}
	}
	return Shape{Width: len(o.Parts)}, oneNumeric(in, 1)
}

// Fields declares the state.
func (o *DateParts) Fields(f *Fields) { f.Strings("parts", &o.Parts) }

// The first second of year 1 and of year 10000.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300800
)

// Eval reads every moment.
func (o *DateParts) Eval(_ *Scratch, in []Block, out Block) {
	for i, v := range in[0].Nums[0] {
		if !(v >= firstSecond && v < lastSecond) {
			for _, y := range out.Nums {
				y[i] = math.NaN()
			}
			continue
		}
		t := time.Unix(int64(math.Floor(v)), 0).UTC()
		for k, y := range out.Nums {
			y[i] = part(DatePart(o.Parts[k]), t)
		}
	}
}

func part(p DatePart, t time.Time) float64 {
	switch p {
	case Year:
		return float64(t.Year())
	case Month:
		return float64(t.Month())
	case MonthDay:
		return float64(t.Day())
	case Weekday:
		return float64((int(t.Weekday())+6)%7 + 1)
	case YearDay:
		return float64(t.YearDay())
	case Hour:
		return float64(t.Hour()*3600+t.Minute()*60+t.Second()) / 3600
	case Weekend:
		if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
			return 1
		}
		return 0
	case MonthSin:
		return math.Sin(angle(part(Month, t)-1, 12))
	case MonthCos:
		return math.Cos(angle(part(Month, t)-1, 12))
	case WeekdaySin:
		return math.Sin(angle(part(Weekday, t)-1, 7))
	case WeekdayCos:
		return math.Cos(angle(part(Weekday, t)-1, 7))
	case YearDaySin:
		return math.Sin(angle(part(YearDay, t)-1, 365.25))
	case YearDayCos:
		return math.Cos(angle(part(YearDay, t)-1, 365.25))
	case HourSin:
		return math.Sin(angle(part(Hour, t), 24))
	case HourCos:
		return math.Cos(angle(part(Hour, t), 24))
	}
	return math.NaN()
}

func angle(x, full float64) float64 { return 2 * math.Pi * x / full }
