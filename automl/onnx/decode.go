package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

var errCut = errors.New("the file ends too soon")

// fields calls f for each field of a message: with the number of a varint or of four bytes,
// or with the content.
func fields(raw []byte, f func(field int, v uint64, content []byte) error) error {
	for len(raw) > 0 {
		key, n := binary.Uvarint(raw)
		if n <= 0 {
			return errCut
		}
		raw = raw[n:]
		var v uint64
		var content []byte
		switch key & 7 {
		case 0:
			if v, n = binary.Uvarint(raw); n <= 0 {
				return errCut
			}
		case 5:
			if n = 4; len(raw) < n {
				return errCut
			}
			v = uint64(binary.LittleEndian.Uint32(raw))
		case 2:
			size, k := binary.Uvarint(raw)
			if k <= 0 || size > uint64(len(raw)-k) {
				return errCut
			}
			n = k + int(size)
			content = raw[k:n]
		default:
			return fmt.Errorf("field %d is of an unknown form", key>>3)
		}
		if err := f(int(key>>3), v, content); err != nil {
			return err
		}
		raw = raw[n:]
	}
	return nil
}

func unpackInts(raw []byte) ([]int64, error) {
	var out []int64
	for len(raw) > 0 {
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			return nil, errCut
		}
		out, raw = append(out, int64(v)), raw[n:]
	}
	return out, nil
}

func unpackFloats(raw []byte) ([]float32, error) {
	if len(raw)%4 != 0 {
		return nil, errCut
	}
	out := make([]float32, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out, nil
}

func decodeTensor(raw []byte) (t tensor, err error) {
	err = fields(raw, func(field int, v uint64, c []byte) (err error) {
		switch field {
		case 1:
			t.dims, err = unpackInts(c)
		case 2:
			t.typ = int(v)
		case 6:
			t.strs = append(t.strs, string(c))
		case 8:
			t.name = string(c)
		case 9:
			t.raw = c
		}
		return err
	})
	return t, err
}

func decodeAttribute(raw []byte) (a attribute, err error) {
	err = fields(raw, func(field int, v uint64, c []byte) (err error) {
		switch field {
		case 1:
			a.name = string(c)
		case 2:
			a.f = math.Float32frombits(uint32(v))
		case 3:
			a.i = int64(v)
		case 4:
			a.s = string(c)
		case 5:
			var t tensor
			t, err = decodeTensor(c)
			a.t = &t
		case 7:
			a.floats, err = unpackFloats(c)
		case 8:
			a.ints, err = unpackInts(c)
		case 9:
			a.strs = append(a.strs, string(c))
		case 20:
			a.typ = int(v)
		}
		return err
	})
	return a, err
}

func decodeNode(raw []byte) (n node, err error) {
	err = fields(raw, func(field int, _ uint64, c []byte) error {
		switch field {
		case 1:
			n.in = append(n.in, string(c))
		case 2:
			n.out = append(n.out, string(c))
		case 3:
			n.name = string(c)
		case 4:
			n.op = string(c)
		case 5:
			a, err := decodeAttribute(c)
			if err != nil {
				return err
			}
			n.attrs = append(n.attrs, a)
		case 7:
			n.domain = string(c)
		}
		return nil
	})
	return n, err
}

// decodePort reads name, type{1: tensor{1: element type, 2: shape{1: dim{1: value}}}}.
func decodePort(raw []byte) (p port, err error) {
	dim := func(_ int, _ uint64, c []byte) error {
		d := int64(-1)
		err := fields(c, func(field int, v uint64, _ []byte) error {
			if field == 1 {
				d = int64(v)
			}
			return nil
		})
		p.dims = append(p.dims, d)
		return err
	}
	of := func(field int, v uint64, c []byte) error {
		if field == 1 {
			p.typ = int(v)
			return nil
		}
		return fields(c, dim)
	}
	err = fields(raw, func(field int, _ uint64, c []byte) error {
		switch field {
		case 1:
			p.name = string(c)
		case 2:
			return fields(c, func(_ int, _ uint64, c []byte) error { return fields(c, of) })
		}
		return nil
	})
	return p, err
}

func (d *model) decodeGraph(raw []byte) error {
	return fields(raw, func(field int, _ uint64, c []byte) error {
		switch field {
		case 1:
			n, err := decodeNode(c)
			d.nodes = append(d.nodes, n)
			return err
		case 2:
			d.name = string(c)
		case 5:
			t, err := decodeTensor(c)
			d.inits = append(d.inits, t)
			return err
		case 11:
			p, err := decodePort(c)
			d.in = append(d.in, p)
			return err
		case 12:
			p, err := decodePort(c)
			d.out = append(d.out, p)
			return err
		}
		return nil
	})
}

// pair reads a message of two fields: text and text, or text and number.
func pair(raw []byte) (a, b string, n int64, err error) {
	err = fields(raw, func(field int, v uint64, c []byte) error {
		switch {
		case field == 1:
			a = string(c)
		case c != nil:
			b = string(c)
		default:
			n = int64(v)
		}
		return nil
	})
	return a, b, n, err
}

// decode reads a file that encode wrote.
func decode(raw []byte) (*model, error) {
	d := &model{opsets: map[string]int64{}}
	err := fields(raw, func(field int, v uint64, c []byte) error {
		switch field {
		case 1:
			d.ir = int64(v)
		case 2:
			d.producer = string(c)
		case 3:
			d.version = string(c)
		case 6:
			d.doc = string(c)
		case 7:
			return d.decodeGraph(c)
		case 8:
			domain, _, version, err := pair(c)
			d.opsets[domain] = version
			return err
		case 14:
			k, v, _, err := pair(c)
			d.meta = append(d.meta, [2]string{k, v})
			return err
		}
		return nil
	})
	return d, err
}
