package explain

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/num"
)

// answers are the model's answers for sets of at most benchRows moves.
func (b *rowBench) answers(columns []int, sets [][]move) (out []float64, err error) {
	s := b.sit(columns)
	undo := func() {
		for i, set := range sets {
			for _, m := range set {
				put(&s.frame.Cols[m.column], i, valueOf(&b.base.Cols[m.column], 0))
			}
		}
	}
	defer func() {
		if r := recover(); r != nil {
			e := automl.Errorf("explain", automl.BadModel, "The model could not be evaluated.")
			e.Err = fmt.Errorf("panic: %v", r)
			out, err = nil, e.WithHint("Its file may be damaged; take another copy of it.")
			return
		}
		undo()
		select {
		case b.seats <- s:
		default:
		}
	}()
	for i, set := range sets {
		for _, m := range set {
			put(&s.frame.Cols[m.column], i, m.value)
		}
	}
	out = make([]float64, len(sets)*b.width)
	s.plan.Range(0, len(sets), out)
	return out, nil
}

// What drawing back looks at: so many values between the row's own and the change, and again
// between the two that enclose the nearest that will do.
const (
	backValues = 32
	backRounds = 3
)

// drawBack makes a set of changes that reaches the goal as small as it can be, one change
// after the other, the largest first: changes that are not needed are left out, and numbers
// come back towards what they were; then they are rounded where that costs little.
func (f *flipper) drawBack(ctx context.Context, c changed) (changed, error) {
	order := slices.Clone(c.moves)
	slices.SortStableFunc(order, func(a, b move) int {
		x, y := f.leverOf(a.column).size(a.value), f.leverOf(b.column).size(b.value)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for _, m := range order {
		l := f.leverOf(m.column)
		without := slices.DeleteFunc(slices.Clone(c.moves), func(o move) bool { return o.column == m.column })
		if len(without) > 0 {
			rest, err := f.eval(ctx, [][]move{without})
			if err != nil {
				return c, err
			}
			if rest[0].gap >= 0 {
				c = rest[0]
				continue
			}
		}
		if l.category || math.IsNaN(l.own) {
			continue
		}
		from := l.own
		for range backRounds {
			better, before, err := f.nearest(ctx, c, l, l.between(from, valueIn(c, m.column), backValues))
			if err != nil {
				return c, err
			}
			if before != nil {
				from = *before
			}
			if valueIn(better, m.column) == valueIn(c, m.column) {
				break
			}
			c = better
		}
		var err error
		if c, _, err = f.nearest(ctx, c, l, append(l.plain(valueIn(c, m.column)), valueIn(c, m.column))); err != nil {
			return c, err
		}
	}
	return c, nil
}

func valueIn(c changed, column int) float64 {
	i := slices.IndexFunc(c.moves, func(m move) bool { return m.column == column })
	return c.moves[i].value
}

// nearest is the change with the first of the values that reaches the goal, and the value
// before it. A rounded value must not cost more than a tenth of the change.
func (f *flipper) nearest(ctx context.Context, c changed, l *lever, values []float64) (changed, *float64, error) {
	sets := make([][]move, len(values))
	for i, v := range values {
		sets[i] = slices.Clone(c.moves)
		for k := range sets[i] {
			if sets[i][k].column == l.column {
				sets[i][k].value = v
			}
		}
	}
	all, err := f.eval(ctx, sets)
	if err != nil {
		return c, nil, err
	}
	for i := range all {
		if all[i].gap >= 0 && l.size(values[i]) <= 1.1*l.size(valueIn(c, l.column)) {
			if i > 0 {
				return all[i], &values[i-1], nil
			}
			return all[i], nil, nil
		}
	}
	return c, nil, nil
}

// goal is what is wanted of the answer.
type goal struct {
	// gap is how far a prediction is from the goal: at or above 0 it is met.
	gap   func(pred []float64) float64
	words string // "“Yes”", "above 300"
}

// never is the gap of a prediction that just does not meet its goal.
const never = -1e-300

func newGoal(s *Question, now []float64, o FlipOptions) (goal, error) {
	if s.Schema.Task == automl.Regression {
		return numberGoal(s, o)
	}
	if o.Above != nil || o.Below != nil {
		return goal{}, automl.Errorf("explain", automl.BadUsage, "The model predicts a class; name the class that is wanted.")
	}
	classes := s.Schema.Classes
	p := automl.Prediction{Width: len(now), Values: now, Threshold: s.Threshold}
	was := p.Class(0)
	to := slices.Index(classes, o.To)
	switch {
	case o.To != "" && to < 0:
		return goal{}, automl.Errorf("explain", automl.BadUsage, "The model knows no class %q.", o.To).WithHint("It knows %s.", quoted(classes, 20))
	case len(now) == 1:
		if o.To == "" {
			to = 1 - was
		}
		return binaryGoal(s, to), nil
	case to < 0:
		return goal{words: "another than “" + classes[was] + "”", gap: func(pred []float64) float64 { return -ahead(pred, was) }}, nil
	}
	return goal{words: "“" + classes[to] + "”", gap: func(pred []float64) float64 { return ahead(pred, to) }}, nil
}

func binaryGoal(s *Question, to int) goal {
	t := s.Threshold
	if t == 0 {
		t = 0.5
	}
	g := goal{words: "“" + s.Schema.Classes[to] + "”", gap: func(pred []float64) float64 { return pred[0] - t }}
	if to == 0 {
		g.gap = func(pred []float64) float64 {
			if d := t - pred[0]; d != 0 {
				return d
			}
			return never
		}
	}
	return g
}

// ahead is by how much class k is more probable than any other: above 0 when it is chosen,
// below when it is not. Of equals the first is chosen.
func ahead(pred []float64, k int) float64 {
	other := math.Inf(-1)
	for j, v := range pred {
		if j != k {
			other = max(other, v)
		}
	}
	p := automl.Prediction{Width: len(pred), Values: pred}
	switch d := pred[k] - other; {
	case d != 0:
		return d
	case p.Class(0) == k:
		return -never
	}
	return never
}

func numberGoal(s *Question, o FlipOptions) (goal, error) {
	switch {
	case o.To != "":
		return goal{}, automl.Errorf("explain", automl.BadUsage, "The model predicts a number and knows no class %q.", o.To).
			WithHint("Say above or below which number it is to be.")
	case o.Above == nil && o.Below == nil:
		return goal{}, automl.Errorf("explain", automl.BadUsage, "The model predicts the number %q; say above or below which value it is to be.", s.Schema.Target)
	case o.Above != nil && o.Below != nil && *o.Above > *o.Below:
		return goal{}, automl.Errorf("explain", automl.BadUsage, "No number is at least %v and at most %v.", *o.Above, *o.Below)
	case o.Above != nil && math.IsNaN(*o.Above) || o.Below != nil && math.IsNaN(*o.Below):
		return goal{}, automl.Errorf("explain", automl.BadUsage, "The value to reach is not a number.")
	}
	var parts []string
	if o.Above != nil {
		parts = append(parts, "at least "+num.Spell(*o.Above))
	}
	if o.Below != nil {
		parts = append(parts, "at most "+num.Spell(*o.Below))
	}
	return goal{words: strings.Join(parts, " and "), gap: func(pred []float64) float64 {
		d := math.Inf(1)
		if o.Above != nil {
			d = min(d, pred[0]-*o.Above)
		}
		if o.Below != nil {
			d = min(d, *o.Below-pred[0])
		}
		return d
	}}, nil
}
