package flow

import (
	"maps"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/commandline"
)

// TrainCommand is the line that trains the same way in a terminal; empty while there is no
// goal. How the file is read is found out anew: the command line has no words for it.
func (s *State) TrainCommand() string {
	if s.Path == "" || s.Target == "" {
		return ""
	}
	j := s.Job()
	return trainCommand(s.Path, s.Name, &j)
}

// RunCommand is TrainCommand of the run looked at, with the settings that it was made with.
func (s *State) RunCommand() string {
	if s.Run == nil {
		return s.TrainCommand()
	}
	return trainCommand(s.Path, s.Name, &s.Run.Job)
}

func trainCommand(path, name string, j *automl.Job) string {
	l := commandline.Train(j)
	l.Add("out", name+".winnow")
	return l.With(commandline.OneLine, path)
}

// PredictCommand is the line that makes the same predictions in a terminal; empty while
// there is no file to predict. A model that was not saved yet is called as it will be
// proposed for saving.
func (s *State) PredictCommand() string {
	if s.PredictPath == "" || !s.Available(Use) {
		return ""
	}
	l := commandline.New("predict")
	if s.Keep {
		l.Flag("keep")
	}
	for _, needed := range slices.Sorted(maps.Keys(s.Rename)) {
		l.Add("map", needed+"="+s.Rename[needed])
	}
	for _, needed := range slices.Sorted(maps.Keys(s.Scale)) {
		l.Add("scale", needed+"="+s.Scale[needed].String())
	}
	s.answeringOptions(&l)
	out := s.Written
	if out == "" {
		out = s.Name + "-predictions.csv"
	}
	l.Add("out", out)
	return l.With(commandline.OneLine, s.modelFile(), s.PredictPath)
}

// answeringOptions puts in how the answers are written.
func (s *State) answeringOptions(l *commandline.Line) {
	a := s.Answering
	if t := s.Decision(); t > 0 {
		l.Add("threshold", strconv.FormatFloat(t, 'g', -1, 64))
	}
	switch {
	case a.NoInterval && a.NoWarning:
		l.Flag("no-interval")
	case a.NoInterval:
		l.Flag("no-interval-columns")
	case a.NoWarning:
		l.Flag("no-warning")
	}
	if a.Interval > 0 && !a.NoInterval {
		l.Add("interval", strconv.FormatFloat(a.Interval, 'g', -1, 64))
	}
	if a.NoProbabilities {
		l.Flag("no-probabilities")
	}
	if a.Reasons {
		l.Add("reasons", strconv.Itoa(ReasonsNamed))
	}
}
