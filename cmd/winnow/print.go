package main

import (
	"fmt"
	"io"
	"time"

	"winnow/automl"
)

// lineWidth is where sentences are broken.
const lineWidth = 96

// paragraph writes a text under an indent.
func paragraph(w io.Writer, indent, text string) {
	for _, l := range wrap(text, lineWidth-len(indent)) {
		fmt.Fprintln(w, indent+l)
	}
}

// printData says what was read.
func printData(w io.Writer, d *automl.Data) {
	fmt.Fprintf(w, "%s: %s, %s\n", d.Report.Path, things(d.Rows, "row"), things(len(d.Fields), "column"))
	if n := d.Report.BadCount; n > 0 {
		fmt.Fprintf(w, "  %s could not be read and were kept aside", things(n, "row"))
		if len(d.Report.BadRows) > 0 {
			b := d.Report.BadRows[0]
			fmt.Fprintf(w, "; the first is line %d: %s", b.Line, b.Reason)
		}
		fmt.Fprintln(w, ".")
	}
	for _, n := range d.Report.Notices {
		paragraph(w, "  ", n)
	}
}

// printFindings writes what was found in the data, the gravest first as the profile has
// them.
func printFindings(w io.Writer, findings []automl.Finding) {
	if len(findings) == 0 {
		fmt.Fprintln(w, "Nothing odd was found in the data.")
		return
	}
	fmt.Fprintf(w, "%s about the data:\n", things(len(findings), "finding"))
	for _, f := range findings {
		fmt.Fprintf(w, "\n  [%s] %s\n", f.Severity, f.Title)
		paragraph(w, "      ", f.Message)
		if f.Fix != "" {
			paragraph(w, "      ", "→ "+f.Fix)
		}
	}
	fmt.Fprintln(w)
}

// printBoard writes a leaderboard as a table. Models that were planned and not tried are
// only counted.
func printBoard(w io.Writer, b *automl.Leaderboard, metric string) {
	g := grid{header: []string{"", "Model", metric, "95 % interval", "Training", "Remark"}, right: []bool{true, false, true, false, true}}
	untried := 0
	for _, r := range b.Rows {
		if r.State != automl.Done && r.Error == "" {
			untried++
			continue
		}
		rank, score, interval := "", "–", ""
		if r.Rank > 0 {
			rank = fmt.Sprint(r.Rank)
		}
		if r.State == automl.Done {
			score = number(r.Score)
			if r.Low != r.High {
				interval = number(r.Low) + " to " + number(r.High)
			}
		}
		g.add(rank, r.Name, score, interval, seconds(time.Duration(r.FitSec*float64(time.Second))), remarkOn(b, &r))
	}
	g.print(w, "  ")
	if untried > 0 {
		fmt.Fprintf(w, "\n  There was no time for %s more.\n", things(untried, "model"))
	}
	if b.Reason != "" {
		fmt.Fprintln(w)
		paragraph(w, "  ", b.Reason)
	}
}

func remarkOn(b *automl.Leaderboard, r *automl.ModelRow) string {
	switch {
	case r.State == automl.Failed || r.State == automl.Skipped:
		return shorten(string(r.State)+": "+r.Error, 50)
	case r.ID == b.Recommended:
		return "★ recommended"
	case r.Baseline:
		return "what guessing scores"
	case r.Tied:
		return "as good, within chance"
	}
	return ""
}
