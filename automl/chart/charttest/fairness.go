package charttest

import (
	"context"
	"fmt"

	"winnow/automl"
	"winnow/automl/fair"
)

// Fairness is an audit of a report's model by groups of different size, the last of them too
// small to be judged.
func Fairness(r *automl.Report, groups int) *automl.Fairness {
	of := make([]int32, len(r.Target.Y))
	names := make([]string, groups)
	for g := range names {
		names[g] = fmt.Sprintf("group %c", 'A'+g)
	}
	for i := range of {
		of[i] = int32(i % max(groups-1, 1))
		if i < 12 {
			of[i] = int32(groups - 1)
		}
	}
	class := "its number"
	if r.Target.Classes != nil {
		class = r.Target.Classes[min(1, len(r.Target.Classes)-1)]
	}
	f, err := fair.Assess(context.Background(), fair.Of(r.Target, &r.Prediction, 1, of, names), fair.Options{Seed: 1, Draws: 100, Class: class})
	if err != nil {
		panic(err)
	}
	f.Task, f.Target, f.Class = r.Target.Task, r.Job.Target, class
	return f
}
