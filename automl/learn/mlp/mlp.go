// Package mlp learns a small neural network: dense layers over scaled inputs, in the
// manner of RealMLP (Holzmüller et al. 2024, "Better by Default", table A.1): inputs bent
// smoothly into a fixed range, a learnt factor for each input, neural tangent
// parametrisation, Adam with a step size that falls and rises, and the epoch that does
// best on rows set aside. Several networks are averaged, of which every second also reads
// each number in pieces.
package mlp

import (
	"context"
	"math"
	"strconv"
	"sync"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// Learner holds the knobs. Its zero value is not usable; take it from Algorithm.
type Learner struct {
	Hidden      int
	Layers      int
	Members     int
	Batch       int
	Pieces      int
	Effort      float64
	Rate        float64
	Dropout     float64
	WeightDecay float64
	Activation  activation
}

type activation string

const (
	auto activation = "auto"
	selu            = activation(graph.SELU)
	mish            = activation(graph.Mish)
	silu            = activation(graph.SiLU)
	relu            = activation(graph.ReLU)
)

var _ automl.Learner = (*Learner)(nil)

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "neural_network",
		Name:     "Neural network",
		Help:     "Layers of simple units that learn smooth curves and combinations of all columns at once.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Scaled: true, MaxRows: 50_000, MaxCells: 4_000_000},
		Cost:     cost,
		New:      func() automl.Learner { return newLearner() },
		Readable: 1,
		Bagged:   true,
	}
}

// Why four members, and not one for four times as long: chance has a large part in each,
// and the mean of several errs less than the best of them.
func newLearner() *Learner {
	return &Learner{Hidden: 64, Layers: 2, Members: 4, Batch: 256, Pieces: 8, Effort: 1, Rate: 0.05, Dropout: 0.15, WeightDecay: 0.02, Activation: auto}
}

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.Hidden, "hidden", "Units of each hidden layer.", automl.LogRange(8, 512)),
		automl.Int(&l.Layers, "layers", "Number of hidden layers.", automl.LinRange(1, 4)),
		automl.Float(&l.Rate, "learning_rate", "Step size at its highest.", automl.LogRange(0.002, 0.4)),
		automl.Float(&l.Dropout, "dropout", "Share of hidden units left out at random in each step.", automl.LinRange(0, 0.6)),
		automl.Float(&l.WeightDecay, "weight_decay", "How strongly weights are drawn towards zero.", automl.LinRange(0, 0.2)),
		automl.Float(&l.Effort, "effort", "How long it trains, relative to what is usual for the number of rows.", automl.LogRange(0.1, 4)),
		automl.Int(&l.Batch, "batch", "Rows of each step.", automl.LogRange(32, 1024)),
		automl.Int(&l.Members, "members", "Networks trained from different starts, whose predictions are averaged.", automl.LinRange(1, 8)),
		automl.Int(&l.Pieces, "pieces", "Pieces into which every second network cuts each number, to treat them differently; below 2 for none.", automl.LinRange(0, 32)),
		automl.Choice(&l.Activation, "activation", "What a unit does with its sum; auto takes mish and selu for two networks each.", auto, selu, mish, silu, relu),
	}
}

// function is the activation of a member for a task. Of two pairs of members the second
// takes the other one.
func (l *Learner) function(task automl.Task, member int) graph.Activation {
	pair := [2]graph.Activation{graph.SELU, graph.Mish}
	if task == automl.Regression {
		pair = [2]graph.Activation{graph.Mish, graph.SELU}
	}
	if l.Activation != auto {
		return graph.Activation(l.Activation)
	}
	return pair[member/2%2]
}

// Fit trains the members and returns their mean.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d, err := newData(train)
	if err != nil {
		return nil, err
	}
	if d.plain {
		return d.baseline(train.Node()), nil
	}
	d.cut(l.Pieces)
	epochs, count := l.epochs(len(d.y)), l.Members
	members := make([]*net, count)
	progress := newProgress(env, count*epochs)
	err = num.ForEach(ctx, env.Workers, count, func(i int) error {
		t := &trainer{Learner: l, data: d, epochs: epochs, member: i, rng: num.RNG(env.Seed, "mlp", i)}
		// Why every second: networks that differ in what they read, or in their activation,
		// err differently.
		if i%2 == 1 {
			t.steps = d.steps
		}
		// Why: a member that was never begun adds nothing to those that were.
		if i > 0 && env.Softly() {
			return nil
		}
		n, err := t.run(ctx, env, progress)
		members[i] = n
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.lower(train.Node(), members), nil
}

// manyRows is where each row begins to be seen less often.
const manyRows = 5000

// epochs is how often each row is seen: less often of many rows, so that the time grows
// only with the root of their number. Twice as often made some 1 % less loss on four data
// sets of 7,000 to 12,000 rows.
func (l *Learner) epochs(rows int) int {
	usual := 60 * math.Sqrt(min(1, manyRows/float64(max(1, rows))))
	return max(1, int(math.Round(l.Effort*usual)))
}

// progress counts finished epochs of all members. Several may report at once.
type progress struct {
	mu          sync.Mutex
	env         automl.Env
	done, total int
}

func newProgress(env automl.Env, total int) *progress {
	return &progress{env: env, total: total}
}

func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	p.env.Report(p.done, p.total)
}

// slower is how much longer a fit takes without vectors, measured on the same processor.
const slower = 9

// cost counts the multiplications and activations of all steps.
func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	l := newLearner()
	knob := func(name string, byDefault float64) float64 {
		for _, q := range p {
			if q.Name == name {
				if v, err := strconv.ParseFloat(q.Value(), 64); err == nil {
					return v
				}
			}
		}
		return byDefault
	}
	hidden, layers := knob("hidden", float64(l.Hidden)), knob("layers", float64(l.Layers))
	l.Effort = knob("effort", l.Effort)
	l.Members = int(knob("members", float64(l.Members)))
	l.Pieces = int(knob("pieces", float64(l.Pieces)))
	members := l.Members
	inputs := float64(cols) * float64(members)
	if most := min(l.Pieces, maxSteps/max(1, cols), rows/20); most > 1 {
		inputs += float64(cols*most) * float64(members/2)
	}
	inputs /= float64(members)
	weights := hidden * (inputs + (layers-1)*hidden + float64(max(1, classes)))
	passes := float64(rows) * float64(l.epochs(rows)*members)
	// Measured on 13 shapes, within two fifths: six operations for each weight and row, the
	// activation of each unit, and what surrounds each row.
	work := passes * (6*weights/8.5e10 + 3.6e-9*hidden*layers + 1.8e-7)
	if !vectors {
		work *= slower
	}
	blocks := 4 * float64((blockRows+blockCols)*blockDepth)
	return automl.Cost{
		Bytes: int64(4*float64(rows)*float64(cols) + 40*weights + 16*knob("batch", 256)*(hidden*layers*3+inputs) + blocks),
		Work:  work,
	}
}
