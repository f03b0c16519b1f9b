package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
)

func confusion() automl.Chart {
	return entry("confusion", "Confusion matrix", "Rows are what was true, columns what the model said; right answers lie on the diagonal.",
		automl.AnyClasses, drawConfusion)
}

// maxMatrix is the number of classes shown in a matrix; rarer ones are put together.
const maxMatrix = 25

// matrix counts rows by true and predicted class.
type matrix struct {
	names []string
	n     [][]int // by true class, then predicted class
	total int
}

// counts makes the matrix of a report; binary rows are flagged from the threshold up.
func counts(r *automl.Report, threshold float64) matrix {
	classes := max(len(r.Target.Classes), r.Prediction.Width, 2)
	m := matrix{}
	for k := range classes {
		label := fmt.Sprint(k)
		if k < len(r.Target.Classes) {
			label = r.Target.Classes[k]
		}
		m.names = append(m.names, label)
		m.n = append(m.n, make([]int, classes))
	}
	p := r.Prediction
	p.Threshold = threshold
	for i, y := range r.Target.Y {
		if k := int(y); y >= 0 && k < classes && !math.IsNaN(p.Row(i)[0]) {
			m.n[k][p.Class(i)]++
			m.total++
		}
	}
	return m
}

// right is the number of rows on the diagonal.
func (m matrix) right() int {
	n := 0
	for k := range m.n {
		n += m.n[k][k]
	}
	return n
}

func (m matrix) actual(k int) int {
	n := 0
	for _, v := range m.n[k] {
		n += v
	}
	return n
}

func (m matrix) predicted(k int) int {
	n := 0
	for t := range m.n {
		n += m.n[t][k]
	}
	return n
}

// worst is the pair of classes that is mixed up most often, the first among equals.
func (m matrix) worst() (truth, said, n int) {
	for t := range m.n {
		for s, v := range m.n[t] {
			if t != s && v > n {
				truth, said, n = t, s, v
			}
		}
	}
	return truth, said, n
}

// shrink puts all but the most frequent classes together as "Other".
func (m matrix) shrink() matrix {
	if len(m.n) <= maxMatrix {
		return m
	}
	order := make([]int, len(m.n))
	for k := range order {
		order[k] = k
	}
	sort.SliceStable(order, func(a, b int) bool { return m.actual(order[a]) > m.actual(order[b]) })
	keep := order[:maxMatrix-1]
	sort.Ints(keep)
	place := make([]int, len(m.n))
	for k := range place {
		place[k] = maxMatrix - 1
	}
	out := matrix{total: m.total}
	for i, k := range keep {
		place[k] = i
		out.names = append(out.names, m.names[k])
	}
	out.names = append(out.names, fmt.Sprintf("%d others", len(m.n)-len(keep)))
	out.n = make([][]int, maxMatrix)
	for i := range out.n {
		out.n[i] = make([]int, maxMatrix)
	}
	for t := range m.n {
		for s, v := range m.n[t] {
			out.n[place[t]][place[s]] += v
		}
	}
	return out
}

func drawConfusion(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	if len(r.Target.Y) == 0 {
		return empty("No rows were scored, so there is nothing to draw.")
	}
	full := counts(r, o.Threshold)
	if full.total == 0 {
		return empty("The model gave no usable predictions, so there is nothing to draw.")
	}
	m := full.shrink()
	f := &figure.Figure{
		X:        figure.Axis{Title: "Predicted", Categories: m.names},
		Y:        figure.Axis{Title: "Actual", Categories: m.names},
		Sentence: confusionSentence(r, full, o.Threshold),
	}
	s := figure.Series{Name: "Rows", Mark: figure.Cells, Members: members(r, full, m, o.Threshold)}
	f.Table.Head = append([]string{"Actual"}, m.names...)
	for t := range m.n {
		line := []string{m.names[t]}
		all := m.actual(t)
		for p, v := range m.n[t] {
			share, of := 0.0, all
			if o.Show == automl.ShowAnswers {
				of = m.predicted(p)
			}
			if of > 0 {
				share = float64(v) / float64(of)
			}
			label := count(v)
			switch {
			case o.Show != automl.ShowCounts && of == 0:
				label = "–"
			case o.Show != automl.ShowCounts:
				label = percent(share)
			case len(m.n) <= 4 && all > 0:
				label += " (" + percent(share) + ")"
			}
			s.X, s.Y, s.Z = append(s.X, float64(p)), append(s.Y, float64(t)), append(s.Z, share)
			s.Labels = append(s.Labels, label)
			if o.Show == automl.ShowCounts {
				label = count(v)
			}
			line = append(line, label)
		}
		f.Table.Rows = append(f.Table.Rows, line)
	}
	f.Series = []figure.Series{s}
	return f
}

// members lists the rows behind each cell of the matrix shown, cell by cell.
func members(r *automl.Report, full, shown matrix, threshold float64) [][]int32 {
	place := make([]int, len(full.n))
	for k := range place {
		place[k] = len(shown.n) - 1 // put together as others
		for i, n := range shown.names {
			if n == full.names[k] {
				place[k] = i
			}
		}
	}
	out := make([][]int32, len(shown.n)*len(shown.n))
	p := r.Prediction
	p.Threshold = threshold
	for i, y := range r.Target.Y {
		if k := int(y); y >= 0 && k < len(full.n) && !math.IsNaN(p.Row(i)[0]) {
			cell := place[k]*len(shown.n) + place[p.Class(i)]
			out[cell] = append(out[cell], int32(i))
		}
	}
	return out
}

func confusionSentence(r *automl.Report, m matrix, threshold float64) string {
	text := fmt.Sprintf("%s of %s are right (%s).", count(m.right()), of(m.total, "row"), percent(float64(m.right())/float64(m.total)))
	if r.Target.Task == automl.Binary {
		return fmt.Sprintf("From a threshold of %s: %s %s", percent(threshold), text, flagged(r, m))
	}
	t, s, n := m.worst()
	if n == 0 {
		return text + " No class was taken for another."
	}
	return text + fmt.Sprintf(" The most frequent mistake: %s taken for %s, %s.", name(r, t), name(r, s), of(n, "row"))
}

// flagged says what a flag is worth.
func flagged(r *automl.Report, m matrix) string {
	f, hit := m.predicted(1), m.n[1][1]
	if f == 0 {
		return "No row is flagged as " + name(r, 1) + "."
	}
	return fmt.Sprintf("Of %s flagged as %s, %s are.", of(f, "row"), name(r, 1), percent(float64(hit)/float64(f)))
}
