package flow

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"
)

// shellWords reads a line as a POSIX shell does, as far as Quote goes.
func shellWords(line string) []string {
	var out []string
	var word []byte
	in := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			in = !in
		case c == '\\' && !in:
			i++
			word = append(word, line[i])
		case c == ' ' && !in:
			out, word = append(out, string(word)), nil
		default:
			word = append(word, c)
		}
	}
	return append(out, string(word))
}

func TestTrainCommandSaysEveryChoice(t *testing.T) {
	s := goalSet(t)
	s = Reduce(s, UseColumns{Columns: []string{"a, b", `say "x"`, "gender"}})
	s = Reduce(s, SetRole{Role: TimeRole, Column: "signup date"})
	s = Reduce(s, SetRole{Role: GroupRole, Column: "customer's id"})
	s = Reduce(s, SetRole{Role: WeightRole, Column: "w"})
	s = Reduce(s, SetPositive{"Yes"})
	s = Reduce(s, SetFolds{3})
	s = Reduce(s, SetSeed{7})
	s = Reduce(s, SetEffort{Effort: Custom, For: 90 * time.Second})
	got := shellWords(s.TrainCommand())
	for _, want := range []string{"--target=churn", "--task=binary", "--metric=auc", "--positive=Yes", "--group=customer's id",
		"--time-column=signup date", "--weight=w", "--folds=3", "--time=1m30s", "--seed=7", "--out=churn.winnow", "/data/churn.csv"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for _, w := range got {
		if value, ok := strings.CutPrefix(w, "--drop="); ok {
			names, err := csv.NewReader(strings.NewReader(value)).Read()
			if err != nil || !slices.Equal(names, s.Drop) {
				t.Errorf("leaves out %q, want %q (%v)", names, s.Drop, err)
			}
		}
	}
	if fresh := opened(t, "/data/churn.csv"); fresh.TrainCommand() != "" {
		t.Error("there is a command without a goal")
	}
}

func TestRunCommandIsOfTheRun(t *testing.T) {
	s := trained(t, goalSet(t))
	before := s.RunCommand()
	s = Reduce(s, UseColumns{Columns: []string{"gender"}})
	if s.RunCommand() != before || s.TrainCommand() == before {
		t.Errorf("run: %s\nnow: %s", s.RunCommand(), s.TrainCommand())
	}
}

func TestPredictCommand(t *testing.T) {
	s := trained(t, goalSet(t))
	if s.PredictCommand() != "" {
		t.Error("there is a command without a file")
	}
	s = Reduce(s, PickPredict{"-new rows.csv"})
	s = Reduce(s, MapColumn{"tenure_months", "tenure"})
	s = Reduce(s, SetThreshold{0.25})
	want := []string{"winnow", "predict", "--keep", "--map=tenure_months=tenure", "--threshold=0.25", "--out=churn-predictions.csv", "churn.winnow", "./-new rows.csv"}
	if got := shellWords(s.PredictCommand()); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	m := Reduce(Reduce(New(), OpenModel{"/models/m 1.winnow"}), PickPredict{"/data/new.csv"})
	want = []string{"winnow", "predict", "--keep", "--out=m 1-predictions.csv", "/models/m 1.winnow", "/data/new.csv"}
	if got := shellWords(m.PredictCommand()); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
