package fair

// Weights are factors for rows by which group and class become independent: those of
// Kamiran and Calders (2012, section 4.2) and AIF360, P(group) P(class) / P(group, class).
// Class and group hold an index for each row, w its weight or nil for 1.
func Weights(class, group []int32, w []float64) []float64 {
	type pair struct{ class, group int32 }
	byClass, byGroup, byBoth := map[int32]float64{}, map[int32]float64{}, map[pair]float64{}
	all := 0.0
	for i, c := range class {
		v := 1.0
		if w != nil {
			v = w[i]
		}
		all += v
		byClass[c] += v
		byGroup[group[i]] += v
		byBoth[pair{c, group[i]}] += v
	}
	out := make([]float64, len(class))
	for i, c := range class {
		if both := byBoth[pair{c, group[i]}]; both > 0 {
			out[i] = byClass[c] * byGroup[group[i]] / (all * both)
		}
	}
	return out
}
