package automl

import (
	"context"

	"winnow/automl/graph"
)

// Learner is a struct of typed knobs that can be fitted any number of times. Fit never
// changes it and may be called from several goroutines at once.
type Learner interface {
	// Params declares the knobs, bound to the learner's fields.
	Params() Params
	// Fit learns from the rows of train and returns the pipeline that predicts: the
	// learner's operators applied to train.Node(). Its output has train.PredictionWidth()
	// columns: the number for regression; the probability of class 1 for binary; the
	// probabilities of all classes, adding up to 1, for multiclass.
	//
	// Fit returns ctx's error within 200 ms of ctx's end. When env.SoftStop closes it stops
	// as soon as it can with a usable model and no error. The result depends on train, the
	// knobs and env.Seed alone, to the bit, whatever env.Workers is.
	Fit(ctx context.Context, train *Dataset, env Env) (*graph.Node, error)
}

// Env is what a fit may use.
type Env struct {
	Seed     uint64
	Workers  int                   // goroutines the fit may use; below 1 counts as 1
	SoftStop <-chan struct{}       // closes when the fit should end early with what it has; nil means never
	Progress func(done, total int) // called now and then from the fitting goroutine; may be nil
	// Found is called at most once with knobs that the fit found out by itself, such as the
	// number of rounds, and that a fit on other rows of the same data may take as given; may
	// be nil.
	Found func(Settings)
}

// Softly reports whether the fit was asked to end early.
func (e Env) Softly() bool {
	select {
	case <-e.SoftStop:
		return true
	default:
		return false
	}
}

// Report calls Progress if there is one.
func (e Env) Report(done, total int) {
	if e.Progress != nil {
		e.Progress(done, total)
	}
}

// Settle calls Found if there is one.
func (e Env) Settle(s Settings) {
	if e.Found != nil {
		e.Found(s)
	}
}

// Needs says what form a learner wants its features in; package prep brings them there.
type Needs struct {
	Categories bool // takes categorical features as they are; else they are encoded as numbers
	Missing    bool // takes missing values as they are; else they are filled in with an indicator
	Scaled     bool // wants numbers of similar scale and little skew
	Sparse     bool // takes Feature.Sparse, so that text may have many more terms
	MinClasses int  // classes below which a run does not try it unless asked to; 0 means no limit
	MaxRows    int  // rows beyond which it is not worth its time; 0 means no limit
	MaxCells   int  // rows times encoded columns beyond which it is not worth its time; 0 means no limit
}

// Cost is a rough forecast of a fit.
type Cost struct {
	Bytes int64   // memory at the peak, beyond the data set itself
	Work  float64 // relative time; one unit is about one second on one present-day core
	// Settled is the Work of a fit that is given what another found out; 0 means Work.
	Settled float64
}

// Algorithm is one entry of the catalogue: a family of learners.
type Algorithm struct {
	ID    string // stable, snake_case: "gradient_boosting"
	Name  string // on screen: "Gradient boosting"
	Help  string // one sentence for a person
	Tasks TaskSet
	Needs Needs
	Cost  func(rows, cols, classes int, p Params) Cost
	New   func() Learner // with default knobs
	// Readable says how well a person can follow the model: 3 at a glance, 2 with its
	// charts, 1 hardly.
	Readable int
	// Bagged is true where the mean of the models of the folds predicts better than one fit
	// on all rows, as it does where luck has a part in the fit: early stopping, random starts.
	Bagged bool
	// Settles is true when Fit tells by Env.Found what later fits may take as given: the
	// first fold of a trial then goes before the others.
	Settles bool
}
