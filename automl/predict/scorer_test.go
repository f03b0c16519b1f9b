package predict

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

// TestScorerAnswersFiles: a scorer answers files of few and many rows, again and again and several at
// once, as a prediction of the file does.
func TestScorerAnswersFiles(t *testing.T) {
	sets, numbers := sureModel(), numberModel(true)
	both := graph.Pick([]graph.Ref{{Node: graph.Apply(&graph.Input{Column: 0})}, {Node: graph.Apply(&graph.Input{Column: 1})}})
	sets.Sureness.Familiar.Relations = graph.Apply(&graph.Linear{Weights: []float64{1, 1}, Bias: []float64{0}}, both)
	sets.Sureness.Familiar.Related = []automl.Related{{Columns: []int{0, 1}, Low: 0, High: 6}}
	for name, c := range map[string]struct {
		m    *automl.Model
		head string
		row  func(i int) string
	}{
		"classes": {sets, "price,colour,ready,note\n", func(i int) string {
			return fmt.Sprintf("%d,%s,%s,a b\n", i%13, []string{"red", "blue", "green"}[i%3], []string{"yes", "no"}[i/2%2])
		}},
		"numbers": {numbers, "price\n", func(i int) string { return fmt.Sprintf("%d\n", i%17) }},
	} {
		s, err := NewScorer(c.m)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for k, rows := range []int{3, 20 * graph.BatchRows, 5, 2*graph.BatchRows + 1, keptRows, 2 * keptRows} {
			text := c.head
			for i := range rows {
				text += c.row(i + k)
			}
			out := filepath.Join(t.TempDir(), "answers.csv")
			mustRun(t, c.m, text, automl.PredictRequest{Out: out})
			want, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				all.Go(func() {
					if got, err := answered(t, s, text); err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s, %d rows: %v; other answers: %v", name, rows, err, !bytes.Equal(got, want))
					}
				})
			}
			if k%2 == 0 {
				all.Wait()
			}
		}
		all.Wait()
	}
}

// answered is the answers' part of what a scorer writes.
func answered(t *testing.T, s *Scorer, text string) ([]byte, error) {
	b, _, err := s.ReadCSV(t.Context(), []byte(text))
	if err != nil {
		return nil, err
	}
	defer b.Done()
	if err := b.Answer(); err != nil {
		return nil, err
	}
	var out strings.Builder
	err = b.WriteCSV(t.Context(), &out)
	return []byte(out.String()), err
}
