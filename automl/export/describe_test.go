package export

import (
	"fmt"
	"strings"
	"testing"

	"winnow/automl"
)

// TestPurposeNamesSomeOfManyClasses holds that a sentence names all classes where there are
// some, and says how many more there are where there are very many.
func TestPurposeNamesSomeOfManyClasses(t *testing.T) {
	for _, n := range []int{3, namedClasses, namedClasses + 5} {
		m := &automl.Model{Schema: automl.Schema{Target: "kind", Task: automl.Multiclass}}
		for k := range n {
			m.Schema.Classes = append(m.Schema.Classes, fmt.Sprint("k", k))
		}
		got := purpose(m)
		want := fmt.Sprintf(", k%d.", n-1)
		if n > namedClasses {
			want = fmt.Sprintf(", k%d and 5 more.", namedClasses-1)
		}
		if !strings.HasSuffix(got, want) {
			t.Errorf("%d classes: ends with %q, want %q", n, got[max(0, len(got)-40):], want)
		}
	}
}
