package fair

import (
	"fmt"
	"strings"

	"winnow/automl"
	"winnow/automl/num"
)

// Quoted lists names for a sentence.
func Quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "“" + n + "”"
	}
	return strings.Join(out, ", ")
}

func percent(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }

// class is how the class is called in sentences.
func (a *audit) class() string { return "“" + a.o.Class + "”" }

// odd says what cannot be measured of a group; empty when everything can.
func (a *audit) odd(g int) string {
	t := &a.point.tallies[g]
	switch {
	case t.rows < automl.FairRows:
		return fmt.Sprintf("Only %d rows: too few to be judged.", t.rows)
	case a.Regression:
	case t.truth == 0:
		return fmt.Sprintf("None of its rows is %s, so the shares found and missed are not defined.", a.class())
	case t.fp+t.tn == 0:
		return fmt.Sprintf("All of its rows are %s, so false alarms are not defined.", a.class())
	}
	return ""
}

// spread of a measure, with its groups' values; false where it could not be measured.
func (a *audit) spread(id string) (s automl.FairSpread, low, high automl.FairGroup, ok bool) {
	for _, s = range a.out.Spreads {
		if s.Metric != id {
			continue
		}
		for _, g := range a.out.Groups {
			if g.Name == s.Lowest {
				low = g
			}
			if g.Name == s.Top {
				high = g
			}
		}
		return s, low, high, true
	}
	return s, low, high, false
}

// findings are sentences for a person, what matters most first.
func (a *audit) findings() []string {
	if len(a.large) < 2 {
		return []string{fmt.Sprintf("Fewer than two groups have %d rows, so they are too small to be held against each other.", automl.FairRows)}
	}
	if a.Regression {
		return a.numberFindings()
	}
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	add(a.fifthFinding())
	add(a.rateFinding("selection_rate", "Predicted to be "+a.class()))
	add(a.rateFinding("true_positive_rate", "Of the rows that truly are "+a.class()+", found"))
	add(a.rateFinding("false_positive_rate", "Of the rows that are not "+a.class()+", falsely predicted to be"))
	add(a.rateFinding("accuracy", "Told rightly"))
	if s, low, high, ok := a.spread("base_rate"); ok && s.Difference.Low > 0 && s.Difference.Value >= 0.05 {
		out = append(out, fmt.Sprintf("In truth, too, %s of %s and %s of %s are %s. With shares that far apart no useful model can make selection, finding and false alarms alike at once: choose which of them matters.",
			percent(low.Values["base_rate"].Value), name(low), percent(high.Values["base_rate"].Value), name(high), a.class()))
	}
	return out
}

func name(g automl.FairGroup) string { return "“" + g.Name + "”" }

// rateFinding names the groups at the ends of a rate.
func (a *audit) rateFinding(id, what string) string {
	s, low, high, ok := a.spread(id)
	if !ok {
		return ""
	}
	if s.Difference.Value == 0 {
		return fmt.Sprintf("%s: the same in every group, %s.", what, percent(s.Min.Value))
	}
	verdict := "which may be chance"
	if s.Difference.Low > 0 {
		verdict = "more than chance explains"
	}
	return fmt.Sprintf("%s: most among %s, %s, and least among %s, %s, %.1f points apart, %s.", what,
		name(high), percent(s.Max.Value), name(low), percent(s.Min.Value), 100*(s.Max.Value-s.Min.Value), verdict)
}

// mostNamed is how many groups a sentence names; the table has all.
const mostNamed = 5

// fifthFinding says what the four-fifths rule sees.
func (a *audit) fifthFinding() string {
	if a.best < 0 {
		return fmt.Sprintf("No row of a group that is large enough is predicted to be %s.", a.class())
	}
	var below []string
	sure := 0
	for _, m := range a.out.Fifths {
		if m.Below {
			below = append(below, fmt.Sprintf("“%s” (%.2f)", m.Group, m.Value))
			if m.Sure {
				sure++
			}
		}
	}
	best, all := a.Names[a.best], len(below)
	if all == 0 {
		return fmt.Sprintf("Every group that is large enough is selected at least four fifths as often as “%s”: the four-fifths rule sees no adverse impact.", best)
	}
	certain := "beyond chance"
	switch {
	case sure == 0:
		certain = "though with so few rows it may be chance"
	case sure < all:
		certain = fmt.Sprintf("for %d of them beyond chance", sure)
	}
	if all > mostNamed+1 {
		below = append(below[:mostNamed], fmt.Sprintf("and %d more", all-mostNamed))
	}
	return fmt.Sprintf("Selected less than four fifths as often as “%s”: %s, %s. Where being %s is the good outcome, the four-fifths rule sees adverse impact.",
		best, strings.Join(below, ", "), certain, a.class())
}

func (a *audit) numberFindings() []string {
	var out []string
	if s, _, _, ok := a.spread("mae"); ok {
		verdict := "which may be chance"
		if s.Difference.Low > 0 && a.o.Method == automl.BetweenGroups {
			verdict = "more than chance explains"
		}
		out = append(out, fmt.Sprintf("Predictions are off most among “%s”, by %s on average, and least among “%s”, by %s, %s.", s.Top, num.Spell(s.Max.Value), s.Lowest, num.Spell(s.Min.Value), verdict))
	}
	for _, g := range a.out.Groups {
		v, ok := g.Values["mean_error"]
		if g.Small || !ok || v.Low <= 0 && v.High >= 0 {
			continue
		}
		way := "high"
		if v.Value < 0 {
			way, v.Value, v.Low, v.High = "low", -v.Value, -v.High, -v.Low
		}
		out = append(out, fmt.Sprintf("Among “%s” predictions are too %s by %s on average (%s to %s).", g.Name, way, num.Spell(v.Value), num.Spell(v.Low), num.Spell(v.High)))
	}
	return out
}

func (a *audit) notes() []string {
	var out []string
	small := 0
	for _, g := range a.out.Groups {
		if g.Small {
			small++
		} else if g.Note != "" {
			out = append(out, fmt.Sprintf("“%s”: %s", g.Name, g.Note))
		}
	}
	if small > 0 {
		out = append(out, fmt.Sprintf("%d of %d groups have fewer than %d rows; they are shown but not judged.", small, len(a.out.Groups), automl.FairRows))
	}
	return out
}
