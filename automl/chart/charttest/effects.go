package charttest

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/figure"
	"winnow/automl/table"
)

// Effects are the figures of questions to a model: of numbers, dates, levels and pairs, of
// groups of columns, two models, growing rows and one row.
func Effects() map[string]*figure.Figure {
	auc := &automl.Metric{ID: "auc", Name: "ROC AUC", Best: 1}
	rmse := &automl.Metric{ID: "rmse", Name: "RMSE", Worst: math.Inf(1)}
	return map[string]*figure.Figure{
		"effect_number": chart.Effect(EffectOf(table.Number, 40)),
		"effect_date":   chart.Effect(EffectOf(table.Time, 40)),
		"effect_levels": chart.Effect(EffectOf(table.Category, 5)),
		"effect_many":   chart.Effect(EffectOf(table.Category, 60)),
		"effect_one":    chart.Effect(EffectOf(table.Number, 1)),
		"effect_pair":   chart.Effect(pairOf(15, 15)),
		"effect_few":    chart.Effect(pairOf(4, 3)),
		"reliance":      chart.Reliance(relianceOf(), "ROC AUC"),
		"duel":          chart.Duel(duelOf()),
		"growth":        chart.Growth(growthOf(0.14, 0.8), auc),
		"growth_error":  chart.Growth(growthOf(20000, 90000), rmse),
		"nearby":        chart.Nearby(nearbyOf()),
	}
}

// EffectOf is the effect of a column of a kind at so many points.
func EffectOf(kind table.Kind, points int) *automl.Effect {
	e := &automl.Effect{Column: "tenure_months", Kind: kind, What: "probability of “yes”", Class: "yes", Rows: 1000, Base: 0.26, Sentence: "The probability of “yes” falls with “tenure_months”."}
	step := 2.0
	if kind == table.Time {
		e.Column, step = "signup_date", 86400*30
	}
	for i := range points {
		x := float64(i) / 20
		p := automl.EffectPoint{Value: float64(i) * step, Label: fmt.Sprint(i * 2), Mean: 0.5*math.Exp(-x) + 0.1, Share: math.Exp(-2*x) / float64(points)}
		if kind == table.Category {
			p.Label = fmt.Sprintf("Plan number %d", i)
		}
		p.Low, p.High = p.Mean*0.5, p.Mean*1.4
		e.Points = append(e.Points, p)
	}
	for r := range 30 {
		l := automl.EffectLine{Index: r}
		for _, p := range e.Points {
			l.Values = append(l.Values, min(1, p.Mean*(0.4+float64(r)/20)))
		}
		e.Lines = append(e.Lines, l)
	}
	for i := 0; i < points; i += 2 {
		e.Local = append(e.Local, automl.EffectLocal{Value: e.Points[i].Value, Label: e.Points[i].Label, Effect: 0.15 - 0.01*float64(i)})
	}
	gone := 0.3
	e.Missing = &gone
	return e
}

func pairOf(n, m int) *automl.Effect {
	e := EffectOf(table.Number, n)
	e.With, e.Pair = "contract", &automl.EffectPair{Second: EffectOf(table.Category, m).Points, Interplay: 0.2}
	for i := range n {
		e.Pair.Means, e.Pair.Shares = append(e.Pair.Means, nil), append(e.Pair.Shares, nil)
		for j := range m {
			e.Pair.Means[i] = append(e.Pair.Means[i], 0.1+0.8*float64(i*j+j)/float64(n*m))
			e.Pair.Shares[i] = append(e.Pair.Shares[i], 1/float64(n*m))
		}
	}
	return e
}

func relianceOf() *automl.Reliance {
	r := &automl.Reliance{Metric: "auc", Score: 0.86, Sentence: "The model relies most on “tenure” and “total”, which say much the same."}
	for i := range 24 {
		g := automl.RelianceGroup{Columns: []string{fmt.Sprintf("column_%d", i)}, Drop: 0.1*math.Exp(-float64(i)/3) - 0.001, Std: 0.002}
		g.Low, g.High = g.Drop-0.002, g.Drop+0.002
		for k := range 2 - i%3 {
			g.Columns = append(g.Columns, fmt.Sprintf("column_%d_%d", i, k))
			g.Tie = 0.8
		}
		r.Groups = append(r.Groups, g)
	}
	return r
}

func duelOf() *automl.Duel {
	d := &automl.Duel{NameA: "Gradient boosting", NameB: "Linear model", Loss: "log loss", Sentence: "Over all rows “Gradient boosting” has 5 % less log loss than “Linear model”.",
		Overall: automl.DuelPart{Rows: 5000, LossA: 0.4, LossB: 0.42, Gain: 0.02, Low: 0.015, High: 0.025, P: 1e-9, Sure: true}}
	for i := range 20 {
		p := automl.DuelPart{Column: "region", Part: fmt.Sprintf("Region %d", i), Rows: 300, LossA: 0.4, LossB: 0.46 - 0.01*float64(i), P: min(1, 1e-4*math.Exp(float64(i)))}
		p.Gain = p.LossB - p.LossA
		p.Low, p.High, p.Sure = p.Gain-0.03, p.Gain+0.03, p.P < 0.05
		d.Parts = append(d.Parts, p)
	}
	return d
}

func growthOf(limit, factor float64) *automl.Growth {
	g := &automl.Growth{Model: "Gradient boosting", Limit: limit, Factor: factor, Power: 0.5, Sentence: "More rows would probably not help."}
	up := -1.0
	if limit > 1 {
		up = 0
	}
	for _, share := range []float64{0.125, 0.25, 0.5, 0.75, 1} {
		loss := limit + factor*math.Pow(4000*share, -0.5)
		p := automl.GrowthPoint{Rows: int(4000 * share), Share: share, Score: math.Abs(up + loss)}
		p.Low, p.High = p.Score*0.99, p.Score*1.01
		g.Points = append(g.Points, p)
		g.Twice = math.Abs(up + limit + factor*math.Pow(8000, -0.5))
	}
	return g
}

func nearbyOf() *automl.Nearby {
	return &automl.Nearby{What: "probability of “yes”", Class: "yes", Value: 0.72, Local: 0.7, Fit: 0.6, Sentence: "Near this row “contract is monthly” speaks most for more.",
		Terms: []automl.NearbyTerm{{Condition: "contract is monthly", Weight: 0.24}, {Condition: "tenure_months at most 9", Weight: 0.2}, {Condition: "monthly_fee above 20, at most 45", Weight: -0.07}}}
}
