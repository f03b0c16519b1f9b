package automl

import (
	"context"
	"encoding/json"
	"math"
)

// Explainer says why a model answers as it does.
type Explainer interface {
	// Explain shares the model's answer for each row out among the person's columns.
	Explain(ctx context.Context, req ExplainRequest) (*Explanation, error)
}

// ExplainMethod names a way to share an answer out.
type ExplainMethod string

// The methods. All give Shapley values; they differ in what a column that is not known
// stands for, and in whether they are worked out or sampled.
const (
	// ExplainAuto is ExplainExact where the model allows it, else ExplainSampled.
	ExplainAuto ExplainMethod = "auto"
	// ExplainExact works the values out for sums of trees, linear and additive models, on
	// the scale on which they add up. In a tree, what is not known is the mean over the
	// training rows of each branch; in other models, over the rows compared with.
	ExplainExact ExplainMethod = "shap"
	// ExplainBackground is ExplainExact, but in trees too what is not known is the mean
	// over the rows compared with (interventional).
	ExplainBackground ExplainMethod = "interventional"
	// ExplainSampled asks the whole model, whatever it is, for mixtures of the row with
	// the rows compared with: all mixtures where the columns are few, else a sample.
	ExplainSampled ExplainMethod = "kernel"
)

// ExplainRequest asks for shares of answers.
type ExplainRequest struct {
	Subject
	// Cells are the made row, by column, spelt as in the training data; a column that is
	// absent or empty is missing. Nil: no made row.
	Cells map[string]string `json:"cells,omitempty"`
	// At are places of rows in the file or the run's table, from 0; nil: all of them.
	At []int32 `json:"at,omitempty"`
	// MaxRows is the most rows that are looked at, drawn at random when there are more;
	// 0: no limit.
	MaxRows int           `json:"max_rows,omitempty"`
	Method  ExplainMethod `json:"method,omitempty"` // empty: ExplainAuto
	// Class is the one class to explain; empty: every class of a multiclass model, the
	// positive class of a binary one.
	Class string `json:"class,omitempty"`
	// Background is the most rows that the answer is compared with; 0: a number that suits
	// the method. They are drawn from the run's table or the file; where there is neither,
	// they are made up from the ranges seen in training.
	Background int `json:"background,omitempty"`
	// Words asks also for what each word of a text gives.
	Words bool `json:"words,omitempty"`
	// Pairs asks also which two columns do most together; of trees alone.
	Pairs    bool                    `json:"pairs,omitempty"`
	Seed     uint64                  `json:"seed,omitempty"`
	Progress func(done, total int64) `json:"-"`
}

// ExplainScale is the scale on which shares add up.
type ExplainScale string

// The scales.
const (
	ScaleUnits       ExplainScale = "units"       // the target's own units
	ScaleProbability ExplainScale = "probability" // 0 to 1
	ScaleLogOdds     ExplainScale = "log_odds"    // log(p/(1-p)): 0 is a probability of one half
	ScaleScore       ExplainScale = "score"       // scores of classes: probabilities are proportional to exp(score)
	ScaleLog         ExplainScale = "log"         // the logarithm of the target
)

// Explanation is how a model's answers for some rows come about. For output k and row i,
// Base[k] + the sum of Values[k][i] = Prediction[k][i], up to rounding.
type Explanation struct {
	Columns []string `json:"columns"` // the person's input columns
	// Outputs are what is explained: the classes, or the target's name. A binary model has
	// one output, its positive class.
	Outputs []string      `json:"outputs"`
	Target  string        `json:"target"`
	Task    Task          `json:"task"`
	Scale   ExplainScale  `json:"scale"`
	Method  ExplainMethod `json:"method"` // that was used; never auto
	Exact   bool          `json:"exact"`  // not sampled
	How     string        `json:"how"`    // the method and what is compared with, in words
	// Rows are the places of the rows in the file or the run's table, from 0; a made row
	// is row 0.
	Rows       []int32       `json:"rows"`
	Base       []float64     `json:"base"`       // by output
	Values     [][][]float64 `json:"values"`     // by output, row, column
	Prediction [][]float64   `json:"prediction"` // by output and row, on Scale
	Answer     [][]float64   `json:"answer"`     // by output and row: the model's answer, in probabilities or the target's units
	Cells      [][]string    `json:"cells"`      // by row and column: what stands there; missing is empty
	// Places are the values of the rows as numbers, by column and row: quantities, moments
	// in seconds, codes of categories, lengths of texts; missing is NaN.
	Places []Numbers `json:"places"`
	// Levels are the names of the codes of a category, by column; nil for other kinds.
	Levels [][]string  `json:"levels,omitempty"`
	Words  []WordShare `json:"words,omitempty"` // where asked for
	Pairs  []PairShare `json:"pairs,omitempty"` // where asked for, the largest first
	Notes  []string    `json:"notes,omitempty"` // sentences for the person
}

// PairShare is what two columns do together that neither does by itself: the mean size of
// their SHAP interaction value over the rows, on the scale of the explanation.
type PairShare struct {
	First  string  `json:"first"`
	Second string  `json:"second"`
	Size   float64 `json:"size"`
}

// WordShare is what a word gives to one answer: what the answer loses when the word is taken
// out of the text.
type WordShare struct {
	Output int     `json:"output"`
	Row    int     `json:"row"`    // place in Explanation.Rows
	Column int     `json:"column"` // place in Explanation.Columns
	Word   string  `json:"word"`
	Value  float64 `json:"value"` // on the explanation's scale
}

// Numbers are numbers of which some may be missing: NaN, which JSON spells null.
type Numbers []float64

// MarshalJSON spells missing numbers as null.
func (n Numbers) MarshalJSON() ([]byte, error) {
	out := make([]*float64, len(n))
	for i := range n {
		if !math.IsNaN(n[i]) && !math.IsInf(n[i], 0) {
			out[i] = &n[i]
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads null as missing.
func (n *Numbers) UnmarshalJSON(raw []byte) error {
	var in []*float64
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*n = make(Numbers, len(in))
	for i, v := range in {
		(*n)[i] = math.NaN()
		if v != nil {
			(*n)[i] = *v
		}
	}
	return nil
}
