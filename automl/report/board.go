package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
)

// boardRows is how many finished models the leaderboard shows.
const boardRows = 25

// board is the leaderboard with intervals, ties and the reason for the choice.
func (k *maker) board() Section {
	s, b := Section{ID: "leaderboard", Title: "Leaderboard"}, &k.m.Leaderboard
	if len(b.Rows) == 0 {
		return add(s, text("The model does not tell of the others that were tried."))
	}
	switch {
	case b.Reason != "" && b.Recommended == k.m.Row.ID:
		s = add(s, text("Why this model: "+b.Reason))
	case b.Recommended != "" && b.Recommended != k.m.Row.ID:
		s = add(s, text("This model was chosen by hand; the run recommends another: "+b.Reason))
	}
	s = add(s, Block{Table: k.boardTable()})
	if rest := k.untold(); rest != "" {
		s = add(s, text(rest))
	}
	if c, ok := k.chart("fold_scores"); ok {
		s = add(s, Block{Charts: []Chart{c}})
	}
	return s
}

func (k *maker) boardTable() *Table {
	t := &Table{Caption: fmt.Sprintf("Models by %s", k.metric.Name), Head: []Column{
		{Text: "Rank", Right: true, Weight: 0.35}, {Text: "Model", Weight: 1.5}, {Text: k.metric.Name, Right: true, Weight: 0.7}, {Text: "95 % interval", Weight: 1.2}, {Text: "", Weight: 1.1}, {Text: "Training", Right: true, Weight: 0.6}, {Text: "Remark", Weight: 1.1},
	}}
	low, high := k.boardAxis()
	at := func(v float64) float64 { return math.Max(0, math.Min(1, (v-low)/(high-low))) }
	shown := 0
	for _, r := range k.m.Leaderboard.Rows {
		chosen := r.ID == k.m.Row.ID
		if r.State != automl.Done || shown >= boardRows && !chosen && !r.Baseline {
			continue
		}
		shown++
		rank, interval := "", ""
		if r.Rank > 0 {
			rank = fmt.Sprint(r.Rank)
		}
		line := Cell{}
		if low < high {
			line.Span = &Span{at(r.Score), at(r.Score), at(r.Score)}
		}
		if r.Low < r.High {
			interval = score(r.Low) + "\u00a0to\u00a0" + score(r.High) // on one line
			if line.Span != nil {
				line.Span.Low, line.Span.High = at(r.Low), at(r.High)
			}
		}
		row := Row{Cells: plain(rank, r.Name, score(r.Score), interval, "", duration(seconds(r.FitSec)), k.remark(&r)), Strong: chosen}
		row.Cells[4] = line
		t.Rows = append(t.Rows, row)
	}
	return t
}

// boardAxis is the range of scores that the intervals are drawn along: that of the better
// three quarters of the models. What lies beyond is drawn at its end.
func (k *maker) boardAxis() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	n := 0
	for _, r := range k.m.Leaderboard.Rows {
		if r.State == automl.Done && !r.Baseline {
			n++
		}
	}
	i := 0
	for _, r := range k.m.Leaderboard.Rows {
		if r.State != automl.Done || r.Baseline && n > 0 {
			continue
		}
		if i++; i > (3*n+3)/4 && n > 0 {
			break
		}
		low, high = min(low, r.Low, r.Score), max(high, r.High, r.Score)
	}
	return low, high
}

func (k *maker) remark(r *automl.ModelRow) string {
	var out []string
	if r.ID == k.m.Row.ID {
		out = append(out, "this model")
	} else if r.ID == k.m.Leaderboard.Recommended {
		out = append(out, "recommended")
	}
	if r.Tied {
		out = append(out, "tied with the best")
	}
	if r.Baseline {
		out = append(out, "baseline")
	}
	if r.Weight > 0 {
		out = append(out, percent(r.Weight)+" of the ensemble")
	}
	return strings.Join(out, ", ")
}

// untold says what the table does not show.
func (k *maker) untold() string {
	failed, skipped, done := 0, 0, 0
	for _, r := range k.m.Leaderboard.Rows {
		switch r.State {
		case automl.Failed:
			failed++
		case automl.Skipped:
			skipped++
		case automl.Done:
			done++
		}
	}
	var out []string
	if slices.ContainsFunc(k.m.Leaderboard.Rows, func(r automl.ModelRow) bool { return r.Tied }) {
		out = append(out, "“Tied” means that a corrected paired test over the folds finds no difference beyond chance at 5%.")
	}
	if done > boardRows+1 {
		out = append(out, fmt.Sprintf("The table shows the best %d of %d.", boardRows, done))
	}
	if failed > 0 {
		out = append(out, things(failed, "model")+" failed.")
	}
	if skipped > 0 {
		out = append(out, things(skipped, "model")+" planned and not finished.")
	}
	return strings.Join(out, " ")
}
