// Package conform holds the suites that everything in the catalogue must pass. A new
// learner, metric or transform is tested by one call of its suite beside its own tests.
package conform
