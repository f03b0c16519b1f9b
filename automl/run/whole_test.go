package run_test

import (
	"context"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/baseline"
	"winnow/automl/learn/linear"
	"winnow/automl/metric"
	"winnow/automl/run"
)

// hurried learns from parts of the rows, but of all of them hardly begins before time is up.
type hurried struct {
	automl.Learner
	rows int
}

func (h hurried) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if len(train.Rows) == h.rows {
		<-env.SoftStop
		return graph.Apply(&graph.Constant{Values: []float64{0.5}}), nil
	}
	return h.Learner.Fit(ctx, train, env)
}

// TestCutShortIsNoConstant: a final fit that was cut short before it learnt anything is not what
// people get.
func TestCutShortIsNoConstant(t *testing.T) {
	tab := made(t, 300)
	slow := linear.Algorithm()
	full := slow.New
	slow.New = func() automl.Learner { return hurried{full(), 300} }
	cat := &automl.Catalog{Algorithms: []automl.Algorithm{baseline.Algorithm(), slow}, Metrics: metric.All()}
	r, _ := train(t, tab, automl.Job{Target: "bought", Trials: 1, Budget: 2 * time.Second, Folds: 3, Threads: 1, Seed: 3, Algorithms: []string{"linear"}}, run.Options{Catalog: cat})
	model, err := r.Model(context.Background(), "m1")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := r.Report(context.Background(), "m1")
	if err != nil {
		t.Fatal(err)
	}
	if graph.Bytes(model.Graph) < 100 || len(rep.Importance) == 0 {
		t.Errorf("the model is %d bytes", graph.Bytes(model.Graph))
	}
}
