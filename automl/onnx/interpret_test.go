package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// array is a tensor in the interpreter: numbers of any type as float64, or words.
type array struct {
	typ  int
	dims []int
	nums []float64
	strs []string
}

func (a *array) size() int {
	n := 1
	for _, d := range a.dims {
		n *= d
	}
	return n
}

func load(t *tensor) *array {
	a := &array{typ: t.typ, strs: t.strs}
	for _, d := range t.dims {
		a.dims = append(a.dims, int(d))
	}
	for i := 0; t.typ != typeString && i < a.size(); i++ {
		switch t.typ {
		case typeDouble:
			a.nums = append(a.nums, math.Float64frombits(binary.LittleEndian.Uint64(t.raw[8*i:])))
		case typeInt64:
			a.nums = append(a.nums, float64(int64(binary.LittleEndian.Uint64(t.raw[8*i:]))))
		case typeFloat:
			a.nums = append(a.nums, float64(math.Float32frombits(binary.LittleEndian.Uint32(t.raw[4*i:]))))
		case typeUint8:
			a.nums = append(a.nums, float64(t.raw[i]))
		}
	}
	return a
}

// interpret runs a file's graph as the ONNX specification says, for the operators that the
// package writes, in the plainest way.
func interpret(d *model, in map[string]*array) map[string]*array {
	at := map[string]*array{}
	for k, v := range in {
		at[k] = v
	}
	for i := range d.inits {
		at[d.inits[i].name] = load(&d.inits[i])
	}
	for i := range d.nodes {
		n := &d.nodes[i]
		var args []*array
		for _, s := range n.in {
			if at[s] == nil {
				panic("no " + s)
			}
			args = append(args, at[s])
		}
		outs := apply(n, args)
		for k, s := range n.out {
			at[s] = outs[k]
		}
	}
	return at
}

var unary = map[string]func(float64) float64{
	"Floor": math.Floor, "Abs": math.Abs, "Neg": func(x float64) float64 { return -x }, "Sqrt": math.Sqrt,
	"Exp": math.Exp, "Log": math.Log, "Sin": math.Sin, "IsNaN": func(x float64) float64 { return truth(x != x) },
}

var binaries = map[string]func(x, y float64) float64{
	"Add": func(x, y float64) float64 { return x + y }, "Sub": func(x, y float64) float64 { return x - y },
	"Mul": func(x, y float64) float64 { return x * y }, "Div": func(x, y float64) float64 { return x / y },
	"Less": func(x, y float64) float64 { return truth(x < y) }, "LessOrEqual": func(x, y float64) float64 { return truth(x <= y) },
	"Greater": func(x, y float64) float64 { return truth(x > y) }, "GreaterOrEqual": func(x, y float64) float64 { return truth(x >= y) },
	"Equal": func(x, y float64) float64 { return truth(x == y) }, "And": func(x, y float64) float64 { return x * y }, "Or": math.Max,
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func apply(n *node, in []*array) []*array {
	if out := applyText(n, in); out != nil {
		return out
	}
	if f, ok := unary[n.op]; ok {
		out := &array{typ: in[0].typ, dims: in[0].dims}
		for _, x := range in[0].nums {
			out.nums = append(out.nums, f(x))
		}
		return []*array{out}
	}
	if f, ok := binaries[n.op]; ok {
		out := broadcast(in, func(at []int) float64 { return f(in[0].nums[at[0]], in[1].nums[at[1]]) })
		if out.typ == typeFloat {
			out = castTo(out, typeFloat)
		}
		return []*array{out}
	}
	switch n.op {
	case "Identity":
		return in
	case "Where":
		out := broadcast(in, func(at []int) float64 {
			if in[0].nums[at[0]] != 0 {
				return in[1].nums[at[1]]
			}
			return in[2].nums[at[2]]
		})
		out.typ = in[1].typ
		return []*array{out}
	case "Cast":
		return []*array{castTo(in[0], int(n.attr("to").i))}
	case "Reshape", "Unsqueeze":
		return []*array{reshape(n.op, in[0], in[1])}
	case "Shape":
		out := &array{typ: typeInt64, dims: []int{len(in[0].dims)}}
		for _, d := range in[0].dims {
			out.nums = append(out.nums, float64(d))
		}
		return []*array{out}
	case "Expand":
		to := &array{nums: make([]float64, int(in[1].nums[0]*in[1].nums[1])), dims: []int{int(in[1].nums[0]), int(in[1].nums[1])}}
		return []*array{broadcast([]*array{in[0], to}, func(at []int) float64 { return in[0].nums[at[0]] })}
	case "Concat":
		return []*array{concatenate(in, int(n.attr("axis").i))}
	case "Gather":
		return []*array{gather(in[0], in[1], int(n.attr("axis").i))}
	case "MatMul":
		return []*array{matmul(in[0], in[1])}
	case "ReduceSum", "ReduceMax", "ArgMax", "CumSum":
		return []*array{along(n, in)}
	case "TopK":
		return topK(n, in)
	case "LabelEncoder":
		return []*array{encodeLabels(n, in[0])}
	case "TreeEnsemble":
		return []*array{treeEnsemble(n, in[0])}
	case "TreeEnsembleRegressor":
		return []*array{treeRegressor(n, in[0])}
	}
	panic("the interpreter does not know " + n.op)
}

// broadcast calls f for each element of the common shape with its place in each input.
func broadcast(in []*array, f func(at []int) float64) *array {
	rank := 0
	for _, a := range in {
		rank = max(rank, len(a.dims))
	}
	out := &array{typ: in[0].typ, dims: make([]int, rank)}
	for k := range out.dims {
		out.dims[k] = 1
		for _, a := range in {
			if j := k - rank + len(a.dims); j >= 0 {
				if d := a.dims[j]; d != 1 {
					if out.dims[k] != 1 && out.dims[k] != d {
						panic(fmt.Sprint("shapes do not fit ", in[0].dims, a.dims))
					}
					out.dims[k] = d
				}
			}
		}
	}
	at := make([]int, len(in))
	for i := range out.size() {
		for k, a := range in {
			at[k] = place(i, out.dims, a.dims)
		}
		out.nums = append(out.nums, f(at))
	}
	return out
}

func place(i int, full, dims []int) int {
	at, stride := 0, 1
	for k := len(full) - 1; k >= 0; k-- {
		x := i % full[k]
		i /= full[k]
		j := k - len(full) + len(dims)
		if j < 0 {
			continue
		}
		if dims[j] != 1 {
			at += x * stride
		}
		stride *= dims[j]
	}
	return at
}

func castTo(a *array, typ int) *array {
	out := &array{typ: typ, dims: a.dims}
	for _, v := range a.nums {
		switch typ {
		case typeFloat:
			v = float64(float32(v))
		case typeInt64:
			v = math.Trunc(v)
		}
		out.nums = append(out.nums, v)
	}
	return out
}

func reshape(op string, a, to *array) *array {
	out := *a
	if op == "Unsqueeze" {
		out.dims = slices.Insert(slices.Clone(a.dims), int(to.nums[0]), 1)
		return &out
	}
	out.dims = nil
	rest, open := a.size(), -1
	for k, d := range to.nums {
		out.dims = append(out.dims, int(d))
		if d == -1 {
			open = k
		} else {
			rest /= int(d)
		}
	}
	if open >= 0 {
		out.dims[open] = rest
	}
	return &out
}

// blocks cuts a shape at an axis: how many runs, how long the axis, how large a step.
func blocks(dims []int, axis int) (outer, n, inner int) {
	outer, inner = 1, 1
	for k, d := range dims {
		switch {
		case k < axis:
			outer *= d
		case k > axis:
			inner *= d
		}
	}
	return outer, dims[axis], inner
}

func concatenate(in []*array, axis int) *array {
	out := &array{typ: in[0].typ, dims: slices.Clone(in[0].dims)}
	out.dims[axis] = 0
	for _, a := range in {
		out.dims[axis] += a.dims[axis]
	}
	outer, _, _ := blocks(out.dims, axis)
	for o := range outer {
		for _, a := range in {
			_, n, inner := blocks(a.dims, axis)
			out.nums = append(out.nums, a.nums[o*n*inner:(o+1)*n*inner]...)
		}
	}
	return out
}

func gather(a, at *array, axis int) *array {
	out := &array{typ: a.typ, dims: slices.Concat(a.dims[:axis], at.dims, a.dims[axis+1:])}
	outer, n, inner := blocks(a.dims, axis)
	for o := range outer {
		for _, i := range at.nums {
			from := (o*n + int(i)) * inner
			if a.typ == typeString {
				out.strs = append(out.strs, a.strs[from:from+inner]...)
			} else {
				out.nums = append(out.nums, a.nums[from:from+inner]...)
			}
		}
	}
	return out
}

func matmul(a, b *array) *array {
	rows, n, cols := a.dims[0], a.dims[1], b.dims[1]
	if b.dims[0] != n {
		panic(fmt.Sprint("MatMul of ", a.dims, b.dims))
	}
	out := &array{typ: a.typ, dims: []int{rows, cols}, nums: make([]float64, rows*cols)}
	for i := range rows {
		for j := range n {
			for k := range cols {
				out.nums[i*cols+k] += a.nums[i*n+j] * b.nums[j*cols+k]
			}
		}
	}
	return out
}

func along(n *node, in []*array) *array {
	axis := 1
	if n.op == "CumSum" || n.op == "ReduceSum" {
		axis = int(in[1].nums[0])
	}
	outer, size, inner := blocks(in[0].dims, axis)
	out := &array{typ: in[0].typ, dims: slices.Clone(in[0].dims)}
	out.dims[axis] = 1
	if n.op == "CumSum" {
		out.dims[axis] = size
		out.nums = make([]float64, len(in[0].nums))
	}
	for o := range outer {
		for k := range inner {
			sum, top, best := 0.0, math.Inf(-1), 0
			for i := range size {
				v := in[0].nums[(o*size+i)*inner+k]
				if n.op == "CumSum" {
					out.nums[(o*size+i)*inner+k] = sum // exclusive
				}
				sum += v
				if v > top {
					top, best = v, i
				}
			}
			switch n.op {
			case "ReduceSum":
				out.nums = append(out.nums, sum)
			case "ReduceMax":
				out.nums = append(out.nums, top)
			case "ArgMax":
				out.nums = append(out.nums, float64(best))
			}
		}
	}
	if n.op != "CumSum" && n.attr("keepdims").i == 0 {
		out.dims = slices.Delete(out.dims, axis, axis+1)
	}
	return out
}

// topK finds the smallest of each row.
func topK(n *node, in []*array) []*array {
	rows, width, k := in[0].dims[0], in[0].dims[1], int(in[1].nums[0])
	v, at := &array{typ: in[0].typ, dims: []int{rows, k}}, &array{typ: typeInt64, dims: []int{rows, k}}
	for i := range rows {
		row := in[0].nums[i*width : (i+1)*width]
		order := make([]int, width)
		for j := range order {
			order[j] = j
		}
		slices.SortStableFunc(order, func(a, b int) int { return int(truth(row[a] > row[b]) - truth(row[a] < row[b])) })
		for _, j := range order[:k] {
			v.nums, at.nums = append(v.nums, row[j]), append(at.nums, float64(j))
		}
	}
	return []*array{v, at}
}

func encodeLabels(n *node, in *array) *array {
	codes := map[string]float64{}
	var other float64
	if t := n.attr("keys_tensor").t; t != nil {
		values := load(n.attr("values_tensor").t)
		for i, k := range t.strs {
			codes[k] = values.nums[i]
		}
		other = load(n.attr("default_tensor").t).nums[0]
	} else {
		for i, k := range n.attr("keys_strings").strs {
			codes[k] = float64(n.attr("values_floats").floats[i])
		}
		other = float64(n.attr("default_float").f)
	}
	out := &array{typ: typeDouble, dims: in.dims}
	for _, s := range in.strs {
		v, ok := codes[s]
		if !ok {
			v = other
		}
		out.nums = append(out.nums, v)
	}
	return out
}

func goes(v, limit float64, missing bool) bool { return v <= limit || v != v && missing }

func treeEnsemble(n *node, in *array) *array {
	rows, width, targets := in.dims[0], in.dims[1], int(n.attr("n_targets").i)
	out := &array{typ: typeDouble, dims: []int{rows, targets}, nums: make([]float64, rows*targets)}
	limits, weights := load(n.attr("nodes_splits").t).nums, load(n.attr("leaf_weights").t).nums
	missing := n.attr("nodes_missing_value_tracks_true").ints
	for i := range rows {
		for _, r := range n.attr("tree_roots").ints {
			at, leaf := r, false
			for !leaf {
				v := in.nums[i*width+int(n.attr("nodes_featureids").ints[at])]
				way := "false"
				if goes(v, limits[at], missing != nil && missing[at] == 1) {
					way = "true"
				}
				leaf = n.attr("nodes_" + way + "leafs").ints[at] == 1
				at = n.attr("nodes_" + way + "nodeids").ints[at]
			}
			out.nums[i*targets+int(n.attr("leaf_targetids").ints[at])] += weights[at]
		}
	}
	return out
}

// treeRegressor answers in single precision.
func treeRegressor(n *node, in *array) *array {
	rows, width, targets := in.dims[0], in.dims[1], int(n.attr("n_targets").i)
	out := &array{typ: typeFloat, dims: []int{rows, targets}, nums: make([]float64, rows*targets)}
	limits, weights := load(n.attr("nodes_values_as_tensor").t).nums, load(n.attr("target_weights_as_tensor").t).nums
	node, leaf := map[[2]int64]int{}, map[[2]int64]int{}
	ids, trees := n.attr("nodes_nodeids").ints, n.attr("nodes_treeids").ints
	for k := range ids {
		node[[2]int64{trees[k], ids[k]}] = k
	}
	for k, id := range n.attr("target_nodeids").ints {
		leaf[[2]int64{n.attr("target_treeids").ints[k], id}] = k
	}
	for i := range rows {
		for t := int64(0); t <= trees[len(trees)-1]; t++ {
			id := int64(0)
			for {
				k := node[[2]int64{t, id}]
				if n.attr("nodes_modes").strs[k] == "LEAF" {
					break
				}
				v := in.nums[i*width+int(n.attr("nodes_featureids").ints[k])]
				if goes(v, limits[k], n.attr("nodes_missing_value_tracks_true").ints[k] == 1) {
					id = n.attr("nodes_truenodeids").ints[k]
				} else {
					id = n.attr("nodes_falsenodeids").ints[k]
				}
			}
			k := leaf[[2]int64{t, id}]
			o := &out.nums[i*targets+int(n.attr("target_ids").ints[k])]
			*o = float64(float32(*o + weights[k]))
		}
	}
	return out
}
