package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"
)

// limits are the sizes by which a file is cut up, in bytes.
type limits struct {
	sample int // looked at to find out how the file is written
	block  int // parsed at a time by one worker
	row    int // the longest row that is read; anything longer is kept aside as bad
}

// usual limits: a block is large enough that handing it over costs nothing and small
// enough that a few fit beside the table.
var usual = limits{sample: 1 << 20, block: 2 << 20, row: 32 << 20}

// notUTF8 says that a file that looked like UTF-8 is not, further down.
type notUTF8 struct{ guess string }

func (e *notUTF8) Error() string { return "source: not valid UTF-8" }

// block is a run of whole rows.
type block struct {
	index int
	data  []byte
	long  bool // the block is the beginning of a row beyond the limit
	buf   []byte
	slab  *slab // where its rows go,
	at    int   // from which row on,
	rows  int   // and how many it has at most
}

// cutter cuts a stream of text into blocks of whole rows.
type cutter struct {
	dialect
	r       io.Reader
	check   bool // fail with notUTF8
	partial bool // the stream is the beginning of a longer file: drop a last row without an end
	free    chan []byte
	size    int // of a new buffer
	longest int // row
	carry   []byte
	gaps    []gap
	eof     bool
	n       int
}

// next is the next block, io.EOF after the last one. Blocks are handed back through free.
func (c *cutter) next(ctx context.Context) (*block, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var buf []byte
	select {
	case buf = <-c.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if buf == nil {
		buf = make([]byte, 0, c.size)
	}
	buf = append(buf[:0], c.carry...)
	c.carry = nil
	for !c.eof || len(buf) > 0 {
		if err := c.fill(&buf); err != nil {
			return nil, err
		}
		at := len(buf)
		if !c.eof || c.partial {
			at = c.rowEnd(buf)
		}
		switch {
		case at > 0:
			c.carry = append([]byte(nil), buf[at:]...)
			if c.eof && c.partial {
				c.carry = nil
			}
			return c.block(buf, at)
		case c.eof:
			return nil, io.EOF
		case len(buf) >= c.longest:
			return c.long(ctx, buf)
		}
		buf = append(make([]byte, 0, 2*cap(buf)), buf...)
	}
	return nil, io.EOF
}

// fill reads until the buffer is full or the stream ends.
func (c *cutter) fill(buf *[]byte) error {
	b := *buf
	for len(b) < cap(b) && !c.eof {
		n, err := c.r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			c.eof = true
		} else if err != nil {
			return err
		}
	}
	*buf = b
	return nil
}

func (c *cutter) block(buf []byte, at int) (*block, error) {
	b := &block{index: c.n, data: buf[:at], buf: buf}
	c.n++
	if c.check && !utf8.Valid(b.data) {
		return nil, &notUTF8{guessBytes(b.data)}
	}
	return b, nil
}

// long hands out the beginning of a row that is too long and passes over the rest of it.
// A row that is long because a quote is never closed ends with its first line.
func (c *cutter) long(ctx context.Context, buf []byte) (*block, error) {
	if i := bytes.IndexAny(buf, "\r\n"); i >= 0 {
		c.carry = append([]byte(nil), buf[i+1:]...)
		return c.block(buf, i+1)
	}
	b := &block{index: c.n, data: buf[:min(len(buf), 1024)], long: true, buf: buf}
	c.n++
	rest := make([]byte, 1<<16)
	for !c.eof {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := c.r.Read(rest)
		if errors.Is(err, io.EOF) {
			c.eof = true
		} else if err != nil {
			return nil, err
		}
		if i := bytes.IndexAny(rest[:n], "\r\n"); i >= 0 {
			c.carry = append([]byte(nil), rest[i:n]...)
			break
		}
	}
	return b, nil
}

// rowEnd is the place after the last row of b that is surely whole, 0 for none.
func (c *cutter) rowEnd(b []byte) int {
	c.gaps = c.gaps[:0]
	from := 0
	for c.quote != 0 {
		q := bytes.IndexByte(b[from:], c.quote)
		if q < 0 {
			break
		}
		q += from
		c.gaps = append(c.gaps, gap{from, q})
		if !c.opens(b, from, q) {
			from = q + 1
			continue
		}
		if end, _ := c.skim(b, q+1); end > 0 {
			from = end + 1
			continue
		}
		_, next, verdict := c.closing(b, q+1, false)
		switch verdict {
		case unfinished:
			return c.lastGap(b)
		case closed:
			from = next
			if c.spaces && b[next-1] != c.quote {
				from-- // the blank is what lets a quote open the next cell
			}
		case unclosed:
			from = q + bytes.IndexAny(b[q:], "\r\n")
		}
	}
	// A lone \r at the very end may be the first half of \r\n.
	end := len(b)
	if end > from && b[end-1] == '\r' {
		end--
	}
	c.gaps = append(c.gaps, gap{from, end})
	return c.lastGap(b)
}

// gap is a stretch of a block outside quoted cells.
type gap struct{ from, to int }

// lastGap is the place after the last line end in a gap, 0 for none.
func (c *cutter) lastGap(b []byte) int {
	for k := len(c.gaps) - 1; k >= 0; k-- {
		g := c.gaps[k]
		if at := lastEnd(b[g.from:g.to]); at > 0 {
			return g.from + at
		}
	}
	return 0
}

// lastEnd is the place after the last line end of b, 0 for none.
func lastEnd(b []byte) int {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	i := bytes.LastIndexByte(b, '\r')
	if i >= 0 && i+1 == len(b) {
		// Why: what follows may be \n, which belongs to the same line end; an empty
		// line is passed by the scanner, so that cutting here would only shift line
		// numbers. Looking one end further back keeps them right.
		return bytes.LastIndexByte(b[:i], '\r') + 1
	}
	return i + 1
}

// opens reports whether the quote at q stands where a cell begins.
func (c *cutter) opens(b []byte, from, q int) bool {
	i := q - 1
	for i >= from && c.blank(b[i]) {
		i--
	}
	if i < from {
		// Only blanks since the start of the block or the end of a quoted cell, after
		// which closing left a delimiter or a line end; a literal quote cannot precede.
		return q == 0 || from == 0 || c.spaces && i < q-1
	}
	return b[i] == '\n' || b[i] == '\r' || c.delim != 0 && b[i] == c.delim || c.spaces && i < q-1
}
