package onnx

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"winnow/automl/graph"
	"winnow/automl/table"
)

// input is a column as the graph sees it.
func (b *builder) input(o *graph.Input) string {
	if x, ok := b.codes[o.Column]; ok {
		return x
	}
	x, c := b.ports[o.Column], &b.schema.Columns[o.Column]
	if b.o.Flat {
		x = b.op("Reshape", x, b.ints(-1, 1))
	}
	if isText(c) && !o.Text {
		x = b.levelCodes(x, c.Levels, c.Kind == table.YesNo)
	}
	b.codes[o.Column] = x
	return x
}

// levelCodes turns the spelling of a level into its code: NaN for an empty string, the
// number of levels for one that training never saw.
func (b *builder) levelCodes(x string, levels []string, anyCase bool) string {
	keys, codes := spellings(levels, anyCase)
	keys, codes = append(keys, ""), append(codes, math.NaN())
	if b.o.Compatible {
		codes32 := make([]float32, len(codes))
		for i, v := range codes {
			codes32[i] = float32(v)
		}
		return b.cast(b.ml("LabelEncoder", []attribute{
			{name: "keys_strings", typ: attrStrings, strs: keys},
			{name: "values_floats", typ: attrFloats, floats: codes32},
			{name: "default_float", typ: attrFloat, f: float32(len(levels))},
		}, x), typeDouble)
	}
	n := int64(len(keys))
	return b.ml("LabelEncoder", []attribute{
		tensorAttr("keys_tensor", tensor{typ: typeString, dims: []int64{n}, strs: keys}),
		tensorAttr("values_tensor", doubles(codes, n)),
		tensorAttr("default_tensor", doubles([]float64{float64(len(levels))}, 1)),
	}, x)
}

// spellings are the levels as people and programs spell them, with their codes: as in
// training, whole numbers also with .0 as they come out of a column of floats, and yes and
// no in any of the three usual cases.
func spellings(levels []string, anyCase bool) (keys []string, codes []float64) {
	seen := map[string]bool{"": true}
	put := func(s string, code int) {
		if !seen[s] {
			seen[s] = true
			keys, codes = append(keys, s), append(codes, float64(code))
		}
	}
	for k, l := range levels {
		put(l, k)
	}
	values := map[float64]int{}
	for _, l := range levels {
		if v, err := strconv.ParseFloat(l, 64); err == nil {
			values[v]++
		}
	}
	for k, l := range levels {
		if v, err := strconv.ParseFloat(l, 64); err == nil && values[v] == 1 && v == math.Trunc(v) && math.Abs(v) < 1e15 {
			whole := strconv.FormatFloat(v, 'f', 0, 64)
			put(whole, k)
			put(whole+".0", k)
		}
		if anyCase && l != "" {
			low := strings.ToLower(l)
			put(low, k)
			put(strings.ToUpper(l), k)
			put(strings.ToUpper(low[:1])+low[1:], k)
		}
	}
	return keys, codes
}

// place is the row of each code in a table of one row for each level, then one for unseen
// levels and one for missing values: [rows, 1], whole numbers.
func (b *builder) place(code string, levels int) string {
	n := b.num(float64(levels))
	outside := b.op("Or", b.op("Less", code, b.num(0)), b.op("GreaterOrEqual", code, n))
	known := b.where(outside, n, code)
	return b.cast(b.where(b.op("IsNaN", code), b.num(float64(levels+1)), known), typeInt64)
}

func (b *builder) oneHot(o *graph.OneHot, x string) string {
	slots := make([]float64, 0, len(o.Slots)+2)
	for _, s := range o.Slots {
		slots = append(slots, float64(s))
	}
	slots = append(slots, float64(o.Unseen), float64(o.Missing))
	at := b.look(b.constant(doubles(slots, int64(len(slots)))), b.place(x, len(o.Slots)))
	columns := make([]float64, o.Width)
	for k := range columns {
		columns[k] = float64(k)
	}
	return b.cast(b.op("Equal", at, b.row(columns)), typeDouble)
}

func (b *builder) targetEncode(o *graph.TargetEncode, x string) string {
	w := len(o.Unseen)
	all := slices.Concat(o.Table, o.Unseen, o.Missing)
	levels := len(o.Table) / w
	rows := b.look(b.constant(doubles(all, int64(levels+2), int64(w))), b.place(x, levels))
	return b.op("Reshape", rows, b.ints(-1, int64(w)))
}

// gather lays picked columns side by side.
func (b *builder) gather(o *graph.Gather, n *graph.Node, in []string) string {
	starts := make([]int64, len(in))
	at := int64(0)
	for i := range in {
		starts[i] = at
		at += int64(n.In[i].Shape().Width)
	}
	picks := make([]int64, len(o.Input))
	inOrder := int64(len(picks)) == at
	for k := range picks {
		picks[k] = starts[o.Input[k]] + int64(o.Column[k])
		inOrder = inOrder && picks[k] == int64(k)
	}
	all := b.concat(in)
	if inOrder {
		return all
	}
	return b.pick(all, picks)
}

// constantRows are the same values for every row.
func (b *builder) constantRows(o *graph.Constant) string {
	first := ""
	for c := range b.schema.Columns {
		if name, ok := b.ports[c]; ok {
			first = name
			break
		}
	}
	rows := b.look(b.op("Shape", first), b.ints(0))
	shape := b.opWith("Concat", []attribute{intAttr("axis", 0)}, rows, b.ints(int64(len(o.Values))))
	return b.op("Expand", b.row(o.Values), shape)
}

func (b *builder) clamp(o *graph.Clamp, x string) string {
	low, high := b.row(o.Low), b.row(o.High)
	x = b.where(b.op("Less", x, low), low, x)
	return b.where(b.op("Greater", x, high), high, x)
}

// translate is the one list of operators.
func (b *builder) translate(n *graph.Node, in []string) (string, error) {
	switch o := n.Op.(type) {
	case *graph.Input:
		return b.input(o), nil
	case *graph.Gather:
		return b.gather(o, n, in), nil
	case *graph.Constant:
		return b.constantRows(o), nil
	case *graph.Impute:
		return b.where(b.op("IsNaN", in[0]), b.row(o.Fill), in[0]), nil
	case *graph.Indicator:
		return b.cast(b.op("IsNaN", in[0]), typeDouble), nil
	case *graph.Scale:
		return b.div(b.sub(in[0], b.row(o.Center)), b.row(o.Width)), nil
	case *graph.Clamp:
		return b.clamp(o, in[0]), nil
	case *graph.OneHot:
		return b.oneHot(o, in[0]), nil
	case *graph.TargetEncode:
		return b.targetEncode(o, in[0]), nil
	case *graph.DateParts:
		return b.dateParts(o, in[0]), nil
	case *graph.Linear:
		return b.linear(o, in[0]), nil
	case *graph.Dense:
		return b.dense(o, in[0]), nil
	case *graph.Link:
		return b.link(o, in[0]), nil
	case *graph.Product:
		return b.mul(b.pick(in[0], wide(o.Left)), b.pick(in[0], wide(o.Right))), nil
	case *graph.Sort:
		return b.sort(n.Shape().Width, in[0]), nil
	case *graph.Squash:
		return b.squash(o, in[0]), nil
	case *graph.Sum:
		return b.sum(o, in), nil
	case *graph.YeoJohnson:
		return b.yeoJohnson(o, in[0]), nil
	case *graph.Trees:
		return b.trees(o, in[0])
	case *graph.Shapes:
		return b.shapes(o, in[0])
	case *graph.TextTerms, *graph.TextVectors, *graph.TextLength, *graph.TextMarks:
		return b.text(o, in[0]), nil
	case *graph.Kernel:
		return b.kernel(o, in[0]), nil
	case *graph.Neighbours:
		return b.neighbours(o, in[0]), nil
	}
	return "", expressible(n.Op)
}

func wide(v []int32) []int64 {
	out := make([]int64, len(v))
	for i, x := range v {
		out[i] = int64(x)
	}
	return out
}
