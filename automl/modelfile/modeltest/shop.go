// Package modeltest makes the model that the tests of servers and streams have in common.
package modeltest

import (
	"math"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// Shop says P(yes) = 1/(1+exp(-slope*(price - 2*colour))) of a price and a colour, red or blue;
// whether it is ready and a note are asked for and weigh nothing.
func Shop(slope float64) *automl.Model {
	price, colour, ready := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1}), graph.Apply(&graph.Input{Column: 2})
	score := graph.Apply(&graph.Linear{Weights: []float64{1, -2, 0}, Bias: []float64{0}}, graph.Pick([]graph.Ref{{Node: price}, {Node: colour}, {Node: ready}}))
	column := func(name string, kind table.Kind, weight float64, levels ...string) automl.SchemaColumn {
		return automl.SchemaColumn{Field: table.Field{Name: name, Kind: kind}, Levels: levels, Weight: weight}
	}
	s := automl.Schema{
		Columns: []automl.SchemaColumn{
			column("price", table.Number, 0.6), column("colour", table.Category, 0.2, "red", "blue"),
			column("ready", table.YesNo, 0.1, "no", "yes"), column("note", table.Text, 0.1),
		},
		Target: "bought", Task: automl.Binary, Classes: []string{"no", "yes"},
	}
	s.Columns[0].Min, s.Columns[0].Max = 0, 10
	s.Columns[0].Typical = &automl.Typical{Edges: []float64{2, 5}, Shares: []float64{0.2, 0.3, 0.5}}
	return &automl.Model{
		Name: "Shop one", AppVersion: "1", Created: time.Unix(1e9, 0), Schema: s, Graph: graph.Apply(&graph.Link{Func: graph.Logistic, Slope: slope}, score),
		Sureness: &automl.Sureness{Levels: []float64{0.9}, Rows: 10, Least: [][]float64{{0.2, 0.3}}, Coverage: []automl.Coverage{{Level: 0.9, Rows: 10, Inside: 9}}, Familiar: &automl.Familiar{Margin: 0.1, Limit: 1}},
	}
}

// Chance is what Shop answers; colour is 0 for red and 1 for blue.
func Chance(price, colour, slope float64) float64 {
	return 1 / (1 + math.Exp(-slope*(price-2*colour)))
}
