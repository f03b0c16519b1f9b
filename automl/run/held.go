package run

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
)

// HeldOut is a model as it was fitted on the first fold's training rows, and the rows of that
// fold that it never saw with their truth. An empty id means the recommended model. Its
// metric is the job's, or one of probabilities where the job's needs a threshold.
func (r *Run) HeldOut(ctx context.Context, id string) (node *graph.Node, rows []int32, target automl.Target, m *automl.Metric, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, target, nil, err
	}
	if id == "" {
		id = r.Leaderboard().Recommended
	}
	if node, err = r.foldNode(id); err != nil {
		return nil, nil, target, nil, err
	}
	s := r.schema(nil)
	node = r.withNeeds(&s, node, &automl.ModelRow{}) // inputs numbered as in the model's schema
	rows, m = r.folds[0].Valid, r.metric
	if m.NeedsClass {
		m = r.blendMetric()
	}
	return node, rows, r.targetOf(rows), m, nil
}
