// Package search decides what to try next: a fixed portfolio of configurations in order
// of expected use first, then variations of the winners.
package search

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"winnow/automl"
)

// Candidate is one configuration to try.
type Candidate struct {
	Name      string          `json:"name"`      // on screen: "Gradient boosting, extra random"
	Algorithm string          `json:"algorithm"` // ID in the catalogue
	Settings  automl.Settings `json:"settings,omitempty"`
	Prep      automl.Settings `json:"prep,omitempty"` // settings of package prep that differ from its defaults
}

// Key names the configuration: equal for equal configurations, and fit for a file name.
func (c Candidate) Key() string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%v|%v", c.Algorithm, c.Settings, c.Prep))
	return c.Algorithm + "-" + hex.EncodeToString(h[:6])
}

// Learner makes the configured learner.
func (c Candidate) Learner(cat *automl.Catalog) (automl.Learner, *automl.Algorithm, error) {
	alg, ok := cat.Algorithm(c.Algorithm)
	if !ok {
		return nil, nil, automl.Errorf("search", automl.BadUsage, "There is no algorithm %q.", c.Algorithm)
	}
	l := alg.New()
	if err := l.Params().Set(c.Settings); err != nil {
		return nil, nil, err
	}
	return l, alg, nil
}
