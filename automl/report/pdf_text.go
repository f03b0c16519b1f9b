package report

import (
	"image/color"
	"strings"
)

// face is a way to write on paper; size in points.
type face struct {
	size float64
	bold bool
	c    color.NRGBA
	mono bool
}

func (s face) leading() float64 { return s.size * 1.36 }

func (p *paper) use(s face) {
	family, style := sans, ""
	if s.mono {
		family = mono
	} else if s.bold {
		style = "B"
	}
	p.pdf.SetFont(family, style, s.size)
	p.pdf.SetTextColor(int(s.c.R), int(s.c.G), int(s.c.B))
}

func (p *paper) width(s face, text string) float64 {
	p.use(s)
	return p.pdf.GetStringWidth(clean(text))
}

// line writes one line with its foot at y.
func (p *paper) line(s face, text string, x, y float64) {
	if text = clean(text); text == "" {
		return
	}
	p.use(s)
	p.pdf.Text(x, y, text)
}

// lineRight is line with its end at x.
func (p *paper) lineRight(s face, text string, x, y float64) {
	p.line(s, text, x-p.width(s, text), y)
}

// lines writes lines downwards from y, and returns where they end.
func (p *paper) lines(s face, lines []string, x, y float64) float64 {
	for _, l := range lines {
		p.line(s, l, x, y+s.size*0.86)
		y += s.leading()
	}
	return y
}

// paragraph writes a text at the place reached, across pages where needed.
func (p *paper) paragraph(s face, text string, indent, width float64) {
	lines := p.wrap(s, text, width)
	if len(lines) > 1 {
		p.need(2 * s.leading())
	}
	for _, l := range lines {
		p.need(s.leading())
		p.y = p.lines(s, []string{l}, marginX+indent, p.y)
	}
}

// wrap breaks a text into lines of at most width points; words longer than a line are broken
// where it ends.
func (p *paper) wrap(s face, text string, width float64) []string {
	p.use(s)
	measure := p.pdf.GetStringWidth
	space := measure(" ")
	var lines []string
	line, used := "", 0.0
	for _, word := range wordsOf(clean(text)) {
		for {
			w := measure(word)
			if line != "" && used+space+w <= width {
				line, used = line+" "+word, used+space+w
				break
			}
			if line != "" {
				lines = append(lines, line)
				line, used = "", 0
			}
			if w <= width {
				line, used = word, w
				break
			}
			head := p.piece(word, width)
			lines = append(lines, head)
			word = word[len(head):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// wordsOf are the words of a text; a percent sign stays with its number.
func wordsOf(text string) []string {
	var out []string
	for _, w := range strings.Fields(text) {
		if strings.HasPrefix(w, "%") && len(out) > 0 {
			out[len(out)-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// piece is the longest beginning of a word that fits, at least one letter; it ends after a
// mark that words may be broken at where there is one in its second half.
func (p *paper) piece(word string, width float64) string {
	used, end, soft := 0.0, 0, 0
	for i, r := range word {
		w := p.pdf.GetStringWidth(string(r))
		if used+w > width && i > 0 {
			break
		}
		used += w
		end = i + len(string(r))
		if strings.ContainsRune("_-/.,=;:", r) {
			soft = end
		}
	}
	if soft > end/2 {
		return word[:soft]
	}
	return word[:end]
}

// fit shortens a text to one line of at most width points.
func (p *paper) fit(s face, text string, width float64) string {
	if p.width(s, text) <= width {
		return text
	}
	r := []rune(text)
	for n := len(r) - 1; n > 0; n-- {
		if short := strings.TrimSpace(string(r[:n])) + "…"; p.width(s, short) <= width {
			return short
		}
	}
	return ""
}

func (p *paper) fill(x, y, w, h float64, c color.NRGBA) {
	p.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
	p.pdf.Rect(x, y, w, h, "F")
}

func (p *paper) rule(x0, x1, y, width float64, c color.NRGBA) {
	p.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
	p.pdf.SetLineWidth(width)
	p.pdf.Line(x0, y, x1, y)
}
