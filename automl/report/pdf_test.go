package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/figure"
)

func TestWordsOf(t *testing.T) {
	got := wordsOf("held 90 % (95 % interval 88 %, 92 %) of % rows")
	if want := []string{"held", "90 %", "(95 %", "interval", "88 %,", "92 %)", "of %", "rows"}; !slices.Equal(got, want) {
		t.Errorf("words %q, want %q", got, want)
	}
	if got := wordsOf("% alone"); !slices.Equal(got, []string{"%", "alone"}) {
		t.Errorf("words %q", got)
	}
}

// chartOf is a chart of so many bars; more than ten take the page's width.
func chartOf(bars int) Chart {
	f := &figure.Figure{Title: "Bars", Sentence: "Each is as long as the one before.", X: figure.Axis{Max: 1}, Series: []figure.Series{{Mark: figure.HBars}}}
	for i := range bars {
		f.Y.Categories = append(f.Y.Categories, "bar")
		f.Series[0].X, f.Series[0].Y = append(f.Series[0].X, 1), append(f.Series[0].Y, float64(i))
	}
	return Chart{Fig: f}
}

// TestChartsFillPages: no page ends where the next charts would have had room at their least
// height, none reaches into the foot of a page, and all are drawn.
func TestChartsFillPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPaper(&Document{})
		p.turn()
		p.y += rapid.Float64Range(0, p.left()).Draw(t, "filled")
		var charts []Chart
		for range rapid.IntRange(1, 6).Draw(t, "charts") {
			charts = append(charts, chartOf(rapid.SampledFrom([]int{3, 9, 11, 20, 60}).Draw(t, "bars")))
		}
		for left := p.rows(charts); len(left) > 0; {
			room, page := p.left(), p.pdf.PageNo()
			r := p.chartRow(&left)
			fit := slices.ContainsFunc(append([]chartRow{r}, left...), func(r chartRow) bool { return r.height() <= room })
			if fit && p.pdf.PageNo() > page {
				t.Fatalf("a page was left with %v of room", room)
			}
			if p.left() < -2 {
				t.Fatalf("a chart reaches %v into the foot", -p.left())
			}
		}
		if p.err != nil {
			t.Fatal(p.err)
		}
	})
}
