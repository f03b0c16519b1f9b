package service

import (
	"context"
	"maps"
	"path/filepath"
	"testing"

	"winnow/automl"
	"winnow/automl/table"
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

// TestAModelKeepsWhatItHasAUseFor leaves out columns that it does not need and units of texts.
func TestAModelKeepsWhatItHasAUseFor(t *testing.T) {
	schema := &automl.Schema{Columns: []automl.SchemaColumn{{Field: table.Field{Name: "price", Kind: table.Number}}, {Field: table.Field{Name: "colour", Kind: table.Category}}}}
	got := fitting(schema, automl.Mapping{
		Rename: map[string]string{"price": "cents", "gone": "x"},
		Scale:  map[string]automl.Conversion{"price": {Factor: 0.01}, "colour": {Factor: 2}, "gone": {Factor: 2}},
	})
	if got == nil || !maps.Equal(got.Rename, map[string]string{"price": "cents"}) || !maps.Equal(got.Scale, map[string]automl.Conversion{"price": {Factor: 0.01}}) {
		t.Errorf("it keeps %+v", got)
	}
	if got := fitting(schema, automl.Mapping{Rename: map[string]string{"gone": "x"}}); got != nil {
		t.Errorf("of nothing that it needs it keeps %+v", got)
	}
}
