package onnx

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// domainML is the domain of the operators for classical models.
const domainML = "ai.onnx.ml"

// builder translates a graph operator by operator. A block of w columns is a tensor of
// doubles of shape [rows, w]; a category is its code, NaN for missing, as in the graph.
type builder struct {
	o      Options
	schema *automl.Schema
	model  model

	prefix string // of names that are not the person's
	next   int
	consts map[[32]byte]string // of constants by content
	same   map[string]string   // of operators by what they do
	done   map[*graph.Node]string
	ports  map[int]string  // input of each column that is used
	codes  map[int]string  // column as the graph sees it
	cuts   map[string]*cut // of columns of texts
}

// name makes a new name.
func (b *builder) name() string {
	b.next++
	return fmt.Sprintf("%s%d", b.prefix, b.next)
}

// op adds an operator of one output.
func (b *builder) op(kind string, in ...string) string { return b.opWith(kind, nil, in...) }

func (b *builder) opWith(kind string, attrs []attribute, in ...string) string {
	return b.opsWith(kind, "", attrs, 1, in...)[0]
}

// ml adds an operator for classical models.
func (b *builder) ml(kind string, attrs []attribute, in ...string) string {
	return b.opsWith(kind, domainML, attrs, 1, in...)[0]
}

func (b *builder) opsWith(kind, domain string, attrs []attribute, outputs int, in ...string) []string {
	n := node{op: kind, domain: domain, in: in, attrs: attrs}
	for range outputs {
		n.out = append(n.out, b.name())
	}
	b.model.nodes = append(b.model.nodes, n)
	return n.out
}

// constant adds a tensor, once for each content.
func (b *builder) constant(t tensor) string {
	h := sha256.New()
	fmt.Fprint(h, t.typ, t.dims, len(t.raw))
	h.Write(t.raw)
	for _, s := range t.strs {
		fmt.Fprintf(h, "%q", s)
	}
	key := [32]byte(h.Sum(nil))
	if name, ok := b.consts[key]; ok {
		return name
	}
	t.name = b.name()
	b.consts[key] = t.name
	b.model.inits = append(b.model.inits, t)
	return t.name
}

func doubles(v []float64, dims ...int64) tensor {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
	}
	return tensor{typ: typeDouble, dims: dims, raw: raw}
}

func singles(v []float32, dims ...int64) tensor {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return tensor{typ: typeFloat, dims: dims, raw: raw}
}

func wholes(v []int64, dims ...int64) tensor {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	return tensor{typ: typeInt64, dims: dims, raw: raw}
}

// num is one number.
func (b *builder) num(v float64) string { return b.constant(doubles([]float64{v})) }

// row is one number for each column.
func (b *builder) row(v []float64) string { return b.constant(doubles(v, 1, int64(len(v)))) }

// ints is a list of whole numbers.
func (b *builder) ints(v ...int64) string { return b.constant(wholes(v, int64(len(v)))) }

func intAttr(name string, v int64) attribute { return attribute{name: name, typ: attrInt, i: v} }

func intsAttr(name string, v []int64) attribute { return attribute{name: name, typ: attrInts, ints: v} }

func tensorAttr(name string, t tensor) attribute {
	t.name = name
	return attribute{name: name, typ: attrTensor, t: &t}
}

func (b *builder) cast(x string, typ int) string {
	return b.opWith("Cast", []attribute{intAttr("to", int64(typ))}, x)
}

// where picks from yes where the condition holds, else from no.
func (b *builder) where(cond, yes, no string) string { return b.op("Where", cond, yes, no) }

// concat lays blocks side by side.
func (b *builder) concat(parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return b.opWith("Concat", []attribute{intAttr("axis", 1)}, parts...)
}

// pick picks columns.
func (b *builder) pick(x string, columns []int64) string {
	return b.opWith("Gather", []attribute{intAttr("axis", 1)}, x, b.ints(columns...))
}

// look picks rows of a table of constants.
func (b *builder) look(table, at string) string {
	return b.opWith("Gather", []attribute{intAttr("axis", 0)}, table, at)
}

// sumAlong adds up along an axis.
func (b *builder) sumAlong(x string, axis int64, keep bool) string {
	kept := int64(0)
	if keep {
		kept = 1
	}
	return b.opWith("ReduceSum", []attribute{intAttr("keepdims", kept)}, x, b.ints(axis))
}

// maxAcross is the largest number of each row.
func (b *builder) maxAcross(x string) string {
	if b.model.opsets[""] < 18 {
		return b.opWith("ReduceMax", []attribute{intAttr("keepdims", 1), intsAttr("axes", []int64{1})}, x)
	}
	return b.opWith("ReduceMax", []attribute{intAttr("keepdims", 1)}, x, b.ints(1))
}

func (b *builder) add(x, y string) string { return b.op("Add", x, y) }
func (b *builder) sub(x, y string) string { return b.op("Sub", x, y) }
func (b *builder) mul(x, y string) string { return b.op("Mul", x, y) }
func (b *builder) div(x, y string) string { return b.op("Div", x, y) }

// floorDiv is the whole part of x / v, downwards.
func (b *builder) floorDiv(x string, v float64) string {
	return b.op("Floor", b.div(x, b.num(v)))
}

// emit translates a node and what it depends on, each once.
func (b *builder) emit(n *graph.Node) (string, error) {
	if name, ok := b.done[n]; ok {
		return name, nil
	}
	var in []string
	if _, ok := n.Op.(*graph.Constant); !ok { // whose input only says how many rows there are
		for _, i := range n.In {
			x, err := b.emit(i)
			if err != nil {
				return "", err
			}
			in = append(in, x)
		}
	}
	key := likeness(n.Op, in)
	if name, ok := b.same[key]; ok && key != "" {
		b.done[n] = name
		return name, nil
	}
	name, err := b.translate(n, in)
	if err != nil {
		return "", err
	}
	b.done[n] = name
	if key != "" {
		b.same[key] = name
	}
	return name, nil
}

// likeness is equal for operators that do the same with the same inputs: the members of an
// ensemble prepare their columns alike. It is empty for what is large and hardly ever made
// twice.
func likeness(op graph.Op, in []string) string {
	switch op.(type) {
	case *graph.Trees, *graph.Neighbours, *graph.Kernel, *graph.Shapes:
		return ""
	}
	arrays := graph.Arrays{}
	attrs, err := graph.SaveFields(op, "", arrays)
	if err != nil {
		return ""
	}
	h := sha256.New()
	raw, err := json.Marshal(attrs)
	if err != nil {
		return ""
	}
	h.Write(raw)
	names := make([]string, 0, len(arrays))
	for k := range arrays {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		fmt.Fprintf(h, "\n%s ", k)
		if err := binary.Write(h, binary.LittleEndian, arrays[k]); err != nil {
			return ""
		}
	}
	return fmt.Sprintf("%s %q %x", op.ID(), in, h.Sum(nil))
}
