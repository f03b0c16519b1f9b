package automl

import (
	"context"

	"winnow/automl/figure"
)

// Auditor asks whom a model treats unevenly, and makes models that do so less.
type Auditor interface {
	// Fairness holds a model's answers for groups of rows against each other. It is an error
	// of kind BadData where the sensitive columns make fewer than two groups, or the data lacks
	// the target.
	Fairness(ctx context.Context, req FairnessRequest) (*Fairness, error)
	// FairnessChart draws a metric of each group with its intervals, or with FourFifths' name as
	// the metric, FifthsChart, the selection rates against that rule. Empty: the first metric.
	FairnessChart(ctx context.Context, f *Fairness, metric string) (*figure.Figure, error)
	// TradeOff holds how good the finished models of req.Run are against how far groups lie
	// apart, by the metric that is to be alike, and draws it.
	TradeOff(ctx context.Context, req TradeOffRequest) (*TradeOff, *figure.Figure, error)
	// Mitigate makes a model of a run that treats groups more alike and enters it into the
	// leaderboard beside its original. It may take as long as training the original did.
	Mitigate(ctx context.Context, req MitigateRequest) (*Mitigation, error)
}

// FairRows is the number of rows below which a group is too small to be judged.
const FairRows = 30

// FourFifths is the ratio of selection rates below which the rule of thumb of the United
// States' Uniform Guidelines on Employee Selection Procedures (1978, section 4D) sees
// adverse impact.
const FourFifths = 0.8

// Fairlearn's ways of comparing groups and of putting two rates together.
const (
	BetweenGroups = "between_groups" // the two furthest groups
	ToOverall     = "to_overall"     // the group furthest from all rows together
	WorstCase     = "worst_case"     // the worse of the true and the false positive rate
	MeanOfBoth    = "mean"           // the mean of the two
)

// Sensitive says which columns make the groups, and how. Several columns make a group of
// each combination that occurs; rows without a value are a group of their own.
type Sensitive struct {
	Columns []string `json:"columns"`
	// Cuts are the inner borders, ascending, at which the numbers of a column are cut: a part
	// holds the numbers above one border up to the next. Columns without have quartiles, or
	// one part for each value where there are few.
	Cuts map[string][]float64 `json:"cuts,omitempty"`
}

// FifthsChart stands for the four-fifths rule where a chart is asked for.
const FifthsChart = "four_fifths"

// TradeOffRequest names a run and what is to be alike among which groups.
type TradeOffRequest struct {
	Run string `json:"run"`
	Sensitive
	Class      string `json:"class,omitempty"`      // as in FairnessRequest
	Constraint string `json:"constraint,omitempty"` // empty: DemographicParity; ignored for numbers, whose mean absolute error is compared
}

// TradeOff is how good models are against how unevenly they treat groups.
type TradeOff struct {
	Metric string      `json:"metric"` // the job's
	Gap    string      `json:"gap"`    // what lies apart, in words
	Points []FairPoint `json:"points"` // in the order of the leaderboard
}

// FairPoint is a model in a TradeOff.
type FairPoint struct {
	Model string  `json:"model"`
	Name  string  `json:"name"`
	Of    string  `json:"of,omitempty"` // the model that it is the mitigated form of
	Score float64 `json:"score"`
	Gap   float64 `json:"gap"` // Fairlearn's difference between groups
	// Best says that no other model is at least as good and treats groups more alike.
	Best bool `json:"best,omitempty"`
}

// FairnessRequest names a model, rows with the truth, and groups.
type FairnessRequest struct {
	Model  string            `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run    string            `json:"run,omitempty"`   // a run of the service
	Row    string            `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Data   string            `json:"data,omitempty"`  // file with the truth; empty with a run: its rows, by models that did not see them
	Rename map[string]string `json:"rename,omitempty"`
	Sensitive
	// Class is the class that counts as being selected: the good outcome, or the bad one. Empty:
	// the class of interest; of more than two classes the rarest.
	Class     string  `json:"class,omitempty"`
	Threshold float64 `json:"threshold,omitempty"` // binary; 0: the model's own
	Method    string  `json:"method,omitempty"`    // BetweenGroups, which is also meant when empty, or ToOverall
	Aggregate string  `json:"aggregate,omitempty"` // WorstCase, which is also meant when empty, or MeanOfBoth
	// Reference is the group that AIF360 calls privileged, by its name; empty: the largest.
	Reference string                  `json:"reference,omitempty"`
	Progress  func(done, total int64) `json:"-"`
}

// Fairness is how alike a model treats groups. A value that is not defined, such as the true
// positive rate of a group without positives, is absent.
type Fairness struct {
	Task      Task        `json:"task"`
	Target    string      `json:"target"`
	Class     string      `json:"class,omitempty"`     // that counts as selected; of classes
	Threshold float64     `json:"threshold,omitempty"` // binary
	OutOfFold bool        `json:"out_of_fold"`         // the rows are those of training, answered by models that did not see them
	Rows      int         `json:"rows"`
	Left      int         `json:"left,omitempty"` // rows of the file without a truth or an answer
	Columns   []FairParts `json:"columns"`
	Method    string      `json:"method"`
	Aggregate string      `json:"aggregate"`
	Metrics   []FairMeter `json:"metrics"` // measured of each group, in the order to show them
	Overall   FairGroup   `json:"overall"`
	Groups    []FairGroup `json:"groups"` // the largest first
	// Summaries are single numbers over all groups that are large enough: Fairlearn's, then
	// AIF360's.
	Summaries []FairSummary `json:"summaries"`
	Spreads   []FairSpread  `json:"spreads"` // of each metric over the groups
	Reference string        `json:"reference,omitempty"`
	Pairs     []FairPair    `json:"pairs,omitempty"` // the reference against each other group, and against all others
	// Fifths is the four-fifths rule: selection rates against the highest of them.
	Fifths   []FairMark `json:"four_fifths,omitempty"`
	Findings []string   `json:"findings"` // sentences, what matters most first
	Notes    []string   `json:"notes,omitempty"`
}

// FairParts is how a column was parted.
type FairParts struct {
	Column string    `json:"column"`
	Cuts   []float64 `json:"cuts,omitempty"` // of numbers: inner borders, which a person may change
	Parts  []string  `json:"parts"`
}

// FairMeter is a measure of a group.
type FairMeter struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Help   string `json:"help"`
	Share  bool   `json:"share,omitempty"`  // lies between 0 and 1 and is shown as a percentage
	Better int    `json:"better,omitempty"` // 1: more is better; -1: less is; 0: neither, only alike is
}

// FairValue is a value with its 95 % interval from bootstrap samples of the rows.
type FairValue struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// FairGroup is one group of rows.
type FairGroup struct {
	Name   string               `json:"name"`
	Parts  []string             `json:"parts,omitempty"` // by column
	Rows   int                  `json:"rows"`
	Small  bool                 `json:"small,omitempty"` // below FairRows: shown, but in no summary
	Values map[string]FairValue `json:"values"`          // by metric
	Note   string               `json:"note,omitempty"`  // one sentence when something is odd
}

// FairSummary is one number about all groups.
type FairSummary struct {
	ID     string `json:"id"` // as its package spells it: "demographic_parity_difference"
	Name   string `json:"name"`
	Help   string `json:"help"`
	Source string `json:"source"` // "Fairlearn" or "AIF360"
	FairValue
	Ideal  float64 `json:"ideal"`            // when all are treated alike
	Lowest string  `json:"lowest,omitempty"` // group with the lowest rate, where two are compared
	Top    string  `json:"highest,omitempty"`
	// Sure says that the ideal lies outside of the interval.
	Sure bool `json:"sure,omitempty"`
}

// FairSpread is how a metric differs between groups, as Fairlearn's generated metrics
// <metric>_group_min, _group_max, _difference and _ratio.
type FairSpread struct {
	Metric     string     `json:"metric"`
	Min        FairValue  `json:"group_min"`
	Max        FairValue  `json:"group_max"`
	Difference FairValue  `json:"difference"`
	Ratio      *FairValue `json:"ratio,omitempty"` // nil where the highest is 0, or a value is below 0
	Lowest     string     `json:"lowest"`
	Top        string     `json:"highest"`
}

// FairPair is a group against the reference, by AIF360's metrics: difference is group less
// reference, ratio group by reference.
type FairPair struct {
	Group  string               `json:"group"` // "all others" for all groups but the reference
	Small  bool                 `json:"small,omitempty"`
	Values map[string]FairValue `json:"values"` // by AIF360's names
}

// FairMark is a group's selection rate against the highest of any group that is large enough.
type FairMark struct {
	Group string `json:"group"`
	FairValue
	Below bool `json:"below"`           // under FourFifths
	Sure  bool `json:"sure,omitempty"`  // and so is its whole interval
	Small bool `json:"small,omitempty"` // too small to be judged
	Best  bool `json:"best,omitempty"`  // the group that the others are held against
}

// Remedy is a way to make a model treat groups more alike.
type Remedy string

// The remedies.
const (
	Reweigh   Remedy = "reweigh"     // weights for training under which group and class are independent (Kamiran and Calders 2012)
	Threshold Remedy = "threshold"   // a threshold for each group (Hardt, Price and Srebro 2016)
	Reduce    Remedy = "reduce"      // exponentiated gradient: the model fitted again and again with other weights (Agarwal et al. 2018)
	Uncouple  Remedy = "decorrelate" // numbers made uncorrelated with the groups before training
)

// Constraints of the remedies Threshold and Reduce: what is to be alike.
const (
	DemographicParity = "demographic_parity" // selection rates
	EqualizedOdds     = "equalized_odds"     // true and false positive rates
	EqualOpportunity  = "true_positive_rate_parity"
	EqualFalseAlarms  = "false_positive_rate_parity"
	EqualTrueNegative = "true_negative_rate_parity"
	EqualMisses       = "false_negative_rate_parity"
)

// MitigateRequest names a model of a run and what is to be done about it.
type MitigateRequest struct {
	Run string `json:"run"`
	Row string `json:"row,omitempty"` // empty: the recommended model
	Sensitive
	Remedy     Remedy `json:"remedy"`
	Constraint string `json:"constraint,omitempty"` // empty: DemographicParity
	// Objective is what a Threshold model is best at under its constraint, as Fairlearn spells
	// it: accuracy_score, balanced_accuracy_score, selection_rate, true_positive_rate or
	// true_negative_rate; the last three not with EqualizedOdds. Empty: accuracy_score.
	Objective string `json:"objective,omitempty"`
	// Randomised asks a Threshold model for the probability with which each row is to be
	// selected by lot, which meets the constraint exactly; else each group has one threshold.
	Randomised bool `json:"randomised,omitempty"`
	// Strength of Uncouple: 1 takes all correlation out, 0 none. 0 means 1.
	Strength float64                 `json:"strength,omitempty"`
	Progress func(done, total int64) `json:"-"`
}

// Mitigation is what came of it.
type Mitigation struct {
	Model    ModelRow `json:"model"`    // the new model
	Original ModelRow `json:"original"` // beside which it stands
	// Gap is how far groups lay and lie apart in what was to be alike: Fairlearn's difference.
	Gap        FairChange      `json:"gap"`
	Accuracy   FairChange      `json:"accuracy"` // of regression: R2
	Score      FairChange      `json:"score"`    // by the job's metric
	Thresholds []FairThreshold `json:"thresholds,omitempty"`
	// Needs are the sensitive columns that the model needs when predicting.
	Needs    []string `json:"needs,omitempty"`
	Sentence string   `json:"sentence"` // what was won and what it cost
	Warnings []string `json:"warnings,omitempty"`
}

// FairChange is a value of the original and of the mitigated model, on rows that neither saw.
type FairChange struct {
	Name   string  `json:"name"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// FairThreshold is how a group's scores are decided. With one threshold a row is selected
// when its score is above At. With a lot, its probability of being selected is
// Ignore*Constant + (1-Ignore)*(P0*[score > T0] + P1*[score > T1]). A threshold above 1 means
// never.
type FairThreshold struct {
	Group    string  `json:"group"`
	Rows     int     `json:"rows"`
	At       float64 `json:"threshold"`
	Ignore   float64 `json:"p_ignore"`
	Constant float64 `json:"prediction_constant"`
	P0       float64 `json:"p0"`
	T0       float64 `json:"threshold0"`
	P1       float64 `json:"p1"`
	T1       float64 `json:"threshold1"`
	Note     string  `json:"note,omitempty"` // one sentence when the group could not have its own
}
