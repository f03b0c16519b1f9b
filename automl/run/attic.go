package run

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"winnow/automl/graph"
)

// attic keeps the large operators of fold models in a file until something asks for them. Why:
// an hour's training makes gigabytes of trees, of which the final model needs few.
type attic struct {
	dir string // where the file is; empty for the system's place for such files

	mu   sync.Mutex
	file *os.File
	end  int64
	free []extent // inside the file, that nothing stands in any more
	off  bool     // the file cannot be made or written: everything stays in memory
}

// newAttic keeps its file in the run's folder, where there is one and an open file does not keep
// a folder from being removed.
func newAttic(dir string) *attic {
	if runtime.GOOS == "windows" {
		dir = ""
	}
	return &attic{dir: dir}
}

type extent struct{ at, size int64 }

// stored is a model of a fold: whole in memory, or without the operators that are in the attic.
type stored struct {
	node  *graph.Node
	attic *attic

	mu    sync.Mutex
	large map[*graph.Node]*storedOp // by the nodes that stand for them
	gone  bool
}

type storedOp struct {
	id     string
	attrs  map[string]json.RawMessage
	arrays []storedArray
	where  extent
}

type storedArray struct {
	name string
	kind reflect.Type
	n    int
}

// atticBytes is the size in bytes from which an operator is large.
const atticBytes = 1 << 20

// put stores a model; where the disk refuses it stays in memory.
func (a *attic) put(node *graph.Node) *stored {
	if node == nil {
		return nil
	}
	s := &stored{node: node, attic: a, large: map[*graph.Node]*storedOp{}}
	ops := map[graph.Op]*storedOp{}
	graph.Walk(node, func(n *graph.Node) {
		if o, ok := n.Op.(*graph.Trees); ok && graph.Bytes(&graph.Node{Op: o}) >= atticBytes {
			if kept := a.store(o); kept != nil {
				ops[o] = kept
			}
		}
	})
	if len(ops) == 0 {
		return s
	}
	s.node = graph.Swap(node, func(n *graph.Node) graph.Op {
		if _, ok := ops[n.Op]; ok {
			return nil
		}
		return n.Op
	})
	s.match(node, s.node, ops)
	return s
}

// match notes which nodes of copied stand for which operators of original.
func (s *stored) match(original, copied *graph.Node, ops map[graph.Op]*storedOp) {
	if original == copied || s.large[copied] != nil {
		return
	}
	if copied.Op == nil {
		s.large[copied] = ops[original.Op]
	}
	for i := range original.In {
		s.match(original.In[i], copied.In[i], ops)
	}
}

// take is the model; nil where there is none, or where the disk does not give it back.
func (s *stored) take() *graph.Node {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.gone:
		return nil
	case len(s.large) == 0:
		return s.node
	}
	ops := map[*storedOp]graph.Op{}
	for _, o := range s.large {
		if ops[o] == nil {
			if ops[o] = s.attic.load(o); ops[o] == nil {
				return nil
			}
		}
	}
	return graph.Swap(s.node, func(n *graph.Node) graph.Op {
		if o, ok := s.large[n]; ok {
			return ops[o]
		}
		return n.Op
	})
}

// drop forgets the model and gives the place of its operators to others.
func (s *stored) drop() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
	for _, o := range s.large {
		s.attic.release(o.where)
	}
}

// forget lets go of the model.
func (f *foldResult) forget() {
	f.model.drop()
	f.model = nil
}

// store writes an operator; nil when that fails.
func (a *attic) store(o *graph.Trees) *storedOp {
	all := graph.Arrays{}
	attrs, err := graph.SaveFields(o, "", all)
	if err != nil {
		return nil
	}
	out := &storedOp{id: o.ID(), attrs: attrs}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		v := reflect.ValueOf(all[name])
		out.arrays = append(out.arrays, storedArray{name, v.Type(), v.Len()})
		out.where.size += int64(v.Len()) * int64(v.Type().Elem().Size())
	}
	file := a.reserve(&out.where)
	if file == nil {
		return nil
	}
	w := bufio.NewWriterSize(io.NewOffsetWriter(file, out.where.at), atticPiece*8)
	for _, array := range out.arrays {
		err = errors.Join(err, pieces(reflect.ValueOf(all[array.name]), func(piece any) error { return binary.Write(w, binary.NativeEndian, piece) }))
	}
	if err = errors.Join(err, w.Flush()); err != nil {
		a.mu.Lock()
		a.off = true
		a.mu.Unlock()
		return nil
	}
	return out
}

// storedValues are numbers in the attic.
type storedValues struct {
	file *os.File
	at   int64
}

// putValues stores numbers; nil where the disk refuses.
func (a *attic) putValues(values []float64) *storedValues {
	where := extent{size: 8 * int64(len(values))}
	file := a.reserve(&where)
	if file == nil {
		return nil
	}
	w := bufio.NewWriterSize(io.NewOffsetWriter(file, where.at), atticPiece*8)
	err := pieces(reflect.ValueOf(values), func(piece any) error { return binary.Write(w, binary.NativeEndian, piece) })
	if errors.Join(err, w.Flush()) != nil {
		a.mu.Lock()
		a.off = true
		a.mu.Unlock()
		return nil
	}
	return &storedValues{file, where.at}
}

// read fills out with the numbers that stand behind so many.
func (s *storedValues) read(out []float64, behind int) error {
	section := io.NewSectionReader(s.file, s.at+8*int64(behind), 8*int64(len(out)))
	return pieces(reflect.ValueOf(out), func(piece any) error { return binary.Read(section, binary.NativeEndian, piece) })
}

// load reads an operator; nil when that fails.
func (a *attic) load(o *storedOp) graph.Op {
	op, ok := graph.NewOp(o.id)
	if !ok {
		return nil
	}
	r := bufio.NewReaderSize(io.NewSectionReader(a.file, o.where.at, o.where.size), atticPiece*8)
	all := graph.Arrays{}
	for _, array := range o.arrays {
		v := reflect.Zero(array.kind)
		if array.n > 0 {
			v = reflect.MakeSlice(array.kind, array.n, array.n)
		}
		if err := pieces(v, func(piece any) error { return binary.Read(r, binary.NativeEndian, piece) }); err != nil {
			return nil
		}
		all[array.name] = v.Interface()
	}
	if err := graph.LoadFields(op, "", o.attrs, all); err != nil {
		return nil
	}
	return op
}

// atticPiece is the number of values that are written or read at a time.
const atticPiece = 8192

// pieces calls do for an array piece by piece.
func pieces(array reflect.Value, do func(piece any) error) error {
	for from := 0; from < array.Len(); from += atticPiece {
		if err := do(array.Slice(from, min(from+atticPiece, array.Len())).Interface()); err != nil {
			return err
		}
	}
	return nil
}

// reserve finds a place of the wanted size, and the file; nil for none.
func (a *attic) reserve(want *extent) *os.File {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.off {
		return nil
	}
	if a.file == nil {
		f, err := os.CreateTemp(a.dir, "models-*.tmp")
		if err != nil {
			a.off = true
			return nil
		}
		a.file = f
		if os.Remove(f.Name()) != nil { // where an open file cannot be removed, it is later
			runtime.AddCleanup(a, func(f *os.File) { f.Close(); os.Remove(f.Name()) }, f)
		}
	}
	for i, e := range a.free {
		if e.size >= want.size {
			want.at = e.at
			a.free[i] = extent{e.at + want.size, e.size - want.size}
			return a.file
		}
	}
	want.at = a.end
	a.end += want.size
	return a.file
}

// release gives a place free.
func (a *attic) release(e extent) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.free = append(a.free, e)
	slices.SortFunc(a.free, func(x, y extent) int { return cmp.Compare(x.at, y.at) })
	joined := a.free[:0]
	for _, e := range a.free {
		if last := len(joined) - 1; last >= 0 && joined[last].at+joined[last].size == e.at {
			joined[last].size += e.size
		} else if e.size > 0 {
			joined = append(joined, e)
		}
	}
	a.free = joined
}
