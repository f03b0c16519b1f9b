package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

// scales reads the pairs needed=factor or needed=factor,offset.
func scales(cmd *cobra.Command, pairs []string) (map[string]automl.Conversion, error) {
	var out map[string]automl.Conversion
	for _, s := range pairs {
		cut := strings.LastIndex(s, "=")
		factor, offset, shifted := strings.Cut(s[cut+1:], ",")
		var c automl.Conversion
		var err, fault error
		c.Factor, err = strconv.ParseFloat(factor, 64)
		if shifted {
			c.Offset, fault = strconv.ParseFloat(offset, 64)
		}
		bad := c.Factor == 0 || math.IsNaN(c.Factor+c.Offset) || math.IsInf(c.Factor+c.Offset, 0)
		if cut < 1 || err != nil || fault != nil || bad {
			return nil, usage(cmd, "--scale %q is not of the form column=factor or column=factor,offset, such as price=0.01.", s)
		}
		if out == nil {
			out = map[string]automl.Conversion{}
		}
		out[s[:cut]] = c
	}
	return out, nil
}

// statusWords is what is said of a column.
func statusWords(m *automl.Match, s automl.MatchStatus) string {
	switch s {
	case automl.StatusAbsent:
		return "not there"
	case automl.StatusWrongKind:
		return "wrong type: nothing can be read"
	case automl.StatusUnit:
		if m.Unit != nil {
			return "other unit? " + m.Unit.Words
		}
		return "other unit?"
	case automl.StatusUnreadable:
		return "wrong type: " + things(m.Unreadable, "value") + " unreadable"
	case automl.StatusUnseen:
		return "new in " + things(m.UnseenRows, "row") + ": " + shorten(strings.Join(m.Unseen, ", "), widestCell)
	case automl.StatusFilled:
		if m.Loss != nil && *m.Loss >= automl.LossNotable {
			return "not there: taken as missing, costs about " + number(*m.Loss)
		}
		return "not there: taken as missing"
	case automl.StatusEmpty:
		return "empty in every row"
	case automl.StatusSpelling:
		return "other spelling"
	case automl.StatusRange:
		return things(m.OutOfRange, "row") + " out of range"
	case automl.StatusDrift:
		return "spread otherwise"
	case automl.StatusRenamed:
		return "other name"
	case automl.StatusTold:
		if m.Convert != nil {
			return "scaled by " + m.Convert.String()
		}
		return "as told"
	}
	return string(s)
}

// widestCell is how wide a cell of the table is at most, in letters.
const widestCell = 40

// printCheck writes the schema doctor's table and its verdict.
func printCheck(w io.Writer, s *automl.PredictSummary) {
	g := grid{header: []string{"Needed", "Found", "Status", "Drift"}, right: []bool{false, false, false, true}}
	var remedies []string
	for i := range s.Matches {
		m := &s.Matches[i]
		status := "OK"
		if len(m.Status) > 0 {
			words := make([]string, len(m.Status))
			for k, one := range m.Status {
				words[k] = statusWords(m, one)
			}
			status = strings.Join(words, "; ")
		}
		found, drift := m.Found, ""
		if found == "" {
			found = "–"
		}
		if m.Drift != nil {
			drift = fmt.Sprintf("%.2f", m.Drift.PSI)
		}
		g.add(shorten(m.Column, widestCell), shorten(found, widestCell), status, drift)
		if m.Remedy != "" {
			remedies = append(remedies, m.Column+": "+m.Remedy+checkOption(m))
		}
	}
	g.print(w, "")
	if len(remedies) > 0 {
		fmt.Fprintln(w)
	}
	for _, r := range remedies {
		paragraph(w, "", "· "+r)
	}
	if len(s.Extra) > 0 {
		fmt.Fprintf(w, "Not needed: %s\n", shorten(strings.Join(s.Extra, ", "), widestCell))
	}
	fmt.Fprintf(w, "\n%s.\n", strings.TrimSuffix(s.Verdict.Text, "."))
}

// checkOption is the option that accepts what is proposed for a column.
func checkOption(m *automl.Match) string {
	switch {
	case m.Suggest != "":
		return " (--map " + quote(m.Column+"="+m.Suggest) + ")"
	case m.Unit != nil:
		return " (--scale " + quote(m.Column+"="+m.Unit.Convert.String()) + ")"
	}
	return ""
}

// checkFile looks at a file as far as predicting it goes, and says whether it can be predicted.
func (a *app) checkFile(cmd *cobra.Command, req automl.PredictRequest, o *predictOptions) error {
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	req.Check, req.Out = true, ""
	svc := a.newService()
	sum, err := svc.Predict(ctx, req)
	if err != nil {
		return err
	}
	if o.json {
		if err := writeJSON(a.out, sum); err != nil {
			return err
		}
	} else {
		printCheck(a.out, sum)
	}
	if sum.Verdict.State == automl.VerdictCannot {
		e := automl.Errorf("predict", automl.BadData, "%s", strings.TrimPrefix(sum.Verdict.Text, "Cannot predict: "))
		return e.WithHint("Say which column stands for a needed one with --map needed=found.")
	}
	return a.keepMapping(cmd, svc, req, sum, o)
}

// keepMapping keeps what was told with the model, where that is wanted.
func (a *app) keepMapping(cmd *cobra.Command, svc automl.Service, req automl.PredictRequest, sum *automl.PredictSummary, o *predictOptions) error {
	if !o.saveMapping {
		return nil
	}
	mapping := automl.Mapping{}
	if sum.Mapping != nil {
		mapping = *sum.Mapping
	}
	if err := svc.SaveMapping(cmd.Context(), automl.MappingRequest{Model: req.Model, Mapping: mapping}); err != nil {
		return err
	}
	if mapping.Empty() {
		fmt.Fprintf(a.err, "No mapping is kept with %s any more.\n", req.Model)
		return nil
	}
	fmt.Fprintf(a.err, "The mapping of %s is kept with %s.\n", things(len(mapping.Rename)+len(mapping.Scale), "column"), req.Model)
	return nil
}
