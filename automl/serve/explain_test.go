package serve

import (
	"encoding/json"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// TestExplain holds the shares of a linear model against its weights: of two rows the shares
// differ by weight times difference, and base and shares add up to the answer.
func TestExplain(t *testing.T) {
	s := server(t, Options{})
	for _, c := range []struct{ kind, body string }{
		{"application/json", `[{"price":3,"colour":"blue"},{"price":1,"colour":"red","note":"x"}]`},
		{"text/csv", "price,colour\n3,blue\n1,red\n"},
	} {
		status, raw := call(s, "POST", "/explain", c.kind, c.body)
		var got struct {
			Target, Scale string
			Exact         bool
			Explanations  []struct {
				Answer struct {
					Prediction    string
					Probabilities map[string]float64
				}
				Shares map[string]struct {
					Base, Sum float64
					Columns   map[string]float64
				}
			}
		}
		if err := json.Unmarshal([]byte(raw), &got); err != nil || status != 200 {
			t.Fatalf("%d %s %v", status, raw, err)
		}
		if got.Target != "bought" || got.Scale != "log_odds" || !got.Exact || len(got.Explanations) != 2 {
			t.Fatalf("%s", raw)
		}
		a, b := got.Explanations[0], got.Explanations[1]
		for _, e := range got.Explanations {
			one := e.Shares["yes"]
			sum := one.Base
			for _, v := range one.Columns {
				sum += v
			}
			p := e.Answer.Probabilities["yes"]
			if math.Abs(sum-one.Sum) > 1e-9 || math.Abs(math.Log(p/(1-p))-one.Sum) > 1e-9 || len(one.Columns) != 4 {
				t.Errorf("%+v", e)
			}
		}
		for column, want := range map[string]float64{"price": 2, "colour": -2, "ready": 0, "note": 0} {
			if d := a.Shares["yes"].Columns[column] - b.Shares["yes"].Columns[column]; math.Abs(d-want) > 1e-9 {
				t.Errorf("%s: the rows differ by %v, want %v", column, d, want)
			}
		}
	}
	one, _ := call(s, "POST", "/models/shop/explain", "", `{"price":3}`)
	if one != 200 {
		t.Errorf("a single row: %d", one)
	}
}

// TestExplainOthers asks a model of a number and one of three classes.
func TestExplainOthers(t *testing.T) {
	x := graph.Apply(&graph.Input{Column: 0})
	columns := []automl.SchemaColumn{{Field: table.Field{Name: "x", Kind: table.Number}, Min: 0, Max: 10, Weight: 1}}
	models := []Named{
		{Name: "number", Model: &automl.Model{Schema: automl.Schema{Columns: columns, Target: "y", Task: automl.Regression},
			Graph: graph.Apply(&graph.Linear{Weights: []float64{2}, Bias: []float64{1}}, x)}},
		{Name: "class", Model: &automl.Model{Schema: automl.Schema{Columns: columns, Target: "k", Task: automl.Multiclass, Classes: []string{"a", "b", "c"}},
			Graph: graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, graph.Apply(&graph.Linear{Weights: []float64{1, 0, -1}, Bias: []float64{0, 0, 0}}, x))}},
	}
	s, err := NewServer(models, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, raw := call(s, "POST", "/explain", "", `{"x":4}`)
	if v := chance(t, raw, "explanations", 0, "shares", "y", "sum"); v != 9 {
		t.Errorf("%s", raw)
	}
	_, raw = call(s, "POST", "/models/class/explain", "", `{"x":2}`)
	high, low := chance(t, raw, "explanations", 0, "shares", "a", "sum"), chance(t, raw, "explanations", 0, "shares", "c", "sum")
	if math.Abs(high-low-4) > 1e-9 {
		t.Errorf("%s", raw)
	}
}
