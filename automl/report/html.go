package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"

	"winnow/automl/figure"
	"winnow/automl/figure/draw"
)

//go:embed report.css
var style string

//go:embed report.gohtml
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"charts": pictures, "line": spanLine, "sum": sumWeights, "share": share,
}).Parse(page))

// HTML writes the document as one HTML file that needs nothing else: no script, no font, no
// picture from elsewhere. Charts are drawn twice, for light and dark.
func HTML(w io.Writer, d *Document) error {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		*Document
		Style template.CSS
	}{d, template.CSS(style)})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// picture is a chart drawn for both themes.
type picture struct {
	Chart
	Light, Dark template.HTML
	Table       figure.Table
	Shown       bool // the table holds all rows
}

// maxTableRows is how many rows of a chart's table are written beside it.
const maxTableRows = 40

func pictures(charts []Chart) ([]picture, error) {
	out := make([]picture, len(charts))
	for i, c := range charts {
		p := picture{Chart: c}
		var err error
		if p.Light, err = svg(&c, false); err != nil {
			return nil, err
		}
		if p.Dark, err = svg(&c, true); err != nil {
			return nil, err
		}
		if !c.Bare {
			p.Table, p.Shown = thinned(c.Fig.AsTable())
		}
		out[i] = p
	}
	return out, nil
}

// thinned keeps evenly spaced rows of a long table, and reports whether it kept all.
func thinned(t figure.Table) (figure.Table, bool) {
	n := len(t.Rows)
	if n <= maxTableRows {
		return t, true
	}
	out := figure.Table{Head: t.Head}
	for i := range maxTableRows {
		out.Rows = append(out.Rows, t.Rows[i*(n-1)/(maxTableRows-1)])
	}
	return out, false
}

// Measures of a chart in units of the page.
const (
	chartWidth  = 420
	wideWidth   = 860
	chartHeight = 300
)

// measure is the size of a chart: bars and cells get the room that their names need.
func measure(c *Chart) (width, height int) {
	width, height = chartWidth, chartHeight
	if c.Wide() {
		width = wideWidth
		height = 360
	}
	if n := len(c.Fig.Y.Categories); n > 8 {
		height = max(height, min(90+n*24, 900))
	}
	return width, height
}

// svg draws a chart as an element to stand within a page.
func svg(c *Chart, dark bool) (template.HTML, error) {
	w, h := measure(c)
	raw, err := draw.SVG(c.Fig, draw.Options{Width: w, Height: h, Dark: dark, Clear: true})
	if err != nil {
		return "", err
	}
	// Why: the document's own beginning, with sizes in points, gives way to one that fits
	// the page. What draw.SVG wrote has its texts escaped.
	if i := bytes.Index(raw, []byte("<svg")); i >= 0 {
		raw = raw[i:]
	}
	if i := bytes.IndexByte(raw, '>'); i >= 0 {
		raw = raw[i+1:]
	}
	open := fmt.Sprintf(`<svg viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false">`, w, h, w, h)
	return template.HTML(open + string(bytes.TrimSpace(raw))), nil
}

// spanLine is an interval as coordinates of a line 100 long with its ends inset.
func spanLine(s *Span) map[string]string {
	at := func(v float64) string { return fmt.Sprintf("%.1f", 4+92*math.Max(0, math.Min(1, v))) }
	return map[string]string{"Low": at(s.Low), "Mid": at(s.Mid), "High": at(s.High)}
}

func sumWeights(head []Column) float64 {
	sum := 0.0
	for _, c := range head {
		sum += c.weight()
	}
	return sum
}

func share(c Column, sum float64) string { return fmt.Sprintf("%.1f%%", 100*c.weight()/sum) }

func (c Column) weight() float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}
