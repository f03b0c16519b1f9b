package steprail

import "fyne.io/fyne/v2"

// The state icons share one frame of 24 by 24, so that the rail lines up.
var icons = map[State]fyne.Resource{
	NotStarted: icon("step-open", `<circle cx="12" cy="12" r="8" fill="none" stroke="#000000" stroke-width="2"/>`),
	InProgress: icon("step-half", `<circle cx="12" cy="12" r="8" fill="none" stroke="#000000" stroke-width="2"/><path d="M12 4 A8 8 0 0 1 12 20 Z" fill="#000000"/>`),
	Done:       icon("step-done", `<path d="M4.5 12.5 L9.5 17.5 L19.5 6.5" fill="none" stroke="#000000" stroke-width="2.6"/>`),
	Attention:  icon("step-attention", `<circle cx="12" cy="12" r="9" fill="none" stroke="#000000" stroke-width="2"/><path d="M11 6.5 L13 6.5 L13 13.5 L11 13.5 Z M11 15.5 L13 15.5 L13 17.5 L11 17.5 Z" fill="#000000"/>`),
	Stale:      icon("step-stale", `<path d="M18.5 9 A7.5 7.5 0 1 0 19.5 13" fill="none" stroke="#000000" stroke-width="2.2"/><path d="M20.5 4 L20.5 10.5 L14 10.5 Z" fill="#000000"/>`),
}

func icon(name, body string) fyne.Resource {
	return fyne.NewStaticResource(name+".svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+body+`</svg>`))
}
