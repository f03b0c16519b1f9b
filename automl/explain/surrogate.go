package explain

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

const (
	surrogateDepth = 4
	surrogateRows  = 5000
	// surrogateHeld is the share of the rows that tell how well the tree stands in.
	surrogateHeld = 0.3
	// surrogateGain is the share of the answers' spread that a question must explain.
	surrogateGain = 0.003
)

// Surrogate fits a small regression tree to a model's answers (Craven and Shavlik 1996; the
// tree as Breiman et al. 1984), all classes at once, and holds it against the model on rows
// it was not fitted to. Depth is 1 to 6, rows at most are looked at; 0 means the default.
func Surrogate(ctx context.Context, s *Question, depth, rows int) (*automl.Surrogate, error) {
	if depth = positive(depth, surrogateDepth); depth > 6 {
		return nil, automl.Errorf("explain", automl.BadUsage, "A tree of depth %d is no longer read at a glance; at most 6.", depth)
	}
	all := s.rows(positive(rows, surrogateRows))
	p, err := newPanel(s, all)
	if err != nil {
		return nil, err
	}
	said, err := p.eval(ctx, nil)
	if err != nil {
		return nil, err
	}
	order := num.Perm(num.RNG(s.Seed, "surrogate"), len(all))
	held := int(surrogateHeld * float64(len(all)))
	if len(all)-held < 20 {
		return nil, automl.Errorf("explain", automl.BadData, "%d rows are too few to fit a tree to.", len(all))
	}
	test, train := order[:held], order[held:]
	slices.Sort(train)
	t := &stand{s: s, frame: p.frame, said: said, width: p.width, columns: graph.Inputs(s.Out), least: max(5, len(train)/100)}
	_, t.total = t.spreadOf(train)
	root, err := t.grow(ctx, train, depth)
	if err != nil {
		return nil, err
	}
	out := &automl.Surrogate{Rows: len(train)}
	t.write(out, root, nil, float64(len(train)))
	slices.SortStableFunc(out.Rules, func(a, b automl.SurrogateRule) int { return cmp.Compare(b.Share, a.Share) })
	out.Fit, out.Agreement = t.fidelity(root, test)
	out.Sentence = surrogateSentence(s, out)
	return out, nil
}

// stand grows a tree on what a model said.
type stand struct {
	s       *Question
	frame   *graph.Frame
	said    []float64
	width   int
	columns []int
	least   int // rows of a leaf
	total   float64
}

// twig is a node: a question with two sides, or a leaf.
type twig struct {
	ask     *query
	yes, no *twig
	mean    []float64
	rows    int
}

// query sends a row to the yes side when its value is at most a bound or its level is in a
// set; a missing value goes where it fits better.
type query struct {
	column  int
	bound   float64
	set     map[int]bool // nil of numbers
	missing bool         // goes to yes
	gaps    bool         // some row of the node has no value
	gain    float64
}

func (q *query) yes(v float64) bool {
	switch {
	case math.IsNaN(v):
		return q.missing
	case q.set != nil:
		return q.set[int(v)]
	}
	return v <= q.bound
}

// spreadOf is the mean of what was said of some rows and the sum of squares around it.
func (t *stand) spreadOf(rows []int32) (mean []float64, squares float64) {
	mean = make([]float64, t.width)
	for _, r := range rows {
		for k := range mean {
			mean[k] += t.said[int(r)*t.width+k]
		}
	}
	for k := range mean {
		mean[k] /= float64(max(len(rows), 1))
	}
	for _, r := range rows {
		for k := range mean {
			d := t.said[int(r)*t.width+k] - mean[k]
			squares += float64(d * d)
		}
	}
	return mean, squares
}

func (t *stand) grow(ctx context.Context, rows []int32, depth int) (*twig, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := &twig{rows: len(rows)}
	n.mean, _ = t.spreadOf(rows)
	if depth == 0 || len(rows) < 2*t.least {
		return n, nil
	}
	found := make([]*query, len(t.columns))
	err := num.ForEach(ctx, t.s.Workers, len(t.columns), func(i int) error {
		found[i] = t.best(t.columns[i], rows)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, q := range found {
		if q != nil && q.gain > surrogateGain*t.total && (n.ask == nil || q.gain > n.ask.gain*(1+1e-9)) {
			n.ask = q
		}
	}
	if n.ask == nil {
		return n, nil
	}
	var yes, no []int32
	for _, r := range rows {
		if n.ask.yes(valueOf(&t.frame.Cols[n.ask.column], int(r))) {
			yes = append(yes, r)
		} else {
			no = append(no, r)
		}
	}
	if n.yes, err = t.grow(ctx, yes, depth-1); err != nil {
		return nil, err
	}
	n.no, err = t.grow(ctx, no, depth-1)
	return n, err
}

// group is rows that no question of a column parts, with the sums of what was said of them.
type group struct {
	value float64
	n     float64
	sums  []float64
}

// best is the question about a column that explains most; nil where there is none.
func (t *stand) best(column int, rows []int32) *query {
	c := &t.s.Schema.Columns[column]
	if c.Kind == table.Text {
		return nil
	}
	groups, gaps := t.groups(column, rows)
	if isLevels(c) {
		lead := t.lead(rows)
		slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.sums[lead]/a.n, b.sums[lead]/b.n) })
	}
	all := group{sums: make([]float64, t.width)}
	for _, g := range append(slices.Clone(groups), gaps) {
		all.add(g)
	}
	var out *query
	for _, missing := range []bool{true, false} {
		left := group{sums: make([]float64, t.width)}
		if missing {
			left.add(gaps)
		} else if gaps.n == 0 {
			break
		}
		for i := range groups[:max(len(groups)-1, 0)] {
			left.add(groups[i])
			if int(left.n) < t.least || int(all.n-left.n) < t.least {
				continue
			}
			gain := 0.0
			for k, sum := range left.sums {
				rest := all.sums[k] - sum
				gain += float64(sum*sum/left.n) + float64(rest*rest/(all.n-left.n)) - float64(all.sums[k]*all.sums[k]/all.n)
			}
			if out == nil || gain > out.gain*(1+1e-12) {
				out = &query{column: column, missing: missing, gaps: gaps.n > 0, gain: gain}
				if !isLevels(c) {
					out.bound = plainBetween(groups[i].value, groups[i+1].value)
					continue
				}
				out.set = map[int]bool{}
				for _, g := range groups[:i+1] {
					out.set[int(g.value)] = true
				}
			}
		}
	}
	return out
}

func (g *group) add(o group) {
	g.n += o.n
	for k, v := range o.sums {
		g.sums[k] += v
	}
}

// groups are the rows by their value, ascending, and those without one.
func (t *stand) groups(column int, rows []int32) (groups []group, gaps group) {
	gaps.sums = make([]float64, t.width)
	col := &t.frame.Cols[column]
	sorted := make([]int32, 0, len(rows))
	put := func(g *group, r int32) {
		g.n++
		for k := range g.sums {
			g.sums[k] += t.said[int(r)*t.width+k]
		}
	}
	for _, r := range rows {
		if math.IsNaN(valueOf(col, int(r))) {
			put(&gaps, r)
		} else {
			sorted = append(sorted, r)
		}
	}
	slices.SortStableFunc(sorted, func(a, b int32) int { return cmp.Compare(valueOf(col, int(a)), valueOf(col, int(b))) })
	for _, r := range sorted {
		v := valueOf(col, int(r))
		if n := len(groups); n == 0 || groups[n-1].value != v {
			groups = append(groups, group{value: v, sums: make([]float64, t.width)})
		}
		put(&groups[len(groups)-1], r)
	}
	return groups, gaps
}

// lead is the output that varies most among some rows: by it levels are put in order.
func (t *stand) lead(rows []int32) int {
	mean, _ := t.spreadOf(rows)
	best, lead := -1.0, 0
	for k := range mean {
		sum := 0.0
		for _, r := range rows {
			d := t.said[int(r)*t.width+k] - mean[k]
			sum += float64(d * d)
		}
		if sum > best {
			best, lead = sum, k
		}
	}
	return lead
}

// plainBetween is the number with the fewest digits from a, included, up to b.
func plainBetween(a, b float64) float64 {
	for digits := range 16 {
		unit := math.Pow(10, math.Floor(math.Log10(max(b-a, 1e-300)))+1-float64(digits))
		v := math.Floor(b/unit) * unit
		if v == b {
			v -= unit
		}
		if v >= a && v < b {
			return v
		}
	}
	return a
}

// fidelity is how well the tree follows the model on some rows.
func (t *stand) fidelity(root *twig, rows []int32) (fit, agreement float64) {
	_, all := t.spreadOf(rows)
	miss, same := 0.0, 0
	for _, r := range rows {
		n := root
		for n.ask != nil {
			if n.ask.yes(valueOf(&t.frame.Cols[n.ask.column], int(r))) {
				n = n.yes
			} else {
				n = n.no
			}
		}
		own := t.said[int(r)*t.width : (int(r)+1)*t.width]
		for k, v := range own {
			miss += float64((v - n.mean[k]) * (v - n.mean[k]))
		}
		if answerOf(t.s.Schema, own, t.s.Threshold).Class == answerOf(t.s.Schema, n.mean, t.s.Threshold).Class {
			same++
		}
	}
	fit = 1
	if all > 0 {
		fit = 1 - miss/all
	}
	if len(rows) == 0 {
		return fit, 1
	}
	return fit, float64(same) / float64(len(rows))
}

// write lists the nodes and the ways to the leaves. It returns the node's place.
func (t *stand) write(out *automl.Surrogate, n *twig, way []limit, all float64) int {
	at := len(out.Nodes)
	node := automl.SurrogateNode{Answer: answerOf(t.s.Schema, n.mean, t.s.Threshold), Share: float64(n.rows) / all}
	out.Nodes = append(out.Nodes, node)
	if n.ask == nil {
		r := automl.SurrogateRule{Answer: node.Answer, Share: node.Share}
		for _, l := range way {
			r.Conditions = append(r.Conditions, l.words(t.s.Schema))
		}
		r.Sentence = fmt.Sprintf("%s, for %s of the rows.", r.Answer.Text, share(r.Share))
		if len(way) > 0 {
			r.Sentence = "If " + and(r.Conditions) + ": " + r.Sentence
		}
		out.Rules = append(out.Rules, r)
		return at
	}
	alone := n.ask.narrow(nil, true, t.s.Schema)[0]
	node.Condition = alone.words(t.s.Schema)
	node.Yes = t.write(out, n.yes, n.ask.narrow(way, true, t.s.Schema), all)
	node.No = t.write(out, n.no, n.ask.narrow(way, false, t.s.Schema), all)
	out.Nodes[at] = node
	return at
}
