package prep

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	// additiveColumns is how many columns, the most telling ones, explain the target one by
	// one before combinations of columns are held against what is left of it.
	additiveColumns = 40
	// additivePasses is how often the effect of each column is fitted anew beside the others.
	additivePasses = 3
	// additiveGoals is the most goals that combinations are judged by.
	additiveGoals = 4
	// numberBins is how many parts a number is cut into at most to judge it, and binRows how
	// many rows a part has at least.
	numberBins = 32
	binRows    = 15
	// formBins is the same for combinations of numbers: few, so that they are judged by their
	// course and not by what is left of each column's own.
	formBins = 12
	// binSmoothing is how many rows' worth of belief in no effect a part of a number begins
	// with: less than a level of a category, since the parts are all large.
	binSmoothing = 1
	// surely is by how many standard errors a combination must lower the loss.
	surely = 3.0
)

// judging holds what is left of the target, once each column by itself is accounted for,
// against combinations of columns: the rows of a sample of those of train, in parts, so
// that every row is judged by what the other parts say.
type judging struct {
	f     *fitting
	rows  []int32
	part  []int8
	w     []float64
	whole [][]float64 // by goal: the goal, of mean 0 and variance 1
	left  [][]float64 // by goal: what is left of it
	alone []float64   // by column of train: by how much it lowers the loss by itself
	codes [][]int32   // by column of train; nil for texts
	most  []int       // by column: one more than the highest code
	bins  []bool      // by column: whether the codes are parts of a number
	taken []bool      // by column: whether its effect is taken out of what is left
}

// judging cuts the columns over some of train's rows and takes what they say by themselves out of the goals.
func (f *fitting) judging(columns []*automl.Feature, rows []int32) (*judging, error) {
	j := &judging{f: f, rows: rows, alone: make([]float64, len(columns)),
		codes: make([][]int32, len(columns)), most: make([]int, len(columns)), bins: make([]bool, len(columns)), taken: make([]bool, len(columns))}
	j.part = f.crossFold(j.rows)
	for _, r := range j.rows {
		j.w = append(j.w, f.train.Weight(r))
	}
	goals := f.goals()
	for _, g := range goals[:min(len(goals), additiveGoals)] {
		j.whole = append(j.whole, j.standard(g))
	}
	err := num.ForEach(f.ctx, f.env.Workers, len(columns), func(c int) error {
		if columns[c].Kind == automl.Textual {
			return nil
		}
		if columns[c].Kind == automl.Categorical {
			j.codes[c], j.most[c] = j.levels(columns[c])
		} else {
			j.bins[c] = true
			j.codes[c], j.most[c] = j.cut(numberBins, func(i int) float64 { return columns[c].Nums[j.rows[i]] })
		}
		j.alone[c], _ = j.gain(j.whole, j.codes[c], j.most[c])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return j, j.explain()
}

// standard is a goal over the rows, of mean 0 and variance 1.
func (j *judging) standard(g goal) []float64 {
	y := make([]float64, len(j.rows))
	var w, sum, squares float64
	for i, r := range j.rows {
		w += j.w[i]
		sum += float64(j.w[i] * g.of(j.f.train.Y[r]))
	}
	for i, r := range j.rows {
		y[i] = g.of(j.f.train.Y[r]) - sum/w
		squares += float64(j.w[i] * y[i] * y[i])
	}
	spread := math.Sqrt(squares / w)
	for i := range y {
		if y[i] /= spread; math.IsNaN(y[i]) || math.IsInf(y[i], 0) {
			y[i] = 0
		}
	}
	return y
}

// levels are the levels of a category by row, missing among them.
func (j *judging) levels(base *automl.Feature) ([]int32, int) {
	out := make([]int32, len(j.rows))
	for i, r := range j.rows {
		out[i] = int32(place(base, r))
	}
	return out, len(base.Levels) + 1
}

// cut gives each row the part that its number lies in, of at most so many parts of about
// equally many rows; missing has its own.
func (j *judging) cut(bins int, at func(i int) float64) ([]int32, int) {
	x := make([]float64, len(j.rows))
	for i := range x {
		x[i] = at(i)
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	sorted = sorted[gaps(sorted):]
	var bounds []float64
	bins = min(bins, 1+len(sorted)/binRows)
	for b := 1; b < bins; b++ {
		v := sorted[b*len(sorted)/bins]
		if v > sorted[0] && (len(bounds) == 0 || v > bounds[len(bounds)-1]) {
			bounds = append(bounds, v)
		}
	}
	out := make([]int32, len(x))
	for i, v := range x {
		if v != v {
			out[i] = int32(len(bounds) + 1)
			continue
		}
		k, found := slices.BinarySearch(bounds, v)
		if found {
			k++
		}
		out[i] = int32(k)
	}
	return out, len(bounds) + 2
}

// explain takes the effects of the most telling columns out of the goals: for each part
// those that are fitted, one after the other, to the rows of the others.
func (j *judging) explain() error {
	order := make([]int, 0, len(j.codes))
	for c := range j.codes {
		if j.codes[c] != nil && j.alone[c] > 0 {
			order = append(order, c)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(j.alone[b], j.alone[a]) })
	order = order[:min(len(order), additiveColumns)]
	for _, c := range order {
		j.taken[c] = true
	}
	j.left = make([][]float64, len(j.whole))
	for k := range j.left {
		j.left[k] = make([]float64, len(j.rows))
	}
	return num.ForEach(j.f.ctx, j.f.env.Workers, crossFolds*len(j.left), func(n int) error {
		k, p := n/crossFolds, int8(n%crossFolds)
		rest := slices.Clone(j.whole[k])
		effects := make([][]float64, len(order))
		for pass := range additivePasses {
			for o, c := range order {
				if pass > 0 {
					add(rest, j.codes[c], effects[o], 1)
				}
				effects[o] = j.effect(rest, c, p)
				add(rest, j.codes[c], effects[o], -1)
			}
		}
		for i := range rest {
			if j.part[i] == p {
				j.left[k][i] = rest[i]
			}
		}
		return j.f.ctx.Err()
	})
}

// without is what is left of the goals once the effect of column c is taken out too.
func (j *judging) without(c int) [][]float64 {
	if j.taken[c] {
		return j.left
	}
	out := make([][]float64, len(j.left))
	for k, y := range j.left {
		out[k] = slices.Clone(y)
		for p := range int8(crossFolds) {
			effect := j.effect(y, c, p)
			for i, code := range j.codes[c] {
				if j.part[i] == p {
					out[k][i] -= effect[code]
				}
			}
		}
	}
	return out
}

// effect is the mean of y for each code of column c over the rows outside of part p, drawn
// toward 0.
func (j *judging) effect(y []float64, c int, p int8) []float64 {
	sum, w := make([]float64, j.most[c]), make([]float64, j.most[c])
	for i, code := range j.codes[c] {
		if j.part[i] != p {
			sum[code] += float64(j.w[i] * y[i])
			w[code] += j.w[i]
		}
	}
	smoothing := j.f.o.Smoothing
	if j.bins[c] {
		smoothing = binSmoothing
	}
	for code := range sum {
		sum[code] /= w[code] + smoothing
	}
	return sum
}

func add(y []float64, codes []int32, effect []float64, sign float64) {
	for i, c := range codes {
		y[i] += sign * effect[c]
	}
}

// sums adds up y and the weights by code and part: those of code c in part p stand in place
// c*crossFolds+p.
func (j *judging) sums(y []float64, codes []int32, sum, w []float64) {
	clear(sum)
	clear(w)
	for i, c := range codes {
		at := int(c)*crossFolds + int(j.part[i])
		sum[at] += float64(j.w[i] * y[i])
		w[at] += j.w[i]
	}
}

// gain is by how much the means of the codes lower the squared error of the goals, or of what
// is left of them, each row by the means of the other parts, and by how many standard errors.
func (j *judging) gain(goals [][]float64, codes []int32, most int) (total, sure float64) {
	sum, w := make([]float64, most*crossFolds), make([]float64, most*crossFolds)
	allSum, allW := make([]float64, most), make([]float64, most)
	saved := make([]float64, len(codes))
	for _, y := range goals {
		j.sums(y, codes, sum, w)
		for c := range allSum {
			allSum[c], allW[c] = 0, 0
			for p := range crossFolds {
				allSum[c] += sum[c*crossFolds+p]
				allW[c] += w[c*crossFolds+p]
			}
		}
		for i, c := range codes {
			at := int(c)*crossFolds + int(j.part[i])
			m := (allSum[c] - sum[at]) / (allW[c] - w[at] + j.f.o.Smoothing)
			saved[i] += float64(j.w[i]*m) * (2*y[i] - m)
		}
	}
	squares := 0.0
	for _, s := range saved {
		total += s
		squares += float64(s * s)
	}
	n := float64(len(saved))
	spread := math.Sqrt(max(squares-total*total/n, 1e-300))
	return total, total / spread
}
