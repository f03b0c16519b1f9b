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
	var reasons []string
	left := map[string]int{}
	for _, r := range b.Rows {
		switch {
		case r.State == automl.Done:
			rank, interval := "", ""
			if r.Rank > 0 {
				rank = fmt.Sprint(r.Rank)
			}
			if r.Low != r.High {
				interval = number(r.Low) + " to " + number(r.High)
			}
			g.add(rank, r.Name, number(r.Score), interval, seconds(time.Duration(r.FitSec*float64(time.Second))), remarkOn(b, &r))
		case r.State == automl.Skipped && r.Error != "":
			if left[r.Error]++; left[r.Error] == 1 {
				reasons = append(reasons, r.Error)
			}
		case r.State == automl.Failed:
			g.add("", r.Name, "–", "", "", shorten("failed: "+r.Error, 50))
		default:
			untried++
		}
	}
	g.print(w, "  ")
	fmt.Fprintln(w)
	for _, why := range reasons {
		verb := "were"
		if left[why] == 1 {
			verb = "was"
		}
		paragraph(w, "  ", fmt.Sprintf("%s %s left out: %s", things(left[why], "model"), verb, why))
	}
	if untried > 0 {
		fmt.Fprintf(w, "  There was no time for %s more.\n", things(untried, "model"))
	}
	if b.Reason != "" {
		paragraph(w, "  ", b.Reason)
	}
}

func remarkOn(b *automl.Leaderboard, r *automl.ModelRow) string {
	switch {
	case r.ID == b.Recommended:
		return "★ recommended"
	case r.Baseline:
		return "what guessing scores"
	case r.Tied:
		return "as good, within chance"
	}
	return ""
}
