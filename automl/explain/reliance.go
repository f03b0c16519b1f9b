package explain

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// RelianceOptions say how thoroughly to look. Zero means the default.
type RelianceOptions struct {
	Repeats  int     // shuffles of each group; 0: 10
	MaxRows  int     // 0: 2,000
	Together float64 // least tie between columns of a group; 0: 0.7
}

const (
	relianceRepeats  = 10
	relianceRows     = 2000
	relianceTogether = 0.7
	// relianceWork bounds the rows that are answered in all; of many columns fewer are looked
	// at, but not fewer than relianceLeast.
	relianceWork, relianceLeast = 1_000_000, 200
)

// Reliance measures how much worse the score gets when a group of columns that hang together
// is shuffled, row by row, so that their ties among themselves stay (Breiman 2001; grouped as
// Gregorutti et al. 2015). Target is the truth of the question's rows. With the same orders
// the drops of single columns are those of scikit-learn's permutation_importance.
func Reliance(ctx context.Context, s *Question, target automl.Target, m *automl.Metric, o RelianceOptions) (*automl.Reliance, error) {
	repeats := positive(o.Repeats, relianceRepeats)
	reads := graph.Inputs(s.Out)
	most := min(max(relianceWork/(max(1, len(reads))*repeats), relianceLeast), relianceRows)
	rows, target := thin(s.rows(math.MaxInt), target, Options{MaxRows: positive(o.MaxRows, most), Seed: s.Seed})
	if len(rows) == 0 {
		return nil, automl.Errorf("explain", automl.BadData, "There are no rows with a known answer to score the model on.")
	}
	p, err := newPanel(s, rows)
	if err != nil {
		return nil, err
	}
	w := &shuffler{panel: p, target: target, metric: m, threshold: s.Threshold}
	base, err := w.score(ctx)
	if err != nil {
		return nil, err
	}
	together := o.Together
	if together == 0 {
		together = relianceTogether
	}
	groups, ties := s.together(p.frame, reads, together)
	out := &automl.Reliance{Metric: m.ID, Score: base, Rows: len(rows), Repeats: repeats, Groups: make([]automl.RelianceGroup, len(groups))}
	err = num.ForEach(ctx, s.Workers, len(groups), func(i int) error {
		drops := make([]float64, repeats)
		for r := range drops {
			order := num.Perm(num.RNG(s.Seed, "reliance", groups[i][0], r), len(rows))
			d, err := w.drop(ctx, base, groups[i], order)
			if err != nil {
				return err
			}
			drops[r] = d
		}
		out.Groups[i] = groupOf(drops)
		out.Groups[i].Tie = ties[i]
		for _, c := range groups[i] {
			out.Groups[i].Columns = append(out.Groups[i].Columns, s.Schema.Columns[c].Name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Groups, func(a, b automl.RelianceGroup) int { return cmp.Compare(b.Drop, a.Drop) })
	out.Sentence = relianceSentence(out, m)
	return out, nil
}

// shuffler scores a panel some of whose columns are in another order.
type shuffler struct {
	panel     *panel
	target    automl.Target
	metric    *automl.Metric
	threshold float64
}

func (w *shuffler) score(ctx context.Context, changes ...exchange) (float64, error) {
	v, err := w.panel.eval(ctx, nil, changes...)
	if err != nil {
		return 0, err
	}
	return w.metric.Score(w.target, &automl.Prediction{Width: w.panel.width, Values: v, Threshold: w.threshold})
}

// drop is how much worse the score is with the columns in another order.
func (w *shuffler) drop(ctx context.Context, base float64, columns []int, order []int32) (float64, error) {
	changes := make([]exchange, len(columns))
	for i, c := range columns {
		changes[i] = exchange{c, take(w.panel.frame.Cols[c], order)}
	}
	score, err := w.score(ctx, changes...)
	return w.metric.Loss(score) - w.metric.Loss(base), err
}

// groupOf is the mean drop with its spread, and its interval by Student's t.
func groupOf(drops []float64) automl.RelianceGroup {
	g := automl.RelianceGroup{}
	g.Drop, g.Std = meanStd(drops)
	g.Low, g.High = g.Drop, g.Drop
	if n := float64(len(drops)); n > 1 {
		half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.975) * g.Std / math.Sqrt(n-1)
		g.Low, g.High = g.Drop-half, g.Drop+half
	}
	return g
}

// mostTied bounds the columns that ties are looked for among; of more, each stands alone.
const mostTied = 400

// together parts columns into groups by average linkage: the two groups with the strongest
// mean tie are joined until none is at least so strong.
func (s *Question) together(frame *graph.Frame, columns []int, least float64) (groups [][]int, ties []float64) {
	for _, c := range columns {
		groups = append(groups, []int{c})
	}
	ties = make([]float64, len(groups))
	if len(columns) > mostTied || least > 1 {
		return groups, ties
	}
	tie := s.ties(frame, columns)
	for {
		best, a, b := least, -1, -1
		for i := range tie {
			for j := range i {
				if tie[i][j] >= best && (a < 0 || tie[i][j] > best) {
					best, a, b = tie[i][j], j, i
				}
			}
		}
		if a < 0 {
			return groups, ties
		}
		na, nb := float64(len(groups[a])), float64(len(groups[b]))
		pairs := func(n float64) float64 { return n * (n - 1) / 2 }
		ties[a] = (ties[a]*pairs(na) + ties[b]*pairs(nb) + best*na*nb) / pairs(na+nb)
		groups[a] = append(groups[a], groups[b]...)
		slices.Sort(groups[a])
		for k := range tie {
			v := (na*tie[a][k] + nb*tie[b][k]) / (na + nb)
			tie[a][k], tie[k][a] = v, v
		}
		groups, ties = slices.Delete(groups, b, b+1), slices.Delete(ties, b, b+1)
		tie = slices.Delete(tie, b, b+1)
		for k := range tie {
			tie[k] = slices.Delete(tie[k], b, b+1)
		}
	}
}

// ties is the strength of the tie between each two columns, 0 to 1. Texts have none.
func (s *Question) ties(frame *graph.Frame, columns []int) [][]float64 {
	ranks := make([][]float64, len(columns))
	for i, c := range columns {
		col := &s.Schema.Columns[c]
		if col.Kind == table.Text {
			continue
		}
		ranks[i] = make([]float64, frame.Rows)
		for r := range ranks[i] {
			ranks[i][r] = valueOf(&frame.Cols[c], r)
		}
		if !isLevels(col) {
			rankKnown(ranks[i])
		}
	}
	out := make([][]float64, len(columns))
	for i := range out {
		out[i] = make([]float64, len(columns))
		for j := range i {
			if ranks[i] != nil && ranks[j] != nil {
				out[i][j] = tieOf(ranks[i], ranks[j], isLevels(&s.Schema.Columns[columns[i]]), isLevels(&s.Schema.Columns[columns[j]]))
				out[j][i] = out[i][j]
			}
		}
	}
	return out
}

// rankKnown replaces values by their ranks from 1, equal ones by the mean of theirs; NaN
// stays.
func rankKnown(v []float64) {
	var order []int
	for i, x := range v {
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	ranks := make([]float64, len(order))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			ranks[k] = float64(i+j+1) / 2
		}
		i = j
	}
	for k, i := range order {
		v[i] = ranks[k]
	}
}

func relianceSentence(r *automl.Reliance, m *automl.Metric) string {
	if len(r.Groups) == 0 || r.Groups[0].Low <= 0 {
		return "Shuffling no column, nor columns that hang together, makes the model worse beyond chance."
	}
	name := func(g automl.RelianceGroup) string {
		var parts []string
		for i, c := range g.Columns {
			if i == 4 {
				parts = append(parts, fmt.Sprintf("%d more", len(g.Columns)-4))
				break
			}
			parts = append(parts, "“"+c+"”")
		}
		return and(parts)
	}
	first := r.Groups[0]
	text := fmt.Sprintf("The model relies most on %s: shuffling costs %s of %s, from %s.", name(first), num.Spell(first.Drop), m.Name, num.Spell(r.Score))
	if len(first.Columns) > 1 {
		text = fmt.Sprintf("The model relies most on %s, which say much the same: shuffling them together costs %s of %s, from %s.", name(first), num.Spell(first.Drop), m.Name, num.Spell(r.Score))
	}
	useless := 0
	for _, g := range r.Groups {
		if g.Low <= 0 {
			useless += len(g.Columns)
		}
	}
	if useless == 1 {
		text += " 1 column shows no use beyond chance."
	} else if useless > 1 {
		text += fmt.Sprintf(" %d columns show no use beyond chance.", useless)
	}
	return text
}
