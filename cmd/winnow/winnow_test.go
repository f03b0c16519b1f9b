package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/modelfile"
	"winnow/automl/service"
	"winnow/sampledata"
)

func contains(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q:\n%s", what, w, text)
		}
	}
}

func TestTrain(t *testing.T) {
	t.Chdir(t.TempDir())
	f := newFake()
	got := execute(t, f, nil, "train", "data/customers.csv", "--target", "bought", "--drop", "refund,id", "--drop", "name", "--algorithms", "linear", "--seed", "9", "--folds", "4", "--positive", "yes")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	want := automl.Job{Target: "bought", Drop: []string{"refund", "id", "name"}, Algorithms: []string{"linear"}, Seed: 9, Folds: 4, Positive: "yes", Budget: time.Minute}
	job := f.job
	if job.Budget >= time.Minute || job.Budget < time.Minute/2 {
		t.Errorf("budget %v, want a minute less what reading took", job.Budget)
	}
	job.Budget = want.Budget
	if d := cmp.Diff(want, job); d != "" {
		t.Errorf("job (-want +got):\n%s", d)
	}
	contains(t, "progress", got.err, "1,200 rows, 5 columns", "2 rows could not be read", "line 7: 3 fields instead of 2",
		"[high] It gives the answer away", `Predicting "bought" (binary)`, "Linear model", "auc 0.8125", "Model 2 failed: it diverged", "Next: winnow predict customers.winnow")
	contains(t, "result", got.out, "★ recommended", "0.8000 to 0.8250", "failed: it diverged", "There was no time for 1 model more.", "2 models were left out: too slow.", "what guessing scores", "It scores best.", "Model saved in customers.winnow")
	again := execute(t, f, nil, "train", "customers.csv", "--target", "bought", "--trials", "3")
	if f.saved != "customers-2.winnow" || f.job.Budget != 0 || f.job.Trials != 3 {
		t.Errorf("saved in %s, job %+v: %s", f.saved, f.job, again.err)
	}
}

func TestTrainJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	got := execute(t, newFake(), nil, "train", "customers.csv", "--target", "bought", "--json", "--out", "m.winnow")
	if got.code != 0 || got.err != "" {
		t.Fatalf("exit code %d, standard error %q", got.code, got.err)
	}
	var kinds []string
	for _, l := range strings.Split(strings.TrimSpace(got.out), "\n") {
		var e struct {
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal([]byte(l), &e); err != nil {
			t.Fatalf("%v in line %s", err, l)
		}
		kinds = append(kinds, e.Kind)
	}
	if d := cmp.Diff([]string{"data", "run_started", "trial_done", "best_changed", "trial_failed", "saved"}, kinds); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
}

func TestInterrupts(t *testing.T) {
	t.Chdir(t.TempDir())
	f := newFake()
	f.hold = true
	once := make(chan os.Signal, 2)
	got := execute(t, &afterStart{fakeService: f, interrupts: once, send: 1}, once, "train", "a.csv", "--target", "bought")
	if got.code != 0 || f.saved != "a.winnow" {
		t.Errorf("one interrupt: exit code %d, saved %q, %s", got.code, f.saved, got.err)
	}
	contains(t, "remark", got.err, "what is finished is kept")

	f = newFake()
	f.hold, f.deaf = true, true
	twice := make(chan os.Signal, 2)
	got = execute(t, &afterStart{fakeService: f, interrupts: twice, send: 2}, twice, "train", "b.csv", "--target", "bought")
	if got.code != 130 || f.saved != "" {
		t.Errorf("two interrupts: exit code %d, saved %q", got.code, f.saved)
	}
	contains(t, "error", got.err, "nothing was saved")
}

func TestMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("there.csv", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	gone := newFake()
	gone.openErr = automl.Errorf("read", automl.NotFound, "There is no file x.csv.").WithHint("Check the name.")
	absent := newFake()
	absent.predErr = automl.Errorf("predict", automl.BadData, "The file lacks the column.").WithHint("Look.")
	for _, c := range []struct {
		args string
		svc  *fakeService
		code int
		msg  string
		hint string
	}{
		{args: "train", code: 2, msg: "winnow train needs DATA.", hint: "winnow train --help"},
		{args: "train a b", code: 2, msg: `"b" is too much`},
		{args: "train a.csv", code: 2, msg: "not said which column", hint: "--target"},
		{args: "train a.csv --target y --task guess", code: 2, msg: `no task "guess"`, hint: "auto, binary, multiclass, regression"},
		{args: "train a.csv --target y --metric auc --task regression", code: 2, msg: `no metric "auc" for the task regression`, hint: "rmse"},
		{args: "train a.csv --target y --algorithms liner", code: 2, msg: `no algorithm "liner"`, hint: "linear, baseline"},
		{args: "train a.csv --target y --trials 0", code: 2, msg: "--trials cannot be 0"},
		{args: "train a.csv --target y --folds 1", code: 2, msg: "--folds cannot be 1"},
		{args: "train a.csv --target y --time -3s", code: 2, msg: "--time cannot be -3s"},
		{args: "train a.csv --target y --time soon", code: 2, msg: "could not be understood"},
		{args: "train a.csv --target y --out no/m.winnow", code: 5, msg: "no folder no"},
		{args: "train x.csv --target y", svc: gone, code: 5, msg: "There is no file x.csv.", hint: "Check the name."},
		{args: "train a.csv --target brought", code: 2, msg: `a.csv has no column "brought".`, hint: `Did you mean "bought"?`},
		{args: "train a.csv --target bought --drop weather", code: 2, msg: `no column "weather"`, hint: "size, bought, refund"},
		{args: "inspect x.csv", svc: gone, code: 5, msg: "There is no file x.csv."},
		{args: "predict m.winnow", code: 2, msg: "winnow predict needs DATA."},
		{args: "predict m.winnow d.csv --rename x", code: 2, msg: "needed=found"},
		{args: "predict m.winnow d.csv --threshold 2", code: 2, msg: "--threshold cannot be 2"},
		{args: "predict m.winnow d.csv --json", code: 2, msg: "--json needs --out"},
		{args: "predict m.winnow d.csv --interval 1", code: 2, msg: "--interval cannot be 1"},
		{args: "predict m.winnow d.csv --interval 0.99 --no-interval", code: 2, msg: "cannot both be given"},
		{args: "evaluate m.winnow", code: 2, msg: "winnow evaluate needs DATA."},
		{args: "evaluate m.winnow d.csv --threshold 2", code: 2, msg: "--threshold cannot be 2"},
		{args: "evaluate m.winnow d.csv", svc: absent, code: 3, msg: "lacks the column", hint: "--map 'size=ITS NAME"},
		{args: "predict m.winnow d.csv", svc: absent, code: 3, msg: "lacks the column", hint: "--map 'size=ITS NAME"},
		{args: "show no.winnow", code: 5, msg: "There is no file no.winnow."},
		{args: "show there.csv", code: 4, msg: "not a Winnow model"},
		{args: "trian a.csv", code: 2, msg: `no command "trian"`},
		{args: "trian", code: 2, msg: `"trian"`, hint: `Did you mean "train"`},
		{args: "no.csv", code: 5, msg: "There is no file no.csv."},
		{args: "train --tagret y a.csv", code: 2, msg: "unknown flag: --tagret"},
		{args: "version now", code: 2, msg: `takes no "now"`},
		{args: "demo --sample lions", code: 2, msg: `no made-up table "lions"`},
	} {
		t.Run(c.args, func(t *testing.T) {
			svc := c.svc
			if svc == nil {
				svc = newFake()
			}
			got := execute(t, svc, nil, strings.Fields(c.args)...)
			if got.code != c.code || got.out != "" {
				t.Errorf("exit code %d, want %d; standard output %q", got.code, c.code, got.out)
			}
			contains(t, "standard error", got.err, c.msg, c.hint)
		})
	}
}

func TestOpensTheApp(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("there.csv", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"there.csv"}} {
		// the fake desktop answers with an error of its own
		if got := execute(t, newFake(), nil, args...); !strings.Contains(got.err, "opened") {
			t.Errorf("winnow %v: %s", args, got.err)
		}
	}
}

func TestInspect(t *testing.T) {
	got := execute(t, newFake(), nil, "inspect", "a.csv", "--target", "bought")
	contains(t, "report", got.out, "binary, no 800, yes 400", "size", "2 %", "1 to 1,234,567, median 2.5000", "[high] It gives the answer away")
	var p struct {
		Rows    int `json:"rows"`
		Columns []struct {
			Name, Kind, Reason string
			Missing, Distinct  int
		} `json:"columns"`
		Findings []struct {
			ID, Severity, Message, Fix string
			Columns                    []string
		} `json:"findings"`
	}
	got = execute(t, newFake(), nil, "inspect", "a.csv", "--target", "bought", "--json")
	if err := json.Unmarshal([]byte(got.out), &p); err != nil {
		t.Fatal(err)
	}
	if p.Rows != 1200 || p.Columns[0].Distinct != 900 || p.Columns[0].Reason == "" || p.Findings[0].Severity != "high" || p.Findings[0].Columns[0] != "refund" {
		t.Errorf("profile %+v", p)
	}
	got = execute(t, newFake(), nil, "inspect", "a.csv", "--json")
	contains(t, "JSON without findings", got.out, `"findings": []`)
}

func TestPredict(t *testing.T) {
	f := newFake()
	got := execute(t, f, nil, "predict", "m.winnow", "d.csv", "--keep", "--rename", "size=Grösse", "--rename", "a=b=c")
	if got.code != 0 || got.out != "prediction\nno\nyes\n" {
		t.Errorf("exit code %d, standard output %q", got.code, got.out)
	}
	if d := cmp.Diff(map[string]string{"size": "Grösse", "a": "b=c"}, f.request.Rename); d != "" || !f.request.Keep {
		t.Errorf("request %+v", f.request)
	}
	contains(t, "summary", got.err, "2 rows predicted: no 1, yes 1.", "Two rows look odd.", "auc", "0.7500")
	if strings.Contains(got.err, "written to") {
		t.Errorf("the temporary file is named: %s", got.err)
	}
	out := filepath.Join(t.TempDir(), "p.csv")
	got = execute(t, f, nil, "predict", "m.winnow", "d.csv", "--out", out, "--json")
	var sum automl.PredictSummary
	if err := json.Unmarshal([]byte(got.out), &sum); err != nil || sum.Out != out {
		t.Errorf("summary %q: %v", got.out, err)
	}
}

func TestPredictSurely(t *testing.T) {
	f := newFake()
	execute(t, f, nil, "predict", "m.winnow", "d.csv", "--interval", "0.99")
	if f.request.Interval != 0.99 || f.request.Plain {
		t.Errorf("request %+v", f.request)
	}
	execute(t, f, nil, "predict", "m.winnow", "d.csv", "--no-interval")
	if f.request.Interval != 0 || !f.request.Plain {
		t.Errorf("request %+v", f.request)
	}
}

func TestEvaluate(t *testing.T) {
	f := newFake()
	got := execute(t, f, nil, "evaluate", "m.winnow", "d.csv", "--rename", "size=Grösse")
	if got.code != 0 || got.err != "" {
		t.Errorf("exit code %d: %s", got.code, got.err)
	}
	contains(t, "evaluation", got.out, "120 rows scored, 3 unlike those of training.", "auc", "0.8420", "0.7710 to 0.9050", "0.8480",
		"yes", "–", "Held the truth", "89 %", "1: 70 %, 2: 30 %", "off by 4.1 points")
	got = execute(t, f, nil, "evaluate", "m.winnow", "d.csv", "--json")
	var e automl.Evaluation
	if err := json.Unmarshal([]byte(got.out), &e); err != nil || e.Rows != 120 || len(e.Scores) != 1 {
		t.Errorf("%v in %s", err, got.out)
	}
}

func TestVersion(t *testing.T) {
	if got := execute(t, newFake(), nil, "version"); got.code != 0 || !strings.HasPrefix(got.out, "winnow ") || !strings.Contains(got.out, fmt.Sprintf("(model format %d, ", modelfile.Version)) {
		t.Errorf("version: %+v", got)
	}
}

func TestCompletion(t *testing.T) {
	if got := execute(t, newFake(), nil, "completion", "bash"); got.code != 0 || !strings.Contains(got.out, "__start_winnow") {
		t.Errorf("completion: exit code %d", got.code)
	}
	got := execute(t, newFake(), nil, "__complete", "train", "--metric", "")
	contains(t, "metrics", got.out, "auc", "rmse")
}

// TestWholeWay trains, shows and predicts with the real engine.
func TestWholeWay(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"species.csv", "species_new.csv"} {
		raw, err := sampledata.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	svc := service.New(catalog.All(), service.Options{AppVersion: "test"})
	steps := []struct {
		args     []string
		out, err string
	}{
		{[]string{"inspect", "species.csv", "--target", "species"}, "multiclass", ""},
		{[]string{"train", "species.csv", "--target", "species", "--trials", "1", "--folds", "3", "--algorithms", "linear"}, "★ recommended", "Next: winnow predict species.winnow"},
		{[]string{"show", "species.winnow"}, "Leaderboard of its run", ""},
		{[]string{"show", "species.winnow"}, "Sets of classes for 90 %, 95 %, 99 % held", ""},
		{[]string{"show", "species.winnow", "--json"}, `"importance"`, ""},
		{[]string{"predict", "species.winnow", "species_new.csv", "--out", "p.csv"}, "", "200 rows predicted"},
		{[]string{"predict", "species.winnow", "species.csv"}, "probability_", "holds the target"},
		{[]string{"predict", "species.winnow", "species.csv", "--interval", "0.95"}, ",set,warning\n", ""},
		{[]string{"predict", "species.winnow", "species.csv", "--interval", "0.99"}, ",set,warning\n", ""},
		{[]string{"evaluate", "species.winnow", "species.csv"}, "Its percentages are off by", ""},
		{[]string{"evaluate", "species.winnow", "species.csv", "--json"}, `"coverage": [`, ""},
	}
	for _, s := range steps {
		got := execute(t, svc, nil, s.args...)
		if got.code != 0 {
			t.Fatalf("winnow %v: exit code %d: %s", s.args, got.code, got.err)
		}
		contains(t, strings.Join(s.args, " "), got.out, s.out)
		contains(t, strings.Join(s.args, " "), got.err, s.err)
	}
	f, err := os.Open("p.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 201 || len(rows[0]) != 6 {
		t.Errorf("predictions: %d rows, %v", len(rows), err)
	}
}
