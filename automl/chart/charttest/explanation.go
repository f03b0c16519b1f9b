package charttest

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/num"
)

// Explanation makes up shares of a report's answers for n rows: of a number that raises the
// first output and lowers the others, one with gaps that lowers it, a category, and a column
// without use; and of two pairs and three words.
func Explanation(r *automl.Report, n int) *automl.Explanation {
	rng := num.RNG(7, "explanation", string(r.Target.Task))
	x := &automl.Explanation{Columns: []string{"size", "age", "colour", "shoe"}, Target: r.Job.Target, Task: r.Target.Task,
		Method: automl.ExplainExact, Exact: true, Levels: [][]string{nil, nil, {"red", "green", "blue"}, nil}, Places: make([]automl.Numbers, 4)}
	switch r.Target.Task {
	case automl.Binary:
		x.Outputs, x.Scale = r.Target.Classes[1:], automl.ScaleLogOdds
	case automl.Multiclass:
		x.Outputs, x.Scale = r.Target.Classes, automl.ScaleProbability
	default:
		x.Outputs, x.Scale = []string{r.Job.Target}, automl.ScaleUnits
	}
	k := len(x.Outputs)
	x.Base, x.Values, x.Prediction, x.Answer = make([]float64, k), make([][][]float64, k), make([][]float64, k), make([][]float64, k)
	for o := range k {
		x.Base[o] = 0.1 * float64(o+1)
	}
	for i := range n {
		size, age, level, shoe := rng.NormFloat64(), 40+15*rng.NormFloat64(), rng.IntN(3), 38+float64(rng.IntN(8))
		cells := []string{fmt.Sprintf("%.2f", size), fmt.Sprintf("%.0f", age), x.Levels[2][level], fmt.Sprint(shoe)}
		if i%9 == 0 {
			age, cells[1] = math.NaN(), ""
		}
		x.Rows, x.Cells = append(x.Rows, int32(i)), append(x.Cells, cells)
		for c, v := range []float64{size, age, float64(level), shoe} {
			x.Places[c] = append(x.Places[c], v)
		}
		for o := range k {
			sign := 1.0
			if o > 0 {
				sign = -0.5
			}
			v := []float64{sign * 0.2 * math.Tanh(size), -sign * 0.01 * (age - 40), sign * 0.05 * float64(level-1) * (1 + 0.3*size), 0}
			if math.IsNaN(age) {
				v[1] = sign * 0.04
			}
			sum := x.Base[o] + v[0] + v[1] + v[2]
			answer := sum
			if x.Scale == automl.ScaleLogOdds {
				answer = 1 / (1 + math.Exp(-sum))
			}
			x.Values[o] = append(x.Values[o], v)
			x.Prediction[o], x.Answer[o] = append(x.Prediction[o], sum), append(x.Answer[o], answer)
		}
	}
	x.Pairs = []automl.PairShare{{First: "size", Second: "colour", Size: 0.0123}, {First: "size", Second: "age", Size: 0.004}}
	for o := range k {
		for i, word := range []string{"bright", "worn", "new"} {
			x.Words = append(x.Words, automl.WordShare{Output: o, Row: 0, Column: 2, Word: word, Value: 0.05 * float64(1-i) * (1 + float64(o))})
		}
		x.Words = append(x.Words, automl.WordShare{Output: o, Row: 1, Column: 2, Word: "elsewhere", Value: 1})
	}
	return x
}
