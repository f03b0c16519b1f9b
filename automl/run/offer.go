package run

import (
	"context"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/prep"
	"winnow/automl/search"
)

// portfolio is what the catalogue offers for the job and the columns.
func (s *setup) portfolio(ctx context.Context) ([]search.Candidate, error) {
	all := search.Portfolio(s.cat, s.job.Task, s.slow(), s.job.Algorithms)
	if fit := slices.DeleteFunc(slices.Clone(all), s.forMoreClasses); len(fit) > 0 { // else there is no other
		all = fit
	}
	if !slices.ContainsFunc(all, readsCodes) { // of the chosen algorithms none would
		return slices.DeleteFunc(all, func(c search.Candidate) bool { return s.pointless(c, false) }), nil
	}
	codes, err := prep.FindCodes(ctx, s.base.With(s.rows), automl.Env{Seed: num.Seed(s.job.Seed, "codes"), Workers: s.job.Threads})
	if err != nil {
		return nil, err
	}
	if len(codes) > 0 {
		s.note("Numbers whose values say more as codes than by their order are tried as categories too: %s.", shortList(codes))
	}
	return slices.DeleteFunc(all, func(c search.Candidate) bool { return s.pointless(c, len(codes) > 0) }), nil
}

// manyRows is the number of rows up to which no candidate is slow: there each has its turn.
const manyRows = 10_000

// readableShare is the part of the time up to which a candidate that a person can read at a glance
// is not slow: it is there to be read, not only to win.
const readableShare = 0.2

// slow tells which candidates take longer than the booster with its defaults, by the forecasts
// of both; readable ones, where they take much of the time too.
func (s *setup) slow() func(search.Candidate) bool {
	if len(s.rows) <= manyRows {
		return func(search.Candidate) bool { return false }
	}
	work := func(c search.Candidate) (sec float64, readable bool) {
		l, alg, err := c.Learner(s.cat)
		if err != nil {
			return 0, false
		}
		first, later := s.foldWork(alg, l, len(s.rows))
		return first + later*(fewFolds-1), alg.Readable == 3
	}
	limit, _ := work(search.Candidate{Algorithm: "gradient_boosting"})
	return func(c search.Candidate) bool {
		sec, readable := work(c)
		return sec > limit && (!readable || s.job.Budget > 0 && sec > readableShare*s.time())
	}
}

// forMoreClasses reports whether a candidate's family is tried for more classes than there are,
// and was not asked for.
func (s *setup) forMoreClasses(c search.Candidate) bool {
	alg, ok := s.cat.Algorithm(c.Algorithm)
	return ok && s.base.Classes < alg.Needs.MinClasses && !slices.Contains(s.job.Algorithms, alg.ID)
}

// readsCodes reports whether a candidate reads numbers as codes.
func readsCodes(c search.Candidate) bool {
	o := prep.For(automl.Needs{})
	return o.Params().Set(c.Prep) == nil && o.ReadsCodes()
}

// pointless reports whether a candidate would combine columns or read numbers as codes, and
// there are none of which that could be made.
func (s *setup) pointless(c search.Candidate, codes bool) bool {
	o := prep.For(automl.Needs{})
	if o.Params().Set(c.Prep) != nil {
		return false
	}
	if o.ReadsCodes() { // two numbers that are codes may make a pair
		return !codes
	}
	return o.Combines() && !o.Combinable(s.base.Features)
}
