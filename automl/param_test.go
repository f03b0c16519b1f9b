package automl_test

import (
	"slices"
	"strconv"
	"testing"

	"winnow/automl"
)

type shape string

// knobs is one parameter of each kind with its typed variables.
type knobs struct {
	rate  float64
	count int
	deep  bool
	kind  shape
}

func newKnobs() *knobs { return &knobs{rate: 0.1, count: 3, kind: "round"} }

func (k *knobs) params() automl.Params {
	return automl.Params{
		automl.Float(&k.rate, "rate", "Step size.", automl.LogRange(0.001, 1)),
		automl.Int(&k.count, "count", "Number of things.", automl.LinRange(1, 100)),
		automl.Bool(&k.deep, "deep", "Whether it is deep."),
		automl.Choice(&k.kind, "kind", "The form.", "round", "square"),
	}
}

func TestParamSet(t *testing.T) {
	k := newKnobs()
	err := k.params().Set(automl.Settings{
		{Name: "rate", Value: " 0.5 "}, {Name: "count", Value: "7"}, {Name: "deep", Value: "true"}, {Name: "kind", Value: "square"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (knobs{0.5, 7, true, "square"}); *k != want {
		t.Errorf("the knobs are %+v, want %+v", *k, want)
	}
	if got, want := k.params().Settings().String(), "rate=0.5, count=7, deep=true, kind=square"; got != want {
		t.Errorf("the settings are %q, want %q", got, want)
	}
}

func TestParamSetRefuses(t *testing.T) {
	refused := automl.Settings{
		{Name: "rate", Value: "0"}, {Name: "rate", Value: "1.01"}, {Name: "rate", Value: "NaN"}, {Name: "rate", Value: "Inf"},
		{Name: "rate", Value: "fast"}, {Name: "rate", Value: ""}, {Name: "count", Value: "0"}, {Name: "count", Value: "2.5"},
		{Name: "count", Value: "99999999999999999999"}, {Name: "deep", Value: "perhaps"}, {Name: "kind", Value: "Round"},
		{Name: "colour", Value: "red"},
	}
	for _, s := range refused {
		k := newKnobs()
		err := k.params().Set(automl.Settings{s})
		if automl.KindOf(err) != automl.BadUsage || err == nil {
			t.Errorf("%s=%q: error %v, want one of kind %s", s.Name, s.Value, err, automl.BadUsage)
		}
		if *k != *newKnobs() {
			t.Errorf("%s=%q: refused, but the knobs are %+v", s.Name, s.Value, *k)
		}
	}
}

// FuzzParamSet holds Set to take a value whole and within its range, or to refuse it and
// change nothing; and a value taken to read back as itself.
func FuzzParamSet(f *testing.F) {
	for i, s := range []string{"0.5", " 1e-3\n", "7", "-1", "NaN", "+Inf", "0x1p-2", "1_0", "true", "T", "square", "", "\x00", "999999999999999999999"} {
		f.Add(uint8(i), s)
		f.Add(uint8(i+1), s)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		k := newKnobs()
		params := k.params()
		p := params[int(which)%len(params)]
		before := params.Settings()
		if err := p.Set(text); err != nil {
			if err.Error() == "" || automl.KindOf(err) != automl.BadUsage {
				t.Errorf("%s refuses %q with %#v", p.Name, text, err)
			}
			if after := params.Settings(); !slices.Equal(before, after) {
				t.Errorf("%s refuses %q and makes of %v %v", p.Name, text, before, after)
			}
			return
		}
		value := p.Value()
		if len(p.Range.Choices) > 0 {
			if !slices.Contains(p.Range.Choices, value) {
				t.Errorf("%s takes %q as %q", p.Name, text, value)
			}
		} else if x, err := strconv.ParseFloat(value, 64); err != nil || !(x >= p.Range.Low && x <= p.Range.High) {
			t.Errorf("%s takes %q as %q", p.Name, text, value)
		}
		if err := p.Set(value); err != nil || p.Value() != value {
			t.Errorf("%s is %q, which reads back as %q, error %v", p.Name, value, p.Value(), err)
		}
	})
}
