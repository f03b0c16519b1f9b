package fair

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// Options say how groups are compared. The zero value means the defaults.
type Options struct {
	Method    string // automl.BetweenGroups or automl.ToOverall; empty: the first
	Aggregate string // automl.WorstCase or automl.MeanOfBoth; empty: the first
	Reference string // name of the group that the others are held against; empty: the largest
	Draws     int    // bootstrap samples of the rows; 0: 200
	Seed      uint64
	Workers   int
	Class     string // how the class is called, for sentences
}

const defaultDraws = 200

// sheet is the values of one sample of the rows.
type sheet struct {
	tallies []tally // by group, the last of all rows
	values  [][]float64
}

// audit is an assessment in the making.
type audit struct {
	*Rows
	o         Options
	m         []measure
	large     []int // groups that are large enough to be judged
	reference int
	best      int // group with the highest selection rate; -1 where there is none
	point     *sheet
	draws     []*sheet
	out       *automl.Fairness
}

// Assess measures each group and holds them against each other. Names of groups are unique,
// and each group has rows. It is an error of kind BadUsage when an option cannot be, and of
// kind Stopped at ctx's end.
func Assess(ctx context.Context, r *Rows, o Options) (*automl.Fairness, error) {
	a := &audit{Rows: r, o: o, m: r.measures(), best: -1, out: &automl.Fairness{Rows: len(r.Y)}}
	if err := a.options(); err != nil {
		return nil, err
	}
	c := newCounter(r)
	a.point = a.sheet(c.count(nil))
	for g := range r.Names {
		if a.point.tallies[g].rows >= automl.FairRows {
			a.large = append(a.large, g)
		}
	}
	if err := a.sample(ctx, c); err != nil {
		return nil, err
	}
	a.groups()
	a.spreads()
	if !r.Regression {
		a.summaries()
		a.pairs()
		a.fifths()
	}
	a.out.Findings = a.findings()
	a.out.Notes = a.notes()
	return a.out, nil
}

func (a *audit) options() error {
	o := &a.o
	if o.Method == "" {
		o.Method = automl.BetweenGroups
	}
	if o.Aggregate == "" {
		o.Aggregate = automl.WorstCase
	}
	if o.Method != automl.BetweenGroups && o.Method != automl.ToOverall {
		return automl.Errorf("fairness", automl.BadUsage, "There is no method %q.", o.Method).
			WithHint("Choose %s or %s.", automl.BetweenGroups, automl.ToOverall)
	}
	if o.Aggregate != automl.WorstCase && o.Aggregate != automl.MeanOfBoth {
		return automl.Errorf("fairness", automl.BadUsage, "There is no way of putting rates together called %q.", o.Aggregate).
			WithHint("Choose %s or %s.", automl.WorstCase, automl.MeanOfBoth)
	}
	if o.Reference != "" {
		if a.reference = slices.Index(a.Names, o.Reference); a.reference < 0 {
			return automl.Errorf("fairness", automl.BadUsage, "There is no group %q.", o.Reference).
				WithHint("The groups are: %s.", Quoted(a.Names))
		}
	}
	if o.Draws == 0 {
		o.Draws = defaultDraws
	}
	a.out.Method, a.out.Aggregate = o.Method, o.Aggregate
	for _, m := range a.m {
		a.out.Metrics = append(a.out.Metrics, m.FairMeter)
	}
	return nil
}

func (a *audit) sheet(t []tally) *sheet {
	s := &sheet{tallies: t, values: make([][]float64, len(t))}
	for g := range t {
		s.values[g] = make([]float64, len(a.m))
		for k, m := range a.m {
			s.values[g][k] = m.of(&t[g])
		}
	}
	return s
}

// sample draws bootstrap samples of the rows.
func (a *audit) sample(ctx context.Context, c *counter) error {
	a.draws = make([]*sheet, a.o.Draws)
	n := len(a.Y)
	return num.ForEach(ctx, max(1, a.o.Workers), a.o.Draws, func(b int) error {
		rng := num.RNG(a.o.Seed, "fairness", b)
		times := make([]uint16, n)
		for range n {
			times[rng.IntN(n)]++
		}
		a.draws[b] = a.sheet(c.count(times))
		return nil
	})
}

// bounds are the ends of a measure's range.
func (m *measure) bounds() (low, high float64) {
	switch {
	case m.Share || m.ID == "roc_auc":
		return 0, 1
	case m.ID == "r2":
		return math.Inf(-1), 1
	case m.Better < 0:
		return 0, math.Inf(1)
	}
	return math.Inf(-1), math.Inf(1)
}

// groups fills in the table of groups.
func (a *audit) groups() {
	for g := range a.point.tallies {
		out := automl.FairGroup{Name: "all rows", Rows: a.point.tallies[g].rows, Values: map[string]automl.FairValue{}}
		if g < len(a.Names) {
			out.Name, out.Small = a.Names[g], out.Rows < automl.FairRows
			out.Note = a.odd(g)
		}
		for k := range a.m {
			low, high := a.m[k].bounds()
			if v, ok := a.interval(false, low, high, func(s *sheet) float64 { return s.values[g][k] }); ok {
				out.Values[a.m[k].ID] = v
			}
		}
		if g == len(a.Names) {
			a.out.Overall = out
		} else {
			a.out.Groups = append(a.out.Groups, out)
		}
	}
}

// ends are the least and the greatest value of measure k among the large groups, and whose
// they are; fewer than two groups have none.
func (a *audit) ends(s *sheet, k int) (low, high float64, lowest, top int) {
	low, high, lowest, top = math.Inf(1), math.Inf(-1), -1, -1
	n := 0
	for _, g := range a.large {
		v := s.values[g][k]
		if math.IsNaN(v) {
			continue
		}
		n++
		if v < low {
			low, lowest = v, g
		}
		if v > high {
			high, top = v, g
		}
	}
	if n < 2 {
		return math.NaN(), math.NaN(), -1, -1
	}
	return low, high, lowest, top
}

// difference and ratio are those of Fairlearn's MetricFrame.
func (a *audit) difference(s *sheet, k int) float64 {
	low, high, _, _ := a.ends(s, k)
	if a.o.Method == automl.BetweenGroups || math.IsNaN(low) {
		return high - low
	}
	all := s.values[len(a.Names)][k]
	return math.Max(math.Abs(low-all), math.Abs(high-all))
}

func (a *audit) ratio(s *sheet, k int) float64 {
	low, high, _, _ := a.ends(s, k)
	if math.IsNaN(low) || low < 0 {
		return math.NaN()
	}
	if a.o.Method == automl.BetweenGroups {
		return per(low, high)
	}
	all := s.values[len(a.Names)][k]
	least := math.NaN()
	for _, v := range [2]float64{per(low, all), per(high, all)} {
		if v > 1 {
			v = 1 / v
		}
		if !(v >= least) {
			least = v
		}
	}
	return least
}

// spreads says how each measure differs between the groups.
func (a *audit) spreads() {
	for k := range a.m {
		_, _, lowest, top := a.ends(a.point, k)
		if lowest < 0 {
			continue
		}
		low, high := a.m[k].bounds()
		out := automl.FairSpread{Metric: a.m[k].ID, Lowest: a.Names[lowest], Top: a.Names[top]}
		off := func(s *sheet) float64 { return a.furthest(s, k) }
		out.Min, _ = a.roomy(low, high, false, func(s *sheet) float64 { v, _, _, _ := a.ends(s, k); return v }, off)
		out.Max, _ = a.roomy(low, high, false, func(s *sheet) float64 { _, v, _, _ := a.ends(s, k); return v }, off)
		out.Difference = a.differenceOf(k)
		if r, ok := a.roomy(0, 1, true, func(s *sheet) float64 { return a.ratio(s, k) }, func(s *sheet) float64 { return a.logApart(s, k) }); ok {
			out.Ratio = &r
		}
		a.out.Spreads = append(a.out.Spreads, out)
	}
}

// differenceOf is the difference of measure k with its interval.
func (a *audit) differenceOf(k int) automl.FairValue {
	low, high := a.m[k].bounds()
	v, _ := a.roomy(0, high-min(low, 0), false, func(s *sheet) float64 { return a.difference(s, k) }, func(s *sheet) float64 { return a.apart(s, k) })
	return v
}

// pairs holds each group, and all others together, against the reference.
func (a *audit) pairs() {
	a.out.Reference = a.Names[a.reference]
	for g := -1; g < len(a.Names); g++ {
		if g == a.reference {
			continue
		}
		p := automl.FairPair{Group: "all others", Values: map[string]automl.FairValue{}}
		if g >= 0 {
			p.Group, p.Small = a.Names[g], a.point.tallies[g].rows < automl.FairRows
		}
		for _, c := range comparisons {
			v, ok := a.interval(false, math.Inf(-1), math.Inf(1), func(s *sheet) float64 {
				other := a.others(s)
				if g >= 0 {
					other = &s.tallies[g]
				}
				return c.of(other, &s.tallies[a.reference])
			})
			if ok {
				p.Values[c.id] = v
			}
		}
		a.out.Pairs = append(a.out.Pairs, p)
	}
}

// others is what is counted of all groups but the reference.
func (a *audit) others(s *sheet) *tally {
	all, r := s.tallies[len(a.Names)], &s.tallies[a.reference]
	all.all, all.truth = all.all-r.all, all.truth-r.truth
	all.tp, all.fp, all.fn, all.tn = all.tp-r.tp, all.fp-r.fp, all.fn-r.fn, all.tn-r.tn
	return &all
}

// fifths applies the four-fifths rule: selection rates against the highest.
func (a *audit) fifths() {
	k := at(a.m, "selection_rate")
	_, high, _, top := a.ends(a.point, k)
	if top < 0 || high == 0 {
		return
	}
	a.best = top
	for g, name := range a.Names {
		v, ok := a.interval(false, 0, math.Inf(1), func(s *sheet) float64 { return per(s.values[g][k], s.values[top][k]) })
		if !ok {
			continue
		}
		small := a.point.tallies[g].rows < automl.FairRows
		a.out.Fifths = append(a.out.Fifths, automl.FairMark{Group: name, FairValue: v, Small: small, Best: g == top,
			Below: !small && v.Value < automl.FourFifths, Sure: !small && v.High < automl.FourFifths})
	}
}
