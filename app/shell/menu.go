package shell

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"winnow/app/flow"
	"winnow/app/pages"
	look "winnow/app/theme"
	"winnow/app/words"
	"winnow/widgets/toast"
)

// menus builds the menu bar.
func (s *Shell) menus() {
	item := func(name string, f func()) *fyne.MenuItem { return fyne.NewMenuItem(name, f) }
	recent := item(words.MenuRecent, nil)
	recent.ChildMenu = fyne.NewMenu("")
	for _, r := range s.Recent() {
		recent.ChildMenu.Items = append(recent.ChildMenu.Items, item(filepath.Base(r.Path), func() { s.OpenFile(r.Path) }))
	}
	if len(recent.ChildMenu.Items) == 0 {
		none := item(words.NothingThere, nil)
		none.Disabled = true
		recent.ChildMenu.Items = append(recent.ChildMenu.Items, none)
	}
	zoom := item(words.MenuZoom, nil)
	zoom.ChildMenu = fyne.NewMenu("")
	for _, z := range look.Zooms {
		zoom.ChildMenu.Items = append(zoom.ChildMenu.Items, item(words.Zoom(z), func() { s.setLook(s.look.Mode, z) }))
	}
	themes := item(words.MenuTheme, nil)
	themes.ChildMenu = fyne.NewMenu("")
	for _, m := range []struct {
		name string
		mode look.Mode
	}{{words.ThemeAuto, look.Auto}, {words.ThemeLight, look.Light}, {words.ThemeDark, look.Dark}, {words.ThemeStrong, look.Contrast}} {
		themes.ChildMenu.Items = append(themes.ChildMenu.Items, item(m.name, func() { s.setLook(m.mode, s.look.Zoom) }))
	}
	quit := item(words.MenuClose, s.close)
	quit.IsQuit = true
	s.win.SetMainMenu(fyne.NewMainMenu(
		fyne.NewMenu(words.MenuFile, item(words.MenuNew, s.leave), item(words.MenuOpen, func() { s.Deed(flow.BrowseData) }), recent,
			fyne.NewMenuItemSeparator(), item(words.MenuSave, s.SaveModel), item(words.MenuReport, s.SaveReport), quit),
		fyne.NewMenu(words.MenuEdit, item(words.Undo, func() { s.Do(flow.Undo{}) }), item(words.Redo, func() { s.Do(flow.Redo{}) }),
			fyne.NewMenuItemSeparator(), item(words.FindColumn, s.find)),
		fyne.NewMenu(words.MenuView, item(words.Guide, s.toggleGuide), zoom, themes),
		fyne.NewMenu(words.MenuRun, item(words.MenuTrain, func() { s.Deed(flow.StartRun) }), item(words.MenuStop, s.stop),
			fyne.NewMenuItemSeparator(), item(words.MenuTrainCommand, func() { s.copyCommand(s.state.RunCommand()) }),
			item(words.MenuPredictCommand, func() { s.copyCommand(s.state.PredictCommand()) })),
		fyne.NewMenu(words.MenuHelp, item(words.MenuSamples, s.showSamples), item(words.MenuKeys, s.showKeys), item(words.MenuAbout, s.about)),
	))
}

func (s *Shell) about() { s.Ask(words.AboutTitle, wrapping(words.AboutBody), "", words.Close, nil) }

// copyCommand copies a line for a terminal, or says why there is none.
func (s *Shell) copyCommand(line string) {
	if line == "" {
		s.toasts.Post(toast.Message{Text: words.NoCommand})
		return
	}
	s.Copy(line)
}

// leave goes back to the start screen.
func (s *Shell) leave() { s.Do(flow.Leave{}) }

// find goes to where columns can be searched.
func (s *Shell) find() { s.Do(flow.GoTo{Step: flow.Goal}) }

// setLook changes theme and zoom and remembers them.
func (s *Shell) setLook(mode look.Mode, zoom float32) {
	s.look = look.Theme{Mode: mode, Zoom: min(max(zoom, look.Zooms[0]), look.Zooms[len(look.Zooms)-1])}
	s.prefs.SetString("theme", string(s.look.Mode))
	s.prefs.SetFloat("zoom", float64(s.look.Zoom))
	s.app.Settings().SetTheme(s.look)
	s.rebuild()
}

// rebuild makes everything visible anew. Why: sizes and colours are read when an object is
// made, and layouts remember what they were told.
func (s *Shell) rebuild() {
	var open []string
	if p, ok := s.pages[flow.Use].(*pages.Use); ok {
		open = p.OpenTabs()
	}
	s.pages = map[flow.Step]pages.Page{}
	s.current = -1
	s.build()
	s.show()
	if p, ok := s.pages[flow.Use].(*pages.Use); ok {
		for _, title := range open {
			p.SelectTab(title)
		}
	}
}

// nextTheme switches between light and dark.
func (s *Shell) nextTheme() {
	mode := look.Dark
	r, g, b, _ := s.app.Settings().Theme().Color(look.Canvas, s.app.Settings().ThemeVariant()).RGBA()
	if r+g+b < 3*0x8000 {
		mode = look.Light
	}
	s.setLook(mode, s.look.Zoom)
}

// zoomBy moves to the next larger or smaller zoom.
func (s *Shell) zoomBy(step int) {
	at := slices.IndexFunc(look.Zooms, func(z float32) bool { return z >= s.look.Zoom })
	at = min(max(at+step, 0), len(look.Zooms)-1)
	s.setLook(s.look.Mode, look.Zooms[at])
}

// shortcuts binds the keys.
func (s *Shell) shortcuts() {
	c := s.win.Canvas()
	s.keys = map[string]func(){}
	bind := func(key fyne.KeyName, mod fyne.KeyModifier, f func()) {
		k := &desktop.CustomShortcut{KeyName: key, Modifier: mod}
		s.keys[k.ShortcutName()] = f
		c.AddShortcut(k, func(fyne.Shortcut) { f() })
	}
	const ctrl = fyne.KeyModifierShortcutDefault
	for i, k := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6} {
		bind(k, ctrl, func() { s.Do(flow.GoTo{Step: flow.Steps[i]}) })
	}
	bind(fyne.KeyReturn, ctrl, s.primary)
	bind(fyne.KeyEnter, ctrl, s.primary)
	bind(fyne.KeyN, ctrl, s.leave)
	bind(fyne.KeyO, ctrl, func() { s.Deed(flow.BrowseData) })
	bind(fyne.KeyS, ctrl, s.SaveModel)
	bind(fyne.KeyF, ctrl, s.find)
	bind(fyne.KeyPeriod, ctrl, s.stop)
	bind(fyne.KeyZ, ctrl|fyne.KeyModifierShift, func() { s.Do(flow.Redo{}) })
	bind(fyne.KeyEqual, ctrl, func() { s.zoomBy(1) })
	bind(fyne.KeyPlus, ctrl, func() { s.zoomBy(1) })
	bind(fyne.KeyMinus, ctrl, func() { s.zoomBy(-1) })
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { s.Do(flow.Undo{}) })
	c.AddShortcut(&fyne.ShortcutRedo{}, func(fyne.Shortcut) { s.Do(flow.Redo{}) })
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyF1:
			s.showKeys()
		case fyne.KeyEscape:
			s.toasts.Dismiss()
		}
	})
}
