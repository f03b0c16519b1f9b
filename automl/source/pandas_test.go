package source

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"winnow/automl"
	"winnow/automl/table"
)

// Columns come out as pandas 2 and later finds them; testdata/gen.py wrote what it found.
func TestLikePandas(t *testing.T) {
	type column struct {
		Name              string
		Numeric           bool
		Missing, Distinct int
		Sum               float64
	}
	var peer struct {
		Files map[string]struct {
			Rows    int
			Columns []column
		}
	}
	data, err := os.ReadFile("testdata/pandas.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &peer); err != nil {
		t.Fatal(err)
	}
	if len(peer.Files) < 11 {
		t.Fatalf("only %d files are described", len(peer.Files))
	}
	for name, want := range peer.Files {
		t.Run(name, func(t *testing.T) {
			tab, report, err := Open(t.Context(), filepath.Join("testdata", name), automl.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if tab.Rows() != want.Rows || tab.Width() != len(want.Columns) || report.BadCount > 0 {
				t.Fatalf("%d rows of %d columns, %d bad; want %d of %d", tab.Rows(), tab.Width(), report.BadCount, want.Rows, len(want.Columns))
			}
			for i, w := range want.Columns {
				c := tab.Column(i)
				seen, sum := map[string]bool{}, 0.0
				for r := range c.Len() {
					if c.IsMissing(r) {
						continue
					}
					seen[c.Text(r)] = true
					if n, ok := c.(*table.Numbers); ok {
						sum += n.Values()[r]
					}
				}
				got := column{tab.Field(i).Name, tab.Field(i).Kind == table.Number, c.MissingCount(), len(seen), sum}
				if math.Abs(got.Sum-w.Sum) > 1e-9*math.Abs(w.Sum)+1e-9 {
					t.Errorf("sum of %s = %v, want %v", w.Name, got.Sum, w.Sum)
				}
				got.Sum = w.Sum
				if got != w {
					t.Errorf("%+v, want %+v; %s", got, w, tab.Field(i).Reason)
				}
			}
		})
	}
}
