package automl

import (
	"context"

	"winnow/automl/figure"
	"winnow/automl/table"
)

// Effects answers questions about what a model does with its columns, and about single rows.
// Rows are numbered from 0 in the order of the file or of the run's table.
type Effects interface {
	// Effect says how the answer changes with one column, or with two together.
	Effect(ctx context.Context, req EffectRequest) (*Effect, error)
	// Flip finds the smallest changes of a row that change its answer.
	Flip(ctx context.Context, req FlipRequest) (*Flip, error)
	// Reliance says how much the score owes to each group of columns that hang together.
	Reliance(ctx context.Context, req RelianceRequest) (*Reliance, error)
	// Similar finds real rows like one row.
	Similar(ctx context.Context, req SimilarRequest) (*Similar, error)
	// Nearby says by what a simple model that answers alike near one row goes.
	Nearby(ctx context.Context, req NearbyRequest) (*Nearby, error)
	// Surrogate stands a small decision tree in for a model, and says how far it can.
	Surrogate(ctx context.Context, req SurrogateRequest) (*Surrogate, error)
	// Duel says where two models of a run differ most.
	Duel(ctx context.Context, req DuelRequest) (*Duel, error)
	// Growth says whether more rows would help a model of a run. It fits it anew on parts of
	// the rows, which takes about twice as long as training it did.
	Growth(ctx context.Context, req GrowthRequest) (*Growth, error)
}

// Answer is what a model says about a row.
type Answer struct {
	Value float64 `json:"value"`           // the predicted number, or the probability of Class
	Class string  `json:"class,omitempty"` // the predicted class
	Text  string  `json:"text"`            // as a person reads it: "Yes (72 %)", "13.4"
}

// EffectRequest asks how the answer changes with a column.
type EffectRequest struct {
	Subject        // its At and Cells say nothing here
	Column  string `json:"column"`
	With    string `json:"with,omitempty"`  // a second column, for the two together
	Class   string `json:"class,omitempty"` // whose probability; empty: the class of interest, of many the most frequent answer
	// MaxRows is how many rows are looked at, drawn at random when there are more; 0: 1,000.
	MaxRows int `json:"max_rows,omitempty"`
	Points  int `json:"points,omitempty"` // values of a number or date that are tried; 0: 40, of two columns 15
	Lines   int `json:"lines,omitempty"`  // rows whose own lines are given; 0: 50
}

// Effect is how the answer changes with a column while all others stay as they are.
type Effect struct {
	Column string     `json:"column"`
	Kind   table.Kind `json:"kind"`
	With   string     `json:"with,omitempty"`
	What   string     `json:"what"` // what the values are: "probability of “Yes”", or the target
	Class  string     `json:"class,omitempty"`
	Rows   int        `json:"rows"` // looked at
	// Base is the mean answer for the rows as they are.
	Base   float64       `json:"base"`
	Points []EffectPoint `json:"points"`
	// Missing is the mean answer with no value in the column, where the rows or those of
	// training have gaps.
	Missing *float64     `json:"missing,omitempty"`
	Lines   []EffectLine `json:"lines,omitempty"`
	// Local is the accumulated local effect: it compares rows only with values near their
	// own, so that it does not ask about rows that cannot be. It is added to Base. Of one
	// column of numbers, dates or levels; empty for two columns.
	Local []EffectLocal `json:"local,omitempty"`
	Pair  *EffectPair   `json:"pair,omitempty"` // with two columns
	// Sentence says what is to be seen.
	Sentence string         `json:"sentence"`
	Figure   *figure.Figure `json:"figure,omitempty"`
}

// EffectPoint is one value of the column, put into every row.
type EffectPoint struct {
	Value float64 `json:"value"` // the number, seconds since 1970, or the level's code
	Label string  `json:"label"`
	Mean  float64 `json:"mean"`  // of the answers (partial dependence, Friedman 2001)
	Low   float64 `json:"low"`   // tenth part of the rows lies below
	High  float64 `json:"high"`  // tenth part of the rows lies above
	Share float64 `json:"share"` // of the rows whose own value is nearest to this one, 0 to 1
}

// EffectLine is the answers for one row with each of the points' values in the column
// (individual conditional expectation, Goldstein et al. 2015).
type EffectLine struct {
	Index  int       `json:"index"` // of the row
	Own    float64   `json:"own"`   // its value of the column; 0 where it has none
	Known  bool      `json:"known"` // the row has a value
	Values []float64 `json:"values"`
}

// EffectLocal is one point of an accumulated local effect (Apley and Zhu 2020).
type EffectLocal struct {
	Value  float64 `json:"value"`
	Label  string  `json:"label"`
	Effect float64 `json:"effect"` // difference from the mean answer
}

// EffectPair is the mean answer for each pair of values of two columns.
type EffectPair struct {
	Second []EffectPoint `json:"second"` // the other column's values
	// Means[i][j] belongs to point i of the column and point j of the second; Shares are the
	// shares of the rows near it.
	Means  [][]float64 `json:"means"`
	Shares [][]float64 `json:"shares"`
	// Interplay is the share of the joint effect's spread that neither column has alone, 0 to
	// 1: the square of H of Friedman and Popescu (2008, eq. 44), on the grid, weighted by Shares.
	Interplay float64 `json:"interplay"`
}

// RowRequest names one row: a made one, else the one at a place of the file or of the run's
// table. The other rows say what is usual.
type RowRequest struct {
	Subject
	// Cells are a made row, by column, spelt as in the training data; a column that is absent
	// or empty is missing. Nil: the row at At.
	Cells map[string]string `json:"cells,omitempty"`
	At    int               `json:"at"` // place of the row, from 0
}

// FlipRequest asks for the smallest changes that change the answer for a row.
type FlipRequest struct {
	RowRequest
	Keep []string `json:"keep,omitempty"` // columns that cannot be changed
	To   string   `json:"to,omitempty"`   // the class wanted; empty: another than now
	// Above or Below is what a predicted number is to pass; one of them is needed there.
	Above     *float64 `json:"above,omitempty"`
	Below     *float64 `json:"below,omitempty"`
	Threshold float64  `json:"threshold,omitempty"` // binary; 0: the model's own
	Answers   int      `json:"answers,omitempty"`   // at most; 0: 5
	Changes   int      `json:"changes,omitempty"`   // of columns at most in an answer; 0: 4
}

// Flip is a row, what the model says about it, and what would make it say otherwise.
type Flip struct {
	Columns []string     `json:"columns"`
	Cells   []string     `json:"cells"` // of the row, by column; missing is empty
	Now     Answer       `json:"now"`
	Goal    string       `json:"goal"` // in words
	Met     bool         `json:"met"`  // the goal is met as it is
	Options []FlipOption `json:"options"`
	// Sentence says the simplest of them, or why there is none.
	Sentence string `json:"sentence"`
}

// FlipOption is one set of changes that reaches the goal; none of them can be left out.
type FlipOption struct {
	Changes []FlipChange `json:"changes"`
	Answer  Answer       `json:"answer"`
	// Distance is the sum of the changes' sizes.
	Distance float64 `json:"distance"`
	Sentence string  `json:"sentence"`
}

// FlipChange is a new value of one column.
type FlipChange struct {
	Column string `json:"column"`
	From   string `json:"from"` // empty: missing
	To     string `json:"to"`
	// Size is the change against the column's usual spread: of a number or date the
	// difference over the median absolute deviation, scaled as a standard deviation is, of
	// the rows; of a level 1.
	Size float64 `json:"size"`
}

// RelianceRequest asks how much the score owes to groups of columns. Of a run without a file
// the rows are those of its first fold, and the model is the one that never saw them; a file
// must hold the target.
type RelianceRequest struct {
	Subject
	Metric  string `json:"metric,omitempty"`   // stable name; empty: the job's
	Repeats int    `json:"repeats,omitempty"`  // shuffles of each group; 0: 10
	MaxRows int    `json:"max_rows,omitempty"` // 0: 2,000, of many columns fewer
	// Together is the least strength of the tie between columns of a group, above 0 to 1;
	// 0: 0.7. Above 1 every column stands alone.
	Together float64 `json:"together,omitempty"`
}

// Reliance is permutation importance of groups of columns: columns that say the same stand in
// for each other when one alone is shuffled, so that each looks unimportant.
type Reliance struct {
	Metric   string          `json:"metric"`
	Score    float64         `json:"score"` // with nothing shuffled
	Rows     int             `json:"rows"`
	Repeats  int             `json:"repeats"`
	Groups   []RelianceGroup `json:"groups"` // the largest drop first
	Sentence string          `json:"sentence"`
	Figure   *figure.Figure  `json:"figure,omitempty"`
}

// RelianceGroup is a column, or columns that are shuffled together, row by row.
type RelianceGroup struct {
	Columns []string `json:"columns"`
	Drop    float64  `json:"drop"` // mean loss of score, in the metric's units; below 0: it scored better
	Std     float64  `json:"std"`  // over the shuffles
	Low     float64  `json:"low"`  // 95 % interval of the mean
	High    float64  `json:"high"`
	// Tie is the mean strength of the ties in the group, 0 to 1: Spearman's rank correlation,
	// Cramér's V, or the correlation ratio of ranks by level; 0 of a column alone.
	Tie float64 `json:"tie,omitempty"`
}

// DuelRequest names two models of a run.
type DuelRequest struct {
	Run string `json:"run"`
	A   string `json:"a,omitempty"` // empty: the recommended one
	B   string `json:"b,omitempty"` // empty: the best other
}

// Duel is where two models differ, on predictions of rows that neither saw.
type Duel struct {
	A     string `json:"a"` // IDs, and names
	B     string `json:"b"`
	NameA string `json:"name_a"`
	NameB string `json:"name_b"`
	// Loss is what is compared, row by row, lower being better: "log loss", "squared error",
	// "absolute error".
	Loss     string         `json:"loss"`
	Overall  DuelPart       `json:"overall"`
	Parts    []DuelPart     `json:"parts"`  // the largest sums of differences first, those that are sure before others
	Looked   int            `json:"looked"` // parts that were looked at
	Sentence string         `json:"sentence"`
	Figure   *figure.Figure `json:"figure,omitempty"`
}

// DuelPart is the two models' loss on a part of the rows.
type DuelPart struct {
	Column string  `json:"column,omitempty"`
	Part   string  `json:"part,omitempty"` // "Two year", "18 to 25", "missing"
	Rows   int     `json:"rows"`
	LossA  float64 `json:"loss_a"` // means
	LossB  float64 `json:"loss_b"`
	Gain   float64 `json:"gain"` // LossB less LossA: above 0 the first is better
	Low    float64 `json:"low"`  // 95 % interval of the gain, by the paired t-test over the rows
	High   float64 `json:"high"`
	// P is the chance of a gain at least so far from 0 if there were none, made good for the
	// number of parts looked at (Holm 1979); Sure says that it is below 5 %.
	P    float64 `json:"p"`
	Sure bool    `json:"sure"`
}

// GrowthRequest names a model of a run.
type GrowthRequest struct {
	Run      string                `json:"run"`
	Row      string                `json:"row,omitempty"` // empty: the recommended one
	Progress func(done, total int) `json:"-"`
}

// Growth is the learning curve of a model: its score after learning from growing parts of
// the rows, on the same held-out rows.
type Growth struct {
	Model  string        `json:"model"` // name; of an ensemble the best of its members is fitted
	Metric string        `json:"metric"`
	Points []GrowthPoint `json:"points"` // fewest rows first; the last is all of a fold's
	// The loss, which is the score's distance from perfect, follows Limit + Factor *
	// rows^-Power (Cortes et al. 1993), fitted to the points.
	Limit  float64 `json:"limit"`
	Factor float64 `json:"factor"`
	Power  float64 `json:"power"`
	// Twice is the score that the curve expects of twice as many rows as there are.
	Twice float64 `json:"twice"`
	// Helps says that more rows would probably help: the last doubling helped beyond chance,
	// and the curve expects the next to.
	Helps    bool           `json:"helps"`
	Sentence string         `json:"sentence"`
	Figure   *figure.Figure `json:"figure,omitempty"`
}

// GrowthPoint is the score after learning from so many rows.
type GrowthPoint struct {
	Rows  int       `json:"rows"` // mean over folds
	Share float64   `json:"share"`
	Score float64   `json:"score"` // mean over folds
	Low   float64   `json:"low"`   // 95 % interval, as on the leaderboard
	High  float64   `json:"high"`
	Folds []float64 `json:"folds"`
}

// SimilarRequest asks for rows like a row.
type SimilarRequest struct {
	RowRequest
	Count int `json:"count,omitempty"` // 0: 10
}

// Similar is the rows most like a row, the nearest first; not the row itself.
type Similar struct {
	Columns  []string     `json:"columns"`
	Weights  []float64    `json:"weights"` // of the columns in the distance, adding up to 1
	Cells    []string     `json:"cells"`   // of the row asked about
	Now      Answer       `json:"now"`
	Rows     []SimilarRow `json:"rows"`
	Sentence string       `json:"sentence"`
}

// SimilarRow is a real row.
type SimilarRow struct {
	At int `json:"at"` // its place, from 0
	// Distance is the mean difference over the columns, 0 to 1, weighted by their importance
	// (Gower 1971): of numbers and dates over their range in training, of levels 0 or 1, of
	// texts the share of words that only one has; 1 where one alone is missing.
	Distance float64  `json:"distance"`
	Cells    []string `json:"cells"`
	Truth    string   `json:"truth,omitempty"` // what came of it, where it is known
	Answer   Answer   `json:"answer"`          // what the model says
}

// NearbyRequest asks what counts near a row.
type NearbyRequest struct {
	RowRequest
	Class   string `json:"class,omitempty"`   // whose probability; empty: the predicted one, of two the class of interest
	Columns int    `json:"columns,omitempty"` // told of at most; 0: 8
	Samples int    `json:"samples,omitempty"` // made rows; 0: 5,000
}

// Nearby is LIME (Ribeiro et al. 2016): a linear model of the answers for made rows around
// one, which count by their nearness to it.
type Nearby struct {
	What      string         `json:"what"`
	Class     string         `json:"class,omitempty"`
	Now       Answer         `json:"now"`
	Value     float64        `json:"value"`     // the model's answer
	Local     float64        `json:"local"`     // the linear model's
	Intercept float64        `json:"intercept"` // of the linear model: where nothing of Terms holds
	Fit       float64        `json:"fit"`       // share of the answers' spread that it follows, at most 1; low: trust it little
	Terms     []NearbyTerm   `json:"terms"`     // the largest weight first
	Sentence  string         `json:"sentence"`
	Figure    *figure.Figure `json:"figure,omitempty"`
}

// NearbyTerm is what holds of the row, and what it adds to the answer.
type NearbyTerm struct {
	Column    string  `json:"column"`
	Condition string  `json:"condition"` // "contract is Two year", "tenure from 12 to 31"
	Weight    float64 `json:"weight"`
}

// SurrogateRequest asks for a small tree that answers as a model does.
type SurrogateRequest struct {
	Subject
	Depth   int `json:"depth,omitempty"`    // questions in a row at most, 1 to 6; 0: 4
	MaxRows int `json:"max_rows,omitempty"` // 0: 5,000
}

// Surrogate is a decision tree fitted to a model's answers, not to the truth.
type Surrogate struct {
	Rows int `json:"rows"` // that it was fitted to
	// Fit is the share of the answers' spread that the tree follows on rows it was not fitted
	// to, at most 1; Agreement the share of them that get the same class, 1 of numbers.
	Fit       float64         `json:"fit"`
	Agreement float64         `json:"agreement"`
	Nodes     []SurrogateNode `json:"nodes"` // the root first
	Rules     []SurrogateRule `json:"rules"` // the leaves, the largest first
	Sentence  string          `json:"sentence"`
}

// SurrogateNode is a question of the tree, or a leaf.
type SurrogateNode struct {
	Condition string  `json:"condition,omitempty"` // empty in a leaf
	Yes       int     `json:"yes,omitempty"`       // the nodes that its answers lead to
	No        int     `json:"no,omitempty"`
	Answer    Answer  `json:"answer"` // mean of the model's answers here
	Share     float64 `json:"share"`  // of the rows
}

// SurrogateRule is the way to a leaf.
type SurrogateRule struct {
	Conditions []string `json:"conditions"`
	Answer     Answer   `json:"answer"`
	Share      float64  `json:"share"`
	Sentence   string   `json:"sentence"`
}
