package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// shown is what winnow show --json writes.
type shown struct {
	Name        string              `json:"name"`
	Created     time.Time           `json:"created"`
	AppVersion  string              `json:"app_version"`
	Format      int                 `json:"format"`
	Fingerprint string              `json:"data_fingerprint"`
	Rows        int                 `json:"rows"`
	Job         automl.Job          `json:"job"`
	Schema      automl.Schema       `json:"schema"`
	Model       automl.ModelRow     `json:"model"`
	Importance  []automl.Importance `json:"importance"`
	Leaderboard automl.Leaderboard  `json:"leaderboard"`
	Findings    []automl.Finding    `json:"findings"`
}

func (a *app) showCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "show MODEL",
		Short: "Say what a saved model is, what it needs and how good it was",
		Long: `Show says what a saved model is, what it needs and how good it was. It also predicts the
sample that the model carries, and fails when the answers are not those of the day it was
made.`,
		Example: "  winnow show churn.winnow",
		Args:    exactly("MODEL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := modelfile.Load(args[0])
			if err != nil {
				return err
			}
			if err := predict.Verify(cmd.Context(), m); err != nil {
				return err
			}
			if !asJSON {
				a.show(args[0], m)
				return nil
			}
			return writeJSON(a.out, shown{m.Name, m.Created, m.AppVersion, m.Version, m.Fingerprint, m.Rows, m.Job, m.Schema, m.Row, some(m.Importance), m.Leaderboard, some(m.Findings)})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

func (a *app) show(path string, m *automl.Model) {
	s, w := &m.Schema, a.out
	fmt.Fprintf(w, "%s: %s\n", path, m.Name)
	what := fmt.Sprintf("the number %q", s.Target)
	if s.Task.IsClassification() {
		what = fmt.Sprintf("%q, one of %s", s.Target, strings.Join(s.Classes, ", "))
	}
	paragraph(w, "  ", "Predicts "+what+".")
	fmt.Fprintf(w, "  Learnt from %s", things(m.Rows, "row"))
	if !m.Created.IsZero() {
		fmt.Fprintf(w, " on %s", m.Created.Local().Format("2 January 2006, 15:04"))
	}
	fmt.Fprintf(w, " with Winnow %s.\n", m.AppVersion)
	if m.Leaderboard.Metric != "" {
		fmt.Fprintf(w, "  Scores %s %s on rows that it had not seen.\n", m.Leaderboard.Metric, number(m.Row.Score))
	}
	if s.Task == automl.Binary && s.Decision > 0 {
		fmt.Fprintf(w, "  Says %q from a probability of %s.\n", s.Classes[1], number(s.Decision))
	}
	if m.Sureness != nil {
		paragraph(w, "  ", surely(m.Sureness))
	}
	if m.Row.Remedy != "" {
		fmt.Fprintf(w, "  Made fairer by %s: %s.\n", strings.Join(m.Row.Sensitive, ", "), done(m.Row.Remedy))
	}
	if len(m.Expected) > 0 {
		fmt.Fprintln(w, "  Answers its sample as on the day it was made.")
	}
	fmt.Fprintln(w)
	a.showColumns(m)
	if len(m.Leaderboard.Rows) > 0 {
		fmt.Fprintln(w, "\nLeaderboard of its run:")
		printBoard(w, &m.Leaderboard, m.Leaderboard.Metric)
	}
	if n := len(m.Findings); n > 0 {
		fmt.Fprintf(w, "\nThe training data had %s:\n", things(n, "finding"))
		for _, f := range m.Findings {
			fmt.Fprintf(w, "  [%s] %s: %s\n", f.Severity, f.Title, shorten(strings.Join(f.Columns, ", "), 60))
		}
	}
}

// surely says how often intervals or sets held the truth.
func surely(s *automl.Sureness) string {
	what := "Intervals"
	if len(s.Least) > 0 {
		what = "Sets of classes"
	}
	var asked, held []string
	for _, c := range s.Coverage {
		asked, held = append(asked, percent(c.Level)), append(held, percent(c.Share()))
	}
	text := fmt.Sprintf("%s for %s held the truth in %s of rows that they were made without.", what, strings.Join(asked, ", "), strings.Join(held, ", "))
	if s.Widened {
		text += " They were widened after that: the final model does worse."
	}
	return text
}

// showColumns lists what the model needs, what matters most first.
func (a *app) showColumns(m *automl.Model) {
	used := graph.Inputs(m.Graph)
	order := make([]int, len(m.Schema.Columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(m.Schema.Columns[j].Weight, m.Schema.Columns[i].Weight)
	})
	g := grid{header: []string{"Column", "Kind", "Importance", "In training"}, right: []bool{false, false, true}}
	for _, i := range order {
		c := &m.Schema.Columns[i]
		weight := "–"
		if !slices.Contains(used, i) {
			weight = "not used"
		} else if c.Weight >= 0 {
			weight = percent(c.Weight)
		}
		g.add(shorten(c.Name, 30), string(c.Kind), weight, seen(c))
	}
	g.print(a.out, "  ")
}

func seen(c *automl.SchemaColumn) string {
	switch c.Kind {
	case table.Number, table.Time:
		return span(c.Kind, c.Min, c.Max)
	case table.Category, table.YesNo:
		return shorten(strings.Join(c.Levels, ", "), 48)
	case table.Text:
		return "text"
	}
	return ""
}

// asError is the first Error in err's chain; an internal one when there is none.
func asError(err error) *automl.Error {
	var e *automl.Error
	if errors.As(err, &e) {
		return e
	}
	return automl.Errorf("winnow", automl.Internal, "%w", err)
}
