//go:build unix

package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
)

// testCase is a case's rows to learn from and to predict, with the answers of the latter.
type testCase struct {
	train  *automl.Dataset
	test   *graph.Frame
	answer []float64
}

// noValue holds the texts that stand for a missing value, as pandas reads them.
var noValue = map[string]bool{"": true, "NA": true, "N/A": true, "NaN": true, "nan": true, "null": true, "NULL": true, "None": true, "n/a": true, "<NA>": true, "#N/A": true}

func readCase(dir string) (*testCase, error) {
	meta, err := os.ReadFile(filepath.Join(dir, "meta.tsv"))
	if err != nil {
		return nil, err
	}
	part := strings.Split(strings.TrimSpace(string(meta)), "\t")
	target, task := part[0], automl.Task(part[1])
	var columns [3]map[string][]string
	var names []string
	for i, f := range []string{"answer.csv", "test.csv", "train.csv"} {
		if names, columns[i], err = readColumns(filepath.Join(dir, f)); err != nil {
			return nil, err
		}
	}
	answer, test, train := columns[0], columns[1], columns[2]
	c := &testCase{test: &graph.Frame{Rows: len(answer[target])}}
	c.train = &automl.Dataset{Task: task, Space: len(train[target])}
	for i := range c.train.Space {
		c.train.Rows = append(c.train.Rows, int32(i))
	}
	if task == automl.Regression {
		c.train.Y, _ = numbers(train[target])
		c.answer, _ = numbers(answer[target])
	} else {
		classes := distinct(train[target])
		c.train.Classes = len(classes)
		c.train.Y, c.answer = places(train[target], classes), places(answer[target], classes)
	}
	for _, name := range names {
		if name != target {
			c.add(train[name], test[name])
		}
	}
	return c, nil
}

// add adds a column: numbers where all are, else a category.
func (c *testCase) add(train, test []string) {
	j := len(c.train.Features)
	f := &automl.Feature{Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}}
	col := graph.FrameColumn{}
	if v, ok := numbers(train); ok {
		f.Nums = v
		col.Nums, _ = numbers(test)
	} else {
		f.Kind = automl.Categorical
		f.Levels = distinct(train)
		f.Codes, col.Codes = codes(train, f.Levels), codes(test, f.Levels)
	}
	c.train.Features = append(c.train.Features, f)
	c.test.Cols = append(c.test.Cols, col)
}

// score is the error's root mean square, or the log loss.
func (c *testCase) score(p []float64) float64 {
	sum, width := 0.0, c.train.PredictionWidth()
	for i, y := range c.answer {
		switch c.train.Task {
		case automl.Regression:
			sum += (p[i] - y) * (p[i] - y)
		case automl.Binary:
			sum -= math.Log(max(1e-15, y*p[i]+(1-y)*(1-p[i])))
		default:
			sum -= math.Log(max(1e-15, p[i*width+int(y)]))
		}
	}
	if sum /= float64(len(c.answer)); c.train.Task == automl.Regression {
		return math.Sqrt(sum)
	}
	return sum
}

func readColumns(path string) (names []string, columns map[string][]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	records, err := r.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	if len(records) == 0 {
		return nil, nil, fmt.Errorf("%s is empty", path)
	}
	columns = map[string][]string{}
	for j, name := range records[0] {
		for _, rec := range records[1:] {
			columns[name] = append(columns[name], rec[j])
		}
	}
	return records[0], columns, nil
}

// numbers reads texts as numbers, what is missing or no number as NaN, and reports whether
// all are numbers or missing.
func numbers(texts []string) (v []float64, ok bool) {
	v, ok = make([]float64, len(texts)), true
	for i, t := range texts {
		x, err := strconv.ParseFloat(t, 64)
		if err != nil {
			x = math.NaN()
			ok = ok && noValue[t]
		}
		v[i] = x
	}
	return v, ok
}

func distinct(texts []string) []string {
	out := slices.Clone(texts)
	slices.Sort(out)
	return slices.Compact(out)
}

func places(texts, levels []string) []float64 {
	v := make([]float64, len(texts))
	for i, t := range texts {
		at, _ := slices.BinarySearch(levels, t)
		v[i] = float64(at)
	}
	return v
}

// codes are the places of texts among the levels: -1 for what is missing, their number for
// an unseen one.
func codes(texts, levels []string) []int32 {
	out := make([]int32, len(texts))
	for i, t := range texts {
		at, ok := slices.BinarySearch(levels, t)
		switch {
		case noValue[t]:
			at = -1
		case !ok:
			at = len(levels)
		}
		out[i] = int32(at)
	}
	return out
}
