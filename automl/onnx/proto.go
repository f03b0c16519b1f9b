package onnx

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// The types of tensors that are used (TensorProto.DataType).
const (
	typeFloat  = 1
	typeInt32  = 6
	typeUint8  = 2
	typeInt64  = 7
	typeString = 8
	typeBool   = 9
	typeDouble = 11
)

// The types of attributes that are used (AttributeProto.AttributeType).
const (
	attrFloat   = 1
	attrInt     = 2
	attrString  = 3
	attrTensor  = 4
	attrFloats  = 6
	attrInts    = 7
	attrStrings = 8
)

// tensor is a named constant. Numbers stand in raw, little-endian; words in strs.
type tensor struct {
	name string
	dims []int64
	typ  int
	raw  []byte
	strs []string
}

// attribute is a fixed argument of an operator.
type attribute struct {
	name   string
	typ    int
	f      float32
	i      int64
	s      string
	t      *tensor
	floats []float32
	ints   []int64
	strs   []string
}

// node is an operator applied to named tensors.
type node struct {
	op, domain string
	name       string // as it was read; written is that of the first output
	in, out    []string
	attrs      []attribute
}

// port is an input or output of the whole.
type port struct {
	name string
	typ  int
	dims []int64 // -1: the number of rows
}

// model is what an ONNX file holds, as far as it is used here.
type model struct {
	ir                int64
	producer, version string
	name, doc         string
	opsets            map[string]int64 // version by domain
	nodes             []node
	inits             []tensor
	in, out           []port
	meta              [][2]string
}

// message is a protobuf message in the making
// (https://protobuf.dev/programming-guides/encoding).
type message []byte

func (m *message) key(field, wire int) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|uint64(wire))
}

func (m *message) int(field int, v int64) {
	m.key(field, 0)
	*m = binary.AppendUvarint(*m, uint64(v))
}

func (m *message) bytes(field int, v []byte) {
	m.key(field, 2)
	*m = binary.AppendUvarint(*m, uint64(len(v)))
	*m = append(*m, v...)
}

func (m *message) str(field int, v string) { m.bytes(field, []byte(v)) }

func (m *message) float(field int, v float32) {
	m.key(field, 5)
	*m = binary.LittleEndian.AppendUint32(*m, math.Float32bits(v))
}

// ints writes a packed list.
func (m *message) ints(field int, v []int64) {
	var packed message
	for _, x := range v {
		packed = binary.AppendUvarint(packed, uint64(x))
	}
	m.bytes(field, packed)
}

// floats writes a packed list.
func (m *message) floats(field int, v []float32) {
	var packed message
	for _, x := range v {
		packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(x))
	}
	m.bytes(field, packed)
}

// The field numbers below are those of onnx-ml.proto.

func (t *tensor) encode() []byte {
	var m message
	m.ints(1, t.dims)
	m.int(2, int64(t.typ))
	for _, s := range t.strs {
		m.str(6, s)
	}
	m.str(8, t.name)
	if t.typ != typeString {
		m.bytes(9, t.raw)
	}
	return m
}

func (a *attribute) encode() []byte {
	var m message
	m.str(1, a.name)
	switch a.typ {
	case attrFloat:
		m.float(2, a.f)
	case attrInt:
		m.int(3, a.i)
	case attrString:
		m.str(4, a.s)
	case attrTensor:
		m.bytes(5, a.t.encode())
	case attrFloats:
		m.floats(7, a.floats)
	case attrInts:
		m.ints(8, a.ints)
	case attrStrings:
		for _, s := range a.strs {
			m.str(9, s)
		}
	}
	m.int(20, int64(a.typ))
	return m
}

func (n *node) encode() []byte {
	var m message
	for _, s := range n.in {
		m.str(1, s)
	}
	for _, s := range n.out {
		m.str(2, s)
	}
	// Its name, as that of what it makes: ONNX Runtime 1.21 and older name what they fuse
	// after the operators, and refuse two of one name.
	m.str(3, n.out[0])
	m.str(4, n.op)
	for i := range n.attrs {
		m.bytes(5, n.attrs[i].encode())
	}
	if n.domain != "" {
		m.str(7, n.domain)
	}
	return m
}

func (p *port) encode() []byte {
	var shape message
	for _, d := range p.dims {
		var dim message
		if d < 0 {
			dim.str(2, "N")
		} else {
			dim.int(1, d)
		}
		shape.bytes(1, dim)
	}
	var of, typ, m message
	of.int(1, int64(p.typ))
	of.bytes(2, shape)
	typ.bytes(1, of)
	m.str(1, p.name)
	m.bytes(2, typ)
	return m
}

// encode is the file.
func (d *model) encode() []byte {
	var g message
	for i := range d.nodes {
		g.bytes(1, d.nodes[i].encode())
	}
	g.str(2, d.name)
	for i := range d.inits {
		g.bytes(5, d.inits[i].encode())
	}
	for i := range d.in {
		g.bytes(11, d.in[i].encode())
	}
	for i := range d.out {
		g.bytes(12, d.out[i].encode())
	}
	var m message
	m.int(1, d.ir)
	m.str(2, d.producer)
	m.str(3, d.version)
	m.str(6, d.doc)
	m.bytes(7, g)
	for _, domain := range slices.Sorted(maps.Keys(d.opsets)) {
		var o message
		o.str(1, domain)
		o.int(2, d.opsets[domain])
		m.bytes(8, o)
	}
	for _, kv := range d.meta {
		var e message
		e.str(1, kv[0])
		e.str(2, kv[1])
		m.bytes(14, e)
	}
	return m
}
