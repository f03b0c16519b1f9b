package search

import (
	"slices"
	"strings"

	"winnow/automl"
)

// entry is one line of the portfolio: an algorithm, what sets it apart, its settings and
// those of the preparation.
type entry struct {
	algorithm string
	variant   string
	settings  string // "name=value name=value"
	prep      string // likewise
}

// first are the configurations that every task begins with: the simplest models, and the
// best one with its defaults.
var first = []entry{
	{"discriminant", "", "", ""},
	{"linear", "", "", ""},
	{"gradient_boosting", "", "", ""},
}

// together are configurations with features of several columns each, which come behind the
// first two of a task's own. Where no columns tell more together than one by one, they
// are given up before they are fitted.
var together = []entry{
	{"gradient_boosting", "pairs of categories", "", "crosses=12"},
	{"linear", "pairs of categories", "", "crosses=12"},
	{"gradient_boosting", "combined numbers", "", "combine=8"},
}

// coded are configurations that read numbers as codes, which come behind the first. Where no
// numbers tell more as codes than by their order, they are left out, or given up before they
// are fitted.
var coded = []entry{
	{"linear", "numbers as codes", "", "codes=instead"},
	{"gradient_boosting", "numbers as codes", "", "codes=instead"},
	{"additive", "numbers as codes", "", "codes=instead"},
	{"gradient_boosting", "pairs of codes", "", "codes=instead crosses=12"},
	{"gradient_boosting", "numbers and codes", "", "codes=beside"},
}

// early is how many of a task's own configurations, of other kinds, come before those.
const early = 2

// later are the configurations that follow, by task, about in the order that bench/portfolio
// learned (chosen.txt there): each adds most to the ensemble of those before it, for its
// time. Families that were not measured on all sets stand where their accuracy alone puts
// them. The settings of boosters that it chose among follow published portfolios of tuned
// configurations (Erickson et al. 2025, TabArena), rounded.
var later = map[automl.Task][]entry{
	automl.Binary: {
		{"additive", "", "", ""},
		{"gradient_boosting", "five levels", fiveLevels, ""},
		{"gradient_boosting", "five leaves", fiveLeaves, ""},
		{"neural_network", "", "", ""},
		{"nearest_neighbours", "", "", ""},
		{"gradient_boosting", "stumps", stumps, ""},
		{"gradient_boosting", "regularised", regularised, ""},
		{"gaussian_process", "", "", ""},
		{"neural_network", "wide and long", wideLong, ""},
		{"extra_trees", "", "", ""},
		{"gradient_boosting", "narrow", narrow, ""},
		{"gradient_boosting", "small random trees", smallRandom, ""},
		{"random_forest", "", "", ""},
		{"gradient_boosting", "symmetric, four levels", fourLevels, ""},
	},
	automl.Multiclass: {
		{"neural_network", "", "", ""},
		{"nearest_neighbours", "", "", ""},
		{"gradient_boosting", "symmetric, four levels", fourLevels, ""},
		{"gaussian_process", "", "", ""},
		{"neural_network", "wide and long", wideLong, ""},
		{"gradient_boosting", "random bounds", "growth=leaf extra_random=true", ""},
		{"gradient_boosting", "large trees", large, ""},
		{"extra_trees", "", "", ""},
		{"gradient_boosting", "small random trees", smallRandom, ""},
		{"additive", "", "", ""},
		{"random_forest", "", "", ""},
		{"gradient_boosting", "by leaves", "growth=leaf", ""},
		{"gradient_boosting", "narrow", narrow, ""},
	},
	automl.Regression: {
		{"gradient_boosting", "five leaves", fiveLeaves, ""},
		{"neural_network", "", "", ""},
		{"additive", "", "", ""},
		{"extra_trees", "", "", ""},
		{"gaussian_process", "", "", ""},
		{"gradient_boosting", "large trees", large, ""},
		{"gradient_boosting", "small random trees", smallRandom, ""},
		{"gradient_boosting", "stumps", stumps, ""},
		{"neural_network", "wide and long", wideLong, ""},
		{"gradient_boosting", "by leaves", "growth=leaf", ""},
		{"gradient_boosting", "symmetric and random", symmetricRandom, ""},
		{"random_forest", "", "", ""},
		{"gradient_boosting", "narrow", narrow, ""},
	},
}

// last are the configurations that end the portfolio of every task; those of a task's own
// are not tried again.
var last = []entry{
	{"nearest_neighbours", "", "", ""},
	{"decision_tree", "", "", ""},
	{"gradient_boosting", "symmetric and random", symmetricRandom, ""},
	{"gradient_boosting", "deep levels", "growth=depth max_depth=7 learning_rate=0.04 row_fraction=0.8 feature_fraction=0.75 min_leaf=5", ""},
	{"gradient_boosting", "large and random", "growth=leaf learning_rate=0.03 leaves=180 min_leaf=12 feature_fraction=0.4 row_fraction=0.95 l1=0.77 l2=1.6 extra_random=true", ""},
	{"neural_network", "narrow and deep", "hidden=64 layers=3 dropout=0.3", ""},
	{"gradient_boosting", "careful", "growth=leaf learning_rate=0.015 leaves=20 min_leaf=2 feature_fraction=0.43 row_fraction=0.71 l1=0.51 l2=0.51", ""},
	{"golearn_cart", "", "", ""},
	{"golearn_id3", "", "", ""},
}

// The boosters' settings that several tasks share.
const (
	fiveLevels      = "growth=depth max_depth=5 min_leaf=2"
	fourLevels      = "growth=symmetric max_depth=4"
	symmetricRandom = "growth=symmetric max_depth=5 extra_random=true"
	fiveLeaves      = "growth=leaf learning_rate=0.05 leaves=5 min_leaf=12 feature_fraction=0.73 row_fraction=0.85 l1=0.24 l2=0.3 extra_random=true"
	stumps          = "growth=leaf learning_rate=0.05 leaves=2 min_leaf=17 feature_fraction=0.59 row_fraction=0.84 l2=0.77"
	smallRandom     = "growth=leaf learning_rate=0.03 leaves=8 min_leaf=15 feature_fraction=0.43 row_fraction=0.72 l1=0.11 l2=0.26 extra_random=true"
	regularised     = "growth=leaf learning_rate=0.04 leaves=16 min_leaf=1 feature_fraction=0.58 row_fraction=0.96 l1=0.94"
	narrow          = "growth=leaf learning_rate=0.03 leaves=39 min_leaf=3 feature_fraction=0.46 row_fraction=0.88 l1=0.24 l2=0.36 extra_random=true"
	large           = "growth=leaf learning_rate=0.03 leaves=84 min_leaf=3 feature_fraction=0.53 row_fraction=0.98 l2=0.84"
)

// wideLong is a network of twice the units that trains for twice as long.
const wideLong = "hidden=128 effort=2 dropout=0.25"

// Baseline is the candidate that every run scores for comparison.
var Baseline = Candidate{Name: "Baseline", Algorithm: "baseline"}

// lateWhereSlow says how late families come where they are slow: forests and additive curves are
// fitted once more on all rows in the end, for which time is kept, and the others take many times
// as long as boosters.
var lateWhereSlow = map[string]int{"additive": 1, "random_forest": 1, "extra_trees": 1, "neural_network": 2, "nearest_neighbours": 2}

// Portfolio lists the candidates for a task that the catalogue has and only allows; an empty
// only allows all. The baseline is not among them unless it is named. Slow reports whether a
// candidate is a slow one on the data at hand; of some families those come late. Of algorithms that
// were chosen each has its turn before any has its second, however slow.
func Portfolio(cat *automl.Catalog, task automl.Task, slow func(Candidate) bool, only []string) []Candidate {
	allowed := map[string]bool{}
	for _, id := range only {
		allowed[id] = true
	}
	var out []Candidate
	named, seen := map[string]bool{}, map[string]bool{}
	own := later[task]
	before := min(early, len(own))
	for _, e := range slices.Concat(first, coded, own[:before], together, own[before:], last) {
		alg, ok := cat.Algorithm(e.algorithm)
		if !ok || !alg.Tasks.Has(task) || len(only) > 0 && !allowed[e.algorithm] {
			continue
		}
		named[e.algorithm] = true
		if c := e.candidate(alg); !seen[c.Key()] {
			seen[c.Key()] = true
			out = append(out, c)
		}
	}
	for i := range cat.Algorithms { // what the portfolio does not know, with its defaults
		alg := &cat.Algorithms[i]
		wanted := alg.ID != Baseline.Algorithm && len(only) == 0 || allowed[alg.ID]
		if wanted && !named[alg.ID] && alg.Tasks.Has(task) {
			out = append(out, entry{algorithm: alg.ID}.candidate(alg))
		}
	}
	late := func(c Candidate) int {
		if l := lateWhereSlow[c.Algorithm]; l > 0 && slow(c) {
			return l
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return late(a) - late(b) })
	if len(only) > 0 {
		out = firstOfEach(out)
	}
	return out
}

// firstOfEach puts the first candidate of each algorithm before all others.
func firstOfEach(all []Candidate) []Candidate {
	var first, others []Candidate
	seen := map[string]bool{}
	for _, c := range all {
		if seen[c.Algorithm] {
			others = append(others, c)
		} else {
			first = append(first, c)
		}
		seen[c.Algorithm] = true
	}
	return append(first, others...)
}

func (e entry) candidate(alg *automl.Algorithm) Candidate {
	c := Candidate{Name: alg.Name, Algorithm: alg.ID}
	if e.variant != "" {
		c.Name += ", " + e.variant
	}
	c.Settings, c.Prep = settings(e.settings), settings(e.prep)
	return c
}

func settings(pairs string) automl.Settings {
	var out automl.Settings
	for _, pair := range strings.Fields(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		out = append(out, automl.Setting{Name: name, Value: value})
	}
	return out
}
