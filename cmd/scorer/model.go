package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// model finds the model and says where: named by $WINNOW_MODEL, at the end of this
// program's own file, in the folder that $MODEL_DIR names, where cloud services put models,
// or beside the program.
func model() (*automl.Model, string, error) {
	if path := os.Getenv("WINNOW_MODEL"); path != "" {
		m, err := modelfile.Load(path)
		return m, path, err
	}
	dirs := []string{os.Getenv("MODEL_DIR"), "/opt/ml/model", "/mnt/models"}
	self, fault := os.Executable() // fails where there is no /proc; the folders remain
	if fault == nil {
		if m, err := carried(self); m != nil || err != nil {
			return m, self, err
		}
		dirs = append(dirs, filepath.Dir(self))
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		found, err := filepath.Glob(filepath.Join(dir, "*.winnow"))
		if err != nil || len(found) == 0 {
			continue
		}
		slices.Sort(found)
		m, err := modelfile.Load(found[0])
		return m, found[0], err
	}
	if fault != nil {
		return nil, "", automl.Errorf("predict", automl.NotFound, "No model was found, and the program cannot find its own file: %v.", fault).
			WithHint("Name a model file in the environment variable WINNOW_MODEL.")
	}
	return nil, "", automl.Errorf("predict", automl.NotFound, "This program carries no model.").
		WithHint("Name a model file in the environment variable WINNOW_MODEL, or put one beside the program.")
}

// carried is the model at the end of a program's file; nil where there is none.
func carried(self string) (*automl.Model, error) {
	f, err := os.Open(self)
	if err != nil {
		return nil, automl.Errorf("predict", automl.NoResource, "The program cannot read its own file %s: %v.", self, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, automl.Errorf("predict", automl.NoResource, "The program cannot read its own file %s: %v.", self, err)
	}
	m, err := modelfile.ReadCarried(f, info.Size())
	if errors.Is(err, modelfile.ErrNone) {
		return nil, nil
	}
	return m, err
}
