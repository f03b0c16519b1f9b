package automl

// Target is the truth that predictions are held against, one entry per scored row.
type Target struct {
	Task    Task
	Classes []string  // class names, in class order; nil for regression
	Y       []float64 // regression: the target; else the class index
	W       []float64 // weights; nil means all 1
}

// Prediction holds predictions for the rows of a Target, row by row.
type Prediction struct {
	Width  int // columns per row, as Task.PredictionWidth says
	Values []float64
	// Threshold is the probability from which class 1 is predicted, binary only; 0 means 0.5.
	Threshold float64
}

// Rows is the number of rows.
func (p *Prediction) Rows() int { return len(p.Values) / p.Width }

// Row is the prediction of row i.
func (p *Prediction) Row(i int) []float64 { return p.Values[i*p.Width : (i+1)*p.Width] }

// Class is the predicted class of row i: for one column 1 from the threshold up, else the
// column with the highest probability, the first among equals.
func (p *Prediction) Class(i int) int {
	if p.Width == 1 {
		t := p.Threshold
		if t == 0 {
			t = 0.5
		}
		if p.Values[i] >= t {
			return 1
		}
		return 0
	}
	row := p.Row(i)
	best := 0
	for k, v := range row {
		if v > row[best] {
			best = k
		}
	}
	return best
}

// Metric scores predictions. Best and Worst are the ends of its range (infinite where it
// has none); a metric is better the nearer it is to Best.
type Metric struct {
	ID    string // stable, as on the command line: "auc"
	Name  string // on screen: "ROC AUC"
	Help  string // one sentence for a person
	Tasks TaskSet
	Best  float64
	Worst float64
	// NeedsClass is true for a metric that looks at predicted classes, not at
	// probabilities.
	NeedsClass bool
	// Ranks is true for a metric that looks at the order of the rows by probability alone.
	Ranks bool
	// Score returns an error when the metric is not defined for these rows, such as the
	// ROC AUC of one class.
	Score func(y Target, p *Prediction) (float64, error)
}

// Better reports whether score a is better than score b.
func (m *Metric) Better(a, b float64) bool {
	if m.Best > m.Worst {
		return a > b
	}
	return a < b
}

// Loss is a score turned so that lower is better.
func (m *Metric) Loss(score float64) float64 {
	if m.Best > m.Worst {
		return -score
	}
	return score
}
