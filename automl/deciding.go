package automl

import (
	"context"
	"time"
)

// Deciding is what a person settles about a run's models once they are trained.
type Deciding interface {
	// Reveal scores a model on the rows that Job.Sealed set apart before anything was
	// fitted. The first call for a model is the opening: it is noted with its time, and
	// every later call gives the same answer. It is an error where nothing was set apart.
	Reveal(ctx context.Context, run, model string) (*FinalTest, error)
	// SetThreshold keeps the probability from which a binary model says yes: Save and
	// Predict use it from then on. 0 takes it back.
	SetThreshold(run, model string, threshold float64) error
	// Compare holds the scores of two models on the same folds against each other.
	Compare(run, a, b string) (*Difference, error)
	// RowsAt returns the rows of an open table with these numbers, counted from 0, as a
	// person reads them. Missing cells are empty.
	RowsAt(ctx context.Context, data string, rows []int32) ([][]string, error)
	// Answer is what a model says about one row, quickly.
	Answer(ctx context.Context, req RowRequest, threshold float64) (*Answer, error)
	// Segments says where a model errs more than elsewhere, the worst first.
	Segments(ctx context.Context, run, model string) ([]Segment, error)
}

// FinalTest is the score of a model on rows that nothing of the training has seen.
type FinalTest struct {
	Model  string             `json:"model"`
	Metric string             `json:"metric"`
	Rows   int                `json:"rows"`
	Score  float64            `json:"score"`
	Low    float64            `json:"low"` // 95 % interval, by resampling the rows
	High   float64            `json:"high"`
	Scores map[string]float64 `json:"scores"` // every metric of the task
	Opened time.Time          `json:"opened"`
	// Differs says that the score is further from the cross-validated one than chance
	// explains at 5 %.
	Differs bool   `json:"differs,omitempty"`
	Notice  string `json:"notice"` // one sentence: how the two scores go together
}

// Difference is how much better model A scores than model B, fold by fold. Above zero is
// better for A whatever the metric.
type Difference struct {
	A     string    `json:"a"`
	B     string    `json:"b"`
	Folds []float64 `json:"folds"`
	Mean  float64   `json:"mean"`
	Low   float64   `json:"low"` // 95 % interval (Nadeau and Bengio 2003)
	High  float64   `json:"high"`
	Tied  bool      `json:"tied"` // the interval holds zero
}

// Segment is a part of the scored rows by the values of one column, and how far the model
// is off there.
type Segment struct {
	Column string `json:"column"`
	Part   string `json:"part"` // "Two year", "18 to 25", "missing"
	Rows   int    `json:"rows"`
	// Error is the mean size of the error of a number; of classes the share of rows that
	// are taken for another class.
	Error float64 `json:"error"`
	Else  float64 `json:"else"` // the same over all other rows
	// Sure says that the two differ beyond chance: by more than 3 standard errors, so many
	// parts being looked at.
	Sure bool    `json:"sure,omitempty"`
	At   []int32 `json:"-"` // places of its rows among the scored ones
}

// Worth is what a yes-or-no decision is worth for one row, in the person's money: what is
// gained is above zero, what is lost below.
type Worth struct {
	Right    float64 `json:"right"`  // flagged, and rightly
	Wrong    float64 `json:"wrong"`  // flagged, and wrongly
	Missed   float64 `json:"missed"` // not flagged, and wrongly
	Left     float64 `json:"left"`   // not flagged, and rightly
	Currency string  `json:"currency,omitempty"`
}

// Known reports whether anything is worth anything.
func (w Worth) Known() bool { return w.Right != 0 || w.Wrong != 0 || w.Missed != 0 || w.Left != 0 }

// Of is what so many rows of each kind are worth together.
func (w Worth) Of(right, wrong, missed, left float64) float64 {
	return w.Right*right + w.Wrong*wrong + w.Missed*missed + w.Left*left
}
