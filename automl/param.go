package automl

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Range is where a parameter may lie and how to search it.
type Range struct {
	Low, High float64  // inclusive bounds of a number
	Log       bool     // search on a logarithmic scale
	Choices   []string // the allowed words; then Low and High mean nothing
	Zero      bool     // takes 0 besides, which means as suits the data
}

// LinRange is an inclusive range searched evenly.
func LinRange(low, high float64) Range { return Range{Low: low, High: high} }

// LogRange is an inclusive range of positive numbers searched on a logarithmic scale.
func LogRange(low, high float64) Range { return Range{Low: low, High: high, Log: true} }

// OrZero is the range with 0 besides, which means as suits the data.
func (r Range) OrZero() Range {
	r.Zero = true
	return r
}

// allows reports whether a number lies in the range.
func (r Range) allows(x float64) bool {
	return x >= r.Low && x <= r.High || r.Zero && x == 0
}

// Param is one knob: declared once, it feeds the form, the command line, the search
// space, the saved trial and the documentation.
type Param struct {
	Name  string // stable name, snake_case
	Help  string // one sentence
	Range Range
	Whole bool // takes whole numbers only
	Text  bool // takes any text that its learner can read
	// Person is true for what only a person can decide, such as what the predictions mean:
	// a search leaves it alone.
	Person bool
	get    func() string
	set    func(string) error
}

// Value is the present value as text.
func (p Param) Value() string { return p.get() }

// Set reads the value from text and checks it against the range.
func (p Param) Set(text string) error {
	if err := p.set(strings.TrimSpace(text)); err != nil {
		return Errorf("param", BadUsage, "%s cannot be %q: %w.", p.Name, text, err)
	}
	return nil
}

// ByPerson is the parameter as one that a search leaves alone.
func (p Param) ByPerson() Param {
	p.Person = true
	return p
}

// Float declares a numeric knob bound to v, whose present value is the default.
func Float(v *float64, name, help string, r Range) Param {
	return Param{Name: name, Help: help, Range: r,
		get: func() string { return strconv.FormatFloat(*v, 'g', -1, 64) },
		set: func(s string) error {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(x) {
				return fmt.Errorf("a number is needed")
			}
			if !r.allows(x) {
				return fmt.Errorf("it must be from %g to %g", r.Low, r.High)
			}
			*v = x
			return nil
		}}
}

// Int declares a whole-number knob bound to v.
func Int(v *int, name, help string, r Range) Param {
	return Param{Name: name, Help: help, Range: r, Whole: true,
		get: func() string { return strconv.Itoa(*v) },
		set: func(s string) error {
			x, err := strconv.Atoi(s)
			if err != nil {
				return fmt.Errorf("a whole number is needed")
			}
			if !r.allows(float64(x)) {
				return fmt.Errorf("it must be from %g to %g", r.Low, r.High)
			}
			*v = x
			return nil
		}}
}

// Bool declares a switch bound to v.
func Bool(v *bool, name, help string) Param {
	return Param{Name: name, Help: help, Range: Range{Choices: []string{"false", "true"}},
		get: func() string { return strconv.FormatBool(*v) },
		set: func(s string) error {
			x, err := strconv.ParseBool(s)
			if err != nil {
				return fmt.Errorf("true or false is needed")
			}
			*v = x
			return nil
		}}
}

// Choice declares a knob that takes one of several words, bound to v.
func Choice[S ~string](v *S, name, help string, choices ...S) Param {
	words := make([]string, len(choices))
	for i, c := range choices {
		words[i] = string(c)
	}
	return Param{Name: name, Help: help, Range: Range{Choices: words},
		get: func() string { return string(*v) },
		set: func(s string) error {
			if !slices.Contains(words, s) {
				return fmt.Errorf("it must be one of %s", strings.Join(words, ", "))
			}
			*v = S(s)
			return nil
		}}
}

// Text declares a knob that takes text, bound to v; check refuses what cannot be read. A
// search leaves it alone.
func Text(v *string, name, help string, check func(string) error) Param {
	return Param{Name: name, Help: help, Text: true, Person: true,
		get: func() string { return *v },
		set: func(s string) error {
			if err := check(s); err != nil {
				return err
			}
			*v = s
			return nil
		}}
}

// Params are the knobs of one learner or transform, in the order of their declaration.
type Params []Param

// Setting is the value of one knob as text.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Settings are the values of knobs, in order.
type Settings []Setting

// String spells settings as "name=value, name=value".
func (s Settings) String() string {
	parts := make([]string, len(s))
	for i, v := range s {
		parts[i] = v.Name + "=" + v.Value
	}
	return strings.Join(parts, ", ")
}

// Set applies the settings. Unknown names and values out of range are refused.
func (p Params) Set(settings Settings) error {
	for _, s := range settings {
		i := slices.IndexFunc(p, func(q Param) bool { return q.Name == s.Name })
		if i < 0 {
			return Errorf("param", BadUsage, "There is no setting %q.", s.Name)
		}
		if err := p[i].Set(s.Value); err != nil {
			return err
		}
	}
	return nil
}

// Settings are the present values of all knobs.
func (p Params) Settings() Settings {
	out := make(Settings, len(p))
	for i, q := range p {
		out[i] = Setting{Name: q.Name, Value: q.Value()}
	}
	return out
}
