package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func clear(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

type palette = map[fyne.ThemeColorName]color.Color

var light = palette{
	base.ColorNameBackground:          rgb(0xF5F7F9),
	base.ColorNameForeground:          rgb(0x16212B),
	base.ColorNameButton:              rgb(0xE3E9ED),
	base.ColorNameDisabledButton:      rgb(0xE9EDF0),
	base.ColorNameDisabled:            rgb(0x66747F),
	base.ColorNamePlaceHolder:         rgb(0x586772),
	base.ColorNamePrimary:             rgb(0x0B6E75),
	base.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
	base.ColorNameHyperlink:           rgb(0x0B6E75),
	base.ColorNameFocus:               clear(0x0B6E75, 0x55),
	base.ColorNameSelection:           clear(0x0B6E75, 0x24),
	base.ColorNameHover:               clear(0x16212B, 0x0D),
	base.ColorNamePressed:             clear(0x16212B, 0x1F),
	base.ColorNameInputBackground:     rgb(0xF5F8FA),
	base.ColorNameInputBorder:         rgb(0xC3CDD4),
	base.ColorNameMenuBackground:      rgb(0xFFFFFF),
	base.ColorNameOverlayBackground:   rgb(0xFFFFFF),
	base.ColorNameHeaderBackground:    rgb(0xEDF1F4),
	base.ColorNameSeparator:           rgb(0xDFE5E9),
	base.ColorNameScrollBar:           clear(0x16212B, 0x55),
	base.ColorNameScrollBarBackground: clear(0x16212B, 0x00),
	base.ColorNameShadow:              clear(0x0B1620, 0x33),
	base.ColorNameError:               rgb(0xB3261E),
	base.ColorNameForegroundOnError:   rgb(0xFFFFFF),
	base.ColorNameSuccess:             rgb(0x1B7A3D),
	base.ColorNameForegroundOnSuccess: rgb(0xFFFFFF),
	base.ColorNameWarning:             rgb(0x9A5B00),
	base.ColorNameForegroundOnWarning: rgb(0xFFFFFF),
	Canvas:                            rgb(0xF5F7F9),
	Card:                              rgb(0xFFFFFF),
	Line:                              rgb(0xDDE4E8),
	Muted:                             rgb(0x55636E),
	AccentSoft:                        rgb(0xE0F1F1),
	GoodSoft:                          rgb(0xE2F3E7),
	WarnSoft:                          rgb(0xFDF0D8),
	BadSoft:                           rgb(0xFCE6E4),
	GoodText:                          rgb(0x14602F),
	WarnText:                          rgb(0x7A4700),
	BadText:                           rgb(0x9B1C15),
	AccentText:                        rgb(0x095A60),
}

var dark = palette{
	base.ColorNameBackground:          rgb(0x11171D),
	base.ColorNameForeground:          rgb(0xE6EDF2),
	base.ColorNameButton:              rgb(0x2A3540),
	base.ColorNameDisabledButton:      rgb(0x1F2830),
	base.ColorNameDisabled:            rgb(0x84929E),
	base.ColorNamePlaceHolder:         rgb(0x9BA9B4),
	base.ColorNamePrimary:             rgb(0x4CC3C7),
	base.ColorNameForegroundOnPrimary: rgb(0x06262A),
	base.ColorNameHyperlink:           rgb(0x66D0D3),
	base.ColorNameFocus:               clear(0x4CC3C7, 0x66),
	base.ColorNameSelection:           clear(0x4CC3C7, 0x33),
	base.ColorNameHover:               clear(0xFFFFFF, 0x10),
	base.ColorNamePressed:             clear(0xFFFFFF, 0x22),
	base.ColorNameInputBackground:     rgb(0x0E141A),
	base.ColorNameInputBorder:         rgb(0x3B4854),
	base.ColorNameMenuBackground:      rgb(0x202A33),
	base.ColorNameOverlayBackground:   rgb(0x1B242C),
	base.ColorNameHeaderBackground:    rgb(0x202A33),
	base.ColorNameSeparator:           rgb(0x2B3640),
	base.ColorNameScrollBar:           clear(0xFFFFFF, 0x55),
	base.ColorNameScrollBarBackground: clear(0xFFFFFF, 0x00),
	base.ColorNameShadow:              clear(0x000000, 0x66),
	base.ColorNameError:               rgb(0xFF8A80),
	base.ColorNameForegroundOnError:   rgb(0x3A0906),
	base.ColorNameSuccess:             rgb(0x6FD08C),
	base.ColorNameForegroundOnSuccess: rgb(0x06280F),
	base.ColorNameWarning:             rgb(0xF0B75A),
	base.ColorNameForegroundOnWarning: rgb(0x2E1C00),
	Canvas:                            rgb(0x11171D),
	Card:                              rgb(0x1A222A),
	Line:                              rgb(0x2C3741),
	Muted:                             rgb(0xA3B0BA),
	AccentSoft:                        rgb(0x12383B),
	GoodSoft:                          rgb(0x143322),
	WarnSoft:                          rgb(0x3A2B10),
	BadSoft:                           rgb(0x41201E),
	GoodText:                          rgb(0x86DEA0),
	WarnText:                          rgb(0xF5C877),
	BadText:                           rgb(0xFFA79F),
	AccentText:                        rgb(0x7FD9DB),
}

// contrast is the light palette with strong lines and pure black text.
var contrast = palette{
	base.ColorNameBackground:      rgb(0xFFFFFF),
	base.ColorNameForeground:      rgb(0x000000),
	base.ColorNameDisabled:        rgb(0x4A4A4A),
	base.ColorNamePlaceHolder:     rgb(0x333333),
	base.ColorNamePrimary:         rgb(0x004A52),
	base.ColorNameHyperlink:       rgb(0x004A52),
	base.ColorNameInputBorder:     rgb(0x000000),
	base.ColorNameSeparator:       rgb(0x000000),
	base.ColorNameMenuBackground:  rgb(0xFFFFFF),
	Canvas:                        rgb(0xFFFFFF),
	Card:                          rgb(0xFFFFFF),
	Line:                          rgb(0x000000),
	Muted:                         rgb(0x222222),
	GoodText:                      rgb(0x003D14),
	WarnText:                      rgb(0x4A2B00),
	BadText:                       rgb(0x6B0A05),
	AccentText:                    rgb(0x003B41),
	base.ColorNameDisabledButton:  rgb(0xEEEEEE),
	base.ColorNameInputBackground: rgb(0xFFFFFF),
}
