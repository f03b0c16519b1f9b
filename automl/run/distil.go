package run

import (
	"fmt"
	"math"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/gbdt"
	"winnow/automl/num"
	"winnow/automl/prep"
)

const (
	distilID   = "distilled"
	distilName = "Distilled booster"

	truthShare   = 0.3     // of the target of a row of the table; the rest is the ensemble's answer
	distilRounds = 2       // times the rounds of the booster that it is like: answers are smoother than truths
	distilMost   = 20_000  // rounds
	madeUntil    = 100_000 // rows in all up to which rows are made up
	askedRows    = 1024    // rows that a worker asks the ensemble about at a time
)

// distillation is the work of fitting one booster to the answers of the ensemble (Bucila,
// Caruana and Niculescu-Mizil 2006), also for made-up rows (Fakoor et al. 2020).
//
// Its score is honest in that the booster of a fold has seen no target of the fold's valid
// rows: it learns from the answers of the models of that very fold, which learnt from its
// training rows alone, mixed with weights chosen without the others. Out-of-fold answers
// would not do: those for the rows of another fold come from models that learnt from the
// valid rows too, so that near rows hand their targets on. On a table with many rows alike
// they made a log loss seem 0.70 that was 0.86 on new rows. The final booster learns in the
// same way from the mean of all folds' answers, most of which come from models that saw the
// row. What is left of the valid rows in a fold's booster is what every trial has of them,
// knobs that did well on all folds, and the one slope of the ensemble's certainty.
type distillation struct {
	*Run
	blend *blend
	like  *trial          // the booster whose knobs it takes
	space *automl.Dataset // of the table's rows and, after them, those made up
	frame *graph.Frame    // of its inputs
	made  [][2]int32      // the rows that each made-up row is of
	said  [][]float64     // by fold: what its ensemble answers for each row of the space
}

// distil fits a booster to the ensemble and enters it into the leaderboard.
func (r *Run) distil() error {
	if !r.job.Distil {
		return nil
	}
	like := r.bestBooster()
	switch {
	case r.blend == nil || like == nil:
		r.note("There was nothing to distil: it takes an ensemble and a gradient booster among its run's models.")
		return nil
	case r.clock.wasStopped():
		r.note("The ensemble was not distilled, because the training was stopped early.")
		return nil
	}
	r.stage(automl.Ensembling, "Distilling the ensemble into one booster")
	d := &distillation{Run: r, blend: r.blend, like: like}
	t, err := d.work()
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	if err != nil { // the run stands without it
		r.note("The ensemble could not be distilled: %s", reason(err))
		return nil
	}
	r.mu.Lock()
	r.trials = append(r.trials, t)
	r.mu.Unlock()
	row := t.row
	r.emitter.emit(automl.Event{Kind: automl.TrialDone, Score: row.Score, Model: &row})
	return nil
}

// work is the distilling, step by step.
func (d *distillation) work() (*trial, error) {
	if err := d.layOut(); err != nil {
		return nil, err
	}
	if err := d.ask(); err != nil {
		return nil, err
	}
	return d.student()
}

// bestBooster is the best finished trial of gradient boosting; nil for none.
func (r *Run) bestBooster() *trial {
	r.mu.Lock()
	defer r.mu.Unlock()
	var best *trial
	for _, t := range r.trials {
		if t.state == automl.Done && t.alg.ID == gbdt.Algorithm().ID && (best == nil || r.metric.Better(t.row.Score, best.row.Score)) {
			best = t
		}
	}
	return best
}

// layOut lays out the rows of the table and as many made-up ones behind them.
func (d *distillation) layOut() error {
	part := make([]int32, d.table.Rows())
	for k := len(d.folds) - 1; k >= 0; k-- {
		for _, row := range d.folds[k].Valid {
			part[row] = int32(k)
		}
	}
	m, err := d.mix(min(len(d.rows), max(0, madeUntil-len(d.rows))), part)
	if err != nil {
		return err
	}
	d.made = m.from
	columns := make([]int, len(d.columns))
	for i := range columns {
		columns[i] = i
	}
	d.frame = prep.Frame(m.table, columns)
	space := *d.base
	space.Features, space.Space = prep.Base(m.table, columns), m.table.Rows()
	space.Y, space.W = slices.Clone(d.base.Y), slices.Clone(d.base.W)
	for _, pair := range m.from {
		space.Y = append(space.Y, 0)
		if space.W != nil {
			space.W = append(space.W, space.W[pair[0]])
		}
	}
	d.space = &space
	return nil
}

// rowsOf are the rows that the booster of a fold learns from: none that was scored by it nor
// made of such.
func (d *distillation) rowsOf(fold int) []int32 {
	rows, out := d.rows, make([]bool, d.table.Rows())
	if fold != allRows {
		rows = d.folds[fold].Train
		for _, row := range d.folds[fold].Valid {
			out[row] = true
		}
	}
	rows = slices.Clone(rows)
	for i, pair := range d.made {
		if !out[pair[0]] && !out[pair[1]] {
			rows = append(rows, int32(d.table.Rows()+i))
		}
	}
	return rows
}

// ask asks the ensemble of each fold about all rows.
func (d *distillation) ask() error {
	width := d.space.PredictionWidth()
	rows := d.rowsOf(allRows)
	for k := range d.folds {
		teacher, err := d.teacher(k)
		if err != nil {
			return err
		}
		said := make([]float64, d.space.Space*width)
		err = num.ForEach(d.ctx, d.job.Threads, (len(rows)+askedRows-1)/askedRows, func(i int) error {
			some := rows[i*askedRows : min(len(rows), (i+1)*askedRows)]
			plan, err := graph.NewPlan(teacher, d.frame)
			if err != nil {
				return err
			}
			out := make([]float64, len(some)*width)
			plan.Rows(some, out)
			for j, row := range some {
				copy(said[int(row)*width:], out[j*width:(j+1)*width])
			}
			return nil
		})
		if err != nil {
			return err
		}
		d.said = append(d.said, said)
	}
	return nil
}

// teacher is the ensemble of the models of a fold. Those that were let go are fitted again.
func (d *distillation) teacher(fold int) (*graph.Node, error) {
	nodes := make([]*graph.Node, len(d.blend.members))
	err := num.ForEach(d.ctx, d.job.Threads, len(nodes), func(i int) (err error) {
		t := d.blend.members[i]
		if nodes[i] = t.folds[fold].model.take(); nodes[i] == nil {
			nodes[i], _, err = d.fit(t, fold, 1, d.budgetEnd)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return scaled(sum(nodes, d.blend.without[fold]), d.job.Task, d.blend.slope), nil
}

// student fits the booster fold by fold and on all rows.
func (d *distillation) student() (*trial, error) {
	l, alg, err := d.learner()
	if err != nil {
		return nil, err
	}
	t := &trial{number: len(d.trials) + 1, candidate: d.like.candidate, alg: alg, learner: l, prep: d.like.prep,
		state: automl.Done, folds: make([]foldResult, len(d.folds))}
	t.row = automl.ModelRow{ID: distilID, Name: distilName, Algorithm: alg.ID, Settings: l.Params().Settings(), State: automl.Done, Readable: alg.Readable}
	end := d.deadline()
	err = num.ForEach(d.ctx, d.job.Threads, len(d.folds), func(k int) (err error) {
		waves := (len(d.folds) + d.job.Threads - 1) / d.job.Threads
		t.folds[k], err = d.foldOf(k, func() (<-chan struct{}, func()) { return endAt(nil, end/time.Duration(waves+1), end >= 0) })
		return err
	})
	if err != nil {
		return nil, err
	}
	d.gather(t)
	node, cut, err := d.fitOn(allRows, d.job.Threads, func() (<-chan struct{}, func()) {
		end := d.deadline()
		return endAt(nil, end, end >= 0)
	})
	if err != nil {
		return nil, err
	}
	if t.final, err = d.unlessCut(t, node, cut); err != nil {
		return nil, err
	}
	d.measure(&t.row, t.final)
	return t, nil
}

// deadline is how much time there is for fits; below 0 without a limit.
func (d *distillation) deadline() time.Duration {
	left, timed := d.clock.total()
	if !timed {
		return -1
	}
	return max(0, left-d.finishTime(d.blend.members))
}

// foldOf is what the booster of one fold yields.
func (d *distillation) foldOf(k int, ending func() (<-chan struct{}, func())) (res foldResult, err error) {
	began := time.Now()
	node, _, err := d.fitOn(k, 1, ending)
	if err != nil {
		return res, err
	}
	res.fitSec = time.Since(began).Seconds()
	began = time.Now()
	valid := d.folds[k].Valid
	if res.values, err = d.predict(node, valid); err != nil {
		return res, err
	}
	res.predictMs, res.bytes = time.Since(began).Seconds()*1e6/float64(len(valid)), graph.Bytes(node)
	if k == 0 {
		res.model = d.attic.put(node)
	}
	return d.scoreFold(k, res), nil
}

// learner is the booster with more rounds than that which it is like.
func (d *distillation) learner() (*gbdt.Learner, *automl.Algorithm, error) {
	l, alg, err := d.like.candidate.Learner(d.cat)
	if err != nil {
		return nil, nil, err
	}
	if err := l.Params().Set(d.settled(d.like)); err != nil {
		return nil, nil, err
	}
	booster, ok := l.(*gbdt.Learner)
	if !ok {
		return nil, nil, automl.Errorf("distil", automl.Internal, "The catalogue's gradient boosting is another one than is distilled into.")
	}
	booster.Rounds = min(distilRounds*booster.Rounds, distilMost)
	return booster, alg, nil
}

// fitOn fits the booster of a fold, or the final one; cut says that it was asked to end early.
func (d *distillation) fitOn(fold, workers int, ending func() (<-chan struct{}, func())) (node *graph.Node, cut bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = automl.Errorf("fit", automl.Internal, "The fit broke off: %v.", p)
		}
	}()
	l, _, err := d.learner()
	if err != nil {
		return nil, false, err
	}
	ds := d.space.With(d.rowsOf(fold))
	if ds.Y, l.Soft = d.targets(fold, ds.Rows); d.job.Task == automl.Regression {
		l.Soft = nil
	}
	ds, err = prep.Fit(d.ctx, ds, d.like.prep, automl.Env{Seed: num.Seed(d.job.Seed, "prep", distilID, fold), Workers: workers})
	if err != nil {
		return nil, false, err
	}
	soft, release := ending()
	defer release()
	env := automl.Env{Seed: num.Seed(d.job.Seed, distilID, fold), Workers: workers, SoftStop: soft}
	node, err = l.Fit(d.ctx, ds, env)
	return node, env.Softly(), err
}

// targets are what the booster of a fold learns: by row the number or the likeliest class,
// and by class and row the probabilities.
func (d *distillation) targets(fold int, rows []int32) (y []float64, soft [][]float64) {
	width := d.space.PredictionWidth()
	y = slices.Clone(d.space.Y)
	soft = make([][]float64, max(2, d.space.Classes))
	for c := range soft {
		soft[c] = make([]float64, d.space.Space)
	}
	for _, row := range rows {
		said := d.answer(fold, int(row)*width, width)
		truth := truthShare
		if int(row) >= d.table.Rows() {
			truth = 0
		}
		switch {
		case d.job.Task == automl.Regression:
			y[row] = float64(truth*y[row]) + float64((1-truth)*said[0])
			continue
		case width == 1:
			said = []float64{1 - said[0], said[0]}
		}
		for c, p := range said {
			soft[c][row] = (1 - truth) * p
		}
		if truth == 0 {
			y[row] = float64(slices.Index(said, slices.Max(said)))
		} else {
			soft[int(y[row])][row] += truth
		}
	}
	return y, soft
}

// answer is what the ensemble of a fold says, or all of them in the mean, of one row.
func (d *distillation) answer(fold, at, width int) []float64 {
	if fold != allRows {
		return d.said[fold][at : at+width]
	}
	mean := make([]float64, width)
	for _, said := range d.said {
		for c, v := range said[at : at+width] {
			mean[c] += v / float64(len(d.said))
		}
	}
	return mean
}

// worthyStudent is the distilled booster where it is to be recommended: it is not worse than
// the best other single model beyond chance and predicts as fast as the job wants. Else nil.
func (r *Run) worthyStudent() *trial {
	s, err := r.find(distilID)
	if err != nil || !r.fast(s) {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.contenders() {
		if t == s {
			continue
		}
		f := r.folds[0]
		if r.metric.Better(t.row.Score, s.row.Score) && !tied(t.row.Folds, s.row.Folds, len(f.Train), len(f.Valid)) {
			return nil
		}
		break
	}
	return s
}

// distilTime is how long distilling is expected to take.
func (r *Run) distilTime(members []*trial) time.Duration {
	if !r.job.Distil {
		return 0
	}
	var like *trial
	ask := 0.0
	for _, t := range r.contenders() {
		if like == nil && t.alg.ID == gbdt.Algorithm().ID {
			like = t
		}
	}
	if like == nil {
		return 0
	}
	rows := float64(len(r.rows) + min(len(r.rows), max(0, madeUntil-len(r.rows))))
	for _, t := range members {
		ask += t.row.PredictMs / 1e6 * rows * float64(len(r.folds))
		for _, f := range t.folds {
			if f.model == nil {
				ask += f.fitSec
			}
		}
	}
	fit := math.Inf(1) // of the rounds alone
	for _, f := range like.folds {
		fit = min(fit, f.fitSec)
	}
	fit *= distilRounds * rows / float64(len(r.folds[0].Train))
	cores := float64(r.job.Threads)
	waves := math.Ceil(float64(len(r.folds)) / cores)
	return time.Duration((ask/cores + fit*waves + fit/math.Sqrt(cores)) * float64(time.Second))
}

// whyDistilled says why the distilled booster is recommended.
func (b *blend) whyDistilled(m *automl.ModelRow) string {
	return fmt.Sprintf("It is one booster that learnt from the answers of an ensemble of %d models: its score is %s, that of the ensemble %s.",
		len(b.members), short(m.Score), short(b.row.Score))
}
