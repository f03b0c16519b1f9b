package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"winnow/automl/num"
)

// district is a part of the made-up town of Lindenau.
type district struct {
	name   string
	weight float64
	level  float64 // log price above the town's mean
	centre float64 // km to the centre
}

var districts = []district{
	{"Old Town", 9, 0.32, 0.6},
	{"Harbour", 8, 0.24, 1.4},
	{"Station", 11, 0.02, 1.1},
	{"Mill Hill", 10, 0.10, 2.6},
	{"Eastfield", 14, -0.12, 4.1},
	{"Westbrook", 12, 0.05, 3.7},
	{"Parkside", 8, 0.21, 2.2},
	{"Quarry", 9, -0.24, 5.8},
	{"Lakeview", 6, 0.28, 7.4},
	{"Northgate", 13, -0.07, 4.9},
}

// house is one row of the houses sample.
type house struct {
	district               district
	kind, condition, class string
	area, garden, distance float64
	rooms, baths, floor    int
	built                  int
	garage, renovated      bool
	sold                   time.Time
}

// houses makes sales of homes in a made-up town.
func houses() []file {
	d := draw{num.RNG(seed, "houses")}
	s := &sheet{header: []string{
		"listing_id", "sold_on", "district", "type", "area_m2", "rooms", "bathrooms", "floor", "garden_m2", "year_built",
		"condition", "energy_class", "garage", "distance_centre_km", "description", "price",
	}}
	const train, fresh = 3000, 200
	for i := range train + fresh {
		h := newHouse(d)
		price := math.Exp(h.value() + d.normal(0, 0.11))
		floor, garden := "", ""
		if h.kind == "flat" {
			floor = fmt.Sprint(h.floor)
		} else {
			garden = whole(h.garden)
		}
		s.rows = append(s.rows, []string{
			fmt.Sprintf("L%05d", 20001+i), h.sold.Format(time.DateOnly), h.district.name, h.kind,
			d.maybe(0.01, whole(h.area)), fmt.Sprint(h.rooms), fmt.Sprint(h.baths), floor, garden,
			d.maybe(0.06, fmt.Sprint(h.built)), h.condition, d.maybe(0.12, h.class), yesNo(h.garage),
			decimals(h.distance, 1), h.describe(d), whole(math.Round(price/500) * 500),
		})
	}
	return s.split("houses", train)
}

func newHouse(d draw) house {
	var h house
	names, weights := []string{}, []float64{}
	for _, x := range districts {
		names, weights = append(names, x.name), append(weights, x.weight)
	}
	name := d.pick(names, weights...)
	for _, x := range districts {
		if x.name == name {
			h.district = x
		}
	}
	flats := 0.75 - 0.09*h.district.centre
	h.kind = d.pick([]string{"flat", "terraced", "semi-detached", "detached"}, flats, 0.2, 0.15, 0.05+0.03*h.district.centre)
	mean := map[string]float64{"flat": 4.22, "terraced": 4.65, "semi-detached": 4.8, "detached": 5.05}[h.kind]
	h.area = math.Round(clamp(math.Exp(d.normal(mean, 0.28)), 22, 420))
	h.rooms = int(clamp(math.Round(h.area/27+d.normal(0.3, 0.7)), 1, 11))
	h.baths = int(clamp(math.Round(h.area/85+d.normal(0.35, 0.35)), 1, 5))
	h.floor = d.IntN(7)
	h.garden = math.Round(math.Exp(d.normal(map[string]float64{"terraced": 4.3, "semi-detached": 5.2, "detached": 6.1}[h.kind], 0.5)))
	h.built = int(clamp(d.normal(1972, 28), 1880, 2023))
	h.renovated = d.chance(0.25)
	state := d.normal(float64(h.built-1970)/30+1.4*flag1(h.renovated), 1)
	h.condition = []string{"poor", "fair", "good", "excellent"}[int(clamp(math.Floor(state+1.6), 0, 3))]
	grade := 4.2 - float64(h.built-1970)/17 - 1.2*flag1(h.renovated) + d.normal(0, 0.8)
	h.class = string("ABCDEFG"[int(clamp(math.Round(grade), 0, 6))])
	h.garage = d.chance(map[string]float64{"flat": 0.25, "terraced": 0.45, "semi-detached": 0.65, "detached": 0.85}[h.kind])
	h.distance = clamp(h.district.centre+d.normal(0, 0.4), 0.1, 12)
	h.sold = time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d.IntN(1095))
	return h
}

// value is the logarithm of the expected price.
func (h house) value() float64 {
	x := 8.78 + h.district.level + 0.82*math.Log(h.area) + 0.05*float64(h.baths-1) - 0.014*h.distance
	x += map[string]float64{"flat": 0, "terraced": 0.03, "semi-detached": 0.09, "detached": 0.2}[h.kind]
	x += map[string]float64{"poor": -0.2, "fair": -0.07, "good": 0, "excellent": 0.1}[h.condition]
	x -= 0.022 * float64(strings.Index("ABCDEFG", h.class))
	x += 0.04*flag1(h.garage) + 0.05*flag1(h.renovated)
	if h.kind == "flat" {
		x += 0.012*float64(h.floor) - 0.09*flag1(h.floor == 0)
	} else {
		x += 0.045 * math.Log(1+h.garden/100)
	}
	if h.built < 1915 && h.district.name == "Old Town" {
		x += 0.12 // old houses are sought after there
	}
	months := h.sold.Sub(time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24 / 30.4
	return x + 0.0065*months - 0.00018*float64(max(0, months-22)*max(0, months-22))
}

// describe writes the agent's sentence; a renovation is mentioned nowhere else.
func (h house) describe(d draw) string {
	parts := []string{
		d.pick([]string{"Bright", "Quiet", "Spacious", "Charming", "Well kept"}, 3, 3, 2, 2, 2) + " home in " + h.district.name,
	}
	if h.renovated {
		parts = append(parts, d.pick([]string{"fully renovated", "new kitchen and windows", "recently modernised"}, 1, 1, 1))
	}
	if h.condition == "poor" {
		parts = append(parts, d.pick([]string{"needs work", "a project for handy buyers"}, 1, 1))
	}
	for _, extra := range []string{"close to school and shops", "view over the park", "good bus connection", "cellar and bicycle shed", "south-facing balcony"} {
		if d.chance(0.3) {
			parts = append(parts, extra)
		}
	}
	return strings.Join(parts, ", ") + "."
}
