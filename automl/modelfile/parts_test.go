package modelfile

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// longModel is a model one of whose arrays takes more than two parts.
func longModel() (*automl.Model, *graph.Trees) {
	m := sampleModel()
	in := m.Graph.In[0].In[0]
	o := &graph.Trees{
		Width: 2, Roots: []int32{0}, Output: []int32{0}, Base: []float64{0.5}, Scale: 1, Feature: []int32{-1}, Left: []int32{3}, Right: []int32{0},
		Threshold: []float64{0}, MissingLeft: []uint8{0}, Set: []int32{-1}, Cover: []float32{9}, Values: make([]float32, 2*partSize/4+5),
	}
	for i := range o.Values {
		o.Values[i] = float32(i % 1000)
	}
	m.Graph = graph.Apply(m.Graph.Op, graph.Apply(o, in))
	m.Expected = []float64{1 / (1 + 0.030197383422318501), 1 / (1 + 0.030197383422318501)} // e^-3.5
	return m, o
}

// TestParts takes an array in parts to a file and back, and refuses files that miss some of it.
func TestParts(t *testing.T) {
	m, o := longModel()
	raw := mustWrite(t, m)
	files := unpack(t, raw)
	var names []string
	for name := range files {
		if strings.Contains(name, "values") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if want := []string{"arrays/n3.values.1.bin", "arrays/n3.values.2.bin", "arrays/n3.values.3.bin"}; !slices.Equal(names, want) {
		t.Fatalf("entries %q, want %q", names, want)
	}
	if got := mustRead(t, raw).Graph.In[0].Op.(*graph.Trees).Values; !slices.Equal(got, o.Values) {
		t.Error("the array came back as another")
	}
	parts := func(n int) func(map[string][]byte) {
		return func(f map[string][]byte) {
			f[graphEntry] = bytes.Replace(f[graphEntry], []byte(`"parts": 3`), []byte(`"parts": `+strconv.Itoa(n)), 1)
		}
	}
	for name, c := range map[string]struct {
		edit  func(map[string][]byte)
		cause string
	}{
		"absent":   {func(f map[string][]byte) { delete(f, names[1]) }, "absent"},
		"short":    {func(f map[string][]byte) { f[names[1]] = f[names[1]][4:] }, "bytes, not"},
		"fewer":    {parts(2), "bytes, not"},
		"more":     {parts(4), "absent"},
		"negative": {parts(-1), "-1 parts"},
		"too many": {parts(1e9), "1000000000 parts"},
	} {
		files := unpack(t, raw)
		c.edit(files)
		changed := pack(t, files, true)
		_, err := Read(bytes.NewReader(changed), int64(len(changed)))
		var e *automl.Error
		if !errors.As(err, &e) || e.Kind != automl.BadModel || e.Err == nil || !strings.Contains(e.Err.Error(), c.cause) {
			t.Errorf("%s: %v (%v), want %q", name, err, errors.Unwrap(err), c.cause)
		}
	}
}

// TestPlanesApart: planes are cut where that packs them better by more than an entry costs, and make the
// array again.
func TestPlanesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		raw := make([]byte, 4*rapid.IntRange(1, 9000).Draw(t, "numbers"))
		for k, n := 0, len(raw)/4; k < 4; k++ {
			values := rapid.SampledFrom([]int{1, 3, 16, 256}).Draw(t, "values")
			for i := range n {
				raw[k*n+i] = byte(rng.IntN(values))
			}
		}
		parts := planesApart(raw, 4)
		if !bytes.Equal(slices.Concat(parts...), raw) {
			t.Error("the parts are not the array")
		}
		size := entryCost * (len(parts) - 1)
		for _, p := range parts {
			size += packedSize(p)
		}
		if together := packedSize(raw); size > together {
			t.Errorf("%d parts take %d bytes, one %d", len(parts), size, together)
		}
	})
	weights := make([]float32, 4096)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range weights {
		weights[i] = num.Short(float32(rng.NormFloat64()), 10)
	}
	desc, raw, err := encodeArray(weights)
	files := map[string][]byte{}
	if n := addArray(files, "n0.weights", raw, 4); err != nil || desc.Layout != planesLayout || n != 3 {
		t.Errorf("weights are %d parts of %+v: %v", n, desc, err)
	}
}
