package run

import (
	"math"
	"runtime"
	"time"
)

// reserve is how long the run will take after training: the final fits of the members an
// ensemble is likely to have, spread over the workers, the blending itself and the distilling.
func (r *Run) reserve() time.Duration {
	members := r.likelyMembers()
	return r.finishTime(members) + r.distilTime(members)
}

// finishTime is the reserve less the time for distilling.
func (r *Run) finishTime(members []*trial) time.Duration {
	sum, longest, fits := 0.0, 0.0, 0
	save := 0.0
	for _, t := range members {
		save += saveSec * float64(r.finalBytes(t))
		if r.bagged(t) || r.spared(t) {
			continue
		}
		sec := r.finalSec(t)
		sum += sec
		longest = max(longest, sec)
		fits++
	}
	cores := float64(min(r.job.Threads, runtime.GOMAXPROCS(0)))
	if fits > 0 { // a fit that has several cores gains something by them
		longest /= math.Sqrt(max(1, cores/float64(fits)))
	}
	wall := max(sum/cores, longest)
	models := float64(min(len(r.contenders()), blendMost))
	blend := 8e-8 * float64(min(len(r.scored), blendRows)) * models * models
	return time.Duration((1.15*wall+blend+save+0.3)*float64(time.Second)) + r.slack() + r.sureTime()
}

// finalSec forecasts how many seconds the fit of a trial on all rows takes: as many as its folds
// took, for more rows, without the first where that had to find out what the others were told and
// these were not cut short. No fold may be booked meanwhile: the mutex is held, or training is over.
func (r *Run) finalSec(t *trial) float64 {
	folds := t.folds
	if len(t.found) > 0 && !t.cut && len(folds) > 1 {
		folds = folds[1:]
	}
	sec := 0.0
	for _, f := range folds {
		sec = max(sec, f.fitSec)
	}
	return sec * float64(len(r.rows)) / float64(len(r.folds[0].Train))
}

// slack is the part of the reserve for what takes longer than was thought.
func (r *Run) slack() time.Duration { return r.job.Budget / 30 }
