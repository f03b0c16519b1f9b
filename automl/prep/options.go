package prep

import "winnow/automl"

// Options says how features are brought into form. For makes the defaults for a learner;
// Params are the choices among which trials may vary.
type Options struct {
	Needs automl.Needs // what the learner takes as it is
	// OneHotMax is the largest number of levels that are spread over columns of their own,
	// for learners that take no categories; beyond it the rare levels share a column.
	OneHotMax int
	// TargetEncoding gives categories with more levels than TargetFrom a column that holds
	// the mean of the target for each level.
	TargetEncoding bool
	TargetFrom     int
	Smoothing      float64 // rows' worth of belief in the overall mean, for target encoding
	// Screen is how many columns are kept at most: those that say most about the target by
	// themselves; 0 keeps all.
	Screen    int
	Skew      bool // take the skew out of numbers, for learners that want them scaled
	TextTerms int  // most terms taken from one text column
	// TextSVD is how many of the strongest directions of a text's terms become columns.
	TextSVD int
	// TextScore gives a text a column that holds what a linear model of its terms makes of
	// the target, for each of the most frequent classes one.
	TextScore bool
	// Crosses is the most pairs of categories that get a column of their own, of those that
	// say more about the target together than one by one.
	Crosses int
	// Combine is the most numbers that are made of two columns each: differences, products and
	// ratios, numbers against the mean of their group, days between dates.
	Combine int
	// Codes reads whole numbers that come again and again as categories, beside the numbers or
	// in their place, where their values say more about the target than their order does.
	Codes string
}

// How Codes reads numbers.
const (
	NoCodes   = "no"
	CodesToo  = "beside"
	CodesOnly = "instead"
)

// For is how features are brought into form for a learner with these needs.
func For(needs automl.Needs) Options {
	o := Options{Needs: needs, OneHotMax: 30, TargetEncoding: true, TargetFrom: 30, Smoothing: 10, Screen: 500, Skew: true, TextSVD: 32, TextScore: true, Codes: NoCodes}
	if needs.Categories {
		o.TargetFrom = 64
	}
	if needs.Sparse {
		o.TextTerms, o.TextSVD, o.TextScore = 20_000, 0, false
	}
	return o
}

// Columns is how many of so many columns are kept at most.
func (o *Options) Columns(n int) int {
	if o.Screen == 0 {
		return n
	}
	return min(n, o.Screen)
}

// Combines reports whether the options ask for features of several columns each.
func (o *Options) Combines() bool { return o.Crosses > 0 || o.Combine > 0 }

// ReadsCodes reports whether the options ask for numbers to be read as codes.
func (o *Options) ReadsCodes() bool { return o.Codes != NoCodes && o.Codes != "" }

// Plain is the options without what makes features of several columns each.
func (o Options) Plain() Options {
	o.Crosses, o.Combine = 0, 0
	return o
}

// Combinable reports whether the options ask for features of several columns each, and there
// are columns that such could be made of.
func (o *Options) Combinable(columns []*automl.Feature) bool {
	return o.Crosses > 0 && crossable(columns) || o.Combine > 0 && combinable(columns)
}

// Params declares the knobs.
func (o *Options) Params() automl.Params {
	return automl.Params{
		automl.Int(&o.OneHotMax, "one_hot_max", "Most levels of a category that get a column of their own.", automl.LinRange(2, 200)),
		automl.Bool(&o.TargetEncoding, "target_encoding", "Replace categories of many levels by the mean of the target."),
		automl.Int(&o.TargetFrom, "target_from", "Number of levels above which a category is target-encoded.", automl.LinRange(2, 1000)),
		automl.Float(&o.Smoothing, "smoothing", "How many rows a level needs before its own mean counts for half.", automl.LogRange(0.1, 1000)),
		automl.Int(&o.Screen, "screen", "Most columns that are kept, the most telling ones; 0 keeps all.", automl.LinRange(0, 100_000)),
		automl.Bool(&o.Skew, "skew", "Take the skew out of numbers where it is strong."),
		automl.Int(&o.TextTerms, "text_terms", "Most words and word pairs taken from one text column.", automl.LinRange(0, 60000)),
		automl.Int(&o.TextSVD, "text_svd", "Directions along which the words of a text are summed up.", automl.LinRange(0, 300)),
		automl.Bool(&o.TextScore, "text_score", "Sum a text up in what a linear model of its words makes of the target."),
		automl.Int(&o.Crosses, "crosses", "Most pairs of categories that get the mean of the target for each pair of levels.", automl.LinRange(0, 100)),
		automl.Int(&o.Combine, "combine", "Most differences, products and ratios of numbers, and days between dates.", automl.LinRange(0, 100)),
		automl.Choice(&o.Codes, "codes", "Read whole numbers as categories, where their values say more than their order.", NoCodes, CodesToo, CodesOnly),
	}
}
