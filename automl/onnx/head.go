package onnx

import (
	"fmt"

	"winnow/automl"
)

// decision is the probability from which the positive class is predicted.
func decision(s *automl.Schema) float64 {
	if s.Decision == 0 {
		return 0.5
	}
	return s.Decision
}

// head makes the outputs of the graph's answer.
func (b *builder) head(x string, f *File) {
	s := b.schema
	f.Label = free(s, "label")
	if !s.Task.IsClassification() {
		b.output(b.op("Reshape", x, b.ints(-1)), f.Label, typeDouble, -1)
		return
	}
	n := int64(len(s.Classes))
	var class string
	if s.Task == automl.Binary {
		at := b.op("GreaterOrEqual", x, b.num(decision(s)))
		class = b.cast(b.op("Reshape", at, b.ints(-1)), typeInt64)
		x = b.concat([]string{b.sub(b.num(1), x), x})
	} else {
		class = b.opWith("ArgMax", []attribute{intAttr("axis", 1), intAttr("keepdims", 0)}, x)
	}
	words := b.constant(tensor{typ: typeString, dims: []int64{n}, strs: s.Classes})
	b.output(b.look(words, class), f.Label, typeString, -1)
	if !b.o.Flat {
		name := free(s, "probabilities")
		f.Probabilities = []string{name}
		b.output(x, name, typeDouble, -1, n)
		return
	}
	for k, c := range s.Classes {
		name := free(s, "probability_"+c)
		if name == f.Label {
			name += "_" + fmt.Sprint(k)
		}
		f.Probabilities = append(f.Probabilities, name)
		b.output(b.op("Reshape", b.pick(x, []int64{int64(k)}), b.ints(-1)), name, typeDouble, -1)
	}
}

// output gives a tensor the name of an output.
func (b *builder) output(x, name string, typ int, dims ...int64) {
	b.model.nodes = append(b.model.nodes, node{op: "Identity", in: []string{x}, out: []string{name}})
	b.model.out = append(b.model.out, port{name: name, typ: typ, dims: dims})
}
