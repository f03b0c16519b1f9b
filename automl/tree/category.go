package tree

import "slices"

// category gives the most frequent levels a bin each, the most frequent first, and the
// rest one bin together. Levels that the rows do not hold share the missing bin, as an
// unseen level does at prediction.
func (b *Bins) category(codes []int32, levels int, rows []int32, limit int) {
	counts := make([]int, levels)
	count := func(c int32) {
		if c >= 0 && int(c) < levels {
			counts[c]++
		}
	}
	if rows == nil {
		for _, c := range codes {
			count(c)
		}
	}
	for _, r := range rows {
		count(codes[r])
	}
	b.Level = make([]uint8, levels)
	var seen []int
	for k := range counts {
		b.Level[k] = MissingBin
		if counts[k] > 0 {
			seen = append(seen, k)
		}
	}
	slices.SortStableFunc(seen, func(i, j int) int { return counts[j] - counts[i] })
	for rank, k := range seen {
		b.Level[k] = uint8(min(rank, limit-1))
	}
	b.Count = min(len(seen), limit)
	for i, c := range codes[:len(b.Codes)] {
		b.Codes[i] = MissingBin
		if c >= 0 && int(c) < levels {
			b.Codes[i] = b.Level[c]
		}
	}
}
