package flow

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"winnow/app/words"
	"winnow/automl"
)

// Mark is what the person noted about one model.
type Mark struct {
	Star    bool
	Name    string // in place of the engine's; empty: none
	Note    string
	Deleted bool // not shown, but kept
}

// BoardColumn is a column of the leaderboard that it can be sorted by.
type BoardColumn int

// The columns.
const (
	ByScore BoardColumn = iota
	ByName
	ByTest
	ByFit
	ByPredict
	BySize
	ByReading
)

// BoardSort is how the leaderboard is sorted; the zero value is by score, best first.
type BoardSort struct {
	By   BoardColumn
	Back bool // the other way round
}

// MostCompared is how many models are held against each other at most.
const MostCompared = 4

// Decisions about the models of a run. Those about marks and worth can be undone.
type (
	// MarkModel notes something about a model of the run.
	MarkModel struct {
		ID   string
		Mark Mark
	}
	// SetWorth says what decisions are worth.
	SetWorth struct{ Worth automl.Worth }
	// SetSealed chooses the share of rows kept for the final test; below 0 none, 0 by rows.
	SetSealed struct{ Share float64 }
	// SetDistil says whether one booster is to learn from the ensemble.
	SetDistil struct{ On bool }
	// ShowModel opens the page of a model; ShowBoard goes back to the leaderboard.
	ShowModel struct{ ID string }
	// ShowBoard goes back to the leaderboard.
	ShowBoard struct{}
	// ShowTab opens a tab of the model's page.
	ShowTab struct{ Title string }
	// SortBoard sorts the leaderboard by a column; again turns it around.
	SortBoard struct{ By BoardColumn }
	// PickCompared takes a model into what is compared, or out of it.
	PickCompared struct{ ID string }
	// ShowCompared opens or leaves the comparison.
	ShowCompared struct{ On bool }
	// Revealing says that the final test of a model is being opened.
	Revealing struct{ Model string }
	// Revealed is its answer.
	Revealed struct {
		Run, Model string
		Test       *automl.FinalTest
		Err        error
	}
)

func (MarkModel) action()    {}
func (SetWorth) action()     {}
func (SetSealed) action()    {}
func (SetDistil) action()    {}
func (ShowModel) action()    {}
func (ShowBoard) action()    {}
func (ShowTab) action()      {}
func (SortBoard) action()    {}
func (PickCompared) action() {}
func (ShowCompared) action() {}
func (Revealing) action()    {}
func (Revealed) action()     {}

// decideResults is decide for what is decided about results.
func decideResults(s *State, a Action) (Choices, string) {
	c := s.Choices
	switch a := a.(type) {
	case MarkModel:
		if s.Run == nil {
			return c, ""
		}
		before := s.Mark(a.ID)
		a.Mark.Name, a.Mark.Note = strings.TrimSpace(a.Mark.Name), strings.TrimSpace(a.Mark.Note)
		marks := maps.Clone(c.Marks)
		if marks == nil {
			marks = map[string]Mark{}
		}
		if a.Mark == (Mark{}) {
			delete(marks, s.markKey(a.ID))
		} else {
			marks[s.markKey(a.ID)] = a.Mark
		}
		if len(marks) == 0 {
			marks = nil
		}
		c.Marks = marks
		switch {
		case a.Mark.Deleted != before.Deleted:
			return c, words.UndoDelete
		case a.Mark.Star != before.Star:
			return c, words.UndoStar
		}
		return c, words.UndoMark
	case SetWorth:
		c.Worth = a.Worth
		return c, words.UndoWorth
	case SetSealed:
		if !math.IsNaN(a.Share) && a.Share < 0.5 {
			c.Sealed = a.Share
		}
		return c, words.UndoSealed
	case SetDistil:
		c.Distil = a.On
		return c, words.UndoDistil
	}
	return c, ""
}

// reduceResults is the state after what only changes what is looked at.
func reduceResults(s State, a Action) State {
	switch a := a.(type) {
	case ShowModel:
		s = reduceUse(s, PickModel(a))
		s.Closely, s.Comparing = true, false
	case ShowBoard:
		s.Closely, s.Comparing = false, false
	case ShowTab:
		s.Tab = a.Title
	case SortBoard:
		if s.Sort.By == a.By {
			s.Sort.Back = !s.Sort.Back
		} else {
			s.Sort = BoardSort{By: a.By}
		}
	case PickCompared:
		if i := slices.Index(s.Compared, a.ID); i >= 0 {
			s.Compared = slices.Delete(slices.Clone(s.Compared), i, i+1)
		} else if len(s.Compared) < MostCompared {
			s.Compared = append(slices.Clone(s.Compared), a.ID)
		}
		s.Comparing = s.Comparing && len(s.Compared) > 1
	case ShowCompared:
		s.Comparing, s.Closely = a.On && len(s.Compared) > 1, false
	case Revealing:
		s.Opening = Load[*automl.FinalTest]{Key: a.Model, Busy: true}
	case Revealed:
		return revealed(s, a)
	}
	return s
}

func revealed(s State, a Revealed) State {
	if s.Run == nil || s.Run.ID != a.Run {
		return s
	}
	got(&s.Opening, a.Model, a.Test, a.Err)
	if a.Err != nil || a.Test == nil {
		return s
	}
	n := *s.Run
	n.Board.Rows = slices.Clone(n.Board.Rows)
	for i := range n.Board.Rows {
		if n.Board.Rows[i].ID == a.Model {
			n.Board.Rows[i].Test = a.Test
		}
	}
	s.Run = &n
	return s
}

// markKey names a model of the present run among the marks.
func (s *State) markKey(model string) string { return s.Run.ID + "/" + model }

// Mark is what was noted about a model of the present run.
func (s *State) Mark(model string) Mark {
	if s.Run == nil {
		return Mark{}
	}
	return s.Marks[s.markKey(model)]
}

// NameOf is what a model is called: by the person, else by the engine.
func (s *State) NameOf(m *automl.ModelRow) string {
	if n := s.Mark(m.ID).Name; n != "" {
		return n
	}
	return m.Name
}

// usualSealed is the share of rows kept for the final test where nothing else was chosen,
// and the number of rows from which that is affordable.
const (
	usualSealed = 0.2
	sealedFrom  = 1000
)

// SealedShare is the share of rows that training keeps for the final test.
func (s *State) SealedShare() float64 {
	switch d := s.Loaded(); {
	case s.Sealed > 0:
		return s.Sealed
	case s.Sealed < 0 || d == nil || d.Rows < sealedFrom:
		return 0
	}
	return usualSealed
}

// Deleted is the number of models of the run that are set aside.
func (s *State) Deleted() int {
	n := 0
	if s.Run != nil {
		for i := range s.Run.Board.Rows {
			if s.Mark(s.Run.Board.Rows[i].ID).Deleted {
				n++
			}
		}
	}
	return n
}

// Board lists the models as the leaderboard shows them: those with a star first, sorted as
// chosen, without deleted ones and those that were not tried to the end; the baseline stands apart.
func (s *State) Board() (rows []automl.ModelRow, baseline *automl.ModelRow) {
	if s.Run == nil {
		return nil, nil
	}
	place := map[string]int{}
	for i := range s.Run.Board.Rows {
		r := s.Run.Board.Rows[i]
		place[r.ID] = i
		switch {
		case r.Baseline:
			baseline = &r
		case (r.State == automl.Done || r.State == automl.Failed) && !s.Mark(r.ID).Deleted:
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b automl.ModelRow) int {
		if x, y := s.Mark(a.ID).Star, s.Mark(b.ID).Star; x != y {
			return cmp.Compare(btoi(y), btoi(x))
		}
		if x, y := a.State == automl.Done, b.State == automl.Done; x != y {
			return cmp.Compare(btoi(y), btoi(x))
		}
		d := s.order(&a, &b, place)
		if s.Sort.Back {
			d = -d
		}
		return cmp.Or(d, cmp.Compare(place[a.ID], place[b.ID]))
	})
	return rows, baseline
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// order is negative when a comes before b in the chosen column.
func (s *State) order(a, b *automl.ModelRow, place map[string]int) int {
	switch s.Sort.By {
	case ByName:
		return cmp.Compare(strings.ToLower(s.NameOf(a)), strings.ToLower(s.NameOf(b)))
	case ByTest:
		return cmp.Compare(tested(a), tested(b))
	case ByFit:
		return cmp.Compare(a.FitSec, b.FitSec)
	case ByPredict:
		return cmp.Compare(a.PredictMs, b.PredictMs)
	case BySize:
		return cmp.Compare(a.Bytes, b.Bytes)
	case ByReading:
		return cmp.Compare(b.Readable, a.Readable)
	case ByScore:
	}
	return cmp.Compare(place[a.ID], place[b.ID])
}

func tested(m *automl.ModelRow) int { return btoi(m.Test == nil) }
