package draw

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/figure"
)

func line(n int, f func(i int) float64) *figure.Figure {
	s := figure.Series{Name: "line", Mark: figure.Line}
	for i := range n {
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, f(i))
	}
	return &figure.Figure{X: figure.Axis{Title: "Step"}, Y: figure.Axis{Title: "Value"}, Series: []figure.Series{s}}
}

// TestThinKeepsPeaks checks the promise of thin on any rising or falling line: never more
// corners than asked for, the same ends, and the same lowest and highest place.
func TestThinKeepsPeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 3000).Draw(t, "n")
		ys := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), n, n).Draw(t, "ys")
		limit := rapid.IntRange(4, 500).Draw(t, "limit")
		sign := rapid.SampledFrom([]float64{1, -1, 0}).Draw(t, "direction")
		in := make([]point, n)
		for i := range in {
			in[i] = point{sign * float64(i), ys[i]}
		}
		out := thin(in, limit)
		if len(out) > max(limit, 4) {
			t.Fatalf("thin kept %d of %d points, limit %d", len(out), n, limit)
		}
		if out[0] != in[0] || out[len(out)-1] != in[n-1] {
			t.Fatalf("thin lost an end")
		}
		lo, hi := edges(in)
		if a, b := edges(out); a != lo || b != hi {
			t.Fatalf("thin kept %v to %v of %v to %v", a, b, lo, hi)
		}
	})
}

func edges(pts []point) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, q := range pts {
		lo, hi = math.Min(lo, q.y), math.Max(hi, q.y)
	}
	return lo, hi
}

// TestHexagonsCountAll checks that every point falls into one hexagon, whose centre is
// within its radius.
func TestHexagonsCountAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(0, 900), 1, 200).Draw(t, "xs")
		var pts []point
		for i, x := range xs {
			pts = append(pts, point{x, float64(i * 7 % 500)})
		}
		const radius = 9.0
		total := 0
		bins := hexagons(pts, radius)
		for _, b := range bins {
			total += b.count
		}
		if total != len(pts) {
			t.Fatalf("%d points are counted as %d", len(pts), total)
		}
		for _, q := range pts {
			near := math.Inf(1)
			for _, b := range bins {
				near = math.Min(near, math.Hypot(b.at.x-q.x, b.at.y-q.y))
			}
			if near > radius*1.0001 {
				t.Fatalf("point %v is %v from the nearest counted hexagon", q, near)
			}
		}
	})
}

// TestPixelsRoundTrip checks that values and pixels map onto each other on every scale.
func TestPixelsRoundTrip(t *testing.T) {
	for _, scale := range []figure.Scale{figure.Linear, figure.Log} {
		f := line(50, func(i int) float64 { return 1 + float64(i*i) })
		f.Y.Scale = scale
		p, err := Image(f, Options{Width: 600, Height: 400, Scale: 1.5})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 7, 49} {
			x, y := f.Series[0].X[i], f.Series[0].Y[i]
			px, py := p.ToPixel(x, y)
			if gx, gy := p.FromPixel(px, py); math.Abs(gx-x) > 1e-9 || math.Abs(gy-y) > 1e-6*y {
				t.Errorf("scale %q: (%v, %v) comes back as (%v, %v)", scale, x, y, gx, gy)
			}
			hit, ok := p.Nearest(px+3, py-3)
			if !ok || hit.Index != i {
				t.Errorf("scale %q: nearest to value %d is %+v, %v", scale, i, hit, ok)
			}
		}
		if _, ok := p.Nearest(1, 1); ok {
			t.Errorf("a mark is found outside of the data")
		}
	}
}

func TestHitWords(t *testing.T) {
	f := &figure.Figure{
		X: figure.Axis{Title: "Share of rows", Min: 0, Max: 1, Percent: true}, Y: figure.Axis{Title: "Rows"},
		Series: []figure.Series{{Name: "Mine", Mark: figure.Points, X: []float64{0.125}, Y: []float64{12345}, Labels: []string{"here"}}},
	}
	p, err := Image(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	hit, ok := p.First()
	got := strings.Join(hit.Lines, " | ")
	if want := "Mine | here | Share of rows: 12.50 % | Rows: 12,345"; !ok || got != want {
		t.Errorf("words = %q, want %q", got, want)
	}
}

// TestSteps walks by keyboard: along a series, not beyond its ends, and to the other.
func TestSteps(t *testing.T) {
	f := line(3, func(i int) float64 { return float64(i) })
	f.Series = append(f.Series, line(3, func(i int) float64 { return 5 - float64(i) }).Series[0])
	p, err := Image(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	h, _ := p.First()
	if _, ok := p.Step(h, -1, 0); ok {
		t.Error("there is a value before the first")
	}
	h, _ = p.Step(h, 1, 0)
	h, ok := p.Step(h, 0, 1)
	if !ok || h.Series != 1 || h.Index != 1 {
		t.Errorf("below value 1 of series 0 is %+v, %v", h, ok)
	}
	if _, ok := p.Step(h, 0, 1); ok {
		t.Error("there is a series after the last")
	}
	h, _ = p.Step(h, 1, 0)
	if _, ok := p.Step(h, 1, 0); ok {
		t.Error("there is a value after the last")
	}
}

// TestContrast holds the palettes to WCAG 2.2: 4.5 for text, 3 for marks.
func TestContrast(t *testing.T) {
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		for what, c := range map[string]color.NRGBA{"text": p.Text, "faint": p.Faint} {
			if r := contrast(c, p.Background); r < 4.5 {
				t.Errorf("%s: contrast of %s is %.2f, want 4.5", name, what, r)
			}
		}
		for _, tone := range []figure.Tone{figure.First, figure.Second, figure.Third, figure.Good, figure.Bad} {
			if r := contrast(p.Tone(tone), p.Background); r < 3 {
				t.Errorf("%s: contrast of tone %q is %.2f, want 3", name, tone, r)
			}
		}
		l := layout{pal: p}
		for i := range 101 {
			c := l.heat(p.First, float64(i)/100)
			if r := contrast(l.ink(c), c); r < 4.5 {
				t.Errorf("%s: contrast of the text in a cell at %d%% is %.2f, want 4.5", name, i, r)
			}
		}
	}
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return math.Max(x, y) / math.Min(x, y)
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v, step float64
		want    string
	}{
		{0, 1, "0"}, {1234567, 1, "1,234,567"}, {-1234.5, 0.5, "−1,234.5"}, {2.5e6, 5e5, "2.5 M"}, {3e9, 1e9, "3 bn"},
		{0.25, 0.05, "0.25"}, {2.5e-7, 5e-8, "2.5e−7"}, {math.NaN(), 1, "–"}, {math.Inf(1), 1, "∞"}, {999, 1, "999"},
		{1e-17, 0.1, "0"}, {0.30000000000000004, 0.1, "0.3"},
	} {
		if got := Number(c.v, c.step); got != c.want {
			t.Errorf("Number(%v, %v) = %q, want %q", c.v, c.step, got, c.want)
		}
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := Image(&figure.Figure{}, Options{Width: 1 << 20, Height: 10}); err == nil {
		t.Error("a picture of a million pixels across is drawn")
	}
	if _, err := SVG(&figure.Figure{}, Options{Width: 1 << 20, Height: 10}); err == nil {
		t.Error("a document of a million pixels across is drawn")
	}
}

// TestLettersStandApart checks that letters keep the same distance in small and in large text.
func TestLettersStandApart(t *testing.T) {
	for _, text := range []string{"To", "Te", "AV", "11"} {
		small, large := (&pen{scale: 1}).width(style{size: 10}, text), (&pen{scale: 1}).width(style{size: 100}, text)
		if math.Abs(10*small-large) > 2 {
			t.Errorf("%q is %.2f wide at 10 and %.2f at 100", text, small, large)
		}
	}
}

// TestSVG checks that text stays text and that no font is named without an alternative.
func TestSVG(t *testing.T) {
	b, err := SVG(line(5, func(i int) float64 { return float64(i) }), Options{Width: 500, Height: 300, Title: true})
	if err != nil {
		t.Fatal(err)
	}
	s := string(b)
	if !strings.Contains(s, ">Step</text>") {
		t.Error("the axis title is not text")
	}
	if strings.Contains(s, "font-family:Liberation Sans;") || !strings.Contains(s, "sans-serif") {
		t.Error("a font stands without an alternative")
	}
}

func BenchmarkImage(b *testing.B) {
	for name, n := range map[string]int{"200": 200, "100000": 100_000} {
		f := line(n, func(i int) float64 { return math.Sin(float64(i)/30) + math.Sin(float64(i)) })
		b.Run("points="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Image(f, Options{Width: 1600, Height: 1000, Scale: 2}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestCountsHaveWholeTicks: nothing lies between one row and two.
func TestCountsHaveWholeTicks(t *testing.T) {
	for _, most := range []float64{1, 2, 3, 7, 12000} {
		a := &axis{Axis: figure.Axis{Whole: true}, lo: 0, hi: 1.05 * most}
		ticks := a.ticks(6)
		if len(ticks) < 2 {
			t.Errorf("up to %v: ticks %v", most, ticks)
		}
		for _, k := range ticks {
			if k.at != math.Trunc(k.at) || strings.Contains(k.label, ".") {
				t.Errorf("up to %v: tick %v", most, k)
			}
		}
	}
}
