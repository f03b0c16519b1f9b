package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"winnow/automl"
)

// input is a file, or a run of bytes, that can be read more than once.
type input struct {
	open    func() (io.ReadCloser, error)
	size    int64
	partial bool // only the beginning of the file
}

// job is one reading of a file by an agreed dialect.
type job struct {
	in       *input
	encoding string
	lenient  bool // bytes that do not fit the encoding are replaced, not refused
	dialect  dialect
	options  automl.ReadOptions
	miss     *missing
	limits   limits
	sampled  int // bytes in which the header was found; the first block is at least as large
}

func (j *job) workers() int {
	if j.options.Workers > 0 {
		return j.options.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// loaded is a file in parts, before its columns are put together.
type loaded struct {
	parts []*parsed
	slabs []*slab
	crew  []*worker
	rows  int

	mu   sync.Mutex // guards parts and full while the crew works
	full prefix
}

// put keeps what became of a block and reports whether there are enough rows now.
func (l *loaded) put(index int, p *parsed) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.parts) <= index {
		l.parts = append(l.parts, nil)
	}
	l.parts[index] = p
	return l.full.reached(l.parts)
}

// settle counts the rows and drops those beyond the limit.
func (l *loaded) settle() {
	if l.full.done {
		l.parts = l.parts[:l.full.next]
	}
	for _, p := range l.parts {
		if l.full.limit > 0 {
			p.truncate(l.full.limit - l.rows)
		}
		l.rows += p.rows
	}
}

// load reads the whole file by the plans with all workers.
func (j *job) load(ctx context.Context, plans []plan) (*loaded, error) {
	raw, err := j.in.open()
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	m := &meter{r: raw, total: j.in.size, report: j.options.Progress}
	n := j.workers()
	c, err := j.cutter(m, n+2)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &loaded{full: prefix{limit: j.options.MaxRows}}
	blocks := make(chan *block, n)
	var wg sync.WaitGroup
	for id := range n {
		w := newWorker(id, j.dialect, plans, j.miss)
		out.crew = append(out.crew, w)
		wg.Go(func() {
			for b := range blocks {
				if out.put(b.index, w.parse(b, j.dialect.above(b))) {
					cancel()
				}
				c.free <- b.buf
			}
		})
	}
	s := &stock{plans: plans, meter: m, limit: j.options.MaxRows}
	err = feed(ctx, c, s, blocks)
	close(blocks)
	wg.Wait()
	out.slabs = s.slabs
	if err != nil && !out.full.done {
		return nil, err
	}
	out.settle()
	m.finish()
	return out, nil
}

// cutter makes the cutter of the file's text, with so many buffers to go round.
func (j *job) cutter(m *meter, buffers int) (*cutter, error) {
	var r io.Reader
	var err error
	direct := j.encoding == utf8Name && !j.lenient
	if direct {
		r, err = skipMark(m)
	} else {
		r, err = decoder(m, j.encoding)
	}
	if err != nil {
		return nil, err
	}
	c := &cutter{
		dialect: j.dialect, r: r, check: direct, partial: j.in.partial,
		free: make(chan []byte, buffers), longest: j.limits.row,
	}
	c.size = int(min(int64(max(j.limits.block, j.sampled)), max(j.in.size, int64(j.sampled))+64))
	for range buffers {
		c.free <- nil // made when it is first needed
	}
	return c, nil
}

// above is how many rows of the block come before the table's first.
func (d *dialect) above(b *block) int {
	switch {
	case b.index > 0:
		return 0
	case d.header:
		return d.skip + 1
	}
	return d.skip
}

// feed cuts blocks and gives them room until the stream ends.
func feed(ctx context.Context, c *cutter, s *stock, blocks chan<- *block) error {
	for {
		b, err := c.next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		s.place(b, c.above(b), len(c.carry))
		select {
		case blocks <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// prefix watches whether the blocks parsed so far, without a gap, hold enough rows.
type prefix struct {
	limit, next, rows int
	done              bool
}

func (p *prefix) reached(parts []*parsed) bool {
	if p.limit <= 0 || p.done {
		return p.done
	}
	for p.next < len(parts) && parts[p.next] != nil && p.rows < p.limit {
		p.rows += parts[p.next].rows
		p.next++
	}
	p.done = p.rows >= p.limit
	return p.done
}

// meter counts the bytes read and reports them.
type meter struct {
	r           io.Reader
	done, total int64
	told        int64
	report      func(done, total int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.done += int64(n)
	if m.report != nil && m.done-m.told >= 1<<20 {
		m.told = m.done
		m.report(m.done, m.total)
	}
	return n, err
}

func (m *meter) finish() {
	if m.report != nil {
		m.report(m.done, m.total)
	}
}

// skipMark passes a UTF-8 mark at the start of r.
func skipMark(r io.Reader) (io.Reader, error) {
	head := make([]byte, 3)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if n == 3 && string(head) == "\xef\xbb\xbf" {
		return r, nil
	}
	return io.MultiReader(bytes.NewReader(head[:n]), r), nil
}
