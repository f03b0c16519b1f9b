// Package profile says what a table holds and what is wrong with it before a model learns
// from it: statistics of each column, the kind of question a target asks, columns that give
// the answer away, identifiers, duplicates, and which split the data asks for.
package profile

import (
	"context"
	"math"
	"runtime"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// Describe profiles a table. With a target it also measures how strongly each column goes
// along with it and screens for leaks; an empty target leaves that out, an empty task is
// guessed. Findings are sorted by severity, leaks first. Links and the search for leaks use
// at most 20,000 rows, evenly drawn; the result depends on the table, target and task alone.
func Describe(ctx context.Context, t *table.Table, target string, task automl.Task) (*automl.Profile, error) {
	d := &description{table: t, target: -1, profile: &automl.Profile{Rows: t.Rows(), Target: target, Findings: []automl.Finding{}}}
	d.profile.Columns = make([]automl.ColumnProfile, t.Width())
	d.more = make([]summary, t.Width())
	if target != "" {
		if err := d.aim(target, task); err != nil {
			return nil, err
		}
	}
	if err := d.columns(ctx); err != nil {
		return nil, err
	}
	for _, look := range []func(*description) []automl.Finding{
		constants, identifiers, gaps, disguised, duplicateColumns, duplicateRows,
		manyLevels, skewed, correlated, unanswered, classes, fewRows, personal, groups, times,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.profile.Findings = append(d.profile.Findings, look(d)...)
	}
	order := []automl.Severity{automl.High, automl.Medium, automl.Low}
	slices.SortStableFunc(d.profile.Findings, func(a, b automl.Finding) int {
		return slices.Index(order, a.Severity) - slices.Index(order, b.Severity)
	})
	return d.profile, nil
}

// description is a profile in the making.
type description struct {
	table    *table.Table
	target   int // place of the target; -1 none
	question *question
	profile  *automl.Profile
	more     []summary // by column
}

// aim reads the target.
func (d *description) aim(target string, task automl.Task) error {
	if task == "" {
		var err error
		if task, _, err = GuessTask(d.table, target); err != nil {
			return err
		}
	}
	e, err := EncodeTarget(d.table, target, task, "")
	if err != nil {
		return err
	}
	d.target, d.profile.Task = d.table.Index(target), task
	for k, name := range e.Classes {
		d.profile.Classes = append(d.profile.Classes, automl.ValueCount{Value: name, Count: e.Counts[k]})
	}
	d.question = &question{name: target, truth: newTruth(e, d.table.Width()), encoded: e}
	return nil
}

// columns describes every column and its link with the target, and finds the leaks.
func (d *description) columns(ctx context.Context) error {
	found := make([]*suspect, d.table.Width())
	cut := make([]cells, d.table.Width())
	err := num.ForEach(ctx, runtime.GOMAXPROCS(0), d.table.Width(), func(i int) error {
		f, c := d.table.Field(i), d.table.Column(i)
		p, more := describe(f, c)
		if d.question != nil && i != d.target && p.Distinct > 0 {
			cut[i] = cutColumn(c, d.question.truth.rows)
			s := d.question.truth.measure(cut[i])
			// Rounded, so that the last bits of a sum do not show.
			p.Link = math.Round(s.link*1e6) / 1e6
			if x, ok := d.question.suspect(i, f, c, cut[i], s); ok {
				found[i] = &x
			}
		}
		d.profile.Columns[i], d.more[i] = p, more
		return nil
	})
	if err != nil {
		return err
	}
	var sure, odd []suspect
	for _, s := range found {
		switch {
		case s == nil:
		case s.sure:
			sure = append(sure, *s)
		default:
			odd = append(odd, *s)
		}
	}
	if len(sure) > 0 {
		pieces := d.question.pieces(sure, d.table.Fields(), cut)
		odd = slices.DeleteFunc(odd, func(s suspect) bool {
			return slices.ContainsFunc(pieces, func(p suspect) bool { return p.column == s.column })
		})
		sure = append(sure, pieces...)
	}
	d.profile.Findings = append(d.profile.Findings, leaks(append(sure, odd...), d.table.Fields())...)
	return nil
}
