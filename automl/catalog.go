package automl

import "slices"

// Catalog lists what ships. Package catalog fills it; tests make small ones.
type Catalog struct {
	Algorithms []Algorithm
	Metrics    []Metric
	Charts     []Chart
	Exporters  []Exporter
}

// Algorithm finds an algorithm by its stable name.
func (c *Catalog) Algorithm(id string) (*Algorithm, bool) {
	i := slices.IndexFunc(c.Algorithms, func(a Algorithm) bool { return a.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Algorithms[i], true
}

// Metric finds a metric by its stable name and task: the same name may stand once for each
// task.
func (c *Catalog) Metric(id string, t Task) (*Metric, bool) {
	i := slices.IndexFunc(c.Metrics, func(m Metric) bool { return m.ID == id && m.Tasks.Has(t) })
	if i < 0 {
		return nil, false
	}
	return &c.Metrics[i], true
}

// MetricsFor lists the metrics of a task, in catalogue order.
func (c *Catalog) MetricsFor(t Task) []*Metric {
	var out []*Metric
	for i := range c.Metrics {
		if c.Metrics[i].Tasks.Has(t) {
			out = append(out, &c.Metrics[i])
		}
	}
	return out
}

// DefaultMetric is the metric that a task is judged by unless the person says otherwise:
// ROC AUC, log loss, RMSE.
func DefaultMetric(t Task) string {
	switch t {
	case Binary:
		return "auc"
	case Multiclass:
		return "logloss"
	}
	return "rmse"
}
