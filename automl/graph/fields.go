package graph

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Fields is how an operator declares its state, once for saving and loading. Scalars go
// to readable JSON; slices of numbers go to arrays beside it, raw and little-endian.
type Fields struct {
	saving bool
	attrs  map[string]json.RawMessage
	arrays Arrays
	prefix string
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

// LoadFields fills op from what SaveFields collected. It fails on anything absent, of the
// wrong type, or unknown to the operator.
func LoadFields(op Op, prefix string, attrs map[string]json.RawMessage, arrays Arrays) error {
	f := &Fields{attrs: attrs, arrays: arrays, prefix: prefix}
	op.Fields(f)
	return f.err
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

// Strings declares a list of texts.
func (f *Fields) Strings(key string, v *[]string) { scalar(f, key, v) }

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
