package discriminant

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"winnow/automl"
)

// shrinks are what is tried, and the slopes that make the model flatter or surer.
var (
	shrinks = []float64{0.001, 0.02, 0.1, 0.3, 0.7}
	flatter = []float64{0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3}
	surer   = []float64{1.1, 1.25, 1.5}
)

// looRows is how many rows are left out to choose among them, at most; looScores how many
// scores of theirs, but for looLeast rows.
const looRows, looScores, looLeast = 4000, 2_000_000, 1000

func lookedRows(classes int) int { return min(looRows, max(looLeast, looScores/classes)) }

// model is the classes' means and the spread of rows about them.
type model struct {
	used          []int     // columns that vary, as places among the features
	center, scale []float64 // by which they are brought to about unit size
	weight        []float64 // of each class
	total         float64
	means         []float64     // one row of the used columns per class, in unit size
	within        *mat.SymDense // covariance about the means
	rows          []looked
	x             []float64 // the rows looked at, in unit size
}

// looked is a row that is left out to see what the model says of it.
type looked struct {
	class  int
	weight float64
}

func newModel(ctx context.Context, d *automl.Dataset) (*model, error) {
	m := &model{weight: make([]float64, max(d.Classes, 2))}
	for _, r := range d.Rows {
		m.weight[int(d.Y[r])] += d.Weight(r)
		m.total += d.Weight(r)
	}
	if err := m.columns(d); err != nil || len(m.used) == 0 {
		return m, err
	}
	p := len(m.used)
	m.means = make([]float64, len(m.weight)*p)
	for i, j := range m.used {
		for _, r := range d.Rows {
			m.means[int(d.Y[r])*p+i] += d.Weight(r) * m.unit(d, i, j, r)
		}
	}
	for k, w := range m.weight {
		for i := range p {
			if w > 0 {
				m.means[k*p+i] /= w
			}
		}
	}
	return m, m.spread(ctx, d)
}

// columns finds the columns that vary.
func (m *model) columns(d *automl.Dataset) error {
	for j, f := range d.Features {
		if f.Kind != automl.Numeric {
			return automl.Errorf("discriminant", automl.Internal, "The column %q reached the linear discriminant without being turned into numbers.", f.Name)
		}
		sum, squares, top := 0.0, 0.0, 0.0
		for _, r := range d.Rows {
			top = max(top, math.Abs(f.Nums[r]))
		}
		if !(top > 0) || top > math.MaxFloat32 || m.total == 0 {
			continue
		}
		for _, r := range d.Rows {
			sum += d.Weight(r) * f.Nums[r] / top
		}
		mean := sum / m.total
		for _, r := range d.Rows {
			e := f.Nums[r]/top - mean
			squares += d.Weight(r) * e * e
		}
		if sd := math.Sqrt(squares / m.total); sd > 1e-9 {
			m.used = append(m.used, j)
			m.center, m.scale = append(m.center, mean*top), append(m.scale, sd*top)
		}
	}
	return nil
}

// unit is a value of used column i, which is feature j, in unit size.
func (m *model) unit(d *automl.Dataset, i, j int, r int32) float64 {
	return (d.Features[j].Nums[r] - m.center[i]) / m.scale[i]
}

// spread adds up the covariance about the means, and keeps rows to look at, taken evenly.
func (m *model) spread(ctx context.Context, d *automl.Dataset) error {
	p := len(m.used)
	most := lookedRows(len(m.weight))
	step := max(1, (len(d.Rows)+most-1)/most)
	const block = 256
	rows := make([]float64, 0, block*p)
	sum := mat.NewSymDense(p, nil)
	add := func() {
		if len(rows) > 0 {
			part := mat.NewSymDense(p, nil)
			part.SymOuterK(1, mat.NewDense(len(rows)/p, p, rows).T())
			sum.AddSym(sum, part)
		}
		rows = rows[:0]
	}
	for n, r := range d.Rows {
		k, w := int(d.Y[r]), d.Weight(r)
		root := math.Sqrt(w)
		for i, j := range m.used {
			v := m.unit(d, i, j, r)
			rows = append(rows, root*(v-m.means[k*p+i]))
			if n%step == 0 {
				m.x = append(m.x, v)
			}
		}
		if n%step == 0 {
			m.rows = append(m.rows, looked{k, w})
		}
		if len(rows) == block*p {
			if err := ctx.Err(); err != nil {
				return err
			}
			add()
		}
	}
	add()
	free := m.total
	for _, w := range m.weight {
		if w > 0 {
			free--
		}
	}
	sum.ScaleSym(1/max(free, 1), sum)
	m.within = sum
	return nil
}

// share is how frequent a class is, one row more of each taken to be there.
func (m *model) share(k int) float64 {
	return (m.weight[k] + 1) / (m.total + float64(len(m.weight)))
}

// whitened is a model in coordinates in which the rows spread alike in all directions.
type whitened struct {
	*model
	chol  mat.Cholesky
	means *mat.Dense // classes by coordinates
	rows  *mat.Dense // rows looked at by coordinates
}

// whiten draws the covariance towards its diagonal; nil where it still has no inverse.
func (m *model) whiten(shrink float64) *whitened {
	p := len(m.used)
	s := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range i {
			s.SetSym(i, j, (1-shrink)*m.within.At(i, j))
		}
		s.SetSym(i, i, m.within.At(i, i)+1e-6) // of a column's whole variance
	}
	w := &whitened{model: m}
	if !w.chol.Factorize(s) {
		return nil
	}
	var lower mat.TriDense
	w.chol.LTo(&lower)
	solve := func(values []float64) *mat.Dense {
		var out mat.Dense
		if lower.SolveTo(&out, false, mat.NewDense(len(values)/p, p, values).T()) != nil {
			return nil
		}
		return mat.DenseCopyOf(out.T())
	}
	if w.means, w.rows = solve(m.means), solve(m.x); w.means == nil || w.rows == nil {
		return nil
	}
	return w
}

// loss is the mean log loss over the rows looked at, each without its part in its class's mean.
func (w *whitened) loss(slope float64) float64 {
	sum, total := 0.0, 0.0
	scores, shares := make([]float64, len(w.weight)), make([]float64, len(w.weight))
	for k := range shares {
		shares[k] = math.Log(w.share(k))
	}
	for i, r := range w.model.rows {
		own := w.weight[r.class]
		left := own - min(r.weight, 1)
		if !(left > 0.5) || r.weight == 0 {
			continue
		}
		x, top := w.rows.RawRowView(i), math.Inf(-1)
		for k := range scores {
			d := 0.0
			for j, v := range w.means.RawRowView(k) {
				e := x[j] - v
				d += float64(e * e)
			}
			if k == r.class {
				d *= own / left * own / left
			}
			scores[k] = shares[k] - slope/2*d
			top = max(top, scores[k])
		}
		all := 0.0
		for _, s := range scores {
			all += math.Exp(s - top)
		}
		sum += r.weight * (top + math.Log(all) - scores[r.class])
		total += r.weight
	}
	if total == 0 {
		return math.Inf(1)
	}
	return sum / total
}

// scores are the weights of the used columns for each class, and the biases, in the columns'
// own units.
func (w *whitened) scores(slope float64) (weights, bias []float64) {
	p := len(w.used)
	var solved mat.Dense
	if err := w.chol.SolveTo(&solved, mat.NewDense(len(w.weight), p, w.model.means).T()); err != nil {
		// Why not: an ill-conditioned covariance was made better by the diagonal.
		solved.Reset()
		solved.ReuseAs(p, len(w.weight))
	}
	weights, bias = make([]float64, len(w.weight)*p), make([]float64, len(w.weight))
	for k := range bias {
		bias[k] = math.Log(w.share(k))
		for i := range p {
			v := slope * solved.At(i, k)
			weights[k*p+i] = v / w.scale[i]
			bias[k] -= v*w.model.means[k*p+i]/2 + v*w.center[i]/w.scale[i]
		}
	}
	return weights, bias
}
