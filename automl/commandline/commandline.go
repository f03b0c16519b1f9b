// Package commandline spells lines of the command for a POSIX shell, so that what is done in
// the app or told in a report can be done again in a terminal.
package commandline

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"winnow/automl"
)

// Line is a command line in words that a shell reads as they are.
type Line []string

// New begins a line with a command of winnow.
func New(command string) Line { return Line{"winnow", command} }

// Add puts in an option; an empty value leaves it out.
func (l *Line) Add(option, value string) {
	if value != "" {
		*l = append(*l, Quote("--"+option+"="+value))
	}
}

// Flag puts in an option without a value.
func (l *Line) Flag(option string) { *l = append(*l, "--"+option) }

// With is the whole line with its files, which may begin with a dash. The words stand apart
// by mark: a space, or a break that the shell reads over.
func (l Line) With(mark string, files ...string) string {
	for _, f := range files {
		if strings.HasPrefix(f, "-") {
			f = "./" + f
		}
		l = append(l, Quote(f))
	}
	return l[0] + " " + strings.Join(l[1:], mark)
}

// The marks between words.
const (
	OneLine = " "
	Broken  = " \\\n  "
)

// Train is the line that does a job, less its files. A budget in trials is left out where
// there is one in time.
func Train(j *automl.Job) Line {
	l := New("train")
	whole := func(option string, n int) {
		if n > 0 {
			l.Add(option, strconv.Itoa(n))
		}
	}
	l.Add("target", j.Target)
	l.Add("task", string(j.Task))
	l.Add("metric", j.Metric)
	l.Add("positive", j.Positive)
	l.Add("group", j.Group)
	l.Add("time-column", j.Time)
	l.Add("weight", j.Weight)
	l.Add("drop", List(j.Drop))
	l.Add("algorithms", List(j.Algorithms))
	whole("folds", j.Folds)
	if j.Sealed > 0 {
		l.Add("final-test", strconv.FormatFloat(j.Sealed, 'g', -1, 64))
	}
	l.Add("prefer", string(j.Prefer))
	if j.Distil {
		l.Flag("distil")
	}
	l.Add("fair-reweigh", List(j.Reweigh))
	if j.PredictLimit > 0 {
		l.Add("predict-limit", j.PredictLimit.String())
	}
	if j.Budget > 0 {
		l.Add("time", tenths(j.Budget).String())
	} else {
		whole("trials", j.Trials)
	}
	l.Add("seed", strconv.FormatUint(j.Seed, 10))
	return l
}

// List spells names as one value of an option: with commas between, as a line of CSV.
func List(names []string) string {
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

// tenths rounds a time of a second or more to tenths, so that a budget that was measured reads
// like one that was asked for.
func tenths(d time.Duration) time.Duration {
	if d < time.Second {
		return d
	}
	return d.Round(time.Second / 10)
}
