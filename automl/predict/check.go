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
	if err := checkReasons(&req); err != nil {
		return err
	}
	p := pairingOf(&m.Schema, req.Rename, req.Scale, req.NoMapping)
	return p.check(&m.Schema, slices.Collect(maps.Values(req.Rename)))
}
