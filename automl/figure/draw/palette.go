package draw

import (
	"image/color"

	"winnow/automl/figure"
)

// Palette is the set of colours of a picture. The tones stay apart for the common kinds of
// colour blindness (blue-green, orange and purple of different lightness) and reach a
// contrast of 3:1 against the background; text reaches 4.5:1.
type Palette struct {
	Background color.NRGBA
	Text       color.NRGBA // titles, values
	Faint      color.NRGBA // tick labels, axis titles
	Grid       color.NRGBA
	Axis       color.NRGBA
	First      color.NRGBA
	Second     color.NRGBA
	Third      color.NRGBA
	Muted      color.NRGBA
	Good       color.NRGBA
	Bad        color.NRGBA
}

// Light is the palette for paper and the light theme.
func Light() Palette {
	return Palette{
		Background: rgb(0xFFFFFF),
		Text:       rgb(0x1F2933),
		Faint:      rgb(0x52606D),
		Grid:       rgb(0xE8ECF0),
		Axis:       rgb(0xA3ADB8),
		First:      rgb(0x0B7A8C),
		Second:     rgb(0xD2691E),
		Third:      rgb(0x7353BA),
		Muted:      rgb(0x8D98A5),
		Good:       rgb(0x1B8A5A),
		Bad:        rgb(0xC23B22),
	}
}

// Dark is the palette for the dark theme.
func Dark() Palette {
	return Palette{
		Background: rgb(0x17191D),
		Text:       rgb(0xE6E9EC),
		Faint:      rgb(0xAAB3BD),
		Grid:       rgb(0x2A2F36),
		Axis:       rgb(0x5A646F),
		First:      rgb(0x4FC3D0),
		Second:     rgb(0xF2A154),
		Third:      rgb(0xB39DEB),
		Muted:      rgb(0x77828E),
		Good:       rgb(0x58C08D),
		Bad:        rgb(0xF2786B),
	}
}

// Tone is the colour of a tone; an unknown tone counts as figure.First.
func (p Palette) Tone(t figure.Tone) color.NRGBA {
	switch t {
	case figure.Second:
		return p.Second
	case figure.Third:
		return p.Third
	case figure.Muted:
		return p.Muted
	case figure.Good:
		return p.Good
	case figure.Bad:
		return p.Bad
	}
	return p.First
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

func alpha(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(float64(c.A)*a + 0.5)
	return c
}

// mix goes from a (share 0) to b (share 1).
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 0xFF}
}
