package automl

import (
	"context"

	"winnow/automl/graph"
)

// SureLevels are the shares of rows, ascending, that intervals and sets can be made to hold the
// truth of. A model has those that its rows can vouch for, one made before those of its time.
var SureLevels = []float64{0.9, 0.95, 0.99}

// SureLevel is the share that predictions come with when nobody asks for another. Every model
// has it.
const SureLevel = 0.9

// Sureness is what a model knows about how far each of its answers can be trusted, found on
// rows that the models answering them had not seen.
type Sureness struct {
	Levels []float64 `json:"levels"` // shares of rows whose truth lies within, ascending
	Rows   int       `json:"rows"`   // rows that it was found on

	// A predicted number p has the interval from p - f*d*Down to p + f*u*Up, with the factor f
	// of the level among Factors, and d and u as the Spread answers for the row, or 1.
	Down    float64   `json:"down,omitempty"`
	Up      float64   `json:"up,omitempty"`
	Factors []float64 `json:"factors,omitempty"`
	// Spread foretells how far below and above its prediction the truth of a row may lie, in
	// two columns. Its inputs are the schema's columns and after them the prediction. Nil where
	// intervals are equally wide for all rows.
	Spread *graph.Node `json:"-"`
	// NotNegative is true when no number of training was below 0: no interval reaches below it.
	NotNegative bool `json:"not_negative,omitempty"`

	// Least is, for each level, the least probability with which each class is in the set.
	Least [][]float64 `json:"least,omitempty"`
	// ByClass is true when each class is held in its set as often as each level says; else only
	// all rows together are.
	ByClass bool `json:"by_class,omitempty"`

	// Widened is true when the final model met rows of its own training worse than the models
	// that were judged, so that its intervals or sets were made wider.
	Widened bool `json:"widened,omitempty"`

	// Coverage is how often the truth lay within, for each level, on rows that the intervals
	// or sets were made without.
	Coverage []Coverage `json:"coverage"`
	Familiar *Familiar  `json:"familiar,omitempty"` // nil where it is not known
}

// Coverage is how often the truth lay within the intervals or sets of one level.
type Coverage struct {
	Level  float64 `json:"level"` // how often it should
	Rows   int     `json:"rows"`
	Inside int     `json:"inside"` // rows whose truth lay within
	// Low and High are the ends of the 95 % interval of the share, from the count alone
	// (Wilson 1927).
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Width float64 `json:"width,omitempty"` // mean width of an interval
	// Named are the rows whose truth is in the set as it is written, to which the predicted
	// class always belongs, even where it is less probable than the level asks for.
	Named int   `json:"named,omitempty"`
	Sizes []int `json:"sizes,omitempty"` // rows by how many classes are written, from 0
}

// Share is the share of rows whose truth lay within; 0 of no rows.
func (c Coverage) Share() float64 {
	if c.Rows == 0 {
		return 0
	}
	return float64(c.Inside) / float64(c.Rows)
}

// Familiar tells rows like those of training from others.
type Familiar struct {
	// Strange answers for a row, from the schema's columns, how strange it is, 0 to 1: the
	// isolation score of Liu, Ting and Zhou (2008, eq. 2). Nil where there was nothing to
	// find it by.
	Strange *graph.Node `json:"-"`
	Limit   float64     `json:"limit"` // a row is strange above it
	// Margin is how far beyond the range of training a number may lie, as a share of it.
	Margin float64 `json:"margin"`
	// Relations answers, for each of Related, a sum of columns that hardly varied in training
	// although the columns did; NaN where one of them is missing. Nil where there is none.
	Relations *graph.Node `json:"-"`
	Related   []Related   `json:"related,omitempty"`
	// Slack is how far beyond its range a relation may lie, as a share of it.
	Slack float64 `json:"slack,omitempty"`
	// Open are the columns, by place in the schema, in which new levels are nothing unusual.
	Open []int `json:"open,omitempty"`
	// Share is the share of the training rows that would be called unlike the others.
	Share float64 `json:"share"`
}

// Related are columns that go together.
type Related struct {
	Columns []int   `json:"columns"` // by place in the schema, the two that weigh most
	Low     float64 `json:"low"`     // range in training
	High    float64 `json:"high"`
}

// Evaluator scores a model on a file that holds the truth.
type Evaluator interface {
	// Evaluate predicts a file and holds the answers against its target. It is an error of
	// kind BadData when the file lacks the target, or has no row with one.
	Evaluate(ctx context.Context, req EvaluateRequest) (*Evaluation, error)
}

// EvaluateRequest names a model and a file with the truth.
type EvaluateRequest struct {
	Model     string                  `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run       string                  `json:"run,omitempty"`   // a run of the service
	Row       string                  `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Data      string                  `json:"data"`
	Rename    map[string]string       `json:"rename,omitempty"`     // as in PredictRequest
	Scale     map[string]Conversion   `json:"scale,omitempty"`      // as in PredictRequest
	NoMapping bool                    `json:"no_mapping,omitempty"` // as in PredictRequest
	Threshold float64                 `json:"threshold,omitempty"`  // binary; 0: the model's own
	Progress  func(done, total int64) `json:"-"`
}

// Evaluation is how good a model's answers for a file were.
type Evaluation struct {
	Rows    int          `json:"rows"`           // rows that were scored
	Left    int          `json:"left,omitempty"` // rows without a truth, or with a class that training never saw
	Metric  string       `json:"metric"`         // that the model was chosen by
	Scores  []FileScore  `json:"scores"`         // the model's own metric first
	Classes []ClassScore `json:"classes,omitempty"`
	Trust   *Trustworthy `json:"calibration,omitempty"` // of probabilities
	Bias    *Bias        `json:"bias,omitempty"`        // of predicted numbers
	Covered []Coverage   `json:"coverage,omitempty"`    // of intervals or sets; none for models without
	Outside int          `json:"outside"`               // rows unlike those of training
	Matches []Match      `json:"matches,omitempty"`
	Notes   []string     `json:"notes,omitempty"`
}

// FileScore is one metric's score on a file, with its 95 % interval from bootstrap samples of
// the rows.
type FileScore struct {
	Metric string  `json:"metric"`
	Name   string  `json:"name"`
	Score  float64 `json:"score"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	// Before is what the model scored in its run, on rows that it had not seen; nil when not
	// known.
	Before *float64 `json:"before,omitempty"`
}

// ClassScore is how a model deals with one class. Shares of nothing are nil.
type ClassScore struct {
	Class     string   `json:"class"`
	Rows      int      `json:"rows"`      // that are of the class
	Predicted int      `json:"predicted"` // that are said to be
	Right     int      `json:"right"`     // that are said to be and are
	Precision *float64 `json:"precision,omitempty"`
	Recall    *float64 `json:"recall,omitempty"`
	F1        *float64 `json:"f1,omitempty"`
}

// Trustworthy tells how far probabilities can be taken at their word: the Brier score and its
// parts over ten groups of equal width (Murphy 1973), where Brier is about Reliability -
// Resolution + Uncertainty. For more than two classes it is that of all classes together.
type Trustworthy struct {
	Brier       float64 `json:"brier"`
	Reliability float64 `json:"reliability"` // 0 is perfect
	Resolution  float64 `json:"resolution"`  // more is better
	Uncertainty float64 `json:"uncertainty"` // of the truth itself
	// Error is the mean distance of said and true shares, 0 to 1: for two classes of the second
	// one's probability, for more of the predicted class's (Guo et al. 2017).
	Error float64 `json:"error"`
	Sure  float64 `json:"sure"`  // mean probability of the predicted class
	Right float64 `json:"right"` // share of rows whose predicted class is right
}

// Bias is how predicted numbers lie to the truth as a whole.
type Bias struct {
	Mean      float64 `json:"mean"`      // of prediction - truth
	Intercept float64 `json:"intercept"` // of the line of truth against prediction; 0 is perfect
	Slope     float64 `json:"slope"`     // of that line; 1 is perfect, 0 where all predictions are equal
}
