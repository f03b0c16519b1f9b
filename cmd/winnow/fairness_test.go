package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// TestFairness audits a model with the real engine, and makes a fairer one.
func TestFairness(t *testing.T) {
	t.Chdir(t.TempDir())
	raw, err := sampledata.Read("churn.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(raw), "\n")
	if err := os.WriteFile("churn.csv", []byte(strings.Join(lines[:1001], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	svc := service.New(catalog.All(), service.Options{AppVersion: "test"})
	train := []string{"train", "churn.csv", "--target", "churn", "--trials", "1", "--folds", "2", "--algorithms", "linear", "--drop", "cancellation_fee,contract"}
	steps := []struct {
		args []string
		out  []string
	}{
		{append(train, "--fair-reweigh", "contract", "--out", "w.winnow"), []string{"Model saved in w.winnow"}},
		{append(train, "--fair", "contract", "--out", "c.winnow"), []string{"Made fairer: Linear model, a threshold for each group", "Difference of selection rates: from", "It needs contract", "Model saved in c.winnow"}},
		{[]string{"show", "w.winnow"}, []string{"Made fairer by contract: rows were reweighed"}},
		{[]string{"show", "c.winnow"}, []string{"each group has a threshold of its own"}},
		{[]string{"fairness", "w.winnow", "churn.csv", "--sensitive", "contract"}, []string{"1,000 rows in", "demographic_parity_difference", "Four-fifths rule", "consistency"}},
		{[]string{"fairness", "c.winnow", "churn.csv", "--sensitive", "contract,age", "--cut", "age=30,50", "--to-overall", "--mean-odds", "--all"}, []string{"age ", "F1", "Mean probability"}},
	}
	for _, s := range steps {
		got := execute(t, svc, nil, s.args...)
		if got.code != 0 {
			t.Fatalf("winnow %v: exit code %d: %s", s.args, got.code, got.err)
		}
		contains(t, strings.Join(s.args, " "), strings.Join(strings.Fields(got.out), " "), s.out...)
	}
	got := execute(t, svc, nil, "fairness", "c.winnow", "churn.csv", "--sensitive", "contract", "--json")
	var f automl.Fairness
	if err := json.Unmarshal([]byte(got.out), &f); err != nil || f.Rows != 1000 || len(f.Groups) < 2 || f.OutOfFold {
		t.Errorf("%v: %s", err, got.out)
	}
	for _, m := range []struct {
		code int
		want string
		args []string
	}{
		{2, "needs --sensitive", []string{"fairness", "c.winnow", "churn.csv"}},
		{2, "not among the columns", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "contract", "--cut", "age=3"}},
		{2, "is not a number", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "age", "--cut", "age=old"}},
		{2, "what the model predicts", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "churn"}},
		{2, "no class", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "contract", "--class", "maybe"}},
		{2, "no group", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "contract", "--reference", "nobody"}},
		{5, "no column", []string{"fairness", "c.winnow", "churn.csv", "--sensitive", "race"}},
		{2, "needs --fair", append(train, "--fair-lot")},
		{2, "no remedy", append(train, "--fair", "contract", "--fair-remedy", "prayer")},
		{2, "no column", append(train, "--fair", "race")},
	} {
		got := execute(t, svc, nil, m.args...)
		if got.code != m.code || !strings.Contains(strings.Join(strings.Fields(got.err), " "), m.want) {
			t.Errorf("winnow %v: exit code %d: %s", m.args, got.code, got.err)
		}
	}
}
