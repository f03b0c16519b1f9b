package predict

import (
	"context"
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
)

// verifyTolerance is how far an answer may lie from the expected one, relative to 1 or to
// its size: processors round functions such as exp differently in the last bits.
const verifyTolerance = 1e-9

// Verify predicts the sample that a model carries and holds the answers against those that
// it gave when it was made. A model without a sample passes.
func Verify(ctx context.Context, m *automl.Model) error {
	if len(m.Sample) < 2 {
		return nil
	}
	frame, err := Sample(ctx, m)
	if err != nil {
		return err
	}
	p, err := evaluate(ctx, m, frame, nil)
	if err != nil {
		return err
	}
	if len(p.Values) != len(m.Expected) {
		return unlike(fmt.Errorf("%d answers instead of %d", len(p.Values), len(m.Expected)))
	}
	for i, want := range m.Expected {
		got := p.Values[i]
		if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > verifyTolerance*max(1, math.Abs(want)) {
			return unlike(fmt.Errorf("row %d: %v instead of %v", i/p.Width+1, got, want))
		}
	}
	return nil
}

// Sample reads the sample rows that a model carries as its graph wants them.
func Sample(ctx context.Context, m *automl.Model) (*graph.Frame, error) {
	raw, err := modelfile.SampleCSV(m)
	if err != nil {
		return nil, err
	}
	in, err := read(ctx, &m.Schema, memoryReader(raw), pairing{}, automl.ReadOptions{})
	if err != nil {
		return nil, unlike(err)
	}
	return in.frame, nil
}

func unlike(cause error) error {
	e := automl.Errorf("verify", automl.BadModel, "The model does not answer its sample as it did when it was made.")
	e.Err = cause
	return e.WithHint("Take another copy of it, or save the model again.")
}
