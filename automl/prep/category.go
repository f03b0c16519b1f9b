package prep

import (
	"cmp"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// category brings a categorical feature into form: plain features that need nothing more,
// and numeric ones that go the way of all numbers.
func (f *fitting) category(base *automl.Feature) (plain, means []*automl.Feature, err error) {
	if f.o.Needs.Categories {
		plain = []*automl.Feature{base}
	} else if constant(base, f.train.Rows) {
		return nil, nil, nil
	}
	count := levelWeights(base, f.train)
	present := 0
	for _, w := range count[:len(base.Levels)] {
		if w > 0 {
			present++
		}
	}
	if f.o.TargetEncoding && present > f.o.TargetFrom {
		if means, err = f.targetEncode(base); err != nil {
			return nil, nil, err
		}
		return plain, means, nil
	}
	if !f.o.Needs.Categories {
		plain, err = f.oneHot(base, count)
	}
	return plain, nil, err
}

// levelWeights is the weight of the rows of each level; the last entry is that of the
// rows where it is missing.
func levelWeights(base *automl.Feature, d *automl.Dataset) []float64 {
	out := make([]float64, len(base.Levels)+1)
	for _, r := range d.Rows {
		out[place(base, r)] += d.Weight(r)
	}
	return out
}

// place is the code of row r, with the number of levels for missing and unseen.
func place(base *automl.Feature, r int32) int {
	if c := base.Codes[r]; c >= 0 && int(c) < len(base.Levels) {
		return int(c)
	}
	return len(base.Levels)
}

// oneHot spreads a category over one column per frequent level. Levels of less than a
// thousandth of the rows, or beyond the limit, share the column "other"; it also takes the
// levels that training never saw. With two levels and none missing one column says all.
func (f *fitting) oneHot(base *automl.Feature, count []float64) ([]*automl.Feature, error) {
	levels := len(base.Levels)
	order := make([]int32, 0, levels)
	total := count[levels]
	for l := range levels {
		total += count[l]
		if count[l] > 0 {
			order = append(order, int32(l))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(count[b], count[a]) })
	keep := len(order)
	for keep > 2 && count[order[keep-1]] < total/1000 {
		keep--
	}
	if keep > f.o.OneHotMax {
		keep = f.o.OneHotMax
	}
	op := &graph.OneHot{Slots: make([]int32, levels), Unseen: -1, Missing: -1}
	var names []string
	add := func(name string) int {
		names = append(names, base.Name+": "+name)
		return len(names) - 1
	}
	for l := range op.Slots {
		op.Slots[l] = -1
	}
	kept := slices.Sorted(slices.Values(order[:keep]))
	if len(order) == 2 && keep == 2 && count[levels] == 0 {
		kept = kept[1:]
	}
	for _, l := range kept {
		op.Slots[l] = int32(add(base.Levels[l]))
	}
	if rare := order[keep:]; len(rare) > 0 {
		op.Unseen = add("other")
		for _, l := range rare {
			op.Slots[l] = int32(op.Unseen)
		}
	}
	if count[levels] > 0 {
		op.Missing = add("missing")
	}
	op.Width = len(names)
	out, err := derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{base}, op)
	for k, g := range out {
		g.Name = names[k]
	}
	return dropConstant(out, f.train.Rows), err
}
