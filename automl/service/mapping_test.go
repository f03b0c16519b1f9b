package service

import (
	"context"
	"path/filepath"
	"testing"

	"winnow/automl"
)

// TestMappingOfAFile refuses what is no model and keeps a kind of error for it.
func TestMappingOfAFile(t *testing.T) {
	s := New(&automl.Catalog{}, Options{})
	err := s.SaveMapping(context.Background(), automl.MappingRequest{Model: filepath.Join(t.TempDir(), "no.winnow")})
	if automl.KindOf(err) != automl.NotFound {
		t.Errorf("a model that is not there: %v", err)
	}
	if err := s.SaveMapping(context.Background(), automl.MappingRequest{Run: "none"}); err == nil {
		t.Error("a run that is not there took a mapping")
	}
}
