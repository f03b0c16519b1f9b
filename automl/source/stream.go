package source

import (
	"context"
	"errors"
	"io"
	"maps"
	"sync"

	"winnow/automl"
	"winnow/automl/table"
)

// batchBlocks is how many blocks make a batch: enough rows that what is done once a batch
// does not count, and few enough that two fit into little memory.
const batchBlocks = 8

// Batch is a run of rows of a file.
type Batch struct {
	Table *table.Table // as the options say
	// Own is the same rows with every cell as it is spelt; nil unless it is asked for.
	Own *table.Table
	// Report is that of the rows of the batch. Lines count from the beginning of the file;
	// what is to be said of the whole file is said with the first batch.
	Report *automl.ReadReport
}

// Stream reads the delimited text file at path a batch of rows after the other, in its
// order, in memory that does not grow with the file. Columns that o.Fields does not fix are
// read as texts: what they mean would have to be decided by all rows. A file has at least
// one batch, which may be without rows. Each must not keep the batch; its error ends the
// reading and is returned. Other errors are as of Open.
func Stream(ctx context.Context, path string, o automl.ReadOptions, own bool, each func(*Batch) error) error {
	in, err := openInput(path)
	if err != nil {
		return err
	}
	return stream(ctx, in, path, o, usual, own, each)
}

func stream(ctx context.Context, in *input, path string, o automl.ReadOptions, l limits, own bool, each func(*Batch) error) error {
	j := &job{in: in, options: o, miss: newMissing(o.Missing), limits: l}
	sample, whole, err := j.look()
	if err != nil {
		return err
	}
	for {
		s := &streamer{j: j, path: path}
		if s.a, s.notices, err = j.plan(ctx, sample, whole, true); err == nil {
			err = s.check(ctx)
		}
		var odd *notUTF8
		if errors.As(err, &odd) {
			if sample, whole, err = j.again(odd); err == nil {
				continue
			}
		}
		if err != nil {
			return wrap(ctx, path, err)
		}
		if own {
			s.spelt = make([]plan, len(s.a.plans))
			for i := range s.spelt {
				s.spelt[i] = plan{mode: textCells, fixed: true}
			}
		}
		return s.run(ctx, each)
	}
}

// texts fixes every name that fields does not fix to be a text.
func texts(names []string, fields map[string]table.Field) map[string]table.Field {
	out := maps.Clone(fields)
	if out == nil {
		out = map[string]table.Field{}
	}
	for _, n := range names {
		if _, ok := out[n]; !ok {
			out[n] = table.Field{Name: n, Kind: table.Text}
		}
	}
	return out
}

// streamer reads a file by plans that hold for all of it.
type streamer struct {
	j       *job
	a       *assembler
	path    string
	notices []string
	spelt   []plan // every column as text; nil when that is not wanted
	lines   int64
}

// check reads through a file whose bytes might not be UTF-8 after all: once rows were handed
// out it is too late to begin again.
func (s *streamer) check(ctx context.Context) error {
	if s.j.encoding != utf8Name || s.j.lenient {
		return nil
	}
	raw, err := s.j.in.open()
	if err != nil {
		return err
	}
	defer raw.Close()
	c, err := s.j.cutter(&meter{r: raw, total: s.j.in.size}, 1)
	if err != nil {
		return err
	}
	for {
		b, err := c.next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		c.free <- b.buf
	}
}

func (s *streamer) run(ctx context.Context, each func(*Batch) error) error {
	raw, err := s.j.in.open()
	if err != nil {
		return wrap(ctx, s.path, err)
	}
	defer raw.Close()
	m := &meter{r: raw, total: s.j.in.size, report: s.j.options.Progress}
	c, err := s.j.cutter(m, batchBlocks)
	if err != nil {
		return wrap(ctx, s.path, err)
	}
	for first := true; ; first = false {
		blocks, end, err := s.blocks(ctx, c)
		if err != nil {
			return wrap(ctx, s.path, err)
		}
		if len(blocks) > 0 || first {
			b, err := s.batch(ctx, blocks, first)
			if err != nil {
				return wrap(ctx, s.path, err)
			}
			if err := each(b); err != nil {
				return err
			}
		}
		for _, b := range blocks {
			c.free <- b.buf
		}
		if end {
			m.finish()
			return nil
		}
	}
}

// blocks cuts the next batch off; end says that it is the last one.
func (s *streamer) blocks(ctx context.Context, c *cutter) (out []*block, end bool, err error) {
	for len(out) < batchBlocks {
		b, err := c.next(ctx)
		if errors.Is(err, io.EOF) {
			return out, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		out = append(out, b)
	}
	return out, false, nil
}

// batch reads blocks.
func (s *streamer) batch(ctx context.Context, blocks []*block, first bool) (*Batch, error) {
	l := s.parse(blocks, s.a.plans)
	b := &Batch{Report: s.j.report(l, s.lines)}
	b.Report.Path, b.Report.Size = s.path, s.j.in.size
	for _, p := range l.parts {
		s.lines += int64(p.lines)
	}
	var err error
	if b.Table, err = s.assemble(ctx, l, s.a.plans, s.a.fixed, b.Report); err != nil {
		return nil, err
	}
	if s.spelt != nil {
		var unsaid automl.ReadReport
		if b.Own, err = s.assemble(ctx, s.parse(blocks, s.spelt), s.spelt, texts(s.a.names, nil), &unsaid); err != nil {
			return nil, err
		}
	}
	if b.Report.Notices = nil; first {
		b.Report.Notices = s.notices
	}
	return b, nil
}

// parse parses blocks by plans on all workers.
func (s *streamer) parse(blocks []*block, plans []plan) *loaded {
	out := &loaded{parts: make([]*parsed, len(blocks))}
	room := &stock{plans: plans, meter: &meter{}}
	mine := make([]*block, len(blocks))
	for i, b := range blocks {
		own := *b
		room.place(&own, s.j.dialect.above(b), 0)
		mine[i] = &own
	}
	out.slabs = room.slabs
	var wg sync.WaitGroup
	n := min(s.j.workers(), max(1, len(blocks)))
	for id := range n {
		w := newWorker(id, s.j.dialect, plans, s.j.miss)
		out.crew = append(out.crew, w)
		wg.Go(func() {
			for i := id; i < len(mine); i += n {
				out.parts[i] = w.parse(mine[i], s.j.dialect.above(mine[i]))
			}
		})
	}
	wg.Wait()
	out.settle()
	return out
}

// assemble puts the table of a batch together.
func (s *streamer) assemble(ctx context.Context, l *loaded, plans []plan, fixed map[string]table.Field, r *automl.ReadReport) (*table.Table, error) {
	a := *s.a
	a.loaded, a.plans, a.fixed = l, plans, fixed
	cols := make([]column, len(a.names))
	places := make([]int, len(a.names))
	for i := range places {
		places[i] = i
	}
	if err := a.columns(ctx, places, cols); err != nil {
		return nil, err
	}
	return s.j.table(cols, r)
}
