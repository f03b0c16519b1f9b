package chart_test

import (
	"bytes"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
	picture "winnow/automl/figure/draw"
)

// TestEveryChartCanBeUsed does with each chart what a person can: reads the values of a mark
// by pointer and by keys, walks on, zooms, reads it as a table, and saves it as PNG, SVG and
// CSV, in light and in dark.
func TestEveryChartCanBeUsed(t *testing.T) {
	for _, r := range charttest.Reports() {
		for _, c := range chart.All() {
			if c.Tasks.Has(r.Target.Task) {
				o := automl.ChartOptions{Worth: automl.Worth{Right: 100, Wrong: -20, Missed: -50}}
				f, err := c.Draw(r, o)
				if err != nil {
					t.Fatalf("Draw(%s): %v", c.ID, err)
				}
				t.Run(string(r.Target.Task)+"/"+c.ID, func(t *testing.T) { use(t, f) })
			}
		}
	}
	for name, f := range charttest.Effects() {
		if name != "effect_one" && name != "effect_few" {
			t.Run(name, func(t *testing.T) { use(t, f) })
		}
	}
	fair := charttest.Fairness(charttest.Binary(1200), 5)
	for _, m := range fair.Metrics {
		f, err := chart.Fairness(fair, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		t.Run("fairness/"+m.ID, func(t *testing.T) { use(t, f) })
	}
}

func use(t *testing.T, f *figure.Figure) {
	t.Helper()
	if f.Empty != "" || f.Sentence == "" || f.Title == "" {
		t.Fatalf("title %q, sentence %q, empty %q", f.Title, f.Sentence, f.Empty)
	}
	if table := f.AsTable(); len(table.Head) < 2 || len(table.Rows) == 0 {
		t.Errorf("a table of %d columns and %d rows", len(table.Head), len(table.Rows))
	}
	for _, dark := range []bool{false, true} {
		o := picture.Options{Width: 640, Height: 400, Dark: dark, Title: true}
		if raw, err := picture.PNG(f, o); err != nil || len(raw) < 4000 {
			t.Errorf("PNG of %d bytes: %v", len(raw), err)
		}
		if raw, err := picture.SVG(f, o); err != nil || !bytes.Contains(raw, []byte("<svg")) || bytes.Contains(raw, []byte("NaN")) {
			t.Errorf("SVG of %d bytes: %v", len(raw), err)
		}
	}
	p, err := picture.Image(f, picture.Options{Width: 800, Height: 500})
	if err != nil {
		t.Fatal(err)
	}
	hit, ok := p.First()
	if !ok || len(hit.Lines) == 0 {
		t.Fatalf("the keys find no value: %+v", hit)
	}
	if next, ok := p.Step(hit, 1, 0); !ok && len(f.AsTable().Rows) > 1 {
		if _, ok := p.Step(hit, 0, 1); !ok {
			t.Errorf("the keys walk nowhere from %+v to %+v", hit, next)
		}
	}
	near, ok := p.Nearest(hit.X, hit.Y)
	if !ok || len(near.Lines) == 0 || strings.Contains(strings.Join(near.Lines, " "), "NaN") {
		t.Errorf("the pointer on %v, %v finds %+v", hit.X, hit.Y, near)
	}
	zoom(t, f, p)
}

// zoom draws the middle of the figure.
func zoom(t *testing.T, f *figure.Figure, whole *picture.Picture) {
	t.Helper()
	x0, x1, y0, y1, ok := whole.Span()
	if !ok || f.X.Scale == figure.Log || f.Y.Scale == figure.Log || len(f.X.Categories) > 0 && len(f.Y.Categories) > 0 {
		return
	}
	part := *f
	if len(f.X.Categories) == 0 {
		part.X.Min, part.X.Max = x0+(x1-x0)/4, x1-(x1-x0)/4
	}
	if len(f.Y.Categories) == 0 {
		part.Y.Min, part.Y.Max = y0+(y1-y0)/4, y1-(y1-y0)/4
	}
	p, err := picture.Image(&part, picture.Options{Width: 800, Height: 500})
	if err != nil {
		t.Fatal(err)
	}
	if p.Image.Bounds() == whole.Image.Bounds() && bytes.Equal(pixels(p), pixels(whole)) {
		t.Error("a part of the figure looks like the whole")
	}
}

func pixels(p *picture.Picture) []byte {
	var out []byte
	b := p.Image.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, bl, _ := p.Image.At(x, y).RGBA()
			out = append(out, byte(r>>8), byte(g>>8), byte(bl>>8))
		}
	}
	return out
}
