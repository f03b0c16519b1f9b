package prep

import (
	"winnow/automl"
	"winnow/automl/graph"
)

// partsKey is where a moment's parts are kept.
type partsKey struct{ cyclic bool }

var (
	plainParts  = []graph.DatePart{graph.Year, graph.Month, graph.MonthDay, graph.Weekday, graph.YearDay, graph.Hour, graph.Weekend}
	cyclicParts = []graph.DatePart{graph.Year, graph.MonthDay, graph.Weekend,
		graph.MonthSin, graph.MonthCos, graph.WeekdaySin, graph.WeekdayCos, graph.YearDaySin, graph.YearDayCos, graph.HourSin, graph.HourCos}
)

// dateParts are the parts of a moment that vary, one shared feature for each: made once
// for a moment and the same ones for every fold. Cyclic asks for places on clock faces
// instead of numbers that jump from December to January.
func dateParts(moment *automl.Feature, space int, cyclic bool) []*automl.Feature {
	if !moment.Shared {
		return makeParts(moment, space, cyclic)
	}
	return moment.Cached(partsKey{cyclic}, func() any { return makeParts(moment, space, cyclic) }).([]*automl.Feature)
}

func makeParts(moment *automl.Feature, space int, cyclic bool) []*automl.Feature {
	parts := plainParts
	if cyclic {
		parts = cyclicParts
	}
	op, kept := &graph.DateParts{}, &graph.DateParts{}
	for _, p := range parts {
		op.Parts = append(op.Parts, string(p))
	}
	var out []*automl.Feature
	for k, f := range deriveAll(moment, space, op) {
		if varies(f.Nums) {
			f.Name += ": " + op.Parts[k]
			kept.Parts = append(kept.Parts, op.Parts[k])
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil
	}
	node := graph.Apply(kept, graph.Pick([]graph.Ref{moment.Ref}))
	for k, f := range out {
		f.Ref = graph.Ref{Node: node, Column: k}
	}
	return out
}

// varies reports whether there are two distinct numbers in x, missing ones left aside.
func varies(x []float64) bool {
	first, found := 0.0, false
	for _, v := range x {
		if v == v {
			if found && v != first {
				return true
			}
			first, found = v, true
		}
	}
	return false
}
