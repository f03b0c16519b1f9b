package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"winnow/sampledata"
)

// The committed files are the generator's, byte for byte.
func TestFilesAreGenerated(t *testing.T) {
	made := map[string]bool{}
	for _, f := range files() {
		made[f.name] = true
		got, err := os.ReadFile(filepath.Join("..", f.name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, f.data) {
			t.Errorf("%s differs from what the generator makes; run go run ./sampledata/generate", f.name)
		}
	}
	for _, s := range sampledata.All() {
		if !made[s.File] || !made[s.NewFile] {
			t.Errorf("sample %s names a file that is not generated", s.ID)
		}
	}
}
