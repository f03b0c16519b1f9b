package shell

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/pages"
	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/figure/draw"
	"winnow/widgets/toast"
)

// pickRequest asks for a path.
type pickRequest struct {
	title string
	save  bool
	dir   bool   // a folder is made in the chosen one
	name  string // proposed file name, for saving
	model bool   // saved models can be chosen too
	done  func(path string)
}

// tables are the endings of tables; modelEnding is that of saved models.
var tables = []string{".csv", ".tsv", ".txt", ".gz"}

const modelEnding = ".winnow"

// isModel reports whether a path is that of a saved model.
func isModel(path string) bool { return strings.EqualFold(filepath.Ext(path), modelEnding) }

// pickByDialog asks with Fyne's dialogs, starting where the last one ended.
func (s *Shell) pickByDialog(p pickRequest) {
	var d *dialog.FileDialog
	if p.dir {
		d = dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
			if err == nil && l != nil {
				s.pathChosen(filepath.Join(l.Path(), p.name), p.done)
			}
		}, s.win)
	} else if p.save {
		d = dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
			if err != nil || w == nil {
				return
			}
			path := w.URI().Path()
			if err := w.Close(); err != nil {
				s.tell(automl.Errorf("save", automl.NoResource, "The file %s cannot be written: %w.", filepath.Base(path), err))
				return
			}
			s.pathChosen(path, p.done)
		}, s.win)
		d.SetFileName(p.name)
	} else {
		d = dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err != nil || r == nil {
				return
			}
			path := r.URI().Path()
			_ = r.Close() // only the path is wanted
			s.pathChosen(path, p.done)
		}, s.win)
		endings := tables
		if p.model {
			endings = append(slices.Clone(tables), modelEnding)
		}
		d.SetFilter(storage.NewExtensionFileFilter(endings))
	}
	d.SetTitleText(p.title)
	if folder, err := storage.ListerForURI(storage.NewFileURI(s.prefs.StringWithFallback("folder", home()))); err == nil {
		d.SetLocation(folder)
	}
	size := s.win.Canvas().Size()
	d.Show()
	if s.win.Canvas().Overlays().Top() != nil { // Why: a dialog that is not shown, or is the system's own, panics when it is resized
		d.Resize(fyne.NewSize(min(size.Width-80, 900), min(size.Height-80, 620)))
	}
}

func (s *Shell) pathChosen(path string, done func(string)) {
	s.prefs.SetString("folder", filepath.Dir(path))
	done(path)
}

func home() string {
	h, err := os.UserHomeDir()
	if err != nil {
		return string(filepath.Separator)
	}
	return h
}

// Ask shows a question over the window. Without yes there is only a button to close.
func (s *Shell) Ask(title string, content fyne.CanvasObject, yes, no string, agreed func()) {
	if yes == "" {
		dialog.NewCustom(title, no, content, s.win).Show()
		return
	}
	dialog.NewCustomConfirm(title, yes, no, content, func(ok bool) {
		if ok {
			agreed()
		}
	}, s.win).Show()
}

// Place asks where to save a file, or in which folder to make one.
func (s *Shell) Place(title, name string, folder bool, done func(path string)) {
	s.pick(pickRequest{title: title, save: true, dir: folder, name: name, done: done})
}

// Copy puts text on the clipboard.
func (s *Shell) Copy(text string) {
	s.app.Clipboard().SetContent(text)
	s.toasts.Post(toast.Message{Text: words.Copied})
}

// SaveFigure saves a chart as SVG, PNG or, as a table, CSV, by the ending of the name.
func (s *Shell) SaveFigure(f *figure.Figure, ending string) {
	s.pick(pickRequest{title: words.SaveFigure, save: true, name: s.state.Name + "-chart" + ending, done: func(path string) {
		s.away(func() error { return writeFigure(path, f) }, func() {
			s.toasts.Post(toast.Message{Text: words.SavedTo(words.FigureSaved, path), Kind: toast.Success})
		})
	}})
}

// SaveTable saves a table as CSV.
func (s *Shell) SaveTable(title, name string, head []string, rows [][]string) {
	s.pick(pickRequest{title: title, save: true, name: name, done: func(path string) {
		s.away(func() error {
			data, err := tableCSV(head, rows)
			if err == nil {
				err = os.WriteFile(path, data, 0o644)
			}
			if err != nil {
				return automl.Errorf("save", automl.NoResource, "The table cannot be saved: %w.", err)
			}
			return nil
		}, func() {
			s.toasts.Post(toast.Message{Text: words.SavedTo(words.TableSaved, path), Kind: toast.Success})
		})
	}})
}

func writeFigure(path string, f *figure.Figure) error {
	var data []byte
	var err error
	o := draw.Options{Width: 1200, Height: 800}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".png":
		data, err = draw.PNG(f, o)
	case ".csv":
		data = []byte(f.AsTable().CSV())
	default:
		data, err = draw.SVG(f, o)
	}
	if err != nil {
		return automl.Errorf("save", automl.Internal, "The chart cannot be drawn: %w.", err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return automl.Errorf("save", automl.NoResource, "The chart cannot be saved: %w.", err)
	}
	return nil
}

// tableCSV spells a table as CSV.
func tableCSV(head []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.WriteAll(append([][]string{head}, rows...))
	return b.Bytes(), err
}

// rename asks for the name of the project.
func (s *Shell) rename() {
	e := widget.NewEntry()
	e.SetText(s.state.Name)
	s.Ask(words.RenameTitle, container.NewGridWrap(fyne.NewSize(320, e.MinSize().Height), e), words.RenameYes, words.Cancel,
		func() { s.Do(flow.Rename{Name: e.Text}) })
	s.win.Canvas().Focus(e)
}

// dropped takes a file that was dropped on the window.
func (s *Shell) dropped(_ fyne.Position, files []fyne.URI) {
	if len(files) == 0 {
		return
	}
	path := files[0].Path()
	switch {
	case isModel(path) && s.state.Run != nil:
		s.Ask(words.DropTitle, wrapping(words.ModelBody(filepath.Base(path))), words.ModelYes, words.Cancel, func() { s.OpenFile(path) })
	case isModel(path) || !s.state.Available(flow.Use):
		s.OpenFile(path)
	case s.state.Step == flow.Use:
		s.Do(flow.PickPredict{Path: path})
	default:
		s.askDropped(path)
	}
}

// askDropped asks what a table is for that was dropped while there is a model.
func (s *Shell) askDropped(path string) {
	d := dialog.NewCustomWithoutButtons(words.DropTitle, wrapping(words.DropBody(filepath.Base(path))), s.win)
	answer := func(label string, do func()) *widget.Button {
		return widget.NewButton(label, func() {
			d.Hide()
			do()
		})
	}
	predict := answer(words.DropPredict2, func() {
		s.Do(flow.GoTo{Step: flow.Use})
		s.Do(flow.PickPredict{Path: path})
	})
	predict.Importance = widget.HighImportance
	d.SetButtons([]fyne.CanvasObject{answer(words.Cancel, func() {}), answer(words.DropReplace, func() { s.OpenFile(path) }), predict})
	d.Resize(fyne.NewSize(min(s.win.Canvas().Size().Width-80, 560), 0))
	d.Show()
}

// showKeys lists the keyboard shortcuts.
func (s *Shell) showKeys() {
	form := container.New(layout.NewFormLayout())
	for _, k := range words.Shortcuts {
		form.Add(widget.NewLabelWithStyle(k[0], fyne.TextAlignLeading, fyne.TextStyle{Bold: true}))
		form.Add(widget.NewLabel(k[1]))
	}
	s.Ask(words.ShortTitle, form, "", words.Close, nil)
}

// showSamples lists the bundled data sets.
func (s *Shell) showSamples() {
	box := container.NewVBox()
	var d dialog.Dialog
	for _, sample := range s.samples {
		box.Add(widget.NewButton(sample.Name, func() {
			d.Hide()
			s.OpenFile(sample.Path)
		}))
	}
	d = dialog.NewCustom(words.SampleTitle, words.Close, box, s.win)
	d.Show()
}

// Samples are the bundled data sets.
func (s *Shell) Samples() []pages.Sample { return s.samples }

// Open starts a project on a file.
func (s *Shell) Open(path string) { s.OpenFile(path) }

// sparse calls f at most once a beat, and always at the end. It is safe for concurrent use.
func sparse(f func(done, total int64)) func(done, total int64) {
	var last atomic.Int64
	return func(done, total int64) {
		now := time.Now().UnixNano()
		then := last.Load()
		if done < total && now-then < int64(beat) || !last.CompareAndSwap(then, now) {
			return
		}
		f(done, total)
	}
}
