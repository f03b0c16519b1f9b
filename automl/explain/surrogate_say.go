package explain

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
)

// limit is what the questions about one column leave of it.
type limit struct {
	column    int
	low, high float64      // above low, at most high
	set       map[int]bool // levels; nil of numbers
	open      bool         // rows without a value come here
	gaps      bool         // there are such rows
}

// narrow adds a side of a question to what the way to it has left of its column.
func (q *query) narrow(way []limit, yes bool, s *automl.Schema) []limit {
	way = slices.Clone(way)
	at := slices.IndexFunc(way, func(l limit) bool { return l.column == q.column })
	if at < 0 {
		at = len(way)
		l := limit{column: q.column, low: math.Inf(-1), high: math.Inf(1), open: true}
		if q.set != nil {
			l.set = map[int]bool{}
			for k := range s.Columns[q.column].Levels {
				l.set[k] = true
			}
		}
		way = append(way, l)
	}
	l := way[at]
	l.open, l.gaps = l.open && q.missing == yes, l.gaps || q.gaps
	switch {
	case q.set != nil:
		left := map[int]bool{}
		for k, in := range l.set {
			left[k] = in && q.set[k] == yes
		}
		l.set = left
	case yes:
		l.high = min(l.high, q.bound)
	default:
		l.low = max(l.low, q.bound)
	}
	way[at] = l
	return way
}

// words say what is left of a column.
func (l *limit) words(s *automl.Schema) string {
	c := &s.Columns[l.column]
	text := ""
	switch {
	case l.set != nil:
		var in, out []string
		for k, name := range c.Levels {
			if l.set[k] {
				in = append(in, name)
			} else {
				out = append(out, name)
			}
		}
		text = levelWords(c.Name, in, out)
	case math.IsInf(l.low, 0):
		text = fmt.Sprintf("“%s” is at most %s", c.Name, spell(c, l.high))
	case math.IsInf(l.high, 0):
		text = fmt.Sprintf("“%s” is above %s", c.Name, spell(c, l.low))
	default:
		text = fmt.Sprintf("“%s” is above %s and at most %s", c.Name, spell(c, l.low), spell(c, l.high))
	}
	if l.gaps && l.open {
		text += " or has no value"
	}
	return text
}

// levelWords names the levels of one side, or where they are many those of the other.
func levelWords(column string, in, out []string) string {
	const most = 4
	names, verb := in, "is"
	if len(in) > most && len(out) < len(in) {
		names, verb = out, "is not"
	}
	text := ""
	for i, n := range names {
		switch {
		case i == most:
			return fmt.Sprintf("“%s” %s %s or one of %d more", column, verb, text, len(names)-most)
		case i == 0:
			text = n
		case i == len(names)-1:
			text += " or " + n
		default:
			text += ", " + n
		}
	}
	return fmt.Sprintf("“%s” %s %s", column, verb, text)
}

func surrogateSentence(s *Question, o *automl.Surrogate) string {
	if len(o.Rules) == 1 {
		return "No few questions tell the model's answers apart: it answers much alike for all rows, or by many columns at once."
	}
	text := fmt.Sprintf("A tree of %d leaves follows %s of what the model says", len(o.Rules), share(max(o.Fit, 0)))
	if s.Schema.Task.IsClassification() {
		text += fmt.Sprintf(" and gives the same class for %s of rows that it had not seen", share(o.Agreement))
	}
	if o.Fit < 0.7 {
		return text + ": the model is not that simple, so read the tree as a sketch."
	}
	return text + ": read it as the model's main lines."
}
