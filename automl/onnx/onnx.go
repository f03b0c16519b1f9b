// Package onnx writes a model as an ONNX file (https://onnx.ai): one input for each column
// that the model looks at, all preprocessing inside, the label and the probabilities as
// outputs. It is a translation of the graph operator by operator; nothing is approximated.
package onnx

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// Options say which runtimes the file is for.
type Options struct {
	// Compatible keeps to operators that runtimes of 2022 have: opset 15 with ai.onnx.ml 3
	// instead of opset 18 with ai.onnx.ml 5.
	Compatible bool
	// Flat declares each input and output with one dimension, [rows], and each probability
	// as an output of its own; else inputs are [rows, 1] and probabilities [rows, classes].
	Flat bool
}

// Input is a column that the file asks for.
type Input struct {
	Name   string // of the input
	Column int    // of the schema
	Text   bool   // a string; else a double
}

// File is a written model.
type File struct {
	Bytes         []byte
	Inputs        []Input
	Label         string   // the output that holds the class, or the predicted number
	Probabilities []string // for classes: one output of all, or one for each when flat
}

// maxBytes is what a protobuf message can be.
const maxBytes = 1<<31 - 1

// Supports says why the model cannot be expressed; nil when it can.
func Supports(m *automl.Model) error {
	if len(m.Schema.Columns) == 0 {
		return fmt.Errorf("the model looks at no column, and an ONNX file needs an input")
	}
	var err error
	graph.Walk(m.Graph, func(n *graph.Node) {
		if err == nil {
			err = expressible(n.Op)
		}
	})
	if err == nil && graph.Bytes(m.Graph) > maxBytes/4 {
		return fmt.Errorf("the model is too large: an ONNX file holds at most 2 GB")
	}
	return err
}

// expressible says why an operator has no form in ONNX.
func expressible(op graph.Op) error {
	switch op.(type) {
	case *graph.Input, *graph.TextTerms, *graph.TextVectors, *graph.TextLength, *graph.TextMarks,
		*graph.DateParts, *graph.Impute, *graph.Scale, *graph.OneHot, *graph.TargetEncode, *graph.Indicator,
		*graph.Clamp, *graph.Constant, *graph.Gather, *graph.Linear, *graph.Dense, *graph.Link, *graph.Neighbours,
		*graph.Kernel, *graph.Product, *graph.Shapes, *graph.Sort, *graph.Squash, *graph.Sum, *graph.Trees, *graph.YeoJohnson:
	default:
		return fmt.Errorf("the step %q has no form in ONNX", op.ID())
	}
	return nil
}

// Build translates the model.
func Build(m *automl.Model, o Options) (*File, error) {
	if err := Supports(m); err != nil {
		return nil, err
	}
	b := newBuilder(m, o)
	out, err := b.emit(m.Graph)
	if err != nil {
		return nil, err
	}
	f := &File{}
	b.head(out, f)
	b.declare(f)
	b.describe(m, f)
	b.prune()
	f.Bytes = b.model.encode()
	if len(f.Bytes) > maxBytes {
		return nil, fmt.Errorf("the model is too large: an ONNX file holds at most 2 GB")
	}
	return f, nil
}

// prune leaves out what nothing looks at.
func (b *builder) prune() {
	used := map[string]bool{}
	for _, p := range b.model.out {
		used[p.name] = true
	}
	var nodes []node
	for i := len(b.model.nodes) - 1; i >= 0; i-- {
		n := b.model.nodes[i]
		if !slices.ContainsFunc(n.out, func(s string) bool { return used[s] }) {
			continue
		}
		for _, s := range n.in {
			used[s] = true
		}
		nodes = append(nodes, n)
	}
	slices.Reverse(nodes)
	b.model.nodes = nodes
	b.model.inits = slices.DeleteFunc(b.model.inits, func(t tensor) bool { return !used[t.name] })
}

func newBuilder(m *automl.Model, o Options) *builder {
	b := &builder{o: o, schema: &m.Schema, consts: map[[32]byte]string{}, same: map[string]string{},
		done: map[*graph.Node]string{}, ports: map[int]string{}, codes: map[int]string{}, cuts: map[string]*cut{}}
	b.model.ir, b.model.opsets = 9, map[string]int64{"": 18, domainML: 5}
	if o.Compatible {
		b.model.ir, b.model.opsets = 8, map[string]int64{"": 15, domainML: 3}
	}
	if ReadsText(m.Graph) { // 20 is the first that puts characters together to words
		b.model.ir, b.model.opsets[""], b.model.opsets[domainRuntime] = 9, 20, 1
	}
	b.prefix = "w_"
	for {
		taken := false
		for _, c := range m.Schema.Columns {
			taken = taken || strings.HasPrefix(c.Name, b.prefix)
		}
		if !taken {
			break
		}
		b.prefix = "w" + b.prefix
	}
	used := graph.Inputs(m.Graph)
	if len(used) == 0 {
		used = []int{0} // which at least says how many rows there are
	}
	for _, c := range used {
		b.ports[c] = portName(&m.Schema, c)
	}
	return b
}

// portName is the column's name, or another where that is no name.
func portName(s *automl.Schema, c int) string {
	if s.Columns[c].Name != "" {
		return s.Columns[c].Name
	}
	return free(s, "column_"+strconv.Itoa(c+1))
}

// free is the name, or the first like it that no column has.
func free(s *automl.Schema, name string) string {
	try := name
	for k := 2; ; k++ {
		taken := false
		for _, c := range s.Columns {
			taken = taken || c.Name == try
		}
		if !taken {
			return try
		}
		try = name + "_" + strconv.Itoa(k)
	}
}

// isText reports whether a column is fed as strings.
func isText(c *automl.SchemaColumn) bool {
	return c.Kind == table.Category || c.Kind == table.YesNo || c.Kind == table.Text
}

// declare names the inputs.
func (b *builder) declare(f *File) {
	for c := range b.schema.Columns {
		name, ok := b.ports[c]
		if !ok {
			continue
		}
		in := Input{Name: name, Column: c, Text: isText(&b.schema.Columns[c])}
		f.Inputs = append(f.Inputs, in)
		p := port{name: name, typ: typeDouble, dims: []int64{-1, 1}}
		if in.Text {
			p.typ = typeString
		}
		if b.o.Flat {
			p.dims = []int64{-1}
		}
		b.model.in = append(b.model.in, p)
	}
}

// describe says what the file is.
func (b *builder) describe(m *automl.Model, f *File) {
	d, s := &b.model, &m.Schema
	d.producer, d.version, d.name = "winnow", m.AppVersion, "winnow"
	d.doc = fmt.Sprintf("Predicts %q.", s.Target)
	classes, _ := json.Marshal(append([]string{}, s.Classes...)) // strings always marshal
	d.meta = [][2]string{
		{"target", s.Target},
		{"task", string(s.Task)},
		{"classes", string(classes)},
		{"app_version", m.AppVersion},
		{"schema_sha256", SchemaHash(s)},
		{"label_output", f.Label},
	}
	if s.Task == automl.Binary {
		d.meta = append(d.meta, [2]string{"threshold", strconv.FormatFloat(decision(s), 'g', -1, 64)})
	}
	if len(f.Probabilities) == 1 {
		d.meta = append(d.meta, [2]string{"probability_output", f.Probabilities[0]})
	}
}

// SchemaHash tells schemas apart.
func SchemaHash(s *automl.Schema) string {
	h := sha256.New()
	for _, c := range s.Columns {
		fmt.Fprintf(h, "%q %s %q\n", c.Name, c.Kind, c.Levels)
	}
	fmt.Fprintf(h, "%q %s %q", s.Target, s.Task, s.Classes)
	return hex.EncodeToString(h.Sum(nil))
}
