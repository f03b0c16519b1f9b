package explain

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// FlipOptions say what is wanted of a counterfactual. Zero means the default.
type FlipOptions struct {
	Keep         []string // columns that cannot be changed
	To           string   // the class wanted; empty: another than now
	Above, Below *float64 // what a predicted number is to reach
	Answers      int      // at most; 0: 5
	Changes      int      // of columns at most; 0: 4
}

// Why: more answers are not compared by a person, and more changes at once are no advice.
const (
	flipAnswers = 5
	flipChanges = 4
	// flipBeam is the number of unfinished sets of changes that are carried on.
	flipBeam = 12
	// flipLevers is the number of columns that more than one change is tried of: those that
	// come nearest to the goal alone.
	flipLevers = 40
)

// Flip finds the smallest changes of a row that change its answer: counterfactuals in the
// sense of Wachter et al. (2017), fewest columns first, then the smallest sum of changes,
// each over its column's median absolute deviation. Values stay within those of training:
// levels that were seen, numbers within the range, whole numbers whole. Sets of changes are
// grown by a beam search from those that move the answer most; each is then drawn back as far
// as the goal allows. Answers change different sets of columns, none of which holds another.
//
// Row is a frame of one row. The result depends on the data and the seed alone.
func Flip(ctx context.Context, s *Question, row *graph.Frame, o FlipOptions) (*automl.Flip, error) {
	f, err := newFlipper(ctx, s, row, o)
	if err != nil {
		return nil, err
	}
	out := &automl.Flip{Columns: columnNames(s.Schema), Now: f.answer(f.now), Goal: f.goal.words, Met: f.goal.gap(f.now) >= 0}
	for i := range s.Schema.Columns {
		out.Cells = append(out.Cells, cellOf(&s.Schema.Columns[i], &row.Cols[i]))
	}
	if out.Met {
		out.Sentence = fmt.Sprintf("The answer is already %s; nothing has to change.", f.goal.words)
		return out, nil
	}
	found, err := f.search(ctx, positive(o.Changes, flipChanges), positive(o.Answers, flipAnswers))
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		out.Options = append(out.Options, f.option(c))
	}
	out.Sentence = f.sentence(out)
	return out, nil
}

func cellOf(c *automl.SchemaColumn, col *graph.FrameColumn) string {
	if col.Strs != nil {
		return col.Strs[0]
	}
	return spell(c, valueOf(col, 0))
}

// flipper looks for changes of one row.
type flipper struct {
	s      *Question
	bench  *rowBench
	reads  []int    // columns of the pipeline
	free   []*lever // columns that can be changed, ascending
	strong []*lever // those that sets are grown by
	goal   goal
	now    []float64 // the prediction as it is
}

// changed is a set of changes with what the model says then.
type changed struct {
	moves []move // by column, ascending
	size  float64
	pred  []float64
	gap   float64
}

func newFlipper(ctx context.Context, s *Question, row *graph.Frame, o FlipOptions) (*flipper, error) {
	for _, k := range o.Keep {
		if _, err := s.column(k); err != nil {
			return nil, err
		}
	}
	f := &flipper{s: s, reads: graph.Inputs(s.Out)}
	var err error
	if f.bench, err = newRowBench(s, row); err != nil {
		return nil, err
	}
	first, err := f.eval(ctx, [][]move{nil})
	if err != nil {
		return nil, err
	}
	f.now = first[0].pred
	if f.goal, err = newGoal(s, f.now, o); err != nil {
		return nil, err
	}
	rows := s.levers()
	for _, c := range f.reads {
		if col := &s.Schema.Columns[c]; !slices.Contains(o.Keep, col.Name) {
			if l := s.lever(c, rows, valueOf(&row.Cols[c], 0)); l != nil {
				f.free = append(f.free, l)
			}
		}
	}
	f.strong = f.free
	return f, nil
}

// eval answers sets of moves.
func (f *flipper) eval(ctx context.Context, sets [][]move) ([]changed, error) {
	out := make([]changed, len(sets))
	chunks := (len(sets) + benchRows - 1) / benchRows
	err := num.ForEach(ctx, f.s.Workers, chunks, func(i int) error {
		from, to := i*benchRows, min(len(sets), (i+1)*benchRows)
		values, err := f.bench.answers(f.reads, sets[from:to])
		if err != nil {
			return err
		}
		for k := from; k < to; k++ {
			pred := values[(k-from)*f.bench.width : (k-from+1)*f.bench.width]
			out[k] = changed{moves: sets[k], pred: pred}
			if f.goal.gap != nil {
				out[k].size, out[k].gap = f.sizeOf(sets[k]), f.goal.gap(pred)
			}
		}
		return nil
	})
	return out, err
}

func (f *flipper) sizeOf(moves []move) float64 {
	sum := 0.0
	for _, m := range moves {
		sum += f.leverOf(m.column).size(m.value)
	}
	return sum
}

func (f *flipper) leverOf(column int) *lever {
	i, _ := slices.BinarySearchFunc(f.free, column, func(l *lever, c int) int { return l.column - c })
	return f.free[i]
}

// search grows sets of changes, one column at a time, until there are answers enough.
func (f *flipper) search(ctx context.Context, deepest, answers int) ([]changed, error) {
	var found []changed
	beam := []changed{{pred: f.now, gap: f.goal.gap(f.now)}}
	for depth := 1; depth <= deepest && len(beam) > 0 && len(found) < answers; depth++ {
		sets := f.grow(beam, found)
		if len(sets) == 0 {
			break
		}
		all, err := f.eval(ctx, sets)
		if err != nil {
			return nil, err
		}
		var met, open []changed
		for _, c := range all {
			if c.gap >= 0 {
				met = append(met, c)
			} else {
				open = append(open, c)
			}
		}
		met = smallest(met)
		for i := range min(len(met), 3*answers) {
			c, err := f.drawBack(ctx, met[i])
			if err != nil {
				return nil, err
			}
			found = append(found, c)
		}
		found = distinctSets(found)
		beam = f.carryOn(open, found)
		if depth == 1 {
			f.strengthen(open)
		}
	}
	return found[:min(len(found), answers)], nil
}

// grow adds a change of one more column to each set, of columns after which no answer is
// contained.
func (f *flipper) grow(beam, found []changed) [][]move {
	var sets [][]move
	seen := map[string]bool{}
	for _, b := range beam {
		for _, l := range f.strong {
			if slices.ContainsFunc(b.moves, func(m move) bool { return m.column == l.column }) {
				continue
			}
			for _, v := range l.tries {
				set := append(slices.Clone(b.moves), move{l.column, v})
				slices.SortFunc(set, func(a, b move) int { return a.column - b.column })
				if covered(set, found) {
					break
				}
				if key := fmt.Sprint(set); !seen[key] {
					seen[key] = true
					sets = append(sets, set)
				}
			}
		}
	}
	return sets
}

// covered reports whether the columns of an answer are all among those of the set.
func covered(set []move, found []changed) bool {
	for _, c := range found {
		all := true
		for _, m := range c.moves {
			all = all && slices.ContainsFunc(set, func(o move) bool { return o.column == m.column })
		}
		if all {
			return true
		}
	}
	return false
}

// strengthen keeps the columns whose changes alone come nearest to the goal.
func (f *flipper) strengthen(open []changed) {
	if len(f.free) <= flipLevers {
		return
	}
	open = slices.Clone(open)
	slices.SortStableFunc(open, func(a, b changed) int { return cmp.Compare(b.gap, a.gap) })
	open = firstOfEach(open, 1)
	f.strong = nil
	for _, c := range open[:min(len(open), flipLevers)] {
		f.strong = append(f.strong, f.leverOf(c.moves[0].column))
	}
	slices.SortFunc(f.strong, func(a, b *lever) int { return a.column - b.column })
}

func columnsKey(moves []move) string {
	var key []int
	for _, m := range moves {
		key = append(key, m.column)
	}
	return fmt.Sprint(key)
}

// smallest is the smallest change of each set of columns, smallest first.
func smallest(all []changed) []changed {
	slices.SortStableFunc(all, func(a, b changed) int { return cmp.Compare(a.size, b.size) })
	return firstOfEach(all, 1)
}

// firstOfEach keeps the first n changes of each set of columns.
func firstOfEach(all []changed, n int) []changed {
	times := map[string]int{}
	var out []changed
	for _, c := range all {
		if key := columnsKey(c.moves); times[key] < n {
			times[key]++
			out = append(out, c)
		}
	}
	return out
}

// distinctSets orders answers, fewest columns first, and leaves out those that hold another.
func distinctSets(found []changed) []changed {
	slices.SortStableFunc(found, func(a, b changed) int {
		return cmp.Or(cmp.Compare(len(a.moves), len(b.moves)), cmp.Compare(a.size, b.size))
	})
	var out []changed
	for _, c := range found {
		if !covered(c.moves, out) {
			out = append(out, c)
		}
	}
	return out
}

// carryOn chooses the unfinished sets that are grown: those nearest to the goal, and those
// that come nearer most for their size, at most two of the same columns.
func (f *flipper) carryOn(open, found []changed) []changed {
	start := f.goal.gap(f.now)
	open = slices.DeleteFunc(open, func(c changed) bool { return c.gap <= start || covered(c.moves, found) })
	near := slices.Clone(open)
	slices.SortStableFunc(near, func(a, b changed) int {
		return cmp.Or(cmp.Compare(b.gap, a.gap), cmp.Compare(a.size, b.size))
	})
	cheap := open
	slices.SortStableFunc(cheap, func(a, b changed) int {
		return cmp.Compare((b.gap-start)/b.size, (a.gap-start)/a.size)
	})
	near, cheap = firstOfEach(near, 1), firstOfEach(cheap, 1)
	beam := near[:min(len(near), flipBeam*2/3)]
	return append(slices.Clone(beam), cheap[:min(len(cheap), flipBeam-len(beam))]...)
}
