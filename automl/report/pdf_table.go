package report

import "math"

const (
	cellPad  = 4.0
	cellMost = 30 // lines of a cell; what is longer is cut
)

// table writes a table; its head is repeated on each page.
func (p *paper) table(t *Table) {
	widths := p.widths(t)
	caption := face{9, true, inkText, false}
	p.need(70)
	p.paragraph(caption, t.Caption, 0, bodyWidth)
	p.y += 2
	p.tableHead(t, widths)
	for _, r := range t.Rows {
		cells, height := p.rowLines(t, &r, widths)
		if height > p.left() {
			p.turn()
			p.tableHead(t, widths)
		}
		p.row(t, &r, cells, widths, height)
	}
	p.y += 12
}

// widths shares the page out among the columns by their weights.
func (p *paper) widths(t *Table) []float64 {
	sum := sumWeights(t.Head)
	out := make([]float64, len(t.Head))
	for i, c := range t.Head {
		out[i] = bodyWidth * c.weight() / sum
	}
	return out
}

func (p *paper) tableHead(t *Table, widths []float64) {
	s := face{7.5, false, inkFaint, false}
	lines := make([][]string, len(t.Head))
	most := 1
	for i, c := range t.Head {
		lines[i] = p.wrap(s, c.Text, widths[i]-2*cellPad)
		most = max(most, len(lines[i]))
	}
	height := float64(most)*s.leading() + 4
	x := marginX
	for i, c := range t.Head {
		y := p.y + height - 3 - float64(len(lines[i]))*s.leading()
		for j, l := range lines[i] {
			p.cellLine(s, l, c.Right, x, y+float64(j)*s.leading()+s.size*0.86, widths[i])
		}
		x += widths[i]
	}
	p.y += height
	p.rule(marginX, pageWidth-marginX, p.y, 0.7, inkFaint)
}

func (p *paper) cellLine(s face, text string, right bool, x, foot, width float64) {
	if right {
		p.lineRight(s, text, x+width-cellPad, foot)
		return
	}
	p.line(s, text, x+cellPad, foot)
}

func cellFace(r *Row, c Column) face { return face{8, r.Strong && !c.Long(), inkText, false} }

func (p *paper) rowLines(t *Table, r *Row, widths []float64) ([][]string, float64) {
	lines, most := make([][]string, len(r.Cells)), 1
	for i, c := range r.Cells {
		lines[i] = p.wrap(cellFace(r, t.Head[i]), c.Text, widths[i]-2*cellPad)
		if len(lines[i]) > cellMost {
			lines[i] = append(lines[i][:cellMost-1:cellMost-1], "…")
		}
		most = max(most, len(lines[i]))
	}
	return lines, float64(most)*face{size: 8}.leading() + 5
}

func (p *paper) row(t *Table, r *Row, lines [][]string, widths []float64, height float64) {
	if r.Strong {
		p.fill(marginX, p.y, bodyWidth, height, inkTint)
		p.fill(marginX, p.y, 2, height, inkAccent)
	}
	x := marginX
	for i, c := range r.Cells {
		s := cellFace(r, t.Head[i])
		for j, l := range lines[i] {
			p.cellLine(s, l, t.Head[i].Right, x, p.y+2.5+float64(j)*s.leading()+s.size*0.86, widths[i])
		}
		if c.Span != nil {
			p.span(c.Span, x+cellPad, p.y+height/2, widths[i]-2*cellPad)
		}
		x += widths[i]
	}
	p.y += height
	p.rule(marginX, pageWidth-marginX, p.y, 0.4, inkLine)
}

// span draws an interval along a line.
func (p *paper) span(s *Span, x, y, width float64) {
	at := func(v float64) float64 { return x + width*(0.03+0.94*math.Max(0, math.Min(1, v))) }
	p.rule(at(0), at(1), y, 0.5, inkLine)
	if s.Low < s.High {
		p.rule(at(s.Low), at(s.High), y, 3, inkReach)
	}
	p.pdf.SetDrawColor(int(inkText.R), int(inkText.G), int(inkText.B))
	p.pdf.SetLineWidth(1.3)
	p.pdf.Line(at(s.Mid), y-3.5, at(s.Mid), y+3.5)
}
