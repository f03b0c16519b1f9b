package report

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationmonoregular"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"

	"winnow/automl"
)

// Measures of a page in points: A4 with its margins.
const (
	pageWidth, pageHeight = 595.28, 841.89
	marginX               = 46.0
	marginTop             = 50.0
	marginBottom          = 58.0
	bodyWidth             = pageWidth - 2*marginX
)

// Colours of the printed page, those of the light theme.
var (
	inkText   = color.NRGBA{0x1F, 0x29, 0x33, 0xFF}
	inkFaint  = color.NRGBA{0x52, 0x60, 0x6D, 0xFF}
	inkLine   = color.NRGBA{0xDD, 0xE3, 0xE8, 0xFF}
	inkPanel  = color.NRGBA{0xF5, 0xF7, 0xF9, 0xFF}
	inkTint   = color.NRGBA{0xE7, 0xF3, 0xF5, 0xFF}
	inkAccent = color.NRGBA{0x0B, 0x7A, 0x8C, 0xFF}
	inkReach  = color.NRGBA{0x6E, 0xB2, 0xBD, 0xFF}
	inkTones  = map[Tone]color.NRGBA{Plain: {0xA3, 0xAD, 0xB8, 0xFF}, Good: {0x1B, 0x7A, 0x50, 0xFF}, Warn: {0xB3, 0x5A, 0x12, 0xFF}, Bad: {0xB3, 0x34, 0x1D, 0xFF}}
)

// The fonts of the page; all are embedded, each with the letters that occur.
const (
	sans = "sans"
	mono = "mono"
)

// paper writes a document on pages, from top to bottom.
type paper struct {
	pdf *fpdf.Fpdf
	y   float64 // where the next thing goes
	err error
}

// newPaper has no page yet.
func newPaper(d *Document) *paper {
	p := &paper{pdf: fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})}
	f := p.pdf
	f.SetCatalogSort(true)
	f.SetCreationDate(d.Made)
	f.SetModificationDate(d.Made)
	f.SetTitle(clean(d.Title), true)
	f.SetCreator("Winnow", true)
	f.SetLang("en")
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(marginX, marginTop, marginX)
	f.AddUTF8FontFromBytes(sans, "", liberationsansregular.TTF)
	f.AddUTF8FontFromBytes(sans, "B", liberationsansbold.TTF)
	f.AddUTF8FontFromBytes(mono, "", liberationmonoregular.TTF)
	f.SetFooterFunc(func() { p.footer(d) })
	return p
}

// PDF writes the document as PDF of A4 pages with outlines. The same document gives the same
// bytes.
func PDF(w io.Writer, d *Document) error {
	p := newPaper(d)
	p.turn()
	p.head(d)
	for _, s := range d.Sections {
		p.section(&s)
	}
	p.gap(10)
	p.paragraph(face{8, false, inkFaint, false}, d.Foot, 0, bodyWidth)
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil || p.err != nil {
		e := automl.Errorf("report", automl.Internal, "The report could not be written as PDF.")
		if e.Err = p.err; err != nil {
			e.Err = err
		}
		return e
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (p *paper) footer(d *Document) {
	y := pageHeight - marginBottom/2
	p.rule(marginX, pageWidth-marginX, y-12, 0.5, inkLine)
	s := face{7.5, false, inkFaint, false}
	p.line(s, shorten(d.Title, 90), marginX, y)
	p.lineRight(s, fmt.Sprint(p.pdf.PageNo()), pageWidth-marginX, y)
}

// turn begins a new page.
func (p *paper) turn() {
	p.pdf.AddPage()
	p.y = marginTop
}

func (p *paper) left() float64 { return pageHeight - marginBottom - p.y }

// need turns the page when less than height is left on it.
func (p *paper) need(height float64) {
	if height > p.left() && p.y > marginTop {
		p.turn()
	}
}

// gap leaves room, but none at the top of a page.
func (p *paper) gap(height float64) {
	if p.y > marginTop {
		p.y += height
	}
}

func (p *paper) head(d *Document) {
	p.line(face{8, true, inkAccent, false}, "WINNOW REPORT", marginX, p.y)
	p.y += 22
	p.paragraph(face{21, true, inkText, false}, d.Title, 0, bodyWidth)
	p.y += 2
	p.paragraph(face{9.5, false, inkFaint, false}, d.Sub, 0, bodyWidth)
	p.y += 8
	p.keys(d.Keys)
}

// keys are the figures to see first, side by side.
func (p *paper) keys(keys []Key) {
	if len(keys) == 0 {
		return
	}
	const space, pad = 8.0, 9.0
	w := (bodyWidth - space*float64(len(keys)-1)) / float64(len(keys))
	small, large := face{7.5, false, inkFaint, false}, face{16, true, inkText, false}
	height := 0.0
	notes := make([][]string, len(keys))
	for i, k := range keys {
		notes[i] = p.wrap(small, k.Note, w-2*pad)
		height = max(height, 44+float64(len(notes[i]))*9.5+pad-4)
	}
	for i, k := range keys {
		x := marginX + float64(i)*(w+space)
		c := inkPanel
		if i == 0 {
			c = inkTint
		}
		p.fill(x, p.y, w, height, c)
		p.line(small, p.fit(small, k.Label, w-2*pad), x+pad, p.y+15)
		p.line(large, p.fit(large, k.Value, w-2*pad), x+pad, p.y+34)
		for j, l := range notes[i] {
			p.line(small, l, x+pad, p.y+46+float64(j)*9.5)
		}
	}
	p.y += height + 4
}

func (p *paper) section(s *Section) {
	p.gap(20)
	p.need(40 + p.first(s.Blocks))
	p.pdf.SetFont(sans, "", 10)
	p.pdf.Bookmark(clean(s.Title), 0, p.y)
	p.rule(marginX, pageWidth-marginX, p.y, 1.2, inkAccent)
	p.y += 20
	p.line(face{14, true, inkText, false}, s.Title, marginX, p.y)
	p.y += 18
	for i, b := range s.Blocks {
		if b.Heading != "" {
			p.need(26 + p.first(s.Blocks[i+1:]))
		}
		p.block(&b)
	}
}

// first is how much room the beginning of some blocks needs, so that a heading over them
// does not stand alone.
func (p *paper) first(blocks []Block) float64 {
	if len(blocks) == 0 {
		return 0
	}
	switch b := &blocks[0]; {
	case b.Heading != "":
		return 26 + p.first(blocks[1:])
	case len(b.Charts) > 0:
		rows := p.rows(b.Charts)
		least := rows[0].height()
		for i := range rows {
			least = math.Min(least, rows[i].height())
		}
		return least
	case b.Text != "" && len(blocks) > 1 && len(blocks[1].Text) == 0:
		return 30 + p.first(blocks[1:])
	}
	return 70
}

func (p *paper) block(b *Block) {
	body := face{9.5, false, inkText, false}
	switch {
	case b.Heading != "":
		p.gap(10)
		p.paragraph(face{10.5, true, inkText, false}, b.Heading, 0, bodyWidth)
		p.y += 3
	case b.Text != "":
		p.paragraph(body, b.Text, 0, bodyWidth)
		p.y += 5
	case len(b.List) > 0:
		for _, l := range b.List {
			p.need(body.leading())
			p.line(body, "•", marginX+3, p.y+body.size*0.8)
			p.paragraph(body, l, 13, bodyWidth-13)
			p.y += 2
		}
		p.y += 4
	case len(b.Facts) > 0:
		p.facts(b.Facts)
	case b.Table != nil:
		p.table(b.Table)
	case b.Note != nil:
		p.note(b.Note)
	case b.Code != "":
		p.code(b.Code)
	}
	if len(b.Charts) > 0 {
		for rows := p.rows(b.Charts); len(rows) > 0; {
			p.chartRow(&rows)
		}
	}
}

func (p *paper) facts(facts []Fact) {
	const name = 128.0
	s, faint := face{9, false, inkText, false}, face{9, false, inkFaint, false}
	for _, f := range facts {
		left, right := p.wrap(faint, f.Name, name-10), p.wrap(s, f.Value, bodyWidth-name)
		height := float64(max(len(left), len(right)))*s.leading() + 6
		p.need(height)
		p.lines(faint, left, marginX, p.y+3)
		p.lines(s, right, marginX+name, p.y+3)
		p.y += height
		p.rule(marginX, pageWidth-marginX, p.y, 0.4, inkLine)
	}
	p.y += 9
}

func (p *paper) note(n *Note) {
	const pad = 9.0
	title, body, after := face{9, true, inkText, false}, face{8.8, false, inkText, false}, face{8.3, false, inkFaint, false}
	c, ok := inkTones[n.Tone]
	if !ok {
		c = inkTones[Plain]
	}
	w := bodyWidth - 2*pad - 3
	indent := 0.0
	label := face{7.5, true, c, false}
	if n.Tone == Plain {
		label.c = inkFaint
	}
	if n.Label != "" {
		indent = p.width(label, strings.ToUpper(n.Label)) + 7
	}
	heads, texts, afters := p.wrap(title, n.Title, w-indent), p.wrap(body, n.Text, w), p.wrap(after, n.After, w)
	height := float64(len(heads))*title.leading() + float64(len(texts))*body.leading() + float64(len(afters))*after.leading() + 2*pad - 3
	p.need(height)
	p.fill(marginX, p.y, bodyWidth, height, inkPanel)
	p.fill(marginX, p.y, 3, height, c)
	x, y := marginX+3+pad, p.y+pad-1
	if n.Label != "" {
		p.line(label, strings.ToUpper(n.Label), x, y+title.size*0.8)
	}
	y = p.lines(title, heads, x+indent, y)
	y = p.lines(body, texts, x, y)
	p.lines(after, afters, x, y)
	p.y += height + 6
}

func (p *paper) code(code string) {
	const pad = 8.0
	s := face{8, false, inkText, false}
	s.mono = true
	var lines []string
	for _, l := range strings.Split(code, "\n") {
		indent := l[:len(l)-len(strings.TrimLeft(l, " "))]
		for i, part := range p.wrap(s, l, bodyWidth-2*pad-20) {
			if i > 0 {
				indent = "    "
			}
			lines = append(lines, indent+part)
		}
	}
	const most = 50
	for len(lines) > 0 {
		part := lines[:min(len(lines), most)]
		lines = lines[len(part):]
		height := float64(len(part))*s.leading() + 2*pad - 2
		p.need(height)
		p.fill(marginX, p.y, bodyWidth, height, inkPanel)
		p.lines(s, part, marginX+pad, p.y+pad)
		p.y += height + 6
	}
}

// letters are the runes that the fonts of the page have.
var letters = sync.OnceValue(func() func(r rune) bool {
	f, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		panic("report: the built-in font cannot be read: " + err.Error())
	}
	return func(r rune) bool {
		var b sfnt.Buffer
		i, err := f.GlyphIndex(&b, r)
		return err == nil && i != 0
	}
})

// clean replaces what the fonts cannot show: line ends and tabs by spaces, letters that they
// lack by a mark.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < ' ' || r == 0x7F:
			return -1
		case r > 0xFFFF || !letters()(r):
			return '¿'
		}
		return r
	}, s)
}
