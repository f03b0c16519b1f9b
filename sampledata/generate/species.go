package main

import (
	"fmt"

	"winnow/automl/num"
)

// bird is the average of one of three made-up species.
type bird struct {
	name                            string
	wing, length, depth, tail, mass float64
	islands                         []float64 // how often it is caught on each
}

var birds = []bird{
	{"Alder finch", 71, 12.4, 8.1, 55, 16.6, []float64{6, 3, 1}},
	{"Birch finch", 75.5, 13.9, 8.0, 60, 18.4, []float64{2, 5, 3}},
	{"Cedar finch", 79, 14.1, 10.0, 58.5, 21.8, []float64{0, 2, 7}},
}

// species makes measurements of birds; sex shifts sizes, so single measures overlap.
func species() []file {
	d := draw{num.RNG(seed, "species")}
	s := &sheet{header: []string{
		"island", "year", "sex", "wing_mm", "bill_length_mm", "bill_depth_mm", "tail_mm", "mass_g", "species",
	}}
	const train, fresh = 300, 200
	for range train + fresh {
		b := birds[0]
		switch x := d.Float64(); {
		case x > 0.73:
			b = birds[2]
		case x > 0.42:
			b = birds[1]
		}
		male := d.chance(0.5)
		size := d.normal(0.55*(2*flag1(male)-1), 0.6) // common to all measures of a bird
		sex := "female"
		if male {
			sex = "male"
		}
		s.rows = append(s.rows, []string{
			d.pick([]string{"Gull Isle", "Stone Isle", "North Isle"}, b.islands...), fmt.Sprint(2019 + d.IntN(5)),
			d.maybe(0.07, sex),
			d.maybe(0.02, decimals(b.wing+2.0*size+d.normal(0, 1.5), 1)),
			d.maybe(0.02, decimals(b.length+0.35*size+d.normal(0, 0.5), 1)),
			decimals(b.depth+0.3*size+d.normal(0, 0.45), 1),
			decimals(b.tail+1.4*size+d.normal(0, 1.8), 1),
			d.maybe(0.04, decimals(b.mass+1.0*size+d.normal(0, 1.0), 1)), b.name,
		})
	}
	return s.split("species", train)
}
