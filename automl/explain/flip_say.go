package explain

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

func (f *flipper) answer(pred []float64) automl.Answer {
	return answerOf(f.s.Schema, pred, f.s.Threshold)
}

// option is a set of changes in words.
func (f *flipper) option(c changed) automl.FlipOption {
	o := automl.FlipOption{Answer: f.answer(c.pred), Distance: c.size}
	var parts []string
	for _, m := range c.moves {
		l := f.leverOf(m.column)
		ch := automl.FlipChange{Column: l.schema.Name, From: spell(l.schema, l.own), To: exactly(l.schema, m.value), Size: l.size(m.value)}
		o.Changes = append(o.Changes, ch)
		verb := "were"
		switch {
		case l.schema.Kind != table.Number || math.IsNaN(l.own):
		case m.value > l.own:
			verb = "rose to"
		default:
			verb = "fell to"
		}
		from := "now " + ch.From
		if ch.From == "" {
			from = "now without a value"
		}
		parts = append(parts, fmt.Sprintf("“%s” %s %s (%s)", ch.Column, verb, ch.To, from))
	}
	o.Sentence = fmt.Sprintf("If %s, the answer would be %s.", and(parts), o.Answer.Text)
	return o
}

// exactly spells a value so that it can be put in and gives the answer that was found.
func exactly(c *automl.SchemaColumn, v float64) string {
	if c.Kind == table.Number {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return spell(c, v)
}

func and(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// sentence sums the options up.
func (f *flipper) sentence(out *automl.Flip) string {
	if len(out.Options) == 0 {
		if len(f.free) == 0 {
			return fmt.Sprintf("The answer is %s. Nothing that the model looks at may be changed.", out.Now.Text)
		}
		return fmt.Sprintf("The answer is %s. No change of a few columns within what training saw makes it %s.", out.Now.Text, out.Goal)
	}
	text := fmt.Sprintf("The answer is %s. %s", out.Now.Text, out.Options[0].Sentence)
	if n := len(out.Options) - 1; n == 1 {
		text += " There is 1 other way."
	} else if n > 1 {
		text += fmt.Sprintf(" There are %d other ways.", n)
	}
	return text
}
