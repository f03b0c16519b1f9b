package main

import (
	"math"
	"time"

	"winnow/automl/num"
)

// store is one of three made-up shops.
type store struct {
	name   string
	level  float64 // units on an ordinary day at the start
	growth float64 // of the logarithm, a year
	summer float64 // how much more it sells in summer
	week   [7]float64
}

var stores = []store{
	{"Market Square", 120, 0.05, 0.10, [7]float64{0.85, 0.9, 0.95, 1, 1.1, 1.3, 0.7}},
	{"Riverside", 75, 0.09, 0.35, [7]float64{0.8, 0.85, 0.9, 0.95, 1.1, 1.35, 1.2}},
	{"Station Road", 95, -0.02, -0.05, [7]float64{1.15, 1.1, 1.1, 1.1, 1.15, 0.75, 0.5}},
}

// holidays are days on which all shops keep short hours: month*100 + day.
var holidays = map[int]bool{101: true, 501: true, 815: true, 1003: true, 1225: true, 1226: true}

// sales makes five years of daily sales of three shops; the new file holds the days after.
func sales() []file {
	d := draw{num.RNG(seed, "sales")}
	s := &sheet{header: []string{"date", "store", "promo", "holiday", "temperature", "price", "units_sold"}}
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	const train, fresh = 1827, 67 // days: five years with two leap days, then the new ones
	prices := []float64{3.9, 3.7, 4.1}
	drift := 0.0 // weather that lasts
	for day := range train + fresh {
		date := start.AddDate(0, 0, day)
		drift = 0.8*drift + d.normal(0, 2)
		year := 2 * math.Pi * float64(date.YearDay()-200) / 365.25
		temperature := 10.5 + 9.5*math.Cos(year) + drift
		off := holidays[int(date.Month())*100+date.Day()]
		for k, st := range stores {
			if date.Day() == 1 && date.Month()%6 == 1 && day > 0 {
				prices[k] = math.Round(prices[k]*d.normal(1.02, 0.01)*20) / 20
			}
			promo := d.chance(0.12)
			price := prices[k]
			if promo {
				price = math.Round(price*0.85*20) / 20
			}
			x := math.Log(st.level) + st.growth*float64(day)/365.25 + math.Log(st.week[(int(date.Weekday())+6)%7])
			x += st.summer*math.Cos(year) + 0.012*(temperature-10) - 1.1*math.Log(price/4)
			x += 0.28*flag1(promo) - 0.9*flag1(off)
			if date.Month() == time.December && date.Day() < 25 {
				x += 0.25
			}
			units := d.count(math.Exp(x + d.normal(0, 0.09)))
			s.rows = append(s.rows, []string{
				date.Format(time.DateOnly), st.name, yesNo(promo), yesNo(off),
				d.maybe(0.015, decimals(temperature+d.normal(0, 0.3), 1)), decimals(price, 2), whole(float64(units)),
			})
		}
	}
	return s.split("sales", train*len(stores))
}
