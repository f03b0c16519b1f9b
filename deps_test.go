package winnow

import (
	"errors"
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rooms of the house, lowest first. A package may import packages of lower lines of
// ours, and of its own line only where it says so; leaves of one line never import each
// other. Changing this text to make a build pass is a decision to record in docs/decisions.
const lattice = `
automl/num automl/table automl/figure assets
sampledata sampledata/*
automl/graph
automl
automl/source automl/tree
automl/store automl/profile automl/prep automl/split automl/metric automl/ensemble automl/calibrate automl/sure automl/fair automl/drift automl/explain automl/modelfile automl/registry automl/onnx automl/commandline automl/chart automl/figure/draw automl/learn/*
automl/chart/charttest automl/learn/treetest automl/modelfile/modeltest automl/predict
automl/jsonrow
automl/export automl/report automl/serve automl/stream automl/watch
automl/search automl/catalog automl/conform
automl/run
automl/service
widgets/*
app/*
cmd/*
`

// Exceptions to the lattice: who may import what beside, or may not although it is lower.
var (
	sideways = map[string][]string{
		"app/shell": {"app/*"},
		"app/pages": {"app/flow", "app/words", "app/theme"},
		"app/flow":  {"app/words"},
		"widgets/*": {"widgets/*"},
		"app/fake":  {"app/*"},
	}
	only = map[string][]string{ // these import nothing of ours but this
		"widgets/*": {"widgets/*", "automl/figure", "automl/figure/draw"},
		"app/*":     {"app/*", "widgets/*", "automl", "automl/commandline", "automl/figure", "automl/figure/draw", "automl/num", "automl/table", "assets", "sampledata"},
	}
	// foreign modules that have one home
	homes = map[string][]string{
		"fyne.io/fyne/v2/app":            {"cmd/winnow"},
		"fyne.io/":                       {"app/*", "widgets/*", "cmd/winnow"},
		"github.com/sjwhitworth/golearn": {"automl/learn/golearn"},
		"github.com/spf13/cobra":         {"cmd/*"},
		"github.com/twmb/franz-go":       {"automl/stream"},
		"github.com/boombuler/barcode":   {"widgets/qrcode"},
	}
)

func match(pattern, pkg string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(pkg, prefix+"/") || pkg == prefix
	}
	return pattern == pkg
}

func level(t *testing.T, pkg string) int {
	best, at := "", -1
	for i, line := range strings.Split(strings.TrimSpace(lattice), "\n") {
		for _, p := range strings.Fields(line) {
			if match(p, pkg) && len(p) > len(best) {
				best, at = p, i
			}
		}
	}
	if at < 0 {
		t.Errorf("package %s has no place in the lattice", pkg)
	}
	return at
}

func anyMatch(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, pkg) })
}

func TestImportDirection(t *testing.T) {
	for pkg, imports := range packages(t) {
		for _, imp := range imports {
			ours, ok := strings.CutPrefix(imp, "winnow/")
			if !ok {
				checkHome(t, pkg, imp)
				continue
			}
			from, to := level(t, pkg), level(t, ours)
			allowed := to < from
			for p, beside := range sideways {
				allowed = allowed || match(p, pkg) && anyMatch(beside, ours)
			}
			for p, list := range only {
				if match(p, pkg) && !anyMatch(list, ours) {
					allowed = false
				}
			}
			if !allowed {
				t.Errorf("%s must not import %s", pkg, ours)
			}
		}
	}
}

func checkHome(t *testing.T, pkg, imp string) {
	longest := ""
	for prefix := range homes {
		if strings.HasPrefix(imp, prefix) && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	if longest != "" && !anyMatch(homes[longest], pkg) {
		t.Errorf("%s must not import %s: its home is %v", pkg, imp, homes[longest])
	}
}

// packages maps each package of the module to what its files other than tests import.
func packages(t *testing.T) map[string][]string {
	out := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() || path == "." {
			return nil
		}
		name := d.Name()
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "internal_") || name == "testdata" || name == "bench" {
			return filepath.SkipDir
		}
		ctx := build.Default
		ctx.CgoEnabled = true
		p, err := ctx.ImportDir(path, 0)
		if none := new(build.NoGoError); errors.As(err, &none) {
			return nil
		}
		if err != nil {
			return err
		}
		out[filepath.ToSlash(path)] = p.Imports
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("only %d packages found", len(out))
	}
	return out
}
