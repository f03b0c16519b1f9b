package onnx

import (
	"regexp"
	"slices"
)

// applyText runs the operators on words; nil for others.
func applyText(n *node, in []*array) []*array {
	words := len(in) > 0 && in[0].typ == typeString
	switch {
	case n.op == "Tokenizer":
		return []*array{tokenize(n, in[0])}
	case n.op == "Squeeze":
		out := *in[0]
		out.dims = slices.Delete(slices.Clone(out.dims), int(in[1].nums[0]), int(in[1].nums[0])+1)
		return []*array{&out}
	case n.op == "Expand" && words:
		rows, width := int(in[1].nums[0]), in[0].dims[1]
		return []*array{{typ: typeString, dims: []int{rows, width}, strs: make([]string, rows*width)}}
	case n.op == "Concat" && words:
		return []*array{besideWords(in)}
	case n.op == "Equal" && words:
		out := &array{dims: in[0].dims}
		for _, s := range in[0].strs {
			out.nums = append(out.nums, truth(s == in[1].strs[0]))
		}
		return []*array{out}
	case n.op == "Unique":
		u := slices.Compact(slices.Sorted(slices.Values(in[0].strs)))
		at := &array{typ: typeInt64, dims: []int{len(in[0].strs)}}
		for _, s := range in[0].strs {
			k, _ := slices.BinarySearch(u, s)
			at.nums = append(at.nums, float64(k))
		}
		return []*array{{typ: typeString, dims: []int{len(u)}, strs: u}, nil, at}
	case n.op == "StringConcat":
		out := &array{typ: typeString, dims: in[0].dims}
		for k, s := range in[0].strs {
			out.strs = append(out.strs, s+in[1].strs[k])
		}
		return []*array{out}
	case n.op == "LabelEncoder" && n.attr("values_strings").strs != nil, n.op == "LabelEncoder" && n.attr("values_int64s").ints != nil:
		return []*array{encodeWords(n, in[0])}
	case n.op == "TfIdfVectorizer":
		return []*array{countTerms(n, in[0])}
	}
	return nil
}

func tokenize(n *node, in *array) *array {
	re := regexp.MustCompile(n.attr("tokenexp").s)
	re.Longest()
	var found [][]string
	most := 0
	for _, s := range in.strs {
		found = append(found, re.FindAllString(s, -1))
		most = max(most, len(found[len(found)-1]))
	}
	out := &array{typ: typeString, dims: append(slices.Clone(in.dims), most)}
	for _, f := range found {
		out.strs = append(out.strs, append(f, make([]string, most-len(f))...)...)
	}
	return out
}

func besideWords(in []*array) *array {
	rows := in[0].dims[0]
	out := &array{typ: typeString, dims: []int{rows, 0}}
	for i := range rows {
		out.dims[1] = 0
		for _, a := range in {
			w := a.dims[1]
			out.strs = append(out.strs, a.strs[i*w:(i+1)*w]...)
			out.dims[1] += w
		}
	}
	return out
}

func encodeWords(n *node, in *array) *array {
	out := &array{typ: typeString, dims: in.dims}
	ids := n.attr("values_int64s").ints
	if ids != nil {
		out.typ = typeInt64
	}
	for _, s := range in.strs {
		k := slices.Index(n.attr("keys_strings").strs, s)
		switch {
		case ids != nil && k < 0:
			out.nums = append(out.nums, float64(n.attr("default_int64").i))
		case ids != nil:
			out.nums = append(out.nums, float64(ids[k]))
		case k < 0:
			out.strs = append(out.strs, n.attr("default_string").s)
		default:
			out.strs = append(out.strs, n.attr("values_strings").strs[k])
		}
	}
	return out
}

func countTerms(n *node, in *array) *array {
	at, pool := n.attr("ngram_indexes").ints, n.attr("pool_int64s").ints
	ones := int(n.attr("ngram_counts").ints[1])
	rows, width := in.dims[0], in.dims[1]
	out := &array{typ: typeFloat, dims: []int{rows, len(at)}, nums: make([]float64, rows*len(at))}
	for i := range rows {
		row := in.nums[i*width : (i+1)*width]
		for k, to := range at {
			from, length := k, 1
			if k >= ones {
				from, length = 2*k-ones, 2
			}
			term := pool[from : from+length]
			for j := 0; j+len(term) <= width; j++ {
				same := true
				for d, id := range term {
					same = same && row[j+d] == float64(id)
				}
				out.nums[i*len(at)+int(to)] += truth(same)
			}
		}
	}
	return out
}
