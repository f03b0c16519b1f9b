package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

const (
	maxClasses = 1000
	// Why: beyond so many classes each must have some rows on average, or the column names the
	// rows rather than says what kind they are of.
	fewClasses, classRows = 200, 3
	// Why: whole numbers with no more values than this are as a rule names of classes or
	// marks; a quantity that is worth predicting as a number has more.
	maxNumberClasses = 10
)

// Encoded is a target as learners and metrics take it.
type Encoded struct {
	Rows    []int32   // rows with a target, in rising order
	Y       []float64 // of every row of the table: the number or the class index; NaN where missing
	Classes []string  // as spelt in the file, in class order, nil for regression; of two, the second is the positive one
	Counts  []int     // rows of each class
}

// values are the distinct values of a target column in their order: numbers by size, texts
// by name.
type values struct {
	names  []string
	nums   []float64 // nil unless the column holds numbers
	counts []int
	code   []int32 // by row; -1 missing
	rows   int     // with a value
}

// column finds the target and refuses what nobody can learn.
func column(t *table.Table, target string) (table.Column, table.Field, error) {
	at := t.Index(target)
	if at < 0 {
		return nil, table.Field{}, automl.Errorf("profile", automl.NotFound, "The table has no column %q.", target).
			WithHint("Its columns are: %s.", list(t.Names()))
	}
	c := t.Column(at)
	if c.MissingCount() == c.Len() {
		return nil, table.Field{}, automl.Errorf("profile", automl.BadData, "The column %q is empty, so there is nothing to learn from.", target).
			WithHint("Choose another column to predict.")
	}
	return c, t.Field(at), nil
}

// GuessTask says what kind of question a target column asks, with the reason in a sentence:
// two values make a choice of two, categories a choice of several, numbers a number, unless
// they are a few whole ones that keep coming back. It is an error when the column cannot be
// a target.
func GuessTask(t *table.Table, target string) (task automl.Task, reason string, err error) {
	c, f, err := column(t, target)
	if err != nil {
		return "", "", err
	}
	v := distinct(c)
	n := len(v.names)
	switch {
	case f.Kind == table.Time:
		return "", "", automl.Errorf("profile", automl.BadData, "The column %q holds dates; a date cannot be predicted.", target).
			WithHint("Choose another column, or compute the days between two dates first.")
	case n < 2:
		return "", "", constant(target, v)
	case n == 2:
		return automl.Binary, fmt.Sprintf("%s has exactly two values, %s and %s.", target, v.names[0], v.names[1]), nil
	case v.nums == nil:
		if err := v.tooMany(target); err != nil {
			return "", "", err
		}
		return automl.Multiclass, fmt.Sprintf("%s has %d different values that are not numbers.", target, n), nil
	}
	if n <= maxNumberClasses && v.whole() && n*smallShare(v.rows) <= v.rows {
		return automl.Multiclass, fmt.Sprintf("%s has only %d values, whole numbers from %s to %s, so each is taken for a class. If they measure an amount, such as a rating, predict a number instead.", target, n, v.names[0], v.names[n-1]), nil
	}
	return automl.Regression, fmt.Sprintf("%s has %s different numbers from %s to %s.", target, thousands(n), v.names[0], v.names[n-1]), nil
}

// smallShare is how many rows each class must have on average for numbers to be classes.
func smallShare(rows int) int {
	if rows < 1000 {
		return 10
	}
	return 20
}

// EncodeTarget reads a target column for a task. An empty task is guessed. Positive names
// the class of interest of a choice of two; when it is empty, the value that means yes is
// taken, or the larger number, or the second by name. Infinite numbers count as missing.
func EncodeTarget(t *table.Table, target string, task automl.Task, positive string) (*Encoded, error) {
	if task == "" {
		var err error
		if task, _, err = GuessTask(t, target); err != nil {
			return nil, err
		}
	}
	c, f, err := column(t, target)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(automl.Tasks, task) {
		return nil, automl.Errorf("profile", automl.BadUsage, "There is no task called %q.", task)
	}
	if f.Kind == table.Time {
		_, _, err := GuessTask(t, target)
		return nil, err
	}
	if task == automl.Regression {
		return encodeNumber(c, target)
	}
	return encodeClasses(distinct(c), target, task, positive)
}

func encodeNumber(c table.Column, target string) (*Encoded, error) {
	nums, ok := c.(*table.Numbers)
	if !ok {
		return nil, automl.Errorf("profile", automl.BadUsage, "The column %q does not hold numbers, so a number cannot be predicted.", target).
			WithHint("Predict a class instead.")
	}
	e := &Encoded{Y: make([]float64, c.Len())}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, v := range nums.Values() {
		e.Y[i] = math.NaN()
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			e.Y[i] = v
			e.Rows = append(e.Rows, int32(i))
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo < hi) {
		return nil, constant(target, distinct(c))
	}
	return e, nil
}

func encodeClasses(v values, target string, task automl.Task, positive string) (*Encoded, error) {
	n := len(v.names)
	switch {
	case n < 2:
		return nil, constant(target, v)
	case task == automl.Binary && n != 2:
		return nil, automl.Errorf("profile", automl.BadUsage, "The column %q has %s different values, not two.", target, thousands(n)).
			WithHint("Predict one of several classes, or a number.")
	case task == automl.Multiclass && n == 2:
		return nil, automl.Errorf("profile", automl.BadUsage, "The column %q has only two different values.", target).
			WithHint("Predict one of two classes.")
	}
	if err := v.tooMany(target); err != nil {
		return nil, err
	}
	turn := false
	if task == automl.Binary {
		at := v.positive()
		if positive != "" {
			if at = v.named(positive); at < 0 {
				return nil, automl.Errorf("profile", automl.BadUsage, "The column %q has no value %q.", target, positive).
					WithHint("Its values are %s and %s.", v.names[0], v.names[1])
			}
		}
		turn = at == 0
	}
	e := &Encoded{Classes: slices.Clone(v.names), Counts: slices.Clone(v.counts), Y: make([]float64, len(v.code))}
	if turn {
		slices.Reverse(e.Classes)
		slices.Reverse(e.Counts)
	}
	for i, code := range v.code {
		if code < 0 {
			e.Y[i] = math.NaN()
			continue
		}
		if turn {
			code = 1 - code
		}
		e.Y[i] = float64(code)
		e.Rows = append(e.Rows, int32(i))
	}
	return e, nil
}

// words that answer a question with yes and with no, in lower case.
var (
	yesWords = []string{"yes", "y", "true", "t", "positive", "pos", "+", "on", "ja", "j", "oui", "si", "sí", "sim", "wahr", "vrai", "bad", "fail", "failed", "churned", "fraud", "spam", "sick", "dead"}
	noWords  = []string{"no", "n", "false", "f", "negative", "neg", "-", "off", "nein", "non", "não", "falsch", "faux", "none", "never", "good", "ok", "pass", "passed", "normal", "healthy", "ham", "alive"}
)

// named is the place of the value that is spelt so, or that is the same number; -1 for none.
func (v values) named(name string) int {
	at := slices.Index(v.names, name)
	if x, err := strconv.ParseFloat(name, 64); at < 0 && err == nil {
		at = slices.Index(v.nums, x)
	}
	return at
}

// positive is the place of the one of two values that means yes.
func (v values) positive() int {
	if v.nums != nil {
		return 1
	}
	var lean [2]int
	for i, name := range v.names {
		s := strings.ToLower(strings.TrimSpace(name))
		switch {
		case slices.Contains(yesWords, s), strings.HasPrefix(s, ">"):
			lean[i] = 1
		case slices.Contains(noWords, s), strings.HasPrefix(s, "<"), strings.HasPrefix(s, "no "), strings.HasPrefix(s, "not "), strings.HasPrefix(s, "non-"):
			lean[i] = -1
		}
	}
	if lean[0] > lean[1] {
		return 0
	}
	if a, errA := strconv.ParseFloat(v.names[0], 64); errA == nil {
		if b, errB := strconv.ParseFloat(v.names[1], 64); errB == nil && a > b {
			return 0
		}
	}
	return 1
}

func (v values) whole() bool {
	for _, x := range v.nums {
		if x != math.Trunc(x) {
			return false
		}
	}
	return true
}

// distinct lists the values of a column. Infinite numbers count as missing.
func distinct(c table.Column) values {
	switch c := c.(type) {
	case *table.Numbers:
		return distinctNumbers(c.Values(), c.Text)
	case *table.Times:
		return distinctNumbers(c.Values(), c.Text)
	case *table.Categories:
		return distinctNames(c.Codes(), c.Levels())
	case *table.Texts:
		known := map[string]int32{}
		var levels []string
		codes := make([]int32, c.Len())
		for i, s := range c.Values() {
			if c.IsMissing(i) {
				codes[i] = -1
				continue
			}
			code, ok := known[s]
			if !ok {
				code = int32(len(levels))
				known[s] = code
				levels = append(levels, s)
			}
			codes[i] = code
		}
		return distinctNames(codes, levels)
	}
	panic(fmt.Sprintf("profile: unknown column type %T", c))
}

func distinctNumbers(nums []float64, text func(i int) string) values {
	order := make([]int32, 0, len(nums))
	v := values{code: make([]int32, len(nums)), nums: []float64{}}
	for i, x := range nums {
		v.code[i] = -1
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(nums[a], nums[b]) })
	for at, r := range order {
		if at == 0 || nums[r] != nums[order[at-1]] {
			v.nums = append(v.nums, nums[r])
			v.names = append(v.names, text(int(r)))
			v.counts = append(v.counts, 0)
		}
		v.code[r] = int32(len(v.nums) - 1)
		v.counts[len(v.nums)-1]++
	}
	v.rows = len(order)
	return v
}

func distinctNames(codes []int32, levels []string) values {
	counts := make([]int, len(levels))
	v := values{code: make([]int32, len(codes))}
	for _, c := range codes {
		if c >= 0 {
			counts[c]++
			v.rows++
		}
	}
	var used []int
	for l, n := range counts {
		if n > 0 {
			used = append(used, l)
		}
	}
	slices.SortStableFunc(used, func(a, b int) int { return cmp.Compare(levels[a], levels[b]) })
	place := make([]int32, len(levels))
	for at, l := range used {
		place[l] = int32(at)
		v.names = append(v.names, levels[l])
		v.counts = append(v.counts, counts[l])
	}
	for i, c := range codes {
		v.code[i] = -1
		if c >= 0 {
			v.code[i] = place[c]
		}
	}
	return v
}

func constant(target string, v values) error {
	if len(v.names) == 0 {
		return automl.Errorf("profile", automl.BadData, "The column %q has no value that can be predicted.", target).
			WithHint("Choose another column to predict.")
	}
	return automl.Errorf("profile", automl.BadData, "The column %q has the same value, %s, in every row, so there is nothing to learn.", target, v.names[0]).
		WithHint("Choose another column to predict.")
}

// tooMany is an error where the values are too many to be classes.
func (v values) tooMany(target string) error {
	n := len(v.names)
	switch {
	case n > maxClasses:
		return automl.Errorf("profile", automl.BadData, "The column %q has %s different values; at most %s can be told apart as classes.", target, thousands(n), thousands(maxClasses)).
			WithHint("Choose another column, predict a number, or bring the values together into fewer.")
	case n > fewClasses && v.rows < classRows*n:
		return automl.Errorf("profile", automl.BadData, "The column %q has %s different values in %s rows; of so many classes each needs %d rows on average.", target, thousands(n), thousands(v.rows), classRows).
			WithHint("Choose another column, add rows, or bring the values together into fewer.")
	}
	return nil
}
