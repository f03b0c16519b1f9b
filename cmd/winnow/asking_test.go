package main

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
)

// askingFake answers questions about rows and whole models.
type askingFake struct {
	*fakeService
	asked any // the last request
}

func (f *askingFake) Similar(_ context.Context, req automl.SimilarRequest) (*automl.Similar, error) {
	f.asked = req
	return &automl.Similar{Sentence: "They went alike.", Columns: []string{"size", "kind"}, Weights: []float64{0.25, 0.75}, Cells: []string{"3", "a"},
		Rows: []automl.SimilarRow{{At: 4, Distance: 0.125, Cells: []string{"5", "b"}, Truth: "yes", Answer: automl.Answer{Text: "no (60 %)"}}}}, nil
}

func (f *askingFake) Nearby(_ context.Context, req automl.NearbyRequest) (*automl.Nearby, error) {
	f.asked = req
	return &automl.Nearby{Sentence: "Size counts.", What: "probability of “yes”", Fit: 0.75, Value: 0.5, Local: 0.625,
		Terms: []automl.NearbyTerm{{Column: "size", Condition: "size at most 3", Weight: 0.25}}}, nil
}

func (f *askingFake) Surrogate(_ context.Context, req automl.SurrogateRequest) (*automl.Surrogate, error) {
	f.asked = req
	return &automl.Surrogate{Sentence: "It follows.", Nodes: []automl.SurrogateNode{{Condition: "“size” is at most 3", Yes: 1, No: 2, Share: 1},
		{Answer: automl.Answer{Text: "yes (80 %)"}, Share: 0.25}, {Answer: automl.Answer{Text: "no (90 %)"}, Share: 0.75}},
		Rules: []automl.SurrogateRule{{Sentence: "If “size” is at most 3: yes."}}}, nil
}

func (f *askingFake) Reliance(_ context.Context, req automl.RelianceRequest) (*automl.Reliance, error) {
	f.asked = req
	return &automl.Reliance{Sentence: "Size matters.", Metric: "auc", Rows: 200, Repeats: 10,
		Groups: []automl.RelianceGroup{{Columns: []string{"size", "weight"}, Drop: 0.25, Low: 0.125, High: 0.5}}}, nil
}

func (f *askingFake) Duel(_ context.Context, req automl.DuelRequest) (*automl.Duel, error) {
	f.asked = req
	return &automl.Duel{Sentence: "The first is better.", Loss: "log loss", Parts: []automl.DuelPart{{Column: "kind", Part: "a", Rows: 70, Gain: 0.25, Sure: true}}}, nil
}

func (f *askingFake) Growth(_ context.Context, req automl.GrowthRequest) (*automl.Growth, error) {
	f.asked = req
	return &automl.Growth{Sentence: "More would help.", Metric: "auc", Points: []automl.GrowthPoint{{Rows: 1250, Score: 0.75, Low: 0.5, High: 0.875}}}, nil
}

func TestQuestions(t *testing.T) {
	sub := automl.Subject{Model: "m.winnow", Data: "d.csv"}
	row := automl.RowRequest{Subject: sub, At: 6}
	for _, c := range []struct {
		args []string
		want any
		says []string
	}{
		{[]string{"similar", "--row", "7", "--count", "3"}, automl.SimilarRequest{RowRequest: row, Count: 3}, []string{"They went alike.", "0.1250", "no (60 %)", "yes", "kind", "size"}},
		{[]string{"explain", "--row", "7", "--method", "lime", "--class", "yes"}, automl.NearbyRequest{RowRequest: row, Class: "yes"}, []string{"Row 7: Size counts.", "size at most 3", "0.2500", "75 %"}},
		{[]string{"surrogate", "--depth", "2"}, automl.SurrogateRequest{Subject: sub, Depth: 2}, []string{"It follows.", "“size” is at most 3?", "if so: yes (80 %) (25 % of the rows)"}},
		{[]string{"surrogate", "--rules"}, automl.SurrogateRequest{Subject: sub, Depth: 4}, []string{"· If “size” is at most 3: yes."}},
		{[]string{"importance", "--metric", "auc"}, automl.RelianceRequest{Subject: sub, Metric: "auc"}, []string{"size + weight", "0.1250 to 0.5000", "shuffled 10 times"}},
		{[]string{"importance", "--alone"}, automl.RelianceRequest{Subject: sub, Together: 2}, []string{"Size matters."}},
	} {
		f := &askingFake{fakeService: newFake()}
		args := append([]string{c.args[0], "m.winnow", "d.csv"}, c.args[1:]...)
		got := execute(t, f, nil, args...)
		if got.code != 0 {
			t.Errorf("%q: exit code %d: %s", args, got.code, got.err)
			continue
		}
		if d := cmp.Diff(c.want, f.asked); d != "" {
			t.Errorf("%q: request (-want +got):\n%s", args, d)
		}
		contains(t, c.args[0], got.out, c.says...)
		var v map[string]any
		if got := execute(t, f, nil, append(args, "--json")...); got.code != 0 || json.Unmarshal([]byte(got.out), &v) != nil {
			t.Errorf("%q as JSON: exit code %d, %s", args, got.code, got.out)
		}
	}
}

func TestQuestionsRefused(t *testing.T) {
	for _, args := range [][]string{
		{"similar"}, {"similar", "--row", "1", "--count", "0"}, {"explain", "--method", "lime"}, {"explain", "--row", "0"},
		{"explain", "--row", "1", "--method", "lime", "--pairs"}, {"surrogate", "--depth", "7"}, {"surrogate", "--rows", "-1"},
		{"importance", "--together", "1.5"}, {"importance", "--repeats", "-1"},
	} {
		args = append([]string{args[0], "m.winnow", "d.csv"}, args[1:]...)
		if got := execute(t, &askingFake{fakeService: newFake()}, nil, args...); got.code != 2 {
			t.Errorf("%q: exit code %d: %s", args, got.code, got.out)
		}
	}
}

func TestTrainAsksAfterwards(t *testing.T) {
	t.Chdir(t.TempDir())
	f := &askingFake{fakeService: newFake()}
	got := execute(t, f, nil, "train", "d.csv", "--target", "bought", "--duel", "--growth")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	contains(t, "train", got.out, "The first is better.", "kind: a", "More would help.", "1,250")
	got = execute(t, f, nil, "train", "d.csv", "--target", "bought", "--duel", "--growth", "--json")
	contains(t, "train as JSON", got.out, `"kind":"duel"`, `"kind":"growth"`)
}
