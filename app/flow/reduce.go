package flow

import (
	"maps"
	"reflect"
	"slices"

	"winnow/automl"
)

// maxUndo is how many changes can be taken back.
const maxUndo = 200

// Reduce is the state after an action. It does not change s.
func Reduce(s State, a Action) State {
	if c, label := decide(&s, a); label != "" {
		if reflect.DeepEqual(c, s.Choices) {
			return s
		}
		past := append(slices.Clone(s.past), edit{s.Choices, label})
		if len(past) > maxUndo {
			past = past[len(past)-maxUndo:]
		}
		s.past, s.future, s.Choices = past, nil, c
		return settle(s)
	}
	switch a := a.(type) {
	case OpenFile:
		n := New()
		n.Path, n.Name, n.Effort, n.Custom = a.Path, projectName(a.Path), s.Effort, s.Custom
		if a.Choices != nil {
			n.Choices = *a.Choices
		}
		return visit(n, Data)
	case OpenModel:
		n := New()
		n.ModelPath, n.Name, n.Effort, n.Custom = a.Path, projectName(a.Path), s.Effort, s.Custom
		return visit(n, Use)
	case Leave:
		return New()
	case GoTo:
		if s.Available(a.Step) {
			return visit(s, a.Step)
		}
		return s
	case Undo:
		return undo(s)
	case Redo:
		return redo(s)
	case LoadAnyway:
		s.AllowBig = true
		return s
	case Retry:
		return retry(s)
	}
	return answer(s, a)
}

// answer handles what is neither a decision nor a movement.
func answer(s State, a Action) State {
	switch a := a.(type) {
	case RunBegun, RunAccepted, Events, Stopping, RunOver:
		return reduceRun(s, a)
	case ShowModel, ShowBoard, ShowTab, SortBoard, PickCompared, ShowCompared, Revealing, Revealed:
		return reduceResults(s, a)
	case PickModel, SetThreshold, PickPredict, SetKeep, MapColumn, SetAnswering, ScaleColumn, MappingKept, Predicting, Predicted, SavedTo:
		return reduceUse(s, a)
	case Asked:
		return asked(s, a.Needs)
	case Progress:
		if s.Data.Busy && s.Data.Key == a.Key {
			s.Data.Done, s.Data.Total = a.Done, a.Total
		}
	case GotPreview:
		got(&s.Preview, a.Key, a.Sample, a.Err)
	case GotData:
		got(&s.Data, a.Key, a.Data, a.Err)
		return settle(s)
	case GotProfile:
		got(&s.Overview, a.Key, a.Profile, a.Err)
		got(&s.Profile, a.Key, a.Profile, a.Err)
	case GotPlan:
		got(&s.Plan, a.Key, a.Plan, a.Err)
	case GotReport:
		got(&s.Report, a.Key, a.Report, a.Err)
	}
	return s
}

func reduceRun(s State, a Action) State {
	if _, ok := a.(RunBegun); ok {
		s.Run = &Run{Key: s.runKey(), Job: s.Job(), Choices: s.Choices, Phase: RunStarting}
		if d := s.Loaded(); d != nil {
			s.Run.Data = d.ID
		}
		s.Model, s.Report, s.Threshold, s.Chosen = "", Load[*automl.Report]{}, 0, nil
		s.Closely, s.Sort, s.Compared, s.Comparing, s.Opening = false, BoardSort{}, nil, false, Load[*automl.FinalTest]{}
		s.Predict, s.Written, s.SavedModel = Load[*automl.PredictSummary]{}, "", ""
		s.Answering.Interval = 0 // the new models may not have it
		return visit(s, Train)
	}
	if s.Run == nil {
		return s
	}
	n := *s.Run
	r := &n
	switch a := a.(type) {
	case RunAccepted:
		r.ID = a.ID
		if a.Err != nil {
			r.Phase, r.Err = RunBroken, a.Err
		}
	case Events:
		for _, e := range a.Events {
			r = r.apply(e)
		}
		if s.Run.Phase == RunStopping && r.Phase == RunGoing {
			r.Phase = RunStopping
		}
	case Stopping:
		if r.Active() {
			r.Phase = RunStopping
		}
	case RunOver:
		if a.Err != nil {
			r.Phase, r.Err = RunBroken, a.Err
		} else if a.Board != nil {
			r.Phase, r.Board, r.Stage = RunEnded, *a.Board, automl.Finished
		}
	}
	s.Run = r
	return s
}

func reduceUse(s State, a Action) State {
	switch a := a.(type) {
	case PickModel:
		if s.Model != a.ID {
			s.Model, s.Threshold = a.ID, s.Chosen[a.ID]
		}
	case SetThreshold:
		s.Threshold = a.Value
		if m := s.ModelNow(); m != nil {
			s.Chosen = maps.Clone(s.Chosen)
			if s.Chosen == nil {
				s.Chosen = map[string]float64{}
			}
			s.Chosen[m.ID] = a.Value
			s.SavedModel = ""
		}
	case PickPredict:
		s.PredictPath, s.Rename, s.Scale, s.Kept = a.Path, nil, nil, nil
		s.Predict, s.Written = Load[*automl.PredictSummary]{}, ""
	case SetKeep:
		s.Keep = a.Keep
	case SetAnswering:
		s.Answering = a.Answering
	case MapColumn:
		return mapColumn(s, a)
	case ScaleColumn:
		s.Scale = with(s.Scale, a.Needed, a.Convert)
		if _, kept := s.scaleKept(a.Needed); a.Convert.Plain() && !kept {
			delete(s.Scale, a.Needed)
		}
	case MappingKept:
		s.Kept = &a.Mapping
		if s.ModelPath == "" {
			s.Mapping = s.Kept
		}
	case Predicting:
		s.Predict.Key, s.Predict.Busy, s.Predict.Err = a.Key, true, nil
	case Predicted:
		busy := s.Predict.Busy
		got(&s.Predict, a.Key, a.Summary, a.Err)
		if busy && !s.Predict.Busy && a.Err == nil && a.Summary != nil && a.Summary.Out != "" {
			s.Written = a.Summary.Out
		}
	case SavedTo:
		s.SavedModel = a.Path
	}
	return s
}

// mapColumn notes which column of a file stands for a needed one. A unit that was told of
// another column does not hold for it.
func mapColumn(s State, a MapColumn) State {
	switch a.Found {
	case "":
		s.Rename = maps.Clone(s.Rename)
		delete(s.Rename, a.Needed)
	case NoColumn:
		s.Rename = with(s.Rename, a.Needed, "")
	default:
		s.Rename = with(s.Rename, a.Needed, a.Found)
	}
	s.Scale = maps.Clone(s.Scale)
	delete(s.Scale, a.Needed)
	return s
}

// scaleKept is the unit that is kept with the model for a needed column.
func (s *State) scaleKept(needed string) (automl.Conversion, bool) {
	if s.Predict.Value == nil || s.Predict.Value.Mapping == nil {
		return automl.Conversion{}, false
	}
	c, ok := s.Predict.Value.Mapping.Scale[needed]
	return c, ok
}

// with is a copy of a map with one more entry.
func with[V any](m map[string]V, key string, value V) map[string]V {
	out := maps.Clone(m)
	if out == nil {
		out = map[string]V{}
	}
	out[key] = value
	return out
}

// visit moves to a step and remembers that it was seen.
func visit(s State, step Step) State {
	s.Seen = maps.Clone(s.Seen)
	if s.Seen == nil {
		s.Seen = map[Step]bool{}
	}
	s.Seen[step] = true
	s.Step = step
	return s
}

// settle moves back to the last step that is still available after a change.
func settle(s State) State {
	for s.Step > Data && !s.Available(s.Step) {
		if s.Data.Busy || s.Profile.Busy || s.Loaded() == nil {
			break // an answer is coming; stay until it is there
		}
		s.Step--
	}
	return s
}

func undo(s State) State {
	if len(s.past) == 0 {
		return s
	}
	last := s.past[len(s.past)-1]
	s.past = front(s.past)
	s.future = append(slices.Clone(s.future), edit{s.Choices, last.label})
	last.choices.Mapping = s.Mapping
	s.Choices = last.choices
	return settle(s)
}

func redo(s State) State {
	if len(s.future) == 0 {
		return s
	}
	next := s.future[len(s.future)-1]
	s.future = front(s.future)
	s.past = append(slices.Clone(s.past), edit{s.Choices, next.label})
	next.choices.Mapping = s.Mapping
	s.Choices = next.choices
	return settle(s)
}

// front is a copy of the list without its last entry; nil when nothing is left.
func front(list []edit) []edit {
	if len(list) < 2 {
		return nil
	}
	return slices.Clone(list[:len(list)-1])
}

// retry forgets the keys of what failed, so that Needs asks again.
func retry(s State) State {
	forget(&s.Preview)
	forget(&s.Data)
	forget(&s.Overview)
	forget(&s.Profile)
	forget(&s.Plan)
	forget(&s.Report)
	forget(&s.Predict)
	return s
}

func forget[T any](l *Load[T]) {
	if l.Err != nil {
		l.Key, l.Err = "", nil
	}
}

func asked(s State, n Needs) State {
	ask(&s.Preview, n.Preview)
	ask(&s.Data, n.Open)
	ask(&s.Overview, n.Overview)
	ask(&s.Profile, n.Profile)
	ask(&s.Plan, n.Plan)
	ask(&s.Report, n.Report)
	return s
}

func ask[T any](l *Load[T], key string) {
	if key != "" {
		l.Key, l.Busy, l.Err, l.Done, l.Total = key, true, nil, 0, 0
	}
}

// got puts an answer in its place when it is the one being waited for.
func got[T any](l *Load[T], key string, value T, err error) {
	if l.Key != key || !l.Busy {
		return
	}
	l.Busy, l.Err = false, err
	if err == nil {
		l.Value, l.Has = value, true
	}
}
