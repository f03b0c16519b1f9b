package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Fields is how an operator declares its state, once for saving and loading. Scalars go
// to readable JSON; slices of numbers go to arrays beside it, raw and little-endian.
type Fields struct {
	saving bool
	short  bool // saving in the shortest form
	attrs  map[string]json.RawMessage
	arrays Arrays
	prefix string
	read   []string // keys of what was asked for
	err    error
}

// Arrays holds the raw arrays of a graph by name. A value is one of []float64, []float32,
// []int32, []uint8, []uint32, []uint64.
type Arrays map[string]any

// SaveFields collects the state of op: scalars as JSON, arrays under prefix.
func SaveFields(op Op, prefix string, arrays Arrays) (map[string]json.RawMessage, error) {
	f := &Fields{saving: true, attrs: map[string]json.RawMessage{}, arrays: arrays, prefix: prefix}
	op.Fields(f)
	return f.attrs, f.err
}

// packer is an operator that can do with less in a file.
type packer interface {
	Op
	// pack declares the state in a shorter form; false, with nothing declared, where it has none.
	pack(f *Fields) bool
	// unpack takes the state from that form; false, with nothing declared, where it is not in it.
	unpack(f *Fields) bool
}

// PackFields is SaveFields in the shortest form that the operator has, which is made for it.
func PackFields(op Op, prefix string, arrays Arrays) (map[string]json.RawMessage, error) {
	f := &Fields{saving: true, short: true, attrs: map[string]json.RawMessage{}, arrays: arrays, prefix: prefix}
	if p, ok := op.(packer); !ok || !p.pack(f) {
		op.Fields(f)
	}
	return f.attrs, f.err
}

// LoadFields fills op from what SaveFields or PackFields collected. It fails on anything that is
// absent or of the wrong type.
func LoadFields(op Op, prefix string, attrs map[string]json.RawMessage, arrays Arrays) error {
	_, err := load(op, prefix, attrs, arrays)
	return err
}

// LoadOnly is LoadFields that fails also on what the operator does not know, which would change
// its meaning in a program that does. Arrays has those of op alone.
func LoadOnly(op Op, prefix string, attrs map[string]json.RawMessage, arrays Arrays) error {
	read, err := load(op, prefix, attrs, arrays)
	if err != nil || len(read) == len(attrs)+len(arrays) {
		return err
	}
	for _, key := range read {
		delete(attrs, key)
		delete(arrays, prefix+key)
	}
	keys := append(slices.Sorted(maps.Keys(attrs)), slices.Sorted(maps.Keys(arrays))...)
	return fmt.Errorf("field %.80q is unknown", strings.TrimPrefix(keys[0], prefix))
}

// load fills op and returns the keys of what it asked for.
func load(op Op, prefix string, attrs map[string]json.RawMessage, arrays Arrays) ([]string, error) {
	f := &Fields{attrs: attrs, arrays: arrays, prefix: prefix}
	if p, ok := op.(packer); !ok || !p.unpack(f) {
		op.Fields(f)
	}
	return f.read, f.err
}

func scalar[T any](f *Fields, key string, v *T) {
	if f.err != nil {
		return
	}
	if f.saving {
		raw, err := json.Marshal(*v)
		if err != nil {
			f.err = fmt.Errorf("field %s: %w", key, err)
			return
		}
		f.attrs[key] = raw
		return
	}
	f.read = append(f.read, key)
	raw, ok := f.attrs[key]
	if !ok {
		f.err = fmt.Errorf("field %s is absent", key)
		return
	}
	if err := json.Unmarshal(raw, v); err != nil {
		f.err = fmt.Errorf("field %s: %w", key, err)
	}
}

func array[T any](f *Fields, key string, v *[]T) {
	if f.err != nil {
		return
	}
	name := f.prefix + key
	if f.saving {
		f.arrays[name] = *v
		return
	}
	f.read = append(f.read, key)
	a, ok := f.arrays[name].([]T)
	if !ok {
		f.err = fmt.Errorf("array %s is absent or of another type", name)
		return
	}
	*v = slices.Clip(a)
}

// Int declares a whole number.
func (f *Fields) Int(key string, v *int) { scalar(f, key, v) }

// Bool declares a flag.
func (f *Fields) Bool(key string, v *bool) { scalar(f, key, v) }

// String declares a text.
func (f *Fields) String(key string, v *string) { scalar(f, key, v) }

// Strings declares a list of texts. In the shortest form long lists are arrays too: the texts' bytes
// one after another, and how many each has.
func (f *Fields) Strings(key string, v *[]string) {
	if _, plain := f.attrs[key]; plain || f.saving && !(f.short && packTexts(*v)) {
		scalar(f, key, v)
		return
	}
	var raw []uint8
	var lengths []int32
	if f.saving {
		raw, lengths = joinTexts(*v)
	}
	f.Uint8s(key+textBytes, &raw)
	f.Int32s(key+textLengths, &lengths)
	if f.saving || f.err != nil {
		return
	}
	if *v, f.err = splitTexts(raw, lengths); f.err != nil {
		f.err = fmt.Errorf("field %s: %w", key, f.err)
	}
}

// Float declares a number; NaN and the infinities are spelt as text in the file.
func (f *Fields) Float(key string, v *float64) {
	if f.saving {
		if math.IsNaN(*v) || math.IsInf(*v, 0) {
			s := fmt.Sprint(*v)
			scalar(f, key, &s)
			return
		}
		scalar(f, key, v)
		return
	}
	if raw, ok := f.attrs[key]; ok && len(raw) > 0 && raw[0] == '"' {
		var s string
		scalar(f, key, &s)
		switch s {
		case "NaN":
			*v = math.NaN()
		case "+Inf":
			*v = math.Inf(1)
		case "-Inf":
			*v = math.Inf(-1)
		default:
			f.err = fmt.Errorf("field %s: %q is no number", key, s)
		}
		return
	}
	scalar(f, key, v)
}

// Floats declares an array of double-precision numbers.
func (f *Fields) Floats(key string, v *[]float64) { array(f, key, v) }

// Float32s declares an array of single-precision numbers.
func (f *Fields) Float32s(key string, v *[]float32) { array(f, key, v) }

// Int32s declares an array of 32-bit whole numbers.
func (f *Fields) Int32s(key string, v *[]int32) { array(f, key, v) }

// Uint8s declares an array of bytes.
func (f *Fields) Uint8s(key string, v *[]uint8) { array(f, key, v) }

// Uint32s declares an array of 32-bit sets.
func (f *Fields) Uint32s(key string, v *[]uint32) { array(f, key, v) }

// Uint64s declares an array of 64-bit sets.
func (f *Fields) Uint64s(key string, v *[]uint64) { array(f, key, v) }
