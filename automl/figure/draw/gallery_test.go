package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
	"winnow/automl/figure/draw"
	"winnow/automl/num"
)

var gallery = flag.String("gallery", "", "folder to write every picture of the gallery to")

// figures are every chart and the figures that charts do not make.
func figures(t testing.TB) map[string]*figure.Figure {
	t.Helper()
	out := map[string]*figure.Figure{}
	for _, r := range charttest.Reports() {
		for _, c := range chart.All() {
			if !c.Tasks.Has(r.Target.Task) {
				continue
			}
			f, err := c.Draw(r, automl.ChartOptions{})
			if err != nil {
				t.Fatal(err)
			}
			out[string(r.Target.Task)+"_"+c.ID] = f
		}
	}
	extra := map[string]*automl.Report{"many": charttest.Edges()["multiclass many"], "dense": charttest.Regression(20_000)}
	for _, c := range chart.All() {
		for name, r := range extra {
			if !c.Tasks.Has(r.Target.Task) || c.ID == "importance" || c.ID == "fold_scores" {
				continue
			}
			f, err := c.Draw(r, automl.ChartOptions{})
			if err != nil {
				t.Fatal(err)
			}
			out[name+"_"+c.ID] = f
		}
	}
	for name, f := range charttest.Effects() {
		out[name] = f
	}
	for name, f := range shapes() {
		out["shape_"+name] = f
	}
	return out
}

// shapes are figures at the edges of what can be drawn.
func shapes() map[string]*figure.Figure {
	rng := num.RNG(3, "shapes")
	nan := math.NaN()
	var walkX, walkY []float64
	v := 1e4
	for i := range 30_000 {
		v += rng.NormFloat64() * 300
		walkX, walkY = append(walkX, 1.6e9+float64(i)*3600), append(walkY, v)
	}
	return map[string]*figure.Figure{
		"empty":  {Empty: "No fold has been scored yet. Train a model and this chart fills itself."},
		"blank":  {},
		"nan":    {Series: []figure.Series{{Mark: figure.Line, X: []float64{0, 1}, Y: []float64{nan, nan}}}},
		"gap":    {X: figure.Axis{Title: "x"}, Y: figure.Axis{Title: "y"}, Series: []figure.Series{{Name: "a", Mark: figure.Line, X: []float64{0, 1, 2, 3, 4}, Y: []float64{1, 2, nan, 3, 1}}}},
		"point":  {X: figure.Axis{Title: "Age"}, Y: figure.Axis{Title: "Income"}, Series: []figure.Series{{Mark: figure.Points, X: []float64{5}, Y: []float64{1234567}, Labels: []string{"the only one"}}}},
		"time":   {X: figure.Axis{Title: "When", Time: true}, Y: figure.Axis{Title: "Sales"}, Series: []figure.Series{{Name: "Shop", Mark: figure.Line, X: walkX, Y: walkY}}},
		"day":    {X: figure.Axis{Title: "When", Time: true}, Y: figure.Axis{Title: "Sales"}, Series: []figure.Series{{Mark: figure.Line, X: walkX[:30], Y: walkY[:30]}}},
		"log":    {X: figure.Axis{Title: "Rows", Scale: figure.Log}, Y: figure.Axis{Title: "Seconds", Scale: figure.Log}, Series: []figure.Series{{Name: "Fit", Mark: figure.Line, X: []float64{100, 1e3, 1e4, 1e6}, Y: []float64{0.01, 0.4, 2, 800}}, {Name: "Measured", Mark: figure.Points, Tone: figure.Second, X: []float64{100, 1e3, 1e4, 1e6}, Y: []float64{0.01, 0.4, 2, 800}}}},
		"steps":  {X: figure.Axis{Title: "Minutes"}, Y: figure.Axis{Title: "Best ROC AUC so far"}, Series: []figure.Series{{Name: "Best so far", Mark: figure.Steps, X: []float64{0.1, 0.5, 1.4, 2.2, 5}, Y: []float64{0.5, 0.81, 0.842, 0.861, 0.861}}, {Name: "Models", Mark: figure.Points, Tone: figure.Second, X: []float64{0.1, 0.5, 0.9, 1.4, 2.2, 3.1, 5}, Y: []float64{0.5, 0.81, 0.79, 0.842, 0.861, 0.7, 0.858}}}},
		"names":  {X: figure.Axis{Categories: []string{"A rather long category name", "Another one that is long", "Short", "The fourth of these", "Number five", "Number six of many", "Seven", "Eight", "Nine and a half", "Ten"}}, Y: figure.Axis{Title: "Rows"}, Series: []figure.Series{{Mark: figure.Bars, X: []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, Y: []float64{12000, 9000, 7000, 6500, 5000, 4000, 3500, 2000, 900, 10}}}},
		"tones":  {X: figure.Axis{Title: "x"}, Y: figure.Axis{Title: "y"}, Series: []figure.Series{tone(figure.First, 0), tone(figure.Second, 1), tone(figure.Third, 2), tone(figure.Muted, 3), tone(figure.Good, 4), tone(figure.Bad, 5)}},
		"below":  {X: figure.Axis{Title: "Effect on the prediction"}, Y: figure.Axis{Categories: []string{"tenure = 3", "contract = monthly", "charges = 94.5", "age = 61"}}, Series: []figure.Series{{Name: "Up", Mark: figure.HBars, Tone: figure.Good, X: []float64{0.21, nan, 0.04, nan}, Y: []float64{0, 1, 2, 3}}, {Name: "Down", Mark: figure.HBars, Tone: figure.Bad, X: []float64{nan, -0.12, nan, -0.02}, Y: []float64{0, 1, 2, 3}}}},
		"scales": {X: figure.Axis{Title: "Tiny"}, Y: figure.Axis{Title: "Huge"}, Series: []figure.Series{{Mark: figure.Line, X: []float64{0, 1e-7, 3e-7}, Y: []float64{-4e6, 2e6, 9e6}}}},
	}
}

func tone(t figure.Tone, k float64) figure.Series {
	s := figure.Series{Name: string(t) + " tone", Mark: figure.Points, Tone: t}
	if t == figure.First {
		s.Name = "first tone"
	}
	for i := range 12 {
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, k+math.Sin(float64(i)/2))
	}
	return s
}

// TestGallery draws everything in light and dark, at one and two pixels to a unit, wide
// and small, and checks that nothing fails, that marks show, and that the SVG parses.
func TestGallery(t *testing.T) {
	for name, f := range figures(t) {
		t.Run(name, func(t *testing.T) {
			for _, o := range []struct {
				tag string
				draw.Options
			}{
				{"light", draw.Options{Width: 720, Height: 440}},
				{"dark2x", draw.Options{Width: 900, Height: 600, Scale: 2, Dark: true}},
				{"small", draw.Options{Width: 260, Height: 190}},
				{"file", draw.Options{Width: 760, Height: 520, Title: true}},
			} {
				if *gallery == "" {
					// Why: half the size shows the same faults in a quarter of the time.
					o.Width, o.Height, o.Scale = o.Width/2, o.Height/2, max(o.Scale, 1)/2
				}
				pic, err := draw.Image(f, o.Options)
				if err != nil {
					t.Fatal(err)
				}
				if pic.Image.Bounds().Dx() != o.Width || pic.Image.Bounds().Dy() != o.Height {
					t.Errorf("image of %v, want %d by %d", pic.Image.Bounds(), o.Width, o.Height)
				}
				if n := inked(pic); n < 60 {
					t.Errorf("%s: only %d pixels differ from the background", o.tag, n)
				}
				save(t, name+"_"+o.tag+".png", f, o.Options)
			}
			svg, err := draw.SVG(f, draw.Options{})
			if err != nil {
				t.Fatal(err)
			}
			parses(t, svg)
		})
	}
}

// inked is the number of pixels that differ from the top left one.
func inked(p *draw.Picture) int {
	pix := p.Image.(*image.RGBA).Pix
	n := 0
	for i := 0; i < len(pix); i += 4 {
		if !bytes.Equal(pix[i:i+4], pix[:4]) {
			n++
		}
	}
	return n
}

func save(t *testing.T, name string, f *figure.Figure, o draw.Options) {
	t.Helper()
	if *gallery == "" {
		return
	}
	b, err := draw.PNG(f, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*gallery, name), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func parses(t *testing.T, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("the SVG is not well formed: %v", err)
		}
	}
}
