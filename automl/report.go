package automl

import "winnow/automl/figure"

// Report is everything that charts and cards need to know about one model, from rows it
// never saw: its out-of-fold predictions and the truth.
type Report struct {
	Row    ModelRow
	Job    Job
	Metric Metric
	Target Target
	// Rows are the table rows that were scored, in the order of Target and Prediction.
	Rows       []int32
	Fold       []int32 // fold of each scored row, from 0
	Prediction Prediction
	Importance []Importance
	Schema     []string // names of the input columns
	// Fingerprint is the SHA-256 of the training table.
	Fingerprint string
	Sureness    *Sureness // nil where it is not known
	// Explanation is how answers come about, where it was asked for; nil: not yet.
	Explanation *Explanation
}

// Importance is how much worse the score gets when one column is shuffled on rows the
// model never saw (Breiman 2001, section 10), as the mean over repeats.
type Importance struct {
	Column string  `json:"column"`
	Drop   float64 `json:"drop"` // loss of score, in the metric's units; at or below 0: no use seen
	Std    float64 `json:"std"`  // over repeats
}

// ChartOptions are what a person can set on a chart.
type ChartOptions struct {
	Threshold float64 // probability from which class 1 is predicted; 0 means 0.5
	Show      Shares  // what cells of a confusion matrix say
	Worth     Worth   // of decisions, for the profit curve
	Class     int     // of several classes, the one that is held against the rest
	// Of charts of Report.Explanation, beside Class: which column (empty: the weightiest),
	// which of the explained rows, and the rows of a cohort (nil: all).
	Column string
	Row    int
	Cohort []int
}

// Shares says what the cells of a confusion matrix show.
type Shares string

// The shares.
const (
	ShowCounts  Shares = ""        // rows, coloured by their share of the true class
	ShowActual  Shares = "actual"  // shares of the true class
	ShowAnswers Shares = "answers" // shares of the predicted class
)

// ChartNeed names a part of a report that is worked out only when asked for.
type ChartNeed string

// NeedsExplanation is the need for Report.Explanation.
const NeedsExplanation ChartNeed = "explanation"

// Chart is one entry of the catalogue of charts.
type Chart struct {
	ID    string
	Name  string
	Help  string // one sentence: what to look for
	Tasks TaskSet
	Needs ChartNeed // what the report must hold beside out-of-fold predictions
	Draw  func(r *Report, o ChartOptions) (*figure.Figure, error)
}
