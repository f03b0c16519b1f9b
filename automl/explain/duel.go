package explain

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/num"
)

// DuelPart is a part of the rows, by a column's values.
type DuelPart struct {
	Column, Part string
	At           []int32 // places among the rows
}

// duelLeast is the number of rows a part needs for its mean to say something.
const duelLeast = 30

// RowLosses are what each row's prediction costs: the logarithm of the truth's probability,
// else the squared error, or the absolute one.
func RowLosses(y automl.Target, p *automl.Prediction, absolute bool) []float64 {
	out := make([]float64, len(y.Y))
	for i, truth := range y.Y {
		row := p.Row(i)
		switch {
		case y.Task == automl.Regression && absolute:
			out[i] = math.Abs(truth - row[0])
		case y.Task == automl.Regression:
			out[i] = (truth - row[0]) * (truth - row[0])
		default:
			q := row[0]
			if len(row) > 1 {
				q = row[int(truth)]
			} else if truth < 0.5 {
				q = 1 - q
			}
			out[i] = -math.Log(max(q, 1e-15))
		}
	}
	return out
}

// Duel holds the losses of two models against each other over all rows and over parts of
// them. Every part is tested by a paired t-test over its rows, and the chances are made good
// for the number of parts (Holm 1979).
func Duel(a, b []float64, parts []DuelPart) (overall automl.DuelPart, out []automl.DuelPart) {
	overall = paired(a, b, nil)
	for _, p := range parts {
		if len(p.At) >= duelLeast {
			d := paired(a, b, p.At)
			d.Column, d.Part = p.Column, p.Part
			out = append(out, d)
		}
	}
	overall.Sure = overall.P < 0.05
	holm(out)
	slices.SortStableFunc(out, func(x, y automl.DuelPart) int {
		if x.Sure != y.Sure {
			if x.Sure {
				return -1
			}
			return 1
		}
		return cmp.Compare(math.Abs(y.Gain)*float64(y.Rows), math.Abs(x.Gain)*float64(x.Rows))
	})
	return overall, out
}

// paired is the mean difference of two losses at some places, nil for all, with its interval
// and chance.
func paired(a, b []float64, at []int32) automl.DuelPart {
	n := len(at)
	if at == nil {
		n = len(a)
	}
	place := func(i int) int {
		if at == nil {
			return i
		}
		return int(at[i])
	}
	d := automl.DuelPart{Rows: n, P: 1}
	for i := range n {
		d.LossA += a[place(i)] / float64(n)
		d.LossB += b[place(i)] / float64(n)
	}
	d.Gain = d.LossB - d.LossA
	d.Low, d.High = d.Gain, d.Gain
	if n < 2 {
		return d
	}
	sum := 0.0
	for i := range n {
		x := b[place(i)] - a[place(i)] - d.Gain
		sum += float64(x * x)
	}
	spread := math.Sqrt(sum / float64(n-1) / float64(n))
	t := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}
	half := t.Quantile(0.975) * spread
	d.Low, d.High = d.Gain-half, d.Gain+half
	if spread > 0 {
		d.P = 2 * t.Survival(math.Abs(d.Gain)/spread)
	} else if d.Gain != 0 {
		d.P = 0
	}
	return d
}

// holm makes chances good for their number.
func holm(parts []automl.DuelPart) {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(parts[a].P, parts[b].P) })
	least := 0.0
	for k, i := range order {
		least = max(least, min(1, parts[i].P*float64(len(parts)-k)))
		parts[i].P, parts[i].Sure = least, least < 0.05
	}
}

// DuelSentence says where the first model gains and loses most.
func DuelSentence(d *automl.Duel) string {
	gain := func(p automl.DuelPart) string {
		if p.LossB > 0 && p.Gain > 0 {
			return share(p.Gain/p.LossB) + " less"
		}
		if p.LossB > 0 {
			return share(-p.Gain/p.LossB) + " more"
		}
		return num.Spell(math.Abs(p.Gain))
	}
	text := fmt.Sprintf("Over all rows the %s of “%s” is much like that of “%s”: %s to %s.", d.Loss, d.NameA, d.NameB, num.Spell(d.Overall.LossA), num.Spell(d.Overall.LossB))
	if d.Overall.Sure {
		text = fmt.Sprintf("Over all rows “%s” has %s %s than “%s”.", d.NameA, gain(d.Overall), d.Loss, d.NameB)
	}
	best := slices.IndexFunc(d.Parts, func(p automl.DuelPart) bool { return p.Sure && p.Gain > 0 })
	worst := slices.IndexFunc(d.Parts, func(p automl.DuelPart) bool { return p.Sure && p.Gain < 0 })
	if best < 0 && worst < 0 {
		return text + " In no part of the rows do they differ beyond chance."
	}
	at := func(i int) string {
		p := d.Parts[i]
		return fmt.Sprintf("where “%s” is %s (%s, %s rows)", p.Column, p.Part, gain(p), num.Spell(float64(p.Rows)))
	}
	if best >= 0 {
		text += " It gains most " + at(best) + "."
	}
	if worst >= 0 {
		text += " It loses most " + at(worst) + "."
	}
	return text
}
