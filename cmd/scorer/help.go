package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

// help says how the program is used, and what its model predicts.
func help(out io.Writer, m *automl.Model) error {
	name := filepath.Base(os.Args[0])
	var b strings.Builder
	levels := automl.SureLevels
	if m != nil && m.Sureness != nil {
		levels = m.Sureness.Levels
	}
	if m != nil {
		fmt.Fprintf(&b, "Predicts %q with the model %q, made on %s from %d rows.\n\n", m.Schema.Target, m.Name, m.Created.Format("2 January 2006"), m.Rows)
	}
	fmt.Fprintf(&b, `  %[1]s NEW.csv --out PREDICTIONS.csv   predict a file
  %[1]s - < NEW.csv > PREDICTIONS.csv   predict what comes through a pipe
  %[1]s columns                         the columns that are needed, as CSV
  %[1]s serve                           answer over HTTP, at http://localhost:8080

  --keep            write the file's own columns before the predictions
  --threshold P     probability from which the class of interest is predicted
  --interval L      share of rows whose truth lies between lower and upper: %[2]s
  --no-interval     write neither lower, upper and set nor warnings
  --no-mapping      leave aside the names and units that were kept with the model

Of serve:
  --addr HOST:PORT  where to listen; 127.0.0.1:8080, or every address where PORT is set
  --keys FILE       only answer who sends one of these keys, one a line; or in WINNOW_KEYS
  --tls-cert FILE, --tls-key FILE   answer over HTTPS
  --max-body MB     size of a request; 16
  --rate N          requests a second of one client; without a limit
  --timeout T       time for a request, such as 10s; 30s
  --no-mapping      as above
  --watch T         look so often, such as 1m, whether the model's file is another
`, name, choice(levels))
	_, err := io.WriteString(out, b.String())
	return err
}

// choice names the levels that there are.
func choice(levels []float64) string {
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = strconv.FormatFloat(l, 'g', -1, 64)
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return words[0]
}

// columns lists what the model needs.
func columns(out io.Writer, s *automl.Schema) error {
	c := csv.NewWriter(out)
	rows := [][]string{{"column", "kind", "values"}}
	for i := range s.Columns {
		rows = append(rows, []string{s.Columns[i].Name, string(s.Columns[i].Kind), values(&s.Columns[i])})
	}
	if err := c.WriteAll(rows); err != nil {
		return automl.Errorf("predict", automl.NoResource, "The columns could not be written: %v.", err)
	}
	return nil
}

// values are the levels or the range that training saw.
func values(c *automl.SchemaColumn) string {
	const most = 20
	switch {
	case len(c.Levels) > most:
		return strings.Join(c.Levels[:most], "|") + fmt.Sprintf("|… %d more", len(c.Levels)-most)
	case len(c.Levels) > 0:
		return strings.Join(c.Levels, "|")
	case c.Kind == table.Number:
		return fmt.Sprintf("%g to %g", c.Min, c.Max)
	}
	return ""
}
