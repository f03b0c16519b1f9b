package metric

import "winnow/automl"

// Confusion counts rows by true class (first index) and predicted class (second), each row
// with its weight. Classes is the number of classes. It panics on a class out of range.
func Confusion(y automl.Target, p *automl.Prediction, classes int) [][]float64 {
	c := make([][]sum, classes)
	out := make([][]float64, classes)
	for k := range c {
		c[k] = make([]sum, classes)
		out[k] = make([]float64, classes)
	}
	for i := range y.Y {
		c[int(y.Y[i])][p.Class(i)].add(weight(y, i))
	}
	for k := range c {
		for j := range c[k] {
			out[k][j] = c[k][j].value()
		}
	}
	return out
}

// counts is a confusion matrix with its margins.
type counts struct {
	cell            [][]float64
	truth, guess    []float64 // rows of each true and of each predicted class
	correct, weight float64
}

func count(y automl.Target, p *automl.Prediction) counts {
	n := max(len(y.Classes), 2)
	c := counts{cell: Confusion(y, p, n), truth: make([]float64, n), guess: make([]float64, n)}
	for k, row := range c.cell {
		for j, v := range row {
			c.truth[k] += v
			c.guess[j] += v
			c.weight += v
		}
		c.correct += row[k]
	}
	return c
}

// share is a/b, and 0 where b is 0, as scikit-learn has it with zero_division=0.
func share(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// f1 is the harmonic mean of precision and recall of class k.
func (c counts) f1(k int) float64 { return share(2*c.cell[k][k], c.truth[k]+c.guess[k]) }
