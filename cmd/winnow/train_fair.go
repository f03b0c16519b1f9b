package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/automl"
)

// fairTraining is what winnow train is told about treating groups alike.
type fairTraining struct {
	reweigh    []string // columns
	by         []string // columns; empty: no remedy after the training
	remedy     string
	constraint string
	lot        bool
}

// remedies are the words for --fair-remedy.
var remedies = []string{string(automl.Threshold), string(automl.Reweigh), string(automl.Reduce), string(automl.Uncouple)}

// constraints are the words for --fair-constraint.
var constraints = []string{automl.DemographicParity, automl.EqualizedOdds, automl.EqualOpportunity, automl.EqualFalseAlarms, automl.EqualTrueNegative, automl.EqualMisses}

func (o *fairTraining) addFlags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.reweigh, "fair-reweigh", nil, "sensitive columns: train every model with weights under which they say nothing about the class")
	f.StringSliceVar(&o.by, "fair", nil, "sensitive columns: in the end make the recommended model treat their groups more alike, and save that")
	f.StringVar(&o.remedy, "fair-remedy", remedies[0], "with --fair, how: threshold, reweigh, reduce or decorrelate")
	f.StringVar(&o.constraint, "fair-constraint", constraints[0], "with --fair, what is to be alike: demographic_parity, equalized_odds, true_positive_rate_parity ...")
	f.BoolVar(&o.lot, "fair-lot", false, "with --fair, answer the probability with which a row is to be selected by lot")
}

func (o *fairTraining) check(cmd *cobra.Command) error {
	for _, name := range []string{"fair-remedy", "fair-constraint", "fair-lot"} {
		if cmd.Flags().Changed(name) && len(o.by) == 0 {
			return usage(cmd, "--%s needs --fair: the columns that make the groups.", name)
		}
	}
	if len(o.by) > 0 && !slices.Contains(remedies, o.remedy) {
		return usage(cmd, "There is no remedy %q.", o.remedy)
	}
	if len(o.by) > 0 && !slices.Contains(constraints, o.constraint) {
		return usage(cmd, "There is no constraint %q.", o.constraint)
	}
	return nil
}

// mitigate makes the fairer model; nil where none is wanted. Training again is for a single
// model, the best of them.
func (t *training) mitigate(ctx context.Context, id string, board *automl.Leaderboard) (*automl.Mitigation, error) {
	o := t.fair
	if len(o.by) == 0 {
		return nil, nil
	}
	req := automl.MitigateRequest{Run: id, Row: board.Recommended, Sensitive: automl.Sensitive{Columns: o.by}, Remedy: automl.Remedy(o.remedy), Constraint: o.constraint, Randomised: o.lot}
	if req.Remedy != automl.Threshold {
		for _, row := range board.Rows {
			if row.State == automl.Done && row.Weight > 0 && board.Recommended == "ensemble" {
				req.Row = row.ID
				break
			}
		}
	}
	return t.svc.Mitigate(ctx, req)
}

// printMitigation says what was won and what it cost.
func printMitigation(w io.Writer, m *automl.Mitigation) {
	fmt.Fprintln(w)
	paragraph(w, "", fmt.Sprintf("Made fairer: %s.", m.Model.Name))
	paragraph(w, "  ", m.Sentence)
	if len(m.Thresholds) > 0 {
		g := grid{header: []string{"Group", "Rows", "Threshold"}, right: []bool{false, true, true}}
		for _, t := range m.Thresholds {
			g.add(shorten(t.Group, 40), whole(t.Rows), number(t.At))
		}
		g.print(w, "  ")
	}
	for _, s := range m.Warnings {
		paragraph(w, "  ", "· "+s)
	}
}

// done says what was done about a model.
func done(r automl.Remedy) string {
	switch r {
	case automl.Threshold:
		return "each group has a threshold of its own"
	case automl.Reweigh:
		return "rows were reweighed for training"
	case automl.Reduce:
		return "fitted under a constraint"
	}
	return "numbers were made uncorrelated with the groups"
}
