package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// shortTable is how many rows the table of a chart may have to stand in Markdown.
const shortTable = 12

// Markdown writes the document as Markdown with tables. Charts are given as their sentence,
// and as a table where that is short.
func Markdown(w io.Writer, d *Document) error {
	m := &markdown{}
	m.line("# %s", escape(d.Title))
	m.line("%s", escape(d.Sub))
	for _, k := range d.Keys {
		m.item("**%s: %s** %s", escape(k.Label), escape(k.Value), escape(k.Note))
	}
	m.end()
	for _, s := range d.Sections {
		m.line("## %s", escape(s.Title))
		for _, b := range s.Blocks {
			m.block(&b)
		}
	}
	m.line("---")
	m.line("%s", escape(d.Foot))
	_, err := w.Write(append(bytes.TrimSpace(m.b.Bytes()), '\n'))
	return err
}

type markdown struct{ b bytes.Buffer }

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n\n", args...) }
func (m *markdown) item(format string, args ...any) { fmt.Fprintf(&m.b, "- "+format+"\n", args...) }
func (m *markdown) end()                            { m.b.WriteString("\n") }

func (m *markdown) block(b *Block) {
	switch {
	case b.Heading != "":
		m.line("### %s", escape(b.Heading))
	case b.Text != "":
		m.line("%s", escape(b.Text))
	case b.Code != "":
		m.code(b.Code)
	case b.Table != nil:
		m.table(b.Table)
	case b.Note != nil:
		m.note(b.Note)
	case len(b.List) > 0:
		for _, l := range b.List {
			m.item("%s", escape(l))
		}
		m.end()
	case len(b.Facts) > 0:
		for _, f := range b.Facts {
			m.item("**%s:** %s", escape(f.Name), escape(f.Value))
		}
		m.end()
	}
	for _, c := range b.Charts {
		m.line("### %s", escape(c.Fig.Title))
		m.line("%s", escape(c.Fig.Sentence))
		if t := c.Fig.AsTable(); !c.Bare && len(t.Head) > 0 && len(t.Rows) <= shortTable {
			m.grid(t.Head, nil, t.Rows)
		}
	}
}

// code is a block fenced by more backticks than it holds.
func (m *markdown) code(code string) {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	m.line("%s\n%s\n%s", fence+"sh", code, fence)
}

func (m *markdown) note(n *Note) {
	head := "**" + escape(n.Title) + "**"
	if n.Label != "" {
		head = "[" + escape(n.Label) + "] " + head
	}
	m.item("%s", strings.TrimSpace(head+". "+escape(n.Text)+" "+escape(n.After)))
	m.end()
}

func (m *markdown) table(t *Table) {
	var head []string
	var right []bool
	var use []int
	for i, c := range t.Head {
		if c.Text != "" {
			head, right, use = append(head, c.Text), append(right, c.Right), append(use, i)
		}
	}
	var rows [][]string
	for _, r := range t.Rows {
		var row []string
		for _, i := range use {
			row = append(row, r.Cells[i].Text)
		}
		rows = append(rows, row)
	}
	m.line("**%s**", escape(t.Caption))
	m.grid(head, right, rows)
}

func (m *markdown) grid(head []string, right []bool, rows [][]string) {
	write := func(row []string) {
		for _, c := range row {
			m.b.WriteString("| " + escape(c) + " ")
		}
		m.b.WriteString("|\n")
	}
	write(head)
	for i := range head {
		rule := "| --- "
		if i < len(right) && right[i] {
			rule = "| ---: "
		}
		m.b.WriteString(rule)
	}
	m.b.WriteString("|\n")
	for _, r := range rows {
		write(r)
	}
	m.end()
}

var marks = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, `\`, `\\`)

// escape spells a text so that Markdown shows it as it is, on one line.
func escape(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = marks.Replace(s)
	if s != "" && strings.ContainsRune("#+-=", rune(s[0])) {
		s = `\` + s
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }); i > 0 && i < len(s)-1 && strings.ContainsRune(".)", rune(s[i])) && s[i+1] == ' ' {
		s = s[:i] + `\` + s[i:] // else it begins a numbered list
	}
	return s
}
