package split

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// group deals whole groups into folds, once or more.
func group(s Spec) ([]Fold, string, error) {
	groups, err := s.groups()
	if err != nil {
		return nil, "", err
	}
	folds := min(s.Folds, len(groups))
	var out []Fold
	for r := range s.Repeats {
		out = append(out, s.assemble(s.dealGroups(groups, folds, r), folds)...)
	}
	how := fmt.Sprintf("%d folds", folds)
	if s.Repeats > 1 {
		how += fmt.Sprintf(", dealt %d times", s.Repeats)
	}
	return out, how + "; " + s.together(groups), nil
}

// groupHoldout deals groups into parts and holds back parts from the smallest on, until
// they make the share: a group that is far larger than the others is learnt from.
func groupHoldout(s Spec) ([]Fold, string, error) {
	groups, err := s.groups()
	if err != nil {
		return nil, "", err
	}
	const parts = 20
	n := min(parts, len(groups))
	of := s.dealGroups(groups, n, 0)
	size, order := make([]int, n), make([]int, n)
	for f := range order {
		order[f] = f
	}
	for _, f := range of {
		size[f]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return size[a] - size[b] })
	held := make([]bool, n)
	count := 0
	for at, f := range order[:n-1] {
		if at > 0 && float64(count+size[f]/2) > s.Holdout*float64(len(s.Rows)) {
			break
		}
		held[f] = true
		count += size[f]
	}
	for i, f := range of {
		of[i] = -1
		if held[f] {
			of[i] = 0
		}
	}
	share := float64(count) / float64(len(s.Rows))
	return s.assemble(of, 1), fmt.Sprintf("%s of %s rows held back; %s", percent(share), thousands(len(s.Rows)), s.together(groups)), nil
}

// together says in words that groups are not parted.
func (s Spec) together(groups [][]int32) string {
	words := fmt.Sprintf("the rows of each of %s stay together", plural(len(groups), "group", "groups"))
	most := 0
	for _, g := range groups {
		most = max(most, len(g))
	}
	if 2*most > len(s.Rows) {
		words += fmt.Sprintf(", and one of them holds %s of the rows", percent(float64(most)/float64(len(s.Rows))))
	}
	return words
}

// groups lists the places in s.Rows by group, in order of first appearance. A row without
// a group is one by itself.
func (s Spec) groups() ([][]int32, error) {
	var out [][]int32
	known := map[int32]int{}
	for i, r := range s.Rows {
		g := s.Group[r]
		if g < 0 {
			out = append(out, []int32{int32(i)})
			continue
		}
		at, ok := known[g]
		if !ok {
			at = len(out)
			known[g] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], int32(i))
	}
	if len(out) < 2 {
		return nil, automl.Errorf("split", automl.BadData, "All rows belong to one group, so none can be set apart for scoring.").
			WithHint("Choose another group column, or none.")
	}
	return out, nil
}

// dealGroups gives each place in s.Rows the number of its group's fold. Groups go from the
// largest to the smallest, equals in random order, each to the fold that so far has the
// least of what the group holds, weighing rows and each class (or fifth of the target)
// alike.
func (s Spec) dealGroups(groups [][]int32, folds, repeat int) []int {
	label, labels := s.labels()
	total := make([]float64, labels)
	for _, l := range label {
		total[l]++
	}
	order := num.Perm(num.RNG(s.Seed, "split", "group", repeat), len(groups))
	slices.SortStableFunc(order, func(a, b int32) int { return len(groups[b]) - len(groups[a]) })

	has := make([][]float64, folds)
	size := make([]float64, folds)
	for f := range has {
		has[f] = make([]float64, labels)
	}
	of := make([]int, len(s.Rows))
	n := float64(len(s.Rows))
	count := make([]float64, labels)
	for _, g := range order {
		clear(count)
		for _, at := range groups[g] {
			count[label[at]]++
		}
		best, least := 0, math.Inf(1)
		for f := range folds {
			load := size[f] * float64(len(groups[g])) / (n * n)
			for l, c := range count {
				if c > 0 {
					load += has[f][l] * c / (total[l] * total[l])
				}
			}
			if load < least {
				best, least = f, load
			}
		}
		for l, c := range count {
			has[best][l] += c
		}
		size[best] += float64(len(groups[g]))
		for _, at := range groups[g] {
			of[at] = best
		}
	}
	return of
}

// labels gives each place in s.Rows its class, or the fifth of the rows that its target
// puts it in.
func (s Spec) labels() ([]int, int) {
	out := make([]int, len(s.Rows))
	if s.Classes > 0 {
		for i, r := range s.Rows {
			out[i] = int(s.Y[r])
		}
		return out, s.Classes
	}
	const parts = 5
	sorted := make([]float64, len(s.Rows))
	for i, r := range s.Rows {
		sorted[i] = s.Y[r]
	}
	slices.Sort(sorted)
	for i, r := range s.Rows {
		at, _ := slices.BinarySearch(sorted, s.Y[r])
		out[i] = at * parts / len(sorted)
	}
	return out, parts
}
