package automl

import "slices"

// Task is what is to be predicted.
type Task string

// The tasks.
const (
	Binary     Task = "binary"     // one of two classes; the positive class is class 1
	Multiclass Task = "multiclass" // one of three or more classes
	Regression Task = "regression" // a number
)

// Tasks lists every task.
var Tasks = []Task{Binary, Multiclass, Regression}

// IsClassification reports whether the task has classes.
func (t Task) IsClassification() bool { return t == Binary || t == Multiclass }

// PredictionWidth is the number of columns that a prediction has: one for a number and
// for the probability of the positive class, one per class for multiclass.
func (t Task) PredictionWidth(classes int) int {
	if t == Multiclass {
		return classes
	}
	return 1
}

// TaskSet is a set of tasks.
type TaskSet []Task

// Has reports whether t is in the set.
func (s TaskSet) Has(t Task) bool { return slices.Contains(s, t) }

// AnyTask holds every task; AnyClasses the two with classes.
var (
	AnyTask    = TaskSet{Binary, Multiclass, Regression}
	AnyClasses = TaskSet{Binary, Multiclass}
)
