package gbdt

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/num"
)

// fit is one call of Fit.
type fit struct {
	*Learner
	*data
	ctx context.Context
	env automl.Env
}

// fewRows is the number of rows below which the number of rounds is found on every fold in
// turn instead of one. Why: one fold of few rows says little.
const fewRows = 2500

// leastRows is the number of rows below which no rows can be set aside; roundsForLeast is
// how many rounds are then taken at a learning rate of 0.1.
const (
	leastRows      = 24
	roundsForLeast = 30
)

// run boosts and returns the final booster.
func (f *fit) run() (*booster, error) {
	rounds := f.Rounds
	switch {
	case rounds > 0:
	case len(f.data.rows) < leastRows:
		rounds = min(max(1, int(math.Round(roundsForLeast*0.1/f.Rate))), f.MaxRounds)
	default:
		panel := f.panel()
		best, err := f.search(panel)
		if err != nil {
			return nil, err
		}
		if f.env.Softly() {
			panel[0].cut(best)
			return panel[0], nil
		}
		// Why more: more rows bear more rounds.
		grown := float64(len(f.data.rows)) / float64(len(panel[0].rows))
		rounds = int(math.Ceil(float64(best) * grown))
		f.env.Settle(automl.Settings{{Name: "rounds", Value: strconv.Itoa(rounds)}})
	}
	return f.boost(rounds)
}

// boost makes the final booster: so many rounds on all rows.
func (f *fit) boost(rounds int) (*booster, error) {
	b := newBooster(f.Learner, f.data, f.data.rows, nil, num.Seed(f.env.Seed, "final"), f.env.Workers)
	for i := range rounds {
		if i > 0 && f.env.Softly() {
			break
		}
		if err := b.round(f.ctx); err != nil {
			return nil, err
		}
		f.env.Report(rounds+i+1, 2*rounds)
	}
	return b, nil
}

// panel makes the boosters that the number of rounds is found with: each learns from all
// rows but a fold.
func (f *fit) panel() []*booster {
	n := len(f.data.rows)
	folds, members := 5, 5
	if n >= fewRows {
		// A tenth to a fifth of the rows, and of many rows no more than it takes.
		share := min(max(500/float64(n), 0.1), 0.2)
		if n >= 5000 {
			share = min(max(2500/float64(n), 0.02), 0.2)
		}
		folds, members = int(math.Round(1/share)), 1
	}
	fold := f.folds(folds)
	panel := make([]*booster, members)
	for i := range panel {
		var rows, held []int32
		for j, r := range f.data.rows {
			if fold[j] == i {
				held = append(held, r)
			} else {
				rows = append(rows, r)
			}
		}
		workers := f.env.Workers
		if members > 1 {
			workers = 1
		}
		panel[i] = newBooster(f.Learner, f.data, rows, held, num.Seed(f.env.Seed, "panel", i), workers)
	}
	return panel
}

// folds deals the rows out to folds, so that each has its share of every class, or of small
// and large numbers. The result is by position in the data's rows.
func (f *fit) folds(n int) []int {
	rows := f.data.rows
	order := num.Perm(num.RNG(f.env.Seed, "folds"), len(rows))
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(f.y[rows[a]], f.y[rows[b]]) })
	rng := num.RNG(f.env.Seed, "deal")
	fold := make([]int, len(rows))
	var deal []int
	for i, at := range order {
		if i%n == 0 {
			deal = rng.Perm(n)
		}
		fold[at] = deal[i%n]
	}
	return fold
}

// patience is the number of rounds without improvement after which the search ends.
func (f *fit) patience() int {
	if f.Patience > 0 {
		return f.Patience
	}
	rows := float64(len(f.data.rows))
	usual := max(20, 300*min(1, 10_000/rows))
	// Why: at a lower rate the same way takes more rounds.
	return max(10, int(math.Round(usual*min(0.05/f.Rate, 2)/2)))
}

// leastGain is the share by which the loss must fall to count as better. Why: where classes
// part cleanly the loss falls for ever, and all that grows is the model's certainty.
const leastGain = 1e-5

// search boosts the panel round by round and returns the number of rounds with the least
// loss on the rows set aside.
func (f *fit) search(panel []*booster) (int, error) {
	best, bestLoss := 1, math.Inf(1)
	patience := f.patience()
	losses := make([]float64, len(panel))
	for r := 1; r <= f.MaxRounds; r++ {
		err := num.ForEach(f.ctx, f.env.Workers, len(panel), func(i int) error {
			if err := panel[i].round(f.ctx); err != nil {
				return err
			}
			losses[i] = panel[i].meanLoss(panel[i].held)
			return nil
		})
		if err != nil {
			return 0, err
		}
		if loss := mean(losses); loss < bestLoss*(1-leastGain) {
			best, bestLoss = r, loss
		}
		f.env.Report(r, 2*f.MaxRounds)
		if r-best >= patience || f.env.Softly() {
			break
		}
	}
	return best, nil
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
