package modelfile

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unsafe"

	"winnow/automl/graph"
)

// fieldName is what an operator may call its fields: the names become names of files.
var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// encodeGraph lists the nodes in the order of their evaluation and adds their arrays to files
// as entries of the archive. Letter begins the arrays' names.
func encodeGraph(out *graph.Node, letter string, files map[string][]byte) (*graphFile, error) {
	g := &graphFile{}
	at := map[*graph.Node]int{}
	var err error
	graph.Walk(out, func(n *graph.Node) {
		if err != nil {
			return
		}
		id := len(g.Nodes)
		at[n] = id
		var f nodeFile
		if f, err = encodeNode(n, letter, id, files); err != nil {
			err = fmt.Errorf("operator %d (%s): %w", id, n.Op.ID(), err)
			return
		}
		for _, in := range n.In {
			f.In = append(f.In, at[in])
		}
		g.Nodes = append(g.Nodes, f)
	})
	if err != nil {
		return nil, err
	}
	g.Output = at[out]
	return g, nil
}

func encodeNode(n *graph.Node, letter string, id int, files map[string][]byte) (nodeFile, error) {
	f := nodeFile{ID: id, Op: n.Op.ID(), In: []int{}}
	if _, ok := graph.NewOp(f.Op); !ok {
		return f, fmt.Errorf("it is not in the list of operators")
	}
	prefix, arrays := prefixOf(letter, id), graph.Arrays{}
	attrs, err := graph.PackFields(n.Op, prefix, arrays)
	if err != nil {
		return f, err
	}
	f.Attrs = attrs
	for name, a := range arrays {
		key := strings.TrimPrefix(name, prefix)
		if !fieldName.MatchString(key) {
			return f, fmt.Errorf("field %q cannot be a file's name", key)
		}
		desc, raw, err := encodeArray(a)
		if err != nil {
			return f, fmt.Errorf("field %s: %w", key, err)
		}
		if f.Arrays == nil {
			f.Arrays = map[string]arrayFile{}
		}
		planes := 0
		if desc.Layout == planesLayout {
			planes = sizes[desc.Type]
		}
		desc.Parts = addArray(files, name, raw, planes)
		f.Arrays[key] = desc
	}
	return f, nil
}

func prefixOf(letter string, id int) string { return fmt.Sprintf("%s%d.", letter, id) }

// sizes are the bytes of a number by its type.
var sizes = map[string]int{"float64": 8, "float32": 4, "int32": 4, "uint8": 1, "uint32": 4, "uint64": 8}

// encodeArray describes an array and gives the bytes of its entry. They are not to be changed: they
// may be those that the array has.
func encodeArray(a any) (arrayFile, []byte, error) {
	d, raw, err := plainArray(a)
	if err != nil {
		return d, nil, err
	}
	d.Layout, raw, d.Palette = bestLayout(raw, sizes[d.Type])
	return d, raw, nil
}

// plainArray describes an array and gives its bytes, little-endian: those that it has, where the
// machine is little-endian too.
func plainArray(a any) (arrayFile, []byte, error) {
	switch a := a.(type) {
	case []float64:
		return arrayFile{Type: "float64", Length: len(a)}, bytesOf(a), nil
	case []float32:
		return arrayFile{Type: "float32", Length: len(a)}, bytesOf(a), nil
	case []int32:
		return arrayFile{Type: "int32", Length: len(a)}, bytesOf(a), nil
	case []uint8:
		return arrayFile{Type: "uint8", Length: len(a)}, a, nil
	case []uint32:
		return arrayFile{Type: "uint32", Length: len(a)}, bytesOf(a), nil
	case []uint64:
		return arrayFile{Type: "uint64", Length: len(a)}, bytesOf(a), nil
	}
	return arrayFile{}, nil, fmt.Errorf("a %T cannot be stored", a)
}

type number interface {
	float64 | float32 | int32 | uint32 | uint64
}

var nativeLittle = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// bytesOf is the numbers' bytes. Why not a copy: a model of 200 MB would be twice in memory
// while it is written.
func bytesOf[T number](a []T) []byte {
	if nativeLittle {
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a))), len(a)*int(unsafe.Sizeof(T(0)))) //nolint:gosec // any byte pattern is fine
	}
	out := make([]byte, 0, binary.Size(a))
	out, err := binary.Append(out, binary.LittleEndian, a)
	if err != nil {
		panic(err) // of a type that has no size, which these all have
	}
	return out
}

// decodeArray reads an array from the bytes of its entry, which room made and which are the
// array's from then on.
func decodeArray(d arrayFile, raw []byte) (any, error) {
	size := sizes[d.Type]
	if size == 0 {
		return nil, fmt.Errorf("type %q is unknown", d.Type)
	}
	if d.Length < 0 || d.Length > math.MaxInt/8 {
		return nil, fmt.Errorf("it has %d values", d.Length)
	}
	want := d.Length * size
	if d.Layout == paletteLayout && size == paletteNumber {
		want = paletteSize(d.Palette, d.Length)
	}
	if len(raw) != want {
		return nil, fmt.Errorf("it holds %d bytes, not %d values of type %s", len(raw), d.Length, d.Type)
	}
	switch {
	case d.Layout == "":
	case d.Layout == planesLayout:
		raw = numbers(raw, size)
	case d.Layout == paletteLayout && size == paletteNumber:
		var err error
		if raw, err = fromPalette(raw, d.Palette, d.Length); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("layout %.80q is unknown", d.Layout)
	}
	switch d.Type {
	case "float64":
		return numbersOf[float64](raw)
	case "float32":
		return numbersOf[float32](raw)
	case "int32":
		return numbersOf[int32](raw)
	case "uint32":
		return numbersOf[uint32](raw)
	case "uint64":
		return numbersOf[uint64](raw)
	}
	return raw, nil
}

// numbersOf is the numbers of little-endian bytes: the bytes themselves where the machine is
// little-endian too. Why not a copy: first use of memory is a third of the time to load a model.
func numbersOf[T number](raw []byte) ([]T, error) {
	if nativeLittle {
		return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw))), len(raw)/int(unsafe.Sizeof(T(0)))), nil //nolint:gosec // room has aligned them; any byte pattern is fine
	}
	out := make([]T, len(raw)/int(unsafe.Sizeof(T(0))))
	_, err := binary.Decode(raw, binary.LittleEndian, out)
	return out, err
}

// decodeGraph builds the nodes and checks that each fits its inputs. A node reads earlier nodes
// only, so there can be no cycle.
func decodeGraph(g *graphFile, letter string, fetch fetcher) (*graph.Node, error) {
	if len(g.Nodes) == 0 || len(g.Nodes) > maxNodes {
		return nil, fmt.Errorf("it has %d operators", len(g.Nodes))
	}
	if g.Output != len(g.Nodes)-1 {
		return nil, fmt.Errorf("its output is operator %d, not the last", g.Output)
	}
	nodes := make([]*graph.Node, len(g.Nodes))
	shapes := make([]graph.Shape, len(g.Nodes))
	width := 0
	for i, f := range g.Nodes {
		n, in, err := decodeNode(f, letter, i, nodes, shapes, fetch)
		if err == nil {
			shapes[i], err = n.Op.Shape(in)
		}
		if err == nil && (shapes[i].Width < 0 || shapes[i].Width > maxWidth) {
			err = fmt.Errorf("it answers %d columns", shapes[i].Width)
		}
		if err != nil {
			return nil, fmt.Errorf("operator %d (%.40s): %w", i, f.Op, err)
		}
		if width += shapes[i].Width; width > maxWidth {
			return nil, fmt.Errorf("its operators answer more than %d columns", maxWidth)
		}
		nodes[i] = n
	}
	return nodes[g.Output], nil
}

func decodeNode(f nodeFile, letter string, i int, nodes []*graph.Node, shapes []graph.Shape, fetch fetcher) (*graph.Node, []graph.Shape, error) {
	if f.ID != i {
		return nil, nil, fmt.Errorf("it is numbered %d", f.ID)
	}
	op, ok := graph.NewOp(f.Op)
	if !ok {
		return nil, nil, errUnknownOp
	}
	if len(f.In) > maxInputs {
		return nil, nil, fmt.Errorf("it has %d inputs", len(f.In))
	}
	n := &graph.Node{Op: op}
	var in []graph.Shape
	for _, k := range f.In {
		if k < 0 || k >= i {
			return nil, nil, fmt.Errorf("it reads operator %d, which does not come before it", k)
		}
		n.In = append(n.In, nodes[k])
		in = append(in, shapes[k])
	}
	prefix, arrays := prefixOf(letter, i), graph.Arrays{}
	for _, key := range slices.Sorted(maps.Keys(f.Arrays)) {
		if !fieldName.MatchString(key) {
			return nil, nil, fmt.Errorf("%.80q cannot be a field", key)
		}
		var raw []byte
		if f.Arrays[key].Length > 0 {
			var err error
			if raw, err = fetch(prefix+key, f.Arrays[key]); err != nil {
				return nil, nil, err
			}
		}
		a, err := decodeArray(f.Arrays[key], raw)
		if err != nil {
			return nil, nil, fmt.Errorf("field %s: %w", key, err)
		}
		arrays[prefix+key] = a
	}
	return n, in, graph.LoadOnly(op, prefix, f.Attrs, arrays)
}

// marshal is JSON for a person to read, ending in a line break.
func marshal(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
