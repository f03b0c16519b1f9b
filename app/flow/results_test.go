package flow

import (
	"context"
	"testing"

	"winnow/automl"
)

func ids(rows []automl.ModelRow) (out []string) {
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

func TestMarksAreUndoneAndLeaveTheBoard(t *testing.T) {
	s := trained(t, goalSet(t))
	rows, base := s.Board()
	if base == nil || len(rows) < 3 {
		t.Fatalf("board %v, baseline %v", ids(rows), base)
	}
	last := rows[len(rows)-1].ID
	s = Reduce(s, MarkModel{rows[2].ID, Mark{Star: true, Name: "  Mine ", Note: "try again"}})
	s = Reduce(s, MarkModel{rows[0].ID, Mark{Deleted: true}})
	after, _ := s.Board()
	if after[0].ID != rows[2].ID || len(after) != len(rows)-1 || s.Deleted() != 1 || after[len(after)-1].ID != last {
		t.Errorf("board %v after a star and a deletion, before %v", ids(after), ids(rows))
	}
	if got := s.NameOf(&after[0]); got != "Mine" {
		t.Errorf("name %q", got)
	}
	if s.OutOfDate() {
		t.Error("marks make results out of date")
	}
	s = Reduce(s, Undo{})
	if again, _ := s.Board(); len(again) != len(rows) {
		t.Errorf("undo brings back %v", ids(again))
	}
	if m, ok := DecodeMemo(encoded(t, &s)); !ok || len(m.Choices.Marks) != 0 {
		t.Error("marks of a run outlive it")
	}
}

func encoded(t *testing.T, s *State) string {
	text, err := s.Memo().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestBoardSorts(t *testing.T) {
	s := trained(t, goalSet(t))
	s = Reduce(s, SortBoard{ByFit})
	up, _ := s.Board()
	s = Reduce(s, SortBoard{ByFit})
	down, _ := s.Board()
	for i := 1; i < len(up); i++ {
		if up[i].State == automl.Done && up[i].FitSec < up[i-1].FitSec {
			t.Errorf("not by time: %v", ids(up))
		}
		if down[i].State == automl.Done && down[i].FitSec > down[i-1].FitSec {
			t.Errorf("not by time backwards: %v", ids(down))
		}
	}
}

func TestComparedAreTwoToFour(t *testing.T) {
	s := trained(t, goalSet(t))
	rows, _ := s.Board()
	s = Reduce(s, PickCompared{rows[0].ID})
	if s = Reduce(s, ShowCompared{true}); s.Comparing {
		t.Error("one model is compared")
	}
	for _, id := range []string{"a", "b", "c", "d"} {
		s = Reduce(s, PickCompared{id})
	}
	if len(s.Compared) != MostCompared {
		t.Errorf("%d are compared", len(s.Compared))
	}
	s = Reduce(s, ShowCompared{true})
	for _, id := range []string{"a", "b", "c"} {
		s = Reduce(s, PickCompared{id})
	}
	if s.Comparing {
		t.Error("the comparison stays with one model")
	}
}

func TestThresholdsStayWithTheirModels(t *testing.T) {
	s := trained(t, goalSet(t))
	rows, _ := s.Board()
	s = Reduce(Reduce(s, ShowModel{rows[0].ID}), SetThreshold{0.3})
	s = Reduce(s, ShowModel{rows[1].ID})
	if !s.Closely || s.Threshold != 0 {
		t.Errorf("another model has the threshold %v", s.Threshold)
	}
	if s = Reduce(s, ShowModel{rows[0].ID}); s.Threshold != 0.3 {
		t.Errorf("the threshold was lost: %v", s.Threshold)
	}
	s = Reduce(s, ShowTab{"Errors"})
	if s = Reduce(s, ShowModel{rows[1].ID}); s.Tab != "Errors" {
		t.Error("another model is looked at in another way")
	}
	if s = Reduce(s, ShowBoard{}); s.Closely {
		t.Error("the page of the model stays open")
	}
}

func TestFinalTestComesOnce(t *testing.T) {
	s := trained(t, goalSet(t))
	if s.Run.Job.Sealed != usualSealed {
		t.Errorf("%v of the rows are kept for the final test", s.Run.Job.Sealed)
	}
	id := s.ModelNow().ID
	s = Reduce(s, Revealing{id})
	test, err := engine.Reveal(context.Background(), s.Run.ID, id)
	s = Reduce(s, Revealed{s.Run.ID, id, test, err})
	if s.Run.Row(id).Test == nil || s.Opening.Busy {
		t.Errorf("test %v, %+v", s.Run.Row(id).Test, s.Opening)
	}
	if n := Reduce(s, Revealed{"r999", id, nil, nil}); n.Run.Row(id).Test == nil {
		t.Error("the answer of another run was taken")
	}
	if s = Reduce(s, SetDistil{true}); !s.Job().Distil {
		t.Error("the ensemble is not distilled")
	}
	if s = Reduce(s, Undo{}); s.Job().Distil {
		t.Error("distilling was not undone")
	}
	for _, c := range []struct{ share, want float64 }{{-1, 0}, {0.3, 0.3}, {0, usualSealed}, {0.7, usualSealed}} {
		if s = Reduce(s, SetSealed{c.share}); s.SealedShare() != c.want {
			t.Errorf("share %v keeps %v, want %v", c.share, s.SealedShare(), c.want)
		}
	}
}
