package run

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"winnow/automl"
	"winnow/automl/table"
)

// What a segment must be to be told of, and how many are.
const (
	segmentLeast  = 20 // rows
	segmentLevels = 12 // most frequent values of a category
	segmentParts  = 4  // of a number, of about as many rows each
	segmentMost   = 200
	segmentSure   = 3.0 // standard errors
)

// Segments cuts the scored rows by the values of each input column and says where the
// model errs more than elsewhere, the worst first: by the sum of what is lost there.
func (r *Run) Segments(ctx context.Context, id string) ([]automl.Segment, error) {
	oof, err := r.oofOf(id)
	if err != nil {
		return nil, err
	}
	y := r.targetOf(r.scored)
	if r.needsThreshold() {
		p := *oof
		p.Threshold = r.threshold(oof, r.scored)
		oof = &p
	}
	errs := make([]float64, len(y.Y))
	for i := range errs {
		switch {
		case r.job.Task == automl.Regression:
			errs[i] = math.Abs(y.Y[i] - oof.Values[i])
		case oof.Class(i) != int(y.Y[i]):
			errs[i] = 1
		}
	}
	var out []automl.Segment
	for k, place := range r.columns {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for part, at := range r.cut(r.table.Column(place)) {
			if s, ok := segment(errs, at); ok {
				s.Column, s.Part = r.names[k], part
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b automl.Segment) int {
		return cmp.Or(cmp.Compare(worth(&b), worth(&a)), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Part, b.Part))
	})
	return out[:min(len(out), segmentMost)], nil
}

// worth orders segments: sure ones first, then by the error beyond that of other rows.
func worth(s *automl.Segment) float64 {
	w := (s.Error - s.Else) * float64(s.Rows)
	if !s.Sure {
		return math.Min(w, 0) - 1/(1+math.Max(w, 0))
	}
	return w
}

// segment is what the errors at some places are against those elsewhere.
func segment(errs []float64, at []int32) (automl.Segment, bool) {
	n, rest := float64(len(at)), float64(len(errs)-len(at))
	if n < segmentLeast || rest < segmentLeast {
		return automl.Segment{}, false
	}
	var sum, squares, all, allSquares float64
	for _, e := range errs {
		all += e
		allSquares += e * e
	}
	for _, i := range at {
		sum += errs[i]
		squares += errs[i] * errs[i]
	}
	s := automl.Segment{Rows: len(at), Error: sum / n, Else: (all - sum) / rest, At: at}
	variance := func(sum, squares, n float64) float64 { return math.Max(squares/n-sum/n*sum/n, 0) / n }
	spread := math.Sqrt(variance(sum, squares, n) + variance(all-sum, allSquares-squares, rest))
	s.Sure = math.Abs(s.Error-s.Else) > segmentSure*spread && s.Error != s.Else
	return s, true
}

// cut puts the places of the scored rows into parts by a column's values.
func (r *Run) cut(c table.Column) map[string][]int32 {
	out := map[string][]int32{}
	switch c := c.(type) {
	case *table.Categories:
		for i, row := range r.scored {
			name := "missing"
			if !c.IsMissing(int(row)) {
				name = c.Text(int(row))
			}
			out[name] = append(out[name], int32(i))
		}
		return frequent(out)
	case *table.Numbers:
		return r.quarters(c.Values(), func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) })
	case *table.Times:
		return r.quarters(c.Values(), func(v float64) string { return time.Unix(int64(v), 0).UTC().Format(time.DateOnly) })
	}
	return nil
}

// frequent keeps the largest parts.
func frequent(parts map[string][]int32) map[string][]int32 {
	if len(parts) <= segmentLevels {
		return parts
	}
	names := make([]string, 0, len(parts))
	for n := range parts {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(parts[b]), len(parts[a])), cmp.Compare(a, b))
	})
	for _, n := range names[segmentLevels:] {
		delete(parts, n)
	}
	return parts
}

// quarters cuts the scored rows by a number into parts of about as many rows each.
func (r *Run) quarters(values []float64, name func(float64) string) map[string][]int32 {
	out := map[string][]int32{}
	var order []int32
	for i, row := range r.scored {
		if math.IsNaN(values[row]) {
			out["missing"] = append(out["missing"], int32(i))
		} else {
			order = append(order, int32(i))
		}
	}
	at := func(i int) float64 { return values[r.scored[order[i]]] }
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(values[r.scored[a]], values[r.scored[b]]) })
	for begin, k := 0, 1; begin < len(order); k++ {
		end := max(begin+1, k*len(order)/segmentParts)
		for end < len(order) && at(end) == at(end-1) { // equal values stay together
			end++
		}
		label := name(at(begin))
		if last := name(at(end - 1)); last != label {
			label += " to " + last
		}
		part := slices.Clone(order[begin:end])
		slices.Sort(part)
		out[label] = append(out[label], part...)
		begin = end
	}
	return out
}
