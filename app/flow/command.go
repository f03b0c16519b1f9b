package flow

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/automl"
)

// TrainCommand is the line that trains the same way in a terminal; empty while there is no
// goal. How the file is read is found out anew: the command line has no words for it.
func (s *State) TrainCommand() string {
	if s.Path == "" || s.Target == "" {
		return ""
	}
	j := s.Job()
	j.Task = s.TaskNow()
	return trainCommand(s.Path, s.Name, &s.Choices, &j)
}

// RunCommand is TrainCommand of the run looked at, with the settings that it was made with.
func (s *State) RunCommand() string {
	if s.Run == nil {
		return s.TrainCommand()
	}
	return trainCommand(s.Path, s.Name, &s.Run.Choices, &s.Run.Job)
}

func trainCommand(path, name string, c *Choices, j *automl.Job) string {
	l := line{"winnow", "train"}
	l.add("target", c.Target)
	l.add("task", string(j.Task))
	l.add("metric", j.Metric)
	l.add("positive", c.Pos)
	l.add("group", c.Group)
	l.add("time-column", c.Time)
	l.add("weight", c.Weight)
	l.add("drop", list(c.Drop))
	if c.Folds > 0 {
		l.add("folds", strconv.Itoa(c.Folds))
	}
	if j.Sealed > 0 {
		l.add("final-test", strconv.FormatFloat(j.Sealed, 'g', -1, 64))
	}
	l.add("prefer", string(j.Prefer))
	l.add("time", c.Budget().String())
	l.add("seed", strconv.FormatUint(c.Seed, 10))
	l.add("out", name+".winnow")
	return l.with(path)
}

// PredictCommand is the line that makes the same predictions in a terminal; empty while
// there is no file to predict. A model that was not saved yet is called as it will be
// proposed for saving.
func (s *State) PredictCommand() string {
	if s.PredictPath == "" || !s.Available(Use) {
		return ""
	}
	l := line{"winnow", "predict"}
	if s.Keep {
		l = append(l, "--keep")
	}
	for _, needed := range slices.Sorted(maps.Keys(s.Rename)) {
		l.add("rename", needed+"="+s.Rename[needed])
	}
	if s.Threshold > 0 {
		l.add("threshold", strconv.FormatFloat(s.Threshold, 'g', -1, 64))
	}
	out := s.Written
	if out == "" {
		out = s.Name + "-predictions.csv"
	}
	l.add("out", out)
	return l.with(s.modelFile(), s.PredictPath)
}

// line is a command line in words.
type line []string

// add puts in an option; an empty value leaves it out.
func (l *line) add(option, value string) {
	if value != "" {
		*l = append(*l, Quote("--"+option+"="+value))
	}
}

// with is the whole line with its files, which may begin with a dash.
func (l line) with(files ...string) string {
	for _, f := range files {
		if strings.HasPrefix(f, "-") {
			f = "./" + f
		}
		l = append(l, Quote(f))
	}
	return strings.Join(l, " ")
}

// list spells names as one value of an option: with commas between, as a line of CSV.
func list(names []string) string {
	if len(names) == 0 {
		return ""
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(names) // Why: a Builder takes everything
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// Quote spells a word for a POSIX shell.
func Quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
