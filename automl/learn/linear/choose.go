package linear

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
)

const (
	// chooseCells is about how many numbers the strength is chosen on; of larger data a
	// part of the rows is taken.
	chooseCells = 3_000_000
	// foldWork is the work of one step up to which every fold and both penalties are
	// fitted; beyond it one is.
	foldWork = 150_000
	folds    = 5
	// gain is the share by which a weaker penalty has to lower the loss to be taken.
	gain = 2e-4
	// pathTol and pathSteps bound the fits along the path, whose weights are not kept.
	pathTol   = 1e-3
	pathSteps = 100
)

// choose fits a path of strengths, strongest first, each from where the one before ended,
// on part of the rows and takes the one with the least loss on the others; for Auto both
// penalties' paths, where that is quick. It also returns that loss, 0 where there are too few
// rows to tell.
func (l *Learner) choose(ctx context.Context, p *problem, env automl.Env) (choice, float64, error) {
	q, shrink := p.sample(ctx, env.Seed)
	ratios := []float64{l.ratio()}
	if l.Penalty == Auto && q.work() <= foldWork {
		ratios = append(ratios, 1)
	}
	weights := q.split(ctx, env.Seed)
	if err := ctx.Err(); err != nil {
		return choice{}, 0, err
	}
	fallback := choice{strength: 1 / max(p.total, 1), ratio: ratios[0], from: p.start()}
	if fallback.ratio > 0 {
		fallback.strength *= math.Sqrt(max(p.total, 1))
	}
	if weights == nil {
		return fallback, 0, nil
	}
	if q.work() > foldWork {
		weights = weights[:1]
	}
	best, least := fallback, math.Inf(1)
	for _, ratio := range ratios {
		c, loss, err := q.path(ctx, ratio, weights, env)
		if err != nil {
			return best, 0, err
		}
		// Why 0.999: L1 comes second and has to be better by more than chance.
		if loss < least*0.999 {
			best, least = c, loss
		}
	}
	// The penalty weighs less against more rows: as 1/n for L2, as 1/sqrt(n) for L1
	// (Bickel, Ritov and Tsybakov 2009, theorem 7.2).
	if best.ratio == 0 {
		best.strength *= shrink
	} else {
		best.strength *= math.Sqrt(shrink)
	}
	return best, least, nil
}

// work is about how many multiplications one look at the loss takes; a row's exponential
// counts for ten.
func (p *problem) work() int { return p.k * (p.x.cells + 10*p.x.n) }

// fold is one inner split: row weights to fit with and to score with.
type fold struct{ fit, score []float64 }

// path scores strengths from strong to weak and stops when two in a row are no better than
// the best.
func (p *problem) path(ctx context.Context, ratio float64, fs []fold, env automl.Env) (choice, float64, error) {
	strengths, err := p.strengths(ctx, ratio)
	if err != nil {
		return choice{}, 0, err
	}
	fit := make([]*problem, len(fs))
	score := make([]*problem, len(fs))
	at := make([][]float64, len(fs))
	for i, f := range fs {
		fit[i], score[i] = p.on(f.fit), p.on(f.score)
		at[i] = fit[i].start()
	}
	best := choice{ratio: ratio, strength: strengths[0], from: p.start()}
	least, worse := math.Inf(1), 0
	for _, s := range strengths {
		sum, total := 0.0, 0.0
		for i := range fs {
			if at[i], err = fit[i].minimise(ctx, choice{ratio, s, at[i]}, pathSteps, pathTol, quiet(env)); err != nil {
				return best, 0, err
			}
			v, err := score[i].value(ctx, at[i], nil)
			if err != nil {
				return best, 0, err
			}
			sum += v * score[i].total
			total += score[i].total
		}
		if env.Softly() {
			break
		}
		switch loss := sum / total; {
		case loss < least*(1-gain):
			least, worse = loss, 0
			best.strength, best.from = s, at[0]
		default:
			worse++
		}
		if worse == 2 {
			break
		}
	}
	return best, least, nil
}

// strengths are what path tries. For L1 they start where the first weight leaves zero
// (Friedman, Hastie and Tibshirani 2010, section 2.5); for L2 where the weights, about the
// slope divided by the strength, lower the loss by a thousandth.
func (p *problem) strengths(ctx context.Context, ratio float64) ([]float64, error) {
	g := make([]float64, p.size())
	loss, err := p.value(ctx, p.start(), g)
	if err != nil {
		return nil, err
	}
	g = g[:p.k*p.x.p]
	bottom, factor := 1e-3/max(p.total, 1), 0.25
	top := max(min(3, floats.Dot(g, g)/(2e-3*max(loss, 1e-9))), 4*bottom)
	if ratio > 0 {
		top = max(floats.Norm(g, math.Inf(1))/ratio, 1e-12)
		bottom, factor = top*1e-4, math.Pow(10, -1.0/3)
		top *= factor
	}
	var out []float64
	for s := top; s >= bottom; s *= factor {
		out = append(out, s)
	}
	if len(out) == 0 {
		out = []float64{top}
	}
	return out, nil
}

// quiet is env without progress, for fits within the fit.
func quiet(env automl.Env) automl.Env {
	env.Progress = nil
	return env
}
