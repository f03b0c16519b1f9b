package pages

import (
	"strconv"
	"strings"

	"winnow/app/words"
)

// Ask puts a question to the model looked at as a person would with the tab's buttons, and
// reports whether there is such a question: "fairness" of some columns, "flip" for the smallest
// change that turns the answer (to a number), or "case" for the reasons of a row listed,
// in the way of that name, or "growth" for whether more rows would help.
func (p *Results) Ask(question string, about []string) bool {
	v := p.model
	switch question {
	case "fairness":
		p.SelectTab(words.TabFairness)
		if v.fair == nil || v.fair.pick == nil {
			return false
		}
		v.fair.pick.SetSelected(about)
		v.fair.look()
	case "flip":
		p.SelectTab(words.TabWhatIf)
		if v.what == nil {
			return false
		}
		if v.what.goal != nil && len(about) > 0 {
			v.what.goal.SetText(about[0])
		}
		v.what.flip()
	case "case":
		p.SelectTab(words.WorstName)
		if v.table == nil || len(about) == 0 {
			return false
		}
		at, _ := strconv.Atoi(about[0])
		v.table(at - 1)
		if len(about) > 1 {
			v.way(strings.Join(about[1:], " "))
		}
	case "growth":
		p.SelectTab(words.TabLearning)
		if v.grow == nil {
			return false
		}
		v.grow()
	default:
		return false
	}
	return true
}
