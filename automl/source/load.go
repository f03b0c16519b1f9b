package source

import (
	"bytes"
	"context"
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
	crew  []*worker
	rows  int
}

// load reads the whole file by the plans with all workers.
func (j *job) load(ctx context.Context, plans []plan) (*loaded, error) {
	raw, err := j.in.open()
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	meter := &meter{r: raw, total: j.in.size, report: j.options.Progress}
	var r io.Reader = meter
	direct := j.encoding == utf8Name && !j.lenient
	if !direct {
		if r, err = decoder(meter, j.encoding); err != nil {
			return nil, err
		}
	} else if r, err = skipMark(meter); err != nil {
		return nil, err
	}
	n := j.workers()
	c := &cutter{dialect: j.dialect, r: r, check: direct, partial: j.in.partial, free: make(chan []byte, n+2), longest: j.limits.row}
	size := int(min(max(int64(j.limits.block), int64(j.sampled)), max(j.in.size, int64(j.sampled))+64))
	for range n + 2 {
		c.free <- nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &loaded{}
	blocks := make(chan *block, n)
	var (
		wg sync.WaitGroup
		mu sync.Mutex
	)
	full := prefix{limit: j.options.MaxRows}
	for id := range n {
		w := newWorker(id, j.dialect, plans, j.miss)
		out.crew = append(out.crew, w)
		wg.Go(func() {
			for b := range blocks {
				skip := 0
				if b.index == 0 {
					skip = j.dialect.skip
					if j.dialect.header {
						skip++
					}
				}
				p := w.parse(b, skip)
				buf := b.buf
				mu.Lock()
				for len(out.parts) <= b.index {
					out.parts = append(out.parts, nil)
				}
				out.parts[b.index] = p
				done := full.reached(out.parts)
				mu.Unlock()
				if done {
					cancel()
				}
				c.free <- buf
			}
		})
	}
	c.size = size
	err = feed(ctx, c, blocks)
	close(blocks)
	wg.Wait()
	if full.done {
		err = nil
		out.parts = out.parts[:full.next]
	}
	if err != nil {
		return nil, err
	}
	for _, p := range out.parts {
		if j.options.MaxRows > 0 {
			p.truncate(j.options.MaxRows - out.rows)
		}
		out.rows += p.rows
	}
	meter.finish()
	return out, nil
}

// feed cuts blocks until the stream ends.
func feed(ctx context.Context, c *cutter, blocks chan<- *block) error {
	for {
		b, err := c.next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
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
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	if n == 3 && string(head) == "\xef\xbb\xbf" {
		return r, nil
	}
	return io.MultiReader(bytes.NewReader(head[:n]), r), nil
}
