package explain

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// NearbyOptions are those of a local linear model. Zero means the default.
type NearbyOptions struct {
	Class   string
	Columns int // told of; 0: 8
	Samples int // 0: 5,000
}

const (
	nearbyColumns = 8
	nearbySamples = 5000
	// nearbyPenalty and nearbyFirst are the ridge penalties of lime: of the model, and of the
	// one that chooses the columns.
	nearbyPenalty, nearbyFirst = 1, 0.01
	// nearbyWidth times the root of the number of columns is lime's width of the kernel.
	nearbyWidth = 0.75
)

// Nearby fits a linear model to the answers for made rows around a row (LIME, Ribeiro et al.
// 2016). A made row takes each value from some real row; what the linear model sees of it is
// whether each column is like that of the row asked about: in the same quarter of the numbers,
// the same level. Columns are chosen by their weight in a first fit on all of them. Choice,
// weights and fit are those of lime's base on the same made rows; values are drawn from real
// rows where lime draws from a normal distribution within each quarter.
func Nearby(ctx context.Context, s *Question, row *graph.Frame, o NearbyOptions) (*automl.Nearby, error) {
	n := positive(o.Samples, nearbySamples)
	rows := s.rows(math.MaxInt)
	if len(rows) == 0 {
		return nil, automl.Errorf("explain", automl.BadData, "There are no rows to make others of.")
	}
	frame := pick(row, make([]int32, n), graph.Inputs(s.Out))
	var bins []*likeness
	for _, c := range graph.Inputs(s.Out) {
		if s.Schema.Columns[c].Kind == table.Text {
			continue
		}
		b := s.likeness(c, rows, valueOf(&row.Cols[c], 0))
		made := s.sampleColumn(c, rows, n)
		frame.Cols[c] = made
		b.like = make([]float64, n)
		for i := range n {
			if i == 0 { // the row itself
				put(&frame.Cols[c], 0, valueOf(&row.Cols[c], 0))
			}
			if b.same(valueOf(&made, i)) {
				b.like[i] = 1
			}
		}
		bins = append(bins, b)
	}
	if len(graph.Inputs(s.Out)) == 0 {
		return nil, automl.Errorf("explain", automl.BadUsage, "The model looks at no column: its answer is the same for every row.")
	}
	if len(bins) == 0 {
		return nil, automl.Errorf("explain", automl.BadUsage, "The model reads texts alone, of which no like values can be made.")
	}
	p, err := panelOf(s.Out, frame, s.Workers)
	if err != nil {
		return nil, err
	}
	all, err := p.eval(ctx, nil)
	if err != nil {
		return nil, err
	}
	q, err := s.ask(o.Class, all[:p.width], p.width)
	if err != nil {
		return nil, err
	}
	f := newLocal(bins, pickClass(all, p.width, q.column))
	chosen := f.choose(min(len(bins), positive(o.Columns, nearbyColumns)))
	f.fit(chosen, nearbyPenalty)
	out := &automl.Nearby{What: q.what, Class: q.class, Now: answerOf(s.Schema, all[:p.width], s.Threshold), Value: f.y[0], Intercept: f.intercept, Local: f.intercept, Fit: f.score(chosen)}
	for k, j := range chosen {
		out.Local += f.coef[k] * f.x[j][0]
		out.Terms = append(out.Terms, automl.NearbyTerm{Column: bins[j].schema.Name, Condition: bins[j].words(), Weight: f.coef[k]})
	}
	slices.SortStableFunc(out.Terms, func(a, b automl.NearbyTerm) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	out.Sentence = nearbySentence(out, q)
	return out, nil
}

// likeness says whether a value is like that of the row.
type likeness struct {
	schema *automl.SchemaColumn
	own    float64
	low    float64 // of the own quarter: above low, at most high
	high   float64
	levels bool
	like   []float64 // of the made rows: 1 or 0
}

func (s *Question) likeness(column int, rows []int32, own float64) *likeness {
	c := &s.Schema.Columns[column]
	b := &likeness{schema: c, own: own, levels: isLevels(c), low: math.Inf(-1), high: math.Inf(1)}
	if b.levels || math.IsNaN(own) {
		return b
	}
	var known []float64
	for _, r := range rows {
		if v := valueOf(&s.Frame.Cols[column], int(r)); !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return b
	}
	slices.Sort(known)
	for _, p := range []float64{0.25, 0.5, 0.75} {
		e := quantileOf(known, p)
		if own > e {
			b.low = e
		} else if b.high > e {
			b.high = e
		}
	}
	return b
}

func (b *likeness) same(v float64) bool {
	switch {
	case math.IsNaN(b.own) || math.IsNaN(v):
		return math.IsNaN(b.own) && math.IsNaN(v)
	case b.levels:
		return v == b.own
	}
	return v > b.low && v <= b.high
}

func (b *likeness) words() string {
	name := b.schema.Name
	switch {
	case math.IsNaN(b.own):
		return name + " without a value"
	case b.levels:
		return name + " is " + spell(b.schema, b.own)
	case math.IsInf(b.low, 0) && math.IsInf(b.high, 0):
		return name + " has a value"
	case math.IsInf(b.low, 0):
		return name + " at most " + spell(b.schema, b.high)
	case math.IsInf(b.high, 0):
		return name + " above " + spell(b.schema, b.low)
	}
	return name + " above " + spell(b.schema, b.low) + ", at most " + spell(b.schema, b.high)
}

// local is a weighted ridge regression on what is like the row.
type local struct {
	x         [][]float64 // by column
	y, w      []float64
	coef      []float64
	intercept float64
}

// newLocal weighs the made rows by their nearness to the first, the row itself.
func newLocal(bins []*likeness, y []float64) *local {
	f := &local{y: y, w: make([]float64, len(y))}
	for _, b := range bins {
		f.x = append(f.x, b.like)
	}
	width := nearbyWidth * math.Sqrt(float64(len(bins)))
	for i := range y {
		sum := 0.0
		for _, x := range f.x {
			sum += (x[i] - x[0]) * (x[i] - x[0])
		}
		f.w[i] = math.Sqrt(math.Exp(-sum / (width * width)))
	}
	return f
}

// choose are the n columns of the largest weight for the row in a fit on all.
func (f *local) choose(n int) []int {
	all := make([]int, len(f.x))
	for j := range all {
		all[j] = j
	}
	f.fit(all, nearbyFirst)
	weight := func(j int) float64 { return math.Abs(f.coef[j] * f.x[j][0]) }
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(weight(b), weight(a)) })
	return all[:n]
}

// fit is ridge regression with an intercept that is not penalised.
func (f *local) fit(columns []int, penalty float64) {
	k := len(columns)
	total, my := 0.0, 0.0
	mx := make([]float64, k)
	for i, w := range f.w {
		total += w
		my += float64(w * f.y[i])
		for a, j := range columns {
			mx[a] += float64(w * f.x[j][i])
		}
	}
	my /= total
	for a := range mx {
		mx[a] /= total
	}
	xx, xy := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for a, j := range columns {
		for b := a; b < k; b++ {
			sum := 0.0
			for i, w := range f.w {
				sum += float64(w * (f.x[j][i] - mx[a]) * (f.x[columns[b]][i] - mx[b]))
			}
			if a == b {
				sum += penalty
			}
			xx.SetSym(a, b, sum)
		}
		sum := 0.0
		for i, w := range f.w {
			sum += float64(w * (f.x[j][i] - mx[a]) * (f.y[i] - my))
		}
		xy.SetVec(a, sum)
	}
	f.coef, f.intercept = make([]float64, k), my
	var chol mat.Cholesky
	if chol.Factorize(xx) { // the penalty makes it so, unless the answers are no numbers
		var beta mat.VecDense
		if chol.SolveVecTo(&beta, xy) == nil {
			copy(f.coef, beta.RawVector().Data)
		}
	}
	for a := range columns {
		f.intercept -= f.coef[a] * mx[a]
	}
}

// score is the share of the answers' weighted spread that the fit follows.
func (f *local) score(columns []int) float64 {
	total, my := 0.0, 0.0
	for i, w := range f.w {
		total += w
		my += float64(w * f.y[i])
	}
	my /= total
	var miss, all float64
	for i, w := range f.w {
		y := f.intercept
		for a, j := range columns {
			y += f.coef[a] * f.x[j][i]
		}
		miss += float64(w * (f.y[i] - y) * (f.y[i] - y))
		all += float64(w * (f.y[i] - my) * (f.y[i] - my))
	}
	if all <= 0 {
		return 0
	}
	return 1 - miss/all
}

func nearbySentence(n *automl.Nearby, q output) string {
	var up, down []string
	for _, t := range n.Terms {
		if t.Weight > 0 && len(up) < 2 {
			up = append(up, "“"+t.Condition+"”")
		}
		if t.Weight < 0 && len(down) < 2 {
			down = append(down, "“"+t.Condition+"”")
		}
	}
	text := fmt.Sprintf("Near this row, where the %s is %s,", n.What, amount(q, n.Value))
	if n.Class == "" {
		text = fmt.Sprintf("Near this row, where “%s” is %s,", n.What, amount(q, n.Value))
	}
	verb := func(n int) string {
		if n > 1 {
			return "speak"
		}
		return "speaks"
	}
	switch {
	case len(up) > 0 && len(down) > 0:
		text += fmt.Sprintf(" %s %s most for more and %s for less.", and(up), verb(len(up)), and(down))
	case len(up) > 0:
		text += fmt.Sprintf(" %s %s most for more.", and(up), verb(len(up)))
	case len(down) > 0:
		text += fmt.Sprintf(" %s %s most for less.", and(down), verb(len(down)))
	default:
		return text + " no column makes a difference."
	}
	if n.Fit < 0.3 {
		text += fmt.Sprintf(" But so simple a model follows only %s of what the model does there: trust it little.", share(max(n.Fit, 0)))
	}
	return text
}
