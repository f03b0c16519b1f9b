package flow

import (
	"testing"

	"winnow/automl"
)

// TestAMappingStaysWithTheProject also when what was decided before or after it is undone.
func TestAMappingStaysWithTheProject(t *testing.T) {
	s := goalSet(t)
	key := s.runKey()
	s = Reduce(s, MappingKept{Mapping: automl.Mapping{Rename: map[string]string{"age": "Alter"}}})
	if s.runKey() != key {
		t.Error("the models depend on the mapping")
	}
	for _, a := range []Action{Undo{}, Redo{}, PickPredict{Path: "/new.csv"}} {
		if s = Reduce(s, a); s.Memo().Choices.Mapping == nil || s.Memo().Choices.Mapping.Rename["age"] != "Alter" {
			t.Errorf("after %T the mapping is %+v", a, s.Mapping)
		}
	}
	m := Reduce(New(), OpenModel{Path: "/m.winnow"})
	if m = Reduce(m, MappingKept{Mapping: automl.Mapping{Rename: map[string]string{"age": "Alter"}}}); m.Mapping != nil {
		t.Error("the mapping of a model that was opened goes into the project")
	}
}
