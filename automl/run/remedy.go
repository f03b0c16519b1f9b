package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/fair"
	"winnow/automl/graph"
	"winnow/automl/sure"
)

// remedy is what is done about the fits of a trial so that its model treats groups more alike.
// All methods of a nil remedy do nothing.
type remedy struct {
	kind       automl.Remedy
	columns    []string
	groups     *fair.Grouping
	constraint string
	strength   float64
	lot        bool // it answers the chance of being selected by lot
}

// reweigh makes the remedy that the job asks for.
func (s *setup) reweigh() error {
	if len(s.job.Reweigh) == 0 {
		return nil
	}
	g, err := s.grouping(automl.Sensitive{Columns: s.job.Reweigh})
	if err != nil {
		return err
	}
	if !s.job.Task.IsClassification() {
		return automl.Errorf("train", automl.BadUsage, "Rows are reweighed by class, but %q is a number.", s.job.Target)
	}
	if s.job.Distil {
		return automl.Errorf("train", automl.BadUsage, "An ensemble of models with weights for groups cannot be distilled.").WithHint("Leave one of the two out.")
	}
	s.remedy = &remedy{kind: automl.Reweigh, columns: s.job.Reweigh, groups: g}
	s.note("Every model is trained with weights under which the groups by %s and the classes are independent.", strings.Join(s.job.Reweigh, ", "))
	return nil
}

// grouping parts the rows with a target by sensitive columns.
func (s *setup) grouping(by automl.Sensitive) (*fair.Grouping, error) {
	if slices.Contains(by.Columns, s.job.Target) {
		return nil, automl.Errorf("fairness", automl.BadUsage, "The groups cannot be made by %q, which is what is predicted.", s.job.Target)
	}
	return fair.Make(s.table, s.rows, by)
}

// everyColumn are the places of the inputs and, after them, of the table's other columns but
// the target, which a remedy may need.
func (s *setup) everyColumn() []int {
	out := slices.Clone(s.columns)
	for i, f := range s.table.Fields() {
		if f.Name != s.job.Target && !slices.Contains(s.columns, i) {
			out = append(out, i)
		}
	}
	return out
}

// groupNode is the graph that finds the group of a row of the run's frame.
func (s *setup) groupNode(g *fair.Grouping) *graph.Node {
	every := s.everyColumn()
	return g.Node(func(place int) *graph.Node { return graph.Apply(&graph.Input{Column: slices.Index(every, place)}) })
}

// mark notes the remedy in a line of the leaderboard.
func (m *remedy) mark(row *automl.ModelRow) {
	if m != nil {
		row.Remedy, row.Sensitive = m.kind, m.columns
	}
}

// key tells data sets apart that were prepared in another way.
func (m *remedy) key() string {
	if m == nil || m.kind != automl.Uncouple {
		return ""
	}
	return fmt.Sprintf("|%s %q %v %v", m.kind, m.columns, m.groups.Names, m.strength)
}

// before is the data set that a fit is prepared from.
func (m *remedy) before(s *setup, ds *automl.Dataset) *automl.Dataset {
	if m == nil || m.kind != automl.Uncouple {
		return ds
	}
	sensitive := func(f *automl.Feature) bool {
		return slices.ContainsFunc(f.From, func(i int) bool { return slices.Contains(m.columns, s.names[i]) })
	}
	return fair.Decorrelate(ds, m.groups.Of, len(m.groups.Names), s.groupNode(m.groups), sensitive, m.strength)
}

// fit fits a learner on a prepared data set.
func (m *remedy) fit(r *Run, l automl.Learner, ds *automl.Dataset, env automl.Env) (*graph.Node, error) {
	switch {
	case m == nil || m.kind == automl.Uncouple:
		return l.Fit(r.ctx, ds, env)
	case m.kind == automl.Reduce:
		return m.reduce(r, l, ds, env)
	}
	weighed := *ds
	weighed.W = m.weights(ds)
	return l.Fit(r.ctx, &weighed, env)
}

// weights are those of Reweigh, by the rows of the data set alone.
func (m *remedy) weights(ds *automl.Dataset) []float64 {
	class, group := make([]int32, ds.Len()), make([]int32, ds.Len())
	var own []float64
	if ds.W != nil {
		own = make([]float64, ds.Len())
	}
	for i, row := range ds.Rows {
		class[i], group[i] = int32(ds.Y[row]), m.groups.Of[row]
		if own != nil {
			own[i] = ds.W[row]
		}
	}
	w := make([]float64, ds.Space)
	for i, v := range fair.Weights(class, group, own) {
		w[ds.Rows[i]] = v * ds.Weight(ds.Rows[i])
	}
	return w
}

// reduceFits is how often the model is fitted with other classes and weights: on ProPublica's
// table of 7,000 people more fits found nothing better.
const reduceFits = 12

// reduce fits again and again and mixes what was fitted.
func (m *remedy) reduce(r *Run, l automl.Learner, ds *automl.Dataset, env automl.Env) (*graph.Node, error) {
	y, group := make([]float64, ds.Len()), make([]int32, ds.Len())
	for i, row := range ds.Rows {
		y[i], group[i] = ds.Y[row], m.groups.Of[row]
	}
	red, err := fair.NewReducer(y, group, len(m.groups.Names), m.constraint)
	if err != nil {
		return nil, err
	}
	var nodes []*graph.Node
	for range reduceFits {
		if env.Softly() {
			break
		}
		y, w, constant := red.Next()
		node := graph.Apply(&graph.Constant{Values: y[:1]})
		if !constant {
			if node, err = l.Fit(r.ctx, relabelled(ds, y, w), env); err != nil {
				return nil, err
			}
			node = fair.Above(node, belowHalf)
		}
		said, err := r.predict(node, ds.Rows)
		if err != nil {
			return nil, err
		}
		red.Tell(said)
		nodes = append(nodes, node)
		env.Report(len(nodes), reduceFits)
	}
	if len(nodes) == 0 {
		return nil, automl.Errorf("fairness", automl.Stopped, "It was stopped before the first fit.")
	}
	var kept []*graph.Node
	var weights []float64
	for k, w := range red.Mix() {
		if w > 0 {
			kept, weights = append(kept, nodes[k]), append(weights, w)
		}
	}
	return sum(kept, weights), nil
}

// belowHalf is the greatest number below one half: what is above it is predicted.
const belowHalf = 0.5 - 0x1p-54

// relabelled is a data set with other classes and weights for its rows.
func relabelled(ds *automl.Dataset, y, w []float64) *automl.Dataset {
	out := *ds
	out.Y, out.W = slices.Clone(ds.Y), make([]float64, ds.Space)
	for i, row := range ds.Rows {
		out.Y[row], out.W[row] = y[i], w[i]*ds.Weight(row)
	}
	return &out
}

// spreadsFor are the spreads of a model that reads nothing but the run's inputs. What comes
// after them in a spread is the prediction, so that there is no place for anything else.
func (r *Run) spreadsFor(ctx context.Context, id string, rows *sure.Rows, at []int32) []*sure.Spread {
	if t, err := r.find(id); err == nil && t.remedy != nil {
		return nil
	}
	return r.spreads(ctx, rows, at)
}
