package explain

import "math"

// tieOf is how strongly two columns hang together on the rows where both are known, 0 to 1:
// the absolute correlation of ranks (Spearman) of two of numbers, Cramér's V without its bias
// (Bergsma 2013) of two of levels, and the correlation ratio of the ranks by level of one of
// each.
func tieOf(a, b []float64, levelsA, levelsB bool) float64 {
	switch {
	case levelsA && levelsB:
		return cramer(a, b)
	case levelsA:
		return ratio(a, b)
	case levelsB:
		return ratio(b, a)
	}
	var n, sa, sb float64
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			n, sa, sb = n+1, sa+a[i], sb+b[i]
		}
	}
	var aa, bb, ab float64
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y := a[i]-sa/n, b[i]-sb/n
			aa, bb, ab = aa+float64(x*x), bb+float64(y*y), ab+float64(x*y)
		}
	}
	if n < 3 || !(aa > 0 && bb > 0) {
		return 0
	}
	return min(math.Abs(ab)/math.Sqrt(aa*bb), 1)
}

// ratio is the root of the share of the numbers' variance that lies between the levels, less
// what chance puts there (Kelley 1935).
func ratio(levels, v []float64) float64 {
	var sums, counts []float64
	var n, sum float64
	for i, l := range levels {
		if math.IsNaN(l) || math.IsNaN(v[i]) {
			continue
		}
		for int(l) >= len(sums) {
			sums, counts = append(sums, 0), append(counts, 0)
		}
		sums[int(l)] += v[i]
		counts[int(l)]++
		n, sum = n+1, sum+v[i]
	}
	k, all, between := 0.0, 0.0, 0.0
	for l, c := range counts {
		if c > 0 {
			d := sums[l]/c - sum/n
			k, between = k+1, between+float64(c*d*d)
		}
	}
	for i, l := range levels {
		if !math.IsNaN(l) && !math.IsNaN(v[i]) {
			d := v[i] - sum/n
			all += float64(d * d)
		}
	}
	if n <= k || k < 2 || !(all > 0) {
		return 0
	}
	return math.Sqrt(max(0, 1-(1-between/all)*(n-1)/(n-k)))
}

func cramer(a, b []float64) float64 {
	counts := map[[2]int]float64{}
	rows, cols := map[int]float64{}, map[int]float64{}
	n := 0.0
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y := int(a[i]), int(b[i])
			counts[[2]int{x, y}]++
			rows[x]++
			cols[y]++
			n++
		}
	}
	r, k := float64(len(rows)), float64(len(cols))
	if r < 2 || k < 2 || n < 3 {
		return 0
	}
	// Why in order: a sum over a map would differ in its last bits from time to time.
	chi := 0.0
	for x := range maxKey(rows) + 1 {
		for y := range maxKey(cols) + 1 {
			if e := rows[x] * cols[y] / n; e > 0 {
				d := counts[[2]int{x, y}] - e
				chi += float64(d * d / e)
			}
		}
	}
	phi := max(0, chi/n-(k-1)*(r-1)/(n-1))
	r, k = r-(r-1)*(r-1)/(n-1), k-(k-1)*(k-1)/(n-1)
	return min(1, math.Sqrt(phi/max(min(k-1, r-1), 1e-12)))
}

func maxKey(m map[int]float64) int {
	most := 0
	for k := range m {
		most = max(most, k)
	}
	return most
}
