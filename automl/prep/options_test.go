package prep

import (
	"slices"
	"testing"

	"winnow/automl"
)

// TestOptions holds that settings saved by a trial bring the same options back, and that
// what is out of range is refused.
func TestOptions(t *testing.T) {
	o := For(automl.Needs{Categories: true, Missing: true})
	o.TargetEncoding, o.TextTerms, o.Smoothing = false, 1234, 2.5
	again := For(automl.Needs{Categories: true, Missing: true})
	if err := again.Params().Set(o.Params().Settings()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.Params().Settings(), o.Params().Settings()) || again != o {
		t.Errorf("the options are %+v, want %+v", again, o)
	}
	for _, p := range o.Params() {
		if len(p.Range.Choices) == 0 && p.Set("-1") == nil {
			t.Errorf("%s takes -1", p.Name)
		}
	}
}

// TestTargetEncodingOff holds that categories of many levels are then spread over columns,
// the rare ones sharing one.
func TestTargetEncodingOff(t *testing.T) {
	_, d := mixed(t, 500, automl.Binary)
	o := For(automl.Needs{Missing: true})
	o.TargetEncoding, o.OneHotMax = false, 5
	got, err := Fit(t.Context(), d, o, automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range got.Features {
		if slices.Equal(f.From, []int{5}) {
			names = append(names, f.Name)
		}
	}
	if len(names) != 6 || !slices.Contains(names, "many: other") {
		t.Errorf("a category of 100 levels becomes %v, want five levels and other", names)
	}
}
