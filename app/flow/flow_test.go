package flow

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/app/fake"
	"winnow/automl"
	"winnow/automl/table"
)

// engine serves every test, so that table IDs never repeat.
var engine = fake.New()

// answerAll gives the state every answer that it needs, as the shell would.
func answerAll(t testing.TB, svc automl.Service, s State) State {
	t.Helper()
	ctx := context.Background()
	for range 20 {
		n := s.Needs()
		if n == (Needs{}) {
			return s
		}
		s = Reduce(s, Asked{n})
		if n.Preview != "" {
			d, cells, err := svc.Preview(ctx, s.Path, 100, s.Read)
			s = Reduce(s, GotPreview{n.Preview, Sample{d, cells}, err})
		}
		if n.Open != "" {
			d, err := svc.Open(ctx, s.Path, s.Read)
			s = Reduce(s, GotData{n.Open, d, err})
		}
		for _, k := range []string{n.Overview, n.Profile} {
			if k == "" {
				continue
			}
			target := ""
			if k == n.Profile {
				target = s.Target
			}
			p, err := svc.Profile(ctx, s.Data.Value.ID, target, s.Task)
			s = Reduce(s, GotProfile{k, p, err})
		}
		if n.Plan != "" {
			p, err := svc.Plan(ctx, s.Data.Value.ID, s.Job())
			s = Reduce(s, GotPlan{n.Plan, p, err})
		}
		if n.Report != "" {
			r, err := svc.Report(ctx, s.Run.ID, s.ModelNow().ID)
			s = Reduce(s, GotReport{n.Report, r, err})
		}
	}
	t.Fatal("the state never stops asking")
	return s
}

func opened(t testing.TB, path string) State {
	return answerAll(t, engine, Reduce(New(), OpenFile{Path: path}))
}

func goalSet(t testing.TB) State {
	s := Reduce(opened(t, "/data/churn.csv"), GoTo{Goal})
	return answerAll(t, engine, Reduce(s, SetTarget{"churn"}))
}

// trained runs the fake's training on a state with a goal.
func trained(t testing.TB, s State) State {
	t.Helper()
	svc := engine
	s = Reduce(s, GoTo{Prepare})
	s = Reduce(s, RunBegun{})
	var events []automl.Event
	id, err := svc.Start(context.Background(), "d1", s.Run.Job, func(e automl.Event) { events = append(events, e) })
	s = Reduce(s, RunAccepted{ID: id, Err: err})
	if err := svc.Wait(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	s = Reduce(s, Events{events})
	b, err := svc.Leaderboard(id)
	return Reduce(s, RunOver{b, err})
}

func TestOpenReadsAndDescribes(t *testing.T) {
	s := opened(t, "/data/churn.csv")
	if s.Step != Data || s.Name != "churn" || s.Loaded() == nil || s.Overview.Value == nil {
		t.Fatalf("step %v, name %q, data %v", s.Step, s.Name, s.Loaded())
	}
	if got := s.Status(Data); got != Done {
		t.Errorf("status of Data = %v, want Done", got)
	}
	if p := s.Primary(); p.Why != "" || p.Deed != GoNext {
		t.Errorf("primary = %+v", p)
	}
}

func TestPrimaryIsBlockedWithAReason(t *testing.T) {
	for _, c := range []struct {
		name  string
		state State
	}{
		{"reading", Reduce(New(), OpenFile{Path: "/data/churn.csv"})},
		{"not there", opened(t, "/data/missing.csv")},
		{"too few rows", opened(t, "/data/tiny.csv")},
		{"no target", Reduce(opened(t, "/data/churn.csv"), GoTo{Goal})},
		{"constant target", answerAll(t, engine, Reduce(Reduce(opened(t, "/data/churn.csv"), GoTo{Goal}), SetTarget{"country"}))},
		{"target mostly missing", answerAll(t, engine, Reduce(Reduce(opened(t, "/data/churn.csv"), GoTo{Goal}), SetTarget{"cancel_reason"}))},
	} {
		if p := c.state.Primary(); p.Why == "" {
			t.Errorf("%s: primary %+v has no reason against it", c.name, p)
		}
	}
}

func TestStatuses(t *testing.T) {
	s := trained(t, goalSet(t))
	want := map[Step]Status{Data: Done, Goal: Done, Prepare: Done, Train: Done, Results: InProgress, Use: NotStarted}
	for step, w := range want {
		if got := s.Status(step); got != w {
			t.Errorf("status of step %d = %d, want %d", step, got, w)
		}
	}
	s = Reduce(s, GoTo{Results})
	if got := s.Status(Results); got != Done {
		t.Errorf("results after a visit = %d, want Done", got)
	}
}

func TestAnEarlierChangeMarksLaterStepsStaleAndUndoTakesItBack(t *testing.T) {
	s := Reduce(trained(t, goalSet(t)), GoTo{Results})
	before := s.Run.Board
	changed := Reduce(s, UseColumns{Columns: []string{"gender"}})
	if !changed.OutOfDate() || changed.Status(Train) != Stale || changed.Status(Results) != Stale {
		t.Fatalf("train %v, results %v after a change", changed.Status(Train), changed.Status(Results))
	}
	if !reflect.DeepEqual(changed.Run.Board, before) || changed.Step != Results {
		t.Error("the old results are gone")
	}
	if back := Reduce(changed, Undo{}); back.OutOfDate() {
		t.Error("still out of date after undo")
	}
	if more := Reduce(s, SetEffort{Effort: Thorough}); more.OutOfDate() {
		t.Error("more time makes results out of date")
	}
}

func TestRetargetClearsWhatDependedOnIt(t *testing.T) {
	s := goalSet(t)
	s = Reduce(s, SetMetric{"recall"})
	s = Reduce(s, SetPositive{"No"})
	s = Reduce(s, UseColumns{Columns: []string{"contract"}})
	s = Reduce(s, SetTarget{"contract"})
	if s.Metric != "" || s.Pos != "" || s.IsDropped("contract") {
		t.Errorf("metric %q, positive %q, dropped %v", s.Metric, s.Pos, s.Drop)
	}
	s = answerAll(t, engine, s)
	if s.TaskNow() != automl.Multiclass {
		t.Errorf("task = %q", s.TaskNow())
	}
	if s.MetricNow() != "logloss" {
		t.Errorf("metric = %q", s.MetricNow())
	}
}

func TestFixAllSettlesFindings(t *testing.T) {
	s := goalSet(t)
	if got := s.Recommended(); !reflect.DeepEqual(got, []string{"cancel_reason", "country", "customer_id"}) {
		t.Fatalf("recommended = %v", got)
	}
	fixed := Reduce(s, FixAll{})
	if !reflect.DeepEqual(fixed.Drop, s.Recommended()) || len(fixed.Recommended()) != 0 {
		t.Errorf("drop = %v, still recommended %v", fixed.Drop, fixed.Recommended())
	}
	open, settled := fixed.Findings()
	if len(open) != 3 || len(settled) != 3 {
		t.Errorf("%d open and %d settled, want 3 and 3", len(open), len(settled))
	}
	ignored := Reduce(s, IgnoreFinding{Finding: s.Known().Findings[0], Ignore: true})
	if len(ignored.Recommended()) != 2 {
		t.Errorf("recommended after ignoring = %v", ignored.Recommended())
	}
}

func TestKindChangeReadsAgain(t *testing.T) {
	s := opened(t, "/data/churn.csv")
	s = Reduce(s, SetKind{"senior", table.Category})
	if s.Loaded() != nil || s.Needs().Preview == "" {
		t.Fatal("a changed kind does not read the file again")
	}
	s = answerAll(t, engine, s)
	if got := s.Column("senior").Kind; got != table.Category {
		t.Errorf("kind = %q", got)
	}
	// Changing how the file is read keeps the kinds that were set.
	s = Reduce(s, SetRead{automl.ReadOptions{Delimiter: ";"}})
	if s.KindOverride("senior") != table.Category || s.Read.Delimiter != ";" {
		t.Errorf("read = %+v", s.Read)
	}
}

func TestAnswersToOldQuestionsAreDropped(t *testing.T) {
	s := Reduce(New(), OpenFile{Path: "/data/churn.csv"})
	n := s.Needs()
	s = Reduce(s, Asked{n})
	s = Reduce(s, SetRead{automl.ReadOptions{Delimiter: ";"}})
	s = Reduce(s, Asked{s.Needs()})
	s = Reduce(s, GotPreview{Key: n.Preview, Sample: Sample{}})
	if s.Preview.Has || !s.Preview.Busy {
		t.Error("an answer to an old question was taken")
	}
}

func TestFailuresAreNotAskedAgainUntilRetry(t *testing.T) {
	s := opened(t, "/data/missing.csv")
	if s.Needs() != (Needs{}) || s.Status(Data) != Attention {
		t.Fatalf("needs %+v, status %v", s.Needs(), s.Status(Data))
	}
	if s = Reduce(s, Retry{}); s.Needs().Preview == "" {
		t.Error("retry asks for nothing")
	}
}

func TestRunFromEvents(t *testing.T) {
	s := trained(t, goalSet(t))
	r := s.Run
	done, running, waiting, lost := r.Counts()
	if done != 6 || running != 0 || waiting != 0 || lost != 2 {
		t.Errorf("counts = %d %d %d %d", done, running, waiting, lost)
	}
	if r.Best == nil || r.Best.Name != "Gradient boosting, deeper" || r.Base == nil || r.Base.Score != 0.5 {
		t.Errorf("best %v, baseline %v", r.Best, r.Base)
	}
	live := r.Live(nil)
	if live[0].Name != r.Best.Name || live[len(live)-1].State != automl.Failed {
		t.Errorf("live order: %v first, %v last", live[0].Name, live[len(live)-1].State)
	}
	if r.Finished() != 5 {
		t.Errorf("%d models finished, want 5 without the baseline", r.Finished())
	}
	if len(live[0].Folds) != 5 || live[0].Of != 5 {
		t.Errorf("folds = %d of %d", len(live[0].Folds), live[0].Of)
	}
	for i := 1; i < len(r.Bests); i++ {
		if r.Bests[i].Score <= r.Bests[i-1].Score {
			t.Errorf("best so far fell: %v", r.Bests)
		}
	}
}

func TestEventsSeenTwiceChangeNothing(t *testing.T) {
	r := &Run{}
	e := automl.Event{Seq: 3, Kind: automl.FoldDone, Trial: 1, Fold: 1, Folds: 5, Score: 0.7}
	once := r.apply(e)
	if twice := once.apply(e); len(twice.Trials[0].Folds) != 1 {
		t.Errorf("folds = %v", twice.Trials[0].Folds)
	}
	if len(r.Trials) != 0 {
		t.Error("apply wrote to the old snapshot")
	}
}

func TestStoppingStaysUntilTheEnd(t *testing.T) {
	s := Reduce(Reduce(goalSet(t), RunBegun{}), RunAccepted{ID: "r1"})
	s = Reduce(s, Events{[]automl.Event{{Seq: 1, Kind: automl.RunStarted}}})
	if s.Primary().Deed != StopRun {
		t.Fatalf("primary = %+v", s.Primary())
	}
	s = Reduce(s, Stopping{})
	s = Reduce(s, Events{[]automl.Event{{Seq: 2, Kind: automl.BudgetTick, Share: 0.5, Elapsed: time.Second}}})
	if s.Run.Phase != RunStopping || s.Primary().Why == "" {
		t.Errorf("phase %v, primary %+v", s.Run.Phase, s.Primary())
	}
	s = Reduce(s, RunOver{Err: fmt.Errorf("nothing finished")})
	if s.Run.Phase != RunBroken || s.Status(Train) != Attention {
		t.Errorf("phase %v, status %v", s.Run.Phase, s.Status(Train))
	}
}

func TestEffortIsTheBudget(t *testing.T) {
	for _, c := range []struct {
		a    SetEffort
		want time.Duration
	}{
		{SetEffort{Effort: Quick}, time.Minute},
		{SetEffort{Effort: Balanced}, 5 * time.Minute},
		{SetEffort{Effort: Thorough}, 30 * time.Minute},
		{SetEffort{Effort: Custom, For: 90 * time.Second}, 90 * time.Second},
		{SetEffort{Effort: Custom}, time.Second},
	} {
		s := Reduce(New(), c.a)
		if got := s.Job().Budget; got != c.want {
			t.Errorf("budget of %+v = %v, want %v", c.a, got, c.want)
		}
	}
}

func TestStepsNeedWhatComesBefore(t *testing.T) {
	s := New()
	for _, step := range Steps {
		if got := Reduce(s, GoTo{step}); got.Step != Start {
			t.Errorf("went to step %d without a file", step)
		}
	}
	s = trained(t, goalSet(t))
	for _, step := range Steps {
		if got := Reduce(s, GoTo{step}); got.Step != step {
			t.Errorf("cannot go to step %d after training", step)
		}
	}
}

func TestPredictionFlow(t *testing.T) {
	s := Reduce(trained(t, goalSet(t)), GoTo{Use})
	if p := s.Primary(); p.Deed != BrowseToUse {
		t.Fatalf("primary = %+v", p)
	}
	s = Reduce(s, PickPredict{"/data/new.csv"})
	if p := s.Primary(); p.Deed != CheckPredict {
		t.Fatalf("primary = %+v", p)
	}
	s = Reduce(s, Predicting{s.PredictKey()})
	s = Reduce(s, Predicted{Key: s.PredictKey(), Summary: &automl.PredictSummary{Rows: 3}})
	if p := s.Primary(); p.Deed != WritePredict || p.Why != "" {
		t.Errorf("primary = %+v", p)
	}
	s = Reduce(s, MapColumn{"age", "Alter"})
	if p := s.Primary(); p.Deed != CheckPredict {
		t.Errorf("primary after mapping a column = %+v", p)
	}
	s = Reduce(s, Predicting{s.PredictKey()})
	s = Reduce(s, Predicted{Key: s.PredictKey(), Summary: &automl.PredictSummary{Matches: []automl.Match{{Column: "age", State: automl.MatchAbsent}}}})
	if p := s.Primary(); p.Why == "" {
		t.Errorf("a file without a needed column can be saved: %+v", p)
	}
}

// decision draws any decision of a person.
func decision(t *rapid.T) Action {
	column := rapid.SampledFrom([]string{"a", "b", "churn", "contract"}).Draw(t, "column")
	return rapid.OneOf(
		rapid.Just[Action](SetTarget{column}),
		rapid.Just[Action](UseColumns{Columns: []string{column}, Use: false}),
		rapid.Just[Action](UseColumns{Columns: []string{column}, Use: true}),
		rapid.Just[Action](SetMetric{column}),
		rapid.Just[Action](SetKind{column, table.Text}),
		rapid.Just[Action](SetKind{column, ""}),
		rapid.Just[Action](SetRole{TimeRole, column}),
		rapid.Just[Action](Rename{column}),
		rapid.Just[Action](SetEffort{Effort: Custom, For: 7 * time.Second}),
		rapid.Just[Action](SetRead{automl.ReadOptions{Delimiter: ";"}}),
	).Draw(t, "decision")
}

func TestUndoAndRedoAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New()
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			s = Reduce(s, decision(t))
		}
		next := Reduce(s, decision(t))
		if len(next.past) != len(s.past) {
			if got := Reduce(next, Undo{}); !reflect.DeepEqual(got.Choices, s.Choices) {
				t.Fatalf("undo gives %+v, want %+v", got.Choices, s.Choices)
			}
			if got := Reduce(Reduce(next, Undo{}), Redo{}); !reflect.DeepEqual(got, next) {
				t.Fatalf("redo after undo gives %+v, want %+v", got, next)
			}
		}
		all := next
		for next.Undoable() != "" {
			next = Reduce(next, Undo{})
		}
		if !reflect.DeepEqual(next.Choices, New().Choices) {
			t.Fatalf("undoing all gives %+v", next.Choices)
		}
		for next.Redoable() != "" {
			next = Reduce(next, Redo{})
		}
		if !reflect.DeepEqual(next.Choices, all.Choices) {
			t.Fatalf("redoing all gives %+v, want %+v", next.Choices, all.Choices)
		}
	})
}

func TestReduceDoesNotChangeItsInput(t *testing.T) {
	base := goalSet(t)
	rapid.Check(t, func(t *rapid.T) {
		s := base
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			s = Reduce(s, decision(t))
		}
		before := fmt.Sprintf("%+v %v %v", s.Choices, s.past, s.Seen)
		Reduce(s, decision(t))
		Reduce(s, Undo{})
		if after := fmt.Sprintf("%+v %v %v", s.Choices, s.past, s.Seen); after != before {
			t.Fatalf("before %s\nafter %s", before, after)
		}
	})
}

func TestFindingsThatSuggestAPartAreFixedByIt(t *testing.T) {
	base := goalSet(t)
	p := *base.Profile.Value
	group := automl.Finding{ID: "group_suggested", Severity: automl.Medium, Columns: []string{"contract"}}
	moment := automl.Finding{ID: "time_suggested", Severity: automl.Low, Columns: []string{"signup_date"}}
	p.Findings = []automl.Finding{group, moment}
	base.Profile.Value = &p
	s := Reduce(Reduce(base, Fix{Finding: group}), Fix{Finding: moment})
	if j := s.Job(); j.Group != "contract" || j.Time != "signup_date" || len(j.Drop) > 0 {
		t.Fatalf("job %+v", j)
	}
	if s.Needs().Plan == "" {
		t.Error("the plan is not made anew")
	}
	if open, settled := s.Findings(); len(open) != 0 || len(settled) != 2 {
		t.Errorf("%d open, %d settled", len(open), len(settled))
	}
	back := Reduce(s, Fix{Finding: group, Back: true})
	if j := back.Job(); j.Group != "" || j.Time != "signup_date" {
		t.Errorf("taken back: %+v", j)
	}
	undone := Reduce(Reduce(s, Undo{}), Undo{})
	if !reflect.DeepEqual(undone.Choices, base.Choices) {
		t.Errorf("undone: %+v", undone.Choices)
	}
}

func TestOpenModelLeadsStraightToUse(t *testing.T) {
	s := Reduce(trained(t, goalSet(t)), OpenModel{"/models/churn.winnow"})
	if s.Step != Use || s.Run != nil || s.Path != "" || s.Name != "churn" || s.Needs() != (Needs{}) {
		t.Fatalf("%+v", s)
	}
	for _, step := range Steps {
		if s.Available(step) != (step == Use) {
			t.Errorf("step %d available: %v", step, s.Available(step))
		}
		s.Status(step) // must not need a run
	}
	if s.Back() != Start || s.Primary().Deed != BrowseToUse || s.Primary().Why != "" {
		t.Errorf("back to %d, primary %+v", s.Back(), s.Primary())
	}
	s = Reduce(s, PickPredict{"/data/new.csv"})
	if s.Primary().Deed != CheckPredict {
		t.Errorf("primary %+v", s.Primary())
	}
	key := s.PredictKey()
	s = Reduce(s, Predicting{key})
	s = Reduce(s, Predicted{Key: key, Summary: &automl.PredictSummary{Rows: 3}})
	if s.Primary().Deed != WritePredict || s.Primary().Why != "" {
		t.Errorf("primary %+v", s.Primary())
	}
	if s = Reduce(s, OpenFile{Path: "/data/churn.csv"}); s.ModelPath != "" || s.Available(Use) {
		t.Error("the model stays when a table is opened")
	}
}
