package modelfile

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLayouts: numbers whose bytes are alike by place are stored in planes, those that differ little as
// places in a palette, others as they are, and all keep their bits.
func TestLayouts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	weights, noise, few := make([]float32, 5000), make([]uint64, 5000), make([]float64, 5000)
	counts := make([]int32, 100_000) // longer than what is tried
	for i := range weights {
		weights[i] = math.Float32frombits(math.Float32bits(float32(rng.NormFloat64())) &^ 0xfff)
		noise[i], few[i] = rng.Uint64(), float64(rng.IntN(3))/7
	}
	for i := range counts {
		counts[i] = int32(rng.IntN(1 << 20))
	}
	shares, rounded := make([]float32, 5000), make([]float32, 100_000)
	for i := range shares {
		shares[i] = float32(rng.IntN(200)) / 256
	}
	for i := range rounded {
		rounded[i] = float32(rng.IntN(1000)) / 7
	}
	late := slices.Clone(rounded) // has too many beyond what is tried
	for i := layoutSample / 4; i < len(late); i++ {
		late[i] = rng.Float32()
	}
	for _, c := range []struct {
		array  any
		layout string
	}{{weights, planesLayout}, {counts, planesLayout}, {noise, ""}, {few, ""}, {weights[:10], ""}, {shares, paletteLayout}, {rounded, paletteLayout}, {late, ""}} {
		desc, raw, err := encodeArray(c.array)
		if err != nil || desc.Layout != c.layout {
			t.Errorf("%T is laid out %q, not %q: %v", c.array, desc.Layout, c.layout, err)
		}
		entry := room(len(raw))
		copy(entry, raw)
		back, err := decodeArray(desc, entry)
		if err != nil || !cmp.Equal(c.array, back) {
			t.Errorf("%T became another: %v", c.array, err)
		}
		desc.Layout = "plains"
		if _, err := decodeArray(desc, entry); err == nil {
			t.Error("an unknown layout was taken")
		}
	}
}

// TestPaletteRefuses: what a file can have wrong in a palette is refused.
func TestPaletteRefuses(t *testing.T) {
	values, rng := make([]float32, 500), rand.New(rand.NewPCG(1, 2))
	for i := range values {
		values[i] = float32(rng.IntN(30)) / 7
	}
	good, raw, err := encodeArray(values)
	if err != nil || good.Layout != paletteLayout || good.Palette != 30 {
		t.Fatalf("the array is stored as %+v: %v", good, err)
	}
	for cause, spoil := range map[string]func(d *arrayFile, raw []byte) []byte{
		"at place 30 of 30":            func(_ *arrayFile, raw []byte) []byte { raw[4*30] = 30; return raw },
		"619 bytes, not 500":           func(_ *arrayFile, raw []byte) []byte { return raw[1:] },
		"620 bytes, not 500":           func(d *arrayFile, raw []byte) []byte { d.Palette = 29; return raw },
		"0 bytes, not 500":             func(d *arrayFile, _ []byte) []byte { d.Palette = 0; return nil },
		"20 bytes, not 500":            func(d *arrayFile, raw []byte) []byte { d.Palette = -120; return raw[:20] },
		"it has -1 values":             func(d *arrayFile, raw []byte) []byte { d.Length = -1; return raw },
		"not 500 values of type uint8": func(d *arrayFile, raw []byte) []byte { d.Type = "uint8"; return raw },
		`layout "palette" is unknown`:  func(d *arrayFile, raw []byte) []byte { d.Type = "float64"; d.Length = 10; return raw[:80] },
	} {
		d, b := good, room(len(raw))
		copy(b, raw)
		b = spoil(&d, b)
		if _, err := decodeArray(d, b); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("decodeArray = %v, want an error that says %q", err, cause)
		}
	}
}
