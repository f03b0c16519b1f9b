package predict

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/drift"
	"winnow/automl/modelfile"
	"winnow/automl/num"
	"winnow/automl/table"
)

// severity is the order of statuses, the worst first.
var severity = []automl.MatchStatus{
	automl.StatusAbsent, automl.StatusWrongKind, automl.StatusUnit, automl.StatusUnreadable, automl.StatusUnseen, automl.StatusFilled,
	automl.StatusEmpty, automl.StatusSpelling, automl.StatusRange, automl.StatusDrift, automl.StatusRenamed, automl.StatusTold,
}

// diagnose completes the matches: how each column's values are spread, in what unit they seem
// to be, what of all that is odd and what to do about it.
func (r *runner) diagnose() {
	for i := range r.in.matches {
		c, m := &r.model.Schema.Columns[i], &r.in.matches[i]
		if m.Found != "" && r.seen != nil {
			m.Drift = r.moved.Drift(i)
			if m.Unit = unitJump(c, r.seen.nums[i]); m.Unit != nil && m.Convert != nil {
				m.Unit.Convert = m.Unit.Convert.After(*m.Convert)
			}
		}
		if m.Found == "" && i < len(r.model.Importance) && r.model.Importance[i].Column == c.Name {
			loss := max(r.model.Importance[i].Drop, 0)
			m.Loss = &loss
		}
		m.Respelt = respelt(c.Levels, m.Unseen)
		m.Status = r.statuses(c, m)
		r.unitNote(m)
		if m.Note == "" && slices.Contains(m.Status, automl.StatusDrift) {
			m.Note = fmt.Sprintf("Column %q is spread otherwise than in training.", m.Found)
		}
		m.Remedy = r.remedy(c, m)
	}
}

// statuses says what is odd about a column.
func (r *runner) statuses(c *automl.SchemaColumn, m *automl.Match) []automl.MatchStatus {
	has := map[automl.MatchStatus]bool{}
	for _, s := range m.Status { // what the beginning of the file told
		has[s] = true
	}
	_, renamed := r.pair.rename[c.Name]
	mapping := r.pair.all()
	told := mapping != nil && m.Found != "" && mapping.Rename[c.Name] == m.Found
	has[automl.StatusAbsent] = m.State == automl.MatchAbsent
	has[automl.StatusFilled] = m.State == automl.MatchFilled
	has[automl.StatusRenamed] = m.State == automl.MatchRenamed && !told
	has[automl.StatusTold] = told && (renamed || m.Found != c.Name) || m.Convert != nil
	has[automl.StatusUnit] = m.Unit != nil
	has[automl.StatusUnreadable] = m.Unreadable > 0 && !has[automl.StatusWrongKind]
	has[automl.StatusUnseen] = m.UnseenRows > 0
	has[automl.StatusEmpty] = m.Found != "" && r.sum.Rows > 0 && m.Missing == r.sum.Rows && m.Unreadable == 0 && c.Share < 1
	has[automl.StatusRange] = m.OutOfRange > 0
	// Why: time goes on; that dates are later than those of training is nothing odd.
	has[automl.StatusDrift] = m.Drift.Notable() && c.Kind != table.Time
	var out []automl.MatchStatus
	for _, s := range severity {
		if has[s] {
			out = append(out, s)
		}
	}
	return out
}

// unitNote says in what unit a column seems to be.
func (r *runner) unitNote(m *automl.Match) {
	if m.Unit == nil {
		return
	}
	m.Note = fmt.Sprintf("The values of column %q look %s.", m.Found, unitWords(m.Unit.Words))
	r.in.notes = append(r.in.notes, m.Note)
}

func unitWords(words string) string {
	if strings.Contains(words, " times ") {
		return words + " as in training"
	}
	return "like " + words
}

// remedy says what to do about the worst of what is odd.
func (r *runner) remedy(c *automl.SchemaColumn, m *automl.Match) string {
	if len(m.Status) == 0 {
		return ""
	}
	switch m.Status[0] {
	case automl.StatusAbsent, automl.StatusFilled:
		return r.absentRemedy(c, m)
	case automl.StatusWrongKind:
		return "Take another column for it, or repair its values in the file."
	case automl.StatusUnit:
		if m.Unit.Convert.Plain() {
			return "Take the values as they are, if that is so."
		}
		say := "Multiply by " + modelfile.Number(m.Unit.Convert.Factor)
		if o := m.Unit.Convert.Offset; o != 0 {
			say += fmt.Sprintf(" and add %s", modelfile.Number(o))
		}
		return say + " if that is so."
	case automl.StatusUnreadable:
		return "Repair these values in the file; until then they count as missing."
	case automl.StatusUnseen:
		if len(m.Respelt) > 0 {
			return fmt.Sprintf("Write %s, as in training; until then the model takes such values as unknown.", respeltWords(m.Unseen, m.Respelt, 3))
		}
		for _, v := range m.Unseen {
			if near, ok := Nearest(v, c.Levels); ok {
				return fmt.Sprintf("Does %q mean %q? Spell it as in training.", v, near)
			}
		}
		return "The model takes them as unknown; train again once there are rows with them."
	case automl.StatusEmpty:
		return "Fill the column, or take another one for it."
	case automl.StatusRange:
		return fmt.Sprintf("Training saw %s to %s; take what is predicted beyond with care.", r.bound(c, c.Min), r.bound(c, c.Max))
	case automl.StatusDrift:
		return "Score the model on such rows before you rely on it."
	case automl.StatusRenamed:
		return "Choose another column if that is wrong."
	case automl.StatusSpelling, automl.StatusTold:
	}
	return ""
}

func (r *runner) bound(c *automl.SchemaColumn, v float64) string {
	if c.Kind == table.Time {
		return table.NewTimes([]float64{v}, c.Format.Layout).Text(0)
	}
	return num.Spell(v)
}

func (r *runner) absentRemedy(c *automl.SchemaColumn, m *automl.Match) string {
	if m.Suggest != "" {
		return fmt.Sprintf("Is %q this column? Then take it for %q.", m.Suggest, c.Name)
	}
	if m.Loss != nil && m.Status[0] == automl.StatusFilled {
		if *m.Loss < automl.LossNotable {
			return "The score hardly depends on it."
		}
		return fmt.Sprintf("Without it the score may lose about %s.", num.Spell(*m.Loss))
	}
	return "Choose the column that holds it, or add it to the file."
}

// answers is how the answers are spread, against those that the model gave in training for
// rows that it had not seen.
type answers struct {
	edges []float64
	bins  []automl.DriftBin // Now is a count
}

// newAnswers prepares the counting; nil where nothing is known to compare with and the
// answers are numbers.
func newAnswers(m *automl.Model) *answers {
	a := &answers{}
	s := &m.Schema
	var before *automl.Prediction
	if m.Evidence != nil && m.Evidence.Prediction.Rows() > 0 {
		p := m.Evidence.Prediction
		p.Threshold = s.Decision
		before = &p
	}
	if s.Task.IsClassification() {
		for _, c := range s.Classes {
			a.bins = append(a.bins, automl.DriftBin{Label: c})
		}
		if before != nil {
			for i := range before.Rows() {
				a.bins[before.Class(i)].Before += 1 / float64(before.Rows())
			}
		}
		return a
	}
	if before == nil {
		return nil
	}
	t := groups(thinned(before.Values))
	if t == nil {
		return nil
	}
	a.edges = t.Edges
	for k, share := range t.Shares {
		a.bins = append(a.bins, automl.DriftBin{Label: drift.Span(table.Number, t.Edges, k), Before: share})
	}
	return a
}

// count counts the answers of a batch in.
func (a *answers) count(p *automl.Prediction, classes bool) {
	for i := range p.Rows() {
		switch v := p.Row(i)[0]; {
		case classes:
			a.bins[p.Class(i)].Now++
		case !math.IsNaN(v):
			a.bins[drift.GroupOf(a.edges, v)].Now++
		}
	}
}

// shares are the bins with shares in the place of counts; nil of no answers.
func (a *answers) shares() []automl.DriftBin {
	total := 0.0
	for _, b := range a.bins {
		total += b.Now
	}
	if total == 0 {
		return nil
	}
	out := slices.Clone(a.bins)
	for i := range out {
		out[i].Now /= total
	}
	return out
}
