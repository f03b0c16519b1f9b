package steprail

import "fyne.io/fyne/v2"

// ring is a circle as an outline. Why: Fyne tints fills only, so a stroke would stay black.
const ring = `<path fill="#000000" d="M12 3 A9 9 0 1 1 12 21 A9 9 0 1 1 12 3 Z M12 5 A7 7 0 1 0 12 19 A7 7 0 1 0 12 5 Z"/>`

// The state icons share one frame of 24 by 24, so that the rail lines up.
var icons = map[State]fyne.Resource{
	NotStarted: icon("step-open", ring),
	InProgress: icon("step-half", ring+`<path fill="#000000" d="M12 7 A5 5 0 0 1 12 17 Z"/>`),
	Done:       icon("step-done", `<path fill="#000000" d="M9 16.2 L4.8 12 L3 13.8 L9 19.8 L21.2 7.6 L19.4 5.8 Z"/>`),
	Attention:  icon("step-attention", ring+`<path fill="#000000" d="M11 7 L13 7 L13 13 L11 13 Z M11 15 L13 15 L13 17 L11 17 Z"/>`),
	Stale:      icon("step-stale", `<path fill="#000000" d="M12 4 A8 8 0 1 0 20 12 L18 12 A6 6 0 1 1 12 6 Z M12 1 L17.5 5 L12 9 Z"/>`),
}

func icon(name, body string) fyne.Resource {
	return fyne.NewStaticResource(name+".svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+body+`</svg>`))
}
