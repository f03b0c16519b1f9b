package chart_test

import (
	"fmt"
	"testing"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
	"winnow/automl/table"
)

// TestEffectsAreSound: figures of questions have series, a sentence, and a table of all that
// was found, also where only the largest is drawn.
func TestEffectsAreSound(t *testing.T) {
	rows := map[string]int{"effect_number": 41, "effect_levels": 6, "effect_many": 61, "effect_pair": 225, "effect_few": 12, "reliance": 24, "duel": 21, "growth": 6, "nearby": 3}
	for name, f := range charttest.Effects() {
		t.Run(name, func(t *testing.T) {
			sound(t, f)
			if f.Empty != "" || f.Sentence == "" || f.Title == "" {
				t.Errorf("title %q, sentence %q, empty %q", f.Title, f.Sentence, f.Empty)
			}
			if want := rows[name]; want > 0 && len(f.Table.Rows) != want {
				t.Errorf("%d rows in the table, not %d", len(f.Table.Rows), want)
			}
		})
	}
}

// TestEffectsOfNothing: where there is nothing to draw the figure says why.
func TestEffectsOfNothing(t *testing.T) {
	for i, f := range []*figure.Figure{chart.Effect(&automl.Effect{}), chart.Reliance(&automl.Reliance{}, "AUC"), chart.Duel(&automl.Duel{}), chart.Growth(&automl.Growth{}, &automl.Metric{}), chart.Nearby(&automl.Nearby{})} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if f.Empty == "" || len(f.Series) > 0 {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestEffectCurveHoldsItsRows: the curve keeps every point, single rows are context, and the
// hill of rows lies below all curves.
func TestEffectCurveHoldsItsRows(t *testing.T) {
	e := charttest.EffectOf(table.Number, 40)
	f := chart.Effect(e)
	var hill, middle *figure.Series
	lines := 0
	for i := range f.Series {
		switch s := &f.Series[i]; {
		case s.Tone == figure.Muted:
			lines++
		case s.Tone == figure.Third:
			hill = s
		case s.Mark == figure.Line && !s.Dashed:
			middle = s
		}
	}
	if hill == nil || middle == nil || lines != len(e.Lines) {
		t.Fatalf("hill %v, curve %v, %d lines", hill != nil, middle != nil, lines)
	}
	for i, p := range e.Points {
		if middle.Y[i] != p.Mean || hill.High[i] > p.Low || hill.High[i] < hill.Low[i] {
			t.Errorf("point %d: mean %v drawn at %v, hill %v to %v", i, p.Mean, middle.Y[i], hill.Low[i], hill.High[i])
		}
	}
}
