package predict

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
)

// long is a file of so many rows that it is read in several batches; row i has a price of
// i modulo 10 and the target that its index decides. Row 70,000 cannot be read.
func long(rows int) string {
	var b strings.Builder
	b.WriteString("price,colour,note,bought\n")
	note := strings.Repeat("lorem ipsum ", 20)
	for i := range rows {
		if i == 70_000 {
			b.WriteString("1,red\n")
			continue
		}
		fmt.Fprintf(&b, "%d,%s,%s%d,%s\n", i%10, []string{"red", "blue", "pink"}[i%3], note, i, []string{"no", "yes"}[i%2])
	}
	return b.String()
}

// TestBatchesAddUp holds the sums over many batches against what the rows were made of, and
// each written row against its place.
func TestBatchesAddUp(t *testing.T) {
	const rows = 100_000
	out := filepath.Join(t.TempDir(), "out.csv")
	told := int64(0)
	sum := mustRun(t, sampleModel(), long(rows), automl.PredictRequest{Keep: true, Out: out, Progress: func(done, _ int64) { told = max(told, done) }})
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if sum.Rows != rows-1 || len(lines) != rows || len(sum.Preview) != previewShown {
		t.Fatalf("%d rows in the summary, %d lines, %d in the preview", sum.Rows, len(lines), len(sum.Preview))
	}
	yes, pink := 0, 0
	for k, line := range lines[1:] {
		i := k
		if i >= 70_000 {
			i++
		}
		if !strings.HasSuffix(line[2], fmt.Sprint(" ", i)) {
			t.Fatalf("line %d holds the row %q", k+2, line[2][len(line[2])-8:])
		}
		if line[4] == "yes" {
			yes++
		}
		if i%3 == 2 {
			pink++
		}
	}
	if sum.Counts[1].Count != yes || sum.Counts[0].Count != rows-1-yes {
		t.Errorf("counts %v, in the file %d yes", sum.Counts, yes)
	}
	if m := sum.Matches[1]; m.UnseenRows != pink || len(m.Unseen) != 1 {
		t.Errorf("%d rows of a colour that training never saw, %v, want %d", m.UnseenRows, m.Unseen, pink)
	}
	if m := sum.Matches[0]; m.OutOfRange != 0 || m.Missing != 0 {
		t.Errorf("price %+v", m)
	}
	notes := strings.Join(sum.Notes, "\n")
	for _, want := range []string{"1 row of the file could not be read, so there is no prediction; the first is line 70002.", "the predictions for 99,999 rows were scored"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note says %q: %s", want, notes)
		}
	}
	if told == 0 {
		t.Error("no progress was told")
	}
}

// TestStopKeepsWhatIsFinished stops before the second batch.
func TestStopKeepsWhatIsFinished(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	out := filepath.Join(t.TempDir(), "out.csv")
	sum := mustRun(t, sampleModel(), long(100_000), automl.PredictRequest{Out: out, Stop: stop})
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(raw, []byte("\n")) - 1; n != sum.Rows || n == 0 || n > 90_000 {
		t.Errorf("%d rows were written, %d are in the summary", n, sum.Rows)
	}
	if notes := strings.Join(sum.Notes, "\n"); !strings.Contains(notes, "Stopped: only the first ") {
		t.Errorf("notes %s", notes)
	}
}
