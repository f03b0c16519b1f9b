package mlp

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// minHoldout is the number of rows from which some are set aside to choose the epoch.
const minHoldout = 50

// trainer trains one member.
type trainer struct {
	*Learner
	data   *data
	steps  steps // what it reads beside the columns
	epochs int
	member int
	rng    *rand.Rand

	n     *net
	p     *pass
	adam  *adam
	fit   []int32 // rows to learn from
	check []int32 // rows set aside
	x     []float32
	y, w  []float32
	best  []float32
	mean  []float32 // of the parameters of the last epochs
	kept  []float32
	score float64
}

// run trains until the epochs are over, ctx ends, or a soft stop is asked for. It returns
// the parameters of the best epoch.
func (t *trainer) run(ctx context.Context, env automl.Env, progress *progress) (*net, error) {
	t.prepare()
	if err := t.judge(ctx, 0); err != nil {
		return nil, err
	}
	steps := (len(t.fit) + t.Batch - 1) / t.Batch
	lastBest := 0
	for epoch := range t.epochs {
		t.rng.Shuffle(len(t.fit), func(i, j int) { t.fit[i], t.fit[j] = t.fit[j], t.fit[i] })
		for s := range steps {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if env.Softly() {
				return t.finish(), nil
			}
			time := (float64(epoch) + float64(s)/float64(steps)) / float64(t.epochs)
			t.step(t.fit[s*len(t.fit)/steps:(s+1)*len(t.fit)/steps], time)
		}
		before := t.score
		if err := t.judgeBoth(ctx, epoch+1); err != nil {
			return nil, err
		}
		progress.add(1)
		if t.score < before {
			lastBest = epoch
		}
		// Why 0.4: the schedule's last fall takes the second half; a network that has not
		// gained for so long is past its best.
		if float64(epoch-lastBest) > 0.4*float64(t.epochs)+5 {
			progress.add(t.epochs - epoch - 1)
			break
		}
	}
	return t.finish(), nil
}

func (t *trainer) finish() *net {
	copy(t.n.theta, t.best)
	return t.n
}

func (t *trainer) prepare() {
	widths := []int{t.data.width + t.steps.len()}
	for range t.Layers {
		widths = append(widths, t.Hidden)
	}
	widths = append(widths, t.data.outs)
	t.n = newNet(t.function(t.data.task, t.member), widths)
	t.n.init(t.rng, t.data.bias)
	t.split()
	t.Learner = t.sized(len(t.fit))
	t.p = newPass(t.n, t.Batch)
	t.adam = newAdam(t.n)
	t.best, t.mean, t.kept = slices.Clone(t.n.theta), slices.Clone(t.n.theta), slices.Clone(t.n.theta)
	t.score = math.Inf(1)
	t.x = make([]float32, t.Batch*t.n.widths[0])
	t.y = make([]float32, t.Batch)
	t.w = make([]float32, t.Batch)
}

// sized is the learner with the batch cut down for few rows, so that an epoch still makes
// some steps.
func (l *Learner) sized(rows int) *Learner {
	c := *l
	for c.Batch > 32 && rows < 8*c.Batch {
		c.Batch /= 2
	}
	return &c
}

// split sets rows aside, spread evenly over the target: a tenth to a fifth of few rows,
// fewer of many.
func (t *trainer) split() {
	n := len(t.data.y)
	rows := num.Perm(t.rng, n)
	if n < minHoldout {
		t.fit = rows
		return
	}
	share := min(max(500/float64(n), 0.1), 0.2)
	if n >= 5000 {
		share = min(max(2500/float64(n), 0.05), 0.1)
	}
	slices.SortStableFunc(rows, func(a, b int32) int { return cmp.Compare(t.data.y[a], t.data.y[b]) })
	every := int(math.Round(1 / share))
	offset := t.rng.IntN(every)
	for i, r := range rows {
		if i%every == offset {
			t.check = append(t.check, r)
		} else {
			t.fit = append(t.fit, r)
		}
	}
}

// load copies rows into the batch buffers.
func (t *trainer) load(rows []int32) {
	width, inputs := t.data.width, t.n.widths[0]
	for i, r := range rows {
		out := t.x[i*inputs : (i+1)*inputs]
		copy(out, t.data.x[int(r)*width:(int(r)+1)*width])
		t.steps.write(out[width:], out[:width])
		t.y[i], t.w[i] = t.data.y[r], t.data.w[r]
	}
}

// step learns from one batch at a point of time from 0 to 1.
func (t *trainer) step(rows []int32, time float64) {
	t.load(rows)
	fade := flatCos(time)
	out := t.p.forward(t.x, len(rows), true, t.Dropout*fade, t.rng)
	delta := t.p.delta[:len(out)]
	for i, y := range t.y[:len(rows)] {
		w := t.w[i] / float32(len(rows))
		t.gradient(out[i*t.data.outs:(i+1)*t.data.outs], delta[i*t.data.outs:(i+1)*t.data.outs], y, w)
	}
	t.p.backward()
	t.adam.step(t.p.grad.theta, t.Rate*cosLog(time), t.WeightDecay*fade)
}

// gradient is that of the loss at the outputs z for one row: half the squared error, or
// the log loss.
func (t *trainer) gradient(z, delta []float32, y, w float32) {
	switch {
	case t.data.task == automl.Regression:
		delta[0] = w * (z[0] - y)
	case len(z) == 1:
		delta[0] = w * (1/(1+exp32(-z[0])) - y)
	default:
		top := slices.Max(z)
		var sum float32
		for k, v := range z {
			delta[k] = exp32(v - top)
			sum += delta[k]
		}
		for k := range delta {
			delta[k] = w * (delta[k] / sum)
		}
		delta[int(y)] -= w
	}
}

// meanKeeps is the part of the mean that is left after one more epoch, so that it is over
// about the last five.
const meanKeeps = 0.8

// judgeBoth judges the parameters, and the mean of those of the last epochs: while steps
// are large each epoch is off to some side, which the mean is not (Polyak and Juditsky
// 1992).
func (t *trainer) judgeBoth(ctx context.Context, epoch int) error {
	if err := t.judge(ctx, epoch); err != nil || len(t.check) == 0 {
		return err
	}
	if epoch == 1 {
		copy(t.mean, t.n.theta)
		return nil
	}
	for i, v := range t.n.theta {
		t.mean[i] = float32(meanKeeps*t.mean[i]) + float32((1-meanKeeps)*v)
	}
	copy(t.kept, t.n.theta)
	copy(t.n.theta, t.mean)
	err := t.judge(ctx, epoch)
	copy(t.n.theta, t.kept)
	return err
}

// judge keeps the parameters if they do better than any before on the rows set aside.
// Without such rows the last epoch is the best. What is no number is never better.
func (t *trainer) judge(ctx context.Context, epoch int) error {
	if len(t.check) == 0 {
		if finite(t.n.theta) {
			t.score = -float64(epoch)
			copy(t.best, t.n.theta)
		}
		return nil
	}
	var sum, total float64
	for from := 0; from < len(t.check); from += t.Batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows := t.check[from:min(from+t.Batch, len(t.check))]
		t.load(rows)
		out := t.p.forward(t.x, len(rows), false, 0, nil)
		for i, y := range t.y[:len(rows)] {
			w := float64(t.w[i])
			sum += float64(w * t.loss(out[i*t.data.outs:(i+1)*t.data.outs], y))
			total += w
		}
	}
	if score := sum / total; score < t.score && finite(t.n.theta) {
		t.score = score
		copy(t.best, t.n.theta)
	}
	return nil
}

func (t *trainer) loss(z []float32, y float32) float64 {
	switch {
	case t.data.task == automl.Regression:
		e := float64(z[0] - y)
		return e * e
	case len(z) == 1:
		s := float64(z[0])
		if y > 0 {
			s = -s
		}
		return max(s, 0) + math.Log1p(math.Exp(-math.Abs(s)))
	}
	top := float64(slices.Max(z))
	sum := 0.0
	for _, v := range z {
		sum += math.Exp(float64(v) - top)
	}
	return top + math.Log(sum) - float64(z[int(y)])
}

func finite(v []float32) bool {
	for _, x := range v {
		if x-x != 0 {
			return false
		}
	}
	return true
}
