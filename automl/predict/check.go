package predict

import (
	"maps"
	"slices"

	"winnow/automl"
)

// Check tells whether a request suits a model, whatever the file: an error of kind BadUsage
// says what does not.
func Check(m *automl.Model, req automl.PredictRequest) error {
	if _, err := decision(&m.Schema, req.Threshold); err != nil {
		return err
	}
	if _, err := levelOf(m.Sureness, req.Interval); err != nil {
		return err
	}
	return checkRename(&m.Schema, slices.Collect(maps.Values(req.Rename)), req.Rename)
}
