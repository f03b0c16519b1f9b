// Package fair holds a model's answers for groups of rows against each other, by Fairlearn's
// and AIF360's measures, and makes answers and weights that treat groups more alike.
package fair

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/table"
)

// What groups are made of.
const (
	mostParts   = 30  // values of a category told apart; the rarer ones are one part
	mostGroups  = 200 // combinations
	fewValues   = 6   // values of a number up to which each is a part of its own
	missingPart = "missing"
	otherPart   = "other"
)

// Column is how one sensitive column is parted.
type Column struct {
	Name  string
	Place int       // in the table
	Cuts  []float64 // of numbers and moments: part k holds those above Cuts[k-1] up to Cuts[k]
	Level []int32   // of a category: part of each level, -1 for one that none of the rows has
	Parts []string
	// Missing is the part of rows without a value, the last one.
	Missing int32
}

// Grouping parts rows of a table by its sensitive columns.
type Grouping struct {
	Columns []Column
	Names   []string   // of the groups, the largest first
	Parts   [][]string // of each group, by column
	Rows    []int      // of each group, among the rows it was made on
	// Of is the group of each row of the table; -1 where no row that the grouping was made on
	// has its combination.
	Of []int32
	// Cells is the group of each combination of parts, the last column's part running fastest;
	// -1 where it does not occur.
	Cells []int32
}

// Make parts the rows of a table. It is an error of kind BadUsage when a column cannot make
// groups, and of kind BadData when all rows are in one group.
func Make(t *table.Table, rows []int32, s automl.Sensitive) (*Grouping, error) {
	if len(s.Columns) == 0 {
		return nil, automl.Errorf("fairness", automl.BadUsage, "It is not said which columns make the groups.").
			WithHint("The columns are: %s.", strings.Join(t.Names(), ", "))
	}
	g := &Grouping{}
	cells := 1
	for i, name := range s.Columns {
		if slices.Contains(s.Columns[:i], name) {
			return nil, automl.Errorf("fairness", automl.BadUsage, "The column %q is named twice.", name)
		}
		c, err := part(t, rows, name, s.Cuts[name])
		if err != nil {
			return nil, err
		}
		g.Columns = append(g.Columns, *c)
		cells *= len(c.Parts)
		if cells > 1<<20 {
			return nil, crowded(s.Columns, cells)
		}
	}
	g.number(t, rows, cells)
	switch {
	case len(g.Names) < 2:
		return nil, automl.Errorf("fairness", automl.BadData, "All %d rows are in one group, %q, so there is nothing to hold it against.", len(rows), g.Names[0]).
			WithHint("Choose a column with at least two values.")
	case len(g.Names) > mostGroups:
		return nil, crowded(s.Columns, len(g.Names))
	}
	return g, nil
}

func crowded(columns []string, n int) error {
	return automl.Errorf("fairness", automl.BadUsage, "%s make %d groups, more than the %d that can be told apart.", strings.Join(columns, ", "), n, mostGroups).
		WithHint("Choose fewer columns, or fewer borders.")
}

func part(t *table.Table, rows []int32, name string, cuts []float64) (*Column, error) {
	at := t.Index(name)
	if at < 0 {
		return nil, automl.Errorf("fairness", automl.NotFound, "The data has no column %q.", name).
			WithHint("Its columns are: %s.", strings.Join(t.Names(), ", "))
	}
	c := &Column{Name: name, Place: at}
	switch col := t.Column(at).(type) {
	case *table.Categories:
		c.levels(col, rows)
	case *table.Numbers:
		spell := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
		if err := c.numbers(col.Values(), rows, cuts, spell); err != nil {
			return nil, err
		}
	case *table.Times:
		spell := func(v float64) string { return time.Unix(int64(v), 0).UTC().Format(time.DateOnly) }
		if err := c.numbers(col.Values(), rows, cuts, spell); err != nil {
			return nil, err
		}
	default:
		return nil, automl.Errorf("fairness", automl.BadUsage, "The column %q holds free text, which makes no groups.", name).
			WithHint("Choose a column of categories or numbers.")
	}
	c.Missing = int32(len(c.Parts))
	c.Parts = append(c.Parts, missingPart)
	return c, nil
}

// levels makes a part of each frequent level, in the order of levels, and one of the rest.
func (c *Column) levels(col *table.Categories, rows []int32) {
	names := col.Levels()
	counts := make([]int, len(names))
	for _, r := range rows {
		if k := col.Codes()[r]; k >= 0 {
			counts[k]++
		}
	}
	order := make([]int32, 0, len(names))
	for k, n := range counts {
		if n > 0 {
			order = append(order, int32(k))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(counts[b], counts[a]) })
	kept := order[:min(len(order), mostParts)]
	slices.Sort(kept)
	c.Level = make([]int32, len(names))
	for k := range c.Level {
		c.Level[k] = -1
	}
	for _, k := range kept {
		c.Level[k] = int32(len(c.Parts))
		c.Parts = append(c.Parts, names[k])
	}
	if rare := order[len(kept):]; len(rare) > 0 {
		for _, k := range rare {
			c.Level[k] = int32(len(c.Parts))
		}
		c.Parts = append(c.Parts, otherPart)
	}
}

// numbers makes parts of numbers: by the given cuts, else each value where there are few,
// else quarters.
func (c *Column) numbers(values []float64, rows []int32, cuts []float64, spell func(float64) string) error {
	for i, v := range cuts {
		if math.IsNaN(v) || math.IsInf(v, 0) || i > 0 && v <= cuts[i-1] {
			return automl.Errorf("fairness", automl.BadUsage, "The borders for %q must be numbers that rise.", c.Name)
		}
	}
	if len(cuts) >= mostParts {
		return automl.Errorf("fairness", automl.BadUsage, "The %d borders for %q are too many; at most %d make sense.", len(cuts), c.Name, mostParts-1)
	}
	var known []float64
	for _, r := range rows {
		if v := values[r]; !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	if c.Cuts = cuts; len(cuts) == 0 {
		c.Cuts = ownCuts(known)
	}
	from := 0
	for k := range len(c.Cuts) + 1 {
		to := len(known)
		if k < len(c.Cuts) {
			to, _ = slices.BinarySearchFunc(known, c.Cuts[k], func(v, cut float64) int {
				if v <= cut {
					return -1
				}
				return 1
			})
		}
		c.Parts = append(c.Parts, c.label(k, known[from:to], spell))
		from = to
	}
	return nil
}

// ownCuts are the borders of sorted numbers when nobody names any.
func ownCuts(known []float64) []float64 {
	distinct := slices.Compact(slices.Clone(known))
	var cuts []float64
	if len(distinct) <= fewValues {
		for i := 1; i < len(distinct); i++ {
			cuts = append(cuts, distinct[i-1]+(distinct[i]-distinct[i-1])/2)
		}
		return cuts
	}
	for _, q := range []float64{0.25, 0.5, 0.75} {
		v := stat.Quantile(q, stat.Empirical, known, nil)
		if v < known[len(known)-1] && (len(cuts) == 0 || v > cuts[len(cuts)-1]) {
			cuts = append(cuts, v)
		}
	}
	return cuts
}

// label names a part by the numbers in it; one that holds none by its borders.
func (c *Column) label(k int, in []float64, spell func(float64) string) string {
	switch {
	case len(in) > 0 && in[0] == in[len(in)-1]:
		return spell(in[0])
	case len(in) > 0:
		return spell(in[0]) + " to " + spell(in[len(in)-1])
	case len(c.Cuts) == 0:
		return "any"
	case k == 0:
		return "up to " + spell(c.Cuts[0])
	case k == len(c.Cuts):
		return "above " + spell(c.Cuts[k-1])
	}
	return "above " + spell(c.Cuts[k-1]) + " up to " + spell(c.Cuts[k])
}

// of is the part of a row; -1 for a level that no row of the making had.
func (c *Column) of(col table.Column, row int) int32 {
	if col.IsMissing(row) {
		return c.Missing
	}
	switch col := col.(type) {
	case *table.Categories:
		return c.Level[col.Codes()[row]]
	case *table.Numbers:
		return c.cut(col.Values()[row])
	case *table.Times:
		return c.cut(col.Values()[row])
	}
	return -1
}

// cut is the part of a number.
func (c *Column) cut(v float64) int32 {
	k := int32(0)
	for int(k) < len(c.Cuts) && v > c.Cuts[k] {
		k++
	}
	return k
}

// number numbers the combinations that occur, the largest first.
func (g *Grouping) number(t *table.Table, rows []int32, cells int) {
	cell := make([]int, t.Rows())
	for r := range cell {
		for i := range g.Columns {
			c := &g.Columns[i]
			p := c.of(t.Column(c.Place), r)
			if p < 0 || cell[r] < 0 {
				cell[r] = -1
				continue
			}
			cell[r] = cell[r]*len(c.Parts) + int(p)
		}
	}
	counts := make([]int, cells)
	for _, r := range rows {
		counts[cell[r]]++
	}
	var order []int
	for k, n := range counts {
		if n > 0 {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	g.Cells = make([]int32, cells)
	for k := range g.Cells {
		g.Cells[k] = -1
	}
	for i, k := range order {
		g.Cells[k] = int32(i)
		parts := g.parts(k)
		g.Names, g.Parts, g.Rows = append(g.Names, strings.Join(parts, ", ")), append(g.Parts, parts), append(g.Rows, counts[k])
	}
	g.Of = make([]int32, len(cell))
	for r, k := range cell {
		if g.Of[r] = -1; k >= 0 {
			g.Of[r] = g.Cells[k]
		}
	}
}

// parts names a combination; a part that says little alone is named with its column.
func (g *Grouping) parts(cell int) []string {
	out := make([]string, len(g.Columns))
	for i := len(g.Columns) - 1; i >= 0; i-- {
		c := &g.Columns[i]
		k := cell % len(c.Parts)
		cell /= len(c.Parts)
		out[i] = c.Parts[k]
		if c.Level == nil || int32(k) == c.Missing || out[i] == otherPart {
			out[i] = c.Name + " " + out[i]
		}
	}
	return out
}

// Described is how the columns were parted, for the person.
func (g *Grouping) Described() []automl.FairParts {
	out := make([]automl.FairParts, len(g.Columns))
	for i, c := range g.Columns {
		out[i] = automl.FairParts{Column: c.Name, Cuts: c.Cuts, Parts: c.Parts}
	}
	return out
}
